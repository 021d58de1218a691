/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock - a socket as the protocols have it
 *
 * Where:   below struct socket; each protocol embeds it first in its own
 *          (inet_sock, udp_sock, tcp_sock, packet_sock).
 * Mirrors: include/net/sock.h, net/core/sock.c. Left out: cgroups, security,
 *          NUMA, reclaim under memory pressure of the whole host.
 *
 * Two locks. sk_lock.slock guards for a moment; lock_sock() *owns* the socket
 * for process context across sleeps. What arrives in softirq while it is
 * owned goes to sk_backlog, and release_sock() hands it to
 * sk_prot->backlog_rcv(). Memory: what a packet charges (truesize) is taken
 * from sk_rmem_alloc or sk_wmem_alloc and given back by its destructor.
 */
#ifndef CORE_SOCK_H
#define CORE_SOCK_H

#include "core/dst.h"
#include "core/net_namespace.h"
#include "core/skbuff.h"
#include "core/sock_common.h"
#include "core/socket.h"
#include "lib/spinlock.h"
#include "lib/timer.h"
#include "lib/wait.h"

struct proto;
struct sk_filter;
struct sock_reuseport;
struct request_sock_ops;
struct timewait_sock_ops;
struct request_sock;
struct inet_hashinfo;
struct udp_table;
struct raw_hashinfo;

typedef struct {
	spinlock_t slock;
	int owned;
	wait_queue_head_t wq;
} socket_lock_t;

struct sock {
	struct sock_common __sk_common;
#define sk_node		    __sk_common.skc_node
#define sk_nulls_node	    __sk_common.skc_nulls_node
#define sk_refcnt	    __sk_common.skc_refcnt
#define sk_tx_queue_mapping __sk_common.skc_tx_queue_mapping
#define sk_rx_queue_mapping __sk_common.skc_rx_queue_mapping
#define sk_daddr	    __sk_common.skc_daddr
#define sk_rcv_saddr	    __sk_common.skc_rcv_saddr
#define sk_num		    __sk_common.skc_num
#define sk_dport	    __sk_common.skc_dport
#define sk_addrpair	    __sk_common.skc_addrpair
#define sk_portpair	    __sk_common.skc_portpair
#define sk_hash		    __sk_common.skc_hash
#define sk_family	    __sk_common.skc_family
#define sk_state	    __sk_common.skc_state
#define sk_reuse	    __sk_common.skc_reuse
#define sk_reuseport	    __sk_common.skc_reuseport
#define sk_ipv6only	    __sk_common.skc_ipv6only
#define sk_net_refcnt	    __sk_common.skc_net_refcnt
#define sk_bound_dev_if	    __sk_common.skc_bound_dev_if
#define sk_bind_node	    __sk_common.skc_bind_node
#define sk_prot		    __sk_common.skc_prot
#define sk_net		    __sk_common.skc_net
#define sk_v6_daddr	    __sk_common.skc_v6_daddr
#define sk_v6_rcv_saddr	    __sk_common.skc_v6_rcv_saddr
#define sk_cookie	    __sk_common.skc_cookie
#define sk_incoming_cpu	    __sk_common.skc_incoming_cpu
#define sk_flags	    __sk_common.skc_flags

	/* receive: sk_receive_queue.lock, or the owner */
	atomic_t sk_drops;
	int sk_rcvlowat;
	struct sk_buff_head sk_error_queue;
	struct sk_buff_head sk_receive_queue;
	struct {
		atomic_t rmem_alloc;
		int len;
		struct sk_buff *head;
		struct sk_buff *tail;
	} sk_backlog;
#define sk_rmem_alloc sk_backlog.rmem_alloc
	int sk_forward_alloc;
	unsigned int sk_napi_id;
	unsigned int sk_ll_usec;
	int sk_rcvbuf;
	struct sk_filter *sk_filter; /* RCU */
	struct socket_wq *sk_wq;     /* the socket's, RCU */
	struct dst_entry *sk_rx_dst;
	int sk_rx_dst_ifindex;
	u32 sk_rx_dst_cookie;
	struct dst_entry *sk_dst_cache; /* RCU */
	atomic_t sk_omem_alloc;		/* options and filters */

