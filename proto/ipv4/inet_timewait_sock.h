/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inet_timewait_sock - a connection that is over but may still be spoken to
 *
 * Where:   takes the socket's place in the established hash when it enters
 *          TIME_WAIT, or FIN_WAIT2 without an owner; tcp_minisocks.c.
 * Mirrors: include/net/inet_timewait_sock.h.
 * Spec:    RFC 9293 §3.6.1; RFC 7323 §5.8 (reuse by timestamps).
 *
 * Small, so that many cost little: no queues, no locks, one timer.
 */
#ifndef PROTO_IPV4_INET_TIMEWAIT_SOCK_H
#define PROTO_IPV4_INET_TIMEWAIT_SOCK_H

#include "core/sock.h"
#include "lib/timer.h"

struct inet_bind_bucket;
struct inet_hashinfo;

/* One for each namespace: how many there are and may be. */
struct inet_timewait_death_row {
	atomic_t tw_count;
	int sysctl_max_tw_buckets;
};

struct inet_timewait_sock {
	struct sock_common __tw_common; /* first */
#define tw_family	__tw_common.skc_family
#define tw_state	__tw_common.skc_state
#define tw_reuse	__tw_common.skc_reuse
#define tw_reuseport	__tw_common.skc_reuseport
#define tw_ipv6only	__tw_common.skc_ipv6only
#define tw_bound_dev_if __tw_common.skc_bound_dev_if
#define tw_nulls_node	__tw_common.skc_nulls_node
#define tw_bind_node	__tw_common.skc_bind_node
#define tw_refcnt	__tw_common.skc_refcnt
#define tw_hash		__tw_common.skc_hash
#define tw_prot		__tw_common.skc_prot
#define tw_net		__tw_common.skc_net
#define tw_daddr	__tw_common.skc_daddr
#define tw_rcv_saddr	__tw_common.skc_rcv_saddr
#define tw_dport	__tw_common.skc_dport
#define tw_num		__tw_common.skc_num
#define tw_cookie	__tw_common.skc_cookie
#define tw_dr		__tw_common.skc_tw_dr
	__u32 tw_mark;
	volatile unsigned char tw_substate; /* FIN_WAIT2 or TIME_WAIT */
	unsigned char tw_rcv_wscale;
	__be16 tw_sport;
	u8 tw_tos;
	u8 tw_transparent : 1;
	u32 tw_priority;
	u32 tw_txhash;
	u32 tw_uid;
	struct timer_list tw_timer;
	struct inet_bind_bucket *tw_tb;
	struct rcu_head tw_rcu; /* readers of the hash may still look */
};

struct tcp_timewait_sock {
	struct inet_timewait_sock tw_sk; /* first */
#define tw_rcv_nxt tw_sk.__tw_common.skc_tw_rcv_nxt
	u32 tw_rcv_wnd;
	u32 tw_ts_offset;
	u32 tw_ts_recent;
	u32 tw_snd_nxt;
	u32 tw_last_oow_ack_time; /* when we last sent a challenge ACK */
	int tw_ts_recent_stamp;	  /* seconds */
	u32 tw_tx_delay;
};

static inline struct inet_timewait_sock *inet_twsk(const struct sock *sk)
{
	return (struct inet_timewait_sock *)sk;
}

static inline struct tcp_timewait_sock *tcp_twsk(const struct sock *sk)
{
	return (struct tcp_timewait_sock *)sk;
}

static inline struct net *twsk_net(const struct inet_timewait_sock *tw)
{
	return read_pnet(&tw->tw_net);
}

/* This machine's slab. Context: process. 0 or -ENOMEM. */
int inet_twsk_slab_init(void);
void inet_twsk_slab_exit(void);
/* Give a small one made from @sk with 3 references' worth pending; NULL: no
 * memory, or the namespace has too many. Context: BH off. */
struct inet_timewait_sock *inet_twsk_alloc(const struct sock *sk,
					   struct inet_timewait_death_row *dr,
					   const int state);
/* @tw takes @sk's place in the hash, between two looks of a reader. */
void inet_twsk_hashdance(struct inet_timewait_sock *tw, struct sock *sk,
			 struct inet_hashinfo *hashinfo);
/* jiffies until it dies; rearm: from now on. */
void inet_twsk_schedule(struct inet_timewait_sock *tw, int timeo);
void inet_twsk_reschedule(struct inet_timewait_sock *tw, int timeo);
void inet_twsk_deschedule_put(struct inet_timewait_sock *tw);
void inet_twsk_put(struct inet_timewait_sock *tw);
void inet_twsk_free(struct inet_timewait_sock *tw);
void inet_twsk_bind_unhash(struct inet_timewait_sock *tw,
			   struct inet_hashinfo *hashinfo);
/* Those of a namespace that goes away. Context: process. */
void inet_twsk_purge(struct inet_hashinfo *hashinfo, struct net *net);

#endif /* PROTO_IPV4_INET_TIMEWAIT_SOCK_H */
