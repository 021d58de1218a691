# proto: ethernet is built in, every other protocol is a module.
noinst_LTLIBRARIES += proto/libethernet.la
proto_libethernet_la_SOURCES =

# modules

# public headers

nobase_pkginclude_HEADERS += proto/ipv4/icmp.h
nobase_pkginclude_HEADERS += proto/ipv4/igmp.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_frag.h
nobase_pkginclude_HEADERS += proto/ipv4/inet_sock.h
nobase_pkginclude_HEADERS += proto/ipv4/inetdevice.h
nobase_pkginclude_HEADERS += proto/ipv4/inetpeer.h
nobase_pkginclude_HEADERS += proto/ipv4/ip.h
nobase_pkginclude_HEADERS += proto/ipv4/ip_fib.h
nobase_pkginclude_HEADERS += proto/ipv4/netns.h
nobase_pkginclude_HEADERS += proto/ipv4/route.h
nobase_pkginclude_HEADERS += proto/protocol.h
