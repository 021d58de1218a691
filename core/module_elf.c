// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_elf - what a module's file says, before anything of it is mapped
 *
 * Where:   load_module() and modinfo ask; nothing of the file runs.
 * Mirrors: the checking half of kernel/module/main.c, and modinfo(8).
 * Spec:    System V ABI, ELF-64: sections .modinfo, .dynamic, .dynsym.
 *
 * A file may be anything: every offset is checked against its size.
 */
#include "core/module_internal.h"

#include <linux/elf.h>

#include "lib/printk.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

#if defined(__x86_64__)
#define ELF_HOST EM_X86_64
#elif defined(__aarch64__)
#define ELF_HOST EM_AARCH64
#else
#define ELF_HOST 0 /* any */
#endif

/* This object's own vermagic; a module brings its own. */
#include "vermagic.h"

struct elf {
	const u8 *data;
	size_t size;
	const Elf64_Shdr *sec;
	unsigned int nr;
	const char *names;
	size_t names_len;
};

int module_fail(struct module_msg *msg, int err, const char *fmt, ...)
{
	char text[LOG_LINE_MAX];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (msg && msg->buf && msg->len)
		strscpy(msg->buf, text, msg->len);
	if (msg)
		pr_err("module: %s\n", text);
	return err;
}

/* ---- reading ----------------------------------------------------------- */

static const void *elf_at(const struct elf *e, u64 offset, u64 size)
{
	if (offset > e->size || size > e->size - offset || offset % 8)
		return NULL;
	return e->data + offset;
}

/* A NUL-terminated string in a table, or NULL. */
static const char *elf_string(const char *table, size_t len, u64 at)
{
	if (at >= len || !memchr(table + at, 0, len - at))
		return NULL;
	return table + at;
}

static bool elf_open(struct elf *e, const struct os_file *f)
{
	const Elf64_Ehdr *eh;

	e->data = f->data;
	e->size = f->size;
	eh = elf_at(e, 0, sizeof(*eh));
	if (!eh || memcmp(eh->e_ident, ELFMAG, SELFMAG) ||
	    eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_type != ET_DYN ||
	    (ELF_HOST && eh->e_machine != ELF_HOST) ||
	    eh->e_shentsize != sizeof(Elf64_Shdr))
		return false;
	e->nr = eh->e_shnum;
	e->sec = elf_at(e, eh->e_shoff, (u64)e->nr * sizeof(Elf64_Shdr));
	if (!e->sec || eh->e_shstrndx >= e->nr)
		return false;
	e->names_len = e->sec[eh->e_shstrndx].sh_size;
	if (e->sec[eh->e_shstrndx].sh_offset > e->size ||
	    e->names_len > e->size - e->sec[eh->e_shstrndx].sh_offset)
		return false;
	e->names = (const char *)e->data + e->sec[eh->e_shstrndx].sh_offset;
	return true;
}

/* Content of a section; strings need no alignment. NULL: outside the file. */
static const char *sec_data(const struct elf *e, const Elf64_Shdr *s)
{
	if (s->sh_type == SHT_NOBITS || s->sh_offset > e->size ||
	    s->sh_size > e->size - s->sh_offset)
		return NULL;
	return (const char *)e->data + s->sh_offset;
}

static const Elf64_Shdr *sec_find(const struct elf *e, const char *name,
				  u32 type)
{
	const char *n;
	unsigned int i;

	for (i = 0; i < e->nr; i++) {
		n = elf_string(e->names, e->names_len, e->sec[i].sh_name);
		if (name ? n && !strcmp(n, name) : e->sec[i].sh_type == type)
			return &e->sec[i];
	}
	return NULL;
}

/* Append "@key=@value" and its NUL; @key NULL: @value has one. */
static bool info_add(struct module_file *mf, const char *key, const char *value)
{
	size_t need = (key ? strlen(key) + 1 : 0) + strlen(value) + 1;
	char *more;

	if (mf->len + need > mf->room) {
		size_t room = max(mf->room * 2, mf->len + need + 1024);

		more = os_dl_alloc(room);
		if (!more)
			return false;
		memcpy(more, mf->info ? mf->info : "", mf->len);
		os_dl_free(mf->info);
		mf->info = more;
		mf->room = room;
	}
	mf->len += (size_t)scnprintf(mf->info + mf->len, mf->room - mf->len,
				     "%s%s%s", key ? key : "", key ? "=" : "",
				     value) +
		   1;
	return true;
}

