// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_sockglue - setsockopt(IPPROTO_IP) and getsockopt(IPPROTO_IP)
 *
 * Where:   struct proto.setsockopt of UDP, raw, ping and TCP ends here.
 * Mirrors: net/ipv4/ip_sockglue.c, cut: control messages and errors are in
 *          ip_cmsg.c, multicast in ip_sockopt_mc.c. Left out: multicast
 *          routing, IPsec policies, netfilter's own levels.
 * Spec:    ip(7).
 *
 * Three kinds of options: one bit (a table), one number (a switch), the rest.
 */
#include "proto/ipv4/ip_sockglue.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/mutex.h"
#include "lib/slab.h"
#include "proto/ipv4/ip.h"

#include <linux/capability.h>

/* ---- options that are one bit ---------------------------------------------
 */

struct ip_flag_opt {
	u8 optname;
	u8 bit;	      /* INET_FLAGS_* */
	u8 has_value; /* an empty value is refused */
	u8 only_01;
	u16 types; /* 1 << sk_type: the sockets that have it; 0: all */
	s16 err;   /* what the others hear */
};

#define TYPES_RAW   (1 << SOCK_RAW)
#define TYPES_DGRAM (1 << SOCK_RAW | 1 << SOCK_DGRAM)

static const struct ip_flag_opt ip_flag_opts[] = {
	{IP_PKTINFO, INET_FLAGS_PKTINFO, 0, 0, 0, 0},
	{IP_RECVTTL, INET_FLAGS_TTL, 0, 0, 0, 0},
	{IP_RECVTOS, INET_FLAGS_TOS, 0, 0, 0, 0},
	{IP_RECVOPTS, INET_FLAGS_RECVOPTS, 0, 0, 0, 0},
	{IP_RETOPTS, INET_FLAGS_RETOPTS, 0, 0, 0, 0},
	{IP_PASSSEC, INET_FLAGS_PASSSEC, 0, 0, 0, 0},
	{IP_RECVORIGDSTADDR, INET_FLAGS_ORIGDSTADDR, 0, 0, 0, 0},
	{IP_CHECKSUM, INET_FLAGS_CHECKSUM, 0, 0, 0, 0},
	{IP_RECVFRAGSIZE, INET_FLAGS_RECVFRAGSIZE, 0, 0, TYPES_DGRAM, -EINVAL},
	{IP_RECVERR, INET_FLAGS_RECVERR, 0, 0, 0, 0},
	{IP_RECVERR_RFC4884, INET_FLAGS_RECVERR_RFC4884, 0, 1, 0, 0},
	{IP_FREEBIND, INET_FLAGS_FREEBIND, 1, 0, 0, 0},
	{IP_TRANSPARENT, INET_FLAGS_TRANSPARENT, 1, 0, 0, 0},
	{IP_HDRINCL, INET_FLAGS_HDRINCL, 0, 0, TYPES_RAW, -ENOPROTOOPT},
	{IP_NODEFRAG, INET_FLAGS_NODEFRAG, 0, 0, TYPES_RAW, -ENOPROTOOPT},
	{IP_MULTICAST_LOOP, INET_FLAGS_MC_LOOP, 1, 0, 0, 0},
	{IP_MULTICAST_ALL, INET_FLAGS_MC_ALL, 1, 1, 0, 0},
	{IP_BIND_ADDRESS_NO_PORT, INET_FLAGS_BIND_ADDRESS_NO_PORT, 0, 0, 0, 0},
};

static const struct ip_flag_opt *ip_flag_opt(int optname)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(ip_flag_opts); i++)
		if (ip_flag_opts[i].optname == optname)
			return &ip_flag_opts[i];
	return NULL;
}

