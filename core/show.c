// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show - the registry of views, and the writer of text and JSON
 *
 * Where:   register_view() by core and modules; show_view() by st_show().
 * Mirrors: nothing in the kernel.
 */
#include "core/show.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/kernel.h"
#include "lib/list.h"
#include "lib/mutex.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

struct view_entry {
	struct list_head node; /* by name */
	const struct view *view;
};

DEFINE_STATIC_PER_MACHINE(struct list_head, views);
DEFINE_STATIC_PER_MACHINE(struct mutex, views_lock);

/* ---- the writer ----------------------------------------------------------
 */

/* A JSON string: quotes, backslashes and control characters are escaped. */
static void put_quoted(struct show *s, const char *text)
{
	seq_putc(&s->m, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			seq_printf(&s->m, "\\%c", *text);
		else if ((u8)*text < 0x20)
			seq_printf(&s->m, "\\u%04x", (u8)*text);
		else
			seq_putc(&s->m, *text);
	}
	seq_putc(&s->m, '"');
}

static void put_key(struct show *s, const char *key)
{
	if (s->member)
		seq_puts(&s->m, ",");
	s->member = true;
	put_quoted(s, key);
	seq_putc(&s->m, ':');
}

/**
 * show_str - a value with a name
 * @s: the view
 * @key: its name
 * @fmt: its text
 *
 * Context: process.
 */
void show_str(struct show *s, const char *key, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!s->json) {
		seq_printf(&s->m, "%-20s %s\n", key, text);
		return;
	}
	put_key(s, key);
	put_quoted(s, text);
}
EXPORT_SYMBOL(show_str);

/* As show_str(), a number. Context: process. */
void show_num(struct show *s, const char *key, u64 value)
{
	if (!s->json) {
		seq_printf(&s->m, "%-20s %llu\n", key, value);
		return;
	}
	put_key(s, key);
	seq_printf(&s->m, "%llu", value);
}
EXPORT_SYMBOL(show_num);

/* One cell's text, padded to its column unless it is the line's last. */
static void put_padded(struct show *s, const char *text)
{
	int width = s->cols[s->col].width;

	if (s->col)
		seq_putc(&s->m, ' ');
	if (width < 0 && s->col + 1 == s->ncols)
		seq_puts(&s->m, text);
	else
		seq_printf(&s->m, "%*s", width, text);
}

/**
 * show_table - begin a table
 * @s: the view
 * @key: its name in the JSON
 * @cols: its columns; used until show_table_end()
 * @ncols: how many
 *
 * Context: process.
 */
void show_table(struct show *s, const char *key, const struct show_col *cols,
		unsigned int ncols)
{
	s->cols = cols;
	s->ncols = ncols;
	s->row = false;
	if (s->json) {
		put_key(s, key);
		seq_putc(&s->m, '[');
	} else {
		for (s->col = 0; s->col < ncols; s->col++)
			put_padded(s, cols[s->col].key);
		seq_putc(&s->m, '\n');
	}
	s->col = 0;
}
EXPORT_SYMBOL(show_table);

static void put_cell(struct show *s, const char *text, bool number)
{
	if (!s->json) {
		put_padded(s, text);
	} else {
		if (!s->col) {
			seq_puts(&s->m, s->row ? ",{" : "{");
			s->row = true;
			s->member = false;
		}
		put_key(s, s->cols[s->col].key);
		if (number)
			seq_puts(&s->m, text);
		else
			put_quoted(s, text);
	}
	if (++s->col < s->ncols)
		return;
	s->col = 0;
	seq_putc(&s->m, s->json ? '}' : '\n');
}

/* The next cell. Context: any with a baton. */
void show_cell(struct show *s, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_cell(s, text, false);
}
EXPORT_SYMBOL(show_cell);

/* The next cell, a number. Context: any with a baton. */
void show_cell_num(struct show *s, u64 value)
{
	char text[24];

	scnprintf(text, sizeof(text), "%llu", value);
	put_cell(s, text, true);
}
EXPORT_SYMBOL(show_cell_num);

/* Context: process. */
void show_table_end(struct show *s)
{
	if (s->json)
		seq_putc(&s->m, ']');
	s->member = true;
}
EXPORT_SYMBOL(show_table_end);

/* A line for people. Context: process. */
void show_line(struct show *s, const char *fmt, ...)
{
	va_list ap;

	if (s->json)
		return;
	va_start(ap, fmt);
	seq_vprintf(&s->m, fmt, ap);
	va_end(ap);
	seq_putc(&s->m, '\n');
}
EXPORT_SYMBOL(show_line);

/* Context: process. */
void show_gap(struct show *s)
{
	if (!s->json)
		seq_putc(&s->m, '\n');
}
EXPORT_SYMBOL(show_gap);

/* Context: process. Return: @err. */
int show_fail(struct show *s, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vscnprintf(s->error, sizeof(s->error), fmt, ap);
	va_end(ap);
	return err;
}
EXPORT_SYMBOL(show_fail);

