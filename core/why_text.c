// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why_text - the words of `why`: each cause with its place, counter and cure
 *
 * Where:   core/why.c.
 * Mirrors: the table "where packets get dropped" that every course on the
 *          Linux network stack has.
 */
#include "core/why.h"

#include "lib/kernel.h"

static const struct why_text causes[WHY_NR_CAUSES] = {
	[WHY_RING_FULL] =
		{
			.what = "the receive ring was full when the frame "
				"came: the "
				"CPU empties it more slowly than the wire "
				"fills it",
			.where = "the card, before there is any packet",
			.counter = "rx_missed_errors",
			.look = "show ring %s; ethtool -S %s | grep rx_missed",
			.try = "a larger ring (ethtool -G %s rx 4096), more "
			       "queues, or "
			       "overrun=hold on the wire",
		},
	[WHY_NO_BUFFER] =
		{
			.what = "there was no memory for a descriptor's buffer",
			.where = "the driver's refill of the receive ring",
			.counter = "rx_no_buffer_count",
			.look = "show ring %s; ethtool -S %s | grep no_buffer",
			.try = "give the machine more memory; the descriptor "
			       "is filled "
			       "at the next poll",
		},
	[WHY_FRAME_ERROR] =
		{
			.what = "the card refused the frame: bad checksum "
				"(FCS), too "
				"short or too long",
			.where = "the card, before there is any packet",
			.counter = "rx_errors with rx_crc_errors or "
				   "rx_length_errors",
			.look = "ethtool -S %s | grep -E "
				"'rx_(crc_|length_)?errors'",
			.try = "the cable and the other end (here: the wire's "
			       "fcs "
			       "knob); the same MTU on both ends",
		},
	[WHY_BUDGET] =
		{
			.what = "the softirq stopped with work left: its "
				"budget or its "
				"two jiffies were used up. Nothing died of it, "
				"but the "
				"rings fill meanwhile",
			.where = "net_rx_action()",
			.counter = "time_squeeze, column 3 of softnet_stat",
			.look = "show softnet; cat /proc/net/softnet_stat",
			.try = "sysctl net.core.netdev_budget=600, or spread "
			       "the load "
			       "over CPUs (rps_cpus)",
		},
	[WHY_SMALL_BUFFER] =
		{
			.what = "the socket's receive buffer was full, and it "
				"is "
				"smaller than the default: bursts do not fit",
			.where = "the socket's queue",
			.counter = "RcvbufErrors of Udp in /proc/net/snmp",
			.look = "show sock (recv_q); ss -unm",
			.try = "a larger SO_RCVBUF; sysctl net.core.rmem_max "
			       "allows it",
		},
	[WHY_SLOW_READER] =
		{
			.what = "the application reads more slowly than "
				"packets come, "
				"so its receive buffer, of default size or "
				"more, was "
				"full",
			.where = "the socket's queue",
			.counter = "RcvbufErrors of Udp in /proc/net/snmp",
			.look = "show sock (recv_q stays high); ss -unm",
			.try = "read more per wake-up (recvmmsg), more readers "
			       "(SO_REUSEPORT), less work between two reads",
		},
};

