// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_sockopt_mc - multicast options of a socket: memberships and the device
 *
 * Where:   ip_setsockopt() and ip_getsockopt(); igmp.c does the work.
 * Mirrors: net/ipv4/ip_sockglue.c, cut.
 * Spec:    ip(7), RFC 3678 (source filters).
 *
 * The same wishes come in two spellings: IP_* with IPv4 addresses, MCAST_*
 * with a struct sockaddr_storage and the number of a device.
 */
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/slab.h"
#include "proto/ipv4/igmp.h"
#include "proto/ipv4/ip.h"
#include "proto/ipv4/ip_sockglue.h"

bool ip_mc_sockopt_needs_rtnl(int optname)
{
	switch (optname) {
	case IP_ADD_MEMBERSHIP:
	case IP_DROP_MEMBERSHIP:
	case IP_ADD_SOURCE_MEMBERSHIP:
	case IP_DROP_SOURCE_MEMBERSHIP:
	case IP_BLOCK_SOURCE:
	case IP_UNBLOCK_SOURCE:
	case IP_MSFILTER:
	case MCAST_JOIN_GROUP:
	case MCAST_LEAVE_GROUP:
	case MCAST_JOIN_SOURCE_GROUP:
	case MCAST_LEAVE_SOURCE_GROUP:
	case MCAST_BLOCK_SOURCE:
	case MCAST_UNBLOCK_SOURCE:
	case MCAST_MSFILTER:
		return true;
	default:
		return false;
	}
}

bool ip_mc_sockopt(int optname)
{
	return optname == IP_MULTICAST_IF || ip_mc_sockopt_needs_rtnl(optname);
}

/* An ip_mreqn, or the shorter structs that were before it. */
static int ip_mc_copy_mreqn(struct ip_mreqn *mreq, sockptr_t optval,
			    unsigned int optlen)
{
	memset(mreq, 0, sizeof(*mreq));
	if (optlen >= sizeof(struct ip_mreqn))
		return copy_from_sockptr(mreq, optval, sizeof(*mreq));
	if (optlen >= sizeof(struct ip_mreq))
		return copy_from_sockptr(mreq, optval, sizeof(struct ip_mreq));
	return copy_from_sockptr(&mreq->imr_address, optval,
				 sizeof(struct in_addr));
}

static int ip_mc_set_if(struct sock *sk, sockptr_t optval, unsigned int optlen)
{
	struct inet_sock *inet = inet_sk(sk);
	struct net_device *dev;
	struct ip_mreqn mreq;

	if (sk->sk_type == SOCK_STREAM || optlen < sizeof(struct in_addr))
		return -EINVAL;
	if (ip_mc_copy_mreqn(&mreq, optval, optlen))
		return -EFAULT;
	if (!mreq.imr_ifindex && !mreq.imr_address.s_addr) {
		inet->mc_index = 0;
		inet->mc_addr = 0;
		return 0;
	}
	if (mreq.imr_ifindex)
		dev = dev_get_by_index(sock_net(sk), mreq.imr_ifindex);
	else
		dev = ip_dev_find(sock_net(sk), mreq.imr_address.s_addr);
	if (!dev)
		return -EADDRNOTAVAIL;
	mreq.imr_ifindex = dev->ifindex;
	dev_put(dev);
	if (sk->sk_bound_dev_if && mreq.imr_ifindex != sk->sk_bound_dev_if)
		return -EINVAL;
	inet->mc_index = mreq.imr_ifindex;
	inet->mc_addr = mreq.imr_address.s_addr;
	return 0;
}

static int ip_mc_set_membership(struct sock *sk, int optname, sockptr_t optval,
				unsigned int optlen)
{
	struct ip_mreqn mreq;

	if (inet_is_connected_icsk(sk))
		return -EPROTO;
	if (optlen < sizeof(struct ip_mreq))
		return -EINVAL;
	if (ip_mc_copy_mreqn(&mreq, optval, optlen))
		return -EFAULT;
	return optname == IP_ADD_MEMBERSHIP ? ip_mc_join_group(sk, &mreq)
					    : ip_mc_leave_group(sk, &mreq);
}

/*
 * One source more or less, blocked or wanted. A socket that was no member of
 * the group becomes one with its first wanted source.
 */
static int ip_mc_set_source(struct sock *sk, int optname,
			    struct ip_mreq_source *mreqs, int ifindex)
{
	int omode = MCAST_EXCLUDE, add = 0, err;
	struct ip_mreqn mreq = {
		.imr_multiaddr.s_addr = mreqs->imr_multiaddr,
		.imr_address.s_addr = mreqs->imr_interface,
		.imr_ifindex = ifindex,
	};