static int ip_set_flag(struct sock *sk, const struct ip_flag_opt *o, int val,
		       unsigned int optlen)
{
	struct inet_sock *inet = inet_sk(sk);

	if (o->types && !(o->types & (1 << sk->sk_type)))
		return o->err;
	if ((o->has_value && optlen < 1) ||
	    (o->only_01 && val != 0 && val != 1))
		return -EINVAL;
	if (o->optname == IP_TRANSPARENT && val &&
	    !sk_capable(sk, CAP_NET_RAW) && !sk_capable(sk, CAP_NET_ADMIN))
		return -EPERM;
	if (val)
		set_bit(o->bit, &inet->inet_flags);
	else
		clear_bit(o->bit, &inet->inet_flags);
	if (o->optname == IP_RECVERR && !val)
		skb_errqueue_purge(&sk->sk_error_queue);
	return 0;
}

/* ---- options that are one number ------------------------------------------
 */

/* The TOS byte decides the queue at the device, and may decide the route. */
static void __ip_sock_set_tos(struct sock *sk, int val)
{
	u8 old = inet_sk(sk)->tos;

	if (sk->sk_type == SOCK_STREAM) /* its ECN bits are TCP's own */
		val = (val & ~3) | (old & 3);
	if (old == (u8)val)
		return;
	WRITE_ONCE(inet_sk(sk)->tos, (u8)val);
	WRITE_ONCE(sk->sk_priority, rt_tos2priority((u8)val));
	sk_dst_reset(sk);
}

static int ip_set_unicast_if(struct sock *sk, int val, unsigned int optlen)
{
	struct inet_sock *inet = inet_sk(sk);
	struct net_device *dev;
	int ifindex;

	if (optlen != sizeof(int))
		return -EINVAL;
	ifindex = (int)ntohl((__be32)val);
	if (ifindex) {
		dev = dev_get_by_index(sock_net(sk), ifindex);
		if (!dev)
			return -EADDRNOTAVAIL;
		dev_put(dev);
		if (sk->sk_bound_dev_if)
			return -EINVAL;
	}
	WRITE_ONCE(inet->uc_index, ifindex);
	return 0;
}

/* low | high << 16; a 0 half: as the namespace has it */
static int ip_set_local_port_range(struct sock *sk, u32 val,
				   unsigned int optlen)
{
	u16 lo = (u16)val, hi = (u16)(val >> 16);

	if (optlen != sizeof(u32) || (lo && hi && lo > hi))
		return -EINVAL;
	WRITE_ONCE(inet_sk(sk)->local_port_range, val);
	return 0;
}

static int ip_set_number(struct sock *sk, int optname, int val,
			 unsigned int optlen)
{
	struct inet_sock *inet = inet_sk(sk);

	switch (optname) {
	case IP_TOS:
		__ip_sock_set_tos(sk, val);
		return 0;
	case IP_TTL:
		if (optlen < 1 || (val != -1 && (val < 1 || val > 255)))
			return -EINVAL;
		WRITE_ONCE(inet->uc_ttl, (s16)val);
		return 0;
	case IP_MINTTL:
		if (optlen < 1 || val < 0 || val > 255)
			return -EINVAL;
		WRITE_ONCE(inet->min_ttl, (u8)val);
		return 0;
	case IP_MTU_DISCOVER:
		if (val < IP_PMTUDISC_DONT || val > IP_PMTUDISC_OMIT)
			return -EINVAL;
		WRITE_ONCE(inet->pmtudisc, (u8)val);
		return 0;
	case IP_MULTICAST_TTL:
		if (sk->sk_type == SOCK_STREAM || optlen < 1)
			return -EINVAL;
		if (val == -1)
			val = 1;
		if (val < 0 || val > 255)
			return -EINVAL;
		WRITE_ONCE(inet->mc_ttl, (u8)val);
		return 0;
	case IP_UNICAST_IF:
		return ip_set_unicast_if(sk, val, optlen);
	case IP_LOCAL_PORT_RANGE:
		return ip_set_local_port_range(sk, (u32)val, optlen);
	default:
		return -ENOPROTOOPT;
	}
}

/* ---- the rest ---------------------------------------------------------------
 */