/**
 * show_device - the device that the view's first word names
 * @s: the view
 *
 * Context: process, rtnl held.
 * Return: the device, borrowed while rtnl is held; NULL after show_fail().
 */
struct net_device *show_device(struct show *s)
{
	struct net_device *dev = NULL;

	if (s->argc)
		dev = __dev_get_by_name(s->net, s->argv[0]);
	else
		show_fail(s, -EINVAL, "which device? `show dev` lists them");
	if (s->argc && !dev)
		show_fail(s, -ENODEV, "no device %s: `show dev` lists them",
			  s->argv[0]);
	return dev;
}
EXPORT_SYMBOL(show_device);

/* ---- the registry --------------------------------------------------------
 */

static struct view_entry *find_view(const char *name)
{
	struct view_entry *e;

	list_for_each_entry (e, &machine_var(views), node) {
		if (!strcmp(e->view->name, name))
			return e;
	}
	return NULL;
}

static void view_forgotten(void *obj)
{
	unregister_view(obj);
}

static void insert_view(struct view_entry *new)
{
	struct view_entry *e;

	list_for_each_entry (e, &machine_var(views), node) {
		if (strcmp(e->view->name, new->view->name) > 0)
			break;
	}
	list_add_tail(&new->node, &e->node);
}

/**
 * register_view - let people look
 * @view: not copied; stays until unregister_view()
 *
 * Context: process. Return: 0, -EEXIST, -EINVAL or -ENOMEM.
 */
int register_view(const struct view *view)
{
	struct view_entry *e;
	int err = 0;

	if (!view->name || !view->show)
		return -EINVAL;
	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	e->view = view;
	mutex_lock(&machine_var(views_lock));
	if (find_view(view->name))
		err = -EEXIST;
	else
		insert_view(e);
	mutex_unlock(&machine_var(views_lock));
	if (err)
		kfree(e);
	else
		module_track(view->owner, "view", view, view->name,
			     view_forgotten);
	return err;
}
EXPORT_SYMBOL(register_view);

/* Waits for who looks: the lock is held while a view is written. */
void unregister_view(const struct view *view)
{
	struct view_entry *e;

	mutex_lock(&machine_var(views_lock));
	e = find_view(view->name);
	if (e && e->view == view)
		list_del(&e->node);
	else
		e = NULL;
	mutex_unlock(&machine_var(views_lock));
	if (e)
		module_untrack("view", view);
	kfree(e);
}
EXPORT_SYMBOL(unregister_view);

/**
 * views_walk - each view
 * @fn: called in the order of the names; must not register any
 * @data: for it
 *
 * Context: process.
 */
void views_walk(void (*fn)(void *data, const struct view *view), void *data)
{
	struct view_entry *e;

	mutex_lock(&machine_var(views_lock));
	list_for_each_entry (e, &machine_var(views), node)
		fn(data, e->view);
	mutex_unlock(&machine_var(views_lock));
}
EXPORT_SYMBOL(views_walk);

static int write_view(struct show *s, const struct view *view)
{
	int err;

	if (s->json)
		seq_printf(&s->m, "{\"view\":\"%s\"", view->name);
	s->member = s->json;
	err = view->show(s);
	if (s->json)
		seq_puts(&s->m, "}\n");
	if (!err && s->m.err)
		err = show_fail(s, s->m.err, "out of memory for the view");
	return err;
}

static int take_text(struct show *s, char **text, int err)
{
	if (!err && !s->m.buf)
		seq_puts(&s->m, "");
	if (!err)
		err = s->m.err;
	if (err)
		seq_release(&s->m);
	else
		*text = s->m.buf;
	return err;
}

int show_one(struct show *s, const struct view *view, char **text)
{
	return take_text(s, text, write_view(s, view));
}

/**
 * show_view - write the view that @s->argv[0] names
 * @s: net, argc, argv, json are set
 * @text: the result; kfree() it
 *
 * Context: process. Return: 0, or -errno with @s->error set.
 */
int show_view(struct show *s, char **text)
{
	struct view_entry *e;
	int err;

	if (!s->argc)
		return show_fail(s, -EINVAL, "show what? `help show` lists it");
	mutex_lock(&machine_var(views_lock));
	e = find_view(s->argv[0]);
	if (e) {
		s->argc--;
		s->argv++;
		err = write_view(s, e->view);
	} else {
		err = show_fail(s, -ENOENT,
				"nothing is called %.40s: `help show` lists "
				"the views",
				s->argv[0]);
	}
	mutex_unlock(&machine_var(views_lock));
	return take_text(s, text, err);
}
EXPORT_SYMBOL(show_view);

static int show_init(void)
{
	INIT_LIST_HEAD(&machine_var(views));
	mutex_init(&machine_var(views_lock));
	return 0;
}

static void show_exit(void)
{
	struct view_entry *e, *next;

	list_for_each_entry_safe (e, next, &machine_var(views), node) {
		WARN_ON(e->view->owner);
		kfree(e);
	}
	mutex_destroy(&machine_var(views_lock));
}
pure_initcall(show_init, show_exit);