	/* send: the owner */
	int sk_sndbuf;
	int sk_wmem_queued;
	refcount_t sk_wmem_alloc; /* 1 + bytes on the way */
	unsigned long sk_tsq_flags;
	union {
		struct sk_buff *sk_send_head;
		struct rb_root tcp_rtx_queue;
	};
	struct sk_buff_head sk_write_queue;
	int sk_peek_off;
	int sk_write_pending;
	int sk_disconnects; /* a sleeper sees by it that all has changed */
	__u32 sk_dst_pending_confirm;
	u32 sk_pacing_status; /* SK_PACING_* */
	long sk_sndtimeo;
	struct timer_list sk_timer;
	__u32 sk_priority;
	__u32 sk_mark;
	unsigned long sk_pacing_rate; /* bytes per second */
	unsigned long sk_max_pacing_rate;
	struct page_frag sk_frag;
	netdev_features_t sk_route_caps;
	int sk_gso_type;
	unsigned int sk_gso_max_size;
	gfp_t sk_allocation;
	__u32 sk_txhash;

	u8 sk_gso_disabled : 1;
	u8 sk_kern_sock : 1;
	u8 sk_no_check_tx : 1;
	u8 sk_no_check_rx : 1;
	u8 sk_userlocks : 4; /* SOCK_{SNDBUF,RCVBUF,BINDADDR,BINDPORT}_LOCK */
	u8 sk_pacing_shift;
	u16 sk_type;
	u16 sk_protocol;
	u16 sk_gso_max_segs;
	unsigned long sk_lingertime;
	struct proto *sk_prot_creator;
	rwlock_t sk_callback_lock;
	int sk_err;	    /* hard; SO_ERROR takes it */
	int sk_err_soft;    /* does not kill, but explains a timeout */
	u32 sk_ack_backlog; /* waiting to be accepted */
	u32 sk_max_ack_backlog;
	struct sock_cred sk_cred;
	u8 sk_txrehash;
	u8 sk_prefer_busy_poll;
	u16 sk_busy_poll_budget;
	long sk_rcvtimeo;
	ktime_t sk_stamp;
	atomic_t sk_tskey;
	atomic_t sk_zckey;
	u8 sk_clockid;
	u8 sk_txtime_deadline_mode : 1;
	u8 sk_txtime_report_errors : 1;
	u16 sk_tsflags; /* SOF_TIMESTAMPING_* */
	u8 sk_shutdown; /* RCV_SHUTDOWN | SEND_SHUTDOWN */
	struct socket *sk_socket;
	void *sk_user_data;
	u64 sk_ino; /* the socket's number, kept after it */
	struct sock_reuseport *sk_reuseport_cb;
	socket_lock_t sk_lock;

	/* told by the protocol; sock_init_data() sets defaults */
	void (*sk_state_change)(struct sock *sk);
	void (*sk_data_ready)(struct sock *sk);
	void (*sk_write_space)(struct sock *sk);
	void (*sk_error_report)(struct sock *sk);
	int (*sk_backlog_rcv)(struct sock *sk, struct sk_buff *skb);
	void (*sk_destruct)(struct sock *sk);
	struct rcu_head sk_rcu;
};

/* ---- life ---------------------------------------------------------------- */

struct sock *sk_alloc(struct net *net, int family, gfp_t priority,
		      struct proto *prot, int kern);
void sk_free(struct sock *sk);
void sk_destruct(struct sock *sk);
struct sock *sk_clone_lock(const struct sock *sk, gfp_t priority);
void sock_init_data(struct socket *sock, struct sock *sk);
void sk_common_release(struct sock *sk);
void sock_def_readable(struct sock *sk);
void sock_def_write_space(struct sock *sk);

static inline void sock_hold(struct sock *sk)
{
	refcount_inc(&sk->sk_refcnt);
}

static inline void __sock_put(struct sock *sk)
{
	refcount_dec(&sk->sk_refcnt);
}

static inline void sock_put(struct sock *sk)
{
	if (refcount_dec_and_test(&sk->sk_refcnt))
		sk_free(sk);
}

static inline void sock_set_flag(struct sock *sk, enum sock_flags flag)
{
	sk->sk_flags |= 1UL << flag;
}

static inline void sock_reset_flag(struct sock *sk, enum sock_flags flag)
{
	sk->sk_flags &= ~(1UL << flag);
}

static inline void sock_valbool_flag(struct sock *sk, enum sock_flags bit,
				     int valbool)
{
	if (valbool)
		sock_set_flag(sk, bit);
	else
		sock_reset_flag(sk, bit);
}

