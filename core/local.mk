# core: every slot. One line per file, sorted.
noinst_LTLIBRARIES += core/libcore.la
core_libcore_la_SOURCES =
nobase_pkginclude_HEADERS += core/module.h
nobase_pkginclude_HEADERS += core/proc.h
nobase_pkginclude_HEADERS += core/sysctl.h

nobase_pkginclude_HEADERS += core/fib_rules.h
nobase_pkginclude_HEADERS += core/flow.h
