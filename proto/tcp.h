/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp - the connection, and the slot for congestion control
 *
 * Where:   proto/ipv4/tcp*.c; congestion controls and inspectors include this
 *          one. What the files of TCP say to each other: proto/ipv4/tcp_priv.h.
 * Mirrors: include/linux/tcp.h, include/net/tcp.h. Left out: MD5, Fast Open,
 *          MPTCP, TLS.
 * Spec:    RFC 9293 §3.3.1 (the variables' names), 6298 (RTT), 5681 (cwnd),
 *          7323 (timestamps, window scale), 2018 (SACK).
 *
 * Sequence space of the sender, and of the receiver:
 *
 *	 snd_una        snd_nxt        snd_una+snd_wnd
 *	----|--------------|-----------------|--------
 *	     sent, no ACK    may be sent       not yet
 *
 *	 copied_seq     rcv_nxt        rcv_wup+rcv_wnd
 *	----|--------------|-----------------|--------
 *	     for the reader  may come          beyond
 */
#ifndef PROTO_TCP_H
#define PROTO_TCP_H

#include "core/tcp_states.h"
#include "hdr/tcp.h"
#include "lib/ktime.h"
#include "lib/minmax.h"
#include "lib/rbtree.h"
#include "proto/ipv4/inet_connection_sock.h"
#include "proto/ipv4/inet_hashtables.h"

#define MAX_TCP_HEADER	      320 /* room in front of what is sent */
#define MAX_TCP_OPTION_SPACE  40
#define TCP_MIN_MSS	      88U
#define TCP_MSS_DEFAULT	      536U /* RFC 9293 §3.7.1 */
#define TCP_MIN_SND_MSS	      48
#define TCP_BASE_MSS	      1024
#define TCP_INIT_CWND	      10 /* RFC 6928 §2 */
#define TCP_INFINITE_SSTHRESH 0x7fffffff
#define TCP_MAX_WINDOW	      32767U
#define TCP_MAX_WSCALE	      14U /* RFC 7323 §2.3 */
#define MAX_TCP_WINDOW	      32767U
#define MAX_TCP_SYNCNT	      127

#define TCP_RTO_MAX		    ((unsigned int)(120 * HZ))
#define TCP_RTO_MIN		    ((unsigned int)(HZ / 5))
#define TCP_TIMEOUT_MIN		    2U /* jiffies: timers' rounding */
#define TCP_TIMEOUT_INIT	    ((unsigned int)(1 * HZ)) /* RFC 6298 §2.1 */
#define TCP_TIMEOUT_FALLBACK	    ((unsigned int)(3 * HZ)) /* §5.7 */
#define TCP_DELACK_MAX		    ((unsigned int)(HZ / 5)) /* RFC 9293 §3.8.6.3 */
#define TCP_DELACK_MIN		    ((unsigned int)(HZ / 25))
#define TCP_ATO_MIN		    ((unsigned int)(HZ / 25))
#define TCP_RESOURCE_PROBE_INTERVAL ((unsigned int)(HZ / 2U))
#define TCP_TIMEWAIT_LEN	    (60 * HZ)
#define TCP_FIN_TIMEOUT		    TCP_TIMEWAIT_LEN
#define TCP_FIN_TIMEOUT_MAX	    (120 * HZ)
#define TCP_KEEPALIVE_TIME	    (120 * 60 * HZ)
#define TCP_KEEPALIVE_PROBES	    9
#define TCP_KEEPALIVE_INTVL	    (75 * HZ)
#define MAX_TCP_KEEPIDLE	    32767
#define MAX_TCP_KEEPINTVL	    32767
#define MAX_TCP_KEEPCNT		    127
#define TCP_PAWS_24DAYS		    (60 * 60 * 24 * 24)
#define TCP_PAWS_WINDOW		    1 /* replay window for per-host timestamps */
#define TCP_PAWS_MSL		    60
#define TCP_MAX_QUICKACKS	    16U

/* tp->ecn_flags */
#define TCP_ECN_OK	   1
#define TCP_ECN_QUEUE_CWR  2
#define TCP_ECN_DEMAND_CWR 4
#define TCP_ECN_SEEN	   8

/* tp->nonagle */
#define TCP_NAGLE_OFF  1 /* TCP_NODELAY */
#define TCP_NAGLE_CORK 2 /* TCP_CORK, MSG_MORE */
#define TCP_NAGLE_PUSH 4 /* once: what is queued may go */

struct tcp_sack_block {
	u32 start_seq;
	u32 end_seq;
};

/*
 * What the options of the last segment said, and what was agreed on. The
 * fields stand in a macro so that a tcp_sock has them by both their names.
 */
#define TCP_OPTIONS_RECEIVED                                                   \
	int ts_recent_stamp; /* s: when ts_recent was set, for PAWS' aging */  \
	u32 ts_recent;	     /* time stamp to echo next */                     \
	u32 rcv_tsval;	     /* of this segment */                             \
	u32 rcv_tsecr;                                                         \
	u16 saw_tstamp : 1, /* this segment has one */                         \
		tstamp_ok : 1, dsack : 1, wscale_ok : 1, sack_ok : 3,          \
		smc_ok : 1, snd_wscale : 4, rcv_wscale : 4;                    \
	u8 saw_unknown : 1;                                                    \
	u8 num_sacks; /* of ours to send */                                    \
	u16 user_mss; /* TCP_MAXSEG */                                         \
	u16 mss_clamp /* the smaller of it and the peer's */

struct tcp_options_received {
	TCP_OPTIONS_RECEIVED;
};

/* sack_ok */
#define TCP_SACK_SEEN  (1 << 0)
#define TCP_DSACK_SEEN (1 << 2)
#define TCP_NUM_SACKS  4

static inline void tcp_clear_options(struct tcp_options_received *rx_opt)
{
	rx_opt->tstamp_ok = rx_opt->sack_ok = 0;
	rx_opt->wscale_ok = rx_opt->snd_wscale = 0;
}

struct tcp_request_sock {
	struct inet_request_sock req; /* first */
	const struct tcp_request_sock_ops *af_specific;
	u64 snt_synack; /* us: first SYN-ACK, an RTT sample */
	u32 txhash;
	u32 rcv_isn;
	u32 snt_isn;
	u32 ts_off;
	u32 last_oow_ack_time;
	u32 rcv_nxt; /* what the SYN-ACK acknowledges */
	u8 syn_tos;
};

static inline struct tcp_request_sock *tcp_rsk(const struct request_sock *req)
{
	return (struct tcp_request_sock *)req;
}

/* tp->tsq_flags / sk->sk_tsq_flags: work left for release_sock(). */
enum tsq_enum {
	TSQ_THROTTLED,
	TSQ_QUEUED,
	TCP_TSQ_DEFERRED,
	TCP_WRITE_TIMER_DEFERRED,
	TCP_DELACK_TIMER_DEFERRED,
	TCP_MTU_REDUCED_DEFERRED,
};
enum tsq_flags {
	TSQF_THROTTLED = 1 << TSQ_THROTTLED,
	TSQF_QUEUED = 1 << TSQ_QUEUED,
	TCPF_TSQ_DEFERRED = 1 << TCP_TSQ_DEFERRED,
	TCPF_WRITE_TIMER_DEFERRED = 1 << TCP_WRITE_TIMER_DEFERRED,
	TCPF_DELACK_TIMER_DEFERRED = 1 << TCP_DELACK_TIMER_DEFERRED,
	TCPF_MTU_REDUCED_DEFERRED = 1 << TCP_MTU_REDUCED_DEFERRED,
};

/* A moving minimum over a window of time (lib/win_minmax.c's idea). */
struct minmax_sample {
	u32 t;
	u32 v;
};
struct minmax {
	struct minmax_sample s[3];
};

struct tcp_sock {
	union {
		struct inet_connection_sock inet_conn; /* first */
		/* by the names of older kernels: the same memory */
		struct {
			char __to_rto[offsetof(struct inet_connection_sock,
					       icsk_rto)];
			__u32 rto; /* jiffies */
		};
		struct {
			char __to_retransmits[offsetof(
				struct inet_connection_sock, icsk_retransmits)];
			__u8 retransmits;
		};
	};
	u16 tcp_header_len; /* of the usual data segment */
	u16 gso_segs;	    /* most segments in one skb */

	/*
	 * The third and fourth word of the header that is expected next, as on
	 * the wire; 0: only the slow path.
	 */
	__be32 pred_flags;

	/* receive: sk locked */
	u64 bytes_received;
	u32 segs_in;
	u32 data_segs_in;
	u32 rcv_nxt;	/* expected next */
	u32 copied_seq; /* the reader's next */
	u32 rcv_wup;	/* rcv_nxt when we last sent an ACK */
	u32 snd_nxt;	/* sent next */
	u32 segs_out;
	u32 data_segs_out;
	u64 bytes_sent;
	u64 bytes_acked;
	u32 dsack_dups;
	u32 snd_una;	       /* oldest without an ACK */
	u32 snd_sml;	       /* end of the last small segment sent */
	u32 rcv_tstamp;	       /* tcp_jiffies32 of the last ACK */
	u32 lsndtime;	       /* tcp_jiffies32 of the last data sent */
	u32 last_oow_ack_time; /* tcp_jiffies32 of the last challenge */
	u32 compressed_ack_rcv_nxt;
	u32 tsoffset; /* of our timestamps: secure, one for each address pair */

	/* sk_buffs on their way, in the order they were sent (RACK) */
	struct list_head tsorted_sent_queue;
	struct list_head tsq_node; /* this CPU's tcp_tsq.c list */

	u32 snd_wl1;	  /* seq of the segment that last moved the window */
	u32 snd_wnd;	  /* the peer's window, scaled */
	u32 max_window;	  /* largest that the peer offered */
	u32 mss_cache;	  /* of what is sent now, without SACK blocks */
	u32 window_clamp; /* largest window that we offer */
	u32 rcv_ssthresh; /* the window may grow to this */
	u8 scaling_ratio; /* payload / truesize of what comes, of 256 */

	struct {
		u64 mstamp;
		u32 rtt_us;
		u32 end_seq;
		u32 last_delivered;
		u8 reo_wnd_steps;
		u8 reo_wnd_persist : 5, dsack_seen : 1, advanced : 1;
	} rack;
	u16 advmss; /* announced by us */
	u8 chrono_type : 2, repair : 1, is_sack_reneg : 1, is_cwnd_limited : 1,
		syn_smc : 1, recvmsg_inq : 1;
	u8 nonagle : 4, /* TCP_NAGLE_* */
		thin_lto : 1, frto : 1, syn_data : 1, save_syn : 1;
	u8 dup_ack_counter : 2, tlp_retrans : 1, thin : 1, syn_fastopen : 1;
	u8 scaling_seen : 1;
	u32 chrono_start;
	u32 chrono_stat[3];
	u32 tlp_high_seq;

	u64 tcp_wstamp_ns;   /* departure time of the next packet (pacing) */
	u64 tcp_clock_cache; /* ns; tcp_mstamp_refresh() */
	u64 tcp_mstamp;	     /* the same in us */

	/* RTT: RFC 6298 §2, scaled as in the kernel */
	u32 srtt_us; /* << 3 */
	u32 mdev_us; /* mean deviation */
	u32 mdev_max_us;
	u32 rttvar_us;
	u32 rtt_seq; /* rttvar_us is updated when this is passed */
	struct minmax rtt_min;

	u32 packets_out; /* sent, no cumulative ACK; in MSS */
	u32 retrans_out;
	u32 max_packets_out;
	u32 cwnd_usage_seq;
	u16 urg_data; /* the byte, TCP_URG_* */
	u8 ecn_flags;
	u8 keepalive_probes; /* TCP_KEEPCNT */
	u32 reordering;	     /* segments that may overtake */
	u32 reord_seen;
	u32 snd_up; /* urgent pointer of what is sent */

	struct {
		union {
			struct tcp_options_received rx_opt;
			struct {
				TCP_OPTIONS_RECEIVED;
			};
		};
	};

	/* congestion: RFC 5681 */
	u32 snd_ssthresh;
	u32 snd_cwnd;	  /* in segments */
	u32 snd_cwnd_cnt; /* ACKed since it last grew */
	u32 snd_cwnd_clamp;
	u32 snd_cwnd_used;
	u32 snd_cwnd_stamp; /* tcp_jiffies32 */
	u32 prior_cwnd;	    /* before recovery began, for undo */
	u32 prr_delivered;  /* RFC 6937 */
	u32 prr_out;
	u32 delivered; /* segments that arrived, in all */
	u32 delivered_ce;
	u32 lost;
	u32 app_limited;
	u64 first_tx_mstamp;
	u64 delivered_mstamp;
	u32 rate_delivered;
	u32 rate_interval_us;
	u8 rate_app_limited;

	u32 rcv_wnd;   /* offered */
	u32 write_seq; /* end of what the application wrote + 1 */
	u32 notsent_lowat;
	u32 pushed_seq; /* last PSH */
	u32 lost_out;
	u32 sacked_out;

	struct hrtimer pacing_timer;
	struct hrtimer compressed_ack_timer;
	struct sk_buff *lost_skb_hint;
	struct sk_buff *retransmit_skb_hint;
	struct rb_root out_of_order_queue;
	struct sk_buff *ooo_last_skb;

	struct tcp_sack_block duplicate_sack[1]; /* to report: RFC 2883 */
	struct tcp_sack_block selective_acks[4]; /* to report: RFC 2018 */
	struct tcp_sack_block recv_sack_cache[4];
	int lost_cnt_hint;
	struct sk_buff *highest_sack; /* NULL: nothing, or all is SACKed */

	u32 prior_ssthresh;
	u32 high_seq;	   /* snd_nxt when recovery began */
	u32 retrans_stamp; /* ms: first retransmission, of tcp_time_stamp() */
	u32 undo_marker;   /* snd_una when recovery began; 0: no undo */
	int undo_retrans;  /* retransmissions that may prove spurious */
	u64 bytes_retrans;
	u32 total_retrans;
	u32 rto_stamp;
	u16 total_rto;

	u32 urg_seq;
	unsigned int keepalive_time;  /* TCP_KEEPIDLE, jiffies */
	unsigned int keepalive_intvl; /* TCP_KEEPINTVL, jiffies */
	int linger2;		      /* TCP_LINGER2, jiffies; < 0: none */
	u32 rcv_ooopack;

	u32 rcv_rtt_last_tsecr;
	struct { /* how fast we hear back, for the window */
		u32 rtt_us;
		u32 seq;
		u64 time;
	} rcv_rtt_est;
	struct { /* how fast the reader reads: autotuning */
		u32 space;
		u32 seq;
		u64 time;
	} rcvq_space;
	u8 compressed_ack;
	u32 mtu_info;		  /* of an ICMP that found the socket owned */
	unsigned long last_reset; /* why: shown by TCP_INFO's reader */
};

static inline struct tcp_sock *tcp_sk(const struct sock *sk)
{
	return (struct tcp_sock *)sk;
}

enum tcp_chrono {
	TCP_CHRONO_UNSPEC,
	TCP_CHRONO_BUSY,
	TCP_CHRONO_RWND_LIMITED,
	TCP_CHRONO_SNDBUF_LIMITED,
	__TCP_CHRONO_MAX
};

/* ---- congestion control ---------------------------------------------------
 */

enum tcp_ca_event {
	CA_EVENT_TX_START, /* first transmit when nothing is in flight */
	CA_EVENT_CWND_RESTART,
	CA_EVENT_COMPLETE_CWR,
	CA_EVENT_LOSS,
	CA_EVENT_ECN_NO_CE,
	CA_EVENT_ECN_IS_CE,
};

enum tcp_ca_ack_event_flags {
	CA_ACK_SLOWPATH = 1 << 0,
	CA_ACK_WIN_UPDATE = 1 << 1,
	CA_ACK_ECE = 1 << 2,
};

#define TCP_CA_NAME_MAX		16
#define TCP_CA_MAX		128
#define TCP_CONG_NON_RESTRICTED (1 << 0) /* everybody may choose it */
#define TCP_CONG_NEEDS_ECN	(1 << 1)

union tcp_cc_info;

struct ack_sample {
	u32 pkts_acked;
	s32 rtt_us; /* < 0: none */
	u32 in_flight;
};

/* What one ACK says of the rate (tcp_rate.c). */
struct rate_sample {
	u64 prior_mstamp;
	u32 prior_delivered;
	u32 prior_delivered_ce;
	s32 delivered;
	s32 delivered_ce;
	long interval_us; /* < 0: not valid */
	u32 snd_interval_us;
	u32 rcv_interval_us;
	long rtt_us;
	int losses;
	u32 acked_sacked;
	u32 prior_in_flight;
	u32 last_end_seq;
	bool is_app_limited;
	bool is_retrans;
	bool is_ack_delayed;
};

/**
 * struct tcp_congestion_ops - one congestion control
 * @ssthresh: required; the new slow-start threshold, in segments
 * @cong_avoid: required unless cong_control; @acked segments arrived, grow
 * @set_state: optional; before ca_state changes, TCP_CA_*
 * @cwnd_event: optional
 * @in_ack_event: optional; an ACK came
 * @pkts_acked: optional; an RTT sample
 * @min_tso_segs: optional; instead of net.ipv4.tcp_min_tso_segs
 * @cong_control: optional; sets cwnd and pacing rate itself, after each ACK
 * @undo_cwnd: required; cwnd before the loss that was none
 * @sndbuf_expand: optional; factor of cwnd for the send buffer
 * @get_info: optional; fills @info for TCP_CC_INFO, returns its size
 * @init, @release: optional; the private part, inet_csk_ca(), of the socket
 *
 * Context: softirq or process, the socket's lock held (all).
 */
struct tcp_congestion_ops {
	u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, u32 ack, u32 acked);
	void (*set_state)(struct sock *sk, u8 new_state);
	void (*cwnd_event)(struct sock *sk, enum tcp_ca_event ev);
	void (*in_ack_event)(struct sock *sk, u32 flags);
	void (*pkts_acked)(struct sock *sk, const struct ack_sample *sample);
	u32 (*min_tso_segs)(struct sock *sk);
	void (*cong_control)(struct sock *sk, const struct rate_sample *rs);
	u32 (*undo_cwnd)(struct sock *sk);
	u32 (*sndbuf_expand)(struct sock *sk);
	size_t (*get_info)(struct sock *sk, u32 ext, int *attr,
			   union tcp_cc_info *info);
	void (*init)(struct sock *sk);
	void (*release)(struct sock *sk);
	char name[TCP_CA_NAME_MAX];
	u32 flags; /* TCP_CONG_* */
	struct module *owner;
};

