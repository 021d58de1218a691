# shell: one line per file, sorted.
bin_PROGRAMS += strata
strata_SOURCES =
strata_SOURCES += shell/client.c
strata_SOURCES += shell/cmd_dropwatch.c
strata_SOURCES += shell/cmd_help.c
strata_SOURCES += shell/cmd_look.c
strata_SOURCES += shell/cmd_module.c
strata_SOURCES += shell/cmd_perf.c
strata_SOURCES += shell/cmd_show.c
strata_SOURCES += shell/cmd_map.c
strata_SOURCES += shell/cmd_story.c
strata_SOURCES += shell/cmd_why.c
strata_SOURCES += shell/conf.c
strata_SOURCES += shell/conf_read.c
strata_SOURCES += shell/demo.c
strata_SOURCES += shell/doctor.c
strata_SOURCES += shell/dropwatch.c
strata_SOURCES += shell/interactive.c
strata_SOURCES += shell/log.c
strata_SOURCES += shell/netns.c
strata_SOURCES += shell/paths.c
strata_SOURCES += shell/perf_print.c
strata_SOURCES += shell/proto.c
strata_SOURCES += shell/service.c
strata_SOURCES += shell/session.c
strata_SOURCES += shell/start.c
strata_SOURCES += shell/story.c
strata_SOURCES += shell/story_text.c
strata_SOURCES += shell/strata.c
strata_SOURCES += shell/tour.c
strata_SOURCES += shell/up.c
strata_SOURCES += shell/verbs.c
strata_SOURCES += shell/watch.c
# doctor opens a TAP as the driver does
strata_SOURCES += drivers/hw_tap.c
strata_CPPFLAGS = $(AM_CPPFLAGS) -DPKGLIBEXECDIR=\"$(pkglibexecdir)\"
strata_LDFLAGS = $(UNRESOLVED)
strata_LDADD = examples/libapps.la libstrata.la
if SHELL_WANTED
strata_CPPFLAGS += -DHAVE_SHELL $(READLINE_CFLAGS)
strata_LDADD += $(READLINE_LIBS)
endif
noinst_HEADERS += shell/conf.h
noinst_HEADERS += shell/conf_read.h
noinst_HEADERS += shell/daemon.h
noinst_HEADERS += shell/netns.h
noinst_HEADERS += shell/proto.h
noinst_HEADERS += shell/shell.h
noinst_HEADERS += shell/story.h

# Where the functions and structures of the article are, for `map`.
map_sources = $(builtin_sources) $(module_sources) \
	$(filter lib/%.h hdr/%.h core/%.h proto/%.h netfilter/%.h sched/%.h \
	drivers/%.h,$(nobase_pkginclude_HEADERS) $(noinst_HEADERS))
shell/map_table.h: map_table.stamp ; @:
map_table.stamp: scripts/make-map $(map_sources)
	$(AM_V_GEN)$(MKDIR_P) shell; CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' \
		$(srcdir)/scripts/make-map $(srcdir) $(map_sources) \
		>map_table.new
	@cmp -s map_table.new shell/map_table.h || \
		cp map_table.new shell/map_table.h
	@rm -f map_table.new; touch $@
shell/strata-cmd_map.$(OBJEXT): shell/map_table.h
CLEANFILES += shell/map_table.h map_table.stamp map_table.new
EXTRA_DIST += scripts/make-map
noinst_HEADERS += shell/watch.h

# The stops of the tour, as the program has them.
shell/tour_text.h: scripts/make-tour $(tour_stops)
	$(AM_V_GEN)$(MKDIR_P) shell; $(srcdir)/scripts/make-tour \
		$(tour_stops:%=$(srcdir)/%) >$@.new && mv $@.new $@
shell/strata-tour.$(OBJEXT): shell/tour_text.h
CLEANFILES += shell/tour_text.h
EXTRA_DIST += scripts/make-tour

# The host's end of the wire; libnl and libstrata share names, so it is a
# program of its own.
if HAVE_NL
pkglibexec_PROGRAMS += strata-hostnet
strata_hostnet_SOURCES = shell/hostnet.c
strata_hostnet_CFLAGS = $(AM_CFLAGS) $(NL_CFLAGS)
strata_hostnet_LDADD = $(NL_LIBS)
endif

check_PROGRAMS += tests/unit/shell_test
tests_unit_shell_test_SOURCES = tests/harness.c shell/conf.c
tests_unit_shell_test_SOURCES += shell/conf_read.c
tests_unit_shell_test_SOURCES += shell/story.c
tests_unit_shell_test_SOURCES += shell/story_text.c
tests_unit_shell_test_SOURCES += shell/perf_print.c
tests_unit_shell_test_SOURCES += tests/unit/shell_conf_test.c
tests_unit_shell_test_SOURCES += tests/unit/shell_perf_test.c
tests_unit_shell_test_SOURCES += tests/unit/shell_show_test.c
tests_unit_shell_test_SOURCES += tests/unit/shell_story_test.c
tests_unit_shell_test_LDADD = examples/libapps.la libstrata.la $(CUNIT_LIBS)
CHECKS += tests/unit/shell_test

CHECKS += tests/live/strata-up.sh
CHECKS += tests/live/strata-kill.sh
CHECKS += tests/live/strata-bad.sh
CHECKS += tests/live/strata-hosts.sh
CHECKS += tests/live/strata-tour.sh
CHECKS += tests/live/strata-drops.sh
CHECKS += tests/live/usdt.sh
CHECKS += tests/live/strata-http.sh
SOAKS += tests/live/strata-http.sh
EXTRA_DIST += tests/live/strata-http.sh
EXTRA_DIST += tests/live/http_peer.py
EXTRA_DIST += tests/live/lib.sh
EXTRA_DIST += tests/live/strata-up.sh
EXTRA_DIST += tests/live/strata-kill.sh
EXTRA_DIST += tests/live/strata-bad.sh
EXTRA_DIST += tests/live/strata-hosts.sh
EXTRA_DIST += tests/live/strata-tour.sh
EXTRA_DIST += tests/live/strata-drops.sh
EXTRA_DIST += tests/live/usdt.sh
