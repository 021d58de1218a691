// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_show - `show tcp`: connections, one connection, the state diagram
 *
 * Where:   core/show.c asks; the sockets stand in the hashes.
 * Mirrors: nothing in the kernel; ss -ti shows the same by sock_diag.
 * Spec:    RFC 9293 §3.3.2 (the diagram, figure 5).
 *
 * Read without the sockets' locks, as /proc/net/tcp is: each number is right,
 * two of them may be of neighbouring moments.
 */
#include "core/module.h"
#include "core/show.h"
#include "lib/kstrtox.h"
#include "lib/string.h"
#include "proto/ipv4/tcp_priv.h"

typedef void sock_fn(void *data, struct sock *sk);

static void walk_chain(struct net *net, struct hlist_nulls_head *chain,
		       sock_fn *fn, void *data)
{
	const struct hlist_nulls_node *node;
	struct sock *sk;

	sk_nulls_for_each_rcu(sk, node, chain)
	{
		if (net_eq(sock_net(sk), net))
			fn(data, sk);
	}
}

/* Listeners, then connections, requests and TIME_WAIT. RCU inside. */
static void walk_sockets(struct net *net, sock_fn *fn, void *data)
{
	struct inet_hashinfo *h = inet_hashinfo_get();

	if (!h->ehash)
		return; /* there never was a TCP socket */
	rcu_read_lock();
	for (unsigned int b = 0; b <= h->lhash2_mask; b++)
		walk_chain(net, &h->lhash2[b].nulls_head, fn, data);
	for (unsigned int b = 0; b <= h->ehash_mask; b++)
		walk_chain(net, &h->ehash[b].chain, fn, data);
	rcu_read_unlock();
}

static int state_of(const struct sock *sk)
{
	int state = READ_ONCE(sk->sk_state);

	if (state == TCP_TIME_WAIT)
		return inet_twsk(sk)->tw_substate;
	return state == TCP_NEW_SYN_RECV ? TCP_SYN_RECV : state;
}

static const char *const state_names[] = {
	"?",	      "ESTABLISHED", "SYN_SENT",  "SYN_RECV",
	"FIN_WAIT1",  "FIN_WAIT2",   "TIME_WAIT", "CLOSE",
	"CLOSE_WAIT", "LAST_ACK",    "LISTEN",	  "CLOSING",
};
_Static_assert(ARRAY_SIZE(state_names) == TCP_CLOSING + 1,
	       "a name for each state");

static const char *state_name(const struct sock *sk)
{
	unsigned int state = (unsigned int)state_of(sk);

	return state_names[state < ARRAY_SIZE(state_names) ? state : 0];
}

/* ---- connections ---------------------------------------------------------
 */

/* For people the rest stands in a second line. */
static const struct show_col cols[] = {
	{"id", 5},	{"state", -11}, {"local", -21}, {"remote", -21},
	{"recv_q", 7},	{"send_q", 7},	{"cwnd", 5},	{"ssthresh", 8},
	{"srtt_us", 8}, {"rto_ms", 7},	{"timer", -9},	{"timer_ms", 8},
};
#define TEXT_COLS 6

struct timer_now {
	const char *name;
	u32 ms;
};

static struct timer_now timer_of(const struct sock *sk)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	unsigned long at = icsk->icsk_timeout;
	struct timer_now t = {.name = "-"};
	long left;

	switch (icsk->icsk_pending) {
	case ICSK_TIME_RETRANS:
		t.name = "retrans";
		break;
	case ICSK_TIME_LOSS_PROBE:
		t.name = "tlp";
		break;
	case ICSK_TIME_REO_TIMEOUT:
		t.name = "reorder";
		break;
	case ICSK_TIME_PROBE0:
		t.name = "persist";
		break;
	default:
		if (!timer_pending(&sk->sk_timer))
			return t;
		t.name = "keepalive";
		at = sk->sk_timer.expires;
	}
	left = (long)(at - jiffies);
	t.ms = left > 0 ? jiffies_to_msecs((unsigned long)left) : 0;
	return t;
}

static u32 recv_queue(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	int n = (int)(READ_ONCE(tp->rcv_nxt) - READ_ONCE(tp->copied_seq));

	if (sk->sk_state == TCP_LISTEN)
		return READ_ONCE(sk->sk_ack_backlog);
	return n > 0 ? (u32)n : 0;
}

static void address_cell(struct show *s, __be32 addr, u16 port)
{
	show_cell(s, "%pI4:%u", &addr, port);
}

static void names_cells(struct show *s, const struct sock *sk, u64 id)
{
	show_cell_num(s, id);
	show_cell(s, "%s", state_name(sk));
}

/* What requests and TIME_WAIT do not have. */
static void empty_cells(struct show *s, const char *timer, u32 timer_ms)
{
	show_cell_num(s, 0);
	show_cell_num(s, 0);
	if (!s->json)
		return;
	for (int i = 0; i < 4; i++)
		show_cell_num(s, 0);
	show_cell(s, "%s", timer);
	show_cell_num(s, timer_ms);
}

