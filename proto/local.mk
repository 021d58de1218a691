# proto: ethernet is built in, every other protocol is a module.
noinst_LTLIBRARIES += proto/libethernet.la
proto_libethernet_la_SOURCES = proto/ethernet/eth.c

# modules
modules_LTLIBRARIES += modules/packet.la
modules_packet_la_SOURCES = \
	proto/packet/af_packet.c \
	proto/packet/packet_opt.c \
	proto/packet/packet_rcv.c \
	proto/packet/packet_snd.c
noinst_HEADERS += proto/packet/internal.h

# routes and addresses: a part of modules/ipv4.la and of their own test
ipv4_route_sources = \
	proto/ipv4/devinet.c \
	proto/ipv4/devinet_conf.c \
	proto/ipv4/devinet_ifa.c \
	proto/ipv4/devinet_select.c \
	proto/ipv4/fib_frontend.c \
	proto/ipv4/fib_ifaddr.c \
	proto/ipv4/fib_nh.c \
	proto/ipv4/fib_rules.c \
	proto/ipv4/fib_select.c \
	proto/ipv4/fib_semantics.c \
	proto/ipv4/fib_show.c \
	proto/ipv4/fib_trie.c \
	proto/ipv4/fib_trie_resize.c \
	proto/ipv4/fib_trie_seq.c \
	proto/ipv4/fib_trie_table.c \
	proto/ipv4/inetpeer.c \
	proto/ipv4/netns.c \
	proto/ipv4/route.c \
	proto/ipv4/route_exc.c \
	proto/ipv4/route_icmp.c \
	proto/ipv4/route_input.c \
	proto/ipv4/route_output.c \
	proto/ipv4/route_sysctl.c

ipv4_arp_sources = \
	proto/ipv4/arp.c \
	proto/ipv4/arp_ctl.c \
	proto/ipv4/arp_output.c

# IP, ICMP, IGMP and what all sockets share: modules/ipv4.la and proto_test
ipv4_ip_sources = \
	proto/ipv4/af_inet.c \
	proto/ipv4/af_inet_stream.c \
	proto/ipv4/icmp.c \
	proto/ipv4/icmp_send.c \
	proto/ipv4/igmp.c \
	proto/ipv4/igmp_init.c \
	proto/ipv4/igmp_report.c \
	proto/ipv4/igmp_sock.c \
	proto/ipv4/inet_fragment.c \
	proto/ipv4/ip_append.c \
	proto/ipv4/ip_forward.c \
	proto/ipv4/ip_fragment.c \
	proto/ipv4/ip_input.c \
	proto/ipv4/ip_options.c \
	proto/ipv4/ip_output.c \
	proto/ipv4/ip_output_frag.c \
	proto/ipv4/ipv4_ioctl.c \
	proto/ipv4/proc.c \
	proto/ipv4/protocol.c \
	proto/ipv4/sysctl_net_ipv4.c

# module_init of ipv4.so: the order in which all of it comes up
ipv4_init_sources = proto/ipv4/af_inet_init.c

# GRO and GSO: a part of modules/ipv4.la and of their own test
ipv4_offload_sources = \
	proto/ipv4/ip_offload.c \
	proto/ipv4/tcp_offload.c \
	proto/ipv4/udp_offload.c

# sockets of datagrams and of whole packets
ipv4_datagram_sources = \
	proto/ipv4/datagram.c \
	proto/ipv4/inet_ports.c \
	proto/ipv4/ip_cmsg.c \
	proto/ipv4/ip_sockglue.c \
	proto/ipv4/ip_sockopt_mc.c \
	proto/ipv4/ping.c \
	proto/ipv4/raw.c \
	proto/ipv4/raw_send.c \
	proto/ipv4/udp.c \
	proto/ipv4/udp_input.c \
	proto/ipv4/udp_port.c \
	proto/ipv4/udp_proc.c \
	proto/ipv4/udp_recv.c \
	proto/ipv4/udp_sockopt.c

