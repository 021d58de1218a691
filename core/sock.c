// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock - life, locks and routes of a socket's inner half
 *
 * Where:   protocols call sk_alloc() and sock_init_data(). Options:
 *          core/sock_opt.c; queues: core/sock_queue.c; memory:
 *          core/sock_mem.c; protocols: core/proto.c.
 * Mirrors: net/core/sock.c.
 */
#include "core/sock.h"
#include "core/book.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/random.h"
#include "lib/slab.h"
#include "lib/string.h"

#include <linux/poll.h>

/* net.core.{rmem,wmem}_{default,max}: core/sock_sysctl.c */
#include "core/sock_limits.h"

/* ---- what a socket says when something happens ----------------------------
 */

static void sock_def_wakeup(struct sock *sk)
{
	struct socket_wq *wq = rcu_dereference(sk->sk_wq);

	if (wq)
		wake_up_interruptible_all(&wq->wait);
}

static void sock_def_error_report(struct sock *sk)
{
	struct socket_wq *wq = rcu_dereference(sk->sk_wq);

	if (wq)
		wake_up_interruptible_poll(&wq->wait, EPOLLERR);
}

void sock_def_readable(struct sock *sk)
{
	struct socket_wq *wq = rcu_dereference(sk->sk_wq);

	trace_sk_data_ready(NULL, sk->sk_family, sk->sk_protocol);
	if (wq)
		wake_up_interruptible_sync_poll(&wq->wait, EPOLLIN | EPOLLPRI |
								   EPOLLRDNORM |
								   EPOLLRDBAND);
}
EXPORT_SYMBOL(sock_def_readable);

/* Only when half of the room is free: not at every packet that left. */
void sock_def_write_space(struct sock *sk)
{
	struct socket_wq *wq = rcu_dereference(sk->sk_wq);

	if (wq && (sk_wmem_alloc_get(sk) << 1) <= READ_ONCE(sk->sk_sndbuf))
		wake_up_interruptible_sync_poll(
			&wq->wait, EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND);
}
EXPORT_SYMBOL(sock_def_write_space);

static void sock_def_destruct(struct sock *sk)
{
}

void sk_error_report(struct sock *sk)
{
	sk->sk_error_report(sk);
}
EXPORT_SYMBOL(sk_error_report);

int sock_error(struct sock *sk)
{
	int err;

	if (likely(!READ_ONCE(sk->sk_err)))
		return 0;
	err = xchg(&sk->sk_err, 0);
	current->call_took_err = err; /* whoever prepares can put it back */
	return -err;
}
EXPORT_SYMBOL(sock_error);

/* ---- life ---------------------------------------------------------------- */

static void sock_lock_init(struct sock *sk)
{
	spin_lock_init(&sk->sk_lock.slock);
	sk->sk_lock.owned = 0;
	init_waitqueue_head(&sk->sk_lock.wq);
}

struct sock *sk_alloc(struct net *net, int family, gfp_t priority,
		      struct proto *prot, int kern)
{
	struct sock *sk = kmem_cache_zalloc(proto_slab(prot), priority);

	if (!sk)
		return NULL;
	if (!kern && !try_module_get(prot->owner)) {
		kmem_cache_free(proto_slab(prot), sk);
		return NULL;
	}
	sk->sk_family = (unsigned short)family;
	sk->sk_prot = sk->sk_prot_creator = prot;
	sk->sk_kern_sock = kern;
	sk->sk_net_refcnt = !kern;
	sock_lock_init(sk);
	if (likely(sk->sk_net_refcnt))
		get_net(net);
	sock_net_set(sk, net);
	refcount_set(&sk->sk_wmem_alloc, 1);
	sock_prot_inuse_add(net, prot, 1);
	trace_sk_alloc(NULL, (u64)family, prot->name);
	return sk;
}
EXPORT_SYMBOL(sk_alloc);

static void __sk_destruct(struct rcu_head *head)
{
	struct sock *sk = container_of(head, struct sock, sk_rcu);
	struct proto *prot = sk->sk_prot_creator;
	struct net *net = sock_net(sk);
	bool holds_net = sk->sk_net_refcnt;

	sk->sk_destruct(sk);
	WARN_ON(sk_rmem_alloc_get(sk));
	WARN_ON(sk->sk_forward_alloc >= SK_MEM_QUANTUM);
	if (sk->sk_frag.page)
		put_page(sk->sk_frag.page);
	sock_prot_inuse_add(net, prot, -1);
	kmem_cache_free(proto_slab(prot), sk);
	if (!holds_net)
		return; /* the stack's own: both end it */
	module_put(prot->owner);
	put_net(net);
}

