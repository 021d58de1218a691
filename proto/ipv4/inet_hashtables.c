// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_hashtables - the tables of connections, listeners and ports
 *
 * Where:   tcp_v4_rcv() asks; sockets come by inet_hash(), their children by
 *          inet_ehash_insert(), and go by inet_unhash(). Ports for connect():
 *          inet_hash_connect.c.
 * Mirrors: net/ipv4/inet_hashtables.c, cut. Left out: bhash2, BPF's choice.
 * Spec:    RFC 9293 §3.10.
 *
 * Locks: a port's chain, then a chain of the established hash. Readers have
 * RCU only and check again once they hold a reference.
 */
#include "proto/ipv4/inet_hashtables.h"
#include "core/module.h"
#include "core/sock_reuseport.h"
#include "core/tcp_states.h"
#include "lib/jhash.h"
#include "lib/machine.h"
#include "lib/random.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/tcp_priv.h"
#include "proto/ipv4/udp.h"

DEFINE_STATIC_PER_MACHINE(struct inet_hashinfo, tcp_hashinfo);

struct inet_hashinfo *inet_hashinfo_get(void)
{
	return &machine_var(tcp_hashinfo);
}
EXPORT_SYMBOL(inet_hashinfo_get);

/* ---- the tables ---------------------------------------------------------- */

static void hashinfo_init(struct inet_hashinfo *h)
{
	unsigned int i;

	h->ehash_mask = INET_EHASH_SIZE - 1;
	h->ehash_locks_mask = INET_EHASH_LOCKS - 1;
	h->bhash_size = INET_BHASH_SIZE;
	h->lhash2_mask = INET_LHTABLE_SIZE - 1;
	for (i = 0; i < INET_EHASH_SIZE; i++)
		INIT_HLIST_NULLS_HEAD(&h->ehash[i].chain, i);
	for (i = 0; i < INET_EHASH_LOCKS; i++)
		spin_lock_init(&h->ehash_locks[i]);
	for (i = 0; i < INET_BHASH_SIZE; i++)
		spin_lock_init(&h->bhash[i].lock);
	for (i = 0; i < INET_LHTABLE_SIZE; i++) {
		spin_lock_init(&h->lhash2[i].lock);
		INIT_HLIST_NULLS_HEAD(&h->lhash2[i].nulls_head, i);
	}
}

void inet_hashinfo_free(struct inet_hashinfo *h)
{
	kfree(h->ehash);
	kfree(h->ehash_locks);
	kfree(h->bhash);
	kfree(h->lhash2);
	*h = (struct inet_hashinfo){0};
}

/*
 * Two tasks may make them at once: who sets ehash_locks wins, and ehash says
 * that all is there.
 */
int inet_hashinfo_alloc(struct inet_hashinfo *h)
{
	struct inet_hashinfo n = {0};

	if (smp_load_acquire(&h->ehash))
		return 0;
	n.ehash = kmalloc_array(INET_EHASH_SIZE, sizeof(*n.ehash), GFP_KERNEL);
	n.ehash_locks =
		kmalloc_array(INET_EHASH_LOCKS, sizeof(spinlock_t), GFP_KERNEL);
	n.bhash = kcalloc(INET_BHASH_SIZE, sizeof(*n.bhash), GFP_KERNEL);
	n.lhash2 =
		kmalloc_array(INET_LHTABLE_SIZE, sizeof(*n.lhash2), GFP_KERNEL);
	if (!n.ehash || !n.ehash_locks || !n.bhash || !n.lhash2) {
		inet_hashinfo_free(&n);
		return -ENOMEM;
	}
	hashinfo_init(&n);
	if (cmpxchg(&h->ehash_locks, NULL, n.ehash_locks)) {
		inet_hashinfo_free(&n);
		while (!smp_load_acquire(&h->ehash))
			cpu_relax();
		return 0;
	}
	h->ehash_mask = n.ehash_mask;
	h->ehash_locks_mask = n.ehash_locks_mask;
	h->bhash = n.bhash;
	h->bhash_size = n.bhash_size;
	h->lhash2 = n.lhash2;
	h->lhash2_mask = n.lhash2_mask;
	h->ehash_secret = get_random_u32();
	smp_store_release(&h->ehash, n.ehash);
	return 0;
}

