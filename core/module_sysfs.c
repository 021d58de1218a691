// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_sysfs - modules as others see them: lsmod, /proc/modules, /sys/module
 *
 * Where:   the shell's lsmod, reports, and files of the machine.
 * Mirrors: kernel/module/procfs.c, sysfs.c, kernel/params.c (the files).
 */
#include "core/module_internal.h"

#include "core/proc.h"
#include "lib/printk.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

static struct module_machine *here(void)
{
	return &machine_var(module_machine);
}

/* ---- lsmod ------------------------------------------------------------- */

static int walk_one(const struct module_instance *inst,
		    int (*fn)(void *data, const struct module_stat *st),
		    void *data)
{
	const struct module_text *t = inst->text;
	const char *version = module_file_next(&t->file, "version", NULL);
	char users[256];
	struct module_stat st = {
		.name = t->name,
		.version = version ? version : "",
		.path = t->file.path,
		.params = inst->params,
		.users = users,
		.state = inst->state,
		.refcnt = (unsigned int)max(atomic_read(&inst->refcnt) - 1, 0),
		.size = (unsigned long)(t->end - t->start),
	};

	module_users(inst, users, sizeof(users));
	return fn(data, &st);
}

int modules_walk(int (*fn)(void *data, const struct module_stat *st),
		 void *data)
{
	struct module_instance *inst;
	bool taken = modules_lock();
	int ret = 0;

	list_for_each_entry (inst, &here()->instances, node) {
		ret = walk_one(inst, fn, data);
		if (ret)
			break;
	}
	modules_unlock(taken);
	return ret;
}
EXPORT_SYMBOL(modules_walk);

unsigned int modules_referenced(void)
{
	struct module_instance *inst;
	unsigned int i, n = 0;

	list_for_each_entry (inst, &here()->instances, node) {
		n += (unsigned int)max(atomic_read(&inst->refcnt) - 1, 0);
		for (i = 0; i < inst->nr_needs; i++)
			n--; /* one module's need of another is no user */
	}
	return n;
}
EXPORT_SYMBOL(modules_referenced);

static const char *state_name(enum module_state state)
{
	static const char *const names[] = {"Live", "Loading", "Unloading"};

	return names[state];
}

static int proc_module(void *data, const struct module_stat *st)
{
	seq_printf(data, "%s %lu %u %s%s %s 0x0000000000000000\n", st->name,
		   st->size, st->refcnt, *st->users ? st->users : "-",
		   *st->users ? "," : "", state_name(st->state));
	return 0;
}

static int proc_modules_show(struct seq_file *m, void *data)
{
	return modules_walk(proc_module, m);
}

/* ---- /sys/module/NAME/ ------------------------------------------------- */

static int initstate_show(struct seq_file *m, void *data)
{
	static const char *const states[] = {"live", "coming", "going"};

	seq_printf(m, "%s\n", states[module_instance_of(data)->state]);
	return 0;
}

static int refcnt_show(struct seq_file *m, void *data)
{
	seq_printf(m, "%d\n", module_refcount(data) - 1); /* not this reader */
	return 0;
}

static int version_show(struct seq_file *m, void *data)
{
	const struct module *module = data;
	const char *v = module_file_next(&module->text->file, "version", NULL);

	seq_printf(m, "%s\n", v ? v : "");
	return 0;
}

static const struct {
	const char *name;
	proc_show_t show;
} sys_files[] = {
	{"initstate", initstate_show},
	{"refcnt", refcnt_show},
	{"version", version_show},
};

