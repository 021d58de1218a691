/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp_priv - what TCP's files say to each other, in the packet's order
 *
 * Where:   included by proto/ipv4/tcp*.c, syncookies.c (and tcp_ipv6.c).
 * Mirrors: include/net/tcp.h, its internal half.
 * Spec:    RFC 9293.
 *
 *	up:    tcp_ipv4.c → tcp_input.c → tcp_ack.c → tcp_sack.c,
 *	       tcp_fastretrans.c; tcp_data.c → tcp_recv.c (the reader)
 *	down:  tcp_send.c (the writer) → tcp_output.c (may it go now?) →
 *	       tcp_tso.c (how much of it?), tcp_fragment.c (cut it) →
 *	       tcp_transmit.c, tcp_header.c → IP; done: tcp_tsq.c
 *	again: tcp_timer.c, tcp_probe.c, tcp_retransmit.c
 *	birth: tcp_conn_request.c, tcp_minisocks.c, tcp_connect.c
 *
 * Context, unless said: softirq or process, the socket's lock held.
 */
#ifndef PROTO_IPV4_TCP_PRIV_H
#define PROTO_IPV4_TCP_PRIV_H

#include "core/snmp.h"
#include "proto/ipv4/tcp_skb.h"
#include "proto/ipv4/tcp_window.h"

struct seq_file;

/* ---- tcp.c: life, state ---------------------------------------------------
 */

extern struct proto tcp_prot;
extern const struct proto_ops inet_stream_ops;
extern const struct inet_connection_sock_af_ops ipv4_specific;

int tcp_init(void); /* from inet_init(), after raw; process */
void tcp_exit(void);
extern const char *const tcp_state_name[TCP_MAX_STATES];
void tcp_init_sock(struct sock *sk);
/* The one writer of the state: counts, traces, unhashes. */
void tcp_set_state(struct sock *sk, int state);
void tcp_close(struct sock *sk, long timeout);
void __tcp_close(struct sock *sk, long timeout);
void tcp_shutdown(struct sock *sk, int how);
int tcp_disconnect(struct sock *sk, int flags);
int tcp_abort(struct sock *sk, int err);
void tcp_done(struct sock *sk);
bool tcp_check_oom(struct sock *sk, int shift);
__poll_t tcp_poll(struct file *file, struct socket *sock,
		  struct poll_table_struct *wait);
int tcp_ioctl(struct sock *sk, int cmd, int *karg);
void tcp_enter_memory_pressure(struct sock *sk);
void tcp_orphan_count_inc(void);
void tcp_orphan_count_dec(void);
int tcp_orphan_count_sum(void); /* of this machine */
bool tcp_out_of_memory(struct sock *sk);

/* ---- tcp_send.c, tcp_recv.c, tcp_sockopt.c: the calls. Process. -----------
 */

int tcp_sendmsg(struct sock *sk, struct msghdr *msg, size_t size);
int tcp_sendmsg_locked(struct sock *sk, struct msghdr *msg, size_t size);
int tcp_send_mss(struct sock *sk, int *size_goal, int flags);
void tcp_push(struct sock *sk, int flags, int mss_now, int nonagle,
	      int size_goal);
bool tcp_stream_memory_free(const struct sock *sk, int wake);
/* Give an empty skb with room for headers, charged; NULL: no memory. */
struct sk_buff *tcp_stream_alloc_skb(struct sock *sk, gfp_t gfp,
				     bool force_schedule);
void tcp_skb_entail(struct sock *sk, struct sk_buff *skb);
void tcp_remove_empty_skb(struct sock *sk);
static inline void tcp_mark_push(struct tcp_sock *tp, struct sk_buff *skb)
{
	TCP_SKB_CB(skb)->tcp_flags |= TCPHDR_PSH;
	tp->pushed_seq = tp->write_seq;
}

int tcp_recvmsg(struct sock *sk, struct msghdr *msg, size_t len, int flags,
		int *addr_len);