void sk_destruct(struct sock *sk)
{
	if (sock_flag(sk, SOCK_RCU_FREE))
		call_rcu(&sk->sk_rcu, __sk_destruct);
	else
		__sk_destruct(&sk->sk_rcu);
}
EXPORT_SYMBOL(sk_destruct);

/* The last reference is gone; packets on their way out hold it a bit longer. */
void sk_free(struct sock *sk)
{
	if (refcount_dec_and_test(&sk->sk_wmem_alloc))
		sk_destruct(sk);
}
EXPORT_SYMBOL(sk_free);

static void init_callbacks(struct sock *sk)
{
	sk->sk_state_change = sock_def_wakeup;
	sk->sk_data_ready = sock_def_readable;
	sk->sk_write_space = sock_def_write_space;
	sk->sk_error_report = sock_def_error_report;
	sk->sk_destruct = sock_def_destruct;
	sk->sk_backlog_rcv = sk->sk_prot->backlog_rcv;
}

void sock_init_data(struct socket *sock, struct sock *sk)
{
	skb_queue_head_init(&sk->sk_receive_queue);
	skb_queue_head_init(&sk->sk_write_queue);
	skb_queue_head_init(&sk->sk_error_queue);
	rwlock_init(&sk->sk_callback_lock);
	init_callbacks(sk);
	sk->sk_allocation = GFP_KERNEL;
	sk->sk_rcvbuf = sysctl_rmem_default();
	sk->sk_sndbuf = sysctl_wmem_default();
	sk->sk_state = 7; /* TCP_CLOSE */
	sock_set_flag(sk, SOCK_ZAPPED);
	sk->sk_peek_off = -1;
	sk->sk_rcvlowat = 1;
	sk->sk_rcvtimeo = MAX_SCHEDULE_TIMEOUT;
	sk->sk_sndtimeo = MAX_SCHEDULE_TIMEOUT;
	sk->sk_stamp = -1L;
	sk->sk_max_pacing_rate = ~0UL;
	sk->sk_pacing_rate = ~0UL;
	sk->sk_pacing_shift = 10;
	sk->sk_incoming_cpu = -1;
	sk->sk_gso_max_size = 65536;
	sk->sk_gso_max_segs = 65535;
	sk->sk_txrehash = 1;
	refcount_set(&sk->sk_refcnt, 1);
	sk->sk_cred.caps = ~0ULL;
	if (!sock)
		return;
	sk->sk_type = (u16)sock->type;
	sk->sk_wq = &sock->wq;
	sk->sk_socket = sock;
	sk->sk_cred = sock->cred;
	sk->sk_ino = sock->ino;
	sock->sk = sk;
}
EXPORT_SYMBOL(sock_init_data);

void sock_graft(struct sock *sk, struct socket *parent)
{
	write_lock_bh(&sk->sk_callback_lock);
	rcu_assign_pointer(sk->sk_wq, &parent->wq);
	parent->sk = sk;
	sk->sk_socket = parent;
	sk->sk_ino = parent->ino;
	write_unlock_bh(&sk->sk_callback_lock);
}
EXPORT_SYMBOL(sock_graft);

void sk_common_release(struct sock *sk)
{
	if (sk->sk_prot->destroy)
		sk->sk_prot->destroy(sk);
	if (sk->sk_prot->unhash)
		sk->sk_prot->unhash(sk);
	sock_orphan(sk);
	sock_put(sk);
}
EXPORT_SYMBOL(sk_common_release);

/* Give a copy of a listener for a connection; locked, one reference. */
struct sock *sk_clone_lock(const struct sock *sk, gfp_t priority)
{
	struct proto *prot = READ_ONCE(sk->sk_prot);
	struct sock *newsk = kmem_cache_alloc(proto_slab(prot), priority);

