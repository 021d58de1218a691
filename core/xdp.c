// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xdp - programs on frames: attaching, running, booking what they said
 *
 * Where:   native: a driver's poll calls bpf_prog_run_xdp(); generic:
 *          __netif_receive_skb_core() calls do_xdp_generic().
 * Mirrors: net/core/xdp.c, the XDP parts of net/core/dev.c and filter.c.
 */
#define pr_fmt(fmt) "xdp: " fmt

#include "core/xdp.h"
#include "core/extack.h"
#include "core/kind.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/page_pool.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "hdr/eth.h"
#include "lib/slab.h"
#include "lib/string.h"

#define REG_STATE_NEW	       0x0
#define REG_STATE_REGISTERED   0x1
#define REG_STATE_UNREGISTERED 0x2

DEFINE_STATIC_PER_MACHINE(unsigned int, next_prog_id);
DEFINE_STATIC_PER_MACHINE(struct list_head, xdp_kinds); /* rtnl */
DEFINE_STATIC_PER_MACHINE(const struct xdp_redirect_ops *, redirect_ops);

/* ---- programs
 * --------------------------------------------------------------------- */

struct bpf_prog *bpf_prog_alloc(const struct bpf_prog_ops *ops, void *priv)
{
	struct bpf_prog *prog;

	if (!ops->run && !ops->run_skb)
		return ERR_PTR(-EINVAL);
	if (!try_module_get(ops->owner))
		return ERR_PTR(-ENOENT);
	prog = kzalloc(sizeof(*prog), GFP_KERNEL);
	if (!prog) {
		module_put(ops->owner);
		return ERR_PTR(-ENOMEM);
	}
	prog->ops = ops;
	prog->type = ops->run ? BPF_PROG_TYPE_XDP : BPF_PROG_TYPE_SCHED_CLS;
	prog->priv = priv;
	prog->aux.id = ++machine_var(next_prog_id);
	strscpy(prog->aux.name, ops->name ? ops->name : "",
		sizeof(prog->aux.name));
	refcount_set(&prog->refs, 1);
	return prog;
}
EXPORT_SYMBOL(bpf_prog_alloc);

void bpf_prog_inc(struct bpf_prog *prog)
{
	refcount_inc(&prog->refs);
}
EXPORT_SYMBOL(bpf_prog_inc);

/* Context: process. The last one waits until nobody runs it. */
void bpf_prog_put(struct bpf_prog *prog)
{
	const struct bpf_prog_ops *ops;

	if (!prog || !refcount_dec_and_test(&prog->refs))
		return;
	synchronize_rcu();
	ops = prog->ops;
	if (ops->release)
		CALL_VOID("bpf_prog_ops.release", ops->release, prog);
	kfree(prog);
	module_put(ops->owner);
}
EXPORT_SYMBOL(bpf_prog_put);

static void xdp_forgotten(void *obj)
{
	unregister_xdp_prog(obj);
}

/**
 * register_xdp_prog - make a module's program known by its name
 * @ops: borrows until unregister_xdp_prog()
 *
 * Context: process, rtnl not held. Return: 0, -EINVAL, -EEXIST, -ENOMEM.
 */
int register_xdp_prog(const struct bpf_prog_ops *ops)
{
	if (!ops->name || !ops->run) {
		pr_err("bpf_prog_ops.%s is required\n",
		       ops->name ? "run" : "name");
		return -EINVAL;
	}
	return kind_register(&machine_var(xdp_kinds), "xdp_prog", ops,
			     ops->name, ops->owner, xdp_forgotten);
}
EXPORT_SYMBOL(register_xdp_prog);

void unregister_xdp_prog(const struct bpf_prog_ops *ops)
{
	kind_unregister(&machine_var(xdp_kinds), "xdp_prog", ops, ops->name);
}
EXPORT_SYMBOL(unregister_xdp_prog);

/* A new instance of a registered program, or ERR_PTR(-ENOENT). rtnl. */
struct bpf_prog *xdp_prog_get(const char *name)
{
	const struct bpf_prog_ops *ops =
		kind_find(&machine_var(xdp_kinds), name);

	return ops ? bpf_prog_alloc(ops, NULL) : ERR_PTR(-ENOENT);
}
EXPORT_SYMBOL(xdp_prog_get);

/* ---- running
 * ------------------------------------------------------------------------ */

