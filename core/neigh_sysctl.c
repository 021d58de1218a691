// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_sysctl - net.ipv4.neigh.default.* and net.ipv4.neigh.eth0.*
 *
 * Where:   devinet.c and addrconf.c register a device's, ARP and ND their
 *          table's. neighbour.c reads the variables by NEIGH_VAR().
 * Mirrors: the sysctl part of net/core/neighbour.c.
 * Spec:    Documentation/networking/ip-sysctl.rst, arp(7).
 *
 * One constant table serves all: data is an offset into struct neigh_parms and
 * extra1 the number of the variable, by which a handler finds the struct. What
 * is written to "default" also reaches the devices where nobody wrote it.
 */
#include "core/neigh_priv.h"
#include "core/sysctl.h"
#include "hdr/eth.h"
#include "lib/slab.h"

struct neigh_sysctl_table {
	struct ctl_table_header *vars;
	struct ctl_table_header *gc; /* of "default" only */
};

static int neigh_var_index(const struct ctl_table *ctl)
{
	return (int)(long)ctl->extra1;
}

static struct neigh_parms *neigh_var_parms(const struct ctl_table *ctl)
{
	int *data = (int *)ctl->data - neigh_var_index(ctl);

	return (struct neigh_parms *)((char *)data -
				      offsetof(struct neigh_parms, data));
}

/* A default changed: devices whose own was never set follow. */
static void neigh_copy_dflt_parms(struct neigh_parms *p, int index)
{
	struct neigh_table *tbl = p->tbl;
	struct neigh_parms *dst;

	write_lock_bh(&tbl->lock);
	list_for_each_entry (dst, &tbl->parms_list, list) {
		if (dst->dev && dst->net == p->net &&
		    !test_bit(index, dst->data_state))
			WRITE_ONCE(dst->data[index], p->data[index]);
	}
	write_unlock_bh(&tbl->lock);
}

static void neigh_proc_update(const struct ctl_table *ctl)
{
	struct neigh_parms *p = neigh_var_parms(ctl);
	int index = neigh_var_index(ctl);

	set_bit(index, p->data_state);
	if (index == NEIGH_VAR_DELAY_PROBE_TIME)
		call_netevent_notifiers(NETEVENT_DELAY_PROBE_TIME_UPDATE, p);
	if (index == NEIGH_VAR_BASE_REACHABLE_TIME)
		p->reachable_time = (int)neigh_rand_reach_time(
			(unsigned long)p->data[index]);
	if (!p->dev)
		neigh_copy_dflt_parms(p, index);
}

/* @fn between @min and @max, then what a change brings with it. */
static int neigh_proc(const struct ctl_table *ctl, int write, void *buffer,
		      size_t *lenp, loff_t *ppos, proc_handler *fn, void *min,
		      void *max)
{
	struct ctl_table tmp = *ctl;
	int ret;

	tmp.extra1 = min;
	tmp.extra2 = max;
	ret = fn(&tmp, write, buffer, lenp, ppos);
	if (write && !ret)
		neigh_proc_update(ctl);
	return ret;
}

#define NEIGH_PROC(name, fn, min, max)                                         \
	static int name(const struct ctl_table *ctl, int write, void *buffer,  \
			size_t *lenp, loff_t *ppos)                            \
	{                                                                      \
		return neigh_proc(ctl, write, buffer, lenp, ppos, fn, min,     \
				  max);                                        \
	}
NEIGH_PROC(neigh_proc_zero_intmax, proc_dointvec_minmax, SYSCTL_ZERO,
	   SYSCTL_INT_MAX)
NEIGH_PROC(neigh_proc_jiffies, proc_dointvec_jiffies, NULL, NULL)
NEIGH_PROC(neigh_proc_userhz, proc_dointvec_userhz_jiffies, NULL, NULL)
NEIGH_PROC(neigh_proc_ms, proc_dointvec_ms_jiffies, NULL, NULL)
NEIGH_PROC(neigh_proc_ms_positive, proc_dointvec_ms_jiffies_minmax, SYSCTL_ONE,
	   NULL)

/* The old name of unres_qlen_bytes, in packets of full size. */
static int neigh_proc_unres_qlen(const struct ctl_table *ctl, int write,
				 void *buffer, size_t *lenp, loff_t *ppos)
{
	static const int max = INT_MAX / (int)SKB_TRUESIZE(ETH_FRAME_LEN);
	int *bytes = ctl->data, size, ret;
	struct ctl_table tmp = *ctl;

	size = *bytes / (int)SKB_TRUESIZE(ETH_FRAME_LEN);
	tmp.data = &size;
	tmp.extra1 = SYSCTL_ZERO;
	tmp.extra2 = (void *)&max;
	ret = proc_dointvec_minmax(&tmp, write, buffer, lenp, ppos);
	if (write && !ret) {
		WRITE_ONCE(*bytes, size * (int)SKB_TRUESIZE(ETH_FRAME_LEN));
		neigh_proc_update(ctl);
	}
	return ret;
}