static inline bool sock_flag(const struct sock *sk, enum sock_flags flag)
{
	return (sk->sk_flags >> flag) & 1;
}

static inline struct net *sock_net(const struct sock *sk)
{
	return read_pnet(&sk->sk_net);
}

static inline void sock_net_set(struct sock *sk, struct net *net)
{
	write_pnet(&sk->sk_net, net);
}

/* Context: process: the socket goes away, its sock may live on. */
static inline void sock_orphan(struct sock *sk)
{
	write_lock_bh(&sk->sk_callback_lock);
	sock_set_flag(sk, SOCK_DEAD);
	sk->sk_socket = NULL;
	sk->sk_wq = NULL;
	write_unlock_bh(&sk->sk_callback_lock);
}

void sock_graft(struct sock *sk, struct socket *parent);

static inline wait_queue_head_t *sk_sleep(struct sock *sk)
{
	return &rcu_dereference_raw(sk->sk_wq)->wait;
}

/* ---- the two locks ---------------------------------------------------------
 */

void lock_sock_nested(struct sock *sk, int subclass);
#define lock_sock(sk) lock_sock_nested(sk, 0)
void release_sock(struct sock *sk);
bool lock_sock_fast(struct sock *sk);
void unlock_sock_fast(struct sock *sk, bool slow);
#define bh_lock_sock(sk)	       spin_lock(&(sk)->sk_lock.slock)
#define bh_lock_sock_nested(sk)	       spin_lock(&(sk)->sk_lock.slock)
#define bh_unlock_sock(sk)	       spin_unlock(&(sk)->sk_lock.slock)
#define sock_owned_by_user(sk)	       ((sk)->sk_lock.owned)
#define sock_owned_by_user_nocheck(sk) ((sk)->sk_lock.owned)
#define sock_owned_by_me(sk)	       lockdep_assert((sk)->sk_lock.owned)
void __release_sock(struct sock *sk);
/* Takes @skb. -ENOBUFS: over @limit; the caller still has it. */
int sk_add_backlog(struct sock *sk, struct sk_buff *skb, unsigned int limit);
static inline int sk_backlog_rcv(struct sock *sk, struct sk_buff *skb)
{
	return sk->sk_backlog_rcv(sk, skb);
}
static inline bool sk_flush_backlog(struct sock *sk)
{
	if (!READ_ONCE(sk->sk_backlog.tail))
		return false;
	spin_lock_bh(&sk->sk_lock.slock);
	__release_sock(sk);
	spin_unlock_bh(&sk->sk_lock.slock);
	return true;
}

/*
 * Sleep with the sock released until @condition, at most *@timeo. Its value;
 * -EPIPE: disconnected meanwhile. @wait is on sk_sleep() already.
 */
#define sk_wait_event(sk, timeo, condition, wait)                              \
	({                                                                     \
		int __dis = (sk)->sk_disconnects, __rc;                        \
		release_sock(sk);                                              \
		__rc = (condition);                                            \
		if (!__rc)                                                     \
			*(timeo) = wait_woken(wait, TASK_INTERRUPTIBLE,        \
					      *(timeo));                       \
		lock_sock(sk);                                                 \
		__rc = __dis == (sk)->sk_disconnects ? (condition) : -EPIPE;   \
		__rc;                                                          \
	})

/* Sleep with the sock released until @sk's queue has another tail. */
int sk_wait_data(struct sock *sk, long *timeo, const struct sk_buff *skb);

/* ---- route cache -----------------------------------------------------------
 */

static inline struct dst_entry *__sk_dst_get(struct sock *sk)
{
	return rcu_dereference(sk->sk_dst_cache);
}
struct dst_entry *sk_dst_get(struct sock *sk); /* gives a reference */
void __sk_dst_set(struct sock *sk, struct dst_entry *dst); /* takes it */
void sk_dst_set(struct sock *sk, struct dst_entry *dst);
void __sk_dst_reset(struct sock *sk);
void sk_dst_reset(struct sock *sk);
struct dst_entry *__sk_dst_check(struct sock *sk, u32 cookie);
struct dst_entry *sk_dst_check(struct sock *sk, u32 cookie);
void sk_setup_caps(struct sock *sk, struct dst_entry *dst);

/* What came shows that the neighbour lives: the next packet will say so. */
static inline void sk_dst_confirm(struct sock *sk)
{
	WRITE_ONCE(sk->sk_dst_pending_confirm, 1);
}