	if (!newsk)
		return NULL;
	memcpy(newsk, sk, prot->obj_size);
	newsk->sk_prot_creator = prot;
	if (likely(newsk->sk_net_refcnt))
		get_net(sock_net(newsk));
	__module_get(prot->owner);
	memset(&newsk->sk_node, 0, sizeof(newsk->sk_node));
	memset(&newsk->sk_bind_node, 0, sizeof(newsk->sk_bind_node));
	sock_lock_init(newsk);
	bh_lock_sock(newsk);
	memset(&newsk->sk_backlog, 0, sizeof(newsk->sk_backlog));
	atomic_set(&newsk->sk_omem_alloc, 0);
	atomic_set(&newsk->sk_drops, 0);
	atomic64_set(&newsk->sk_cookie, 0);
	refcount_set(&newsk->sk_wmem_alloc, 1);
	refcount_set(&newsk->sk_refcnt, 2);
	skb_queue_head_init(&newsk->sk_receive_queue);
	skb_queue_head_init(&newsk->sk_write_queue);
	skb_queue_head_init(&newsk->sk_error_queue);
	rwlock_init(&newsk->sk_callback_lock);
	memset(&newsk->sk_frag, 0, sizeof(newsk->sk_frag));
	newsk->sk_dst_cache = NULL;
	newsk->sk_rx_dst = NULL;
	newsk->sk_wmem_queued = 0;
	newsk->sk_forward_alloc = 0;
	newsk->sk_user_data = NULL;
	newsk->sk_socket = NULL;
	newsk->sk_wq = NULL;
	newsk->sk_err = 0;
	newsk->sk_userlocks = sk->sk_userlocks & ~SOCK_BINDPORT_LOCK;
	sock_reset_flag(newsk, SOCK_DONE);
	sock_prot_inuse_add(sock_net(newsk), prot, 1);
	return newsk;
}
EXPORT_SYMBOL(sk_clone_lock);

bool sk_del_node_init(struct sock *sk)
{
	if (!sk_hashed(sk))
		return false;
	hlist_del_init(&sk->sk_node);
	__sock_put(sk);
	return true;
}
EXPORT_SYMBOL(sk_del_node_init);

bool sk_del_node_init_rcu(struct sock *sk)
{
	if (!sk_hashed(sk))
		return false;
	hlist_del_init_rcu(&sk->sk_node);
	__sock_put(sk);
	return true;
}
EXPORT_SYMBOL(sk_del_node_init_rcu);

bool __sk_nulls_del_node_init_rcu(struct sock *sk)
{
	if (!sk_hashed(sk))
		return false;
	hlist_nulls_del_init_rcu(&sk->sk_nulls_node);
	return true;
}
EXPORT_SYMBOL(__sk_nulls_del_node_init_rcu);

bool sk_nulls_del_node_init_rcu(struct sock *sk)
{
	bool was = __sk_nulls_del_node_init_rcu(sk);

	if (was)
		__sock_put(sk);
	return was;
}
EXPORT_SYMBOL(sk_nulls_del_node_init_rcu);

u64 sock_gen_cookie(struct sock *sk)
{
	u64 cookie = (u64)atomic64_read(&sk->sk_cookie);

	if (!cookie) {
		atomic64_set(&sk->sk_cookie, (s64)next_sock_cookie());
		cookie = (u64)atomic64_read(&sk->sk_cookie);
	}
	return cookie;
}
EXPORT_SYMBOL(sock_gen_cookie);

bool sk_capable(const struct sock *sk, int cap)
{
	return sk->sk_cred.caps >> cap & 1;
}
EXPORT_SYMBOL(sk_capable);

/* ---- timers ---------------------------------------------------------------
 */

/**
 * sk_reset_timer - arm a timer that holds the sock
 * @sk: borrowed; a reference is taken unless @timer was armed
 * @timer: its handler ends with sock_put()
 * @expires: jiffies
 *
 * Context: any.
 */
void sk_reset_timer(struct sock *sk, struct timer_list *timer,
		    unsigned long expires)
{
	if (!mod_timer(timer, expires))
		sock_hold(sk);
}
EXPORT_SYMBOL(sk_reset_timer);

void sk_stop_timer(struct sock *sk, struct timer_list *timer)
{
	if (timer_delete(timer))
		__sock_put(sk);
}
EXPORT_SYMBOL(sk_stop_timer);

