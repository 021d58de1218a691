// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udp_sockopt - setsockopt(IPPROTO_UDP) and getsockopt(IPPROTO_UDP)
 *
 * Where:   struct proto.setsockopt and getsockopt of UDP; IPv6 shares them.
 * Mirrors: net/ipv4/udp.c, cut.
 * Spec:    udp(7).
 */
#include "proto/ipv4/udp.h"

/**
 * udp_lib_setsockopt - an option of level SOL_UDP
 * @push_pending_frames: lets go what was corked
 *
 * Context: process, @sk not locked.
 * Return: 0, -EINVAL, -EFAULT, -ENOPROTOOPT.
 */
int udp_lib_setsockopt(struct sock *sk, int level, int optname,
		       sockptr_t optval, unsigned int optlen,
		       int (*push_pending_frames)(struct sock *))
{
	struct udp_sock *up = udp_sk(sk);
	int val;

	if (optlen < sizeof(int))
		return -EINVAL;
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;
	switch (optname) {
	case UDP_CORK:
		WRITE_ONCE(up->corkflag, val != 0);
		if (!val) {
			lock_sock(sk);
			push_pending_frames(sk);
			release_sock(sk);
		}
		return 0;
	case UDP_ENCAP: /* the kinds that need no encap_rcv of ours */
		if (val != 0 && val != UDP_ENCAP_L2TPINUDP)
			return -ENOPROTOOPT;
		up->encap_type = (u8)val;
		return 0;
	case UDP_NO_CHECK6_TX:
		up->no_check6_tx = val != 0;
		return 0;
	case UDP_NO_CHECK6_RX:
		up->no_check6_rx = val != 0;
		return 0;
	case UDP_SEGMENT:
		if (val < 0 || val > U16_MAX)
			return -EINVAL;
		WRITE_ONCE(up->gso_size, (u16)val);
		return 0;
	case UDP_GRO:
		up->accept_udp_l4 = val != 0;
		up->gro_enabled = val != 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}
EXPORT_SYMBOL(udp_lib_setsockopt);

/* Context: process. 0, -EINVAL, -ENOPROTOOPT. */
int udp_lib_getsockopt(struct sock *sk, int level, int optname, char *optval,
		       int *optlen)
{
	struct udp_sock *up = udp_sk(sk);
	int val;

	if (*optlen < 0)
		return -EINVAL;
	switch (optname) {
	case UDP_CORK:
		val = READ_ONCE(up->corkflag);
		break;
	case UDP_ENCAP:
		val = up->encap_type;
		break;
	case UDP_NO_CHECK6_TX:
		val = up->no_check6_tx;
		break;
	case UDP_NO_CHECK6_RX:
		val = up->no_check6_rx;
		break;
	case UDP_SEGMENT:
		val = READ_ONCE(up->gso_size);
		break;
	case UDP_GRO:
		val = up->gro_enabled;
		break;
	default:
		return -ENOPROTOOPT;
	}
	*optlen = min_t(int, *optlen, sizeof(int));
	memcpy(optval, &val, (size_t)*optlen);
	return 0;
}
EXPORT_SYMBOL(udp_lib_getsockopt);
