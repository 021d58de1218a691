// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic_xdp - what happens to a frame that XDP did not pass
 *
 * Where:   from the poll, before an sk_buff exists: native XDP.
 * Mirrors: ixgbe_run_xdp(), ixgbe_xmit_xdp_ring().
 */
#include "core/trace.h"
#include "core/xdp.h"
#include "drivers/nic_ctl.h"

/* Bounce: the frame leaves by the queue it came from. */
static bool xdp_bounce(struct nic_queue *q, struct xdp_buff *xdp)
{
	struct xdp_frame *frame = xdp_convert_buff_to_frame(xdp);
	struct net_device *dev = q->nic->dev;
	struct netdev_queue *txq = netdev_get_tx_queue(dev, q->index);
	struct sk_buff *skb;

	if (!frame)
		return false;
	skb = xdp_build_skb_from_frame(frame, dev);
	if (!skb) {
		xdp_return_frame(frame);
		return true;
	}
	skb_set_queue_mapping(skb, (u16)q->index);
	__netif_tx_lock(txq, (int)smp_processor_id());
	if (netif_xmit_frozen_or_stopped(txq) ||
	    nic_start_xmit(skb, dev) != NETDEV_TX_OK)
		kfree_skb_reason(skb, SKB_DROP_REASON_FULL_RING);
	__netif_tx_unlock(txq);
	return true;
}

void nic_xdp_verdict(struct nic_queue *q, struct bpf_prog *prog,
		     struct xdp_buff *xdp, u32 act)
{
	struct net_device *dev = q->nic->dev;

	xdp_book(dev, q->index, prog, act);
	if (act == XDP_TX && xdp_bounce(q, xdp))
		return;
	if (act == XDP_REDIRECT && !xdp_do_redirect(dev, xdp, prog))
		return;
	if (act == XDP_TX || act == XDP_REDIRECT)
		xdp_return_buff(xdp); /* the caller counts on us to take it */
}

/* ndo_bpf(): takes @bpf->prog's reference. Context: rtnl. */
int nic_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	struct nic *nic = netdev_priv(dev);
	struct bpf_prog *old = nic->xdp_prog;

	if (bpf->command != XDP_SETUP_PROG)
		return -EINVAL;
	rcu_assign_pointer(nic->xdp_prog, bpf->prog);
	synchronize_net(); /* no poll runs the old one */
	if (old)
		bpf_prog_put(old);
	return 0;
}
