// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_load - a module and all that it needs, in the right order
 *
 * Where:   insmod, st_insmod(), request_module(); module.c starts what is
 *          found fit here.
 * Mirrors: load_module() of kernel/module/main.c, kernel/module/kmod.c; and
 *          modprobe(8), which needs no depmod here: a file names its needs.
 */
#define pr_fmt(fmt) "module: " fmt
#include "core/module_internal.h"

#include "lib/printk.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

static int chain_push(struct load_chain *chain, const char *name)
{
	char list[512] = "";
	size_t used = 0;
	unsigned int i, j;

	for (i = 0; i < chain->depth; i++) {
		if (strcmp(chain->name[i], name))
			continue;
		for (j = i; j < chain->depth; j++)
			used += (size_t)scnprintf(list + used,
						  sizeof(list) - used, "%s, ",
						  chain->name[j]);
		return module_fail(chain->msg, -ELOOP,
				   "modules need each other in a circle: %s%s",
				   list, name);
	}
	if (chain->depth == MODULE_CHAIN_MAX)
		return module_fail(
			chain->msg, -ELOOP,
			"module %s: more than %u modules need each other", name,
			MODULE_CHAIN_MAX);
	chain->name[chain->depth++] = name;
	return 0;
}

/* "pre: a b post: c": what should be there before, if it exists. */
static int load_softdeps(struct load_chain *chain, const char *softdep)
{
	struct module_msg quiet = {0}, *msg = chain->msg;
	const char *p = strstr(softdep, "pre:");
	char name[MODULE_NAME_LEN];
	int err = 0;

	for (p = p ? p + 4 : ""; *p && err != -ELOOP; p += strcspn(p, " ")) {
		p = skip_spaces(p);
		if (!*p || !strncmp(p, "post:", 5))
			break;
		scnprintf(name, sizeof(name), "%.*s", (int)strcspn(p, " "), p);
		if (module_instance_find(name))
			continue;
		chain->msg = &quiet;
		err = module_load_by_name(chain, name, NULL);
		chain->msg = msg;
		if (err == -ELOOP) /* say it again, aloud */
			return module_load_by_name(chain, name, NULL);
		if (err)
			pr_warn("softdep %s is not there: %pe\n", name,
				ERR_PTR(err));
	}
	return 0;
}

/* What @mf needs is loaded, or is loaded now. */
static int load_needs(struct load_chain *chain, const struct module_file *mf,
		      struct module_instance **needs, unsigned int *nr)
{
	char name[MODULE_NAME_LEN];
	const char *v;
	int err;

	for_each_modinfo(mf, "softdep", v)
	{
		err = load_softdeps(chain, v);
		if (err)
			return err;
	}
	for_each_modinfo(mf, "needed", v)
	{
		if (!module_need_name(v, name))
			continue;
		if (*nr == MODULE_NEEDS_MAX)
			return module_fail(
				chain->msg, -E2BIG,
				"module %s needs more than %u others",
				module_file_name(mf), MODULE_NEEDS_MAX);
		needs[*nr] = module_instance_find(name);
		if (!needs[*nr] || needs[*nr]->state == MODULE_STATE_COMING) {
			err = module_load_by_name(chain, name, NULL);
			if (err)
				return err;
			needs[*nr] = module_instance_find(name);
		}
		++*nr;
	}
	return 0;
}

/* A library of the system that @mf is linked with: libpcap, for one. */
static bool library_has(const struct module_file *mf, const char *symbol)
{
	char name[MODULE_NAME_LEN];
	struct os_dl *dl;
	const char *v;
	bool found;

	for_each_modinfo(mf, "needed", v)
	{
		if (module_need_name(v, name))
			continue;
		dl = os_dl_library(v);
		if (!dl)
			continue;
		found = os_dl_sym(dl, symbol) != NULL;
		os_dl_close(dl);
		if (found)
			return true;
	}
	return false;
}

/* Every undefined symbol has somebody who defines it. */
static int check_symbols(const struct module_file *mf,
			 struct module_text *const *needs, unsigned int nr,
			 struct module_msg *msg)
{
	enum os_dl_owner owner;
	const char *v;
	unsigned int i;

	for_each_modinfo(mf, "undef", v)
	{
		owner = os_dl_whose(v);
		for (i = 0; i < nr && owner == OS_DL_NOBODY; i++)
			if (os_dl_sym(needs[i]->dl, v))
				owner = OS_DL_OTHER;
		if (owner == OS_DL_NOBODY && !library_has(mf, v))
			return module_fail(
				msg, -ENOENT,
				"module %s uses %s, which nobody exports: is "
				"there an EXPORT_SYMBOL(%s), and is the module "
				"that has it linked with this one?",
				module_file_name(mf), v, v);
	}
	return 0;
}