	switch (optname) {
	case IP_BLOCK_SOURCE:
	case MCAST_BLOCK_SOURCE:
		add = 1;
		break;
	case IP_UNBLOCK_SOURCE:
	case MCAST_UNBLOCK_SOURCE:
		break;
	case IP_ADD_SOURCE_MEMBERSHIP:
	case MCAST_JOIN_SOURCE_GROUP:
		err = ip_mc_join_group_ssm(sk, &mreq, MCAST_INCLUDE);
		if (err && err != -EADDRINUSE)
			return err;
		omode = MCAST_INCLUDE;
		add = 1;
		break;
	default:
		omode = MCAST_INCLUDE;
		break;
	}
	return ip_mc_source(add, omode, sk, mreqs, ifindex);
}

static int ip_mc_set_ip_source(struct sock *sk, int optname, sockptr_t optval,
			       unsigned int optlen)
{
	struct ip_mreq_source mreqs;

	if (optlen != sizeof(mreqs))
		return -EINVAL;
	if (copy_from_sockptr(&mreqs, optval, sizeof(mreqs)))
		return -EFAULT;
	return ip_mc_set_source(sk, optname, &mreqs, 0);
}

static __be32 ss_addr(const struct sockaddr_storage *ss)
{
	return ((const struct sockaddr_in *)ss)->sin_addr.s_addr;
}

static sa_family_t ss_family(const struct sockaddr_storage *ss)
{
	return ((const struct sockaddr *)ss)->sa_family;
}

static int ip_mc_set_group(struct sock *sk, int optname, sockptr_t optval,
			   unsigned int optlen)
{
	struct group_req greq;
	struct ip_mreqn mreq;

	if (optlen < sizeof(greq))
		return -EINVAL;
	if (copy_from_sockptr(&greq, optval, sizeof(greq)))
		return -EFAULT;
	if (ss_family(&greq.gr_group) != AF_INET)
		return -EINVAL;
	mreq = (struct ip_mreqn){
		.imr_multiaddr.s_addr = ss_addr(&greq.gr_group),
		.imr_ifindex = (int)greq.gr_interface,
	};
	return optname == MCAST_JOIN_GROUP ? ip_mc_join_group(sk, &mreq)
					   : ip_mc_leave_group(sk, &mreq);
}

static int ip_mc_set_group_source(struct sock *sk, int optname,
				  sockptr_t optval, unsigned int optlen)
{
	struct group_source_req greqs;
	struct ip_mreq_source mreqs;

	if (optlen != sizeof(greqs))
		return -EINVAL;
	if (copy_from_sockptr(&greqs, optval, sizeof(greqs)))
		return -EFAULT;
	if (ss_family(&greqs.gsr_group) != AF_INET ||
	    ss_family(&greqs.gsr_source) != AF_INET)
		return -EADDRNOTAVAIL;
	mreqs = (struct ip_mreq_source){
		.imr_multiaddr = ss_addr(&greqs.gsr_group),
		.imr_sourceaddr = ss_addr(&greqs.gsr_source),
	};
	return ip_mc_set_source(sk, optname, &mreqs, (int)greqs.gsr_interface);
}

/* How many sources @optlen bytes can hold, and the knob that limits them. */
static int ip_mc_check_filter(struct sock *sk, unsigned int optlen, size_t head,
			      u32 numsrc, size_t size)
{
	if (numsrc >= 0x1ffffff ||
	    numsrc >
		    (u32)READ_ONCE(net_ipv4(sock_net(sk))->sysctl_igmp_max_msf))
		return -ENOBUFS;
	return head + numsrc * size > optlen ? -EINVAL : 0;
}

/* The option's bytes, for the caller to kfree(); at least @size are there. */
static void *ip_mc_copy_filter(struct sock *sk, sockptr_t optval,
			       unsigned int optlen, size_t min_len, size_t size)
{
	void *filter;
	int err;

	if (optlen < min_len)
		return ERR_PTR(-EINVAL);
	if (optlen > (u32)sock_net(sk)->core.sysctl_optmem_max)
		return ERR_PTR(-ENOBUFS);
	filter = kmalloc(max_t(size_t, optlen, size), GFP_KERNEL);
	if (!filter)
		return ERR_PTR(-ENOMEM);
	err = copy_from_sockptr(filter, optval, optlen);
	if (!err)
		return filter;
	kfree(filter);
	return ERR_PTR(err);
}

static int ip_mc_set_msfilter(struct sock *sk, sockptr_t optval,
			      unsigned int optlen)
{
	struct ip_msfilter *msf = ip_mc_copy_filter(
		sk, optval, optlen, IP_MSFILTER_SIZE(0), sizeof(*msf));
	int err;

	if (IS_ERR(msf))
		return (int)PTR_ERR(msf);
	err = ip_mc_check_filter(sk, optlen, IP_MSFILTER_SIZE(0),
				 msf->imsf_numsrc, sizeof(__u32));
	if (!err)
		err = ip_mc_msfilter(sk, msf, 0);
	kfree(msf);
	return err;
}

