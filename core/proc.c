// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc - one resolver for every text file of a machine
 *
 * Where:   above: st_file(), FUSE, the launcher, the shell. Below: show and
 *          write functions of core, protocols and modules; proc_sysctl.c for
 *          what lies under /proc/sys.
 * Mirrors: fs/proc/generic.c, proc_net.c. Directories are not made: a path
 *          that is the beginning of a file's path is a directory.
 *
 * Show and write run without a lock; proc_remove() waits for those that run.
 */
#include "core/proc_internal.h"

#include "core/module.h"
#include "core/net_namespace.h"
#include "core/sysctl.h"
#include "lib/completion.h"
#include "lib/printk.h"
#include "lib/slab.h"
#include "lib/spinlock.h"
#include "lib/string.h"

struct proc_entry {
	struct list_head node; /* guarded by proc_lock */
	/* immutable */
	struct module *owner;
	const struct proc_file_desc *files; /* a table, or &one */
	unsigned int n;
	struct proc_file_desc one;
	const struct proc_dir_ops *ops; /* a dynamic directory at @path */
	void *data;
	/* guarded by proc_lock */
	unsigned int used;
	struct completion *removing;
	char path[];
};

DEFINE_STATIC_PER_MACHINE(spinlock_t, proc_lock);
DEFINE_STATIC_PER_MACHINE(struct proc_root, proc_machine_root);

static struct proc_root *root_of(struct net *net)
{
	return net ? &net->proc : &machine_var(proc_machine_root);
}

/* Context: process. Once for each namespace, before its first file. */
void proc_root_init(struct proc_root *root)
{
	INIT_LIST_HEAD(&root->entries);
}

/**
 * proc_root_exit - the namespace dies
 * @root: its files
 *
 * Context: process; nobody looks a path up any more.
 * Return: how many had been forgotten; they are named and freed.
 */
unsigned int proc_root_exit(struct proc_root *root)
{
	struct proc_entry *e, *tmp;
	unsigned int left = 0;

	list_for_each_entry_safe (e, tmp, &root->entries, node) {
		pr_err("proc: %s was not removed\n",
		       e->n ? e->files[0].path : e->path);
		proc_remove(e);
		left++;
	}
	return left;
}

static int __init proc_machine_init(void)
{
	spin_lock_init(&machine_var(proc_lock));
	proc_root_init(&machine_var(proc_machine_root));
	return 0;
}

static void __exit proc_machine_exit(void)
{
	WARN_ON(proc_root_exit(&machine_var(proc_machine_root)));
}
pure_initcall(proc_machine_init, proc_machine_exit);

/* ---- registration ------------------------------------------------------ */

static const struct proc_file_desc *
find_file(struct proc_root *root, const char *path, struct proc_entry **entry)
{
	struct proc_entry *e;
	unsigned int i;

	list_for_each_entry (e, &root->entries, node) {
		for (i = 0; i < e->n; i++) {
			if (strcmp(e->files[i].path, path))
				continue;
			*entry = e;
			return &e->files[i];
		}
	}
	return NULL;
}

static bool any_exists(struct proc_root *root, const struct proc_file_desc *d,
		       unsigned int n)
{
	struct proc_entry *e;
	unsigned int i;

	for (i = 0; i < n; i++)
		if (find_file(root, d[i].path, &e))
			return true;
	return false;
}

static void proc_forgotten(void *entry)
{
	proc_remove(entry);
}

static struct proc_entry *proc_add(struct net *net, struct proc_entry *e,
				   const void *code)
{
	struct proc_root *root = root_of(net);
	bool exists;

	e->owner = __module_address(code);
	spin_lock(&machine_var(proc_lock));
	exists = any_exists(root, e->files, e->n);
	if (!exists)
		list_add_tail(&e->node, &root->entries);
	spin_unlock(&machine_var(proc_lock));
	if (exists) {
		kfree(e);
		return ERR_PTR(-EEXIST);
	}
	module_track(e->owner, "proc file", e,
		     e->n ? e->files[0].path : e->path, proc_forgotten);
	return e;
}

static struct proc_entry *proc_alloc(const char *path)
{
	struct proc_entry *e;

	might_sleep();
	e = kzalloc(sizeof(*e) + strlen(path) + 1, GFP_KERNEL);
	if (e)
		memcpy(e->path, path, strlen(path) + 1);
	return e;
}