static const struct why_text reasons[SKB_DROP_REASON_MAX] = {
#define R(name) [SKB_DROP_REASON_##name]
	R(NO_SOCKET) =
		{
			.where = "the transport's lookup of a socket",
			.counter = "NoPorts of Udp in /proc/net/snmp",
			.look = "show sock; ss -unlt",
			.try = "is the program running, and bound to that "
			       "address?",
		},
	R(NETFILTER_DROP) =
		{
			.where = "a hook of netfilter; show hooks has their "
				 "order",
			.counter = "the rule's own",
			.look = "show hooks; iptables -L -v -n, nft list "
				"ruleset",
			.try = "which hook said so: trace nf_hook",
		},
	R(IP_INNOROUTES) =
		{
			.where = "ip_rcv_finish(), looking for a route",
			.counter = "InNoRoutes of IpExt in /proc/net/netstat",
			.look = "show route; ip route get ADDRESS",
			.try = "ip route add ADDRESS/LEN via GATEWAY",
		},
	R(IP_OUTNOROUTES) =
		{
			.where = "the route's output: there is none",
			.counter = "OutNoRoutes of Ip in /proc/net/snmp",
			.look = "show route; ip route get ADDRESS",
			.try = "ip route add ADDRESS/LEN via GATEWAY",
		},
	R(IP_INADDRERRORS) =
		{
			.where = "ip_rcv_finish(), looking for a route",
			.counter = "InAddrErrors of Ip in /proc/net/snmp",
			.look = "show route; ip route get ADDRESS from SOURCE "
				"iif DEV",
			.try = "a host takes only what is for its own "
			       "addresses: "
			       "sysctl net.ipv4.ip_forward=1 makes it a router",
		},
	R(IP_RPFILTER) =
		{
			.where = "ip_rcv_finish(): the way back is another "
				 "device",
			.counter = "IPReversePathFilter of TcpExt in netstat",
			.look = "show route; ip route get SOURCE",
			.try = "a route back, or sysctl "
			       "net.ipv4.conf.DEV.rp_filter=0",
		},
	R(IP_TTL) =
		{
			.where = "ip_forward()",
			.counter = "InHdrErrors of Ip in /proc/net/snmp",
			.look = "trace ip_forward; traceroute",
			.try = "look for a routing loop",
		},
	R(IP_CSUM) =
		{
			.where = "ip_rcv()",
			.counter = "InCsumErrors of IpExt in /proc/net/netstat",
			.look = "cat /proc/net/netstat",
			.try = "who wrote that header? (here: the corrupt "
			       "knob)",
		},
	R(UDP_CSUM) =
		{
			.where = "udp_rcv()",
			.counter = "InCsumErrors of Udp in /proc/net/snmp",
			.look = "cat /proc/net/snmp",
			.try = "who wrote that datagram? (here: the corrupt "
			       "knob)",
		},
	R(OTHERHOST) =
		{
			.where = "ip_rcv(): the frame's address is not ours",
			.counter = "rx_otherhost_dropped of the device",
			.look = "show dev; ip -s link",
			.try = "a wrong neighbour entry at the sender, or a "
			       "device "
			       "in promiscuous mode",
		},
	R(SOCKET_RCVBUFF) =
		{
			.where = "the socket's queue",
			.counter = "the socket's drops; RcvbufErrors of Udp",
			.look = "show sock (recv_q); ss -unm",
			.try = "a larger SO_RCVBUF, or a faster reader",
		},
	R(PROTO_MEM) =
		{
			.where = "the protocol's memory, of all its sockets",
			.counter = "MemErrors of Udp in /proc/net/snmp",
			.look = "cat /proc/net/sockstat",
			.try = "sysctl net.ipv4.udp_mem",
		},
	R(SOCKET_BACKLOG) =
		{
			.where = "the queue behind a socket that is locked",
			.counter =
				"TCPBacklogDrop of TcpExt in /proc/net/netstat",
			.look = "cat /proc/net/netstat; ss -tm",
			.try = "a larger SO_RCVBUF; shorter system calls",
		},
	R(TCP_LISTEN_OVERFLOW) =
		{
			.where = "the accept queue of a listening socket",
			.counter = "ListenOverflows of TcpExt in "
				   "/proc/net/netstat",
			.look = "ss -tnl (Recv-Q against Send-Q)",
			.try = "accept faster; a larger backlog in listen(), "
			       "sysctl "
			       "net.core.somaxconn",
		},
	R(CPU_BACKLOG) =
		{
			.where = "the queue of packets that wait for a CPU",
			.counter = "dropped, column 2 of softnet_stat",
			.look = "show softnet; cat /proc/net/softnet_stat",
			.try = "sysctl net.core.netdev_max_backlog=5000; more "
			       "CPUs in "
			       "rps_cpus",
		},
	R(FULL_RING) =
		{
			.where = "the transmit ring",
			.counter = "tx_dropped",
			.look = "show ring DEV tx; ethtool -S DEV",
			.try = "a qdisc before the device, a larger ring "
			       "(ethtool -G)",
		},
	R(NEIGH_FAILED) =
		{
			.where = "the neighbour's queue: nobody answered the "
				 "ARP",
			.counter = "res_failed of the neighbour table",
			.look = "show neigh; ip neigh",
			.try = "is the address on this link, is the other end "
			       "up?",
		},
	R(NEIGH_QUEUEFULL) =
		{
			.where = "the queue of an address that is being "
				 "resolved",
			.counter = "unresolved_discards of the neighbour table",
			.look = "show neigh; ip -s neigh",
			.try = "sysctl net.ipv4.neigh.DEV.unres_qlen_bytes",
		},
	R(QDISC_DROP) =
		{
			.where = "the queueing discipline",
			.counter = "dropped of the qdisc",
			.look = "tc -s qdisc",
			.try = "a longer limit, or less load",
		},
	R(QDISC_OVERLIMIT) =
		{
			.where =
				"the queueing discipline: its limit is reached",
			.counter = "dropped and overlimits of the qdisc",
			.look = "tc -s qdisc",
			.try = "a longer limit (txqueuelen), or less load",
		},
	R(XDP) =
		{
			.where = "the XDP program, in the driver's poll",
			.counter = "rx_xdp_drop of the device",
			.look = "show ring DEV; ethtool -S DEV",
			.try = "what does the program match?",
		},
	R(UNHANDLED_PROTO) =
		{
			.where = "__netif_receive_skb_core(): no packet_type "
				 "takes it",
			.counter = "rx_nohandler or rx_dropped of the device",
			.look = "cat /proc/net/ptype; ip -s link",
			.try = "load the protocol's module (insmod)",
		},
	R(FRAG_REASM_TIMEOUT) =
		{
			.where = "reassembly: a fragment is missing for 30 s",
			.counter = "ReasmTimeout, ReasmFails of Ip in snmp",
			.look = "cat /proc/net/snmp",
			.try = "is a fragment lost on the way? a smaller "
			       "datagram",
		},
	R(PACKET_SOCK_ERROR) =
		{
			.where = "the queue of a packet socket",
			.counter = "tp_drops of PACKET_STATISTICS",
			.look = "cat /proc/net/packet; tcpdump's last lines",
			.try = "a filter, a larger SO_RCVBUF",
		},
	R(DEV_DOWN) =
		{
			.where = "the device: it is down",
			.counter = "tx_dropped or rx_dropped of the device",
			.look = "show dev; ip link",
			.try = "ip link set DEV up",
		},
#undef R
};

const struct why_text *why_cause_text(enum why_cause cause)
{
	return &causes[cause];
}

struct why_text why_reason_text(enum skb_drop_reason reason)
{
	struct why_text text = {.where = NULL};

	if ((unsigned int)reason < SKB_DROP_REASON_MAX)
		text = reasons[reason];
	text.what = skb_drop_reason_text(reason);
	if (text.where)
		return text;
	text.where = "dropwatch -l kas names the function";
	text.counter = "the reason's own";
	text.look = "show books; trace kfree_skb";
	text.try = "trace kfree_skb, then last SKB: the way of one such packet";
	return text;
}