/* The reader took @copied bytes: is an ACK with the larger window due? */
void tcp_cleanup_rbuf(struct sock *sk, int copied);
int tcp_peek_len(struct socket *sock);
int tcp_set_rcvlowat(struct sock *sk, int val);
void tcp_update_recv_tstamps(struct sk_buff *skb, void *tss);
int tcp_inq(struct sock *sk);

int tcp_setsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		   unsigned int optlen);
int tcp_getsockopt(struct sock *sk, int level, int optname, char *optval,
		   int *optlen);
void tcp_get_info(struct sock *sk, struct tcp_info *info);
void __tcp_sock_set_nodelay(struct sock *sk, bool on);
void __tcp_sock_set_cork(struct sock *sk, bool on);
void tcp_set_keepalive(struct sock *sk, int val);

/* ---- tcp_ipv4.c: between IP and TCP ---------------------------------------
 */

/*
 * What a machine and a namespace have of TCP over IPv4: slabs; the socket that
 * answers for nobody (raw.c must be up). The exits let TIME_WAIT go. Process.
 */
int tcp_v4_init(void);
void tcp_v4_exit(void);
int tcp_v4_net_init(struct net *net);
void tcp_v4_net_exit(struct net *net);
/* struct proto's init, destroy, pre_connect */
int tcp_v4_init_sock(struct sock *sk); /* makes the tables, if nobody did */
void tcp_v4_destroy_sock(struct sock *sk);
int tcp_v4_pre_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len);

int tcp_v4_rcv(struct sk_buff *skb); /* softirq, RCU; takes */
int tcp_v4_err(struct sk_buff *skb, u32 info);
int tcp_v4_early_demux(struct sk_buff *skb);
int tcp_v4_do_rcv(struct sock *sk, struct sk_buff *skb); /* takes */
int tcp_v4_connect(struct sock *sk, struct sockaddr *uaddr, int addr_len);
void tcp_v4_send_check(struct sock *sk, struct sk_buff *skb);
void __tcp_v4_send_check(struct sk_buff *skb, __be32 saddr, __be32 daddr);
/* Borrow @skb, answer it with a RST or ACK, without need of a socket. */
void tcp_v4_send_reset(const struct sock *sk, struct sk_buff *skb);
void tcp_v4_timewait_ack(struct sock *sk, struct sk_buff *skb);
void tcp_v4_reqsk_send_ack(const struct sock *sk, struct sk_buff *skb,
			   struct request_sock *req);
void tcp_v4_mtu_reduced(struct sock *sk);
struct sock *tcp_v4_syn_recv_sock(const struct sock *sk, struct sk_buff *skb,
				  struct request_sock *req,
				  struct dst_entry *dst,
				  struct request_sock *req_unhash,
				  bool *own_req);
void inet_sk_rx_dst_set(struct sock *sk, const struct sk_buff *skb);
/* To the backlog. True: no; the slock is released, @skb the caller's still. */
bool tcp_add_backlog(struct sock *sk, struct sk_buff *skb,
		     enum skb_drop_reason *reason);
void tcp_v4_fill_cb(struct sk_buff *skb, const struct iphdr *iph,
		    const struct tcphdr *th);
/* RFC 6528: an ISN nobody can guess, a timestamp offset likewise. */
u32 secure_tcp_seq(__be32 saddr, __be32 daddr, __be16 sport, __be16 dport);
u32 secure_tcp_ts_off(const struct net *net, __be32 saddr, __be32 daddr);
u64 secure_ipv4_port_ephemeral(__be32 saddr, __be32 daddr, __be16 dport);
/* @key, drawn at its first use. */
const siphash_key_t *siphash_key_once(siphash_key_t *key);

static inline void tcp_segs_in(struct tcp_sock *tp, const struct sk_buff *skb)
{
	u32 segs_in = max_t(u32, 1, skb_shinfo(skb)->gso_segs);

	tp->segs_in += segs_in;
	if (skb->len > tcp_hdrlen(skb))
		tp->data_segs_in += segs_in;
}

/* ---- tcp_conn_request.c, syncookies.c: a SYN for a listener. Softirq. -----
 */

/**
 * struct tcp_request_sock_ops - a SYN's answer by address family
 */
