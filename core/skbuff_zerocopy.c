// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_zerocopy - MSG_ZEROCOPY: when the application has its buffer back
 *
 * Where:   sendmsg() makes a notification and hangs it on its packets; when
 *          the last of them dies, it joins the socket's error queue.
 * Mirrors: net/core/skbuff.c (msg_zerocopy_*). Left out: sending from the
 *          application's pages. All bytes are copied at sendmsg(), and each
 *          notification says so: SO_EE_CODE_ZEROCOPY_COPIED.
 * Spec:    Documentation/networking/msg_zerocopy.rst.
 *
 * Calls are numbered by sk_zckey. A notification stands for a range of them:
 * calls that fill one packet share it, and one that joins the queue behind its
 * predecessor is merged with it.
 */
#include "core/errqueue.h"
#include "core/sock.h"
#include "lib/kernel.h"

struct ubuf_info_msgzc {
	struct ubuf_info ubuf;
	u32 id;	 /* of the first call */
	u16 len; /* calls; 0: none is to be told of */
	u32 bytelen;
};

_Static_assert(sizeof(struct ubuf_info_msgzc) <= 48, "it lies in skb->cb");

#define uarg_to_msgzc(uarg) container_of(uarg, struct ubuf_info_msgzc, ubuf)

static struct sk_buff *skb_from_uarg(struct ubuf_info_msgzc *uarg)
{
	return container_of((void *)uarg, struct sk_buff, cb);
}

static void sock_ofree(struct sk_buff *skb)
{
	atomic_sub((int)skb->truesize, &skb->sk->sk_omem_alloc);
}

/* Give a packet that counts as an option, not as data. */
struct sk_buff *sock_omalloc(struct sock *sk, unsigned long size,
			     gfp_t priority)
{
	struct sk_buff *skb;

	if (atomic_read(&sk->sk_omem_alloc) + (int)SKB_TRUESIZE(size) >
	    READ_ONCE(sock_net(sk)->core.sysctl_optmem_max))
		return NULL;
	skb = alloc_skb((unsigned int)size, priority);
	if (!skb)
		return NULL;
	atomic_add((int)skb->truesize, &sk->sk_omem_alloc);
	skb->sk = sk;
	skb->destructor = sock_ofree;
	return skb;
}
EXPORT_SYMBOL(sock_omalloc);

/* Queue locked. The last notification grows by @len calls from @lo on. */
static bool notify_extend(struct sk_buff *skb, u32 lo, u16 len)
{
	struct sock_extended_err *ee;

	if (!skb || SKB_EXT_ERR(skb)->ee.ee_origin != SO_EE_ORIGIN_ZEROCOPY)
		return false;
	ee = &SKB_EXT_ERR(skb)->ee;
	if (lo != ee->ee_data + 1 ||
	    (u64)ee->ee_data - ee->ee_info + 1 + len > U32_MAX)
		return false;
	ee->ee_data += len;
	return true;
}

/* All that the calls sent is gone. */
static void __msg_zerocopy_callback(struct ubuf_info_msgzc *uarg)
{
	struct sk_buff *skb = skb_from_uarg(uarg);
	struct sock *sk = skb->sk;
	struct sk_buff_head *q = &sk->sk_error_queue;
	u32 lo = uarg->id;
	u16 len = uarg->len;
	bool extended;

	if (len && !sock_flag(sk, SOCK_DEAD)) {
		memset(skb->cb, 0, sizeof(skb->cb));
		SKB_EXT_ERR(skb)->ee.ee_origin = SO_EE_ORIGIN_ZEROCOPY;
		SKB_EXT_ERR(skb)->ee.ee_code = SO_EE_CODE_ZEROCOPY_COPIED;
		SKB_EXT_ERR(skb)->ee.ee_info = lo;
		SKB_EXT_ERR(skb)->ee.ee_data = lo + len - 1;
		spin_lock_bh(&q->lock);
		extended = notify_extend(skb_peek_tail(q), lo, len);
		if (!extended) {
			__skb_queue_tail(q, skb);
			skb = NULL;
		}
		spin_unlock_bh(&q->lock);
		sk_error_report(sk);
	}
	consume_skb(skb);
	sock_put(sk);
}

static void msg_zerocopy_complete(struct sk_buff *skb, struct ubuf_info *uarg,
				  bool success)
{
	if (refcount_dec_and_test(&uarg->refcnt))
		__msg_zerocopy_callback(uarg_to_msgzc(uarg));
}

static const struct ubuf_info_ops msg_zerocopy_ubuf_ops = {
	.complete = msg_zerocopy_complete,
};

static struct ubuf_info *msg_zerocopy_alloc(struct sock *sk, size_t size)
{
	struct sk_buff *skb = sock_omalloc(sk, 0, GFP_KERNEL);
	struct ubuf_info_msgzc *uarg;

	if (!skb)
		return NULL;
	uarg = (struct ubuf_info_msgzc *)skb->cb;
	memset(uarg, 0, sizeof(*uarg));
	uarg->ubuf.ops = &msg_zerocopy_ubuf_ops;
	uarg->ubuf.flags = SKBFL_ZEROCOPY_ENABLE | SKBFL_DONT_ORPHAN;
	refcount_set(&uarg->ubuf.refcnt, 1);
	uarg->id = (u32)atomic_inc_return(&sk->sk_zckey) - 1;
	uarg->len = 1;
	uarg->bytelen = (u32)size;
	sock_hold(sk);
	return &uarg->ubuf;
}

/**
 * msg_zerocopy_realloc - the notification of one sendmsg(MSG_ZEROCOPY)
 * @sk: owned, or a datagram's on the caller's stack
 * @size: bytes of the call
 * @uarg: of the packet that the bytes join, or NULL
 *
 * Context: process. Return: gives a reference; NULL: no memory for options.
 */
struct ubuf_info *msg_zerocopy_realloc(struct sock *sk, size_t size,
				       struct ubuf_info *uarg)
{
	struct ubuf_info_msgzc *zc;

	if (!uarg || uarg->ops != &msg_zerocopy_ubuf_ops)
		return msg_zerocopy_alloc(sk, size);
	zc = uarg_to_msgzc(uarg);
	if (zc->len == U16_MAX || size > U32_MAX - zc->bytelen ||
	    zc->id + zc->len != (u32)atomic_read(&sk->sk_zckey))
		return msg_zerocopy_alloc(sk, size);
	zc->len++;
	zc->bytelen += (u32)size;
	atomic_inc(&sk->sk_zckey);
	net_zcopy_get(uarg);
	return uarg;
}
EXPORT_SYMBOL(msg_zerocopy_realloc);

/* The call failed: it has no number. Takes the reference. */
void msg_zerocopy_put_abort(struct ubuf_info *uarg)
{
	struct ubuf_info_msgzc *zc = uarg_to_msgzc(uarg);

	atomic_dec(&skb_from_uarg(zc)->sk->sk_zckey);
	zc->len--;
	net_zcopy_put(uarg);
}
EXPORT_SYMBOL(msg_zerocopy_put_abort);
