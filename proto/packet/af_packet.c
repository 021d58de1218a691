// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * af_packet - sockets that see frames: socket(AF_PACKET, …)
 *
 * Where:   each bound socket is a packet_type: of one EtherType on the way up,
 *          or of all (ETH_P_ALL), which sees what is sent, too.
 * Mirrors: net/packet/af_packet.c. Left out: SOCK_PACKET, rings, fanout.
 * Spec:    packet(7).
 */
#include "core/datagram.h"
#include "core/module.h"
#include "core/proc.h"
#include "lib/err.h"
#include "lib/machine.h"
#include "lib/rculist.h"
#include "lib/slab.h"
#include "proto/packet/internal.h"

#include <linux/capability.h>

/* ---- the hook; bind_lock held
 * -------------------------------------------------- */

static int __register_prot_hook(struct packet_sock *po)
{
	int err;

	if (po->running)
		return 0;
	err = dev_add_pack(&po->prot_hook);
	if (err)
		return err;
	sock_hold(&po->sk);
	po->running = true;
	return 0;
}

/* The caller waits for a grace period before he changes or frees the hook. */
static void __unregister_prot_hook(struct packet_sock *po)
{
	if (!po->running)
		return;
	po->running = false;
	__dev_remove_pack(&po->prot_hook);
	__sock_put(&po->sk);
}

static void packet_set_dev(struct packet_sock *po, struct net_device *dev)
{
	dev_hold(dev);
	dev_put(po->prot_hook.dev);
	po->prot_hook.dev = dev;
}

static void packet_report(struct sock *sk, int err)
{
	sk->sk_err = err;
	if (!sock_flag(sk, SOCK_DEAD))
		sk_error_report(sk);
}

/* ---- life
 * ------------------------------------------------------------------------- */

static void packet_sock_destruct(struct sock *sk)
{
	skb_errqueue_purge(&sk->sk_error_queue);
	WARN_ON_ONCE(atomic_read(&sk->sk_rmem_alloc));
	WARN_ON_ONCE(refcount_read(&sk->sk_wmem_alloc));
}

/* Context: process; struct proto_ops.release. Return: 0. */
static int packet_release(struct socket *sock)
{
	struct sock *sk = sock->sk;
	struct netns_packet *np;
	struct packet_sock *po;

	if (!sk)
		return 0;
	po = pkt_sk(sk);
	np = sock_net(sk)->packet;
	spin_lock_bh(&np->lock);
	sk_del_node_init_rcu(sk);
	spin_unlock_bh(&np->lock);
	spin_lock_bh(&po->bind_lock);
	__unregister_prot_hook(po);
	spin_unlock_bh(&po->bind_lock);
	packet_flush_mclist(sk);
	synchronize_net();
	packet_set_dev(po, NULL);
	sock_orphan(sk);
	sock->sk = NULL;
	skb_queue_purge_reason(&sk->sk_receive_queue,
			       SKB_DROP_REASON_SOCKET_CLOSE);
	sock_put(sk);
	return 0;
}

/* @sk is locked. @dev: a reference, or NULL: all devices. */
static int packet_do_bind(struct sock *sk, struct net_device *dev, __be16 proto)
{
	struct packet_sock *po = pkt_sk(sk);
	bool rehook = po->prot_hook.type != proto || po->prot_hook.dev != dev;
	bool was_running = po->running;
	int err = 0;

	if (rehook && was_running) {
		spin_lock_bh(&po->bind_lock);
		WRITE_ONCE(po->num, 0); /* no events in between */
		__unregister_prot_hook(po);
		spin_unlock_bh(&po->bind_lock);
		synchronize_net();
	}
	spin_lock_bh(&po->bind_lock);
	if (rehook) {
		WRITE_ONCE(po->num, proto);
		po->prot_hook.type = proto;
		packet_set_dev(po, dev);
		WRITE_ONCE(po->ifindex, dev ? dev->ifindex : 0);
	}
	if (proto && rehook) {
		if (!dev || dev->flags & IFF_UP)
			err = __register_prot_hook(po);
		else
			packet_report(sk, ENETDOWN);
	}
	spin_unlock_bh(&po->bind_lock);
	return err;
}

