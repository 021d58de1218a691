/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stats - counters as the text that tools expect
 *
 * Where:   registered as files of a namespace, or of the machine.
 * Mirrors: net/ipv4/proc.c, net/core/net-procfs.c, fs/proc/softirqs.c,
 *          fs/proc/interrupts.c.
 */
#ifndef CORE_STATS_H
#define CORE_STATS_H

struct seq_file;

/* /proc/net/snmp, netstat, dev, softnet_stat, ptype, dev_mcast */
int snmp_seq_show(struct seq_file *m, void *v);
int netstat_seq_show(struct seq_file *m, void *v);
int dev_seq_show(struct seq_file *m, void *v);
int softnet_seq_show(struct seq_file *m, void *v);
int ptype_seq_show(struct seq_file *m, void *v);
int dev_mc_seq_show(struct seq_file *m, void *v);
/* /proc/softirqs, /proc/interrupts */
int softirqs_seq_show(struct seq_file *m, void *v);
int interrupts_seq_show(struct seq_file *m, void *v);

#endif /* CORE_STATS_H */