/*
 * Context: process. 0, -EINVAL: a required slot is missing, -EEXIST. Not
 * written into. Unregister waits until no socket is inside; sockets that use
 * one hold its module.
 */
int tcp_register_congestion_control(const struct tcp_congestion_ops *ca);
void tcp_unregister_congestion_control(const struct tcp_congestion_ops *ca);

extern const struct tcp_congestion_ops tcp_reno;
u32 tcp_reno_ssthresh(struct sock *sk);
u32 tcp_reno_undo_cwnd(struct sock *sk);
void tcp_reno_cong_avoid(struct sock *sk, u32 ack, u32 acked);
/* Grow in slow start; what is left of @acked for congestion avoidance. */
u32 tcp_slow_start(struct tcp_sock *tp, u32 acked);
/* Additive increase: one for each @w acknowledged. */
void tcp_cong_avoid_ai(struct tcp_sock *tp, u32 w, u32 acked);

static inline u32 tcp_snd_cwnd(const struct tcp_sock *tp)
{
	return tp->snd_cwnd;
}

static inline void tcp_snd_cwnd_set(struct tcp_sock *tp, u32 val)
{
	WARN_ON_ONCE((int)val <= 0);
	tp->snd_cwnd = val;
}

static inline bool tcp_in_slow_start(const struct tcp_sock *tp)
{
	return tcp_snd_cwnd(tp) < tp->snd_ssthresh;
}

