/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xdp - a verdict on a frame before it is an sk_buff
 *
 * Where:   native: the driver's poll, on the ring's buffer; generic:
 *          netif_receive_skb(), on a linear sk_buff.
 * Mirrors: include/net/xdp.h, enum xdp_action of <linux/bpf.h>, the program
 *          half of net/core/filter.c.
 *
 * A program is anything with a run() function: a module's C code or the eBPF
 * machine. Core calls it and books the verdict; what a REDIRECT means is
 * filled in by bpf/ through struct xdp_redirect_ops.
 */
#ifndef CORE_XDP_H
#define CORE_XDP_H

#include <linux/bpf.h>	   /* enum xdp_action, enum bpf_prog_type */
#include <linux/if_link.h> /* XDP_FLAGS_* */

#include "lib/atomic.h"
#include "lib/rcupdate.h"
#include "lib/refcount.h"
#include "lib/types.h"

struct module;
struct net_device;
struct sk_buff;
struct xdp_buff;

#define XDP_ACTION_NR (XDP_REDIRECT + 1)

#define XDP_PACKET_HEADROOM 256
#define XDP_FLAGS_MASK_MODES                                                   \
	(XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE | XDP_FLAGS_HW_MODE)

enum xdp_mem_type {
	MEM_TYPE_PAGE_SHARED = 0, /* split page refcount */
	MEM_TYPE_PAGE_ORDER0,	  /* a page of its own */
	MEM_TYPE_PAGE_POOL,
	MEM_TYPE_XSK_BUFF_POOL,
	MEM_TYPE_MAX,
};

struct xdp_mem_info {
	u32 type;
	u32 id;
};

struct xdp_rxq_info {
	struct net_device *dev;
	u32 queue_index;
	u32 reg_state; /* REG_STATE_* */
	struct xdp_mem_info mem;
	unsigned int napi_id;
	u32 frag_size;
	void *allocator; /* struct page_pool, for MEM_TYPE_PAGE_POOL */
};

struct xdp_txq_info {
	struct net_device *dev;
};

/* data_hard_start … data_meta … data … data_end … + tailroom = frame_sz */
struct xdp_buff {
	void *data;
	void *data_end;
	void *data_meta; /* > data: not supported by the driver */
	void *data_hard_start;
	struct xdp_rxq_info *rxq;
	struct xdp_txq_info *txq;
	u32 frame_sz; /* of the whole buffer, with tailroom */
	u32 flags;
};

/* What a redirected frame becomes: lives in its own headroom. */
struct xdp_frame {
	void *data;
	u16 len;
	u16 headroom;
	u32 metasize;
	struct net_device *dev_rx;
	u32 frame_sz;
	u32 flags;
	struct xdp_mem_info mem;
	void *allocator;
};

static inline void xdp_init_buff(struct xdp_buff *xdp, u32 frame_sz,
				 struct xdp_rxq_info *rxq)
{
	xdp->frame_sz = frame_sz;
	xdp->rxq = rxq;
	xdp->txq = NULL;
	xdp->flags = 0;
}

static inline void xdp_prepare_buff(struct xdp_buff *xdp, unsigned char *start,
				    int headroom, int data_len, bool meta_valid)
{
	unsigned char *data = start + headroom;

	xdp->data_hard_start = start;
	xdp->data = data;
	xdp->data_end = data + data_len;
	xdp->data_meta = meta_valid ? data : data + 1;
}

static inline void xdp_set_data_meta_invalid(struct xdp_buff *xdp)
{
	xdp->data_meta = (char *)xdp->data + 1;
}

static inline bool xdp_data_meta_unsupported(const struct xdp_buff *xdp)
{
	return xdp->data_meta > xdp->data;
}

struct xdp_frame *xdp_convert_buff_to_frame(struct xdp_buff *xdp);
void xdp_convert_frame_to_buff(const struct xdp_frame *xdpf,
			       struct xdp_buff *xdp);
struct sk_buff *xdp_build_skb_from_frame(struct xdp_frame *xdpf,
					 struct net_device *dev);
void xdp_return_frame(struct xdp_frame *xdpf);
void xdp_return_buff(struct xdp_buff *xdp);

/* Context: process. A driver registers each receive queue it runs XDP on. */
int xdp_rxq_info_reg(struct xdp_rxq_info *rxq, struct net_device *dev,
		     u32 queue_index, unsigned int napi_id);
void xdp_rxq_info_unreg(struct xdp_rxq_info *rxq);
int xdp_rxq_info_reg_mem_model(struct xdp_rxq_info *rxq, enum xdp_mem_type type,
			       void *allocator);
