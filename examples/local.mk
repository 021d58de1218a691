# examples: servers and clients on the embedding library. They are installed
# as documentation, linked into the program strata, and run here.
exampleappdir = $(docdir)/examples
example_app_sources = examples/app.c
example_app_sources += examples/chargen.c
example_app_sources += examples/discard.c
example_app_sources += examples/echo.c
example_app_sources += examples/http.c
example_app_sources += examples/http_parse.c
example_app_sources += examples/http_path.c
example_app_sources += examples/sink.c
example_app_sources += examples/source.c
dist_exampleapp_DATA = $(example_app_sources) examples/app.h examples/http.h
dist_exampleapp_DATA += examples/http_sha_nettle.c examples/http_sha_none.c
dist_exampleapp_DATA += examples/hello.c examples/perf.c examples/Makefile

noinst_LTLIBRARIES += examples/libapps.la
examples_libapps_la_SOURCES = $(example_app_sources)
examples_libapps_la_CFLAGS = $(AM_CFLAGS) $(NETTLE_CFLAGS)
examples_libapps_la_LIBADD = $(NETTLE_LIBS)
if HAVE_NETTLE
examples_libapps_la_SOURCES += examples/http_sha_nettle.c
else
examples_libapps_la_SOURCES += examples/http_sha_none.c
endif

noinst_PROGRAMS += examples/hello examples/perf
examples_hello_SOURCES = examples/hello.c
examples_hello_LDADD = examples/libapps.la libstrata.la
examples_perf_SOURCES = examples/perf.c
examples_perf_LDADD = examples/libapps.la libstrata.la