/* Context: process; struct proto_ops.bind. 0, -EINVAL, -ENODEV. */
static int packet_bind(struct socket *sock, struct sockaddr *uaddr,
		       int addr_len)
{
	const struct sockaddr_ll *sll = (struct sockaddr_ll *)uaddr;
	struct sock *sk = sock->sk;
	struct net_device *dev = NULL;
	int err;

	if (addr_len < (int)sizeof(*sll) || sll->sll_family != AF_PACKET)
		return -EINVAL;
	if (sll->sll_ifindex) {
		dev = dev_get_by_index(sock_net(sk), sll->sll_ifindex);
		if (!dev)
			return -ENODEV;
	}
	lock_sock(sk);
	err = packet_do_bind(sk, dev, sll->sll_protocol ?: pkt_sk(sk)->num);
	release_sock(sk);
	dev_put(dev);
	return err;
}

/* Context: process; struct proto_ops.getname. The length, or -EOPNOTSUPP. */
static int packet_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct sockaddr_ll *sll = (struct sockaddr_ll *)uaddr;
	struct packet_sock *po = pkt_sk(sock->sk);
	struct net_device *dev;

	if (peer)
		return -EOPNOTSUPP;
	memset(sll, 0, sizeof(*sll));
	sll->sll_family = AF_PACKET;
	sll->sll_ifindex = READ_ONCE(po->ifindex);
	sll->sll_protocol = READ_ONCE(po->num);
	rcu_read_lock();
	dev = dev_get_by_index_rcu(sock_net(sock->sk), sll->sll_ifindex);
	if (dev) {
		sll->sll_hatype = dev->type;
		sll->sll_halen = dev->addr_len;
		memcpy(sll->sll_addr, dev->dev_addr,
		       min_t(size_t, dev->addr_len, sizeof(sll->sll_addr)));
	}
	rcu_read_unlock();
	return (int)offsetof(struct sockaddr_ll, sll_addr) + sll->sll_halen;
}

/* Context: process; struct proto_ops.ioctl. */
static int packet_ioctl(struct socket *sock, unsigned int cmd,
			unsigned long arg)
{
	return datagram_ioctl(sock->sk, (int)cmd, (int *)arg);
}

static const struct proto_ops packet_ops = {
	.family = PF_PACKET,
	.owner = THIS_MODULE,
	.release = packet_release,
	.bind = packet_bind,
	.connect = sock_no_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = packet_getname,
	.poll = datagram_poll,
	.ioctl = packet_ioctl,
	.listen = sock_no_listen,
	.shutdown = sock_no_shutdown,
	.setsockopt = packet_setsockopt,
	.getsockopt = packet_getsockopt,
	.sendmsg = packet_sendmsg,
	.recvmsg = packet_recvmsg,
	.mmap = sock_no_mmap,
};

static struct proto packet_proto = {
	.name = "PACKET",
	.owner = THIS_MODULE,
	.obj_size = sizeof(struct packet_sock),
};

/* Context: process; struct net_proto_family.create. */
static int packet_create(struct net *net, struct socket *sock, int protocol,
			 int kern)
{
	__be16 proto = (__be16)protocol; /* the caller swapped it */
	struct packet_sock *po;
	struct sock *sk;
	int err = 0;

	if (!kern && !sock_capable(sock, CAP_NET_RAW))
		return -EPERM;
	if (sock->type != SOCK_DGRAM && sock->type != SOCK_RAW)
		return -ESOCKTNOSUPPORT;
	sk = sk_alloc(net, PF_PACKET, GFP_KERNEL, &packet_proto, kern);
	if (!sk)
		return -ENOBUFS;
	sock->state = SS_UNCONNECTED;
	sock->ops = &packet_ops;
	sock_init_data(sock, sk);
	sk->sk_destruct = packet_sock_destruct;
	po = pkt_sk(sk);
	po->num = proto;
	spin_lock_init(&po->bind_lock);
	po->prot_hook.func = packet_rcv;
	po->prot_hook.af_packet_priv = sk;
	po->prot_hook.af_packet_net = net;
	if (proto) {
		po->prot_hook.type = proto;
		spin_lock_bh(&po->bind_lock);
		err = __register_prot_hook(po);
		spin_unlock_bh(&po->bind_lock);
	}
	spin_lock_bh(&net->packet->lock);
	sk_add_node_rcu(sk, &net->packet->sklist);
	spin_unlock_bh(&net->packet->lock);
	if (err)
		packet_release(sock);
	return err;
}

static const struct net_proto_family packet_family_ops = {
	.family = PF_PACKET,
	.create = packet_create,
	.owner = THIS_MODULE,
};

/* ---- devices come and go; rtnl
 * ------------------------------------------------------ */