u32 bpf_prog_run_xdp(const struct bpf_prog *prog, struct xdp_buff *xdp)
{
	return CALL("bpf_prog_ops.run", prog->ops->run, prog, xdp);
}
EXPORT_SYMBOL(bpf_prog_run_xdp);

/* Nonsense and ABORTED are worth a line; both count as ABORTED. */
static u32 xdp_check_act(const struct net_device *dev,
			 const struct bpf_prog *prog, u32 act)
{
	if (unlikely(act > XDP_REDIRECT)) {
		pr_warn_once("Illegal XDP return value %u on prog %s (id %u) "
			     "dev %s, expect packet loss!\n",
			     act, prog->aux.name, prog->aux.id, dev->name);
		act = XDP_ABORTED;
	}
	trace_xdp_verdict(NULL, dev->name, act, prog->aux.id);
	return act;
}

void xdp_book(struct net_device *dev, unsigned int index,
	      const struct bpf_prog *prog, u32 act)
{
	dev->_rx[index].book.xdp[xdp_check_act(dev, prog, act)]++;
}
EXPORT_SYMBOL(xdp_book);

int xdp_register_redirect(const struct xdp_redirect_ops *ops)
{
	if (machine_var(redirect_ops))
		return -EBUSY;
	rcu_assign_pointer(machine_var(redirect_ops), ops);
	return 0;
}
EXPORT_SYMBOL(xdp_register_redirect);

void xdp_unregister_redirect(const struct xdp_redirect_ops *ops)
{
	if (machine_var(redirect_ops) != ops)
		return;
	RCU_INIT_POINTER(machine_var(redirect_ops), NULL);
	synchronize_net();
}
EXPORT_SYMBOL(xdp_unregister_redirect);

int xdp_do_redirect(struct net_device *dev, struct xdp_buff *xdp,
		    const struct bpf_prog *prog)
{
	const struct xdp_redirect_ops *ops =
		rcu_dereference(machine_var(redirect_ops));

	if (!ops)
		return -EOPNOTSUPP;
	return CALL("xdp_redirect_ops.redirect", ops->redirect, dev, xdp, prog);
}
EXPORT_SYMBOL(xdp_do_redirect);

int xdp_do_generic_redirect(struct net_device *dev, struct sk_buff *skb,
			    struct xdp_buff *xdp, const struct bpf_prog *prog)
{
	const struct xdp_redirect_ops *ops =
		rcu_dereference(machine_var(redirect_ops));

	if (!ops)
		return -EOPNOTSUPP;
	return CALL("xdp_redirect_ops.generic", ops->generic, dev, skb, xdp,
		    prog);
}
EXPORT_SYMBOL(xdp_do_generic_redirect);

/* Before a driver's poll ends: what was redirected in bulk goes now. */
void xdp_do_flush(void)
{
	const struct xdp_redirect_ops *ops =
		rcu_dereference(machine_var(redirect_ops));

	if (ops)
		CALL_VOID("xdp_redirect_ops.flush", ops->flush);
}
EXPORT_SYMBOL(xdp_do_flush);

/* ---- generic mode
 * --------------------------------------------------------------------- */

/* Linear, writable, with the headroom that programs may count on. */
static int xdp_prepare_skb(struct sk_buff *skb, unsigned int mac_len)
{
	int hroom = XDP_PACKET_HEADROOM - (int)skb_headroom(skb);
	int err;

	if (skb_cloned(skb) || hroom > 0) {
		err = pskb_expand_head(skb, max(ALIGN(hroom, NET_SKB_PAD), 0),
				       0, GFP_ATOMIC);
		if (err)
			return err;
	}
	return skb_linearize(skb);
}

