// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_alias - which file has "net-pf-2"
 *
 * Where:   request_module(), when a socket, a qdisc or a link of an unknown
 *          kind is asked for.
 * Mirrors: depmod(8) and modules.alias; no file is written, the list is made
 *          when a directory is first asked and again when it has changed.
 *
 * A program may ask for families that nobody has as often as it likes: the
 * answer then costs one stat() and a search, no file is opened.
 */
#include "core/module_internal.h"

#include "lib/list.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

/*
 * The aliases of one directory: "alias\0name\0" one behind the other. Of the
 * process; guarded by os_dl_lock().
 */
struct alias_dir {
	struct list_head node;
	struct os_file id;
	char *text;
	size_t len, room;
	char path[];
};
static LIST_HEAD(alias_dirs);

/* '*' in @pattern stands for any text. */
static bool alias_matches(const char *pattern, const char *alias)
{
	for (; *pattern && *pattern != '*'; pattern++, alias++)
		if (*pattern != *alias)
			return false;
	if (!*pattern)
		return !*alias;
	do {
		if (alias_matches(pattern + 1, alias))
			return true;
	} while (*alias++);
	return false;
}

static void add_text(struct alias_dir *d, const char *s)
{
	size_t need = strlen(s) + 1;
	char *more;

	if (d->len + need > d->room) {
		size_t room = max(d->room * 2, d->len + need + 1024);

		more = os_dl_alloc(room);
		if (!more)
			return;
		memcpy(more, d->text ? d->text : "", d->len);
		os_dl_free(d->text);
		d->text = more;
		d->room = room;
	}
	memcpy(d->text + d->len, s, need);
	d->len += need;
}

static int add_file(void *data, const char *file)
{
	struct alias_dir *d = data;
	char path[MODULE_PATH_MAX], name[MODULE_NAME_LEN];
	struct module_file mf;
	const char *v;

	if (strlen(file) < 4 || strcmp(file + strlen(file) - 3, ".so"))
		return 0;
	scnprintf(path, sizeof(path), "%s/%s", d->path, file);
	module_canonical(file, name);
	if (!module_file_read(&mf, path, NULL)) {
		for_each_modinfo(&mf, "alias", v)
		{
			add_text(d, v);
			add_text(d, name);
		}
	}
	module_file_free(&mf);
	return 0;
}

static void alias_dir_free(struct alias_dir *d)
{
	os_dl_free(d->text);
	os_dl_free(d);
}

/* The list of @path, made anew if the directory has changed. */
static struct alias_dir *get_dir(const char *path)
{
	struct alias_dir *d, *tmp;
	struct os_file now;

	if (os_dir_stat(path, &now))
		return NULL;
	list_for_each_entry_safe (d, tmp, &alias_dirs, node) {
		if (strcmp(d->path, path))
			continue;
		if (same_file(&d->id, &now))
			return d;
		list_del(&d->node);
		alias_dir_free(d);
	}
	d = os_dl_alloc(sizeof(*d) + strlen(path) + 1);
	if (!d)
		return NULL;
	memcpy(d->path, path, strlen(path) + 1);
	d->id = now;
	os_dir_walk(path, add_file, d);
	list_add(&d->node, &alias_dirs);
	return d;
}

static bool find_in(const struct alias_dir *d, const char *alias, char *name)
{
	const char *p, *owner;

	for (p = d->text; p && p < d->text + d->len;
	     p = owner + strlen(owner) + 1) {
		owner = p + strlen(p) + 1;
		if (!alias_matches(p, alias))
			continue;
		strscpy(name, owner, MODULE_NAME_LEN);
		return true;
	}
	return false;
}

static bool is_file(const char *dir, const char *name)
{
	char path[MODULE_PATH_MAX];
	struct os_file st;

	scnprintf(path, sizeof(path), "%s/%s.so", dir, name);
	return !os_file_stat(path, &st);
}

int module_find_alias(const char *alias, char *name)
{
	char dirs[MODULE_PATH_MAX], dir[MODULE_PATH_MAX];
	const char *p = dirs;
	struct alias_dir *d;
	bool found = false;

	module_get_path(dirs, sizeof(dirs));
	while (!found && module_next_dir(&p, dir, sizeof(dir))) {
		module_canonical(alias, name);
		if (is_file(dir, name))
			return 0;
		os_dl_lock();
		d = get_dir(dir);
		found = d && find_in(d, alias, name);
		os_dl_unlock();
	}
	return found ? 0 : -ENOENT;
}

/* For who looks for leaks: the lists go with the search path. */
void module_alias_forget(void)
{
	struct alias_dir *d, *tmp;

	os_dl_lock();
	list_for_each_entry_safe (d, tmp, &alias_dirs, node) {
		list_del(&d->node);
		alias_dir_free(d);
	}
	os_dl_unlock();
}