#define NEIGH_ROW(var, name, handler)                                          \
	{                                                                      \
		.procname = name,                                              \
		.data = SYSCTL_OFFSET(struct neigh_parms,                      \
				      data[NEIGH_VAR_##var]),                  \
		.maxlen = sizeof(int), .mode = 0644, .proc_handler = handler,  \
		.extra1 = (void *)NEIGH_VAR_##var,                             \
	}

static const struct ctl_table neigh_vars[] = {
	NEIGH_ROW(MCAST_PROBES, "mcast_solicit", neigh_proc_zero_intmax),
	NEIGH_ROW(UCAST_PROBES, "ucast_solicit", neigh_proc_zero_intmax),
	NEIGH_ROW(APP_PROBES, "app_solicit", neigh_proc_zero_intmax),
	NEIGH_ROW(MCAST_REPROBES, "mcast_resolicit", neigh_proc_zero_intmax),
	NEIGH_ROW(RETRANS_TIME, "retrans_time", neigh_proc_userhz),
	NEIGH_ROW(BASE_REACHABLE_TIME, "base_reachable_time",
		  neigh_proc_jiffies),
	NEIGH_ROW(DELAY_PROBE_TIME, "delay_first_probe_time",
		  neigh_proc_jiffies),
	NEIGH_ROW(INTERVAL_PROBE_TIME_MS, "interval_probe_time_ms",
		  neigh_proc_ms_positive),
	NEIGH_ROW(GC_STALETIME, "gc_stale_time", neigh_proc_jiffies),
	NEIGH_ROW(QUEUE_LEN_BYTES, "unres_qlen_bytes", neigh_proc_zero_intmax),
	NEIGH_ROW(PROXY_QLEN, "proxy_qlen", neigh_proc_zero_intmax),
	NEIGH_ROW(ANYCAST_DELAY, "anycast_delay", neigh_proc_userhz),
	NEIGH_ROW(PROXY_DELAY, "proxy_delay", neigh_proc_userhz),
	NEIGH_ROW(LOCKTIME, "locktime", neigh_proc_userhz),
	NEIGH_ROW(QUEUE_LEN_BYTES, "unres_qlen", neigh_proc_unres_qlen),
	NEIGH_ROW(RETRANS_TIME, "retrans_time_ms", neigh_proc_ms),
	NEIGH_ROW(BASE_REACHABLE_TIME, "base_reachable_time_ms", neigh_proc_ms),
};

#define NEIGH_GC_ROW(field, handler, min, max)                                 \
	{                                                                      \
		.procname = #field,                                            \
		.data = SYSCTL_OFFSET(struct neigh_table, field),              \
		.maxlen = sizeof(int), .mode = 0644, .proc_handler = handler,  \
		.extra1 = min, .extra2 = max,                                  \
	}

static const struct ctl_table neigh_gc_vars[] = {
	NEIGH_GC_ROW(gc_interval, proc_dointvec_jiffies, NULL, NULL),
	NEIGH_GC_ROW(gc_thresh1, proc_dointvec_minmax, SYSCTL_ZERO,
		     SYSCTL_INT_MAX),
	NEIGH_GC_ROW(gc_thresh2, proc_dointvec_minmax, SYSCTL_ZERO,
		     SYSCTL_INT_MAX),
	NEIGH_GC_ROW(gc_thresh3, proc_dointvec_minmax, SYSCTL_ZERO,
		     SYSCTL_INT_MAX),
};

int neigh_sysctl_register(struct net_device *dev, struct neigh_parms *p)
{
	struct neigh_sysctl_table *t = kzalloc(sizeof(*t), GFP_KERNEL);
	char path[64];

	if (!t)
		return -ENOMEM;
	ksnprintf(path, sizeof(path), "net/%s/neigh/%s",
		  p->tbl->family == AF_INET6 ? "ipv6" : "ipv4",
		  dev ? dev->name : "default");
	t->vars = __register_sysctl(p->net, path, neigh_vars,
				    ARRAY_SIZE(neigh_vars), p, NULL);
	if (!t->vars)
		goto err_free;
	if (!dev) {
		t->gc = __register_sysctl(p->net, path, neigh_gc_vars,
					  ARRAY_SIZE(neigh_gc_vars), p->tbl,
					  NULL);
		if (!t->gc)
			goto err_vars;
	}
	p->sysctl_table = t;
	return 0;
err_vars:
	unregister_net_sysctl_table(t->vars);
err_free:
	kfree(t);
	return -ENOMEM;
}
EXPORT_SYMBOL(neigh_sysctl_register);

void neigh_sysctl_unregister(struct neigh_parms *p)
{
	struct neigh_sysctl_table *t = p->sysctl_table;

	if (!t)
		return;
	p->sysctl_table = NULL;
	if (t->gc)
		unregister_net_sysctl_table(t->gc);
	unregister_net_sysctl_table(t->vars);
	kfree(t);
}
EXPORT_SYMBOL(neigh_sysctl_unregister);