static void packet_dev_down(struct packet_sock *po, struct net_device *dev,
			    bool gone)
{
	spin_lock_bh(&po->bind_lock);
	if (po->ifindex == dev->ifindex) {
		if (po->running) {
			__unregister_prot_hook(po);
			packet_report(&po->sk, ENETDOWN);
		}
		if (gone) {
			WRITE_ONCE(po->ifindex, -1);
			packet_set_dev(po, NULL);
		}
	}
	spin_unlock_bh(&po->bind_lock);
}

static void packet_dev_up(struct packet_sock *po, struct net_device *dev)
{
	spin_lock_bh(&po->bind_lock);
	if (po->ifindex == dev->ifindex && po->num)
		__register_prot_hook(po);
	spin_unlock_bh(&po->bind_lock);
}

static int packet_notifier(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct netns_packet *np = dev_net(dev)->packet;
	struct sock *sk;

	if (!np)
		return NOTIFY_DONE;
	rcu_read_lock();
	sk_for_each_rcu(sk, &np->sklist)
	{
		switch (event) {
		case NETDEV_UNREGISTER:
			packet_dev_mclist_delete(dev, sk);
			packet_dev_down(pkt_sk(sk), dev, true);
			break;
		case NETDEV_DOWN:
			packet_dev_down(pkt_sk(sk), dev, false);
			break;
		case NETDEV_UP:
			packet_dev_up(pkt_sk(sk), dev);
			break;
		}
	}
	rcu_read_unlock();
	return NOTIFY_DONE;
}

DEFINE_STATIC_PER_MACHINE(struct notifier_block, packet_nb);

/* ---- namespaces
 * ----------------------------------------------------------------------- */

static int packet_seq_show(struct seq_file *m, void *data)
{
	struct sock *sk;

	seq_puts(m, "sk               RefCnt Type Proto  Iface R Rmem   User   "
		    "Inode\n");
	rcu_read_lock();
	sk_for_each_rcu(sk, &seq_file_net(m)->packet->sklist)
	{
		const struct packet_sock *po = pkt_sk(sk);

		seq_printf(m,
			   "%016d %-6d %-4d %04x   %-5d %1d %-6d %-6u %-6llu\n",
			   0, (int)refcount_read(&sk->sk_refcnt), sk->sk_type,
			   ntohs(po->num), po->ifindex, po->running,
			   sk_rmem_alloc_get(sk), sk->sk_cred.uid,
			   (unsigned long long)sk->sk_ino);
	}
	rcu_read_unlock();
	return 0;
}

static void packet_net_exit(struct net *net)
{
	proc_remove(net->packet->proc);
	WARN_ON_ONCE(!hlist_empty(&net->packet->sklist));
	kfree(net->packet);
	net->packet = NULL;
}

static int packet_net_init(struct net *net)
{
	struct netns_packet *np = kzalloc(sizeof(*np), GFP_KERNEL);
	int err;

	if (!np)
		return -ENOMEM;
	spin_lock_init(&np->lock);
	net->packet = np;
	np->proc =
		proc_file(net, "/proc/net/packet", packet_seq_show, NULL, NULL);
	if (!IS_ERR(np->proc))
		return 0;
	err = (int)PTR_ERR(np->proc);
	packet_net_exit(net);
	return err;
}

static const struct pernet_operations packet_net_ops = {
	.init = packet_net_init,
	.exit = packet_net_exit,
};

static int packet_init(void)
{
	struct notifier_block *nb = &machine_var(packet_nb);
	int err;

	err = register_pernet_subsys(&packet_net_ops);
	if (err)
		return err;
	nb->notifier_call = packet_notifier;
	err = register_netdevice_notifier(nb);
	if (err)
		goto free_net;
	err = proto_register(&packet_proto, 1);
	if (err)
		goto free_notifier;
	err = sock_register(&packet_family_ops);
	if (err)
		goto free_proto;
	return 0;

free_proto:
	proto_unregister(&packet_proto);
free_notifier:
	unregister_netdevice_notifier(nb);
free_net:
	unregister_pernet_subsys(&packet_net_ops);
	return err;
}

static void packet_exit(void)
{
	sock_unregister(PF_PACKET);
	proto_unregister(&packet_proto);
	unregister_netdevice_notifier(&machine_var(packet_nb));
	unregister_pernet_subsys(&packet_net_ops);
}

module_init(packet_init);
module_exit(packet_exit);
MODULE_AUTHOR("Strata");
MODULE_DESCRIPTION("packet sockets: frames to and from applications");
MODULE_LICENSE("GPL");
MODULE_ALIAS_NETPROTO(17);
