// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc_sysctl - which row of which table stands behind a path
 *
 * Where:   proc.c asks here for everything below /proc/sys; the rows' handlers
 *          are in sysctl.c.
 * Mirrors: fs/proc/proc_sysctl.c. The kernel keeps a tree of directories; here
 *          a table knows its path and a lookup walks the tables, so that a
 *          namespace with a hundred knobs is made by a few list insertions.
 *
 * A handler runs without a lock. Unregistering waits for those that run, so
 * whoever takes a lock in a handler must not hold it while unregistering; the
 * kernel has the same rule.
 */
#include "core/sysctl.h"

#include "core/module.h"
#include "core/net_namespace.h"
#include "core/proc.h"
#include "lib/completion.h"
#include "lib/printk.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "lib/string.h"

#define SYSCTL_TEXT_MAX (1 << 20)

struct ctl_table_header {
	struct list_head node; /* guarded by sysctl_lock */
	/* immutable */
	struct net *net;
	const struct ctl_table *table;
	size_t n;
	char *base;
	const char *origin;
	struct module *owner;
	/* guarded by sysctl_lock */
	unsigned int used;
	struct completion *unregistering;
	char path[]; /* immutable, without slash at either end */
};

DEFINE_STATIC_PER_MACHINE(spinlock_t, sysctl_lock);
DEFINE_STATIC_PER_MACHINE(struct ctl_table_set, sysctl_machine_set);

static struct ctl_table_set *set_of(struct net *net)
{
	return net ? &net->sysctls : &machine_var(sysctl_machine_set);
}

/* Context: process. Once for each namespace, before its first table. */
void sysctl_set_init(struct ctl_table_set *set)
{
	INIT_LIST_HEAD(&set->headers);
}

/**
 * sysctl_set_exit - the namespace dies
 * @set: its tables
 *
 * Context: process; nobody looks a name up any more.
 * Return: how many tables had been forgotten; they are named and freed.
 */
unsigned int sysctl_set_exit(struct ctl_table_set *set)
{
	struct ctl_table_header *h, *tmp;
	unsigned int left = 0;

	list_for_each_entry_safe (h, tmp, &set->headers, node) {
		pr_err("sysctl: table %s was not unregistered\n", h->path);
		unregister_sysctl_table(h);
		left++;
	}
	return left;
}

static int __init sysctl_machine_init(void)
{
	spin_lock_init(&machine_var(sysctl_lock));
	sysctl_set_init(&machine_var(sysctl_machine_set));
	return 0;
}

static void __exit sysctl_machine_exit(void)
{
	WARN_ON(sysctl_set_exit(&machine_var(sysctl_machine_set)));
}
pure_initcall(sysctl_machine_init, sysctl_machine_exit);

static void sysctl_forgotten(void *header)
{
	unregister_sysctl_table(header);
}

struct ctl_table_header *__register_sysctl(struct net *net, const char *path,
					   const struct ctl_table *table,
					   size_t n, void *base,
					   const void *origin)
{
	struct ctl_table_header *h;
	size_t len;

	might_sleep();
	while (*path == '/')
		path++;
	len = strlen(path);
	while (len && path[len - 1] == '/')
		len--;

	h = kzalloc(sizeof(*h) + len + 1, GFP_KERNEL);
	if (!h)
		return NULL;
	h->net = net;
	h->table = table;
	h->base = base;
	h->origin = origin;
	h->owner = __module_address(table);
	while (h->n < n && table[h->n].procname)
		h->n++;
	memcpy(h->path, path, len);

	spin_lock(&machine_var(sysctl_lock));
	list_add_tail(&h->node, &set_of(net)->headers);
	spin_unlock(&machine_var(sysctl_lock));
	module_track(h->owner, "sysctl table", h, h->path, sysctl_forgotten);
	return h;
}
EXPORT_SYMBOL(__register_sysctl);

/**
 * unregister_sysctl_table - take a table out, wait for handlers that run
 * @header: from register; NULL is fine
 *
 * Context: process; sleeps.
 */
