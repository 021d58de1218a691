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
#include "core/socket.h"
#include "lib/list_nulls.h"
#include "lib/spinlock.h"
#include "lib/timer.h"
#include "lib/wait.h"

#include <linux/in6.h>

struct proto;
struct sk_filter;
struct sock_reuseport;
struct request_sock_ops;
struct timewait_sock_ops;
struct request_sock;
struct inet_hashinfo;
struct udp_table;
struct raw_hashinfo;

/* What all kinds of sock share, the small ones (TIME_WAIT) too. */
struct sock_common {
	union {
		u64 skc_addrpair;
		struct {
			__be32 skc_daddr;
			__be32 skc_rcv_saddr;
		};
	};
	union {
		unsigned int skc_hash;
		__u16 skc_u16hashes[2]; /* udp: by port; by port and address */
	};
	union {
		u32 skc_portpair;
		struct {
			__be16 skc_dport;
			__u16 skc_num; /* local port, host order */
		};
	};
	unsigned short skc_family;
	volatile unsigned char skc_state; /* TCP_ESTABLISHED, TCP_CLOSE, … */
	unsigned char skc_reuse : 4;	  /* SO_REUSEADDR */
	unsigned char skc_reuseport : 1;
	unsigned char skc_ipv6only : 1;
	unsigned char skc_net_refcnt : 1;
	int skc_bound_dev_if;
	union {
		struct hlist_node skc_bind_node;
		struct hlist_node skc_portaddr_node;
	};
	struct proto *skc_prot;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
	union {
		unsigned long skc_flags;
		struct sock *skc_listener; /* request_sock */
		void *skc_tw_dr;
	};
	union {
		struct hlist_node skc_node;
		struct hlist_nulls_node skc_nulls_node;
	};
	unsigned short skc_tx_queue_mapping;
	unsigned short skc_rx_queue_mapping;
	union {
		int skc_incoming_cpu;
		u32 skc_rcv_wnd;
		u32 skc_tw_rcv_nxt;
	};
	refcount_t skc_refcnt;
};

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

enum sock_flags {
	SOCK_DEAD,
	SOCK_DONE,
	SOCK_URGINLINE,
	SOCK_KEEPOPEN,
	SOCK_LINGER,
	SOCK_DESTROY,
	SOCK_BROADCAST,
	SOCK_TIMESTAMP,
	SOCK_ZAPPED,
	SOCK_USE_WRITE_QUEUE,
	SOCK_DBG,
	SOCK_RCVTSTAMP,
	SOCK_RCVTSTAMPNS,
	SOCK_LOCALROUTE,
	SOCK_MEMALLOC,
	SOCK_TIMESTAMPING_RX_SOFTWARE,
	SOCK_FASYNC,
	SOCK_RXQ_OVFL,
	SOCK_ZEROCOPY,
	SOCK_WIFI_STATUS,
	SOCK_NOFCS,
	SOCK_FILTER_LOCKED,
	SOCK_SELECT_ERR_QUEUE,
	SOCK_RCU_FREE, /* the sock is freed after a grace period */
	SOCK_TXTIME,
	SOCK_XDP,
	SOCK_TSTAMP_NEW,
	SOCK_RCVMARK,
};

#define SOCK_SNDBUF_LOCK   1
#define SOCK_RCVBUF_LOCK   2
#define SOCK_BINDADDR_LOCK 4
#define SOCK_BINDPORT_LOCK 8

#define SHUTDOWN_MASK 3
#define RCV_SHUTDOWN  1
#define SEND_SHUTDOWN 2

#define SK_CAN_REUSE   1
#define SK_NO_REUSE    0
#define SK_FORCE_REUSE 2

#define SK_PACING_NONE	 0
#define SK_PACING_NEEDED 1
#define SK_PACING_FQ	 2

#define SOCK_MIN_SNDBUF (2048 * 2)
#define SOCK_MIN_RCVBUF 2048
#define SK_MEM_SEND	0
#define SK_MEM_RECV	1
#define SK_MEM_QUANTUM	4096

/**
 * struct proto - what a transport does below proto_ops
 *
 * Context: process with the sock locked, unless said. What a protocol does
 * not have is NULL; core and af_inet refuse in its place.
 */
