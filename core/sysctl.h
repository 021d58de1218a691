/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysctl - knobs: named variables that are read and written as text
 *
 * Where:   protocols and core register tables; proc.c serves them below
 *          /proc/sys and by dotted name.
 * Mirrors: include/linux/sysctl.h, kernel/sysctl.c, fs/proc/proc_sysctl.c.
 * Spec:    texts and errno as the kernel's: numbers are separated by a tab,
 *          end with a newline; bad text is -EINVAL.
 */
#ifndef CORE_SYSCTL_H
#define CORE_SYSCTL_H

#include "lib/compiler.h"
#include "lib/kernel.h"
#include "lib/list.h"
#include "lib/machine.h"
#include "lib/sched.h"
#include "lib/types.h"

struct net;
struct seq_file;
struct ctl_table;
struct ctl_table_header;

/*
 * @write 0: print into @buffer at most *@lenp bytes, set *@lenp to what was
 * printed; 1: parse *@lenp bytes (NUL behind them). *@ppos moves on.
 */
typedef int proc_handler(const struct ctl_table *table, int write, void *buffer,
			 size_t *lenp, loff_t *ppos);

/* A table may end with an empty row; it need not. */
struct ctl_table {
	const char *procname;
	void *data;
	int maxlen; /* bytes at @data */
	umode_t mode;
	proc_handler *proc_handler;
	void *extra1; /* minimum */
	void *extra2; /* maximum */
};

/* Bounds for extra1 and extra2. */
extern const int sysctl_vals[];
#define SYSCTL_ZERO	      ((void *)&sysctl_vals[0])
#define SYSCTL_ONE	      ((void *)&sysctl_vals[1])
#define SYSCTL_TWO	      ((void *)&sysctl_vals[2])
#define SYSCTL_THREE	      ((void *)&sysctl_vals[3])
#define SYSCTL_FOUR	      ((void *)&sysctl_vals[4])
#define SYSCTL_ONE_HUNDRED    ((void *)&sysctl_vals[5])
#define SYSCTL_TWO_HUNDRED    ((void *)&sysctl_vals[6])
#define SYSCTL_ONE_THOUSAND   ((void *)&sysctl_vals[7])
#define SYSCTL_THREE_THOUSAND ((void *)&sysctl_vals[8])
#define SYSCTL_INT_MAX	      ((void *)&sysctl_vals[9])
#define SYSCTL_MAXOLDUID      ((void *)&sysctl_vals[10])
#define SYSCTL_NEG_ONE	      ((void *)&sysctl_vals[11])

proc_handler proc_dostring;
proc_handler proc_dobool;
proc_handler proc_dointvec;
proc_handler proc_dointvec_minmax;
proc_handler proc_douintvec;
proc_handler proc_douintvec_minmax;
proc_handler proc_dou8vec_minmax;
proc_handler proc_dointvec_jiffies;	   /* text in seconds */
proc_handler proc_dointvec_userhz_jiffies; /* text in 1/100 s */
proc_handler proc_dointvec_ms_jiffies;	   /* text in milliseconds */
proc_handler proc_dointvec_ms_jiffies_minmax;
proc_handler proc_doulongvec_minmax;
proc_handler proc_doulongvec_ms_jiffies_minmax;
proc_handler proc_do_large_bitmap; /* data: unsigned long **, maxlen: bits */

/**
 * __register_sysctl - add a table below /proc/sys
 * @net: the namespace, or NULL for the machine
 * @path: "net/ipv4", "net/ipv4/conf/eth0"; copied
 * @table: borrowed until unregister
 * @n: rows
 * @base: where the data lie if the rows do not say it themselves
 * @origin: what @base stands for in the rows
 *
 * A row's variable is found at @base + (row->data - @origin); with both NULL
 * it is row->data. So one constant table serves all namespaces: see the three
 * forms below. Handlers get a copy of the row with data filled in.
 *
 * Context: process. Return: the header, or NULL without memory.
 */
struct ctl_table_header *__register_sysctl(struct net *net, const char *path,
					   const struct ctl_table *table,
					   size_t n, void *base,
					   const void *origin);
void unregister_sysctl_table(struct ctl_table_header *header);
#define unregister_net_sysctl_table(h) unregister_sysctl_table(h)

/* The kernel's: data are addresses. */
#define register_net_sysctl_sz(net, path, table, n)                            \
	__register_sysctl(net, path, table, n, NULL, NULL)
#define register_net_sysctl(net, path, table)                                  \
	register_net_sysctl_sz(net, path, table, ARRAY_SIZE(table))
#define register_sysctl(path, table) register_net_sysctl(NULL, path, table)

/* Data are SYSCTL_OFFSET(struct netns_ipv4, sysctl_x) into the struct @obj. */
#define SYSCTL_OFFSET(type, member) ((void *)offsetof(type, member))
#define register_net_sysctl_of(net, path, table, obj)                          \
	__register_sysctl(net, path, table, ARRAY_SIZE(table), obj, NULL)

/* Data are addresses of DEFINE_PER_MACHINE() variables of this object. */
#define register_machine_sysctl(path, table)                                   \
	__register_sysctl(NULL, path, table, ARRAY_SIZE(table),                \
			  current_machine()->image[THIS_IMAGE],                \
			  __start_st_machine)

/* In struct net, as net->sysctls; and one for each machine. */
struct ctl_table_set {
	struct list_head headers;
};
void sysctl_set_init(struct ctl_table_set *set);
unsigned int sysctl_set_exit(struct ctl_table_set *set); /* tables left */

/*
 * For the resolver in proc.c: @path is below /proc/sys ("net/ipv4/ip_forward").
 */
int sysctl_read(struct net *net, const char *path, struct seq_file *m);
int sysctl_write(struct net *net, const char *path, const char *buf,
		 size_t len);
/* Mode with S_IFMT, or -ENOENT. */
int sysctl_mode(struct net *net, const char *path);
int sysctl_readdir(struct net *net, const char *path,
		   int (*fill)(void *ctx, const char *name, umode_t mode),
		   void *ctx);

#endif /* CORE_SYSCTL_H */
