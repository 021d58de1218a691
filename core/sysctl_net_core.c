// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysctl_net_core - net.core.*
 *
 * Where:   /proc/sys/net/core; the machine's, but for those of a namespace.
 * Mirrors: net/core/sysctl_net_core.c.
 * Spec:    Documentation/admin-guide/sysctl/net.rst. What has no effect here
 *          has no file: doc/deviations.md lists those.
 */
#include "core/hotdata.h"
#include "core/net_namespace.h"
#include "core/rps.h"
#include "core/sch_generic.h"
#include "core/sysctl.h"
#include "lib/string.h"

#define HOT(field) SYSCTL_OFFSET(__typeof__(net_hotdata), field)
#define INT_ROW(n, field, handler, lo, hi)                                     \
	{                                                                      \
		.procname = n, .data = HOT(field), .maxlen = sizeof(int),      \
		.mode = 0644, .proc_handler = handler, .extra1 = lo,           \
		.extra2 = hi,                                                  \
	}

static const int min_sndbuf = 4608; /* SOCK_MIN_SNDBUF */
static const int min_rcvbuf = 2304; /* SOCK_MIN_RCVBUF */

static int proc_do_dev_weight(const struct ctl_table *table, int write,
			      void *buffer, size_t *lenp, loff_t *ppos)
{
	int ret = proc_dointvec(table, write, buffer, lenp, ppos);

	if (!ret && write) {
		WRITE_ONCE(net_hotdata.dev_rx_weight,
			   net_hotdata.weight_p *
				   net_hotdata.dev_weight_rx_bias);
		WRITE_ONCE(net_hotdata.dev_tx_weight,
			   net_hotdata.weight_p *
				   net_hotdata.dev_weight_tx_bias);
	}
	return ret;
}

static int rps_sock_flow_sysctl(const struct ctl_table *table, int write,
				void *buffer, size_t *lenp, loff_t *ppos)
{
	int size = (int)rps_sock_flow_size();
	struct ctl_table tmp = {
		.data = &size,
		.maxlen = sizeof(size),
		.mode = table->mode,
	};
	int ret = proc_dointvec(&tmp, write, buffer, lenp, ppos);

	if (!ret && write)
		ret = size < 0 ? -EINVAL
			       : rps_sock_flow_resize((unsigned int)size);
	return ret;
}

static int set_default_qdisc(const struct ctl_table *table, int write,
			     void *buffer, size_t *lenp, loff_t *ppos)
{
	char id[16];
	struct ctl_table tmp = {
		.data = id,
		.maxlen = sizeof(id),
	};
	int ret;

	strscpy(id, net_hotdata.default_qdisc, sizeof(id));
	ret = proc_dostring(&tmp, write, buffer, lenp, ppos);
	if (!ret && write)
		ret = qdisc_set_default(id);
	return ret;
}

/* The machine's knobs. TOUR: knobs */
static const struct ctl_table net_core_table[] = {
	INT_ROW("wmem_max", sysctl_wmem_max, proc_dointvec_minmax,
		(void *)&min_sndbuf, NULL),
	INT_ROW("rmem_max", sysctl_rmem_max, proc_dointvec_minmax,
		(void *)&min_rcvbuf, NULL),
	INT_ROW("wmem_default", sysctl_wmem_default, proc_dointvec_minmax,
		(void *)&min_sndbuf, NULL),
	INT_ROW("rmem_default", sysctl_rmem_default, proc_dointvec_minmax,
		(void *)&min_rcvbuf, NULL),
	INT_ROW("dev_weight", weight_p, proc_do_dev_weight, NULL, NULL),
	INT_ROW("dev_weight_rx_bias", dev_weight_rx_bias, proc_do_dev_weight,
		NULL, NULL),
	INT_ROW("dev_weight_tx_bias", dev_weight_tx_bias, proc_do_dev_weight,
		NULL, NULL),
	INT_ROW("netdev_max_backlog", max_backlog, proc_dointvec, NULL, NULL),
	INT_ROW("netdev_tstamp_prequeue", tstamp_prequeue, proc_dointvec, NULL,
		NULL),
	INT_ROW("rps_sock_flow_entries", max_backlog, rps_sock_flow_sysctl,
		NULL, NULL),
	{
		.procname = "default_qdisc",
		.data = HOT(default_qdisc),
		.maxlen = 16,
		.mode = 0644,
		.proc_handler = set_default_qdisc,
	},
	INT_ROW("netdev_budget", netdev_budget, proc_dointvec, NULL, NULL),
	INT_ROW("netdev_budget_usecs", netdev_budget_usecs,
		proc_dointvec_minmax, SYSCTL_ZERO, NULL),
	INT_ROW("gro_normal_batch", gro_normal_batch, proc_dointvec_minmax,
		SYSCTL_ONE, NULL),
};

static const struct ctl_table netns_core_table[] = {
	{
		.procname = "somaxconn",
		.data = SYSCTL_OFFSET(struct netns_core, sysctl_somaxconn),
		.maxlen = sizeof(int),
		.mode = 0644,
		.extra1 = SYSCTL_ZERO,
		.proc_handler = proc_dointvec_minmax,
	},
	{
		.procname = "optmem_max",
		.data = SYSCTL_OFFSET(struct netns_core, sysctl_optmem_max),
		.maxlen = sizeof(int),
		.mode = 0644,
		.extra1 = SYSCTL_ZERO,
		.proc_handler = proc_dointvec_minmax,
	},
};

static int sysctl_core_net_init(struct net *net)
{
	net->core.sysctl_hdr = register_net_sysctl_of(
		net, "net/core", netns_core_table, &net->core);
	return net->core.sysctl_hdr ? 0 : -ENOMEM;
}

static void sysctl_core_net_exit(struct net *net)
{
	unregister_net_sysctl_table(net->core.sysctl_hdr);
}

static const struct pernet_operations sysctl_core_ops = {
	.init = sysctl_core_net_init,
	.exit = sysctl_core_net_exit,
};

DEFINE_STATIC_PER_MACHINE(struct ctl_table_header *, core_hdr);

static int sysctl_core_init(void)
{
	machine_var(core_hdr) = register_net_sysctl_of(
		NULL, "net/core", net_core_table, &net_hotdata);
	if (!machine_var(core_hdr))
		return -ENOMEM;
	return register_pernet_subsys(&sysctl_core_ops);
}

static void sysctl_core_exit(void)
{
	unregister_pernet_subsys(&sysctl_core_ops);
	unregister_sysctl_table(machine_var(core_hdr));
}
fs_initcall(sysctl_core_init, sysctl_core_exit);
