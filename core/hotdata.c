// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hotdata - the knobs of net.core and their defaults
 *
 * Where:   read by every packet; sysctl_net_core.c writes them.
 * Mirrors: net/core/hotdata.c.
 */
#include "core/hotdata.h"
#include "lib/ktime.h"
#include "lib/machine.h"
#include "lib/random.h"
#include "lib/string.h"

#define SK_MEM_DEFAULT 212992 /* SKB_TRUESIZE(256) * 256 */

#undef net_hotdata
DEFINE_STATIC_PER_MACHINE(struct net_hotdata, hotdata);

struct net_hotdata *net_hotdata_of(struct machine *machine)
{
	return &machine_var_of(machine, hotdata);
}
EXPORT_SYMBOL(net_hotdata_of);

static int hotdata_init(void)
{
	struct net_hotdata *hd = &machine_var(hotdata);

	hd->netdev_budget = 300;
	hd->netdev_budget_usecs = 2 * USEC_PER_SEC / (long)HZ;
	hd->max_backlog = 1000;
	hd->weight_p = 64;
	hd->dev_weight_rx_bias = 1;
	hd->dev_weight_tx_bias = 1;
	hd->dev_rx_weight = 64;
	hd->dev_tx_weight = 64;
	hd->tstamp_prequeue = 1;
	hd->gro_normal_batch = 8;
	hd->sysctl_wmem_max = SK_MEM_DEFAULT;
	hd->sysctl_rmem_max = SK_MEM_DEFAULT;
	hd->sysctl_wmem_default = SK_MEM_DEFAULT;
	hd->sysctl_rmem_default = SK_MEM_DEFAULT;
	strscpy(hd->default_qdisc, "pfifo_fast", sizeof(hd->default_qdisc));
	get_random_bytes(hd->hashrnd, sizeof(hd->hashrnd));
	return 0;
}
pure_initcall(hotdata_init, NULL);
