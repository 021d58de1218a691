// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_timewait_sock - the small sockets of connections that are over
 *
 * Where:   tcp_time_wait() makes one in place of the socket; tcp_v4_rcv()
 *          finds it in the established hash; its timer ends it.
 * Mirrors: net/ipv4/inet_timewait_sock.c.
 * Spec:    RFC 9293 §3.6.1.
 *
 * Timer: tw_timer, started by inet_twsk_schedule(), put off by
 * inet_twsk_reschedule(), stopped by inet_twsk_deschedule_put(). At expiry
 * the small socket leaves both hashes. Three references: established hash,
 * port, timer. Who deletes the timer, or is it, calls inet_twsk_kill().
 */
#include "proto/ipv4/inet_timewait_sock.h"
#include "core/module.h"
#include "core/snmp.h"
#include "core/tcp_states.h"
#include "lib/machine.h"
#include "lib/slab.h"
#include "proto/ipv4/inet_hashtables.h"
#include "proto/ipv4/netns.h"

DEFINE_STATIC_PER_MACHINE(struct kmem_cache *, twsk_slab);

int inet_twsk_slab_init(void)
{
	machine_var(twsk_slab) = kmem_cache_create(
		"tw_sock_TCP", sizeof(struct tcp_timewait_sock), 0,
		SLAB_HWCACHE_ALIGN, NULL);
	return machine_var(twsk_slab) ? 0 : -ENOMEM;
}

void inet_twsk_slab_exit(void)
{
	rcu_barrier();
	kmem_cache_destroy(machine_var(twsk_slab));
	machine_var(twsk_slab) = NULL;
}

/* ---- references ---------------------------------------------------------- */

static void inet_twsk_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(machine_var(twsk_slab),
			container_of(head, struct inet_timewait_sock, tw_rcu));
}

void inet_twsk_free(struct inet_timewait_sock *tw)
{
	call_rcu(&tw->tw_rcu, inet_twsk_free_rcu);
}
EXPORT_SYMBOL(inet_twsk_free);

void inet_twsk_put(struct inet_timewait_sock *tw)
{
	if (refcount_dec_and_test(&tw->tw_refcnt))
		inet_twsk_free(tw);
}
EXPORT_SYMBOL(inet_twsk_put);

/**
 * inet_twsk_bind_unhash - @tw lets go of its port
 * @tw: its reference of the port's chain goes; the caller has another
 * @hashinfo: of this machine
 *
 * Context: BH off, the port's chain locked.
 */
void inet_twsk_bind_unhash(struct inet_timewait_sock *tw,
			   struct inet_hashinfo *hashinfo)
{
	struct inet_bind_bucket *tb = tw->tw_tb;

	if (!tb)
		return;
	__hlist_del(&tw->tw_bind_node);
	tw->tw_tb = NULL;
	inet_bind_bucket_destroy(tb);
	__sock_put((struct sock *)tw);
}

/* Out of both hashes; takes the timer's reference. Context: BH off. */
static void inet_twsk_kill(struct inet_timewait_sock *tw)
{
	struct inet_hashinfo *h = inet_hashinfo_get();
	spinlock_t *lock = inet_ehash_lockp(h, tw->tw_hash);
	struct inet_bind_hashbucket *bhead;
	struct inet_timewait_death_row *dr = tw->tw_dr;

	spin_lock(lock);
	if (!hlist_nulls_unhashed(&tw->tw_nulls_node)) {
		hlist_nulls_del_init_rcu(&tw->tw_nulls_node);
		__sock_put((struct sock *)tw);
	}
	spin_unlock(lock);
	bhead = inet_bhashfn(h, twsk_net(tw), tw->tw_num);
	spin_lock(&bhead->lock);
	inet_twsk_bind_unhash(tw, h);
	spin_unlock(&bhead->lock);
	atomic_dec(&dr->tw_count);
	inet_twsk_put(tw);
}

static void tw_timer_handler(struct timer_list *t)
{
	struct inet_timewait_sock *tw = from_timer(tw, t, tw_timer);

	inet_twsk_kill(tw);
}

/* ---- birth --------------------------------------------------------------- */

static void inet_twsk_identify(struct inet_timewait_sock *tw,
			       const struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);

	tw->tw_daddr = inet->inet_daddr;
	tw->tw_rcv_saddr = inet->inet_rcv_saddr;
	tw->tw_bound_dev_if = sk->sk_bound_dev_if;
	tw->tw_num = inet->inet_num;
	tw->tw_sport = inet->inet_sport;
	tw->tw_dport = inet->inet_dport;
	tw->tw_family = sk->sk_family;
	tw->tw_reuse = sk->sk_reuse;
	tw->tw_reuseport = sk->sk_reuseport;
	tw->tw_hash = sk->sk_hash;
	tw->tw_tos = inet->tos;
	tw->tw_transparent = inet_sk_transparent(sk);
	tw->tw_prot = sk->sk_prot_creator;
	tw->tw_uid = sk->sk_cred.uid;
	tw->__tw_common.skc_v6_daddr = sk->sk_v6_daddr;
	tw->__tw_common.skc_v6_rcv_saddr = sk->sk_v6_rcv_saddr;
	atomic64_set(&tw->tw_cookie, atomic64_read(&sk->sk_cookie));
	write_pnet(&tw->tw_net, sock_net(sk));
}

