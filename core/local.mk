# core: every slot. One line per file, sorted.
noinst_LTLIBRARIES += core/libcore.la
core_libcore_la_SOURCES =
core_libcore_la_SOURCES += core/module.c
core_libcore_la_SOURCES += core/module_book.c
core_libcore_la_SOURCES += core/module_elf.c
core_libcore_la_SOURCES += core/module_load.c
core_libcore_la_SOURCES += core/module_param.c
core_libcore_la_SOURCES += core/module_sysfs.c
core_libcore_la_SOURCES += core/module_text.c
core_libcore_la_SOURCES += core/proc.c
core_libcore_la_SOURCES += core/proc_path.c
core_libcore_la_SOURCES += core/proc_sysctl.c
core_libcore_la_SOURCES += core/seq_file.c
core_libcore_la_SOURCES += core/sysctl.c
nobase_pkginclude_HEADERS += core/module.h
nobase_pkginclude_HEADERS += core/proc.h
nobase_pkginclude_HEADERS += core/sysctl.h

nobase_pkginclude_HEADERS += core/extack.h
nobase_pkginclude_HEADERS += core/fib_notifier.h
nobase_pkginclude_HEADERS += core/fib_rules.h
nobase_pkginclude_HEADERS += core/flow.h

# devices
nobase_pkginclude_HEADERS += core/act_api.h
nobase_pkginclude_HEADERS += core/dev_addr_lists.h
nobase_pkginclude_HEADERS += core/dev_xmit.h
nobase_pkginclude_HEADERS += core/dynamic_queue_limits.h
nobase_pkginclude_HEADERS += core/etherdevice.h
nobase_pkginclude_HEADERS += core/ethtool.h
nobase_pkginclude_HEADERS += core/hotdata.h
nobase_pkginclude_HEADERS += core/napi.h
nobase_pkginclude_HEADERS += core/net_namespace.h
nobase_pkginclude_HEADERS += core/netdev_features.h
nobase_pkginclude_HEADERS += core/netdev_link.h
nobase_pkginclude_HEADERS += core/netdev_ops.h
nobase_pkginclude_HEADERS += core/netdev_queue.h
nobase_pkginclude_HEADERS += core/netdevice.h
nobase_pkginclude_HEADERS += core/notifier.h
nobase_pkginclude_HEADERS += core/pkt_cls.h
nobase_pkginclude_HEADERS += core/rps.h
nobase_pkginclude_HEADERS += core/rtnl.h
nobase_pkginclude_HEADERS += core/sch_generic.h
nobase_pkginclude_HEADERS += core/snmp.h
nobase_pkginclude_HEADERS += core/sock.h
nobase_pkginclude_HEADERS += core/socket.h
nobase_pkginclude_HEADERS += core/softnet.h
nobase_pkginclude_HEADERS += core/tc_param.h
nobase_pkginclude_HEADERS += core/xdp.h

# packets
core_libcore_la_SOURCES += core/book.c
core_libcore_la_SOURCES += core/iov_iter.c
core_libcore_la_SOURCES += core/scm.c
core_libcore_la_SOURCES += core/skbuff.c
core_libcore_la_SOURCES += core/skbuff_bits.c
core_libcore_la_SOURCES += core/skbuff_copy.c
core_libcore_la_SOURCES += core/skbuff_debug.c
core_libcore_la_SOURCES += core/skbuff_frags.c
core_libcore_la_SOURCES += core/skbuff_free.c
core_libcore_la_SOURCES += core/skbuff_queue.c
core_libcore_la_SOURCES += core/skbuff_vlan.c
core_libcore_la_SOURCES += core/trace.c
core_libcore_la_SOURCES += core/trace_print.c
noinst_HEADERS += core/skbuff_priv.h
noinst_HEADERS += core/trace_priv.h
nobase_pkginclude_HEADERS += core/book.h
nobase_pkginclude_HEADERS += core/datagram.h
nobase_pkginclude_HEADERS += core/dropreason.h
nobase_pkginclude_HEADERS += core/iov_iter.h
nobase_pkginclude_HEADERS += core/page_pool.h
nobase_pkginclude_HEADERS += core/skbuff.h
nobase_pkginclude_HEADERS += core/skbuff_data.h
nobase_pkginclude_HEADERS += core/skbuff_frags.h
nobase_pkginclude_HEADERS += core/skbuff_meta.h
nobase_pkginclude_HEADERS += core/skbuff_queue.h
nobase_pkginclude_HEADERS += core/trace.h
noinst_HEADERS += core/module_internal.h

# offloads, neighbours, hooks
nobase_pkginclude_HEADERS += core/dst.h
nobase_pkginclude_HEADERS += core/flow_dissector.h
nobase_pkginclude_HEADERS += core/gro.h
nobase_pkginclude_HEADERS += core/gso.h
nobase_pkginclude_HEADERS += core/neighbour.h
nobase_pkginclude_HEADERS += core/netfilter.h
noinst_HEADERS += core/proc_internal.h
