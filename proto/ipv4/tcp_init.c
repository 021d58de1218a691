// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_init - TCP's place in ipv4.so: its protocol, its sockets, its start
 *
 * Where:   af_inet_init.c calls tcp_init(); inet_create() finds tcp_protosw,
 *          ip_local_deliver() tcp_protocol.
 * Mirrors: net/ipv4/tcp_ipv4.c, tcp.c and af_inet.c, the ends of them.
 * Spec:    RFC 9293.
 */
#include "core/module.h"
#include "lib/err.h"
#include "proto/ipv4/af_inet.h"
#include "proto/ipv4/ip_sockglue.h"
#include "proto/ipv4/tcp_priv.h"
#include "proto/protocol.h"

/*
 * Pages: all is well below the first, pressure above the second, no more above
 * the third. The kernel has them by memory; these are of a host with 8 GB.
 */
static long tcp_mem[3] = {95040, 126720, 190080};

struct proto tcp_prot = {
	.name = "TCP",
	.owner = THIS_MODULE,
	.close = tcp_close,
	.pre_connect = tcp_v4_pre_connect,
	.connect = tcp_v4_connect,
	.disconnect = tcp_disconnect,
	.accept = inet_csk_accept,
	.listen_start = inet_csk_listen_start,
	.ioctl = tcp_ioctl,
	.init = tcp_v4_init_sock,
	.destroy = tcp_v4_destroy_sock,
	.shutdown = tcp_shutdown,
	.setsockopt = tcp_setsockopt,
	.getsockopt = tcp_getsockopt,
	.keepalive = tcp_set_keepalive,
	.sendmsg = tcp_sendmsg,
	.recvmsg = tcp_recvmsg,
	.backlog_rcv = tcp_v4_do_rcv,
	.release_cb = tcp_release_cb,
	.hash = inet_hash,
	.unhash = inet_unhash,
	.get_port = inet_csk_get_port,
	.put_port = inet_put_port,
	.stream_memory_free = tcp_stream_memory_free,
	.enter_memory_pressure = tcp_enter_memory_pressure,
	.diag_destroy = tcp_abort,
	.sysctl_mem = tcp_mem,
	.sysctl_wmem_offset = offsetof(struct netns_ipv4, sysctl_tcp_wmem),
	.sysctl_rmem_offset = offsetof(struct netns_ipv4, sysctl_tcp_rmem),
	.max_header = MAX_TCP_HEADER,
	.obj_size = sizeof(struct tcp_sock),
};
EXPORT_SYMBOL(tcp_prot);

const struct proto_ops inet_stream_ops = {
	.family = PF_INET,
	.owner = THIS_MODULE,
	.release = inet_release,
	.bind = inet_bind,
	.connect = inet_stream_connect,
	.socketpair = sock_no_socketpair,
	.accept = inet_accept,
	.getname = inet_getname,
	.poll = tcp_poll,
	.ioctl = inet_ioctl,
	.listen = inet_listen,
	.shutdown = inet_shutdown,
	.setsockopt = sock_common_setsockopt,
	.getsockopt = sock_common_getsockopt,
	.sendmsg = inet_sendmsg,
	.recvmsg = inet_recvmsg,
	.set_rcvlowat = tcp_set_rcvlowat,
	.peek_len = tcp_peek_len,
};
EXPORT_SYMBOL(inet_stream_ops);

static const struct net_protocol tcp_protocol = {
	.handler = tcp_v4_rcv,
	.err_handler = tcp_v4_err,
	.early_demux = tcp_v4_early_demux,
	.no_policy = 1,
	.icmp_strict_tag_validation = 1,
};

static const struct inet_protosw tcp_protosw = {
	.type = SOCK_STREAM,
	.protocol = IPPROTO_TCP,
	.prot = &tcp_prot,
	.ops = &inet_stream_ops,
	.flags = INET_PROTOSW_PERMANENT | INET_PROTOSW_ICSK,
};

/* ---- a namespace ----------------------------------------------------------
 */

/*
 * RFC 4022: what does not move: the algorithm (other), RTO's limits in ms, no
 * limit of connections. @sign -1: the module goes, the counters stay.
 */
static void tcp_mib_init(struct net *net, s64 sign)
{
	TCP_ADD_STATS(net, TCP_MIB_RTOALGORITHM, (u64)sign);
	TCP_ADD_STATS(net, TCP_MIB_RTOMIN,
		      (u64)(sign * TCP_RTO_MIN * 1000 / HZ));
	TCP_ADD_STATS(net, TCP_MIB_RTOMAX,
		      (u64)(sign * TCP_RTO_MAX * 1000 / HZ));
	TCP_ADD_STATS(net, TCP_MIB_MAXCONN, (u64)-sign);
}

static int tcp_sk_init(struct net *net)
{
	int err = tcp_sysctl_net_init(net);

	if (err)
		return err;
	err = tcp_proc_net_init(net);
	if (err)
		goto exit_sysctl;
	err = tcp_v4_net_init(net);
	if (!err) {
		tcp_mib_init(net, 1);
		return 0;
	}
	tcp_proc_net_exit(net);
exit_sysctl:
	tcp_sysctl_net_exit(net);
	return err;
}

static void tcp_sk_exit(struct net *net)
{
	tcp_mib_init(net, -1);
	tcp_v4_net_exit(net);
	tcp_proc_net_exit(net);
	tcp_sysctl_net_exit(net);
}

static const struct pernet_operations tcp_sk_ops = {
	.init = tcp_sk_init,
	.pre_exit = tcp_purge,
	.exit = tcp_sk_exit,
};

static const struct inet_transport tcp_transport = {
	.net_ops = &tcp_sk_ops,
	.sw = &tcp_protosw,
	.protocol = &tcp_protocol,
};

/* ---- the machine ----------------------------------------------------------
 */

static int tcp_transport_init(void)
{
	return inet_register_transport(&tcp_transport);
}

static void tcp_transport_exit(void)
{
	inet_unregister_transport(&tcp_transport);
	rcu_barrier(); /* sockets that readers of the hash may look at */
}

struct step {
	int (*init)(void);
	void (*exit)(void);
};

static const struct step steps[] = {
	{tcp_v4_init, tcp_v4_exit},
	{tcp_cong_init, tcp_cong_exit},
	{tcp_tasklet_init, tcp_tasklet_exit},
	{tcp_transport_init, tcp_transport_exit},
	{tcp_show_init, tcp_show_exit},
};

int tcp_init(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		int err = steps[i].init();

		if (err) {
			while (i--)
				steps[i].exit();
			return err;
		}
	}
	return 0;
}

void tcp_exit(void)
{
	for (unsigned int i = ARRAY_SIZE(steps); i--;)
		steps[i].exit();
}
