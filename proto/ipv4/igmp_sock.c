// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * igmp_sock - the groups and sources that a socket wants to hear
 *
 * Where:   setsockopt(IP_ADD_MEMBERSHIP, IP_BLOCK_SOURCE, …) by ip_sockglue.c;
 *          udp.c and raw.c ask ip_mc_sf_allow() for each copy.
 * Mirrors: net/ipv4/igmp.c, cut out.
 * Spec:    RFC 3376 §3, RFC 3678 (the socket's view).
 *
 * A socket has a list of (group, device); each has a mode and sources. What
 * all sockets want of a device's group is counted there: sfcount[mode] sockets
 * have the mode, sf_count[mode] name the source in it.
 */
#include <linux/in.h>

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/err.h"
#include "lib/slab.h"
#include "proto/ipv4/igmp_priv.h"
#include "proto/ipv4/ip.h"

/* ---- what a device is told
 * ---------------------------------------------------
 */

static struct ip_sf_list *sf_find(struct ip_mc_list *im, __be32 addr)
{
	struct ip_sf_list *psf;

	for (psf = im->sources; psf; psf = psf->sf_next)
		if (psf->sf_inaddr == addr)
			return psf;
	return NULL;
}

/* im->lock. One more (or less) socket names @addr in @mode. 0 or -ENOBUFS. */
static int sf_count_src(struct ip_mc_list *im, unsigned int mode, __be32 addr,
			int delta)
{
	struct ip_sf_list *psf = sf_find(im, addr), **pp;

	if (!psf && delta > 0) {
		psf = kzalloc(sizeof(*psf), GFP_ATOMIC);
		if (!psf)
			return -ENOBUFS;
		psf->sf_inaddr = addr;
		for (pp = &im->sources; *pp; pp = &(*pp)->sf_next)
			;
		*pp = psf;
	}
	if (!psf)
		return 0;
	psf->sf_count[mode] += (unsigned long)(long)delta;
	if (psf->sf_count[0] || psf->sf_count[1])
		return 0;
	for (pp = &im->sources; *pp != psf; pp = &(*pp)->sf_next)
		;
	*pp = psf->sf_next;
	kfree(psf);
	return 0;
}

/* A socket's filter of @im comes (+1) or goes (-1), source by source. RTNL. */
static int mc_count_filter(struct ip_mc_list *im, unsigned int mode,
			   const struct ip_sf_socklist *psl, int delta)
{
	int err = 0;

	spin_lock_bh(&im->lock);
	im->sfcount[mode] += (unsigned long)(long)delta;
	for (unsigned int i = 0; psl && i < psl->sl_count && !err; i++)
		err = sf_count_src(im, mode, psl->sl_addr[i], delta);
	spin_unlock_bh(&im->lock);
	return err;
}

/* ---- join and leave
 * ------------------------------------------------------------
 */

/* RTNL. The device that @imr means: by index, address or route; or NULL. */
static struct in_device *ip_mc_find_dev(struct net *net, struct ip_mreqn *imr)
{
	struct net_device *dev = NULL;
	struct in_device *in_dev;
	struct rtable *rt;

	if (imr->imr_ifindex)
		return inetdev_by_index(net, imr->imr_ifindex);
	if (imr->imr_address.s_addr) {
		rcu_read_lock();
		dev = __ip_dev_find(net, imr->imr_address.s_addr, false);
		rcu_read_unlock();
		if (!dev)
			return NULL;
	}
	if (!dev) {
		rt = ip_route_output(net, imr->imr_multiaddr.s_addr, 0, 0, 0);
		if (IS_ERR(rt))
			return NULL;
		dev = rt->dst.dev;
		ip_rt_put(rt);
	}
	imr->imr_ifindex = dev->ifindex;
	in_dev = __in_dev_get_rtnl(dev);
	return in_dev;
}

static struct ip_mc_socklist *pmc_find(struct sock *sk, __be32 group,
				       int ifindex)
{
	struct ip_mc_socklist *pmc;

	for (pmc = inet_sk(sk)->mc_list; pmc; pmc = pmc->next_rcu)
		if (pmc->multi.imr_multiaddr.s_addr == group &&
		    pmc->multi.imr_ifindex == ifindex)
			return pmc;
	return NULL;
}

static int ip_mc_too_many(struct sock *sk)
{
	struct ip_mc_socklist *pmc;
	int n = 0;

	for (pmc = inet_sk(sk)->mc_list; pmc; pmc = pmc->next_rcu)
		n++;
	return n >=
	       READ_ONCE(net_ipv4(sock_net(sk))->sysctl_igmp_max_memberships);
}

static int __ip_mc_join_group(struct sock *sk, struct ip_mreqn *imr,
			      unsigned int mode)
{
	__be32 addr = imr->imr_multiaddr.s_addr;
	struct ip_mc_socklist *iml;
	struct in_device *in_dev;
	struct ip_mc_list *im;

	ASSERT_RTNL();
	if (!ipv4_is_multicast(addr))
		return -EINVAL;
	in_dev = ip_mc_find_dev(sock_net(sk), imr);
	if (!in_dev)
		return -ENODEV;
	if (pmc_find(sk, addr, imr->imr_ifindex))
		return -EADDRINUSE;
	if (ip_mc_too_many(sk))
		return -ENOBUFS;
	iml = kzalloc(sizeof(*iml), GFP_KERNEL);
	im = iml ? ip_mc_get_group(in_dev, addr) : NULL;
	if (!im) {
		kfree(iml);
		return -ENOBUFS;
	}
	iml->multi = *imr;
	iml->sfmode = mode;
	iml->next_rcu = inet_sk(sk)->mc_list;
	rcu_assign_pointer(inet_sk(sk)->mc_list, iml);
	(void)mc_count_filter(im, mode, NULL, 1);
	ip_mc_group_changed(im);
	return 0;
}

/* Context: process, RTNL, @sk locked. */
int ip_mc_join_group(struct sock *sk, struct ip_mreqn *imr)
{
	return __ip_mc_join_group(sk, imr, MCAST_EXCLUDE);
}
EXPORT_SYMBOL(ip_mc_join_group);

int ip_mc_join_group_ssm(struct sock *sk, struct ip_mreqn *imr,
			 unsigned int mode)
{
	return __ip_mc_join_group(sk, imr, mode);
}
EXPORT_SYMBOL(ip_mc_join_group_ssm);

/* RTNL. @iml is out of the socket's list. */
static void ip_mc_drop(struct net *net, struct ip_mc_socklist *iml)
{
	__be32 group = iml->multi.imr_multiaddr.s_addr;
	struct in_device *in_dev =
		inetdev_by_index(net, iml->multi.imr_ifindex);
	struct ip_mc_list *im = in_dev ? ip_mc_find(in_dev, group) : NULL;

	if (im) {
		(void)mc_count_filter(im, iml->sfmode, iml->sflist, -1);
		if (im->users > 1)
			ip_mc_group_changed(im);
		ip_mc_put_group(in_dev, group);
	}
	if (iml->sflist)
		kfree_rcu(iml->sflist, rcu);
	kfree_rcu(iml, rcu);
}

int ip_mc_leave_group(struct sock *sk, struct ip_mreqn *imr)
{
	__be32 group = imr->imr_multiaddr.s_addr;
	struct ip_mc_socklist *iml, **pp;
	struct in_device *in_dev;
	u32 ifindex;

	ASSERT_RTNL();
	in_dev = ip_mc_find_dev(sock_net(sk), imr);
	if (!imr->imr_ifindex && !imr->imr_address.s_addr && !in_dev)
		return -ENODEV;
	ifindex = (u32)imr->imr_ifindex;
	for (pp = &inet_sk(sk)->mc_list; (iml = *pp) != NULL;
	     pp = &iml->next_rcu) {
		if (iml->multi.imr_multiaddr.s_addr != group)
			continue;
		if (ifindex && (u32)iml->multi.imr_ifindex != ifindex)
			continue;
		rcu_assign_pointer(*pp, iml->next_rcu);
		ip_mc_drop(sock_net(sk), iml);
		return 0;
	}
	return -EADDRNOTAVAIL;
}
EXPORT_SYMBOL(ip_mc_leave_group);

/* The socket ends. Context: process, RTNL not held. */
void ip_mc_drop_socket(struct sock *sk)
{
	struct inet_sock *inet = inet_sk(sk);
	struct ip_mc_socklist *iml;

	if (!inet->mc_list)
		return;
	rtnl_lock();
	while ((iml = inet->mc_list) != NULL) {
		inet->mc_list = iml->next_rcu;
		ip_mc_drop(sock_net(sk), iml);
	}
	rtnl_unlock();
}
EXPORT_SYMBOL(ip_mc_drop_socket);

/* ---- sources
 * ---------------------------------------------------------------------
 */

static struct ip_sf_socklist *sf_copy(const struct ip_sf_socklist *old,
				      unsigned int max)
{
	struct ip_sf_socklist *psl;

	psl = kzalloc(sizeof(*psl) + max * sizeof(__be32), GFP_KERNEL);
	if (!psl)
		return NULL;
	psl->sl_max = max;
	psl->sl_count = old ? old->sl_count : 0;
	if (old)
		memcpy(psl->sl_addr, old->sl_addr,
		       old->sl_count * sizeof(__be32));
	return psl;
}

/* RTNL. @pmc has mode @mode and @psl (taken) from here on. */
static int pmc_set_filter(struct sock *sk, struct ip_mc_socklist *pmc,
			  unsigned int mode, struct ip_sf_socklist *psl)
{
	struct in_device *in_dev =
		inetdev_by_index(sock_net(sk), pmc->multi.imr_ifindex);
	struct ip_sf_socklist *old = pmc->sflist;
	struct ip_mc_list *im;
	int err = 0;

	im = in_dev ? ip_mc_find(in_dev, pmc->multi.imr_multiaddr.s_addr)
		    : NULL;
	if (im) {
		err = mc_count_filter(im, mode, psl, 1);
		(void)mc_count_filter(im, pmc->sfmode, old, -1);
	}
	rcu_assign_pointer(pmc->sflist, psl);
	pmc->sfmode = mode;
	if (old)
		kfree_rcu(old, rcu);
	if (im)
		ip_mc_group_changed(im);
	return err;
}

/**
 * ip_mc_source - one source more or less
 * @add: 1 add to the list, 0 take out
 * @omode: MCAST_INCLUDE (join, leave source), MCAST_EXCLUDE (block, unblock)
 *
 * Context: process, RTNL, @sk locked. Return: 0, -EINVAL, -ENODEV,
 * -EADDRNOTAVAIL, -ENOBUFS.
 */
int ip_mc_source(int add, int omode, struct sock *sk,
		 struct ip_mreq_source *mreqs, int ifindex)
{
	struct ip_mreqn imr = {
		.imr_multiaddr.s_addr = mreqs->imr_multiaddr,
		.imr_address.s_addr = mreqs->imr_interface,
		.imr_ifindex = ifindex,
	};
	struct ip_sf_socklist *psl, *old;
	struct ip_mc_socklist *pmc;
	unsigned int i, n;

	if (!ipv4_is_multicast(mreqs->imr_multiaddr))
		return -EINVAL;
	if (!ip_mc_find_dev(sock_net(sk), &imr))
		return -ENODEV;
	pmc = pmc_find(sk, mreqs->imr_multiaddr, imr.imr_ifindex);
	if (!pmc)
		return -EINVAL;
	old = pmc->sflist;
	n = old ? old->sl_count : 0;
	/* a list of the other kind may only be changed while it is empty */
	if (pmc->sfmode != (unsigned int)omode && n)
		return -EINVAL;
	for (i = 0; i < n; i++)
		if (old->sl_addr[i] == mreqs->imr_sourceaddr)
			break;
	if (add ? i < n : i == n)
		return -EADDRNOTAVAIL;
	/* the last included source goes: so does the membership */
	if (!add && n == 1 && omode == MCAST_INCLUDE)
		return ip_mc_leave_group(sk, &imr);
	if (add &&
	    (int)n >= READ_ONCE(net_ipv4(sock_net(sk))->sysctl_igmp_max_msf))
		return -ENOBUFS;
	psl = sf_copy(old, n + IP_SFBLOCK);
	if (!psl)
		return -ENOBUFS;
	if (add)
		psl->sl_addr[psl->sl_count++] = mreqs->imr_sourceaddr;
	else
		psl->sl_addr[i] = psl->sl_addr[--psl->sl_count];
	return pmc_set_filter(sk, pmc, (unsigned int)omode, psl);
}
EXPORT_SYMBOL(ip_mc_source);

/* The whole filter at once: RFC 3678 §4.2. Context: as ip_mc_source(). */
int ip_mc_msfilter(struct sock *sk, struct ip_msfilter *msf, int ifindex)
{
	struct ip_mreqn imr = {
		.imr_multiaddr.s_addr = msf->imsf_multiaddr,
		.imr_address.s_addr = msf->imsf_interface,
		.imr_ifindex = ifindex,
	};
	struct ip_sf_socklist *psl = NULL;
	struct ip_mc_socklist *pmc;

	if (!ipv4_is_multicast(msf->imsf_multiaddr) ||
	    (msf->imsf_fmode != MCAST_INCLUDE &&
	     msf->imsf_fmode != MCAST_EXCLUDE))
		return -EINVAL;
	if (!ip_mc_find_dev(sock_net(sk), &imr))
		return -ENODEV;
	if (msf->imsf_fmode == MCAST_INCLUDE && msf->imsf_numsrc == 0)
		return ip_mc_leave_group(sk, &imr);
	pmc = pmc_find(sk, msf->imsf_multiaddr, imr.imr_ifindex);
	if (!pmc)
		return -EINVAL;
	if (msf->imsf_numsrc) {
		psl = sf_copy(NULL, msf->imsf_numsrc);
		if (!psl)
			return -ENOBUFS;
		psl->sl_count = msf->imsf_numsrc;
		memcpy(psl->sl_addr, msf->imsf_slist_flex,
		       msf->imsf_numsrc * sizeof(__be32));
	}
	return pmc_set_filter(sk, pmc, msf->imsf_fmode, psl);
}
EXPORT_SYMBOL(ip_mc_msfilter);

/* getsockopt(IP_MSFILTER). Context: as ip_mc_source(). */
int ip_mc_msfget(struct sock *sk, struct ip_msfilter *msf, sockptr_t optval,
		 sockptr_t optlen)
{
	struct ip_mreqn imr = {
		.imr_multiaddr.s_addr = msf->imsf_multiaddr,
		.imr_address.s_addr = msf->imsf_interface,
	};
	struct ip_mc_socklist *pmc;
	unsigned int count, copy;
	int len;

	if (!ipv4_is_multicast(msf->imsf_multiaddr))
		return -EINVAL;
	if (!ip_mc_find_dev(sock_net(sk), &imr))
		return -ENODEV;
	pmc = pmc_find(sk, msf->imsf_multiaddr, imr.imr_ifindex);
	if (!pmc)
		return -EADDRNOTAVAIL;
	count = pmc->sflist ? pmc->sflist->sl_count : 0;
	copy = min(count, msf->imsf_numsrc);
	msf->imsf_fmode = pmc->sfmode;
	msf->imsf_numsrc = count;
	len = (int)IP_MSFILTER_SIZE(copy);
	if (copy_to_sockptr(optlen, &len, sizeof(len)) ||
	    copy_to_sockptr(optval, msf, IP_MSFILTER_SIZE(0)) ||
	    (copy &&
	     copy_to_sockptr_offset(
		     optval, offsetof(struct ip_msfilter, imsf_slist_flex),
		     pmc->sflist->sl_addr, copy * sizeof(__be32))))
		return -EFAULT;
	return 0;
}
EXPORT_SYMBOL(ip_mc_msfget);

/* getsockopt(MCAST_MSFILTER): the sources as sockaddrs at @offset. */
int ip_mc_gsfget(struct sock *sk, struct group_filter *gsf, sockptr_t optval,
		 size_t offset)
{
	const struct sockaddr_in *psin = (struct sockaddr_in *)&gsf->gf_group;
	struct sockaddr_storage ss;
	struct ip_mc_socklist *pmc;
	unsigned int count, copy;

	if (psin->sin_family != AF_INET ||
	    !ipv4_is_multicast(psin->sin_addr.s_addr))
		return -EINVAL;
	pmc = pmc_find(sk, psin->sin_addr.s_addr, (int)gsf->gf_interface);
	if (!pmc)
		return -EADDRNOTAVAIL;
	count = pmc->sflist ? pmc->sflist->sl_count : 0;
	copy = min(count, gsf->gf_numsrc);
	gsf->gf_fmode = pmc->sfmode;
	gsf->gf_numsrc = count;
	for (unsigned int i = 0; i < copy; i++) {
		struct sockaddr_in *s = (struct sockaddr_in *)&ss;

		memset(&ss, 0, sizeof(ss));
		s->sin_family = AF_INET;
		s->sin_addr.s_addr = pmc->sflist->sl_addr[i];
		if (copy_to_sockptr_offset(optval, offset, &ss, sizeof(ss)))
			return -EFAULT;
		offset += sizeof(ss);
	}
	return 0;
}
EXPORT_SYMBOL(ip_mc_gsfget);

/**
 * ip_mc_sf_allow - does the socket want @loc_addr from @rmt_addr?
 * @dif: the device it came by; @sdif: its slave
 *
 * Context: RCU.
 */
int ip_mc_sf_allow(const struct sock *sk, __be32 loc_addr, __be32 rmt_addr,
		   int dif, int sdif)
{
	const struct ip_sf_socklist *psl;
	struct ip_mc_socklist *pmc;
	unsigned int i;

	if (!ipv4_is_multicast(loc_addr))
		return 1;
	for (pmc = rcu_dereference(inet_sk(sk)->mc_list); pmc;
	     pmc = rcu_dereference(pmc->next_rcu))
		if (pmc->multi.imr_multiaddr.s_addr == loc_addr &&
		    (pmc->multi.imr_ifindex == dif ||
		     (sdif && pmc->multi.imr_ifindex == sdif)))
			break;
	if (!pmc)
		return inet_test_bit(MC_ALL, sk);
	psl = rcu_dereference(pmc->sflist);
	if (!psl)
		return pmc->sfmode == MCAST_EXCLUDE;
	for (i = 0; i < psl->sl_count; i++)
		if (psl->sl_addr[i] == rmt_addr)
			break;
	return pmc->sfmode == MCAST_INCLUDE ? i < psl->sl_count
					    : i == psl->sl_count;
}
EXPORT_SYMBOL(ip_mc_sf_allow);