u32 inet_ehashfn(const struct net *net, __be32 laddr, __u16 lport, __be32 faddr,
		 __be16 fport)
{
	return jhash_3words(
		(u32)laddr, (u32)faddr, (u32)lport << 16 | (u32)fport,
		inet_hashinfo_get()->ehash_secret + net_hash_mix(net));
}
EXPORT_SYMBOL(inet_ehashfn);

static u32 sk_ehashfn(const struct sock *sk)
{
	return inet_ehashfn(sock_net(sk), sk->sk_rcv_saddr, sk->sk_num,
			    sk->sk_daddr, sk->sk_dport);
}

static struct inet_listen_hashbucket *
inet_lhash2_bucket(struct inet_hashinfo *h, const struct net *net, __be32 addr,
		   u16 port)
{
	return &h->lhash2[ipv4_portaddr_hash(net, addr, port) & h->lhash2_mask];
}

/* ---- ports --------------------------------------------------------------- */

struct inet_bind_bucket *inet_bind_bucket_create(struct net *net,
						 struct inet_bind_hashbucket *h,
						 unsigned short snum)
{
	struct inet_bind_bucket *tb = kzalloc(sizeof(*tb), GFP_ATOMIC);

	if (!tb)
		return NULL;
	write_pnet(&tb->ib_net, net);
	tb->port = snum;
	hlist_add_head(&tb->node, &h->chain);
	return tb;
}

/* Nobody has it any more? Context: the chain locked. */
void inet_bind_bucket_destroy(struct inet_bind_bucket *tb)
{
	if (!hlist_empty(&tb->owners))
		return;
	__hlist_del(&tb->node);
	kfree(tb);
}

void inet_bind_hash(struct sock *sk, struct inet_bind_bucket *tb,
		    unsigned short snum)
{
	inet_sk(sk)->inet_num = snum;
	hlist_add_head(&sk->sk_bind_node, &tb->owners);
	inet_csk(sk)->icsk_bind_hash = tb;
}

/* Context: BH off. */
void __inet_put_port(struct sock *sk)
{
	struct inet_bind_hashbucket *head = inet_bhashfn(
		inet_hashinfo_get(), sock_net(sk), inet_sk(sk)->inet_num);
	struct inet_bind_bucket *tb;

	spin_lock(&head->lock);
	tb = inet_csk(sk)->icsk_bind_hash;
	__hlist_del(&sk->sk_bind_node);
	inet_csk(sk)->icsk_bind_hash = NULL;
	inet_sk(sk)->inet_num = 0;
	inet_bind_bucket_destroy(tb);
	spin_unlock(&head->lock);
}

void inet_put_port(struct sock *sk)
{
	local_bh_disable();
	__inet_put_port(sk);
	local_bh_enable();
}
EXPORT_SYMBOL(inet_put_port);

/*
 * A transparent listener's child has the port that the packet named, which is
 * not the listener's. Context: @head locked. NULL: no memory.
 */
static struct inet_bind_bucket *
inet_inherit_other_port(const struct sock *sk, struct sock *child,
			struct inet_bind_hashbucket *head)
{
	unsigned short port = inet_sk(child)->inet_num;
	struct inet_bind_bucket *tb;

	hlist_for_each_entry (tb, &head->chain, node)
		if (net_eq(ib_net(tb), sock_net(sk)) && tb->port == port)
			return tb;
	tb = inet_bind_bucket_create(sock_net(sk), head, port);
	if (tb)
		inet_csk_update_fastreuse(tb, child);
	return tb;
}

int __inet_inherit_port(const struct sock *sk, struct sock *child)
{
	unsigned short port = inet_sk(child)->inet_num;
	struct inet_bind_hashbucket *head =
		inet_bhashfn(inet_hashinfo_get(), sock_net(sk), port);
	struct inet_bind_bucket *tb;
	int err = 0;

	spin_lock(&head->lock);
	tb = inet_csk(sk)->icsk_bind_hash;
	if (unlikely(!tb)) {
		err = -ENOENT; /* closed meanwhile */
		goto unlock;
	}
	if (tb->port != port)
		tb = inet_inherit_other_port(sk, child, head);
	if (tb)
		inet_bind_hash(child, tb, port);
	else
		err = -ENOMEM;
unlock:
	spin_unlock(&head->lock);
	return err;
}
EXPORT_SYMBOL(__inet_inherit_port);