static int sys_param_show(struct seq_file *m, void *data)
{
	const struct kernel_param *kp = data;
	char *buf;
	int len;

	buf = kzalloc(PARAM_MAX, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	len = CALL("kernel_param_ops.get", kp->ops->get, buf, kp);
	if (len > 0)
		seq_write(m, buf, (size_t)len);
	kfree(buf);
	return min(len, 0);
}

static int sys_param_write(struct net *net, const char *buf, size_t len,
			   void *data)
{
	const struct kernel_param *kp = data;
	char *val;
	int err;

	val = kstrdup(buf, GFP_KERNEL);
	if (!val)
		return -ENOMEM;
	val[strcspn(val, "\n")] = '\0';
	err = CALL("kernel_param_ops.set", kp->ops->set, val, kp);
	kfree(val);
	return err;
}

static void sys_release(struct proc_node *node)
{
	module_put(node->hold);
}

static int lookup_param(const struct module_text *t, const char *name,
			struct proc_node *node)
{
	const struct kernel_param *kp;

	for (kp = t->door->param_start; kp < t->door->param_stop; kp++) {
		if (!kp->perm || strcmp(kp->name, name))
			continue;
		node->mode = S_IFREG | kp->perm;
		node->show = kp->perm & 0444 ? sys_param_show : NULL;
		node->write = kp->perm & 0222 ? sys_param_write : NULL;
		node->data = (void *)kp;
		return 0;
	}
	return -ENOENT;
}

static int lookup_in_module(const struct module_text *t, const char *rel,
			    struct proc_node *node)
{
	unsigned int i;

	node->mode = S_IFDIR | 0555;
	if (!*rel || !strcmp(rel, "parameters"))
		return 0;
	if (strstarts(rel, "parameters/"))
		return lookup_param(t, rel + strlen("parameters/"), node);
	for (i = 0; i < ARRAY_SIZE(sys_files); i++) {
		if (strcmp(rel, sys_files[i].name))
			continue;
		node->mode = S_IFREG | 0444;
		node->show = sys_files[i].show;
		node->data = t->module;
		return 0;
	}
	return -ENOENT;
}

/* The module that @rel begins with, with a reference; *@rel goes behind it. */
static struct module_instance *sys_module_get(const char **rel)
{
	struct module_instance *inst;
	char name[MODULE_NAME_LEN];
	size_t len = strcspn(*rel, "/");

	scnprintf(name, sizeof(name), "%.*s", (int)len, *rel);
	inst = module_instance_find(name);
	if (!inst || !try_module_get(inst->text->module))
		return NULL;
	*rel += len + ((*rel)[len] == '/');
	return inst;
}

static int sys_lookup(struct net *net, void *data, const char *rel,
		      struct proc_node *node)
{
	struct module_instance *inst;
	int err;

	if (!*rel) {
		node->mode = S_IFDIR | 0555;
		return 0;
	}
	inst = sys_module_get(&rel);
	if (!inst)
		return -ENOENT;
	err = lookup_in_module(inst->text, rel, node);
	if (err) {
		module_put(inst->text->module);
		return err;
	}
	node->hold = inst->text->module;
	node->release = sys_release;
	return 0;
}

static int readdir_module(const struct module_text *t, const char *rel,
			  proc_fill_t fill, void *ctx)
{
	const struct kernel_param *kp;
	unsigned int i;
	int err = 0;

	if (!strcmp(rel, "parameters")) {
		for (kp = t->door->param_start;
		     kp < t->door->param_stop && !err; kp++)
			if (kp->perm)
				err = fill(ctx, kp->name, S_IFREG | kp->perm);
		return err;
	}
	if (*rel)
		return -ENOTDIR;
	for (i = 0; i < ARRAY_SIZE(sys_files) && !err; i++)
		err = fill(ctx, sys_files[i].name, S_IFREG | 0444);
	return err ? err : fill(ctx, "parameters", S_IFDIR | 0555);
}

static int sys_readdir(struct net *net, void *data, const char *rel,
		       proc_fill_t fill, void *ctx)
{
	struct module_instance *inst;
	int err = 0;

	if (!*rel) {
		list_for_each_entry_rcu (inst, &here()->instances, node) {
			err = fill(ctx, inst->text->name, S_IFDIR | 0555);
			if (err)
				break;
		}
		return err;
	}
	inst = sys_module_get(&rel);
	if (!inst)
		return -ENOENT;
	err = readdir_module(inst->text, rel, fill, ctx);
	module_put(inst->text->module);
	return err;
}

static const struct proc_dir_ops sys_module_ops = {
	.lookup = sys_lookup,
	.readdir = sys_readdir,
};

/* ---- the machine begins and ends --------------------------------------- */

int module_sysfs_init(void)
{
	struct module_machine *mm = here();

	mm->proc =
		proc_file(NULL, "/proc/modules", proc_modules_show, NULL, NULL);
	if (IS_ERR(mm->proc))
		return (int)PTR_ERR(mm->proc);
	mm->sys = proc_dynamic(NULL, "/sys/module", &sys_module_ops, NULL);
	if (IS_ERR(mm->sys)) {
		proc_remove(mm->proc);
		return (int)PTR_ERR(mm->sys);
	}
	return 0;
}

void module_sysfs_exit(void)
{
	proc_remove(here()->sys);
	proc_remove(here()->proc);
}