# TCP: a part of modules/ipv4.la
ipv4_tcp_sources = \
	proto/ipv4/inet_connection_sock.c \
	proto/ipv4/inet_csk_port.c \
	proto/ipv4/inet_csk_reqsk.c \
	proto/ipv4/inet_hash_connect.c \
	proto/ipv4/inet_hashtables.c \
	proto/ipv4/inet_timewait_sock.c \
	proto/ipv4/request_sock.c \
	proto/ipv4/secure_seq.c \
	proto/ipv4/syncookies.c \
	proto/ipv4/tcp.c \
	proto/ipv4/tcp_ack.c \
	proto/ipv4/tcp_collapse.c \
	proto/ipv4/tcp_conn_request.c \
	proto/ipv4/tcp_connect.c \
	proto/ipv4/tcp_connect_rcv.c \
	proto/ipv4/tcp_data.c \
	proto/ipv4/tcp_fastretrans.c \
	proto/ipv4/tcp_fragment.c \
	proto/ipv4/tcp_header.c \
	proto/ipv4/tcp_info.c \
	proto/ipv4/tcp_init.c \
	proto/ipv4/tcp_input.c \
	proto/ipv4/tcp_ipv4.c \
	proto/ipv4/tcp_ipv4_conn.c \
	proto/ipv4/tcp_ipv4_err.c \
	proto/ipv4/tcp_ipv4_reply.c \
	proto/ipv4/tcp_minisocks.c \
	proto/ipv4/tcp_mss.c \
	proto/ipv4/tcp_options.c \
	proto/ipv4/tcp_output.c \
	proto/ipv4/tcp_probe.c \
	proto/ipv4/tcp_proc.c \
	proto/ipv4/tcp_purge.c \
	proto/ipv4/tcp_rate.c \
	proto/ipv4/tcp_rcvbuf.c \
	proto/ipv4/tcp_recv.c \
	proto/ipv4/tcp_retransmit.c \
	proto/ipv4/tcp_sack.c \
	proto/ipv4/tcp_send.c \
	proto/ipv4/tcp_show.c \
	proto/ipv4/tcp_sockopt.c \
	proto/ipv4/tcp_sysctl.c \
	proto/ipv4/tcp_timer.c \
	proto/ipv4/tcp_transmit.c \
	proto/ipv4/tcp_tso.c \
	proto/ipv4/tcp_tsq.c \
	proto/ipv4/tcp_urg.c

# who controls congestion: in ipv4.la already, for its modules link with it
ipv4_cong_sources = proto/ipv4/tcp_cong.c

modules_LTLIBRARIES += modules/ipv4.la
modules_ipv4_la_SOURCES = $(ipv4_route_sources) $(ipv4_arp_sources) \
	$(ipv4_ip_sources) $(ipv4_init_sources) $(ipv4_offload_sources) \
	$(ipv4_datagram_sources) $(ipv4_tcp_sources) $(ipv4_cong_sources)

# congestion controls; by path, for libtool would look for a libipv4
IPV4 = -Wl,modules/.libs/ipv4.so
modules_LTLIBRARIES += modules/tcp_cubic.la
modules_tcp_cubic_la_SOURCES = proto/ipv4/tcp_cubic.c
modules_tcp_cubic_la_LDFLAGS = $(AM_LDFLAGS) $(IPV4)
modules_tcp_cubic_la_DEPENDENCIES = libstrata.la modules/ipv4.la

# public headers

nobase_pkginclude_HEADERS += proto/ipv4/arp.h
nobase_pkginclude_HEADERS += proto/ipv4/datagram.h
nobase_pkginclude_HEADERS += proto/ipv4/icmp.h
nobase_pkginclude_HEADERS += proto/ipv4/igmp.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_frag.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_sock.h
nobase_pkginclude_HEADERS += proto/ipv4/inetdevice.h
nobase_pkginclude_HEADERS += proto/ipv4/inetpeer.h
nobase_pkginclude_HEADERS += proto/ipv4/ip.h
nobase_pkginclude_HEADERS += proto/ipv4/ip_fib.h
nobase_pkginclude_HEADERS += proto/ipv4/netns.h
nobase_pkginclude_HEADERS += proto/ipv4/offload.h
nobase_pkginclude_HEADERS += proto/ipv4/ping.h
nobase_pkginclude_HEADERS += proto/ipv4/raw.h
nobase_pkginclude_HEADERS += proto/ipv4/route.h
nobase_pkginclude_HEADERS += proto/ipv4/udp.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_connection_sock.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_hashtables.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_timewait_sock.h
nobase_pkginclude_HEADERS += proto/ipv4/request_sock.h
nobase_pkginclude_HEADERS += proto/protocol.h
nobase_pkginclude_HEADERS += proto/tcp.h
noinst_HEADERS += proto/ipv4/tcp_priv.h
noinst_HEADERS += proto/ipv4/tcp_skb.h
noinst_HEADERS += proto/ipv4/tcp_window.h
noinst_HEADERS += proto/ipv4/arp_priv.h
noinst_HEADERS += proto/ipv4/devinet.h
noinst_HEADERS += proto/ipv4/fib_lookup.h
noinst_HEADERS += proto/ipv4/ip_sockglue.h
noinst_HEADERS += proto/ipv4/route_priv.h
noinst_HEADERS += proto/ipv4/af_inet.h
noinst_HEADERS += proto/ipv4/icmp_priv.h
noinst_HEADERS += proto/ipv4/igmp_priv.h
noinst_HEADERS += proto/ipv4/protosw.h