/* ---- lookup: listeners --------------------------------------------------- */

/* How well a listener fits; < 0: not at all. */
static int compute_score(const struct sock *sk, const struct net *net,
			 unsigned short hnum, __be32 daddr, int dif, int sdif)
{
	int score = 1;

	if (!net_eq(sock_net(sk), net) || sk->sk_num != hnum ||
	    sk->sk_ipv6only || sk->sk_rcv_saddr != daddr ||
	    !udp_sk_bound_dev_eq(net, sk->sk_bound_dev_if, dif, sdif))
		return -1;
	if (sk->sk_bound_dev_if)
		score++;
	if (sk->sk_family == PF_INET)
		score++;
	if (READ_ONCE(sk->sk_incoming_cpu) == (int)this_cpu()->id)
		score++;
	return score;
}

/* The best listener on @laddr, which may be the wildcard. */
static struct sock *inet_lhash2_lookup(struct net *net, struct inet_hashinfo *h,
				       struct sk_buff *skb, int doff,
				       __be32 laddr, __be32 saddr, __be16 sport,
				       __be32 daddr, u16 hnum, int dif,
				       int sdif)
{
	const struct inet_listen_hashbucket *ilb2 =
		inet_lhash2_bucket(h, net, laddr, hnum);
	const struct hlist_nulls_node *node;
	struct sock *sk, *member, *result = NULL;
	int score, hiscore = 0;

	sk_nulls_for_each_rcu(sk, node, &ilb2->nulls_head)
	{
		score = compute_score(sk, net, hnum, laddr, dif, sdif);
		if (score <= hiscore)
			continue;
		member = NULL;
		if (sk->sk_reuseport)
			member = reuseport_select_sock(
				sk,
				inet_ehashfn(net, daddr, hnum, saddr, sport),
				skb, doff);
		if (member)
			return member;
		result = sk;
		hiscore = score;
	}
	return result;
}

struct sock *__inet_lookup_listener(struct net *net,
				    struct inet_hashinfo *hashinfo,
				    struct sk_buff *skb, int doff, __be32 saddr,
				    __be16 sport, __be32 daddr, u16 hnum,
				    int dif, int sdif)
{
	struct sock *sk;

	if (unlikely(!smp_load_acquire(&hashinfo->ehash)))
		return NULL;
	sk = inet_lhash2_lookup(net, hashinfo, skb, doff, daddr, saddr, sport,
				daddr, hnum, dif, sdif);
	if (sk)
		return sk;
	return inet_lhash2_lookup(net, hashinfo, skb, doff, htonl(INADDR_ANY),
				  saddr, sport, daddr, hnum, dif, sdif);
}
EXPORT_SYMBOL(__inet_lookup_listener);

/* ---- lookup: connections ------------------------------------------------- */

void sock_gen_put(struct sock *sk)
{
	if (!refcount_dec_and_test(&sk->sk_refcnt))
		return;
	if (sk->sk_state == TCP_TIME_WAIT)
		inet_twsk_free(inet_twsk(sk));
	else if (sk->sk_state == TCP_NEW_SYN_RECV)
		__reqsk_free(inet_reqsk(sk));
	else
		sk_free(sk);
}
EXPORT_SYMBOL(sock_gen_put);

/* The destructor of a packet that early demux gave a socket. */
void sock_edemux(struct sk_buff *skb)
{
	sock_gen_put(skb->sk);
}
EXPORT_SYMBOL(sock_edemux);