static inline unsigned int tcp_left_out(const struct tcp_sock *tp)
{
	return tp->sacked_out + tp->lost_out;
}

/* In flight: sent, not arrived, not lost, as far as we know; in MSS. */
static inline unsigned int tcp_packets_in_flight(const struct tcp_sock *tp)
{
	return tp->packets_out - tcp_left_out(tp) + tp->retrans_out;
}

static inline bool tcp_in_initial_slowstart(const struct tcp_sock *tp)
{
	return tp->snd_ssthresh >= TCP_INFINITE_SSTHRESH;
}

/* Was the window what held us back? Else the network taught us nothing. */
static inline bool tcp_is_cwnd_limited(const struct sock *sk)
{
	const struct tcp_sock *tp = tcp_sk(sk);

	if (tp->is_cwnd_limited)
		return true;
	if (tcp_in_slow_start(tp))
		return tcp_snd_cwnd(tp) < 2 * tp->max_packets_out;
	return false;
}

static inline bool tcp_in_cwnd_reduction(const struct sock *sk)
{
	return (TCPF_CA_CWR | TCPF_CA_Recovery) &
	       (1 << inet_csk(sk)->icsk_ca_state);
}

static inline u32 tcp_min_rtt(const struct tcp_sock *tp)
{
	return tp->rtt_min.s[0].v;
}

