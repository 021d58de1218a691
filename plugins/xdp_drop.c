// SPDX-License-Identifier: MIT
/*
 * xdp_drop - drop frames of one EtherType before they become packets
 *
 * Where:   XDP: the driver's poll (or, generic, the first step of the receive
 *          path) shows each frame here before an sk_buff is made of it.
 * Mirrors: samples/bpf/xdp1_kern.c, written in C against the slot itself.
 * Spec:    IEEE Std 802.3: the EtherType stands behind the two addresses.
 *
 * What is dropped here costs no memory and no protocol's time, so this is the
 * place for "never"; it is also the place where nothing is known yet but bytes.
 */
#include "core/module.h"
#include "core/xdp.h"
#include "hdr/eth.h"

static unsigned int ethertype = ETH_P_802_EX1;
module_param(ethertype, uint, 0644);
MODULE_PARM_DESC(ethertype, "what is dropped; all else passes");

/* Context: softirq, rcu_read_lock() held. Borrows the frame. */
static u32 drop_run(const struct bpf_prog *prog, struct xdp_buff *xdp)
{
	const struct ethhdr *eth = xdp->data;

	/* Bytes from a wire: look at no header that is not there whole. */
	if ((const void *)(eth + 1) > xdp->data_end)
		return XDP_DROP;

	return be16_to_cpu(eth->h_proto) == READ_ONCE(ethertype) ? XDP_DROP
								 : XDP_PASS;
}

static const struct bpf_prog_ops drop_prog = {
	.name = "drop",
	.run = drop_run,
	.owner = THIS_MODULE,
};

module_xdp(drop_prog);
MODULE_AUTHOR("A. Student");
MODULE_DESCRIPTION("Drop frames of one EtherType");
MODULE_LICENSE("MIT");
MODULE_ALIAS("xdp-prog-drop");