struct sock *__inet_lookup_established(struct net *net,
				       struct inet_hashinfo *hashinfo,
				       __be32 saddr, __be16 sport, __be32 daddr,
				       u16 hnum, int dif, int sdif)
{
	const struct hlist_nulls_node *node;
	unsigned int hash, slot;
	struct sock *sk;

	if (unlikely(!smp_load_acquire(&hashinfo->ehash)))
		return NULL;
	hash = inet_ehashfn(net, daddr, hnum, saddr, sport);
	slot = hash & hashinfo->ehash_mask;
begin:
	sk_nulls_for_each_rcu(sk, node, &hashinfo->ehash[slot].chain)
	{
		if (sk->sk_hash != hash ||
		    !INET_MATCH(sk, net, saddr, sport, daddr, hnum, dif, sdif))
			continue;
		if (unlikely(!refcount_inc_not_zero(&sk->sk_refcnt)))
			return NULL;
		if (likely(INET_MATCH(sk, net, saddr, sport, daddr, hnum, dif,
				      sdif)))
			return sk;
		sock_gen_put(sk);
		goto begin;
	}
	/* Led astray to another chain: once more. */
	if (get_nulls_value(node) != slot)
		goto begin;
	return NULL;
}
EXPORT_SYMBOL(__inet_lookup_established);

struct sock *__inet_lookup(struct net *net, struct inet_hashinfo *hashinfo,
			   struct sk_buff *skb, int doff, __be32 saddr,
			   __be16 sport, __be32 daddr, __be16 dport, int dif,
			   int sdif, bool *refcounted)
{
	u16 hnum = ntohs(dport);
	struct sock *sk;

	sk = __inet_lookup_established(net, hashinfo, saddr, sport, daddr, hnum,
				       dif, sdif);
	*refcounted = sk != NULL;
	if (sk)
		return sk;
	return __inet_lookup_listener(net, hashinfo, skb, doff, saddr, sport,
				      daddr, hnum, dif, sdif);
}
EXPORT_SYMBOL(__inet_lookup);

struct sock *__inet_lookup_skb(struct inet_hashinfo *hashinfo,
			       struct sk_buff *skb, int doff, __be16 sport,
			       __be16 dport, int sdif, bool *refcounted)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct sock *sk = skb->sk;

	if (sk && skb->destructor == sock_edemux) {
		skb->sk = NULL;
		skb->destructor = NULL;
		*refcounted = true;
		return sk;
	}
	return __inet_lookup(dev_net(skb->dev), hashinfo, skb, doff, iph->saddr,
			     sport, iph->daddr, dport, skb->dev->ifindex, sdif,
			     refcounted);
}
EXPORT_SYMBOL(__inet_lookup_skb);

/* ---- in ------------------------------------------------------------------ */

/* Is a connection with @sk's numbers in @list? */
static bool inet_ehash_lookup_by_sk(struct sock *sk,
				    const struct hlist_nulls_head *list)
{
	const struct hlist_nulls_node *node;
	int dif = sk->sk_bound_dev_if;
	struct sock *esk;

	sk_nulls_for_each_rcu(esk, node, list)
	{
		if (esk->sk_hash == sk->sk_hash &&
		    INET_MATCH(esk, sock_net(sk), sk->sk_daddr, sk->sk_dport,
			       sk->sk_rcv_saddr, sk->sk_num, dif, 0))
			return true;
	}
	return false;
}

/**
 * inet_ehash_insert - a connection can be found from now on
 * @sk: its numbers are set; the table takes no reference
 * @osk: NULL, or the request that it was: goes, with the table's reference,
 *	but only after @sk has come, so that one of them is always found
 * @found_dup_sk: NULL, or asked (without @osk): is there such a one?
 *
 * Context: BH off.
 * Return: whether it was inserted.
 */
bool inet_ehash_insert(struct sock *sk, struct sock *osk, bool *found_dup_sk)
{
	struct inet_hashinfo *h = inet_hashinfo_get();
	struct hlist_nulls_head *list;
	spinlock_t *lock;
	bool ret = true;

	WARN_ON_ONCE(!sk_unhashed(sk));
	sk->sk_hash = sk_ehashfn(sk);
	list = &inet_ehash_bucket(h, sk->sk_hash)->chain;
	lock = inet_ehash_lockp(h, sk->sk_hash);
	spin_lock(lock);
	if (osk)
		ret = sk_hashed(osk);
	else if (found_dup_sk)
		ret = !(*found_dup_sk = inet_ehash_lookup_by_sk(sk, list));
	if (ret)
		hlist_nulls_add_head_rcu(&sk->sk_nulls_node, list);
	if (ret && osk) {
		hlist_nulls_del_init_rcu(&osk->sk_nulls_node);
		__sock_put(osk);
	}
	spin_unlock(lock);
	return ret;
}
EXPORT_SYMBOL(inet_ehash_insert);