struct tcp_request_sock_ops {
	u16 mss_clamp;
	struct dst_entry *(*route_req)(const struct sock *sk,
				       struct sk_buff *skb, struct flowi *fl,
				       struct request_sock *req);
	u32 (*init_seq)(const struct sk_buff *skb);
	u32 (*init_ts_off)(const struct net *net, const struct sk_buff *skb);
	/* takes nothing; 0 or what IP's output said */
	int (*send_synack)(const struct sock *sk, struct dst_entry *dst,
			   struct flowi *fl, struct request_sock *req,
			   struct sk_buff *syn_skb);
	__u32 (*cookie_init_seq)(const struct sk_buff *skb, __u16 *mss);
};
extern const struct request_sock_ops tcp_request_sock_ops;
extern const struct tcp_request_sock_ops tcp_request_sock_ipv4_ops;

static inline void tcp_listendrop(struct sock *sk)
{
	atomic_inc(&sk->sk_drops);
	__NET_INC_STATS(sock_net(sk), LINUX_MIB_LISTENDROPS);
}

int tcp_v4_conn_request(struct sock *sk, struct sk_buff *skb);
/* Give the IP options that an answer to @skb carries; NULL: none. */
struct ip_options_rcu *tcp_v4_save_options(struct net *net,
					   const struct sk_buff *skb);
int tcp_conn_request(const struct request_sock_ops *rsk_ops,
		     const struct tcp_request_sock_ops *af_ops, struct sock *sk,
		     struct sk_buff *skb);
struct request_sock *inet_reqsk_alloc(const struct request_sock_ops *ops,
				      struct sock *sk_listener,
				      bool attach_listener);
void tcp_openreq_init_rwin(struct request_sock *req,
			   const struct sock *sk_listener,
			   const struct dst_entry *dst);
int tcp_rtx_synack(const struct sock *sk, struct request_sock *req);
void tcp_syn_ack_timeout(const struct request_sock *req);

__u32 cookie_v4_init_sequence(const struct sk_buff *skb, __u16 *mssp);
/* @skb is an ACK without a request: give the child, NULL, or @sk itself. */
struct sock *cookie_v4_check(struct sock *sk, struct sk_buff *skb);
u64 cookie_init_timestamp(struct request_sock *req, u64 now);
bool cookie_timestamp_decode(const struct net *net,
			     struct tcp_options_received *opt);
void tcp_synq_overflow(const struct sock *sk);
bool tcp_synq_no_recent_overflow(const struct sock *sk);

/* ---- tcp_minisocks.c: before and after the connection. Softirq. -----------
 */

enum tcp_tw_status {
	TCP_TW_SUCCESS = 0,
	TCP_TW_RST = 1,
	TCP_TW_ACK = 2,
	TCP_TW_SYN = 3, /* a new connection may take its place */
};
enum tcp_tw_status tcp_timewait_state_process(struct inet_timewait_sock *tw,
					      struct sk_buff *skb,
					      const struct tcphdr *th,
					      u32 *tw_isn);
/* Process or softirq: the small one takes over, the socket is done. */
void tcp_time_wait(struct sock *sk, int state, int timeo);
struct sock *tcp_create_openreq_child(const struct sock *sk,
				      struct request_sock *req,
				      struct sk_buff *skb);
/*
 * Borrows @skb. Give the child, locked; @sk itself: @skb is for the listener;
 * NULL: the end of @skb, whose reason is *@reason (SKB_CONSUMED: it was fine).
 */
struct sock *tcp_check_req(struct sock *sk, struct sk_buff *skb,
			   struct request_sock *req, bool *lost_race,
			   enum skb_drop_reason *reason);
int tcp_child_process(struct sock *parent, struct sock *child,
		      struct sk_buff *skb); /* takes @skb, unlocks @child */
void tcp_ca_openreq_child(struct sock *sk, const struct dst_entry *dst);

/* ---- tcp_options.c --------------------------------------------------------
 */

void tcp_parse_options(const struct net *net, const struct sk_buff *skb,
		       struct tcp_options_received *opt_rx, int estab);
/* Timestamps in their usual place, else all options; false: none at all. */
bool tcp_fast_parse_options(const struct net *net, const struct sk_buff *skb,
			    const struct tcphdr *th, struct tcp_sock *tp);
