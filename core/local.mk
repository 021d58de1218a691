# core: every slot. One line per file, sorted.
noinst_LTLIBRARIES += core/libcore.la
core_libcore_la_SOURCES =
nobase_pkginclude_HEADERS += core/module.h
nobase_pkginclude_HEADERS += core/proc.h
nobase_pkginclude_HEADERS += core/sysctl.h

nobase_pkginclude_HEADERS += core/fib_rules.h
nobase_pkginclude_HEADERS += core/flow.h

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
