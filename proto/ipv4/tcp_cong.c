// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_cong - the congestion controls: who there is, who may, whose turn; Reno
 *
 * Where:   modules register by module_congestion_control(); tcp_init_sock()
 *          and TCP_CONGESTION choose; tcp_ack.c and tcp_fastretrans.c call.
 * Mirrors: net/ipv4/tcp_cong.c. Left out: a route's congestion control, ECN.
 * Spec:    RFC 5681 §3.1 (Reno).
 *
 * A machine has a list of what is registered; what may change (is everybody
 * allowed?) is kept beside the ops, which are never written into. A socket
 * holds the module. A namespace's default does not: when its module goes the
 * default is reno. It is chosen when the first socket asks: cubic if there is
 * such a module.
 */
#define pr_fmt(fmt) "TCP: " fmt

#include "core/module.h"
#include "lib/printk.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "proto/ipv4/tcp_priv.h"

struct tcp_ca {
	struct list_head list;
	const struct tcp_congestion_ops *ops;
	u32 flags; /* TCP_CONG_*, as they are now */
	struct rcu_head rcu;
};

DEFINE_STATIC_PER_MACHINE(struct list_head, tcp_cong_list); /* RCU */
DEFINE_STATIC_PER_MACHINE(spinlock_t, tcp_cong_list_lock);

static struct list_head *tcp_cong_head(void)
{
	struct list_head *head = &machine_var(tcp_cong_list);

	if (unlikely(!head->next)) {
		INIT_LIST_HEAD(head);
		spin_lock_init(&machine_var(tcp_cong_list_lock));
	}
	return head;
}

/* Context: RCU or the list's lock. */
static struct tcp_ca *tcp_ca_find(const char *name)
{
	struct tcp_ca *ca;

	list_for_each_entry_rcu (ca, tcp_cong_head(), list)
		if (!strcmp(ca->ops->name, name))
			return ca;
	return NULL;
}

/* @ops is borrowed: the default does not hold its module. */
static void tcp_default_set(struct net *net,
			    const struct tcp_congestion_ops *ops)
{
	rcu_assign_pointer(net_ipv4(net)->tcp_congestion_control, ops);
}

/* ---- registration ----------------------------------------------------------
 */

static const char *tcp_ca_missing(const struct tcp_congestion_ops *ca)
{
	if (!ca->ssthresh)
		return "ssthresh";
	if (!ca->undo_cwnd)
		return "undo_cwnd";
	if (!ca->cong_avoid && !ca->cong_control)
		return "cong_avoid";
	if (!ca->name[0] || memchr(ca->name, ' ', sizeof(ca->name)))
		return "name";
	return NULL;
}

static void tcp_ca_forgotten(void *obj)
{
	tcp_unregister_congestion_control(obj);
}

/**
 * tcp_register_congestion_control - make @ca known by its name
 * @ca: borrows until tcp_unregister_congestion_control()
 *
 * Context: process.
 * Return: 0; -EINVAL: a required slot is missing, and a line says which;
 * -EEXIST; -ENOMEM.
 */
int tcp_register_congestion_control(const struct tcp_congestion_ops *ca)
{
	const char *missing = tcp_ca_missing(ca);
	struct tcp_ca *e;
	int err = 0;

	if (missing) {
		pr_err("tcp_congestion_ops.%s of %s is required\n", missing,
		       ca->name);
		return -EINVAL;
	}
	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	e->ops = ca;
	e->flags = ca->flags;
	tcp_cong_head();
	spin_lock_bh(&machine_var(tcp_cong_list_lock));
	if (tcp_ca_find(ca->name))
		err = -EEXIST;
	else
		list_add_tail_rcu(&e->list, tcp_cong_head());
	spin_unlock_bh(&machine_var(tcp_cong_list_lock));
	if (err) {
		pr_notice("%s already registered\n", ca->name);
		kfree(e);
		return err;
	}
	module_track(ca->owner, "tcp_congestion", ca, ca->name,
		     tcp_ca_forgotten);
	return 0;
}
EXPORT_SYMBOL(tcp_register_congestion_control);

