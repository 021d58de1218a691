// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock_opt - SOL_SOCKET: the options that every socket has
 *
 * Where:   sock_setsockopt_kern() and sock_getsockopt_kern() end here.
 * Mirrors: sk_setsockopt() and sk_getsockopt() of net/core/sock.c. Options
 *          that would have no effect here are refused with ENOPROTOOPT and
 *          stand in doc/deviations.md.
 */
#include "core/netdevice.h"
#include "core/sock.h"
#include "core/sock_limits.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/string.h"

#include <linux/capability.h>
#include <linux/in.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>

/* ---- SO_BINDTODEVICE, SO_BINDTOIFINDEX --------------------------------------
 */

static int sock_bindtoindex_locked(struct sock *sk, int ifindex)
{
	if (sk->sk_bound_dev_if && !sk_capable(sk, CAP_NET_RAW))
		return -EPERM;
	if (ifindex < 0)
		return -EINVAL;
	WRITE_ONCE(sk->sk_bound_dev_if, ifindex);
	if (sk->sk_prot->rehash)
		sk->sk_prot->rehash(sk);
	sk_dst_reset(sk);
	return 0;
}

int sock_bindtoindex(struct sock *sk, int ifindex, bool lock_sk)
{
	int ret;

	if (lock_sk)
		lock_sock(sk);
	ret = sock_bindtoindex_locked(sk, ifindex);
	if (lock_sk)
		release_sock(sk);
	return ret;
}
EXPORT_SYMBOL(sock_bindtoindex);

static int sock_setbindtodevice(struct sock *sk, sockptr_t optval,
				unsigned int optlen)
{
	char name[IFNAMSIZ] = "";
	struct net_device *dev;
	int index = 0;

	if (copy_from_sockptr(name, optval,
			      min(optlen, (unsigned int)IFNAMSIZ - 1)))
		return -EFAULT;
	if (name[0]) {
		rcu_read_lock();
		dev = dev_get_by_name_rcu(sock_net(sk), name);
		index = dev ? dev->ifindex : -ENODEV;
		rcu_read_unlock();
		if (index < 0)
			return index;
	}
	return sock_bindtoindex(sk, index, true);
}

static int sock_getbindtodevice(struct sock *sk, sockptr_t optval,
				sockptr_t optlen, int len)
{
	struct net_device *dev;
	char name[IFNAMSIZ] = "";
	int ifindex = READ_ONCE(sk->sk_bound_dev_if);

	if (!ifindex) {
		len = 0;
		return copy_to_sockptr(optlen, &len, sizeof(len));
	}
	if (len < IFNAMSIZ)
		return -EINVAL;
	rcu_read_lock();
	dev = dev_get_by_index_rcu(sock_net(sk), ifindex);
	if (dev)
		strscpy(name, dev->name, sizeof(name));
	rcu_read_unlock();
	if (!dev)
		return -ENODEV;
	len = (int)strlen(name) + 1;
	if (copy_to_sockptr(optval, name, (size_t)len))
		return -EFAULT;
	return copy_to_sockptr(optlen, &len, sizeof(len));
}

/* ---- buffers
 * ------------------------------------------------------------------ */

/* Linux doubles what is asked for: the rest is for the packets' overhead. */
static void set_sndbuf(struct sock *sk, u32 val)
{
	sk->sk_userlocks |= SOCK_SNDBUF_LOCK;
	WRITE_ONCE(sk->sk_sndbuf, max_t(int, min_t(u32, val, INT_MAX / 2) * 2,
					SOCK_MIN_SNDBUF));
	sk->sk_write_space(sk);
}

static void set_rcvbuf(struct sock *sk, u32 val)
{
	sk->sk_userlocks |= SOCK_RCVBUF_LOCK;
	WRITE_ONCE(sk->sk_rcvbuf, max_t(int, min_t(u32, val, INT_MAX / 2) * 2,
					SOCK_MIN_RCVBUF));
}

/* ---- timeouts: struct timeval, 64 bits on all our machines
 * ----------------------- */

struct sock_timeval {
	s64 sec, usec;
};