static int ip_set_options(struct sock *sk, sockptr_t optval,
			  unsigned int optlen)
{
	struct ip_options_rcu *old, *opt = NULL;
	struct inet_sock *inet = inet_sk(sk);
	int err;

	if (optlen > 40)
		return -EINVAL;
	err = ip_options_get(sk, &opt, optval, (int)optlen);
	if (err)
		return err;
	old = rcu_dereference_raw(inet->inet_opt);
	rcu_assign_pointer(inet->inet_opt, opt);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/**
 * ip_ra_control - a raw socket takes part in IP_ROUTER_ALERT, or stops
 * @sk: a raw socket of one protocol
 * @on: which
 *
 * Context: process.
 * Return: 0, -EINVAL, -ENOMEM, -EADDRINUSE, -ENOENT.
 */
int ip_ra_control(struct sock *sk, bool on)
{
	struct netns_ipv4 *ip4 = net_ipv4(sock_net(sk));
	struct ip_ra_chain *ra, *new_ra = NULL, **rap;

	if (sk->sk_type != SOCK_RAW || inet_sk(sk)->inet_num == IPPROTO_RAW)
		return -EINVAL;
	if (on) {
		new_ra = kzalloc(sizeof(*new_ra), GFP_KERNEL);
		if (!new_ra)
			return -ENOMEM;
	}
	mutex_lock(ip4->ra_mutex);
	for (rap = &ip4->ra_chain; (ra = *rap) != NULL; rap = &ra->next)
		if (ra->sk == sk)
			break;
	if (on && !ra) {
		new_ra->sk = sk;
		sock_hold(sk);
		rcu_assign_pointer(*rap, new_ra);
		new_ra = NULL;
	} else if (!on && ra) {
		ra->sk = NULL;
		rcu_assign_pointer(*rap, ra->next);
	}
	mutex_unlock(ip4->ra_mutex);
	kfree(new_ra);
	if (on)
		return ra ? -EADDRINUSE : 0;
	if (!ra)
		return -ENOENT;
	sock_put(sk); /* close() has another */
	kfree_rcu(ra, rcu);
	return 0;
}

static int do_ip_setsockopt(struct sock *sk, int optname, sockptr_t optval,
			    unsigned int optlen, int val)
{
	const struct ip_flag_opt *flag = ip_flag_opt(optname);

	if (flag)
		return ip_set_flag(sk, flag, val, optlen);
	if (optname == IP_OPTIONS)
		return ip_set_options(sk, optval, optlen);
	if (ip_mc_sockopt(optname))
		return ip_mc_setsockopt(sk, optname, optval, optlen);
	return ip_set_number(sk, optname, val, optlen);
}

/**
 * ip_setsockopt - an option of level IPPROTO_IP
 * @sk: not locked
 * @level: others are not ours
 * @optval: an int, a byte where a byte is enough, or the option's struct
 *
 * Context: process.
 * Return: 0, -ENOPROTOOPT, -EINVAL, -EFAULT, -EPERM, …: see ip(7).
 */
int ip_setsockopt(struct sock *sk, int level, int optname, sockptr_t optval,
		  unsigned int optlen)
{
	bool rtnl = ip_mc_sockopt_needs_rtnl(optname);
	unsigned char byte;
	int val = 0, err;

	if (level != SOL_IP)
		return -ENOPROTOOPT;
	if (optlen >= sizeof(int)) {
		if (copy_from_sockptr(&val, optval, sizeof(val)))
			return -EFAULT;
	} else if (optlen >= 1) {
		if (copy_from_sockptr(&byte, optval, sizeof(byte)))
			return -EFAULT;
		val = byte;
	}
	if (optname == IP_ROUTER_ALERT)
		return ip_ra_control(sk, val != 0);
	if (rtnl)
		rtnl_lock();
	lock_sock(sk);
	err = do_ip_setsockopt(sk, optname, optval, optlen, val);
	release_sock(sk);
	if (rtnl)
		rtnl_unlock();
	return err;
}
EXPORT_SYMBOL(ip_setsockopt);

/* ---- getsockopt
 * -------------------------------------------------------------- */

static int ip_get_options(struct sock *sk, char *optval, int *optlen, int len)
{
	unsigned char optbuf[sizeof(struct ip_options) + 40] __aligned(8);
	struct ip_options *opt = (struct ip_options *)optbuf;
	struct ip_options_rcu *inet_opt;

	opt->optlen = 0;
	rcu_read_lock();
	inet_opt = rcu_dereference(inet_sk(sk)->inet_opt);
	if (inet_opt)
		memcpy(optbuf, &inet_opt->opt,
		       sizeof(struct ip_options) + inet_opt->opt.optlen);
	rcu_read_unlock();
	if (!opt->optlen) {
		*optlen = 0;
		return 0;
	}
	ip_options_undo(opt);
	len = min_t(int, len, opt->optlen);
	*optlen = len;
	memcpy(optval, opt->__data, (size_t)len);
	return 0;
}

static int ip_get_mtu(struct sock *sk, int *val)
{
	struct dst_entry *dst = sk_dst_get(sk);

	*val = 0;
	if (dst) {
		*val = (int)dst_mtu(dst);
		dst_release(dst);
	}
	return *val ? 0 : -ENOTCONN;
}

static int ip_get_number(struct sock *sk, int optname, int *val)
{
	struct inet_sock *inet = inet_sk(sk);

	switch (optname) {
	case IP_TOS:
		*val = READ_ONCE(inet->tos);
		return 0;
	case IP_TTL:
		*val = READ_ONCE(inet->uc_ttl);
		if (*val < 0)
			*val = READ_ONCE(
				net_ipv4(sock_net(sk))->sysctl_ip_default_ttl);
		return 0;
	case IP_MINTTL:
		*val = READ_ONCE(inet->min_ttl);
		return 0;
	case IP_MTU_DISCOVER:
		*val = READ_ONCE(inet->pmtudisc);
		return 0;
	case IP_MTU:
		return ip_get_mtu(sk, val);
	case IP_MULTICAST_TTL:
		*val = READ_ONCE(inet->mc_ttl);
		return 0;
	case IP_UNICAST_IF:
		*val = (int)htonl((u32)READ_ONCE(inet->uc_index));
		return 0;
	case IP_LOCAL_PORT_RANGE:
		*val = (int)READ_ONCE(inet->local_port_range);
		return 0;
	case IP_PROTOCOL:
		*val = inet->inet_num;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* A small value fits a char: BSD programs ask for one. */
static void ip_put_number(char *optval, int *optlen, int len, int val)
{
	if (len < (int)sizeof(int) && len > 0 && val >= 0 && val <= 255) {
		*optlen = 1;
		*optval = (char)val;
		return;
	}
	len = min_t(int, sizeof(int), len);
	*optlen = len;
	memcpy(optval, &val, (size_t)len);
}

/**
 * ip_getsockopt - read an option of level IPPROTO_IP
 * @sk: not locked
 * @optlen: in: room; out: what was written
 *
 * Context: process.
 * Return: 0, -ENOPROTOOPT, -EOPNOTSUPP (another level), -EINVAL, -ENOTCONN.
 */
int ip_getsockopt(struct sock *sk, int level, int optname, char *optval,
		  int *optlen)
{
	const struct ip_flag_opt *flag = ip_flag_opt(optname);
	int len = *optlen, val = 0, err = 0;

	if (level != SOL_IP)
		return -EOPNOTSUPP;
	if (len < 0)
		return -EINVAL;
	if (optname == IP_OPTIONS)
		return ip_get_options(sk, optval, optlen, len);
	if (ip_mc_sockopt(optname))
		return ip_mc_getsockopt(sk, optname, optval, optlen);
	if (flag)
		val = test_bit(flag->bit, &inet_sk(sk)->inet_flags);
	else
		err = ip_get_number(sk, optname, &val);
	if (!err)
		ip_put_number(optval, optlen, len, val);
	return err;
}
EXPORT_SYMBOL(ip_getsockopt);