/* The program wrote another Ethernet header: decide anew whose it is. */
static void xdp_new_eth(struct sk_buff *skb, const struct ethhdr *old)
{
	const struct ethhdr *eth = eth_hdr(skb);

	if (!memcmp(eth, old, sizeof(*eth)))
		return;
	if (is_broadcast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_BROADCAST;
	else if (is_multicast_ether_addr(eth->h_dest))
		skb->pkt_type = PACKET_MULTICAST;
	else if (ether_addr_equal(eth->h_dest, skb->dev->dev_addr))
		skb->pkt_type = PACKET_HOST;
	else
		skb->pkt_type = PACKET_OTHERHOST;
	if (eth_proto_is_802_3(eth->h_proto))
		skb->protocol = eth->h_proto;
}

static u32 xdp_run_generic(const struct bpf_prog *prog, struct sk_buff *skb,
			   struct xdp_buff *xdp, unsigned int mac_len)
{
	struct xdp_rxq_info *rxq = &skb->dev->_rx[0].xdp_rxq;
	unsigned char *orig_data, *orig_end;
	struct ethhdr old = {};
	long off;
	u32 act;

	if (skb_rx_queue_recorded(skb) &&
	    skb_get_rx_queue(skb) < skb->dev->num_rx_queues)
		rxq = &skb->dev->_rx[skb_get_rx_queue(skb)].xdp_rxq;
	rxq->dev = skb->dev;
	xdp_init_buff(xdp,
		      (u32)(skb_end_pointer(skb) - skb->head) + SKB_SHINFO_SIZE,
		      rxq);
	xdp_prepare_buff(xdp, skb->head, (int)(skb_headroom(skb) - mac_len),
			 (int)(skb_headlen(skb) + mac_len), true);
	orig_data = xdp->data;
	orig_end = xdp->data_end;
	if (mac_len == ETH_HLEN)
		memcpy(&old, orig_data, sizeof(old));

	act = bpf_prog_run_xdp(prog, xdp);

	off = (unsigned char *)xdp->data - orig_data;
	if (off > 0)
		__skb_pull(skb, (unsigned int)off);
	else if (off < 0)
		__skb_push(skb, (unsigned int)-off);
	skb->mac_header = (u16)(skb->mac_header + off);
	skb_reset_network_header(skb);
	off = (unsigned char *)xdp->data_end - orig_end;
	if (off) {
		skb_set_tail_pointer(skb, (unsigned char *)xdp->data_end -
						  skb->data);
		skb->len = (unsigned int)((long)skb->len + off);
	}
	if (mac_len == ETH_HLEN && act == XDP_PASS)
		xdp_new_eth(skb, &old);
	return act;
}

/* Out by the device it came in by, around the qdisc. Takes @skb. */
static void generic_xdp_tx(struct sk_buff *skb, unsigned int mac_len)
{
	__skb_push(skb, mac_len);
	__dev_direct_xmit(skb, 0);
}

/**
 * do_xdp_generic - the verdict on an skb, acted on
 * @pskb: takes *@pskb unless the answer is XDP_PASS
 *
 * Context: softirq, rcu_read_lock(). Return: XDP_PASS, or XDP_DROP: it is gone.
 */
int do_xdp_generic(const struct bpf_prog *prog, struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	unsigned int mac_len = (unsigned int)(skb->data - skb_mac_header(skb));
	struct net_device *dev = skb->dev;
	struct xdp_buff xdp;
	u32 act;

	if (skb_is_redirected(skb))
		return XDP_PASS; /* a program has seen it already */
	if (xdp_prepare_skb(skb, mac_len)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
		return XDP_DROP;
	}
	act = xdp_check_act(dev, prog,
			    xdp_run_generic(prog, skb, &xdp, mac_len));
	dev->xdp_generic[act]++;
	switch (act) {
	case XDP_PASS:
		return XDP_PASS;
	case XDP_TX:
		generic_xdp_tx(skb, mac_len);
		return XDP_DROP;
	case XDP_REDIRECT:
		if (!xdp_do_generic_redirect(dev, skb, &xdp, prog))
			return XDP_DROP;
		fallthrough;
	default:
		kfree_skb_reason(skb, SKB_DROP_REASON_XDP);
		return XDP_DROP;
	}
}

/* ---- frames
 * ------------------------------------------------------------------------------
 */

/* Into the frame's own headroom. NULL: there is no room for it. */
struct xdp_frame *xdp_convert_buff_to_frame(struct xdp_buff *xdp)
{
	long headroom = (char *)xdp->data - (char *)xdp->data_hard_start;
	long metasize = (char *)xdp->data - (char *)xdp->data_meta;
	struct xdp_frame *xdpf = xdp->data_hard_start;

	metasize = max(metasize, 0L);
	if (headroom - metasize < (long)sizeof(*xdpf))
		return NULL;
	xdpf->data = xdp->data;
	xdpf->len = (u16)((char *)xdp->data_end - (char *)xdp->data);
	xdpf->headroom = (u16)((size_t)headroom - sizeof(*xdpf));
	xdpf->metasize = (u32)metasize;
	xdpf->frame_sz = xdp->frame_sz;
	xdpf->flags = xdp->flags;
	xdpf->dev_rx = xdp->rxq->dev;
	xdpf->mem = xdp->rxq->mem;
	xdpf->allocator = xdp->rxq->allocator;
	return xdpf;
}
EXPORT_SYMBOL(xdp_convert_buff_to_frame);

void xdp_convert_frame_to_buff(const struct xdp_frame *xdpf,
			       struct xdp_buff *xdp)
{
	xdp->data_hard_start = (void *)xdpf;
	xdp->data = xdpf->data;
	xdp->data_end = (char *)xdpf->data + xdpf->len;
	xdp->data_meta = (char *)xdpf->data - xdpf->metasize;
	xdp->frame_sz = xdpf->frame_sz;
	xdp->flags = xdpf->flags;
}
EXPORT_SYMBOL(xdp_convert_frame_to_buff);

static void xdp_return_mem(void *data, u32 type, void *allocator)
{
	struct page *page = virt_to_head_page(data);

	switch (type) {
	case MEM_TYPE_PAGE_POOL:
		page_pool_put_full_page(allocator, page, false);
		break;
	case MEM_TYPE_PAGE_SHARED:
		page_frag_free(data);
		break;
	default:
		put_page(page);
	}
}

void xdp_return_frame(struct xdp_frame *xdpf)
{
	xdp_return_mem(xdpf->data, xdpf->mem.type, xdpf->allocator);
}
EXPORT_SYMBOL(xdp_return_frame);

void xdp_return_buff(struct xdp_buff *xdp)
{
	xdp_return_mem(xdp->data, xdp->rxq->mem.type, xdp->rxq->allocator);
}
EXPORT_SYMBOL(xdp_return_buff);

/**
 * xdp_build_skb_from_frame - a packet around a redirected frame's buffer
 * @xdpf: takes on success
 *
 * Its memory must have room for the shared info behind the data.
 * Context: softirq. Gives an skb with data at the Ethernet header; NULL.
 */
struct sk_buff *xdp_build_skb_from_frame(struct xdp_frame *xdpf,
					 struct net_device *dev)
{
	unsigned int headroom = (unsigned int)sizeof(*xdpf) + xdpf->headroom;
	void *hard_start = (char *)xdpf->data - headroom;
	struct xdp_frame f = *xdpf;
	struct sk_buff *skb;

	skb = build_skb(hard_start, f.frame_sz);
	if (!skb)
		return NULL;
	skb_reserve(skb, (int)headroom);
	__skb_put(skb, f.len);
	skb->dev = dev;
	if (f.mem.type == MEM_TYPE_PAGE_POOL)
		skb_mark_for_recycle(skb);
	return skb;
}
EXPORT_SYMBOL(xdp_build_skb_from_frame);

/* ---- receive queues
 * ------------------------------------------------------------------------ */

int xdp_rxq_info_reg(struct xdp_rxq_info *rxq, struct net_device *dev,
		     u32 queue_index, unsigned int napi_id)
{
	if (WARN_ON(!dev))
		return -ENODEV;
	if (WARN(rxq->reg_state == REG_STATE_REGISTERED,
		 "%s: xdp_rxq_info registered twice", dev->name))
		return -EBUSY;
	memset(rxq, 0, sizeof(*rxq));
	rxq->dev = dev;
	rxq->queue_index = queue_index;
	rxq->napi_id = napi_id;
	rxq->reg_state = REG_STATE_REGISTERED;
	return 0;
}
EXPORT_SYMBOL(xdp_rxq_info_reg);

void xdp_rxq_info_unreg(struct xdp_rxq_info *rxq)
{
	if (rxq->reg_state != REG_STATE_REGISTERED)
		return;
	rxq->reg_state = REG_STATE_UNREGISTERED;
	rxq->dev = NULL;
	rxq->allocator = NULL;
}
EXPORT_SYMBOL(xdp_rxq_info_unreg);

bool xdp_rxq_info_is_reg(const struct xdp_rxq_info *rxq)
{
	return rxq->reg_state == REG_STATE_REGISTERED;
}
EXPORT_SYMBOL(xdp_rxq_info_is_reg);

int xdp_rxq_info_reg_mem_model(struct xdp_rxq_info *rxq, enum xdp_mem_type type,
			       void *allocator)
{
	if (rxq->reg_state != REG_STATE_REGISTERED || type >= MEM_TYPE_MAX)
		return -EINVAL;
	if (type == MEM_TYPE_PAGE_POOL && !allocator)
		return -EINVAL;
	rxq->mem.type = type;
	rxq->allocator = allocator;
	return 0;
}
EXPORT_SYMBOL(xdp_rxq_info_reg_mem_model);

/* ---- attaching: rtnl
 * ------------------------------------------------------------------------- */

struct bpf_prog *dev_xdp_prog(struct net_device *dev, u32 *mode)
{
	for (int m = __MAX_XDP_MODE - 1; m >= 0; m--) {
		if (!dev->xdp_state[m])
			continue;
		if (mode)
			*mode = m == XDP_MODE_DRV ? XDP_FLAGS_DRV_MODE
						  : XDP_FLAGS_SKB_MODE;
		return dev->xdp_state[m];
	}
	return NULL;
}
EXPORT_SYMBOL(dev_xdp_prog);

static int xdp_install(struct net_device *dev, enum bpf_xdp_mode mode,
		       struct bpf_prog *prog, u32 flags)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	struct netdev_bpf bpf = {
		.command = XDP_SETUP_PROG,
		.flags = flags,
		.prog = prog,
	};
	int err = 0;

	if (mode == XDP_MODE_SKB) {
		rcu_assign_pointer(dev->xdp_prog, prog);
	} else {
		/* one more reference: the driver's own */
		if (prog)
			bpf_prog_inc(prog);
		err = CALL("net_device_ops.ndo_bpf", ops->ndo_bpf, dev, &bpf);
		if (err && prog)
			bpf_prog_put(prog);
	}
	if (!err)
		dev->xdp_state[mode] = prog;
	return err;
}