void tcp_store_ts_recent(struct tcp_sock *tp);
void tcp_replace_ts_recent(struct tcp_sock *tp, u32 seq);
bool tcp_paws_check(const struct tcp_options_received *rx_opt, int paws_win);
bool tcp_paws_reject(const struct tcp_options_received *rx_opt, int rst);
/* May a challenge ACK go now? RFC 5961 §7. */
bool tcp_oow_rate_limited(struct net *net, const struct sk_buff *skb,
			  int mib_idx, u32 *last_oow_ack_time);

/* ---- tcp_input.c: RFC 9293 §3.10 ------------------------------------------
 */

void tcp_rcv_established(struct sock *sk, struct sk_buff *skb); /* takes */
/* 0 (it took @skb), or 1: reset the sender of @skb, which is the caller's. */
int tcp_rcv_state_process(struct sock *sk, struct sk_buff *skb);
/* tcp_connect_rcv.c. 0 (it took @skb), 1: reset, -1: connected, go on. */
int tcp_rcv_synsent_state_process(struct sock *sk, struct sk_buff *skb,
				  const struct tcphdr *th);
void tcp_finish_connect(struct sock *sk, struct sk_buff *skb);
void tcp_init_transfer(struct sock *sk, struct sk_buff *skb);
void tcp_reset(struct sock *sk, struct sk_buff *skb);
void tcp_fin(struct sock *sk);
void tcp_send_challenge_ack(struct sock *sk);
/* tcp_urg.c; borrows @skb, whose data is at the TCP header */
void tcp_urg(struct sock *sk, struct sk_buff *skb, const struct tcphdr *th);
void tcp_drop_reason(struct sock *sk, struct sk_buff *skb,
		     enum skb_drop_reason reason);
void tcp_data_snd_check(struct sock *sk); /* the ACK made room: send */
void tcp_ack_snd_check(struct sock *sk);  /* data came: acknowledge? */
void __tcp_ack_snd_check(struct sock *sk, int ofo_possible);
void tcp_check_space(struct sock *sk);

/* ---- tcp_data.c: what came in ---------------------------------------------
 */

void tcp_data_queue(struct sock *sk, struct sk_buff *skb); /* takes */
int tcp_queue_rcv(struct sock *sk, struct sk_buff *skb, bool *fragstolen);
void tcp_data_ready(struct sock *sk);
void tcp_send_dupack(struct sock *sk, const struct sk_buff *skb);
int tcp_prune_queue(struct sock *sk, const struct sk_buff *in_skb);
void tcp_ofo_queue(struct sock *sk);

/* tcp_rcvbuf.c: how much may come, and how soon it is acknowledged */
void tcp_event_data_recv(struct sock *sk, struct sk_buff *skb);
void tcp_init_buffer_space(struct sock *sk);
void tcp_initialize_rcv_mss(struct sock *sk);
void tcp_clamp_window(struct sock *sk);
void tcp_rcv_space_adjust(struct sock *sk); /* the reader read */
void tcp_rcv_rtt_measure_ts(struct sock *sk, const struct sk_buff *skb);
void tcp_enter_quickack_mode(struct sock *sk, unsigned int max_quickacks);
bool tcp_in_quickack_mode(struct sock *sk);
/* tcp_collapse.c: the same bytes in less memory */
void tcp_collapse_queues(struct sock *sk);

/* ---- tcp_ack.c: what an ACK says ------------------------------------------
 */