static int set_timeout(long *timeo, sockptr_t optval, unsigned int optlen)
{
	struct sock_timeval tv;

	if (optlen < sizeof(tv))
		return -EINVAL;
	if (copy_from_sockptr(&tv, optval, sizeof(tv)))
		return -EFAULT;
	if (tv.usec < 0 || tv.usec >= USEC_PER_SEC)
		return -EDOM;
	if (tv.sec < 0) {
		*timeo = 0;
		return 0;
	}
	*timeo = MAX_SCHEDULE_TIMEOUT;
	if (!tv.sec && !tv.usec)
		return 0;
	if (tv.sec < INT_MAX) /* 68 years are for ever */
		*timeo = (long)tv.sec * HZ +
			 (long)DIV_ROUND_UP((unsigned long)tv.usec,
					    USEC_PER_SEC / HZ);
	return 0;
}

static struct sock_timeval get_timeout(long timeo)
{
	if (timeo == MAX_SCHEDULE_TIMEOUT)
		return (struct sock_timeval){0, 0};
	return (struct sock_timeval){timeo / HZ,
				     timeo % HZ * (USEC_PER_SEC / HZ)};
}

/* ---- timestamps
 * ------------------------------------------------------------------ */

static void set_timestamp(struct sock *sk, int optname, bool on)
{
	bool ns =
		optname == SO_TIMESTAMPNS_OLD || optname == SO_TIMESTAMPNS_NEW;
	bool new = optname == SO_TIMESTAMP_NEW || optname == SO_TIMESTAMPNS_NEW;

	sock_valbool_flag(sk, SOCK_RCVTSTAMP, on);
	sock_valbool_flag(sk, SOCK_RCVTSTAMPNS, on && ns);
	sock_valbool_flag(sk, SOCK_TSTAMP_NEW, on && new);
	if (on)
		sock_enable_timestamp(sk, SOCK_TIMESTAMP);
}

static int set_timestamping(struct sock *sk, int optname, int val)
{
	if (val & ~SOF_TIMESTAMPING_MASK)
		return -EINVAL;
	if ((val & SOF_TIMESTAMPING_OPT_ID) &&
	    !(sk->sk_tsflags & SOF_TIMESTAMPING_OPT_ID))
		atomic_set(&sk->sk_tskey, 0);
	sk->sk_tsflags = (u16)val;
	sock_valbool_flag(sk, SOCK_TSTAMP_NEW, optname == SO_TIMESTAMPING_NEW);
	if (val & SOF_TIMESTAMPING_RX_SOFTWARE)
		sock_enable_timestamp(sk, SOCK_TIMESTAMPING_RX_SOFTWARE);
	return 0;
}

static int set_linger(struct sock *sk, sockptr_t optval, unsigned int optlen)
{
	struct linger ling;

	if (optlen < sizeof(ling))
		return -EINVAL;
	if (copy_from_sockptr(&ling, optval, sizeof(ling)))
		return -EFAULT;
	if (!ling.l_onoff) {
		sock_reset_flag(sk, SOCK_LINGER);
		return 0;
	}
	sk->sk_lingertime = (unsigned long)(unsigned int)ling.l_linger * HZ;
	sock_set_flag(sk, SOCK_LINGER);
	return 0;
}

static int set_priority(struct sock *sk, int val)
{
	if ((val < 0 || val > 6) && !sk_capable(sk, CAP_NET_ADMIN) &&
	    !sk_capable(sk, CAP_NET_RAW))
		return -EPERM;
	sk->sk_priority = (u32)val;
	return 0;
}

static int set_mark(struct sock *sk, u32 val)
{
	if (!sk_capable(sk, CAP_NET_ADMIN) && !sk_capable(sk, CAP_NET_RAW))
		return -EPERM;
	if (val != sk->sk_mark) {
		sk->sk_mark = val;
		sk_dst_reset(sk);
	}
	return 0;
}

static int set_peek_off(struct sock *sk, int val)
{
	const struct proto_ops *ops = sk->sk_socket->ops;

	return ops->set_peek_off ? ops->set_peek_off(sk, val) : -EOPNOTSUPP;
}

static int set_rcvlowat(struct sock *sk, int val)
{
	const struct proto_ops *ops = sk->sk_socket->ops;

	if (val < 0)
		val = INT_MAX;
	if (ops->set_rcvlowat)
		return ops->set_rcvlowat(sk, val);
	WRITE_ONCE(sk->sk_rcvlowat, val ? val : 1);
	return 0;
}