struct proc_entry *proc_file(struct net *net, const char *path,
			     proc_show_t show, proc_write_t write, void *data)
{
	struct proc_entry *e = proc_alloc(path);

	if (!e)
		return ERR_PTR(-ENOMEM);
	e->one = (struct proc_file_desc){
		.path = e->path, .show = show, .write = write, .data = data};
	e->files = &e->one;
	e->n = 1;
	return proc_add(net, e,
			show ? (const void *)show : (const void *)write);
}
EXPORT_SYMBOL(proc_file);

/**
 * proc_files - a table of files at once
 * @net: the namespace, or NULL for the machine
 * @d: rows, borrowed until proc_remove()
 * @n: how many
 *
 * Context: process. Return: one entry for all, or ERR_PTR(): none is there.
 */
struct proc_entry *proc_files(struct net *net, const struct proc_file_desc *d,
			      unsigned int n)
{
	struct proc_entry *e = proc_alloc("");

	if (!e)
		return ERR_PTR(-ENOMEM);
	e->files = d;
	e->n = n;
	return proc_add(net, e, d);
}
EXPORT_SYMBOL(proc_files);

/**
 * proc_dynamic - a directory whose content its owner looks up
 * @net: the namespace, or NULL for the machine
 * @path: "/sys/class/net"; copied
 * @ops: borrowed until proc_remove()
 * @data: for @ops
 *
 * Context: process. Return: the entry, or ERR_PTR().
 */
struct proc_entry *proc_dynamic(struct net *net, const char *path,
				const struct proc_dir_ops *ops, void *data)
{
	struct proc_entry *e = proc_alloc(path);

	if (!e)
		return ERR_PTR(-ENOMEM);
	e->ops = ops;
	e->data = data;
	return proc_add(net, e, ops);
}
EXPORT_SYMBOL(proc_dynamic);

/**
 * proc_remove - take files out, wait for readers and writers that run
 * @entry: from proc_file() and its like; NULL and ERR_PTR() are fine
 *
 * Context: process; sleeps.
 */
void proc_remove(struct proc_entry *entry)
{
	struct completion done;
	bool wait;

	if (IS_ERR_OR_NULL(entry))
		return;
	might_sleep();
	init_completion(&done);
	spin_lock(&machine_var(proc_lock));
	list_del(&entry->node);
	wait = entry->used != 0;
	if (wait)
		entry->removing = &done;
	spin_unlock(&machine_var(proc_lock));
	if (wait)
		wait_for_completion(&done);
	module_untrack("proc file", entry);
	kfree(entry);
}
EXPORT_SYMBOL(proc_remove);

/* ---- lookup ------------------------------------------------------------ */

static const char *sysctl_part(const char *path)
{
	const char *r = proc_rest(path, "/proc/sys");

	return r && *r == '/' ? r + 1 : r;
}

/* The entry that answers for @path; its dynamic directory or its file. */
static struct proc_entry *find_entry(struct proc_root *root, const char *path,
				     const struct proc_file_desc **file)
{
	struct proc_entry *e;

	*file = find_file(root, path, &e);
	if (*file)
		return e;
	list_for_each_entry (e, &root->entries, node) {
		if (e->ops && proc_rest(path, e->path))
			return e;
	}
	return NULL;
}

static struct proc_entry *entry_get(struct net *net, const char *path,
				    const struct proc_file_desc **file)
{
	struct proc_entry *e = NULL;

	spin_lock(&machine_var(proc_lock));
	if (net)
		e = find_entry(root_of(net), path, file);
	if (!e)
		e = find_entry(root_of(NULL), path, file);
	if (e && try_module_get(e->owner))
		e->used++;
	else
		e = NULL;
	spin_unlock(&machine_var(proc_lock));
	return e;
}

static void entry_put(struct proc_entry *e)
{
	struct module *owner = e->owner;

	spin_lock(&machine_var(proc_lock));
	if (!--e->used && e->removing)
		complete(e->removing);
	spin_unlock(&machine_var(proc_lock));
	module_put(owner);
}

static const char *relative(const struct proc_entry *e, const char *path)
{
	const char *rel = proc_rest(path, e->path);

	return *rel == '/' ? rel + 1 : rel;
}

/* A file of a table, or what a dynamic directory finds, as a node. */
static int node_get(struct net *net, const char *path, struct proc_node *node,
		    struct proc_entry **entry)
{
	const struct proc_file_desc *d;
	int err;

