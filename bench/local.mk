# bench: one line per file, sorted. Built and run by make bench only.
EXTRA_PROGRAMS =
BENCHES =
CLEANFILES += $(EXTRA_PROGRAMS)

EXTRA_PROGRAMS += bench/timers
BENCHES += bench/timers
bench_timers_SOURCES = bench/timers.c
bench_timers_LDFLAGS = $(AM_LDFLAGS) $(LINK_LIB)
bench_timers_DEPENDENCIES = lib/liblib.la

EXTRA_PROGRAMS += bench/fib
BENCHES += bench/fib
bench_fib_SOURCES = bench/fib.c $(ipv4_route_double)
bench_fib_CFLAGS = $(AM_CFLAGS)
bench_fib_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) $(LINK_ROUTE)
bench_fib_LDADD = $(MNL_LIBS) $(URING_LIBS) -lm
bench_fib_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libipv4_route.la

EXTRA_PROGRAMS += bench/packets
BENCHES += bench/packets
bench_packets_SOURCES = bench/packets.c
bench_packets_LDADD = libstrata.la
EXTRA_DIST += bench/instructions

EXTRA_PROGRAMS += bench/streams
BENCHES += bench/streams
bench_streams_SOURCES = bench/streams.c
bench_streams_LDADD = libstrata.la

EXTRA_PROGRAMS += bench/tap
BENCHES += bench/tap
bench_tap_SOURCES = bench/tap.c bench/null_stack.c bench/null_stack.h
bench_tap_LDADD = libstrata.la

bench: all $(BENCHES)
	@export STRATA_MODULES='$(abs_builddir)/modules/.libs'; \
	for b in $(BENCHES); do echo "# $$b"; ./$$b || exit 1; done; \
	echo "# bench/instructions"; $(srcdir)/bench/instructions
.PHONY: bench