void unregister_sysctl_table(struct ctl_table_header *header)
{
	struct completion done;
	bool wait;

	if (!header)
		return;
	might_sleep();
	init_completion(&done);
	spin_lock(&machine_var(sysctl_lock));
	list_del(&header->node);
	wait = header->used != 0;
	if (wait)
		header->unregistering = &done;
	spin_unlock(&machine_var(sysctl_lock));
	if (wait)
		wait_for_completion(&done);
	module_untrack("sysctl table", header);
	kfree(header);
}
EXPORT_SYMBOL(unregister_sysctl_table);

/* ---- lookup ------------------------------------------------------------ */

static const struct ctl_table *find_row(struct ctl_table_set *set,
					const char *path, size_t dirlen,
					struct ctl_table_header **header)
{
	const char *name = path + dirlen + (dirlen || *path == '/');
	struct ctl_table_header *h;
	size_t i;

	list_for_each_entry (h, &set->headers, node) {
		if (strncmp(h->path, path, dirlen) || h->path[dirlen])
			continue;
		for (i = 0; i < h->n; i++) {
			if (strcmp(h->table[i].procname, name))
				continue;
			*header = h;
			return &h->table[i];
		}
	}
	return NULL;
}

static size_t dirname_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* The row at @path, held until row_put(); @row is a copy that has its data. */
static int row_get(struct net *net, const char *path, struct ctl_table *row,
		   struct ctl_table_header **header)
{
	const struct ctl_table *t = NULL;
	size_t dirlen = dirname_len(path);

	spin_lock(&machine_var(sysctl_lock));
	if (net)
		t = find_row(set_of(net), path, dirlen, header);
	if (!t)
		t = find_row(set_of(NULL), path, dirlen, header);
	if (t && try_module_get((*header)->owner)) {
		*row = *t;
		(*header)->used++;
	} else {
		t = NULL;
	}
	spin_unlock(&machine_var(sysctl_lock));
	if (!t)
		return -ENOENT;

	if ((*header)->base || (*header)->origin)
		row->data = (*header)->base +
			    ((const char *)row->data - (*header)->origin);
	return 0;
}

static void row_put(struct ctl_table_header *h)
{
	struct module *owner = h->owner;

	spin_lock(&machine_var(sysctl_lock));
	if (!--h->used && h->unregistering)
		complete(h->unregistering);
	spin_unlock(&machine_var(sysctl_lock));
	module_put(owner);
}

static bool below(const char *path, const char *dir, size_t dirlen)
{
	return !dirlen || (!strncmp(path, dir, dirlen) &&
			   (!path[dirlen] || path[dirlen] == '/'));
}

static bool dir_exists(struct ctl_table_set *set, const char *dir)
{
	struct ctl_table_header *h;

	list_for_each_entry (h, &set->headers, node) {
		if (below(h->path, dir, strlen(dir)))
			return true;
	}
	return false;
}

/**
 * sysctl_mode - what stands at a path
 * @net: whose knobs, besides the machine's
 * @path: below /proc/sys, no slash at either end; "" is /proc/sys itself
 *
 * Context: process. Return: mode with S_IFMT, or -ENOENT.
 */
int sysctl_mode(struct net *net, const char *path)
{
	struct ctl_table_header *h;
	struct ctl_table row;
	bool dir;

	if (!row_get(net, path, &row, &h)) {
		row_put(h);
		return S_IFREG | row.mode;
	}
	spin_lock(&machine_var(sysctl_lock));
	dir = !*path || (net && dir_exists(set_of(net), path)) ||
	      dir_exists(set_of(NULL), path);
	spin_unlock(&machine_var(sysctl_lock));
	return dir ? S_IFDIR | 0555 : -ENOENT;
}

static int fill_header(const struct ctl_table_header *h, const char *dir,
		       int (*fill)(void *ctx, const char *name, umode_t mode),
		       void *ctx)
{
	size_t i, len, dirlen = strlen(dir);
	char name[64];
	int err = 0;

	if (!below(h->path, dir, dirlen))
		return 0;
	if (h->path[dirlen]) {
		const char *sub = h->path + dirlen + (dirlen ? 1 : 0);

		len = strcspn(sub, "/");
		scnprintf(name, sizeof(name), "%.*s", (int)len, sub);
		return fill(ctx, name, S_IFDIR | 0555);
	}
	for (i = 0; i < h->n && !err; i++)
		err = fill(ctx, h->table[i].procname,
			   S_IFREG | h->table[i].mode);
	return err;
}