/* Strings follow each other, with NULs between them that alignment left. */
static bool read_modinfo(struct module_file *mf, const struct elf *e)
{
	const Elf64_Shdr *s = sec_find(e, ".modinfo", 0);
	const char *p = s ? sec_data(e, s) : NULL, *end, *str;

	if (!p)
		return true;
	for (end = p + s->sh_size; p < end; p++) {
		if (!*p)
			continue;
		str = elf_string(p, (size_t)(end - p), 0);
		if (!str || !info_add(mf, NULL, str))
			return false;
		p += strlen(str);
	}
	return true;
}

/* A table of a type, and the strings that it names. */
struct elf_table {
	const void *rows;
	size_t size; /* bytes */
	const char *strings;
	size_t strings_len;
};

static bool elf_table(const struct elf *e, u32 type, struct elf_table *t)
{
	const Elf64_Shdr *s = sec_find(e, NULL, type), *ss;

	if (!s || s->sh_link >= e->nr)
		return false;
	ss = &e->sec[s->sh_link];
	*t = (struct elf_table){
		.rows = elf_at(e, s->sh_offset, s->sh_size),
		.size = s->sh_size,
		.strings = sec_data(e, ss),
		.strings_len = ss->sh_size,
	};
	return t->rows && t->strings;
}

static bool read_needed(struct module_file *mf, const struct elf *e)
{
	const Elf64_Dyn *dyn;
	struct elf_table t;
	const char *str;
	size_t i;

	if (!elf_table(e, SHT_DYNAMIC, &t))
		return false;
	dyn = t.rows;
	for (i = 0; i < t.size / sizeof(*dyn); i++) {
		if (dyn[i].d_tag == DT_NULL)
			break;
		if (dyn[i].d_tag != DT_NEEDED)
			continue;
		str = elf_string(t.strings, t.strings_len, dyn[i].d_un.d_val);
		if (!str || !info_add(mf, "needed", str))
			return false;
	}
	return true;
}

static bool read_undefined(struct module_file *mf, const struct elf *e)
{
	const Elf64_Sym *sym;
	struct elf_table t;
	const char *str;
	size_t i;

	if (!elf_table(e, SHT_DYNSYM, &t))
		return false;
	sym = t.rows;
	for (i = 1; i < t.size / sizeof(*sym); i++) {
		if (sym[i].st_shndx != SHN_UNDEF ||
		    ELF_ST_BIND(sym[i].st_info) != STB_GLOBAL ||
		    ELF_ST_TYPE(sym[i].st_info) == STT_TLS) /* current_task */
			continue;
		str = elf_string(t.strings, t.strings_len, sym[i].st_name);
		if (!str || !info_add(mf, "undef", str))
			return false;
	}
	return true;
}

/**
 * module_file_read - take in what a module's file says of itself
 * @mf: filled; module_file_free() it, whatever is returned
 * @path: the file
 * @msg: says why not
 *
 * Context: any thread. Return: 0, -ENOENT, -ENOEXEC, -ENOMEM.
 */
int module_file_read(struct module_file *mf, const char *path,
		     struct module_msg *msg)
{
	struct elf e;
	int err;

	memset(mf, 0, sizeof(*mf));
	if (strscpy(mf->path, path, sizeof(mf->path)) < 0)
		return module_fail(msg, -ENAMETOOLONG,
				   "the path of module %s is too long", path);
	err = os_file_read(path, &mf->id);
	if (err)
		return module_fail(msg, err, "cannot read %s: %pe", path,
				   ERR_PTR(err));
	if (!elf_open(&e, &mf->id) || !read_modinfo(mf, &e) ||
	    !read_needed(mf, &e) || !read_undefined(mf, &e))
		err = module_fail(msg, -ENOEXEC,
				  "%s is not a shared object for this machine",
				  path);
	os_dl_free(mf->id.data);
	mf->id.data = NULL;
	return err;
}

void module_file_free(struct module_file *mf)
{
	os_dl_free(mf->info);
	mf->info = NULL;
	mf->len = mf->room = 0;
}

const char *module_file_next(const struct module_file *mf, const char *key,
			     const char *prev)
{
	const char *p = prev ? prev + strlen(prev) + 1 : mf->info;
	size_t n = strlen(key);

	for (; p && p < mf->info + mf->len; p += strlen(p) + 1)
		if (!strncmp(p, key, n) && p[n] == '=')
			return p + n + 1;
	return NULL;
}

/* ---- names ------------------------------------------------------------- */

void module_canonical(const char *name, char *out)
{
	char *p;

	strscpy(out, kbasename(name), MODULE_NAME_LEN);
	p = strchr(out, '.');
	if (p)
		*p = '\0';
	strreplace(out, '-', '_');
}