void sk_stop_timer_sync(struct sock *sk, struct timer_list *timer)
{
	if (timer_delete_sync(timer))
		__sock_put(sk);
}
EXPORT_SYMBOL(sk_stop_timer_sync);

/* ---- the two locks ---------------------------------------------------------
 */

/* As a class of its own in the order of locks: "sk_lock". */
static const struct lock_class_key sk_lock_key = {"sk_lock", __FILE__,
						  __LINE__};

void lock_sock_nested(struct sock *sk, int subclass)
{
	might_sleep();
	spin_lock_bh(&sk->sk_lock.slock);
	while (sk->sk_lock.owned) {
		DEFINE_WAIT(wait);

		prepare_to_wait_exclusive(&sk->sk_lock.wq, &wait,
					  TASK_UNINTERRUPTIBLE);
		spin_unlock_bh(&sk->sk_lock.slock);
		schedule();
		spin_lock_bh(&sk->sk_lock.slock);
		finish_wait(&sk->sk_lock.wq, &wait);
	}
	sk->sk_lock.owned = 1;
	spin_unlock_bh(&sk->sk_lock.slock);
	lock_acquired(&sk_lock_key, &sk->sk_lock, HERE);
}
EXPORT_SYMBOL(lock_sock_nested);

/* Context: slock held. Handle what came while the socket was owned. */
void __release_sock(struct sock *sk)
{
	struct sk_buff *skb, *next;

	while ((skb = sk->sk_backlog.head) != NULL) {
		sk->sk_backlog.head = sk->sk_backlog.tail = NULL;
		spin_unlock_bh(&sk->sk_lock.slock);
		do {
			next = skb->next;
			skb_mark_not_on_list(skb);
			local_bh_disable();
			sk_backlog_rcv(sk, skb);
			local_bh_enable();
			skb = next;
		} while (skb);
		spin_lock_bh(&sk->sk_lock.slock);
	}
	sk->sk_backlog.len = 0;
}
EXPORT_SYMBOL(__release_sock);

void release_sock(struct sock *sk)
{
	lock_released(&sk->sk_lock, HERE);
	spin_lock_bh(&sk->sk_lock.slock);
	if (sk->sk_backlog.tail)
		__release_sock(sk);
	if (sk->sk_prot->release_cb)
		sk->sk_prot->release_cb(sk);
	sk->sk_lock.owned = 0;
	if (waitqueue_active(&sk->sk_lock.wq))
		wake_up(&sk->sk_lock.wq);
	spin_unlock_bh(&sk->sk_lock.slock);
}
EXPORT_SYMBOL(release_sock);

/* False: only slock is held, and BH are off; true: as lock_sock(). */
bool lock_sock_fast(struct sock *sk)
{
	might_sleep();
	spin_lock_bh(&sk->sk_lock.slock);
	if (!sk->sk_lock.owned)
		return false;
	spin_unlock_bh(&sk->sk_lock.slock);
	lock_sock(sk);
	return true;
}
EXPORT_SYMBOL(lock_sock_fast);

void unlock_sock_fast(struct sock *sk, bool slow)
{
	if (slow)
		release_sock(sk);
	else
		spin_unlock_bh(&sk->sk_lock.slock);
}
EXPORT_SYMBOL(unlock_sock_fast);

int sk_add_backlog(struct sock *sk, struct sk_buff *skb, unsigned int limit)
{
	unsigned int qsize = (unsigned int)sk->sk_backlog.len +
			     (unsigned int)sk_rmem_alloc_get(sk);

	if (qsize > limit)
		return -ENOBUFS;
	skb_dst_force(skb);
	if (!sk->sk_backlog.tail)
		WRITE_ONCE(sk->sk_backlog.head, skb);
	else
		sk->sk_backlog.tail->next = skb;
	WRITE_ONCE(sk->sk_backlog.tail, skb);
	skb->next = NULL;
	sk->sk_backlog.len += (int)skb->truesize;
	return 0;
}
EXPORT_SYMBOL(sk_add_backlog);

