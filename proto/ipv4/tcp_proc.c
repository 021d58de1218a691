// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_proc - /proc/net/tcp, TCP's line of /proc/net/sockstat
 *
 * Where:   read by netstat and ss; one line for each socket: listeners, then
 *          the established hash, with requests and TIME_WAIT.
 * Mirrors: net/ipv4/tcp_ipv4.c, cut. The address of the socket, which the
 *          kernel hides from most readers, is always 0.
 * Spec:    proc(5).
 */
#include "core/proc.h"
#include "lib/err.h"
#include "proto/ipv4/tcp_priv.h"

#define ADDRESSES "%4d: %08X:%04X %08X:%04X %02X %08X:%08X %02X:%08lX "

/* Which timer runs, as the column "tr" has it, and until when. */
static int sock_timer(const struct sock *sk, unsigned long *expires)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);

	switch (icsk->icsk_pending) {
	case ICSK_TIME_RETRANS:
	case ICSK_TIME_REO_TIMEOUT:
	case ICSK_TIME_LOSS_PROBE:
		*expires = icsk->icsk_timeout;
		return 1;
	case ICSK_TIME_PROBE0:
		*expires = icsk->icsk_timeout;
		return 4;
	default:
		break;
	}
	if (timer_pending(&sk->sk_timer)) {
		*expires = sk->sk_timer.expires;
		return 2;
	}
	*expires = jiffies;
	return 0;
}

static unsigned long clock_until(unsigned long expires)
{
	long delta = (long)(expires - jiffies);

	return (unsigned long)(delta > 0 ? delta : 0) * USER_HZ / HZ;
}

static void show_sock(struct seq_file *m, const struct sock *sk, int i)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct inet_sock *inet = inet_sk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);
	int state = inet_sk_state_load(sk), rx_queue, timer;
	unsigned long expires;

	timer = sock_timer(sk, &expires);
	if (state == TCP_LISTEN)
		rx_queue = (int)READ_ONCE(sk->sk_ack_backlog);
	else
		rx_queue = max_t(int,
				 (int)(READ_ONCE(tp->rcv_nxt) -
				       READ_ONCE(tp->copied_seq)),
				 0);
	seq_printf(m, ADDRESSES "%08X %5u %8d %llu %d %016d %lu %lu %u %u %d",
		   i, inet->inet_rcv_saddr, ntohs(inet->inet_sport),
		   inet->inet_daddr, ntohs(inet->inet_dport), state,
		   READ_ONCE(tp->write_seq) - READ_ONCE(tp->snd_una), rx_queue,
		   timer, clock_until(expires), icsk->icsk_retransmits,
		   sk->sk_cred.uid, icsk->icsk_probes_out,
		   (unsigned long long)sk->sk_ino,
		   (int)refcount_read(&sk->sk_refcnt), 0,
		   (unsigned long)icsk->icsk_rto * USER_HZ / HZ,
		   (unsigned long)icsk->icsk_ack.ato * USER_HZ / HZ,
		   (icsk->icsk_ack.quick << 1) |
			   inet_csk_in_pingpong_mode((struct sock *)sk),
		   tcp_snd_cwnd(tp),
		   state == TCP_LISTEN		  ? 0
		   : tcp_in_initial_slowstart(tp) ? -1
						  : (int)tp->snd_ssthresh);
}

static void show_request(struct seq_file *m, const struct request_sock *req,
			 int i)
{
	const struct inet_request_sock *ireq = inet_rsk(req);

	seq_printf(m, ADDRESSES "%08X %5u %8d %u %d %016d", i,
		   ireq->ir_loc_addr, ireq->ir_num, ireq->ir_rmt_addr,
		   ntohs(ireq->ir_rmt_port), TCP_SYN_RECV, 0, 0, 1,
		   clock_until(req->rsk_timer.expires), req->num_timeout,
		   req->rsk_listener ? req->rsk_listener->sk_cred.uid : 0, 0, 0,
		   0, 0);
}

static void show_timewait(struct seq_file *m,
			  const struct inet_timewait_sock *tw, int i)
{
	seq_printf(m, ADDRESSES "%08X %5d %8d %d %d %016d", i, tw->tw_rcv_saddr,
		   ntohs(tw->tw_sport), tw->tw_daddr, ntohs(tw->tw_dport),
		   tw->tw_substate, 0, 0, 3, clock_until(tw->tw_timer.expires),
		   0, 0, 0, 0, (int)refcount_read(&tw->tw_refcnt), 0);
}

static void show_any(struct seq_file *m, const struct sock *sk, int i)
{
	seq_setwidth(m, 149);
	if (sk->sk_state == TCP_TIME_WAIT)
		show_timewait(m, inet_twsk(sk), i);
	else if (sk->sk_state == TCP_NEW_SYN_RECV)
		show_request(m, inet_reqsk(sk), i);
	else
		show_sock(m, sk, i);
	seq_pad(m, '\n');
}

static bool is_mine(const struct seq_file *m, const struct sock *sk)
{
	return sk->sk_family == AF_INET && net_eq(sock_net(sk), m->net);
}

/* Context: process; RCU inside. */
static void show_all(struct seq_file *m, const struct inet_hashinfo *h)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;
	int i = 0;

	for (unsigned int b = 0; b <= h->lhash2_mask; b++)
		sk_nulls_for_each_rcu(
			sk, node, &h->lhash2[b].nulls_head) if (is_mine(m, sk))
			show_any(m, sk, i++);
	for (unsigned int b = 0; b <= h->ehash_mask; b++)
		sk_nulls_for_each_rcu(sk, node,
				      &h->ehash[b].chain) if (is_mine(m, sk))
			show_any(m, sk, i++);
}

static int tcp4_seq_show(struct seq_file *m, void *data)
{
	const struct inet_hashinfo *h = inet_hashinfo_get();

	(void)data;
	seq_setwidth(m, 149);
	seq_puts(m, "  sl  local_address rem_address   st tx_queue rx_queue "
		    "tr tm->when retrnsmt   uid  timeout inode");
	seq_pad(m, '\n');
	if (!h->ehash)
		return 0; /* there never was a TCP socket */
	rcu_read_lock();
	show_all(m, h);
	rcu_read_unlock();
	return 0;
}

/* Sums are of the machine, inuse and tw of the namespace, as in Linux. */
static void tcp_sockstat(struct seq_file *m, struct net *net)
{
	seq_printf(m, "TCP: inuse %d orphan %d tw %d alloc %d mem %ld\n",
		   sock_prot_inuse_get(net, &tcp_prot), tcp_orphan_count_sum(),
		   atomic_read(&net_ipv4(net)->tcp_death_row.tw_count),
		   READ_ONCE(*proto_sockets_allocated(&tcp_prot)),
		   READ_ONCE(*proto_memory_allocated(&tcp_prot)));
}

int tcp_proc_net_init(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	ip4->tcp_proc =
		proc_file(net, "/proc/net/tcp", tcp4_seq_show, NULL, NULL);
	if (IS_ERR(ip4->tcp_proc))
		return (int)PTR_ERR(ip4->tcp_proc);
	ip4->tcp_sockstat = tcp_sockstat;
	return 0;
}

void tcp_proc_net_exit(struct net *net)
{
	net_ipv4(net)->tcp_sockstat = NULL;
	proc_remove(net_ipv4(net)->tcp_proc);
}
