# proto: ethernet is built in, every other protocol is a module.
noinst_LTLIBRARIES += proto/libethernet.la
proto_libethernet_la_SOURCES =

# modules

# public headers