struct proto {
	/* process, not locked; ends the sock, may linger */
	void (*close)(struct sock *sk, long timeout);
	int (*pre_connect)(struct sock *sk, struct sockaddr *uaddr, int len);
	int (*connect)(struct sock *sk, struct sockaddr *uaddr, int len);
	int (*disconnect)(struct sock *sk, int flags);
	struct sock *(*accept)(struct sock *sk, int flags, int *err, bool kern);
	/* ours: inet_listen() lets TCP enter LISTEN */
	int (*listen_start)(struct sock *sk);
	int (*ioctl)(struct sock *sk, int cmd, int *karg);
	int (*init)(struct sock *sk);
	void (*destroy)(struct sock *sk);
	void (*shutdown)(struct sock *sk, int how);
	int (*setsockopt)(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen);
	int (*getsockopt)(struct sock *sk, int level, int optname, char *optval,
			  int *option);
	void (*keepalive)(struct sock *sk, int valbool);
	/* these two lock for themselves */
	int (*sendmsg)(struct sock *sk, struct msghdr *msg, size_t len);
	int (*recvmsg)(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags, int *addr_len);
	int (*bind)(struct sock *sk, struct sockaddr *addr, int addr_len);
	int (*bind_add)(struct sock *sk, struct sockaddr *addr, int addr_len);
	/* softirq or process, owned or from release_sock(); takes @skb */
	int (*backlog_rcv)(struct sock *sk, struct sk_buff *skb);
	void (*release_cb)(struct sock *sk);
	int (*hash)(struct sock *sk);
	void (*unhash)(struct sock *sk);
	void (*rehash)(struct sock *sk);
	/* 0, or 1 when the port is taken */
	int (*get_port)(struct sock *sk, unsigned short snum);
	void (*put_port)(struct sock *sk);
	bool (*stream_memory_free)(const struct sock *sk, int wake);
	bool (*sock_is_readable)(struct sock *sk);
	void (*enter_memory_pressure)(struct sock *sk);
	int (*diag_destroy)(struct sock *sk, int err);

	unsigned int inuse_idx; /* given by proto_register() */
	bool no_autobind;
	unsigned int obj_size;
	unsigned int useroffset, usersize;
	unsigned int slab_flags;
	/* net.ipv4.tcp_mem and udp_mem; NULL: not limited together */
	long *sysctl_mem;
	int sysctl_wmem_offset; /* in struct netns_ipv4, 0: net.core's */
	int sysctl_rmem_offset;
	int *sysctl_wmem, *sysctl_rmem;
	int max_header;
	struct request_sock_ops *rsk_prot;
	struct timewait_sock_ops *twsk_prot;
	union {
		struct inet_hashinfo *hashinfo;
		struct udp_table *udp_table;
		struct raw_hashinfo *raw_hash;
	} h;
	struct module *owner;
	char name[32];
};

/*
 * Context: process. A proto is static const text shared by all machines, so
 * what changes is kept per machine by its name: slab, counts of sockets,
 * memory in use. -EEXIST, -ENOMEM.
 */
int proto_register(struct proto *prot, int alloc_slab);
void proto_unregister(struct proto *prot);
/* Walk the protocols of the machine: /proc/net/protocols. */
void proto_walk(void (*fn)(void *data, struct proto *prot, int sockets,
			   long pages),
		void *data);
void sock_prot_inuse_add(const struct net *net, const struct proto *prot,
			 int val);
int sock_prot_inuse_get(struct net *net, struct proto *prot);
long *proto_memory_allocated(const struct proto *prot); /* pages, a machine's */

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
/* Sleep with the sock released until @sk's queue has another tail. */
int sk_wait_data(struct sock *sk, long *timeo, const struct sk_buff *skb);

/* ---- memory ----------------------------------------------------------------
 */