/**
 * tcp_unregister_congestion_control - nobody new may choose @ca
 *
 * Sockets that use it hold its module, so there are none; namespaces whose
 * default it is get reno. Waits until no CPU looks at it. Context: process.
 */
void tcp_unregister_congestion_control(const struct tcp_congestion_ops *ca)
{
	struct tcp_ca *e;
	struct net *net;

	spin_lock_bh(&machine_var(tcp_cong_list_lock));
	e = tcp_ca_find(ca->name);
	if (e && e->ops == ca)
		list_del_rcu(&e->list);
	else
		e = NULL;
	spin_unlock_bh(&machine_var(tcp_cong_list_lock));
	if (!e)
		return;
	rcu_read_lock();
	for_each_net_rcu(net) if (net->ipv4 &&
				  net->ipv4->tcp_congestion_control == ca)
		tcp_default_set(net, &tcp_reno);
	rcu_read_unlock();
	module_untrack("tcp_congestion", ca);
	synchronize_rcu();
	kfree(e);
}
EXPORT_SYMBOL(tcp_unregister_congestion_control);

int tcp_cong_init(void)
{
	return tcp_register_congestion_control(&tcp_reno);
}

void tcp_cong_exit(void)
{
	tcp_unregister_congestion_control(&tcp_reno);
}

/* ---- choosing --------------------------------------------------------------
 */

/*
 * Give the ops with a reference on their module. @load: ask for the module.
 * @may_restricted: also one that is not for everybody. ERR_PTR(-ENOENT),
 * -EPERM, -EBUSY. Context: process if @load.
 */
static const struct tcp_congestion_ops *tcp_ca_get(const char *name, bool load,
						   bool may_restricted)
{
	const struct tcp_congestion_ops *ops = ERR_PTR(-ENOENT);
	struct tcp_ca *ca;

	rcu_read_lock();
	ca = tcp_ca_find(name);
	if (!ca && load) {
		rcu_read_unlock();
		request_module("tcp_%s", name);
		rcu_read_lock();
		ca = tcp_ca_find(name);
	}
	if (ca) {
		if (!may_restricted && !(ca->flags & TCP_CONG_NON_RESTRICTED))
			ops = ERR_PTR(-EPERM);
		else if (!try_module_get(ca->ops->owner))
			ops = ERR_PTR(-EBUSY);
		else
			ops = ca->ops;
	}
	rcu_read_unlock();
	return ops;
}

/* The default of @net, which is chosen now if it was not yet. Process. */
static const struct tcp_congestion_ops *tcp_default_get(struct net *net)
{
	const struct tcp_congestion_ops *ops =
		rcu_dereference_raw(net_ipv4(net)->tcp_congestion_control);

	if (likely(ops))
		return ops;
	if (tcp_set_default_congestion_control(net, "cubic"))
		tcp_default_set(net, &tcp_reno);
	return rcu_dereference_raw(net_ipv4(net)->tcp_congestion_control);
}

/* A new socket gets its namespace's. Process; the socket is ours alone. */
void tcp_assign_congestion_control(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_congestion_ops *ca;

	tcp_default_get(sock_net(sk));
	rcu_read_lock();
	ca = rcu_dereference(tcp_net(sk)->tcp_congestion_control);
	if (unlikely(!try_module_get(ca->owner)))
		ca = &tcp_reno;
	icsk->icsk_ca_ops = ca;
	rcu_read_unlock();
	memset(icsk->icsk_ca_priv, 0, sizeof(icsk->icsk_ca_priv));
}

/* The connection is established: its private part begins. */
void tcp_init_congestion_control(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	tcp_sk(sk)->prior_ssthresh = 0;
	if (icsk->icsk_ca_ops->init)
		icsk->icsk_ca_ops->init(sk);
	icsk->icsk_ca_initialized = 1;
}

/* The socket dies, or changes: its reference goes. */
void tcp_cleanup_congestion_control(struct sock *sk)
{
	struct inet_connection_sock *icsk = inet_csk(sk);

	if (icsk->icsk_ca_initialized && icsk->icsk_ca_ops->release)
		icsk->icsk_ca_ops->release(sk);
	icsk->icsk_ca_initialized = 0;
	module_put(icsk->icsk_ca_ops->owner);
}

