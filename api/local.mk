# api: the embedding library. strata.h is installed as <strata/strata.h>.
noinst_LTLIBRARIES += api/libapi.la
api_libapi_la_SOURCES =