/**
 * sysctl_readdir - the names in a directory; some may come twice
 * @net: whose knobs, besides the machine's
 * @path: below /proc/sys
 * @fill: called for each, under a lock
 * @ctx: for @fill
 *
 * Context: process. Return: 0, or what @fill returned.
 */
int sysctl_readdir(struct net *net, const char *path,
		   int (*fill)(void *ctx, const char *name, umode_t mode),
		   void *ctx)
{
	struct ctl_table_set *sets[] = {set_of(NULL), net ? set_of(net) : NULL};
	struct ctl_table_header *h;
	unsigned int i;
	int err = 0;

	spin_lock(&machine_var(sysctl_lock));
	for (i = 0; i < ARRAY_SIZE(sets) && sets[i]; i++) {
		list_for_each_entry (h, &sets[i]->headers, node) {
			err = fill_header(h, path, fill, ctx);
			if (err)
				goto out_unlock;
		}
	}
out_unlock:
	spin_unlock(&machine_var(sysctl_lock));
	return err;
}

/* ---- read and write ---------------------------------------------------- */

static int call_handler(const struct ctl_table *row, int write, void *buf,
			size_t *len)
{
	loff_t pos = 0;

	if (!row->proc_handler)
		return -EINVAL;
	return CALL("ctl_table.proc_handler", row->proc_handler, row, write,
		    buf, len, &pos);
}

/* The text may be long (bitmaps): whoever fills the buffer gets a larger one.
 */
static int print_row(const struct ctl_table *row, struct seq_file *m)
{
	size_t size, len;
	char *buf;
	int err;

	for (size = 1024;; size *= 4) {
		buf = kzalloc(size, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
		len = size;
		err = call_handler(row, 0, buf, &len);
		if (err || len < size - 1 || size >= SYSCTL_TEXT_MAX)
			break;
		kfree(buf);
	}
	if (!err)
		seq_write(m, buf, len);
	kfree(buf);
	return err;
}

/**
 * sysctl_read - print a knob
 * @net: whose, besides the machine's
 * @path: below /proc/sys
 * @m: where to
 *
 * Context: process; sleeps.
 * Return: 0, -ENOENT, -EISDIR, -EACCES, or what the handler says.
 */
int sysctl_read(struct net *net, const char *path, struct seq_file *m)
{
	struct ctl_table_header *h;
	struct ctl_table row;
	int err;

	err = row_get(net, path, &row, &h);
	if (err)
		return sysctl_mode(net, path) > 0 ? -EISDIR : err;
	err = row.mode & 0444 ? print_row(&row, m) : -EACCES;
	row_put(h);
	return err;
}

/**
 * sysctl_write - set a knob
 * @net: whose, besides the machine's
 * @path: below /proc/sys
 * @buf: text with a NUL behind it
 * @len: without the NUL
 *
 * Context: process; sleeps.
 * Return: 0, -ENOENT, -EISDIR, -EPERM, or what the handler says.
 */
int sysctl_write(struct net *net, const char *path, const char *buf, size_t len)
{
	struct ctl_table_header *h;
	struct ctl_table row;
	char *copy;
	int err;

	err = row_get(net, path, &row, &h);
	if (err)
		return sysctl_mode(net, path) > 0 ? -EISDIR : err;
	err = -EPERM;
	if (!(row.mode & 0222))
		goto out_put;
	err = -ENOMEM;
	copy = kmalloc(len + 1, GFP_KERNEL); /* handlers may cut it up */
	if (!copy)
		goto out_put;
	memcpy(copy, buf, len);
	copy[len] = '\0';
	err = call_handler(&row, 1, copy, &len);
	kfree(copy);
out_put:
	row_put(h);
	return err;
}