int sk_wait_data(struct sock *sk, long *timeo, const struct sk_buff *skb)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	int rc;

	add_wait_queue(sk_sleep(sk), &wait);
	release_sock(sk);
	rc = skb_peek_tail(&sk->sk_receive_queue) != skb;
	if (!rc)
		*timeo = wait_woken(&wait, TASK_INTERRUPTIBLE, *timeo);
	lock_sock(sk);
	remove_wait_queue(sk_sleep(sk), &wait);
	return rc ? rc : skb_peek_tail(&sk->sk_receive_queue) != skb;
}
EXPORT_SYMBOL(sk_wait_data);

/* ---- route cache -----------------------------------------------------------
 */

void __sk_dst_set(struct sock *sk, struct dst_entry *dst)
{
	struct dst_entry *old = sk->sk_dst_cache;

	rcu_assign_pointer(sk->sk_dst_cache, dst);
	sk->sk_dst_pending_confirm = 0;
	dst_release(old);
}
EXPORT_SYMBOL(__sk_dst_set);

void sk_dst_set(struct sock *sk, struct dst_entry *dst)
{
	struct dst_entry *old = xchg(&sk->sk_dst_cache, dst);

	sk->sk_dst_pending_confirm = 0;
	dst_release(old);
}
EXPORT_SYMBOL(sk_dst_set);

void __sk_dst_reset(struct sock *sk)
{
	__sk_dst_set(sk, NULL);
}
EXPORT_SYMBOL(__sk_dst_reset);

void sk_dst_reset(struct sock *sk)
{
	sk_dst_set(sk, NULL);
}
EXPORT_SYMBOL(sk_dst_reset);

struct dst_entry *sk_dst_get(struct sock *sk)
{
	struct dst_entry *dst;

	rcu_read_lock();
	dst = rcu_dereference(sk->sk_dst_cache);
	if (dst && !dst_hold_safe(dst))
		dst = NULL;
	rcu_read_unlock();
	return dst;
}
EXPORT_SYMBOL(sk_dst_get);

static bool dst_is_stale(struct dst_entry *dst, u32 cookie)
{
	return dst->obsolete && !dst->ops->check(dst, cookie);
}

struct dst_entry *__sk_dst_check(struct sock *sk, u32 cookie)
{
	struct dst_entry *dst = __sk_dst_get(sk);

	if (!dst || !dst_is_stale(dst, cookie))
		return dst;
	__sk_dst_reset(sk);
	return NULL;
}
EXPORT_SYMBOL(__sk_dst_check);

struct dst_entry *sk_dst_check(struct sock *sk, u32 cookie)
{
	struct dst_entry *dst = sk_dst_get(sk);

	if (!dst || !dst_is_stale(dst, cookie))
		return dst;
	sk_dst_reset(sk);
	dst_release(dst);
	return NULL;
}
EXPORT_SYMBOL(sk_dst_check);

/* What the device of the route can do for the socket's packets. */
void sk_setup_caps(struct sock *sk, struct dst_entry *dst)
{
	const struct net_device *dev = dst->dev;

	sk_dst_set(sk, dst);
	sk->sk_route_caps = dev->features;
	if (sk->sk_route_caps & NETIF_F_GSO)
		sk->sk_route_caps |= NETIF_F_GSO_SOFTWARE;
	sk->sk_gso_max_segs = 1;
	if (sk->sk_gso_disabled ||
	    !net_gso_ok(sk->sk_route_caps, sk->sk_gso_type))
		return;
	sk->sk_route_caps |= NETIF_F_SG | NETIF_F_HW_CSUM;
	sk->sk_gso_max_size = dev->gso_max_size;
	sk->sk_gso_max_segs = (u16)max_t(u32, dev->gso_max_segs, 1);
}
EXPORT_SYMBOL(sk_setup_caps);

bool sk_can_gso(const struct sock *sk)
{
	return net_gso_ok(sk->sk_route_caps, sk->sk_gso_type);
}
EXPORT_SYMBOL(sk_can_gso);

/* What multipath and queue selection go by; never 0. */
void sk_set_txhash(struct sock *sk)
{
	WRITE_ONCE(sk->sk_txhash, get_random_u32() ?: 1);
}
EXPORT_SYMBOL(sk_set_txhash);

bool sk_rethink_txhash(struct sock *sk)
{
	if (!sk->sk_txhash || sk->sk_txrehash != 1)
		return false;
	sk_set_txhash(sk);
	return true;
}
EXPORT_SYMBOL(sk_rethink_txhash);
