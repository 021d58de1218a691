// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_sockopt - TCP_* options
 *
 * Where:   setsockopt(), getsockopt() at level SOL_TCP; others go to IP's.
 * Mirrors: net/ipv4/tcp.c, cut. Left out: repair, Fast Open, MD5, ULP,
 *          zero-copy receive: refused with -ENOPROTOOPT or -EOPNOTSUPP.
 * Spec:    tcp(7); <linux/tcp.h>.
 */
#include <linux/capability.h>
#include <linux/inet_diag.h>

#include "lib/err.h"
#include "lib/string.h"
#include "proto/ipv4/ip_sockglue.h"
#include "proto/ipv4/tcp_priv.h"

/* ---- set
 * ---------------------------------------------------------------------------
 */

void __tcp_sock_set_cork(struct sock *sk, bool on)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (on) {
		tp->nonagle |= TCP_NAGLE_CORK;
		return;
	}
	tp->nonagle &= ~TCP_NAGLE_CORK;
	if (tp->nonagle & TCP_NAGLE_OFF)
		tp->nonagle |= TCP_NAGLE_PUSH;
	tcp_push_pending_frames(sk);
}

void __tcp_sock_set_nodelay(struct sock *sk, bool on)
{
	if (on) {
		tcp_sk(sk)->nonagle |= TCP_NAGLE_OFF | TCP_NAGLE_PUSH;
		tcp_push_pending_frames(sk);
	} else {
		tcp_sk(sk)->nonagle &= ~TCP_NAGLE_OFF;
	}
}

static void tcp_sock_set_quickack(struct sock *sk, int val)
{
	if (!val) {
		inet_csk_enter_pingpong_mode(sk);
		return;
	}
	inet_csk_exit_pingpong_mode(sk);
	if ((1 << sk->sk_state) & (TCPF_ESTABLISHED | TCPF_CLOSE_WAIT) &&
	    inet_csk_ack_scheduled(sk)) {
		inet_csk(sk)->icsk_ack.pending |= ICSK_ACK_PUSHED;
		tcp_cleanup_rbuf(sk, 1);
		if (!(val & 1))
			inet_csk_enter_pingpong_mode(sk);
	}
}

static int tcp_sock_set_keepidle(struct sock *sk, int val)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (val < 1 || val > MAX_TCP_KEEPIDLE)
		return -EINVAL;
	WRITE_ONCE(tp->keepalive_time, (unsigned int)(val * HZ));
	if (sock_flag(sk, SOCK_KEEPOPEN) &&
	    !((1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN))) {
		u32 elapsed = keepalive_time_elapsed(tp);

		inet_csk_reset_keepalive_timer(
			sk, tp->keepalive_time > elapsed
				    ? tp->keepalive_time - elapsed
				    : 0);
	}
	return 0;
}

static int tcp_set_window_clamp(struct sock *sk, int val)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (!val) {
		if (sk->sk_state != TCP_CLOSE)
			return -EINVAL;
		WRITE_ONCE(tp->window_clamp, 0);
		return 0;
	}
	WRITE_ONCE(tp->window_clamp, max_t(u32, (u32)val, SOCK_MIN_RCVBUF / 2));
	tp->rcv_ssthresh = min(tp->rcv_wnd, tp->window_clamp);
	return 0;
}

/* 1 to 255 retransmissions of the SYN-ACK, from seconds. */
static u8 secs_to_retrans(int seconds, int timeout, int rto_max)
{
	int period = timeout;
	u8 res = 0;

	if (seconds <= 0)
		return 0;
	res = 1;
	while (seconds > period && res < 255) {
		res++;
		timeout <<= 1;
		if (timeout > rto_max)
			timeout = rto_max;
		period += timeout;
	}
	return res;
}

static int retrans_to_secs(u8 retrans, int timeout, int rto_max)
{
	int period = 0;

	if (!retrans)
		return 0;
	period = timeout;
	while (--retrans) {
		timeout <<= 1;
		if (timeout > rto_max)
			timeout = rto_max;
		period += timeout;
	}
	return period;
}

static int set_small(int val, int lo, int hi, __u8 *field)
{
	if (val < lo || val > hi)
		return -EINVAL;
	WRITE_ONCE(*field, (__u8)val);
	return 0;
}

static int set_maxseg(struct tcp_sock *tp, int val)
{
	if (val && (val < (int)TCP_MIN_MSS || val > (int)MAX_TCP_WINDOW))
		return -EINVAL;
	tp->rx_opt.user_mss = (u16)val;
	return 0;
}