static int set_zerocopy(struct sock *sk, int val)
{
	if (sk->sk_family != AF_INET && sk->sk_family != AF_INET6)
		return -EOPNOTSUPP;
	if (sk->sk_protocol != IPPROTO_TCP && sk->sk_protocol != IPPROTO_UDP)
		return -EOPNOTSUPP;
	if (val < 0 || val > 1)
		return -EINVAL;
	sock_valbool_flag(sk, SOCK_ZEROCOPY, val);
	return 0;
}

/* Length: one line for each option; the socket is locked. */
static int set_int(struct sock *sk, int optname, int val)
{
	bool on = val != 0;

	switch (optname) {
	case SO_DEBUG:
		if (on && !sk_capable(sk, CAP_NET_ADMIN))
			return -EACCES;
		sock_valbool_flag(sk, SOCK_DBG, on);
		return 0;
	case SO_REUSEADDR:
		sk->__sk_common.skc_reuse = on ? SK_CAN_REUSE : SK_NO_REUSE;
		return 0;
	case SO_REUSEPORT:
		sk->__sk_common.skc_reuseport = on;
		return 0;
	case SO_DONTROUTE:
		sock_valbool_flag(sk, SOCK_LOCALROUTE, on);
		sk_dst_reset(sk);
		return 0;
	case SO_BROADCAST:
		sock_valbool_flag(sk, SOCK_BROADCAST, on);
		return 0;
	case SO_SNDBUF:
		set_sndbuf(sk, min_t(u32, (u32)val, sysctl_wmem_max()));
		return 0;
	case SO_SNDBUFFORCE:
		if (!sk_capable(sk, CAP_NET_ADMIN))
			return -EPERM;
		set_sndbuf(sk, (u32)max(val, 0));
		return 0;
	case SO_RCVBUF:
		set_rcvbuf(sk, min_t(u32, (u32)val, sysctl_rmem_max()));
		return 0;
	case SO_RCVBUFFORCE:
		if (!sk_capable(sk, CAP_NET_ADMIN))
			return -EPERM;
		set_rcvbuf(sk, (u32)max(val, 0));
		return 0;
	case SO_KEEPALIVE:
		if (sk->sk_prot->keepalive)
			sk->sk_prot->keepalive(sk, on);
		sock_valbool_flag(sk, SOCK_KEEPOPEN, on);
		return 0;
	case SO_OOBINLINE:
		sock_valbool_flag(sk, SOCK_URGINLINE, on);
		return 0;
	case SO_NO_CHECK:
		sk->sk_no_check_tx = on;
		return 0;
	case SO_PRIORITY:
		return set_priority(sk, val);
	case SO_TIMESTAMP_OLD:
	case SO_TIMESTAMP_NEW:
	case SO_TIMESTAMPNS_OLD:
	case SO_TIMESTAMPNS_NEW:
		set_timestamp(sk, optname, on);
		return 0;
	case SO_TIMESTAMPING_OLD:
	case SO_TIMESTAMPING_NEW:
		return set_timestamping(sk, optname, val);
	case SO_RCVLOWAT:
		return set_rcvlowat(sk, val);
	case SO_MARK:
		return set_mark(sk, (u32)val);
	case SO_RCVMARK:
		sock_valbool_flag(sk, SOCK_RCVMARK, on);
		return 0;
	case SO_RXQ_OVFL:
		sock_valbool_flag(sk, SOCK_RXQ_OVFL, on);
		return 0;
	case SO_PEEK_OFF:
		return set_peek_off(sk, val);
	case SO_SELECT_ERR_QUEUE:
		sock_valbool_flag(sk, SOCK_SELECT_ERR_QUEUE, on);
		return 0;
	case SO_INCOMING_CPU:
		WRITE_ONCE(sk->sk_incoming_cpu, val);
		return 0;
	case SO_ZEROCOPY:
		return set_zerocopy(sk, val);
	case SO_BINDTOIFINDEX:
		return sock_bindtoindex_locked(sk, val);
	case SO_BUSY_POLL:
		if (val < 0)
			return -EINVAL;
		WRITE_ONCE(sk->sk_ll_usec, (unsigned int)val);
		return 0;
	}
	return -ENOPROTOOPT;
}

