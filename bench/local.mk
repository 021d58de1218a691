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

bench: all $(BENCHES)
	@for b in $(BENCHES); do echo "# $$b"; ./$$b || exit 1; done
.PHONY: bench