/* Which mode do the flags name; without any: native if the driver has it. */
static int xdp_mode_of(const struct net_device *dev, u32 flags)
{
	switch (flags & XDP_FLAGS_MASK_MODES) {
	case 0:
		return dev->netdev_ops->ndo_bpf ? XDP_MODE_DRV : XDP_MODE_SKB;
	case XDP_FLAGS_SKB_MODE:
		return XDP_MODE_SKB;
	case XDP_FLAGS_DRV_MODE:
		return dev->netdev_ops->ndo_bpf ? XDP_MODE_DRV : -EOPNOTSUPP;
	case XDP_FLAGS_HW_MODE:
		return -EOPNOTSUPP;
	default:
		return -EINVAL; /* more than one */
	}
}

/**
 * dev_xdp_attach - put @prog on @dev, or with NULL take the program away
 * @prog: takes the reference on success
 *
 * Context: process, rtnl held. Return: see core/xdp.h.
 */
int dev_xdp_attach(struct net_device *dev, struct bpf_prog *prog, u32 flags)
{
	int mode = xdp_mode_of(dev, flags), err;
	struct bpf_prog *cur;

	ASSERT_RTNL();
	if (mode < 0)
		return mode;
	cur = dev->xdp_state[mode];
	if (prog && dev->xdp_state[!mode])
		return -EEXIST;
	if (cur && (flags & XDP_FLAGS_UPDATE_IF_NOEXIST))
		return -EBUSY;
	if (prog && (!prog->ops->run || prog->type != BPF_PROG_TYPE_XDP))
		return -EINVAL;
	if (cur == prog)
		return 0;
	err = xdp_install(dev, mode, prog, flags);
	if (err)
		return err;
	if (cur)
		bpf_prog_put(cur);
	return 0;
}
EXPORT_SYMBOL(dev_xdp_attach);

void dev_xdp_uninstall(struct net_device *dev)
{
	for (int m = 0; m < __MAX_XDP_MODE; m++) {
		struct bpf_prog *prog = dev->xdp_state[m];

		if (!prog)
			continue;
		WARN_ON(xdp_install(dev, m, NULL, 0));
		bpf_prog_put(prog);
	}
}

static int xdp_init(void)
{
	INIT_LIST_HEAD(&machine_var(xdp_kinds));
	return 0;
}
pure_initcall(xdp_init, NULL);