int sk_setsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		  unsigned int optlen)
{
	int val, ret;

	if (optname == SO_BINDTODEVICE)
		return sock_setbindtodevice(sk, optval, optlen);
	if (optlen < sizeof(int))
		return -EINVAL;
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;

	lock_sock(sk);
	switch (optname) {
	case SO_LINGER:
		ret = set_linger(sk, optval, optlen);
		break;
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
		ret = set_timeout(&sk->sk_rcvtimeo, optval, optlen);
		break;
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		ret = set_timeout(&sk->sk_sndtimeo, optval, optlen);
		break;
	case SO_MAX_PACING_RATE:
		sk->sk_max_pacing_rate = val == -1 ? ~0UL : (u32)val;
		sk->sk_pacing_rate =
			min(sk->sk_pacing_rate, sk->sk_max_pacing_rate);
		ret = 0;
		break;
	default:
		ret = set_int(sk, optname, val);
	}
	release_sock(sk);
	return ret;
}
EXPORT_SYMBOL(sk_setsockopt);

void sk_get_meminfo(const struct sock *sk, u32 *mem)
{
	memset(mem, 0, sizeof(*mem) * SK_MEMINFO_VARS);
	mem[SK_MEMINFO_RMEM_ALLOC] = (u32)sk_rmem_alloc_get(sk);
	mem[SK_MEMINFO_RCVBUF] = (u32)READ_ONCE(sk->sk_rcvbuf);
	mem[SK_MEMINFO_WMEM_ALLOC] = (u32)sk_wmem_alloc_get(sk);
	mem[SK_MEMINFO_SNDBUF] = (u32)READ_ONCE(sk->sk_sndbuf);
	mem[SK_MEMINFO_FWD_ALLOC] = (u32)sk->sk_forward_alloc;
	mem[SK_MEMINFO_WMEM_QUEUED] = (u32)READ_ONCE(sk->sk_wmem_queued);
	mem[SK_MEMINFO_OPTMEM] = (u32)atomic_read(&sk->sk_omem_alloc);
	mem[SK_MEMINFO_BACKLOG] = (u32)READ_ONCE(sk->sk_backlog.len);
	mem[SK_MEMINFO_DROPS] = (u32)atomic_read(&sk->sk_drops);
}
EXPORT_SYMBOL(sk_get_meminfo);

