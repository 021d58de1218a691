# api: the embedding library. strata.h is installed as <strata/strata.h>.
noinst_LTLIBRARIES += api/libapi.la
api_libapi_la_SOURCES =
api_libapi_la_SOURCES += api/epoll.c
api_libapi_la_SOURCES += api/error.c
api_libapi_la_SOURCES += api/file.c
api_libapi_la_SOURCES += api/look.c
api_libapi_la_SOURCES += api/net.c
api_libapi_la_SOURCES += api/packets.c
api_libapi_la_SOURCES += api/port.c
api_libapi_la_SOURCES += api/prepare.c
api_libapi_la_SOURCES += api/show.c
api_libapi_la_SOURCES += api/sock.c
api_libapi_la_SOURCES += api/text.c
api_libapi_la_SOURCES += api/world.c

noinst_HEADERS += api/internal.h
stratadir = $(includedir)/strata
strata_HEADERS = api/strata.h
