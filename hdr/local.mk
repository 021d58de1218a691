# hdr: what is on the wire. One line per header, sorted.

nobase_pkginclude_HEADERS += hdr/if.h
nobase_pkginclude_HEADERS += hdr/socket.h