#define FLAG_DATA		0x01 /* the segment had data */
#define FLAG_WIN_UPDATE		0x02
#define FLAG_DATA_ACKED		0x04 /* it acknowledged new data */
#define FLAG_RETRANS_DATA_ACKED 0x08 /* … some of which was sent again */
#define FLAG_SYN_ACKED		0x10
#define FLAG_DATA_SACKED	0x20 /* new SACK */
#define FLAG_ECE		0x40
#define FLAG_LOST_RETRANS	0x80
#define FLAG_SLOWPATH		0x100
#define FLAG_ORIG_SACK_ACKED	0x200 /* never retransmitted data arrived */
#define FLAG_SND_UNA_ADVANCED	0x400
#define FLAG_DSACKING_ACK	0x800
#define FLAG_SET_XMIT_TIMER	0x1000
#define FLAG_SACK_RENEGING	0x2000
#define FLAG_UPDATE_TS_RECENT	0x4000
#define FLAG_NO_CHALLENGE_ACK	0x8000
#define FLAG_ACK_MAYBE_DELAYED	0x10000
#define FLAG_DSACK_TLP		0x20000
#define FLAG_ACKED		(FLAG_DATA_ACKED | FLAG_SYN_ACKED)
#define FLAG_NOT_DUP		(FLAG_DATA | FLAG_WIN_UPDATE | FLAG_ACKED)
#define FLAG_CA_ALERT		(FLAG_DATA_SACKED | FLAG_ECE | FLAG_DSACKING_ACK)
#define FLAG_FORWARD_PROGRESS	(FLAG_ACKED | FLAG_DATA_SACKED)

/* 1: fine; 0: old or dubious; < 0: -reason, drop the segment. */
int tcp_ack(struct sock *sk, const struct sk_buff *skb, int flag);
void tcp_update_pacing_rate(struct sock *sk);
void tcp_rearm_rto(struct sock *sk);
void tcp_set_rto(struct sock *sk);
void tcp_ack_probe(struct sock *sk);
bool tcp_ack_update_rtt(struct sock *sk, const int flag, long seq_rtt_us,
			long sack_rtt_us, long ca_rtt_us,
			struct rate_sample *rs);
void tcp_synack_rtt_meas(struct sock *sk, struct request_sock *req);
__u32 tcp_init_cwnd(const struct tcp_sock *tp, const struct dst_entry *dst);
void tcp_mark_skb_lost(struct sock *sk, struct sk_buff *skb);

/* tcp_sack.c: the scoreboard */
struct tcp_sacktag_state {
	u64 first_sackt; /* us: when the earliest newly SACKed was sent */
	u64 last_sackt;
	u32 reord; /* lowest sequence that was overtaken */
	u32 sack_delivered;
	int flag; /* FLAG_* to add */
	unsigned int mss_now;
	struct rate_sample *rate;
};
int tcp_sacktag_write_queue(struct sock *sk, const struct sk_buff *ack_skb,
			    u32 prior_snd_una, struct tcp_sacktag_state *state);
void tcp_check_sack_reordering(struct sock *sk, const u32 low_seq,
			       const int ts);
void tcp_check_reno_reordering(struct sock *sk, const int addend);
void tcp_add_reno_sack(struct sock *sk, int num_dupack, bool ece_ack);
void tcp_remove_reno_sacks(struct sock *sk, int acked, bool ece_ack);
static inline void tcp_reset_reno_sack(struct tcp_sock *tp)
{
	tp->sacked_out = 0;
}

/* tcp_fastretrans.c: is something lost? RFC 5681, 6582, 6675, 6937 */
#define REXMIT_NONE 0 /* nothing to send again */
#define REXMIT_LOST 1 /* what is marked lost */
#define REXMIT_NEW  2 /* new data (F-RTO) */
void tcp_fastretrans_alert(struct sock *sk, const u32 prior_snd_una,
			   int num_dupack, int *ack_flag, int *rexmit);
void tcp_enter_loss(struct sock *sk);
void tcp_enter_cwr(struct sock *sk);
void tcp_enter_recovery(struct sock *sk, bool ece_ack);
void tcp_init_cwnd_reduction(struct sock *sk);
void tcp_cwnd_reduction(struct sock *sk, int newly_acked_sacked, int newly_lost,
			int flag);
void tcp_clear_retrans(struct tcp_sock *tp);
void tcp_simple_retransmit(struct sock *sk); /* the MTU went down */
void tcp_moderate_cwnd(struct tcp_sock *tp);
u32 tcp_current_ssthresh(const struct sock *sk);
bool tcp_try_undo_dsack(struct sock *sk);
void tcp_set_ca_state(struct sock *sk, const u8 ca_state);
static inline void tcp_ca_event(struct sock *sk, const enum tcp_ca_event event)
{
	if (inet_csk(sk)->icsk_ca_ops->cwnd_event)
		inet_csk(sk)->icsk_ca_ops->cwnd_event(sk, event);
}