static u32 until(const struct timer_list *t)
{
	long left = (long)(t->expires - jiffies);

	return left > 0 ? jiffies_to_msecs((unsigned long)left) : 0;
}

static void request_row(struct show *s, const struct request_sock *req)
{
	const struct inet_request_sock *ireq = inet_rsk(req);

	names_cells(s, req_to_sk((struct request_sock *)req), 0);
	address_cell(s, ireq->ir_loc_addr, ireq->ir_num);
	address_cell(s, ireq->ir_rmt_addr, ntohs(ireq->ir_rmt_port));
	empty_cells(s, "synack", until(&req->rsk_timer));
}

static void timewait_row(struct show *s, const struct inet_timewait_sock *tw)
{
	names_cells(s, (const struct sock *)tw, 0);
	address_cell(s, tw->tw_rcv_saddr, ntohs(tw->tw_sport));
	address_cell(s, tw->tw_daddr, ntohs(tw->tw_dport));
	empty_cells(s, "timewait", until(&tw->tw_timer));
}

static void second_line(struct show *s, const struct sock *sk,
			const struct timer_now *t)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	char ssthresh[16] = "-", timer[40] = "no timer";

	if (tp->snd_ssthresh < TCP_INFINITE_SSTHRESH)
		scnprintf(ssthresh, sizeof(ssthresh), "%u", tp->snd_ssthresh);
	if (*t->name != '-')
		scnprintf(timer, sizeof(timer), "%s in %u ms", t->name, t->ms);
	show_line(s, "      cwnd %u ssthresh %s srtt %u us rto %u ms, %s",
		  tcp_snd_cwnd(tp), ssthresh, tp->srtt_us >> 3,
		  jiffies_to_msecs(inet_csk(sk)->icsk_rto), timer);
}

static void full_row(struct show *s, const struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);
	const struct tcp_sock *tp = tcp_sk(sk);
	struct timer_now t = timer_of(sk);

	names_cells(s, sk, sk->sk_ino);
	address_cell(s, inet->inet_rcv_saddr, ntohs(inet->inet_sport));
	address_cell(s, inet->inet_daddr, ntohs(inet->inet_dport));
	show_cell_num(s, recv_queue(sk));
	show_cell_num(s, READ_ONCE(tp->write_seq) - READ_ONCE(tp->snd_una));
	if (!s->json) {
		if (sk->sk_state != TCP_LISTEN)
			second_line(s, sk, &t);
		return;
	}
	show_cell_num(s, tcp_snd_cwnd(tp));
	show_cell_num(s, tp->snd_ssthresh);
	show_cell_num(s, tp->srtt_us >> 3);
	show_cell_num(s, jiffies_to_msecs(inet_csk(sk)->icsk_rto));
	show_cell(s, "%s", t.name);
	show_cell_num(s, t.ms);
}

static void any_row(void *data, struct sock *sk)
{
	if (sk->sk_state == TCP_TIME_WAIT)
		timewait_row(data, inet_twsk(sk));
	else if (sk->sk_state == TCP_NEW_SYN_RECV)
		request_row(data, inet_reqsk(sk));
	else
		full_row(data, sk);
}

static void show_connections(struct show *s)
{
	show_table(s, "connections", cols,
		   s->json ? ARRAY_SIZE(cols) : TEXT_COLS);
	walk_sockets(s->net, any_row, s);
	show_table_end(s);
}

/* ---- one connection ------------------------------------------------------
 */

struct wanted {
	struct show *s;
	u64 id;
	bool found;
};

static void sequence_numbers(struct show *s, const struct tcp_sock *tp)
{
	show_num(s, "snd_una", tp->snd_una);
	show_num(s, "snd_nxt", tp->snd_nxt);
	show_num(s, "write_seq", tp->write_seq);
	show_num(s, "snd_sml", tp->snd_sml);
	show_num(s, "snd_wnd", tp->snd_wnd);
	show_num(s, "rcv_nxt", tp->rcv_nxt);
	show_num(s, "copied_seq", tp->copied_seq);
	show_num(s, "rcv_wup", tp->rcv_wup);
	show_num(s, "rcv_wnd", tp->rcv_wnd);
}

static void sack_blocks(struct show *s, const struct tcp_sock *tp)
{
	char key[24];

	for (unsigned int i = 0; i < ARRAY_SIZE(tp->selective_acks); i++) {
		const struct tcp_sack_block *b = &tp->selective_acks[i];

		scnprintf(key, sizeof(key), "selective_acks[%u]", i);
		if (i < tp->rx_opt.num_sacks)
			show_str(s, key, "%u-%u", b->start_seq, b->end_seq);
		else
			show_str(s, key, "-");
	}
}

