# bench: one line per file, sorted. Built and run by make bench only.
EXTRA_PROGRAMS =
BENCHES =
CLEANFILES += $(EXTRA_PROGRAMS)

EXTRA_PROGRAMS += bench/timers
BENCHES += bench/timers
bench_timers_SOURCES = bench/timers.c
bench_timers_LDFLAGS = $(AM_LDFLAGS) $(LINK_LIB)
bench_timers_DEPENDENCIES = lib/liblib.la

bench: all $(BENCHES)
	@for b in $(BENCHES); do echo "# $$b"; ./$$b || exit 1; done
.PHONY: bench
