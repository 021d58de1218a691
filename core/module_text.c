// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_text - the process's side of modules: finding, mapping, unmapping
 *
 * Where:   module.c, for one machine, asks for a text and gives it back; the
 *          last one who does unmaps it.
 * Mirrors: kernel/module/main.c (layout and relocation are the host linker's).
 *
 * The tables below are the one thing in core that belongs to the process: the
 * host's linker has no other place for a text. They are guarded by
 * os_dl_lock(). When a file has been replaced, its old text may live on in
 * other machines; the new one is then mapped under another spelling of the
 * path, for the host's linker tells objects apart by name first.
 */
#include "core/module_internal.h"

#include "lib/bitmap.h"
#include "lib/printk.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

static LIST_HEAD(texts); /* newest first */
static DECLARE_BITMAP(text_ids, MODULE_TEXTS_MAX);
static u64 image_ids = 1; /* 0 is the core */
static char *search_path;

static_assert(MAX_IMAGES <= 64, "image_ids is one word");

/* ---- finding files ----------------------------------------------------- */

/**
 * module_set_path - where modules are looked for
 * @path: directories, colons between them; NULL: STRATA_MODULES of the
 *	  environment, or the installed directory
 *
 * Context: any thread. Return: 0, -ENOMEM.
 */
int module_set_path(const char *path)
{
	char *copy = path ? os_dl_strdup(path) : NULL;

	if (path && !copy)
		return -ENOMEM;
	os_dl_lock();
	os_dl_free(search_path);
	search_path = copy;
	os_dl_unlock();
	module_alias_forget();
	return 0;
}
EXPORT_SYMBOL(module_set_path);

void module_get_path(char *buf, size_t size)
{
	os_dl_lock();
	strscpy(buf, search_path ? search_path : os_module_path(), size);
	os_dl_unlock();
}

/* The next directory of "a:b:c" into @dir, or false. */
bool module_next_dir(const char **path, char *dir, size_t size)
{
	size_t len;

	while (**path == ':')
		++*path;
	len = strcspn(*path, ":");
	if (!len)
		return false;
	scnprintf(dir, size, "%.*s", (int)len, *path);
	*path += len;
	return true;
}

int module_find_file(const char *name, char *path, struct module_msg *msg)
{
	char dirs[MODULE_PATH_MAX], dir[MODULE_PATH_MAX];
	char canon[MODULE_NAME_LEN];
	const char *p = dirs;
	struct os_file st;

	if (strchr(name, '/')) {
		if (strscpy(path, name, MODULE_PATH_MAX) < 0 ||
		    os_file_stat(path, &st))
			return module_fail(msg, -ENOENT, "there is no file %s",
					   name);
		return 0;
	}
	module_canonical(name, canon);
	module_get_path(dirs, sizeof(dirs));
	while (*canon && module_next_dir(&p, dir, sizeof(dir))) {
		scnprintf(path, MODULE_PATH_MAX, "%s/%s.so", dir, canon);
		if (!os_file_stat(path, &st))
			return 0;
	}
	return module_fail(msg, -ENOENT,
			   "there is no module \"%s\" in %s: give a path, or "
			   "build it first",
			   name, dirs);
}

/* ---- texts ------------------------------------------------------------- */

static struct module_text *__text_find(const char *name)
{
	struct module_text *t;

	list_for_each_entry (t, &texts, node) {
		if (!strcmp(t->name, name))
			return t;
	}
	return NULL;
}

struct module_text *module_text_find(const char *name)
{
	struct module_text *t;

	os_dl_lock();
	t = __text_find(name);
	if (t)
		t->users++;
	os_dl_unlock();
	return t;
}

void module_text_get(struct module_text *text)
{
	os_dl_lock();
	text->users++;
	os_dl_unlock();
}

static void __text_put(struct module_text *t)
{
	unsigned int i;

	if (--t->users)
		return;
	list_del(&t->node);
	module_params_forget(t->start, t->end);
	__clear_bit(t->id, text_ids);
	if (*t->door->image < MAX_IMAGES)
		image_ids &= ~(1ULL << *t->door->image);
	t->module->text = NULL;
	os_dl_close(t->dl);
	for (i = 0; i < t->nr_needs; i++)
		__text_put(t->needs[i]);
	module_file_free(&t->file);
	os_dl_free(t);
}

void module_text_put(struct module_text *text)
{
	os_dl_lock();
	__text_put(text);
	os_dl_unlock();
}

bool same_file(const struct os_file *a, const struct os_file *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->mtime == b->mtime &&
	       a->size == b->size;
}

/* A spelling of @path that no text has: "/a/b.so", "/a/./b.so", … */
static void unused_spelling(const char *path, char *out)
{
	const char *base = kbasename(path);
	char dots[64] = "";
	struct module_text *t;
	bool taken;

	do {
		scnprintf(out, MODULE_PATH_MAX, "%.*s%s%s", (int)(base - path),
			  path, dots, base);
		taken = false;
		list_for_each_entry (t, &texts, node)
			taken |= !strcmp(t->file.path, out);
		strncat(dots, "./", sizeof(dots) - strlen(dots) - 1);
	} while (taken && strlen(dots) < sizeof(dots) - 2);
}

static int open_door(struct module_text *t, struct module_msg *msg)
{
	char why[512];

	t->dl = os_dl_open(t->file.path, why, sizeof(why));
	if (!t->dl)
		return module_fail(msg, -ENOEXEC, "module %s: %s", t->name,
				   why);
	t->door = os_dl_sym(t->dl, "__strata_module");
	os_dl_range(t->dl, &t->start, &t->end);
	if (!t->door || !module_text_holds(t, t->door) ||
	    t->door->size != sizeof(struct module_door))
		return module_fail(
			msg, -ENOEXEC,
			"module %s does not show its entry: is __strata_module "
			"hidden by its version script?",
			t->name);
	t->module = t->door->module;
	return 0;
}

/* A number for its per-machine variables, if it has any. */
static int give_image(struct module_text *t, struct module_msg *msg)
{
	unsigned int id;

	*t->door->image = MAX_IMAGES;
	if (t->door->machine_start == t->door->machine_stop &&
	    t->door->cpu_start == t->door->cpu_stop)
		return 0;
	if (image_ids == ~0ULL)
		return module_fail(msg, -ENOSPC,
				   "module %s: %u modules with per-machine "
				   "variables are mapped already",
				   t->name, MAX_IMAGES - 1);
	id = (unsigned int)__builtin_ctzll(~image_ids);
	image_ids |= 1ULL << id;
	*t->door->image = id;
	return 0;
}

/* Under os_dl_lock(): @t has its file, name and needs. */
static int map_text(struct module_text *t, struct module_msg *msg)
{
	char spelling[MODULE_PATH_MAX];
	int err;

	t->id = (unsigned int)find_first_zero_bit(text_ids, MODULE_TEXTS_MAX);
	if (t->id == MODULE_TEXTS_MAX)
		return module_fail(msg, -ENOSPC,
				   "%u modules are mapped already",
				   MODULE_TEXTS_MAX);
	unused_spelling(t->file.path, spelling);
	strscpy(t->file.path, spelling, sizeof(t->file.path));
	err = open_door(t, msg);
	if (!err)
		err = give_image(t, msg);
	if (err) {
		if (t->dl)
			os_dl_close(t->dl);
		return err;
	}
	__set_bit(t->id, text_ids);
	t->module->text = t;
	t->users = 1;
	list_add(&t->node, &texts);
	return 0;
}

/* Another machine may have been faster. */
static struct module_text *find_same(const char *name, const struct os_file *id)
{
	struct module_text *t = __text_find(name);

	return t && same_file(&t->file.id, id) ? t : NULL;
}

struct module_text *module_text_map(struct module_file *mf,
				    struct module_text **needs,
				    unsigned int nr_needs,
				    struct module_msg *msg)
{
	struct module_text *t, *same;
	unsigned int i;
	int err;

	t = os_dl_alloc(sizeof(*t));
	if (!t)
		return ERR_PTR(-ENOMEM);
	strscpy(t->name, module_file_name(mf), sizeof(t->name));
	t->file = *mf;
	os_dl_lock();
	same = find_same(t->name, &mf->id);
	if (same) {
		same->users++;
		os_dl_unlock();
		module_file_free(mf);
		os_dl_free(t);
		return same;
	}
	err = map_text(t, msg);
	if (!err) {
		for (i = 0; i < nr_needs; i++)
			needs[i]->users++;
		memcpy(t->needs, needs, nr_needs * sizeof(*needs));
		t->nr_needs = nr_needs;
		*mf = (struct module_file){0};
	}
	os_dl_unlock();
	if (err) {
		os_dl_free(t);
		return ERR_PTR(err);
	}
	return t;
}

struct module *__module_address(const void *addr)
{
	struct module *module = NULL;
	struct module_text *t;

	if (!addr)
		return NULL;
	os_dl_lock();
	list_for_each_entry (t, &texts, node) {
		if (module_text_holds(t, addr)) {
			module = t->module;
			break;
		}
	}
	os_dl_unlock();
	return module;
}
EXPORT_SYMBOL(__module_address);

/* ---- pins -------------------------------------------------------------- */

/**
 * module_pin - keep a module's text mapped
 * @name: of a module that some machine of this process has loaded
 *
 * So that machines that come and go find it mapped and checked.
 * Context: any thread. Return: 0, -ENOENT.
 */
int module_pin(const char *name)
{
	char canon[MODULE_NAME_LEN];
	struct module_text *t;

	module_canonical(name, canon);
	os_dl_lock();
	t = __text_find(canon);
	if (t) {
		t->users++;
		t->pins++;
	}
	os_dl_unlock();
	return t ? 0 : -ENOENT;
}
EXPORT_SYMBOL(module_pin);

void module_unpin(const char *name)
{
	char canon[MODULE_NAME_LEN];
	struct module_text *t;

	module_canonical(name, canon);
	os_dl_lock();
	list_for_each_entry (t, &texts, node) {
		if (strcmp(t->name, canon) || !t->pins)
			continue;
		t->pins--;
		__text_put(t);
		break;
	}
	os_dl_unlock();
}
EXPORT_SYMBOL(module_unpin);

/* After a reload the new text is the one to keep. */
void module_text_move_pins(struct module_text *from, struct module_text *to)
{
	os_dl_lock();
	for (; from != to && from->pins; from->pins--) {
		from->users--; /* the caller holds one more */
		to->users++;
		to->pins++;
	}
	os_dl_unlock();
}