static void one_connection(void *data, struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	struct wanted *w = data;
	struct show *s = w->s;

	if (sk->sk_state == TCP_TIME_WAIT || sk->sk_state == TCP_NEW_SYN_RECV ||
	    sk->sk_ino != w->id || w->found)
		return;
	w->found = true;
	show_str(s, "state", "%s", state_name(sk));
	sequence_numbers(s, tp);
	show_num(s, "snd_cwnd", tcp_snd_cwnd(tp));
	show_num(s, "snd_ssthresh", tp->snd_ssthresh);
	show_num(s, "packets_out", tp->packets_out);
	show_num(s, "srtt_us", tp->srtt_us >> 3);
	show_num(s, "mdev_us", tp->mdev_us >> 2);
	show_num(s, "rttvar_us", tp->rttvar_us >> 2);
	show_num(s, "rto_ms", jiffies_to_msecs(inet_csk(sk)->icsk_rto));
	show_num(s, "retransmits", inet_csk(sk)->icsk_retransmits);
	show_num(s, "tsoffset", tp->tsoffset);
	show_num(s, "rcv_tsval", tp->rx_opt.rcv_tsval);
	show_num(s, "rcv_tsecr", tp->rx_opt.rcv_tsecr);
	sack_blocks(s, tp);
	show_str(s, "timer", "%s", timer_of(sk).name);
	show_num(s, "timer_ms", timer_of(sk).ms);
}

static int show_connection(struct show *s, const char *word)
{
	struct wanted w = {.s = s};

	if (kstrtou64(word, 10, &w.id) || !w.id)
		return show_fail(s, -EINVAL,
				 "show tcp %s: expected states, or the id of "
				 "a connection as show tcp has it",
				 word);
	walk_sockets(s->net, one_connection, &w);
	return w.found ? 0
		       : show_fail(s, -ENOENT,
				   "there is no connection %llu: show tcp "
				   "lists them",
				   w.id);
}

/* ---- the diagram ---------------------------------------------------------
 */

struct counts {
	u32 n[TCP_CLOSING + 1];
};

static void count_state(void *data, struct sock *sk)
{
	unsigned int state = (unsigned int)state_of(sk);
	struct counts *c = data;

	if (state < ARRAY_SIZE(c->n))
		c->n[state]++;
}

/* RFC 9293, figure 5; @n by state. */
static void draw_states(struct show *s, const u32 *n)
{
	show_line(s, "                         CLOSED");
	show_line(s, "           listen()  |            |  connect(): SYN");
	show_line(s, "                     v            v");
	show_line(s, "          LISTEN %-6u            SYN_SENT %u",
		  n[TCP_LISTEN], n[TCP_SYN_SENT]);
	show_line(s, "             SYN |      SYN         |");
	show_line(s, "                 v   <------------  | SYN-ACK");
	show_line(s, "        SYN_RECV %-6u             |", n[TCP_SYN_RECV]);
	show_line(s, "             ACK |                  |");
	show_line(s, "                 +--> ESTABLISHED <-+   %u",
		  n[TCP_ESTABLISHED]);
	show_line(s, "     close(): FIN |              | FIN");
	show_line(s, "                  v              v");
	show_line(s, "       FIN_WAIT1 %-6u           CLOSE_WAIT %u",
		  n[TCP_FIN_WAIT1], n[TCP_CLOSE_WAIT]);
	show_line(s, "     ACK |      | FIN            | close(): FIN");
	show_line(s, "         v      v                v");
	show_line(s, "FIN_WAIT2 %-6u CLOSING %-6u   LAST_ACK %u",
		  n[TCP_FIN_WAIT2], n[TCP_CLOSING], n[TCP_LAST_ACK]);
	show_line(s, "     FIN |      | ACK            | ACK");
	show_line(s, "         v      v                v");
	show_line(s, "      TIME_WAIT %-6u -- 60 s --> CLOSED",
		  n[TCP_TIME_WAIT]);
}

static void show_states(struct show *s)
{
	struct counts c = {.n = {0}};

	walk_sockets(s->net, count_state, &c);
	if (!s->json) {
		draw_states(s, c.n);
		return;
	}
	for (int i = TCP_ESTABLISHED; i <= TCP_CLOSING; i++)
		if (i != TCP_CLOSE)
			show_num(s, state_names[i], c.n[i]);
}

static int show_tcp(struct show *s)
{
	if (!s->argc)
		show_connections(s);
	else if (!strcmp(s->argv[0], "states"))
		show_states(s);
	else
		return show_connection(s, s->argv[0]);
	return 0;
}

static const struct view tcp_view = {
	.name = "tcp",
	.args = "[states|ID]",
	.what = "TCP connections; the state diagram; all of one",
	.show = show_tcp,
	.owner = THIS_MODULE,
};

int tcp_show_init(void)
{
	return register_view(&tcp_view);
}

void tcp_show_exit(void)
{
	unregister_view(&tcp_view);
}