bool xdp_rxq_info_is_reg(const struct xdp_rxq_info *rxq);

/**
 * struct bpf_prog_ops - what kind of program this is
 * @name: shown by "ip link": copied, at most 15 characters
 * @run: required; softirq, rcu_read_lock() held; borrows the frame, may move
 *	 data and data_meta within [data_hard_start, data_hard_start+frame_sz)
 * @run_skb: optional; the same on an sk_buff (tc, sockets)
 * @release: optional; process; the last reference has gone
 * @owner: THIS_MODULE
 */
struct bpf_prog;
struct bpf_prog_ops {
	const char *name;
	u32 (*run)(const struct bpf_prog *prog, struct xdp_buff *xdp);
	u32 (*run_skb)(const struct bpf_prog *prog, struct sk_buff *skb);
	void (*release)(struct bpf_prog *prog);
	struct module *owner;
};

struct bpf_prog_aux {
	u32 id; /* counter of the machine */
	char name[16];
};

struct bpf_prog {
	const struct bpf_prog_ops *ops;
	u32 type; /* enum bpf_prog_type */
	refcount_t refs;
	struct bpf_prog_aux aux;
	struct rcu_head rcu;
	void *priv; /* the module's */
};

/* Context: process. Give a program with one reference, or ERR_PTR(). */
struct bpf_prog *bpf_prog_alloc(const struct bpf_prog_ops *ops, void *priv);
void bpf_prog_inc(struct bpf_prog *prog);
/* A module's program by name; xdp_prog_get() gives an instance. rtnl. */
int register_xdp_prog(const struct bpf_prog_ops *ops);
void unregister_xdp_prog(const struct bpf_prog_ops *ops);
struct bpf_prog *xdp_prog_get(const char *name);
void bpf_prog_put(struct bpf_prog *prog);

/**
 * bpf_prog_run_xdp - run @prog on @xdp and name what it said
 *
 * Books nothing: the driver books the verdict with xdp_book().
 * Context: softirq, rcu_read_lock(). Return: any u32; > XDP_REDIRECT is bad.
 */
u32 bpf_prog_run_xdp(const struct bpf_prog *prog, struct xdp_buff *xdp);

/* Count verdict @act of queue @index, warn once on nonsense, trace ABORTED. */
void xdp_book(struct net_device *dev, unsigned int index,
	      const struct bpf_prog *prog, u32 act);

/* Filled by bpf/: what XDP_REDIRECT does. Without it REDIRECT is -EOPNOTSUPP.
 */
struct xdp_redirect_ops {
	int (*redirect)(struct net_device *dev, struct xdp_buff *xdp,
			const struct bpf_prog *prog);
	int (*generic)(struct net_device *dev, struct sk_buff *skb,
		       struct xdp_buff *xdp, const struct bpf_prog *prog);
	void (*flush)(void);
};
int xdp_register_redirect(const struct xdp_redirect_ops *ops);
void xdp_unregister_redirect(const struct xdp_redirect_ops *ops);
int xdp_do_redirect(struct net_device *dev, struct xdp_buff *xdp,
		    const struct bpf_prog *prog);
int xdp_do_generic_redirect(struct net_device *dev, struct sk_buff *skb,
			    struct xdp_buff *xdp, const struct bpf_prog *prog);
void xdp_do_flush(void);

/* Generic mode: called by __netif_receive_skb_core(). Takes on not-PASS. */
int do_xdp_generic(const struct bpf_prog *prog, struct sk_buff **pskb);

/* ndo_bpf() */
enum bpf_netdev_command {
	XDP_SETUP_PROG,	   /* rtnl; takes the reference on success */
	XDP_SETUP_PROG_HW, /* never here */
};

struct netdev_bpf {
	enum bpf_netdev_command command;
	u32 flags;	       /* XDP_FLAGS_* */
	struct bpf_prog *prog; /* NULL: take the program away */
	struct netlink_ext_ack *extack;
};

#define XDP_XMIT_FLUSH	    (1U << 0)
#define XDP_XMIT_FLAGS_MASK XDP_XMIT_FLUSH

/*
 * Attach (or with NULL detach) in the mode of @flags. Context: process, rtnl.
 * Return: 0; -EBUSY with XDP_FLAGS_UPDATE_IF_NOEXIST, -EEXIST when the other
 * mode is in use, -EOPNOTSUPP when the driver has no native mode.
 */
int dev_xdp_attach(struct net_device *dev, struct bpf_prog *prog, u32 flags);
void dev_xdp_uninstall(struct net_device *dev);
struct bpf_prog *dev_xdp_prog(struct net_device *dev, u32 *mode);

#endif /* CORE_XDP_H */
