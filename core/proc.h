/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc - the tree of text files: /proc, /proc/sys, /sys
 *
 * Where:   owners of counters and tables register files; st_file(), the
 *          launcher's FUSE tree and the shell read and write them by path.
 * Mirrors: include/linux/proc_fs.h, seq_file.h, fs/proc/, fs/kernfs/ in what a
 *          reader sees.
 * Spec:    proc(5).
 *
 * A file belongs to a network namespace, or (net NULL) to the machine. Text is
 * made whole at each read; there are no offsets and no partial writes.
 */
#ifndef CORE_PROC_H
#define CORE_PROC_H

#include "lib/compiler.h"
#include "lib/list.h"
#include "lib/types.h"

struct net;
struct module;
struct proc_entry;

/**
 * struct seq_file - a text that grows
 * @buf: the text, NUL-terminated at @count
 * @size: bytes allocated
 * @err: -ENOMEM once it could not grow; later output is dropped
 * @net: whose file it is; NULL: the machine's
 * @private: what the file was registered with
 */
struct seq_file {
	char *buf;
	size_t size;
	size_t count;
	size_t pad_until; /* seq_setwidth()'s */
	int err;
	struct net *net;
	void *private;
};
#define seq_file_net(m)	       ((m)->net)
#define seq_file_single_net(m) ((m)->net)

/* Context: as kmalloc(GFP_KERNEL); GFP_ATOMIC under locks is done inside. */
void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args);
void seq_puts(struct seq_file *m, const char *s);
void seq_putc(struct seq_file *m, char c);
int seq_write(struct seq_file *m, const void *data, size_t len);
/* What follows is padded by seq_pad() to @size, then @c unless it is 0. */
void seq_setwidth(struct seq_file *m, size_t size);
void seq_pad(struct seq_file *m, char c);
void seq_release(struct seq_file *m); /* frees the text */

/* Context: process; may sleep. 0 or -errno. */
typedef int (*proc_show_t)(struct seq_file *m, void *data);
/* @buf has @len bytes and a NUL behind them. Context: process. */
typedef int (*proc_write_t)(struct net *net, const char *buf, size_t len,
			    void *data);

/* What a lookup in a dynamic directory finds. */
struct proc_node {
	umode_t mode;	  /* S_IFDIR | 0555, S_IFREG | 0444, S_IFLNK | 0777 */
	proc_show_t show; /* a link shows its target */
	proc_write_t write;
	void *data;
	void (*release)(struct proc_node *node); /* after use; may be NULL */
	void *hold;				 /* release()'s own */
};

/* Called for each name of a directory; non-zero ends the walk. */
typedef int (*proc_fill_t)(void *ctx, const char *name, umode_t mode);

/**
 * struct proc_dir_ops - a directory whose content is not a list
 * @lookup: required; @rel is the path below it ("eth0/mtu", "" itself)
 * @readdir: required; names below @rel; -ENOTDIR if that is a file
 *
 * Context: process.
 */
struct proc_dir_ops {
	int (*lookup)(struct net *net, void *data, const char *rel,
		      struct proc_node *node);
	int (*readdir)(struct net *net, void *data, const char *rel,
		       proc_fill_t fill, void *ctx);
};

/* A row of proc_files(): tables of files, one allocation for all. */
struct proc_file_desc {
	const char *path; /* "/proc/net/dev" */
	umode_t mode;	  /* 0: 0444, or 0644 when @write is set */
	proc_show_t show;
	proc_write_t write;
	void *data;
};

/**
 * proc_file - put a text file into the tree
 * @net: the namespace, or NULL for the machine
 * @path: absolute; copied; the directories above it appear by themselves
 * @show: prints the text; NULL: write-only
 * @write: takes what was written; NULL: read-only
 * @data: for both
 *
 * A path that exists already is an error of the caller (-EEXIST).
 * A module's files go when it is unloaded; a namespace's when it dies, which
 * is reported.
 *
 * Context: process. Return: the entry, or ERR_PTR().
 */
struct proc_entry *proc_file(struct net *net, const char *path,
			     proc_show_t show, proc_write_t write, void *data);
struct proc_entry *proc_files(struct net *net, const struct proc_file_desc *d,
			      unsigned int n); /* all or none */
struct proc_entry *proc_dynamic(struct net *net, const char *path,
				const struct proc_dir_ops *ops, void *data);
void proc_remove(struct proc_entry *entry); /* NULL and ERR_PTR() are fine */

/* In struct net, as net->proc; and one for each machine. */
struct proc_root {
	struct list_head entries;
};
void proc_root_init(struct proc_root *root);
unsigned int proc_root_exit(struct proc_root *root); /* files left, freed */

/* ---- one resolver for everybody: sysctls are found here too ------------- */

struct vfs_stat {
	umode_t mode; /* with S_IFMT */
	bool dynamic;
};

/*
 * @path: "/proc/net/dev", "/proc/sys/net/ipv4/ip_forward",
 * "/sys/class/net/eth0/mtu", or a sysctl's dotted name, "net.ipv4.ip_forward"
 * (as sysctl(8): a slash stands for a dot inside a name).
 * Context: process. Return: 0, -ENOENT, -ENOTDIR, -EISDIR, -EACCES (not
 * readable), -EPERM (sysctl not writable), -EIO (file not writable), or what
 * the file says. vfs_read() gives *@text (kfree() it), NUL-terminated.
 */
int vfs_read(struct net *net, const char *path, char **text, size_t *len);
int vfs_write(struct net *net, const char *path, const char *buf, size_t len);
int vfs_readdir(struct net *net, const char *path, proc_fill_t fill, void *ctx);
int vfs_stat(struct net *net, const char *path, struct vfs_stat *st);

#ifndef S_IFMT
#define S_IFMT	   00170000
#define S_IFLNK	   0120000
#define S_IFREG	   0100000
#define S_IFDIR	   0040000
#define S_ISLNK(m) (((m)&S_IFMT) == S_IFLNK)
#define S_ISREG(m) (((m)&S_IFMT) == S_IFREG)
#define S_ISDIR(m) (((m)&S_IFMT) == S_IFDIR)
#endif

#endif /* CORE_PROC_H */