/* The packet is charged to @sk until it dies. Any context. */
void skb_set_owner_w(struct sk_buff *skb, struct sock *sk);
void skb_set_owner_r(struct sk_buff *skb, struct sock *sk);
bool skb_set_owner_sk_safe(struct sk_buff *skb, struct sock *sk);
void skb_set_owner_edemux(struct sk_buff *skb, struct sock *sk);
void sock_wfree(struct sk_buff *skb);
void sock_rfree(struct sk_buff *skb);
void sock_efree(struct sk_buff *skb);
int __sk_mem_schedule(struct sock *sk, int size, int kind);
void __sk_mem_reclaim(struct sock *sk, int amount);

static inline int sk_mem_pages(int amt)
{
	return (amt + SK_MEM_QUANTUM - 1) / SK_MEM_QUANTUM;
}

static inline bool sk_has_account(struct sock *sk)
{
	return sk->sk_prot->sysctl_mem != NULL;
}

static inline bool sk_wmem_schedule(struct sock *sk, int size)
{
	return !sk_has_account(sk) || size <= sk->sk_forward_alloc ||
	       __sk_mem_schedule(sk, size, SK_MEM_SEND);
}

static inline bool sk_rmem_schedule(struct sock *sk, struct sk_buff *skb,
				    int size)
{
	return !sk_has_account(sk) || size <= sk->sk_forward_alloc ||
	       __sk_mem_schedule(sk, size, SK_MEM_RECV);
}

static inline void sk_mem_charge(struct sock *sk, int size)
{
	if (sk_has_account(sk))
		sk->sk_forward_alloc -= size;
}

static inline void sk_mem_uncharge(struct sock *sk, int size)
{
	if (!sk_has_account(sk))
		return;
	sk->sk_forward_alloc += size;
	if (sk->sk_forward_alloc >= 2 * SK_MEM_QUANTUM)
		__sk_mem_reclaim(sk, sk->sk_forward_alloc - SK_MEM_QUANTUM);
}

static inline void sk_mem_reclaim(struct sock *sk)
{
	if (sk_has_account(sk) && sk->sk_forward_alloc >= SK_MEM_QUANTUM)
		__sk_mem_reclaim(sk, sk->sk_forward_alloc);
}

static inline int sk_wmem_alloc_get(const struct sock *sk)
{
	return (int)refcount_read(&sk->sk_wmem_alloc) - 1;
}

static inline int sk_rmem_alloc_get(const struct sock *sk)
{
	return atomic_read(&sk->sk_rmem_alloc);
}

static inline bool sock_writeable(const struct sock *sk)
{
	return sk_wmem_alloc_get(sk) < (READ_ONCE(sk->sk_sndbuf) >> 1);
}

void *sock_kmalloc(struct sock *sk, int size, gfp_t priority);
void sock_kfree_s(struct sock *sk, void *mem, int size);
bool sk_page_frag_refill(struct sock *sk, struct page_frag *pfrag);

/* ---- queues ----------------------------------------------------------------
 */

/* Give a packet charged to @sk; sleeps for room unless @noblock. */
struct sk_buff *sock_alloc_send_skb(struct sock *sk, unsigned long size,
				    int noblock, int *errcode);
struct sk_buff *sock_alloc_send_pskb(struct sock *sk, unsigned long header_len,
				     unsigned long data_len, int noblock,
				     int *errcode, int max_page_order);
struct sk_buff *sock_wmalloc(struct sock *sk, unsigned long size, int force,
			     gfp_t priority);
/* Takes @skb when 0; else it is the caller's, and @reason says why. */
int sock_queue_rcv_skb_reason(struct sock *sk, struct sk_buff *skb,
			      enum skb_drop_reason *reason);
int __sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb);
static inline int sock_queue_rcv_skb(struct sock *sk, struct sk_buff *skb)
{
	return sock_queue_rcv_skb_reason(sk, skb, NULL);
}
int sock_queue_err_skb(struct sock *sk, struct sk_buff *skb); /* takes if 0 */
struct sk_buff *sock_dequeue_err_skb(struct sock *sk);	      /* gives */
int sock_recv_errqueue(struct sock *sk, struct msghdr *msg, int len, int level,
		       int type);
