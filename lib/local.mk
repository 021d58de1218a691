# lib: the leaf. One line per file, sorted.
noinst_LTLIBRARIES += lib/liblib.la
lib_liblib_la_SOURCES =