/* The same file was mapped against texts that this machine has not. */
static int check_bound(const struct module_text *text,
		       struct module_text *const *needs, unsigned int nr,
		       struct module_msg *msg)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (i >= text->nr_needs || text->needs[i] != needs[i])
			return module_fail(
				msg, -EBUSY,
				"module %s is in use with another build of %s: "
				"reload %s on the other hosts first",
				text->name, needs[i]->name, needs[i]->name);
	return 0;
}

/*
 * @text is mapped already (takes its reference), or @mf is to be mapped
 * (becomes the text's, or stays the caller's on failure).
 */
int module_load_text(struct load_chain *chain, struct module_text *text,
		     struct module_file *mf, const char *params)
{
	const struct module_file *file = text ? &text->file : mf;
	struct module_instance *needs[MODULE_NEEDS_MAX];
	struct module_text *texts[MODULE_NEEDS_MAX];
	unsigned int i, nr = 0;
	int err;

	err = module_params_check(file, params, chain->msg);
	if (!err)
		err = load_needs(chain, file, needs, &nr);
	if (err)
		goto put_text;
	for (i = 0; i < nr; i++)
		texts[i] = needs[i]->text;
	err = text ? check_bound(text, texts, nr, chain->msg)
		   : check_symbols(file, texts, nr, chain->msg);
	if (err)
		goto put_text;
	if (!text) {
		text = module_text_map(mf, texts, nr, chain->msg);
		if (IS_ERR(text))
			return (int)PTR_ERR(text);
	}
	return module_start(text, needs, nr, params, chain->msg);

put_text:
	if (text)
		module_text_put(text);
	return err;
}

/* Text that is mapped, or a file that passed all checks. */
static int find_text_or_file(const char *name, struct module_text **text,
			     struct module_file *mf, struct module_msg *msg)
{
	char path[MODULE_PATH_MAX], canon[MODULE_NAME_LEN];
	int err;

	module_canonical(name, canon);
	*text = strchr(name, '/') ? NULL : module_text_find(canon);
	if (*text)
		return 0;
	err = module_find_file(name, path, msg);
	if (!err)
		err = module_file_read(mf, path, msg);
	if (!err)
		err = module_file_check(mf, msg);
	return err;
}

int module_load_by_name(struct load_chain *chain, const char *name,
			const char *params)
{
	struct module_file mf = {0};
	struct module_text *text;
	const char *canon;
	int err;

	err = find_text_or_file(name, &text, &mf, chain->msg);
	if (err)
		goto free_file;
	canon = text ? text->name : module_file_name(&mf);
	err = chain_push(chain, canon);
	if (!err && module_instance_find(canon))
		err = module_fail(chain->msg, -EEXIST,
				  "module %s is loaded already: 'reload' takes "
				  "the new file",
				  canon);
	if (err) {
		if (text)
			module_text_put(text);
		goto free_file;
	}
	err = module_load_text(chain, text, &mf, params);
	chain->depth--;
free_file:
	module_file_free(&mf);
	return err;
}

int load_module(const char *name, const char *params, char *msg, size_t len)
{
	struct module_msg m = {msg, len};
	struct load_chain chain = {.msg = &m};
	bool taken;
	int err;

	if (msg && len)
		*msg = '\0';
	taken = modules_lock();
	err = module_load_by_name(&chain, name, params);
	modules_unlock(taken);
	return err;
}
EXPORT_SYMBOL(load_module);

int request_module(const char *fmt, ...)
{
	char alias[MODULE_NAME_LEN], name[MODULE_NAME_LEN];
	struct module_msg quiet = {0};
	struct load_chain chain = {.msg = &quiet};
	va_list args;
	bool taken;
	int err;

	va_start(args, fmt);
	vscnprintf(alias, sizeof(alias), fmt, args);
	va_end(args);
	if (!machine_var(module_machine).autoload)
		return -EPERM;
	err = module_find_alias(alias, name);
	if (err)
		return err;
	taken = modules_lock();
	if (!module_instance_find(name))
		err = module_load_by_name(&chain, name, NULL);
	modules_unlock(taken);
	return err;
}
EXPORT_SYMBOL(request_module);

void module_set_autoload(bool on)
{
	machine_var(module_machine).autoload = on;
}
EXPORT_SYMBOL(module_set_autoload);