int sock_error(struct sock *sk); /* -sk_err, and forget it */
void sk_error_report(struct sock *sk);
int sk_filter_trim_cap(struct sock *sk, struct sk_buff *skb, unsigned int cap);
static inline int sk_filter(struct sock *sk, struct sk_buff *skb)
{
	return sk_filter_trim_cap(sk, skb, 1);
}

/* MSG_DONTWAIT, SO_RCVTIMEO, SO_SNDTIMEO: jiffies to wait; 0: do not */
static inline long sock_rcvtimeo(const struct sock *sk, bool noblock)
{
	return noblock ? 0 : READ_ONCE(sk->sk_rcvtimeo);
}

static inline long sock_sndtimeo(const struct sock *sk, bool noblock)
{
	return noblock ? 0 : READ_ONCE(sk->sk_sndtimeo);
}

static inline int sock_rcvlowat(const struct sock *sk, int waitall, int len)
{
	int v = waitall ? len : min_t(int, READ_ONCE(sk->sk_rcvlowat), len);

	return v ?: 1;
}

/* A signal ended the wait: the errno that fits the timeout. */
static inline int sock_intr_errno(long timeo)
{
	int err = (int)current->signal;

	if (err && err != -EINTR)
		return err; /* -EDEADLK: nothing can wake this call */
	return timeo == MAX_SCHEDULE_TIMEOUT ? -ERESTARTSYS : -EINTR;
}

/* ---- timestamps ------------------------------------------------------------
 */

void __sock_recv_timestamp(struct msghdr *msg, struct sock *sk,
			   struct sk_buff *skb);
void sock_recv_cmsgs(struct msghdr *msg, struct sock *sk, struct sk_buff *skb);
void __sock_tx_timestamp(u16 tsflags, u8 *tx_flags);
static inline void sock_tx_timestamp(const struct sock *sk, u16 tsflags,
				     u8 *tx_flags)
{
	if (unlikely(tsflags))
		__sock_tx_timestamp(tsflags, tx_flags);
}
void sock_enable_timestamp(struct sock *sk, enum sock_flags flag);

/* What sendmsg() says of itself by SOL_SOCKET control messages. */
struct sockcm_cookie {
	u64 transmit_time; /* SCM_TXTIME: ns of the socket's clock */
	u32 mark;
	u32 tsflags; /* SOF_TIMESTAMPING_TX_* */
	u32 ts_opt_id;
	u32 priority;
};

static inline void sockcm_init(struct sockcm_cookie *sockc,
			       const struct sock *sk)
{
	*sockc = (struct sockcm_cookie){
		.mark = READ_ONCE(sk->sk_mark),
		.tsflags = READ_ONCE(sk->sk_tsflags),
		.priority = READ_ONCE(sk->sk_priority),
	};
}

/* One message, all messages of SOL_SOCKET: -EINVAL, -EPERM. Process. */
int __sock_cmsg_send(struct sock *sk, struct cmsghdr *cmsg,
		     struct sockcm_cookie *sockc);
int sock_cmsg_send(struct sock *sk, struct msghdr *msg,
		   struct sockcm_cookie *sockc);

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

/* ---- hash chains -----------------------------------------------------------
 */

static inline bool sk_unhashed(const struct sock *sk)
{
	return hlist_unhashed(&sk->sk_node);
}

static inline bool sk_hashed(const struct sock *sk)
{
	return !sk_unhashed(sk);
}

static inline void sk_add_node(struct sock *sk, struct hlist_head *list)
{
	sock_hold(sk);
	hlist_add_head(&sk->sk_node, list);
}

static inline void sk_add_node_rcu(struct sock *sk, struct hlist_head *list)
{
	sock_hold(sk);
	hlist_add_head_rcu(&sk->sk_node, list);
}

bool sk_del_node_init(struct sock *sk); /* true: it was there, ref dropped */
bool sk_del_node_init_rcu(struct sock *sk);
#define sk_for_each(sk, list)	  hlist_for_each_entry (sk, list, sk_node)
#define sk_for_each_rcu(sk, list) hlist_for_each_entry_rcu (sk, list, sk_node)
#define sk_nulls_for_each_rcu(sk, node, list)                                  \
	hlist_nulls_for_each_entry_rcu(sk, node, list, sk_nulls_node)

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

#endif
