# hdr: what is on the wire. One line per header, sorted.
nobase_pkginclude_HEADERS += hdr/arp.h
nobase_pkginclude_HEADERS += hdr/ecn.h
nobase_pkginclude_HEADERS += hdr/eth.h
nobase_pkginclude_HEADERS += hdr/icmp.h
nobase_pkginclude_HEADERS += hdr/icmpv6.h
nobase_pkginclude_HEADERS += hdr/if.h
nobase_pkginclude_HEADERS += hdr/ip.h
nobase_pkginclude_HEADERS += hdr/ipv6.h
nobase_pkginclude_HEADERS += hdr/socket.h
nobase_pkginclude_HEADERS += hdr/tcp.h
nobase_pkginclude_HEADERS += hdr/udp.h
nobase_pkginclude_HEADERS += hdr/vlan.h