/* tcp_rate.c: delivery rate samples */
void tcp_rate_skb_sent(struct sock *sk, struct sk_buff *skb);
void tcp_rate_skb_delivered(struct sock *sk, struct sk_buff *skb,
			    struct rate_sample *rs);
void tcp_rate_gen(struct sock *sk, u32 delivered, u32 lost, bool is_sack_reneg,
		  struct rate_sample *rs);
void tcp_rate_check_app_limited(struct sock *sk);

/* minmax of lib/: @win and @t in the same unit */
u32 minmax_running_min(struct minmax *m, u32 win, u32 t, u32 meas);
u32 minmax_reset(struct minmax *m, u32 t, u32 meas);

/* ---- tcp_output.c: what may be sent ---------------------------------------
 */

/* Send what the windows admit. True: nothing could go and a probe is due. */
bool tcp_write_xmit(struct sock *sk, unsigned int mss_now, int nonagle,
		    int push_one, gfp_t gfp);
void __tcp_push_pending_frames(struct sock *sk, unsigned int cur_mss,
			       int nonagle);
void tcp_push_one(struct sock *sk, unsigned int mss_now);
void tcp_event_new_data_sent(struct sock *sk, struct sk_buff *skb);
void tcp_cwnd_restart(struct sock *sk, s32 delta);
void tcp_chrono_start(struct sock *sk, const enum tcp_chrono type);
void tcp_chrono_stop(struct sock *sk, const enum tcp_chrono type);
/* The writer comes back after more than an RTO: RFC 5681 §4.1. */
void tcp_slow_start_after_idle_check(struct sock *sk);

static inline bool tcp_urg_mode(const struct tcp_sock *tp)
{
	return tp->snd_una != tp->snd_up;
}

/* tcp_tso.c: how many segments one packet carries */
u32 tcp_tso_segs(struct sock *sk, unsigned int mss_now);
int tcp_init_tso_segs(struct sk_buff *skb, unsigned int mss_now);
unsigned int tcp_mss_split_point(const struct sock *sk,
				 const struct sk_buff *skb,
				 unsigned int mss_now, unsigned int max_segs,
				 int nonagle);
bool tcp_tso_should_defer(struct sock *sk, struct sk_buff *skb,
			  bool *is_cwnd_limited, bool *is_rwnd_limited,
			  u32 max_segs);
bool tcp_nagle_check(bool partial, const struct tcp_sock *tp, int nonagle);

/* tcp_tsq.c: small queues, pacing, what release_sock() finds to do */
int tcp_tasklet_init(void); /* from tcp_init(); process */
void tcp_tasklet_exit(void);
void tcp_wfree(struct sk_buff *skb); /* skb->destructor */
void tcp_release_cb(struct sock *sk);
bool tcp_small_queue_check(struct sock *sk, const struct sk_buff *skb,
			   unsigned int factor);
bool tcp_pacing_check(struct sock *sk);
u64 tcp_pacing_delay(const struct sock *sk); /* jiffies */
enum hrtimer_restart tcp_pace_kick(struct hrtimer *timer);
/* inet_csk_reset_xmit_timer(), after what pacing holds back */
void tcp_reset_xmit_timer(struct sock *sk, const int what, unsigned long when,
			  const unsigned long max_when);

/* tcp_fragment.c. Cut @skb at @len; both halves are charged and in the queue.
 */
enum tcp_queue { TCP_FRAG_IN_WRITE_QUEUE, TCP_FRAG_IN_RTX_QUEUE };
int tcp_fragment(struct sock *sk, enum tcp_queue tcp_queue, struct sk_buff *skb,
		 u32 len, unsigned int mss_now, gfp_t gfp);
int tcp_trim_head(struct sock *sk, struct sk_buff *skb, u32 len);
/* @decr segments of @skb less are on their way. */
void tcp_adjust_pcount(struct sock *sk, const struct sk_buff *skb, int decr);
int tcp_set_skb_tso_segs(struct sk_buff *skb, unsigned int mss_now);
void tcp_skb_collapse_tstamp(struct sk_buff *skb,
			     const struct sk_buff *next_skb);