/**
 * tcp_set_congestion_control - TCP_CONGESTION
 * @sk: locked
 * @name: of a congestion control
 * @load: its module may be requested
 * @cap_net_admin: the caller may use restricted ones
 *
 * Context: process. Return: 0, -ENOENT, -EPERM, -EBUSY: the module goes.
 */
int tcp_set_congestion_control(struct sock *sk, const char *name, bool load,
			       bool cap_net_admin)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	const struct tcp_congestion_ops *ca;

	if (icsk->icsk_ca_dst_locked)
		return -EPERM;
	if (!strcmp(icsk->icsk_ca_ops->name, name)) {
		icsk->icsk_ca_setsockopt = 1;
		return 0;
	}
	ca = tcp_ca_get(name, load && cap_net_admin, cap_net_admin);
	if (IS_ERR(ca))
		return (int)PTR_ERR(ca);
	tcp_cleanup_congestion_control(sk);
	icsk->icsk_ca_ops = ca;
	icsk->icsk_ca_setsockopt = 1;
	memset(icsk->icsk_ca_priv, 0, sizeof(icsk->icsk_ca_priv));
	if (!((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN)))
		tcp_init_congestion_control(sk);
	return 0;
}

/* ---- net.ipv4.tcp_*congestion_control. Process. ----------------------------
 */

/* 0, -ENOENT, -EPERM (restricted, and @net is not the first), -EBUSY. */
int tcp_set_default_congestion_control(struct net *net, const char *name)
{
	const struct tcp_congestion_ops *ops;
	struct tcp_ca *ca;

	ops = tcp_ca_get(name, true, net_eq(net, &init_net));
	if (IS_ERR(ops))
		return (int)PTR_ERR(ops);
	tcp_default_set(net, ops);
	module_put(ops->owner); /* a default does not hold it */
	/* What is the default is for everybody. */
	rcu_read_lock();
	ca = tcp_ca_find(name);
	if (ca)
		ca->flags |= TCP_CONG_NON_RESTRICTED;
	rcu_read_unlock();
	return 0;
}

void tcp_get_default_congestion_control(struct net *net, char *name)
{
	strscpy(name, tcp_default_get(net)->name, TCP_CA_NAME_MAX);
}

/* Names of those that have all of @flags, with spaces between. */
static void tcp_ca_names(char *buf, size_t maxlen, u32 flags)
{
	struct tcp_ca *ca;
	size_t offs = 0;

	buf[0] = 0;
	rcu_read_lock();
	list_for_each_entry_rcu (ca, tcp_cong_head(), list) {
		if ((ca->flags & flags) != flags)
			continue;
		if (offs + strlen(ca->ops->name) + 2 > maxlen)
			break;
		offs += (size_t)snprintf(buf + offs, maxlen - offs, "%s%s",
					 offs ? " " : "", ca->ops->name);
	}
	rcu_read_unlock();
}

void tcp_get_available_congestion_control(char *buf, size_t maxlen)
{
	tcp_ca_names(buf, maxlen, 0);
}

void tcp_get_allowed_congestion_control(char *buf, size_t maxlen)
{
	tcp_ca_names(buf, maxlen, TCP_CONG_NON_RESTRICTED);
}

/* The next word of *@s, ended by a 0 that is written; NULL: no more. */
static char *tcp_next_word(char **s)
{
	char *word = *s, *end;

	while (*word == ' ' || *word == '\n' || *word == '\t')
		word++;
	if (!*word)
		return NULL;
	for (end = word; *end && *end != ' ' && *end != '\n' && *end != '\t';)
		end++;
	*s = *end ? end + 1 : end;
	*end = 0;
	return word;
}