/* ---- sequence numbers ------------------------------------------------------
 */

static inline bool before(__u32 seq1, __u32 seq2)
{
	return (__s32)(seq1 - seq2) < 0;
}
#define after(seq2, seq1) before(seq1, seq2)

/* seq1 <= seq2 <= seq3 */
static inline bool between(__u32 seq1, __u32 seq2, __u32 seq3)
{
	return seq3 - seq2 >= seq1 - seq2;
}

/* ---- time ------------------------------------------------------------------
 */

#define tcp_jiffies32 ((u32)jiffies)

static inline u64 tcp_clock_ns(void)
{
	/* at least 1 us: a packet's time of 0 says that it was not sent */
	return max_t(u64, (u64)ktime_get_ns(), NSEC_PER_USEC);
}

static inline u64 tcp_clock_us(void)
{
	return tcp_clock_ns() / NSEC_PER_USEC;
}

/* ms since boot, as of the last tcp_mstamp_refresh() */
static inline u32 tcp_time_stamp(const struct tcp_sock *tp)
{
	return (u32)(tp->tcp_mstamp / 1000);
}

static inline u32 tcp_time_stamp_raw(void)
{
	return (u32)(tcp_clock_ns() / NSEC_PER_MSEC);
}

static inline u32 tcp_stamp_us_delta(u64 t1, u64 t0)
{
	return (u32)max_t(s64, (s64)(t1 - t0), 0);
}

#endif /* PROTO_TCP_H */