	*node = (struct proc_node){0};
	*entry = entry_get(net, path, &d);
	if (!*entry)
		return -ENOENT;
	if (d) {
		node->show = d->show;
		node->write = d->write;
		node->data = d->data;
		node->mode =
			d->mode ? d->mode
				: (d->show ? 0444 : 0) | (d->write ? 0200 : 0);
		node->mode |= S_IFREG;
		return 0;
	}
	err = CALL("proc_dir_ops.lookup", (*entry)->ops->lookup, net,
		   (*entry)->data, relative(*entry, path), node);
	if (err)
		entry_put(*entry);
	return err;
}

static void node_put(struct proc_node *node, struct proc_entry *e)
{
	if (node->release)
		node->release(node);
	entry_put(e);
}

/* Whether files lie below @dir. */
static bool implicit_dir(struct proc_root *root, const char *dir)
{
	struct proc_entry *e;
	unsigned int i;

	list_for_each_entry (e, &root->entries, node) {
		if (e->ops && proc_rest(e->path, dir))
			return true;
		for (i = 0; i < e->n; i++)
			if (proc_rest(e->files[i].path, dir))
				return true;
	}
	return false;
}

static bool is_implicit_dir(struct net *net, const char *path)
{
	bool found;

	if (!*path || proc_rest("/proc/sys", path))
		return true;
	spin_lock(&machine_var(proc_lock));
	found = (net && implicit_dir(root_of(net), path)) ||
		implicit_dir(root_of(NULL), path);
	spin_unlock(&machine_var(proc_lock));
	return found;
}

/* ---- the four calls ---------------------------------------------------- */

int vfs_stat(struct net *net, const char *path, struct vfs_stat *st)
{
	struct proc_entry *e;
	struct proc_node node;
	char buf[PROC_PATH_MAX];
	int err;

	might_sleep();
	err = proc_canonical(path, buf);
	if (err)
		return err;
	st->dynamic = false;
	if (sysctl_part(buf)) {
		err = sysctl_mode(net, sysctl_part(buf));
		st->mode = (umode_t)max(err, 0);
		return min(err, 0);
	}
	err = node_get(net, buf, &node, &e);
	if (!err) {
		st->mode = node.mode;
		st->dynamic = e->ops != NULL;
		node_put(&node, e);
	} else if (err == -ENOENT && is_implicit_dir(net, buf)) {
		st->mode = S_IFDIR | 0555;
		err = 0;
	}
	return err;
}
EXPORT_SYMBOL(vfs_stat);

/* As node_get(); a directory is -EISDIR. */
static int file_get(struct net *net, const char *path, struct proc_node *node,
		    struct proc_entry **entry)
{
	int err = node_get(net, path, node, entry);

	if (err == -ENOENT && is_implicit_dir(net, path))
		return -EISDIR;
	if (!err && S_ISDIR(node->mode)) {
		node_put(node, *entry);
		return -EISDIR;
	}
	return err;
}

static int node_show(struct net *net, const char *path, struct seq_file *m)
{
	struct proc_entry *e;
	struct proc_node node;
	int err;

	err = file_get(net, path, &node, &e);
	if (err)
		return err;
	if (!node.show) {
		err = -EACCES;
	} else {
		m->private = node.data;
		err = CALL("proc_file.show", node.show, m, node.data);
	}
	node_put(&node, e);
	return err;
}

int vfs_read(struct net *net, const char *path, char **text, size_t *len)
{
	struct seq_file m = {.net = net};
	char buf[PROC_PATH_MAX];
	int err;

	might_sleep();
	err = proc_canonical(path, buf);
	if (err)
		return err;
	if (sysctl_part(buf))
		err = sysctl_read(net, sysctl_part(buf), &m);
	else
		err = node_show(net, buf, &m);
	if (!err && !m.buf)
		seq_puts(&m, ""); /* an empty text is a text */
	if (!err)
		err = m.err;
	if (err) {
		seq_release(&m);
		return err;
	}
	*text = m.buf;
	*len = m.count;
	return 0;
}
EXPORT_SYMBOL(vfs_read);

static int node_write(struct net *net, const char *path, const char *text,
		      size_t len)
{
	struct proc_entry *e;
	struct proc_node node;
	int err;

	err = file_get(net, path, &node, &e);
	if (err)
		return err;
	if (!node.write)
		err = -EIO;
	else
		err = CALL("proc_file.write", node.write, net, text, len,
			   node.data);
	node_put(&node, e);
	return err;
}

