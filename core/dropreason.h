/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dropreason - every way in which a packet can die, with a sentence each
 *
 * Where:   the second argument of kfree_skb_reason(); one counter for each
 *          reason and CPU in core/book.c; printed by trace, why and dropwatch.
 * Mirrors: include/net/dropreason-core.h: same names; our list is shorter
 *          where we have no such layer and ends with reasons of our own.
 * Spec:    one cause, one reason, one place.
 */
#ifndef CORE_DROPREASON_H
#define CORE_DROPREASON_H

/* X(name, sentence): the enum value is SKB_DROP_REASON_<name>. */
#define SKB_DROP_REASONS(X)                                                    \
	X(NOT_SPECIFIED, "dropped by code that gave no reason")                \
	X(NO_SOCKET, "no socket listens for this packet")                      \
	X(SOCKET_CLOSE, "the socket was closed with the packet in its queue")  \
	X(SOCKET_FILTER, "the socket's own BPF filter refused it")             \
	X(SOCKET_RCVBUFF, "the socket's receive buffer is full")               \
	X(UNIX_DISCONNECT, "the unix peer is gone")                            \
	X(UNIX_SKIP_OOB, "the urgent byte of a unix stream was skipped")       \
	X(PKT_TOO_SMALL, "shorter than the headers it must have")              \
	X(TCP_CSUM, "TCP checksum error")                                      \
	X(UDP_CSUM, "UDP checksum error")                                      \
	X(NETFILTER_DROP, "a netfilter hook said NF_DROP")                     \
	X(OTHERHOST, "the Ethernet address is another host's")                 \
	X(IP_CSUM, "IPv4 header checksum error")                               \
	X(IP_INHDR, "the IP header is malformed")                              \
	X(IP_RPFILTER, "its source is not reached through this device")        \
	X(UNICAST_IN_L2_MULTICAST, "unicast IP inside a multicast frame")      \
	X(XFRM_POLICY, "refused by an IPsec policy")                           \
	X(IP_NOPROTO, "no handler for this IP protocol number")                \
	X(PROTO_MEM, "the protocol's memory limit is reached")                 \
	X(TCP_AUTH_HDR, "TCP options with two authentication headers")         \
	X(TCP_MD5NOTFOUND, "a TCP MD5 signature was expected")                 \
	X(TCP_MD5UNEXPECTED, "a TCP MD5 signature was not expected")           \
	X(TCP_MD5FAILURE, "the TCP MD5 signature is wrong")                    \
	X(SOCKET_BACKLOG, "the socket's backlog is full while it is locked")   \
	X(TCP_FLAGS, "TCP flags that are not legal in this state")             \
	X(TCP_ABORT_ON_DATA, "data for a connection that was closed")          \
	X(TCP_ZEROWINDOW, "data although our window is zero")                  \
	X(TCP_OLD_DATA, "TCP data that we have already")                       \
	X(TCP_OVERWINDOW, "TCP data beyond our window")                        \
	X(TCP_OFOMERGE, "already covered by the out-of-order queue")           \
	X(TCP_RFC7323_PAWS, "timestamp older than the last one (PAWS)")        \
	X(TCP_RFC7323_PAWS_ACK, "an ACK with an old timestamp (PAWS)")         \
	X(TCP_RFC7323_TSECR, "echoed timestamp that we never sent")            \
	X(TCP_LISTEN_OVERFLOW, "the accept queue is full")                     \
	X(TCP_OLD_SEQUENCE, "old TCP sequence number")                         \
	X(TCP_INVALID_SEQUENCE, "TCP sequence number outside the window")      \
	X(TCP_INVALID_END_SEQUENCE, "the segment's end is outside the window") \
	X(TCP_INVALID_ACK_SEQUENCE, "acknowledges what we never sent")         \
	X(TCP_RESET, "the peer reset the connection")                          \
	X(TCP_INVALID_SYN, "a SYN inside an open connection")                  \
	X(TCP_CLOSE, "the TCP connection is closed")                           \
	X(TCP_FASTOPEN, "a Fast Open SYN was refused")                         \
	X(TCP_OLD_ACK, "an ACK older than the last one")                       \
	X(TCP_TOO_OLD_ACK, "an ACK far older than any window")                 \
	X(TCP_ACK_UNSENT_DATA, "an ACK for data that was not sent yet")        \
	X(TCP_OFO_QUEUE_PRUNE, "pruned from the out-of-order queue")           \
	X(TCP_OFO_DROP, "the out-of-order queue has no room")                  \
	X(IP_OUTNOROUTES, "no route to the destination on output")             \
	X(BPF_CGROUP_EGRESS, "a cgroup's BPF program refused it")              \
	X(IPV6DISABLED, "IPv6 is disabled on this device")                     \
	X(NEIGH_CREATEFAIL, "no neighbour entry could be made")                \
	X(NEIGH_FAILED, "the neighbour did not answer")                        \
	X(NEIGH_QUEUEFULL, "too many packets wait for this neighbour")         \
	X(NEIGH_DEAD, "the neighbour entry was removed")                       \
	X(NEIGH_HH_FILLFAIL, "the link-layer header could not be filled in")   \
	X(TC_EGRESS, "a tc egress filter or action dropped it")                \
	X(SECURITY_HOOK, "a security hook refused it")                         \
	X(QDISC_DROP, "the queueing discipline dropped it")                    \
	X(QDISC_OVERLIMIT, "the queueing discipline's limit is reached")       \
	X(QDISC_CONGESTED, "CoDel or RED dropped it to signal congestion")     \
	X(CAKE_FLOOD, "cake's flood protection dropped it")                    \
	X(FQ_BAND_LIMIT, "the band's limit in fq is reached")                  \
	X(FQ_HORIZON_LIMIT, "its departure time lies beyond fq's horizon")     \
	X(FQ_FLOW_LIMIT, "the flow's limit in fq is reached")                  \
	X(CPU_BACKLOG, "the CPU's input backlog is full")                      \
	X(XDP, "an XDP program dropped it")                                    \
	X(TC_INGRESS, "a tc ingress filter or action dropped it")              \
	X(UNHANDLED_PROTO, "no packet_type wants this EtherType")              \
	X(SKB_CSUM, "the checksum could not be computed")                      \
	X(SKB_GSO_SEG, "segmentation failed")                                  \
	X(SKB_UCOPY_FAULT, "copying from or to the application failed")        \
	X(DEV_HDR, "the device's own header could not be made")                \
	X(DEV_READY, "the device is not ready")                                \
	X(FULL_RING, "the device's ring is full")                              \
	X(NOMEM, "no memory")                                                  \
	X(HDR_TRUNC, "the header could not be taken out of the packet")        \
	X(TAP_FILTER, "the tap's filter refused it")                           \
	X(TAP_TXFILTER, "the tap's transmit filter refused it")                \
	X(ICMP_CSUM, "ICMP checksum error")                                    \
	X(INVALID_PROTO, "a protocol rule forbids this packet")                \
	X(IP_INADDRERRORS, "the destination address is not acceptable")        \
	X(IP_INNOROUTES, "no route to the destination on input")               \
	X(IP_LOCAL_SOURCE, "its source address is one of ours")                \
	X(IP_INVALID_SOURCE, "its source address is not a unicast address")    \
	X(IP_LOCALNET, "a loopback address on a real device")                  \
	X(IP_INVALID_DEST, "its destination address is not acceptable")        \
	X(PKT_TOO_BIG, "larger than the path's or the device's MTU")           \
	X(DUP_FRAG, "this fragment is here already")                           \
	X(FRAG_REASM_TIMEOUT, "the missing fragments did not come in time")    \
	X(FRAG_TOO_FAR, "too many other fragments came in between")            \
	X(TCP_MINTTL, "its TTL is below the socket's minimum")                 \
	X(IPV6_BAD_EXTHDR, "an IPv6 extension header is malformed")            \
	X(IPV6_NDISC_FRAG, "neighbour discovery must not be fragmented")       \
	X(IPV6_NDISC_HOP_LIMIT, "neighbour discovery with hop limit not 255")  \
	X(IPV6_NDISC_BAD_CODE, "neighbour discovery with a code not 0")        \
	X(IPV6_NDISC_BAD_OPTIONS, "neighbour discovery with bad options")      \
	X(IPV6_NDISC_NS_OTHERHOST, "a solicitation for somebody else")         \
	X(QUEUE_PURGE, "its queue was emptied")                                \
	X(TC_COOKIE_ERROR, "tc lost its own state for this packet")            \
	X(PACKET_SOCK_ERROR, "a packet socket could not take it")              \
	X(TC_CHAIN_NOTFOUND, "the tc chain to go to does not exist")           \
	X(TC_RECLASSIFY_LOOP, "tc reclassified it too often")                  \
	X(VXLAN_INVALID_HDR, "the VXLAN header is malformed")                  \
	X(VXLAN_VNI_NOT_FOUND, "no VXLAN device has this VNI")                 \
	X(MAC_INVALID_SOURCE, "the source MAC address is not acceptable")      \
	X(VXLAN_ENTRY_EXISTS, "the forwarding entry exists elsewhere")         \
	X(NO_TX_TARGET, "no device to transmit it to")                         \
	X(IP_TUNNEL_ECN, "the tunnel's ECN bits contradict")                   \
	X(TUNNEL_TXINFO, "the tunnel has no destination for it")               \
	X(LOCAL_MAC, "its source MAC address is ours")                         \
	X(ARP_PVLAN_DISABLE, "ARP between ports of one private VLAN")          \
	X(BRIDGE_INGRESS_STP_STATE, "the bridge port does not forward")        \
	X(BRIDGE_NON_FORWARDING_PORT, "the bridge port may not forward")       \
	X(VLAN_FILTER, "no device for this VLAN")                              \
	X(ARP_MALFORMED, "the ARP packet is malformed")                        \
	X(ARP_IGNORED, "ARP that is not ours to answer")                       \
	X(IP_TTL, "its TTL or hop limit is used up")                           \
	X(IP_NOFORWARD, "forwarding is off")                                   \
	X(IP_OPTIONS, "an IP option forbids its way")                          \
	X(IP_FRAG_FAILED, "it could not be fragmented")                        \
	X(FRAG_MALFORMED, "fragments that overlap or exceed 64 KB")            \
	X(FRAG_MEM, "the memory limit of reassembly is reached")               \
	X(ICMP_RATELIMIT, "the ICMP rate limit was reached")                   \
	X(ICMP_IGNORED, "an ICMP message that we do not act on")               \
	X(DATAGRAM_CSUM, "the checksum was wrong when a reader copied it")     \
	X(DEV_DOWN, "the device is down")                                      \
	X(DEV_GONE, "the device was unregistered")                             \
	X(DEV_RECURSION, "devices that stand on each other in a loop")         \
	X(DEV_FRAME_ERROR, "bad frame check sequence, runt or giant")          \
	X(TX_DISABLED, "the transmit queue was shut")                          \
	X(TX_FAULT, "a fault knob took it away")                               \
	X(NETLINK_OVERRUN, "the netlink reader is too slow")                   \
	X(NF_QUEUE_FULL, "nobody takes it from the netfilter queue")           \
	X(CONNTRACK, "connection tracking has no room or no rule for it")      \
	X(MACHINE_STOP, "the machine is being stopped")

enum skb_drop_reason {
	SKB_NOT_DROPPED_YET = 0, /* it lives */
	SKB_CONSUMED,		 /* it reached its end: not a drop */
#define X(name, text) SKB_DROP_REASON_##name,
	SKB_DROP_REASONS(X)
#undef X
		SKB_DROP_REASON_MAX
};

/* "NO_SOCKET" and "no socket listens for this packet"; never NULL. */
const char *skb_drop_reason_name(enum skb_drop_reason reason);
const char *skb_drop_reason_text(enum skb_drop_reason reason);

/* A verdict that carries its reason: the first one given stays. */
#define SKB_DR_INIT(name, reason)                                              \
	enum skb_drop_reason name = SKB_DROP_REASON_##reason
#define SKB_DR(name)		 SKB_DR_INIT(name, NOT_SPECIFIED)
#define SKB_DR_SET(name, reason) ((name) = SKB_DROP_REASON_##reason)
#define SKB_DR_OR(name, reason)                                                \
	do {                                                                   \
		if ((name) == SKB_DROP_REASON_NOT_SPECIFIED ||                 \
		    (name) == SKB_NOT_DROPPED_YET)                             \
			SKB_DR_SET(name, reason);                              \
	} while (0)

#endif