/* tcp_mss.c: how large; the windows */
int tcp_mtu_to_mss(struct sock *sk, int pmtu);
int tcp_mss_to_mtu(struct sock *sk, int mss);
void tcp_mtup_init(struct sock *sk);
unsigned int tcp_sync_mss(struct sock *sk, u32 pmtu);
unsigned int tcp_current_mss(struct sock *sk);
void tcp_select_initial_window(const struct sock *sk, int space, u32 mss,
			       u32 *rcv_wnd, u32 *window_clamp, int wscale_ok,
			       u8 *rcv_wscale, u32 init_rcv_wnd);
u32 __tcp_select_window(struct sock *sk);
u16 tcp_mss_clamp(const struct tcp_sock *tp, u16 mss);
u16 tcp_select_window(struct sock *sk); /* what the header says; remembers */

/* tcp_transmit.c: one segment: options, header, down to IP */
int tcp_transmit_skb(struct sock *sk, struct sk_buff *skb, int clone_it,
		     gfp_t gfp_mask);
int __tcp_transmit_skb(struct sock *sk, struct sk_buff *skb, int clone_it,
		       gfp_t gfp_mask, u32 rcv_nxt);

/* tcp_header.c: which options, and how they stand */
struct tcp_out_options {
	u16 options; /* OPTION_* */
	u16 mss;     /* 0: none */
	u8 ws;	     /* window scale, 0: none */
	u8 num_sack_blocks;
	u32 tsval, tsecr;
};
#define OPTION_SACK_ADVERTISE (1 << 0)
#define OPTION_TS	      (1 << 1)
#define OPTION_WSCALE	      (1 << 3)
unsigned int tcp_established_options(struct sock *sk, struct sk_buff *skb,
				     struct tcp_out_options *opts);
unsigned int tcp_syn_options(struct sock *sk, struct sk_buff *skb,
			     struct tcp_out_options *opts);
unsigned int tcp_synack_options(const struct sock *sk, struct request_sock *req,
				unsigned int mss, const struct sk_buff *skb,
				struct tcp_out_options *opts);
/* @tp: whose SACK blocks; NULL: none */
void tcp_options_write(struct tcphdr *th, struct tcp_sock *tp,
		       const struct tcp_out_options *opts);

/* tcp_connect.c: segments without data */
int tcp_connect(struct sock *sk); /* process */
/* Give the SYN-ACK of @req; takes @dst; NULL: no memory. Softirq. */
struct sk_buff *tcp_make_synack(const struct sock *sk, struct dst_entry *dst,
				struct request_sock *req,
				struct sk_buff *syn_skb);
int tcp_send_synack(struct sock *sk); /* of a simultaneous open */
void tcp_send_fin(struct sock *sk);
void tcp_send_active_reset(struct sock *sk, gfp_t priority);
void tcp_send_ack(struct sock *sk);
void __tcp_send_ack(struct sock *sk, u32 rcv_nxt);
void tcp_send_delayed_ack(struct sock *sk);
void tcp_init_nondata_skb(struct sk_buff *skb, u32 seq, u8 flags);
void tcp_connect_queue_skb(struct sock *sk, struct sk_buff *skb);

/* tcp_probe.c: is somebody there, and is there room? */
int tcp_write_wakeup(struct sock *sk, int mib); /* keepalive, probe */
void tcp_send_probe0(struct sock *sk);
unsigned long tcp_probe0_base(const struct sock *sk);
unsigned long tcp_probe0_when(const struct sock *sk, unsigned long max_when);
u32 tcp_clamp_probe0_to_user_timeout(const struct sock *sk, u32 when);
void tcp_check_probe_timer(struct sock *sk);

/* tcp_retransmit.c */
int tcp_retransmit_skb(struct sock *sk, struct sk_buff *skb, int segs);
int __tcp_retransmit_skb(struct sock *sk, struct sk_buff *skb, int segs);
void tcp_xmit_retransmit_queue(struct sock *sk);