int vfs_write(struct net *net, const char *path, const char *buf, size_t len)
{
	char canon[PROC_PATH_MAX];
	char *copy;
	int err;

	might_sleep();
	err = proc_canonical(path, canon);
	if (err)
		return err;
	if (sysctl_part(canon))
		return sysctl_write(net, sysctl_part(canon), buf, len);
	copy = kmalloc(len + 1, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, buf, len);
	copy[len] = '\0';
	err = node_write(net, canon, copy, len);
	kfree(copy);
	return err;
}
EXPORT_SYMBOL(vfs_write);

/* ---- directories ------------------------------------------------------- */

/* Names are collected, each once and sorted, before the caller sees one. */
struct proc_name {
	struct list_head node;
	umode_t mode;
	char name[];
};

static int collect(void *ctx, const char *name, umode_t mode)
{
	struct list_head *names = ctx;
	struct proc_name *pos, *n;
	int c;

	list_for_each_entry (pos, names, node) {
		c = strcmp(pos->name, name);
		if (!c)
			return 0;
		if (c > 0)
			break;
	}
	n = kmalloc(sizeof(*n) + strlen(name) + 1, GFP_ATOMIC);
	if (!n)
		return -ENOMEM;
	n->mode = mode;
	memcpy(n->name, name, strlen(name) + 1);
	list_add_tail(&n->node, &pos->node);
	return 0;
}

static int collect_path(struct list_head *names, const char *dir,
			const char *path, umode_t mode)
{
	const char *r = proc_rest(path, dir);
	char name[PROC_PATH_MAX];
	size_t len;

	if (!r || !*r)
		return 0;
	len = strcspn(++r, "/");
	scnprintf(name, sizeof(name), "%.*s", (int)len, r);
	return collect(names, name, r[len] ? S_IFDIR | 0555 : mode);
}

static int collect_root(struct list_head *names, struct proc_root *root,
			const char *dir)
{
	struct proc_entry *e;
	unsigned int i;
	int err = 0;

	list_for_each_entry (e, &root->entries, node) {
		if (e->ops)
			err = collect_path(names, dir, e->path, S_IFDIR | 0555);
		for (i = 0; i < e->n && !err; i++) {
			const struct proc_file_desc *d = &e->files[i];

			err = collect_path(names, dir, d->path,
					   S_IFREG | (d->write ? 0644 : 0444));
		}
		if (err)
			return err;
	}
	return 0;
}

static int collect_implicit(struct list_head *names, struct net *net,
			    const char *dir)
{
	int err = 0;

	spin_lock(&machine_var(proc_lock));
	if (net)
		err = collect_root(names, root_of(net), dir);
	if (!err)
		err = collect_root(names, root_of(NULL), dir);
	spin_unlock(&machine_var(proc_lock));
	if (!err)
		err = collect_path(names, dir, "/proc/sys", S_IFDIR | 0555);
	return err;
}

static int collect_dir(struct list_head *names, struct net *net,
		       const char *dir)
{
	const struct proc_file_desc *d;
	struct proc_entry *e;
	int err;

	if (sysctl_part(dir)) {
		err = sysctl_mode(net, sysctl_part(dir));
		if (err < 0 || !S_ISDIR(err))
			return err < 0 ? err : -ENOTDIR;
		return sysctl_readdir(net, sysctl_part(dir), collect, names);
	}
	e = entry_get(net, dir, &d);
	if (e) {
		err = -ENOTDIR;
		if (!d)
			err = CALL("proc_dir_ops.readdir", e->ops->readdir, net,
				   e->data, relative(e, dir), collect, names);
		entry_put(e);
		return err;
	}
	if (!is_implicit_dir(net, dir))
		return -ENOENT;
	return collect_implicit(names, net, dir);
}

int vfs_readdir(struct net *net, const char *path, proc_fill_t fill, void *ctx)
{
	struct proc_name *n, *tmp;
	char dir[PROC_PATH_MAX];
	LIST_HEAD(names);
	int err;

	might_sleep();
	err = proc_canonical(path, dir);
	if (!err)
		err = collect_dir(&names, net, dir);
	list_for_each_entry_safe (n, tmp, &names, node) {
		if (!err)
			err = fill(ctx, n->name, n->mode);
		kfree(n);
	}
	return err;
}
EXPORT_SYMBOL(vfs_readdir);