bool module_need_name(const char *needed, char *name)
{
	size_t len = strlen(needed);

	if (len < 4 || strcmp(needed + len - 3, ".so") ||
	    strstarts(needed, "lib"))
		return false;
	module_canonical(needed, name);
	return true;
}

/* KBUILD_MODNAME, or what the file is called. Valid as long as @mf. */
const char *module_file_name(const struct module_file *mf)
{
	const char *name = module_file_next(mf, "name", NULL);

	return name ? name : kbasename(mf->path);
}

/* ---- judging ----------------------------------------------------------- */

int module_file_check(const struct module_file *mf, struct module_msg *msg)
{
	static const char *const required[] = {"license", "description"};
	static const char *const macros[] = {"MODULE_LICENSE",
					     "MODULE_DESCRIPTION"};
	const char *name = module_file_name(mf), *v;
	unsigned int i;

	if (!module_file_next(mf, "vermagic", NULL))
		return module_fail(msg, -ENOEXEC,
				   "%s is not a module: it has no vermagic; "
				   "does it include \"core/module.h\" and was "
				   "it built with -DMODULE?",
				   mf->path);
	/* each of its objects has one */
	for_each_modinfo(mf, "vermagic", v)
	{
		if (!strcmp(v, STRATA_VERMAGIC))
			continue;
		return module_fail(
			msg, -ENOEXEC,
			"module %s was built against other headers (vermagic "
			"%s, here %s): rebuild it with 'make'",
			name, v, STRATA_VERMAGIC);
	}
	for (i = 0; i < ARRAY_SIZE(required); i++)
		if (!module_file_next(mf, required[i], NULL))
			return module_fail(msg, -ENOEXEC,
					   "module %s has no %s: add the line "
					   "%s(\"...\");",
					   name, required[i], macros[i]);
	if (strlen(name) >= MODULE_NAME_LEN)
		return module_fail(msg, -ENAMETOOLONG,
				   "the name of module %s is too long", name);
	return 0;
}

/* ---- modinfo ----------------------------------------------------------- */

/* Names of libc that are no business of a module: ours exist for each. */
static bool is_foreign(const char *symbol)
{
	static const char *const harmless[] = {
		"mem",	       "str",	   "__mem",   "__str",
		"__asan_",     "__ubsan_", "__tsan_", "__sanitizer_",
		"__stack_chk", "__cxa_",   "_ITM_"};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(harmless); i++)
		if (strstarts(symbol, harmless[i]))
			return !strcmp(symbol, "strdup");
	return os_dl_whose(symbol) == OS_DL_OTHER;
}

static void list_add_name(char *list, size_t size, const char *name)
{
	size_t len = strlen(list);

	scnprintf(list + len, size - len, "%s%s", len ? "," : "", name);
}

static void modinfo_needs(const struct module_file *mf,
			  void (*fn)(void *, const char *, const char *),
			  void *data)
{
	char list[512] = "", name[MODULE_NAME_LEN];
	const char *v;

	for_each_modinfo(mf, "needed", v) if (module_need_name(v, name))
		list_add_name(list, sizeof(list), name);
	fn(data, "depends", list);

	list[0] = '\0';
	for_each_modinfo(mf, "undef", v) if (is_foreign(v))
		list_add_name(list, sizeof(list), v);
	if (*list)
		fn(data, "uses", list);
}

int modinfo_walk(const char *name,
		 void (*fn)(void *data, const char *key, const char *value),
		 void *data, char *msgbuf, size_t len)
{
	static const char *const once[] = {"name", "vermagic"};
	struct module_msg msg = {msgbuf, len};
	char path[MODULE_PATH_MAX], key[64];
	struct module_file mf;
	const char *p, *eq;
	unsigned int i;
	int err;

	err = module_find_file(name, path, &msg);
	if (err)
		return err;
	err = module_file_read(&mf, path, &msg);
	if (err)
		goto out_free;
	fn(data, "filename", path);
	for (p = mf.info; p && p < mf.info + mf.len; p += strlen(p) + 1) {
		eq = strchr(p, '=');
		if (!eq)
			continue;
		scnprintf(key, sizeof(key), "%.*s", (int)(eq - p), p);
		if (strcmp(key, "needed") && strcmp(key, "undef") &&
		    strcmp(key, once[0]) && strcmp(key, once[1]))
			fn(data, key, eq + 1);
	}
	for (i = 0; i < ARRAY_SIZE(once); i++) {
		p = module_file_next(&mf, once[i], NULL);
		if (p)
			fn(data, once[i], p);
	}
	modinfo_needs(&mf, fn, data);
out_free:
	module_file_free(&mf);
	return err;
}
EXPORT_SYMBOL(modinfo_walk);