/* tcp_purge.c: connections that a namespace leaves behind. Process. */
void tcp_purge(struct net *net);

/* ---- tcp_timer.c ----------------------------------------------------------
 */

void tcp_init_xmit_timers(struct sock *sk);
void tcp_clear_xmit_timers(struct sock *sk);
void tcp_retransmit_timer(struct sock *sk);
void tcp_write_timer_handler(struct sock *sk);
void tcp_delack_timer_handler(struct sock *sk);
void tcp_reset_keepalive_timer(struct sock *sk, unsigned long timeout);
u32 tcp_delack_max(const struct sock *sk);
enum hrtimer_restart tcp_compressed_ack_kick(struct hrtimer *timer);
int tcp_fin_time(const struct sock *sk);
u32 keepalive_time_elapsed(const struct tcp_sock *tp);

/* ---- tcp_cong.c -----------------------------------------------------------
 */

void tcp_assign_congestion_control(struct sock *sk);
void tcp_init_congestion_control(struct sock *sk);
void tcp_cleanup_congestion_control(struct sock *sk);
/* A name; loads tcp_NAME if it must. 0, -ENOENT, -EPERM, -EBUSY. Process. */
int tcp_set_congestion_control(struct sock *sk, const char *name, bool load,
			       bool cap_net_admin);
int tcp_set_default_congestion_control(struct net *net, const char *name);
void tcp_get_default_congestion_control(struct net *net, char *name);
void tcp_get_available_congestion_control(char *buf, size_t maxlen);
void tcp_get_allowed_congestion_control(char *buf, size_t len);
int tcp_set_allowed_congestion_control(char *val);
int tcp_cong_init(void); /* this machine's list, reno first; process */
void tcp_cong_exit(void);

/* ---- tcp_proc.c, tcp_sysctl.c, tcp_show.c. Process.
 * ------------------------------------
 */

int tcp_proc_net_init(struct net *net);
void tcp_proc_net_exit(struct net *net);
int tcp_sysctl_net_init(struct net *net); /* defaults and the table */
void tcp_sysctl_net_exit(struct net *net);
/* tcp_show.c: the view "tcp" of this machine */
int tcp_show_init(void);
void tcp_show_exit(void);

/* ---- inlines that need the above ------------------------------------------
 */

static inline bool tcp_under_memory_pressure(const struct sock *sk)
{
	return sk_under_memory_pressure(sk);
}

static inline void tcp_push_pending_frames(struct sock *sk)
{
	if (tcp_send_head(sk))
		__tcp_push_pending_frames(sk, tcp_current_mss(sk),
					  tcp_sk(sk)->nonagle);
}

static inline int keepalive_time_when(const struct tcp_sock *tp)
{
	const struct sock *sk = (const struct sock *)tp;

	return (int)tp->keepalive_time
		       ?: tcp_net(sk)->sysctl_tcp_keepalive_time;
}

static inline int keepalive_intvl_when(const struct tcp_sock *tp)
{
	const struct sock *sk = (const struct sock *)tp;

	return (int)tp->keepalive_intvl
		       ?: tcp_net(sk)->sysctl_tcp_keepalive_intvl;
}

static inline int keepalive_probes(const struct tcp_sock *tp)
{
	const struct sock *sk = (const struct sock *)tp;

	return tp->keepalive_probes ?: tcp_net(sk)->sysctl_tcp_keepalive_probes;
}

static inline __sum16 tcp_v4_check(int len, __be32 saddr, __be32 daddr,
				   __wsum base)
{
	return csum_tcpudp_magic(saddr, daddr, (u32)len, IPPROTO_TCP, base);
}

static inline bool tcp_checksum_complete(struct sk_buff *skb)
{
	return !skb_csum_unnecessary(skb) && __skb_checksum_complete(skb);
}

/* A RST-ACK's and an ACK's drop reason, as tcp_ack() returned it. */
static inline enum skb_drop_reason tcp_ack_reason(int ret)
{
	return (enum skb_drop_reason) - ret;
}

#endif /* PROTO_IPV4_TCP_PRIV_H */