/* As above for a full socket: it is ended if there is no place for it. */
bool inet_ehash_nolisten(struct sock *sk, struct sock *osk, bool *found_dup_sk)
{
	bool ok;

	sock_set_flag(sk, SOCK_RCU_FREE);
	ok = inet_ehash_insert(sk, osk, found_dup_sk);
	if (ok)
		return true;
	tcp_orphan_count_inc();
	inet_sk_set_state(sk, TCP_CLOSE);
	sock_set_flag(sk, SOCK_DEAD);
	inet_csk_destroy_sock(sk);
	return false;
}
EXPORT_SYMBOL(inet_ehash_nolisten);

/* Join the group of a listener on the same address, or found one. */
static int inet_reuseport_add_sock(struct sock *sk,
				   const struct inet_listen_hashbucket *ilb2)
{
	const struct inet_bind_bucket *tb = inet_csk(sk)->icsk_bind_hash;
	const struct hlist_nulls_node *node;
	bool any = !sk->sk_rcv_saddr;
	struct sock *sk2;

	sk_nulls_for_each_rcu(sk2, node, &ilb2->nulls_head)
	{
		if (sk2 != sk && sk2->sk_family == sk->sk_family &&
		    sk2->sk_ipv6only == sk->sk_ipv6only &&
		    sk2->sk_bound_dev_if == sk->sk_bound_dev_if &&
		    inet_csk(sk2)->icsk_bind_hash == tb && sk2->sk_reuseport &&
		    sk2->sk_cred.uid == sk->sk_cred.uid &&
		    inet_rcv_saddr_equal(sk, sk2, false))
			return reuseport_add_sock(sk, sk2, any);
	}
	return reuseport_alloc(sk, any);
}

/* Context: process, @sk locked. 0, or -ENOMEM for a listener's group. */
int __inet_hash(struct sock *sk, struct sock *osk)
{
	struct inet_listen_hashbucket *ilb2;
	int err = 0;

	if (sk->sk_state != TCP_LISTEN) {
		local_bh_disable();
		inet_ehash_nolisten(sk, osk, NULL);
		local_bh_enable();
		return 0;
	}
	WARN_ON(!sk_unhashed(sk));
	ilb2 = inet_lhash2_bucket(inet_hashinfo_get(), sock_net(sk),
				  sk->sk_rcv_saddr, sk->sk_num);
	spin_lock_bh(&ilb2->lock);
	if (sk->sk_reuseport)
		err = inet_reuseport_add_sock(sk, ilb2);
	if (!err) {
		sock_set_flag(sk, SOCK_RCU_FREE);
		if (sk->sk_reuseport && sk->sk_family == AF_INET6)
			hlist_nulls_add_tail_rcu(&sk->sk_nulls_node,
						 &ilb2->nulls_head);
		else
			hlist_nulls_add_head_rcu(&sk->sk_nulls_node,
						 &ilb2->nulls_head);
	}
	spin_unlock_bh(&ilb2->lock);
	return err;
}
EXPORT_SYMBOL(__inet_hash);

int inet_hash(struct sock *sk)
{
	return sk->sk_state == TCP_CLOSE ? 0 : __inet_hash(sk, NULL);
}
EXPORT_SYMBOL(inet_hash);

/* ---- out ----------------------------------------------------------------- */

/* Nobody finds @sk any more. Context: any; its state is still the old one. */
void inet_unhash(struct sock *sk)
{
	struct inet_hashinfo *h = inet_hashinfo_get();
	spinlock_t *lock;

	if (sk_unhashed(sk))
		return;
	if (sk->sk_state == TCP_LISTEN)
		lock = &inet_lhash2_bucket(h, sock_net(sk), sk->sk_rcv_saddr,
					   sk->sk_num)
				->lock;
	else
		lock = inet_ehash_lockp(h, sk->sk_hash);
	spin_lock_bh(lock);
	if (sk_hashed(sk)) {
		if (sk->sk_state == TCP_LISTEN && sk->sk_reuseport_cb)
			reuseport_detach_sock(sk);
		hlist_nulls_del_init_rcu(&sk->sk_nulls_node);
	}
	spin_unlock_bh(lock);
}
EXPORT_SYMBOL(inet_unhash);