/* Return: 0, or 1: not a plain integer. */
static int get_int(struct sock *sk, int optname, int *val)
{
	/* Length: one line for each option. */
	switch (optname) {
	case SO_DEBUG:
		*val = sock_flag(sk, SOCK_DBG);
		return 0;
	case SO_DONTROUTE:
		*val = sock_flag(sk, SOCK_LOCALROUTE);
		return 0;
	case SO_BROADCAST:
		*val = sock_flag(sk, SOCK_BROADCAST);
		return 0;
	case SO_SNDBUF:
		*val = READ_ONCE(sk->sk_sndbuf);
		return 0;
	case SO_RCVBUF:
		*val = READ_ONCE(sk->sk_rcvbuf);
		return 0;
	case SO_REUSEADDR:
		*val = sk->__sk_common.skc_reuse;
		return 0;
	case SO_REUSEPORT:
		*val = sk->__sk_common.skc_reuseport;
		return 0;
	case SO_KEEPALIVE:
		*val = sock_flag(sk, SOCK_KEEPOPEN);
		return 0;
	case SO_TYPE:
		*val = sk->sk_type;
		return 0;
	case SO_PROTOCOL:
		*val = sk->sk_protocol;
		return 0;
	case SO_DOMAIN:
		*val = sk->sk_family;
		return 0;
	case SO_ERROR:
		*val = -sock_error(sk);
		if (!*val)
			*val = xchg(&sk->sk_err_soft, 0);
		return 0;
	case SO_OOBINLINE:
		*val = sock_flag(sk, SOCK_URGINLINE);
		return 0;
	case SO_NO_CHECK:
		*val = sk->sk_no_check_tx;
		return 0;
	case SO_PRIORITY:
		*val = (int)sk->sk_priority;
		return 0;
	case SO_TIMESTAMP_OLD:
		*val = sock_flag(sk, SOCK_RCVTSTAMP) &&
		       !sock_flag(sk, SOCK_TSTAMP_NEW) &&
		       !sock_flag(sk, SOCK_RCVTSTAMPNS);
		return 0;
	case SO_TIMESTAMPNS_OLD:
		*val = sock_flag(sk, SOCK_RCVTSTAMPNS) &&
		       !sock_flag(sk, SOCK_TSTAMP_NEW);
		return 0;
	case SO_TIMESTAMPING_OLD:
		*val = sk->sk_tsflags;
		return 0;
	case SO_RCVLOWAT:
		*val = READ_ONCE(sk->sk_rcvlowat);
		return 0;
	case SO_SNDLOWAT:
		*val = 1;
		return 0;
	case SO_ACCEPTCONN:
		*val = sk->sk_state == 10; /* TCP_LISTEN */
		return 0;
	case SO_MARK:
		*val = (int)sk->sk_mark;
		return 0;
	case SO_RCVMARK:
		*val = sock_flag(sk, SOCK_RCVMARK);
		return 0;
	case SO_RXQ_OVFL:
		*val = sock_flag(sk, SOCK_RXQ_OVFL);
		return 0;
	case SO_PEEK_OFF:
		if (!sk->sk_socket->ops->set_peek_off)
			return -EOPNOTSUPP;
		*val = READ_ONCE(sk->sk_peek_off);
		return 0;
	case SO_SELECT_ERR_QUEUE:
		*val = sock_flag(sk, SOCK_SELECT_ERR_QUEUE);
		return 0;
	case SO_INCOMING_CPU:
		*val = READ_ONCE(sk->sk_incoming_cpu);
		return 0;
	case SO_ZEROCOPY:
		*val = sock_flag(sk, SOCK_ZEROCOPY);
		return 0;
	case SO_BINDTOIFINDEX:
		*val = READ_ONCE(sk->sk_bound_dev_if);
		return 0;
	case SO_BUSY_POLL:
		*val = (int)READ_ONCE(sk->sk_ll_usec);
		return 0;
	case SO_INCOMING_NAPI_ID:
		*val = (int)READ_ONCE(sk->sk_napi_id);
		return 0;
	}
	return 1;
}

union sock_value {
	int val;
	u64 val64;
	unsigned long ulval;
	struct linger ling;
	struct sock_timeval tv;
	struct ucred cred;
	u32 meminfo[SK_MEMINFO_VARS];
};

/* The options that are structs; the size of what stands in @v. */
static int get_struct(struct sock *sk, int optname, union sock_value *v)
{
	switch (optname) {
	case SO_LINGER:
		v->ling.l_onoff = sock_flag(sk, SOCK_LINGER);
		v->ling.l_linger = (int)(sk->sk_lingertime / HZ);
		return sizeof(v->ling);
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
		v->tv = get_timeout(sk->sk_rcvtimeo);
		return sizeof(v->tv);
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		v->tv = get_timeout(sk->sk_sndtimeo);
		return sizeof(v->tv);
	case SO_MEMINFO:
		sk_get_meminfo(sk, v->meminfo);
		return sizeof(v->meminfo);
	case SO_COOKIE:
		v->val64 = sock_gen_cookie(sk);
		return sizeof(v->val64);
	case SO_MAX_PACING_RATE:
		v->ulval = sk->sk_max_pacing_rate;
		return sizeof(v->ulval);
	case SO_PEERCRED:
		v->cred = (struct ucred){0, (u32)-1, (u32)-1};
		return sizeof(v->cred);
	}
	return -ENOPROTOOPT;
}

int sk_getsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		  sockptr_t optlen)
{
	union sock_value v;
	int len, size, ret;

	memset(&v, 0, sizeof(v));
	if (copy_from_sockptr(&len, optlen, sizeof(len)))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (optname == SO_BINDTODEVICE)
		return sock_getbindtodevice(sk, optval, optlen, len);
	ret = get_int(sk, optname, &v.val);
	if (ret < 0)
		return ret;
	size = ret ? get_struct(sk, optname, &v) : (int)sizeof(int);
	if (size < 0)
		return size;
	if (optname == SO_COOKIE && len < size)
		return -EINVAL;
	len = min(len, size);
	if (copy_to_sockptr(optval, &v, (size_t)len))
		return -EFAULT;
	return copy_to_sockptr(optlen, &len, sizeof(len));
}
EXPORT_SYMBOL(sk_getsockopt);