static inline void sk_nocaps_add(struct sock *sk, netdev_features_t flags)
{
	sk->sk_route_caps &= ~flags;
}

bool sk_can_gso(const struct sock *sk);

void sk_set_txhash(struct sock *sk);
/* Another path, if SO_TXREHASH allows. True: it is another. */
bool sk_rethink_txhash(struct sock *sk);

/* ---- a timer holds the sock while it is armed ---------------------------- */

void sk_reset_timer(struct sock *sk, struct timer_list *timer,
		    unsigned long expires);
void sk_stop_timer(struct sock *sk, struct timer_list *timer);
void sk_stop_timer_sync(struct sock *sk, struct timer_list *timer);

/* ---- connections that wait for accept() ---------------------------------- */

static inline void sk_acceptq_removed(struct sock *sk)
{
	WRITE_ONCE(sk->sk_ack_backlog, sk->sk_ack_backlog - 1);
}

static inline void sk_acceptq_added(struct sock *sk)
{
	WRITE_ONCE(sk->sk_ack_backlog, sk->sk_ack_backlog + 1);
}

/* As Linux: one more than asked for. */
static inline bool sk_acceptq_is_full(const struct sock *sk)
{
	return READ_ONCE(sk->sk_ack_backlog) >
	       READ_ONCE(sk->sk_max_ack_backlog);
}

static inline void sk_drops_add(struct sock *sk, const struct sk_buff *skb)
{
	atomic_add((int)skb_wire_segs(skb), &sk->sk_drops);
}

/* ---- options ---------------------------------------------------------------
 */

int sk_setsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		  unsigned int optlen);
int sk_getsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		  sockptr_t optlen);
int sock_bindtoindex(struct sock *sk, int ifindex, bool lock_sk);
void sk_get_meminfo(const struct sock *sk, u32 *meminfo); /* SK_MEMINFO_VARS */
u64 sock_gen_cookie(struct sock *sk);
bool sk_capable(const struct sock *sk, int cap);

/* Refuse as Linux does. */
int sock_no_bind(struct socket *sock, struct sockaddr *saddr, int len);
int sock_no_connect(struct socket *sock, struct sockaddr *saddr, int len,
		    int flags);
int sock_no_socketpair(struct socket *sock1, struct socket *sock2);
int sock_no_accept(struct socket *sock, struct socket *newsock, int flags);
int sock_no_getname(struct socket *sock, struct sockaddr *saddr, int peer);
int sock_no_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg);
int sock_no_listen(struct socket *sock, int backlog);
int sock_no_shutdown(struct socket *sock, int how);
int sock_no_sendmsg(struct socket *sock, struct msghdr *m, size_t len);
int sock_no_recvmsg(struct socket *sock, struct msghdr *m, size_t len,
		    int flags);
int sock_no_mmap(struct file *file, struct socket *sock,
		 struct vm_area_struct *vma);
/* A proto's own set/getsockopt, recvmsg behind proto_ops. */
int sock_common_setsockopt(struct socket *sock, int level, int optname,
			   sockptr_t optval, unsigned int optlen);
int sock_common_getsockopt(struct socket *sock, int level, int optname,
			   char *optval, int *optlen);
int sock_common_recvmsg(struct socket *sock, struct msghdr *msg, size_t size,
			int flags);

#define SOCK_DEBUG(sk, msg...) ((void)0)

static inline bool sk_fullsock(const struct sock *sk)
{
	/* TCP_TIME_WAIT 6, TCP_NEW_SYN_RECV 12 are the small ones */
	return (1U << sk->sk_state) & ~((1U << 6) | (1U << 12));
}

/*
 * The transmit queue the socket's packets go to, or -1. Kept plus one, so that
 * a zeroed socket has none.
 */
static inline int sk_tx_queue_get(const struct sock *sk)
{
	return (int)READ_ONCE(sk->sk_tx_queue_mapping) - 1;
}

static inline void sk_tx_queue_set(struct sock *sk, int queue)
{
	WRITE_ONCE(sk->sk_tx_queue_mapping, (unsigned short)(queue + 1));
}

static inline void sk_tx_queue_clear(struct sock *sk)
{
	WRITE_ONCE(sk->sk_tx_queue_mapping, 0);
}

/* The rest of the kernel's header: this one brings it all. */
#include "core/sock_hash.h"
#include "core/sock_mem.h"
#include "core/sock_proto.h"
#include "core/sock_queue.h"

#endif /* CORE_SOCK_H */