/* @val: names; exactly those are for everybody. 0, -ENOENT, -ENOMEM. */
int tcp_set_allowed_congestion_control(char *val)
{
	char *copy = kstrdup(val, GFP_KERNEL), *s = copy, *name;
	struct tcp_ca *ca;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	spin_lock_bh(&machine_var(tcp_cong_list_lock));
	while ((name = tcp_next_word(&s)))
		if (!tcp_ca_find(name))
			err = -ENOENT;
	if (err)
		goto out;
	list_for_each_entry (ca, tcp_cong_head(), list)
		ca->flags &= ~(u32)TCP_CONG_NON_RESTRICTED;
	for (s = val; (name = tcp_next_word(&s));)
		tcp_ca_find(name)->flags |= TCP_CONG_NON_RESTRICTED;
out:
	spin_unlock_bh(&machine_var(tcp_cong_list_lock));
	kfree(copy);
	return err;
}

/* ---- Reno: RFC 5681 --------------------------------------------------------
 */

/**
 * tcp_slow_start - cwnd grows by what was acknowledged, up to ssthresh
 *
 * Context: the socket's lock held. Return: what is left of @acked.
 */
u32 tcp_slow_start(struct tcp_sock *tp, u32 acked)
{
	u32 cwnd = min(tcp_snd_cwnd(tp) + acked, tp->snd_ssthresh);

	acked -= cwnd - tcp_snd_cwnd(tp);
	tcp_snd_cwnd_set(tp, min(cwnd, tp->snd_cwnd_clamp));
	return acked;
}
EXPORT_SYMBOL(tcp_slow_start);

/**
 * tcp_cong_avoid_ai - one segment more for each @w acknowledged
 *
 * Context: the socket's lock held.
 */
void tcp_cong_avoid_ai(struct tcp_sock *tp, u32 w, u32 acked)
{
	/* @w went down: what is collected suffices already. */
	if (tp->snd_cwnd_cnt >= w) {
		tp->snd_cwnd_cnt = 0;
		tcp_snd_cwnd_set(tp, tcp_snd_cwnd(tp) + 1);
	}
	tp->snd_cwnd_cnt += acked;
	if (tp->snd_cwnd_cnt >= w) {
		u32 delta = tp->snd_cwnd_cnt / w;

		tp->snd_cwnd_cnt -= delta * w;
		tcp_snd_cwnd_set(tp, tcp_snd_cwnd(tp) + delta);
	}
	tcp_snd_cwnd_set(tp, min(tcp_snd_cwnd(tp), tp->snd_cwnd_clamp));
}
EXPORT_SYMBOL(tcp_cong_avoid_ai);

/**
 * tcp_reno_cong_avoid - slow start, then one segment for each window
 *
 * Context: the socket's lock held.
 */
void tcp_reno_cong_avoid(struct sock *sk, u32 ack, u32 acked)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!tcp_is_cwnd_limited(sk))
		return;
	if (tcp_in_slow_start(tp)) {
		acked = tcp_slow_start(tp, acked);
		if (!acked)
			return;
	}
	tcp_cong_avoid_ai(tp, tcp_snd_cwnd(tp), acked);
}
EXPORT_SYMBOL(tcp_reno_cong_avoid);

/**
 * tcp_reno_ssthresh - half the window, at least two
 *
 * Context: the socket's lock held.
 */
u32 tcp_reno_ssthresh(struct sock *sk)
{
	return max(tcp_snd_cwnd(tcp_sk(sk)) >> 1U, 2U);
}
EXPORT_SYMBOL(tcp_reno_ssthresh);

/**
 * tcp_reno_undo_cwnd - the window before a loss that was none
 *
 * Context: the socket's lock held.
 */
u32 tcp_reno_undo_cwnd(struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	return max(tcp_snd_cwnd(tp), tp->prior_cwnd);
}
EXPORT_SYMBOL(tcp_reno_undo_cwnd);

const struct tcp_congestion_ops tcp_reno = {
	.ssthresh = tcp_reno_ssthresh,
	.cong_avoid = tcp_reno_cong_avoid,
	.undo_cwnd = tcp_reno_undo_cwnd,
	.name = "reno",
	.flags = TCP_CONG_NON_RESTRICTED,
	.owner = NULL, /* as long as TCP is there */
};