static int set_linger2(struct tcp_sock *tp, int val)
{
	if (val < 0)
		WRITE_ONCE(tp->linger2, -1);
	else if (val > TCP_FIN_TIMEOUT_MAX / HZ)
		WRITE_ONCE(tp->linger2, TCP_FIN_TIMEOUT_MAX);
	else
		WRITE_ONCE(tp->linger2, val * HZ);
	return 0;
}

/* An int. @sk is locked. */
static int tcp_set_int(struct sock *sk, int optname, int val)
{
	struct inet_connection_sock *icsk = inet_csk(sk);
	struct tcp_sock *tp = tcp_sk(sk);

	switch (optname) {
	case TCP_MAXSEG:
		return set_maxseg(tp, val);
	case TCP_NODELAY:
		__tcp_sock_set_nodelay(sk, val);
		return 0;
	case TCP_CORK:
		__tcp_sock_set_cork(sk, val);
		return 0;
	case TCP_KEEPIDLE:
		return tcp_sock_set_keepidle(sk, val);
	case TCP_KEEPINTVL:
		if (val < 1 || val > MAX_TCP_KEEPINTVL)
			return -EINVAL;
		WRITE_ONCE(tp->keepalive_intvl, (unsigned int)(val * HZ));
		return 0;
	case TCP_KEEPCNT:
		return set_small(val, 1, MAX_TCP_KEEPCNT,
				 &tp->keepalive_probes);
	case TCP_SYNCNT:
		return set_small(val, 1, MAX_TCP_SYNCNT,
				 &icsk->icsk_syn_retries);
	case TCP_LINGER2:
		return set_linger2(tp, val);
	case TCP_DEFER_ACCEPT:
		WRITE_ONCE(icsk->icsk_accept_queue.rskq_defer_accept,
			   secs_to_retrans(val, (int)(TCP_TIMEOUT_INIT / HZ),
					   (int)(TCP_RTO_MAX / HZ)));
		return 0;
	case TCP_WINDOW_CLAMP:
		return tcp_set_window_clamp(sk, val);
	case TCP_QUICKACK:
		tcp_sock_set_quickack(sk, val);
		return 0;
	case TCP_USER_TIMEOUT:
		if (val < 0)
			return -EINVAL;
		WRITE_ONCE(icsk->icsk_user_timeout, (u32)val);
		return 0;
	case TCP_NOTSENT_LOWAT:
		WRITE_ONCE(tp->notsent_lowat, (u32)val);
		sk->sk_write_space(sk);
		return 0;
	case TCP_INQ:
		if (val < 0 || val > 1)
			return -EINVAL;
		tp->recvmsg_inq = (u8)val & 1;
		return 0;
	case TCP_THIN_LINEAR_TIMEOUTS:
		if (val < 0 || val > 1)
			return -EINVAL;
		tp->thin_lto = (u8)val & 1;
		return 0;
	case TCP_THIN_DUPACK:
		return val < 0 || val > 1 ? -EINVAL : 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* TCP_CONGESTION: a name. Sleeps: it may load a module. */
static int tcp_set_cong(struct sock *sk, sockptr_t optval, unsigned int optlen)
{
	char name[TCP_CA_NAME_MAX] = "";
	int err;

	if (optlen < 1)
		return -EINVAL;
	if (copy_from_sockptr(name, optval,
			      min_t(size_t, TCP_CA_NAME_MAX - 1, optlen)))
		return -EFAULT;
	lock_sock(sk);
	err = tcp_set_congestion_control(sk, name, true,
					 sk_capable(sk, CAP_NET_ADMIN));
	release_sock(sk);
	return err;
}

/* Context: process; struct proto.setsockopt. */
int tcp_setsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		   unsigned int optlen)
{
	int val, err;

	if (level != SOL_TCP)
		return inet_csk(sk)->icsk_af_ops->setsockopt(sk, level, optname,
							     optval, optlen);
	if (optname == TCP_CONGESTION)
		return tcp_set_cong(sk, optval, optlen);
	if (optlen < sizeof(int))
		return -EINVAL;
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;
	lock_sock(sk);
	err = tcp_set_int(sk, optname, val);
	release_sock(sk);
	return err;
}
EXPORT_SYMBOL(tcp_setsockopt);

/* ---- get
 * ---------------------------------------------------------------------------
 */

static int tcp_get_int(struct sock *sk, int optname, int *val)
{
	const struct inet_connection_sock *icsk = inet_csk(sk);
	const struct netns_ipv4 *ip4 = tcp_net(sk);
	const struct tcp_sock *tp = tcp_sk(sk);

	switch (optname) {
	case TCP_MAXSEG:
		*val = (int)tp->mss_cache;
		if (tp->rx_opt.user_mss &&
		    (1 << sk->sk_state) & (TCPF_CLOSE | TCPF_LISTEN))
			*val = tp->rx_opt.user_mss;
		return 0;
	case TCP_NODELAY:
		*val = !!(tp->nonagle & TCP_NAGLE_OFF);
		return 0;
	case TCP_CORK:
		*val = !!(tp->nonagle & TCP_NAGLE_CORK);
		return 0;
	case TCP_KEEPIDLE:
		*val = keepalive_time_when(tp) / HZ;
		return 0;
	case TCP_KEEPINTVL:
		*val = keepalive_intvl_when(tp) / HZ;
		return 0;
	case TCP_KEEPCNT:
		*val = keepalive_probes(tp);
		return 0;
	case TCP_SYNCNT:
		*val = icsk->icsk_syn_retries
			       ?: READ_ONCE(ip4->sysctl_tcp_syn_retries);
		return 0;
	case TCP_LINGER2:
		*val = READ_ONCE(tp->linger2);
		if (*val >= 0)
			*val = (*val ?: READ_ONCE(ip4->sysctl_tcp_fin_timeout)) /
			       HZ;
		return 0;
	case TCP_DEFER_ACCEPT:
		*val = retrans_to_secs(
			READ_ONCE(icsk->icsk_accept_queue.rskq_defer_accept),
			(int)(TCP_TIMEOUT_INIT / HZ), (int)(TCP_RTO_MAX / HZ));
		return 0;
	case TCP_WINDOW_CLAMP:
		*val = (int)tp->window_clamp;
		return 0;
	case TCP_QUICKACK:
		*val = !inet_csk_in_pingpong_mode(sk);
		return 0;
	case TCP_USER_TIMEOUT:
		*val = (int)icsk->icsk_user_timeout;
		return 0;
	case TCP_NOTSENT_LOWAT:
		*val = (int)tp->notsent_lowat;
		return 0;
	case TCP_INQ:
		*val = tp->recvmsg_inq;
		return 0;
	case TCP_TIMESTAMP:
		*val = (int)(tcp_time_stamp_raw() + tp->tsoffset);
		return 0;
	case TCP_THIN_LINEAR_TIMEOUTS:
		*val = tp->thin_lto;
		return 0;
	case TCP_THIN_DUPACK:
		*val = 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* @len bytes of @src at most as many as the caller has room for. */
static int give(char *optval, int *option, const void *src, size_t len)
{
	if (*option < 0)
		return -EINVAL;
	*option = (int)min_t(size_t, (size_t)*option, len);
	return copy_to_sockptr(USER_SOCKPTR(optval), src, (size_t)*option);
}

static int tcp_get_cc_info(struct sock *sk, char *optval, int *option)
{
	const struct tcp_congestion_ops *ca = inet_csk(sk)->icsk_ca_ops;
	union tcp_cc_info info;
	size_t sz = 0;
	int attr;

	memset(&info, 0, sizeof(info));
	if (ca && ca->get_info)
		sz = ca->get_info(sk, ~0U, &attr, &info);
	return give(optval, option, &info, sz);
}

/* Context: process; struct proto.getsockopt. */
int tcp_getsockopt(struct sock *sk, int level, int optname, char *optval,
		   int *option)
{
	struct tcp_info info;
	int val, err;

	if (level != SOL_TCP)
		return inet_csk(sk)->icsk_af_ops->getsockopt(sk, level, optname,
							     optval, option);
	switch (optname) {
	case TCP_INFO:
		tcp_get_info(sk, &info);
		return give(optval, option, &info, sizeof(info));
	case TCP_CC_INFO:
		return tcp_get_cc_info(sk, optval, option);
	case TCP_CONGESTION:
		return give(optval, option, inet_csk(sk)->icsk_ca_ops->name,
			    TCP_CA_NAME_MAX);
	default:
		break;
	}
	err = tcp_get_int(sk, optname, &val);
	return err ? err : give(optval, option, &val, sizeof(val));
}
EXPORT_SYMBOL(tcp_getsockopt);