struct inet_timewait_sock *inet_twsk_alloc(const struct sock *sk,
					   struct inet_timewait_death_row *dr,
					   const int state)
{
	struct inet_timewait_sock *tw;

	if (atomic_read(&dr->tw_count) >= READ_ONCE(dr->sysctl_max_tw_buckets))
		return NULL;
	tw = kmem_cache_zalloc(machine_var(twsk_slab), GFP_ATOMIC);
	if (!tw)
		return NULL;
	inet_twsk_identify(tw, sk);
	tw->tw_state = TCP_TIME_WAIT;
	tw->tw_substate = (unsigned char)state;
	tw->tw_dr = dr;
	timer_setup(&tw->tw_timer, tw_timer_handler, TIMER_PINNED);
	return tw;
}
EXPORT_SYMBOL(inet_twsk_alloc);

/*
 * First the port, so that it is never free in between; then one step in the
 * chain where readers walk: both stand there for a moment.
 */
void inet_twsk_hashdance(struct inet_timewait_sock *tw, struct sock *sk,
			 struct inet_hashinfo *hashinfo)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	struct inet_ehash_bucket *ehead =
		inet_ehash_bucket(hashinfo, sk->sk_hash);
	spinlock_t *lock = inet_ehash_lockp(hashinfo, sk->sk_hash);
	struct inet_bind_hashbucket *bhead =
		inet_bhashfn(hashinfo, twsk_net(tw), inet_sk(sk)->inet_num);

	/* a reader may take one as soon as it is in the chain */
	refcount_set(&tw->tw_refcnt, 3);
	spin_lock(&bhead->lock);
	tw->tw_tb = icsk->icsk_bind_hash;
	WARN_ON(!tw->tw_tb);
	hlist_add_head(&tw->tw_bind_node, &tw->tw_tb->owners);
	spin_unlock(&bhead->lock);

	spin_lock(lock);
	hlist_nulls_add_head_rcu(&tw->tw_nulls_node, &ehead->chain);
	hlist_nulls_del_init_rcu(&sk->sk_nulls_node);
	spin_unlock(lock);
}
EXPORT_SYMBOL(inet_twsk_hashdance);

/* ---- the timer ----------------------------------------------------------- */

void inet_twsk_schedule(struct inet_timewait_sock *tw, int timeo)
{
	struct inet_timewait_death_row *dr = tw->tw_dr;

	__NET_INC_STATS(twsk_net(tw), timeo <= 4 * HZ ? LINUX_MIB_TIMEWAITKILLED
						      : LINUX_MIB_TIMEWAITED);
	atomic_inc(&dr->tw_count);
	WARN_ON(mod_timer(&tw->tw_timer, jiffies + (unsigned long)timeo));
}
EXPORT_SYMBOL(inet_twsk_schedule);

void inet_twsk_reschedule(struct inet_timewait_sock *tw, int timeo)
{
	mod_timer_pending(&tw->tw_timer, jiffies + (unsigned long)timeo);
}
EXPORT_SYMBOL(inet_twsk_reschedule);

/* It ends now. Takes the caller's reference. Context: BH off. */
void inet_twsk_deschedule_put(struct inet_timewait_sock *tw)
{
	if (timer_delete_sync(&tw->tw_timer))
		inet_twsk_kill(tw);
	inet_twsk_put(tw);
}
EXPORT_SYMBOL(inet_twsk_deschedule_put);

/* Give one of @net in @head, or NULL. */
static struct inet_timewait_sock *
inet_twsk_first(const struct hlist_nulls_head *head, const struct net *net)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, head)
	{
		if (sk->sk_state == TCP_TIME_WAIT &&
		    net_eq(twsk_net(inet_twsk(sk)), net) &&
		    refcount_inc_not_zero(&sk->sk_refcnt))
			return inet_twsk(sk);
	}
	return NULL;
}

void inet_twsk_purge(struct inet_hashinfo *hashinfo, struct net *net)
{
	struct inet_timewait_sock *tw;

	if (!hashinfo->ehash || !net->ipv4 ||
	    !atomic_read(&net_ipv4(net)->tcp_death_row.tw_count))
		return;
	for (unsigned int i = 0; i <= hashinfo->ehash_mask; i++) {
		local_bh_disable();
		while ((tw = inet_twsk_first(&hashinfo->ehash[i].chain, net)))
			inet_twsk_deschedule_put(tw);
		local_bh_enable();
	}
}
EXPORT_SYMBOL(inet_twsk_purge);