/* @gsf's sources as the older struct. */
static int ip_mc_gsf_to_msf(struct sock *sk, const struct group_filter *gsf)
{
	struct ip_msfilter *msf;
	int err = -EADDRNOTAVAIL;
	size_t size;

	size = max_t(size_t, IP_MSFILTER_SIZE(gsf->gf_numsrc), sizeof(*msf));
	msf = kzalloc(size, GFP_KERNEL);
	if (!msf)
		return -ENOMEM;
	msf->imsf_multiaddr = ss_addr(&gsf->gf_group);
	msf->imsf_fmode = gsf->gf_fmode;
	msf->imsf_numsrc = gsf->gf_numsrc;
	for (u32 i = 0; i < gsf->gf_numsrc; i++) {
		const struct sockaddr_storage *ss = &gsf->gf_slist_flex[i];

		if (ss_family(ss) != AF_INET)
			goto out;
		msf->imsf_slist_flex[i] = ss_addr(ss);
	}
	err = ip_mc_msfilter(sk, msf, (int)gsf->gf_interface);
out:
	kfree(msf);
	return err;
}

static int ip_mc_set_gsfilter(struct sock *sk, sockptr_t optval,
			      unsigned int optlen)
{
	struct group_filter *gsf = ip_mc_copy_filter(
		sk, optval, optlen, GROUP_FILTER_SIZE(0), sizeof(*gsf));
	int err;

	if (IS_ERR(gsf))
		return (int)PTR_ERR(gsf);
	err = ip_mc_check_filter(sk, optlen, GROUP_FILTER_SIZE(0),
				 gsf->gf_numsrc,
				 sizeof(struct sockaddr_storage));
	if (!err && ss_family(&gsf->gf_group) != AF_INET)
		err = -EADDRNOTAVAIL;
	if (!err)
		err = ip_mc_gsf_to_msf(sk, gsf);
	kfree(gsf);
	return err;
}

/* Context: process, @sk locked; rtnl where ip_mc_sockopt_needs_rtnl(). */
int ip_mc_setsockopt(struct sock *sk, int optname, sockptr_t optval,
		     unsigned int optlen)
{
	switch (optname) {
	case IP_MULTICAST_IF:
		return ip_mc_set_if(sk, optval, optlen);
	case IP_ADD_MEMBERSHIP:
	case IP_DROP_MEMBERSHIP:
		return ip_mc_set_membership(sk, optname, optval, optlen);
	case IP_MSFILTER:
		return ip_mc_set_msfilter(sk, optval, optlen);
	case MCAST_JOIN_GROUP:
	case MCAST_LEAVE_GROUP:
		return ip_mc_set_group(sk, optname, optval, optlen);
	case MCAST_JOIN_SOURCE_GROUP:
	case MCAST_LEAVE_SOURCE_GROUP:
	case MCAST_BLOCK_SOURCE:
	case MCAST_UNBLOCK_SOURCE:
		return ip_mc_set_group_source(sk, optname, optval, optlen);
	case MCAST_MSFILTER:
		return ip_mc_set_gsfilter(sk, optval, optlen);
	default:
		return ip_mc_set_ip_source(sk, optname, optval, optlen);
	}
}

static int ip_mc_get_msfilter(struct sock *sk, char *optval, int *optlen)
{
	struct ip_msfilter msf;

	if (*optlen < (int)IP_MSFILTER_SIZE(0))
		return -EINVAL;
	memcpy(&msf, optval, IP_MSFILTER_SIZE(0));
	return ip_mc_msfget(sk, &msf, USER_SOCKPTR(optval),
			    USER_SOCKPTR(optlen));
}

static int ip_mc_get_gsfilter(struct sock *sk, char *optval, int *optlen)
{
	struct group_filter gsf;
	u32 num;
	int err;

	if (*optlen < (int)GROUP_FILTER_SIZE(0))
		return -EINVAL;
	memcpy(&gsf, optval, GROUP_FILTER_SIZE(0));
	num = gsf.gf_numsrc;
	err = ip_mc_gsfget(sk, &gsf, USER_SOCKPTR(optval),
			   offsetof(struct group_filter, gf_slist_flex));
	if (err)
		return err;
	if (gsf.gf_numsrc < num)
		num = gsf.gf_numsrc;
	*optlen = (int)GROUP_FILTER_SIZE(num);
	memcpy(optval, &gsf, GROUP_FILTER_SIZE(0));
	return 0;
}

/* Context: process; not locked. 0, -EINVAL, -ENOPROTOOPT, … */
int ip_mc_getsockopt(struct sock *sk, int optname, char *optval, int *optlen)
{
	struct in_addr addr;
	int err;

	if (optname == IP_MULTICAST_IF) {
		addr.s_addr = READ_ONCE(inet_sk(sk)->mc_addr);
		*optlen = min_t(int, *optlen, sizeof(addr));
		memcpy(optval, &addr, (size_t)*optlen);
		return 0;
	}
	if (optname != IP_MSFILTER && optname != MCAST_MSFILTER)
		return -ENOPROTOOPT;
	rtnl_lock();
	lock_sock(sk);
	err = optname == IP_MSFILTER ? ip_mc_get_msfilter(sk, optval, optlen)
				     : ip_mc_get_gsfilter(sk, optval, optlen);
	release_sock(sk);
	rtnl_unlock();
	return err;
}
