# core: every slot. One line per file, sorted.
noinst_LTLIBRARIES += core/libcore.la
core_libcore_la_SOURCES =

