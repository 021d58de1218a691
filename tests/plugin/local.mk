# tests/plugin: the module loader, on modules that are good and bad.
# The modules are built without libtool, as a plug-in outside the tree is.
PLUGINS = cyc_a cyc_b dep_base dep_user failinit foreign forgot good holder \
	libc_user noexit nolicense undef
PLUGIN_FILES = $(PLUGINS:%=tests/plugin/%.so) \
	$(patsubst %,tests/plugin/relo%/relo.so,1 2 3)

plugin_flags = -I$(top_srcdir) -I$(top_builddir) -D_GNU_SOURCE -DMODULE \
	-DKBUILD_MODNAME=\"$(basename $(notdir $@))\" $(CFLAGS) \
	$(DIALECT_CFLAGS) $(WARN_CFLAGS) $(SAN_CFLAGS) -fPIC -shared \
	-Wl,-z,now -Wl,-soname,$(notdir $@)
plugin_build = $(AM_V_GEN)$(MKDIR_P) $(@D) && $(CC) $(plugin_more) \
	$(plugin_flags) -o $@ $(filter %.c %.so,$^)

tests/plugin/%.so: tests/plugin/%.c vermagic.h $(vermagic_headers)
	$(plugin_build)
tests/plugin/relo%/relo.so: tests/plugin/relo.c vermagic.h $(vermagic_headers)
	$(plugin_build)
tests/plugin/relo1/relo.so: plugin_more = -DRELO=1
tests/plugin/relo2/relo.so: plugin_more = -DRELO=2
tests/plugin/relo3/relo.so: plugin_more = -DRELO=3
tests/plugin/foreign.so: plugin_more = -I$(srcdir)/tests/plugin/foreign
tests/plugin/dep_user.so: tests/plugin/dep_base.so

BUGS = double_free exit forgotten inversion leak loop no_complete \
	null over_budget overrun sleep use_after_free
BUG_FILES = $(BUGS:%=tests/plugin/bugs/bug_%.so)
CLEANFILES += $(BUG_FILES)
$(patsubst %,tests/plugin/bugs/bug_%.so,no_complete over_budget): \
	tests/plugin/bugs/bug_napi.h
EXTRA_DIST += tests/plugin/bugs/bug_double_free.c
EXTRA_DIST += tests/plugin/bugs/bug_exit.c
EXTRA_DIST += tests/plugin/bugs/bug_forgotten.c
EXTRA_DIST += tests/plugin/bugs/bug_inversion.c
EXTRA_DIST += tests/plugin/bugs/bug_leak.c
EXTRA_DIST += tests/plugin/bugs/bug_loop.c
EXTRA_DIST += tests/plugin/bugs/bug_no_complete.c
EXTRA_DIST += tests/plugin/bugs/bug_null.c
EXTRA_DIST += tests/plugin/bugs/bug_over_budget.c
EXTRA_DIST += tests/plugin/bugs/bug_overrun.c
EXTRA_DIST += tests/plugin/bugs/bug_sleep.c
EXTRA_DIST += tests/plugin/bugs/bug_use_after_free.c
EXTRA_DIST += tests/plugin/cyc_a.c
EXTRA_DIST += tests/plugin/cyc_b.c
EXTRA_DIST += tests/plugin/dep_base.c
EXTRA_DIST += tests/plugin/dep_user.c
EXTRA_DIST += tests/plugin/failinit.c
EXTRA_DIST += tests/plugin/foreign.c
EXTRA_DIST += tests/plugin/forgot.c
EXTRA_DIST += tests/plugin/good.c
EXTRA_DIST += tests/plugin/holder.c
EXTRA_DIST += tests/plugin/libc_user.c
EXTRA_DIST += tests/plugin/noexit.c
EXTRA_DIST += tests/plugin/nolicense.c
EXTRA_DIST += tests/plugin/relo.c
EXTRA_DIST += tests/plugin/undef.c
noinst_HEADERS += tests/plugin/bugs/bug_napi.h
noinst_HEADERS += tests/plugin/foreign/vermagic.h tests/plugin/loader.h
check_DATA = $(PLUGIN_FILES)
CLEANFILES += $(PLUGIN_FILES)

check_PROGRAMS += tests/plugin/loader_test
tests_plugin_loader_test_SOURCES = tests/harness.c tests/world.c
tests_plugin_loader_test_SOURCES += tests/plugin/loader.c
tests_plugin_loader_test_SOURCES += tests/plugin/loader_test.c
tests_plugin_loader_test_SOURCES += tests/plugin/reload_test.c
tests_plugin_loader_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) -rdynamic
tests_plugin_loader_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_plugin_loader_test_DEPENDENCIES = lib/liblib.la core/libcore.la \
	$(PLUGIN_FILES)
CHECKS += tests/plugin/loader_test
LIVE_CHECKS += tests/plugin/loader_test

# The whole core and ethernet; what is above stays out.
check_PROGRAMS += tests/plugin/bugs_test
tests_plugin_bugs_test_SOURCES = tests/harness.c tests/world.c
tests_plugin_bugs_test_SOURCES += tests/plugin/bugs_test.c
tests_plugin_bugs_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) -rdynamic \
	-Wl,--whole-archive,proto/.libs/libethernet.a,--no-whole-archive
tests_plugin_bugs_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_plugin_bugs_test_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libethernet.la $(BUG_FILES)
CHECKS += tests/plugin/bugs_test

# The examples and a driver, built as plug-ins for a program with all of core.
TRAFFIC_FILES = $(patsubst %,tests/plugin/traffic/%.so,dummy nf_gtsm \
	proto_echo sch_step xdp_drop)
CLEANFILES += $(TRAFFIC_FILES)
tests/plugin/traffic/%.so: plugins/%.c vermagic.h $(vermagic_headers)
	$(plugin_build)
tests/plugin/traffic/%.so: drivers/%.c vermagic.h $(vermagic_headers)
	$(plugin_build)

# The articles' drivers.
TRAFFIC_FILES += tests/plugin/traffic/seed_driver.so
TRAFFIC_FILES += tests/plugin/traffic/seed_ixgbe.so
EXTRA_DIST += tests/plugin/seed_driver.c tests/plugin/seed_ixgbe.c
tests/plugin/traffic/seed_%.so: tests/plugin/seed_%.c vermagic.h \
		$(vermagic_headers)
	$(plugin_build)

check_PROGRAMS += tests/plugin/traffic_test
tests_plugin_traffic_test_SOURCES = tests/harness.c tests/world.c
tests_plugin_traffic_test_SOURCES += tests/plugin/seed_test.c
tests_plugin_traffic_test_SOURCES += tests/plugin/traffic_test.c
tests_plugin_traffic_test_LDFLAGS = $(tests_plugin_bugs_test_LDFLAGS)
tests_plugin_traffic_test_LDADD = $(tests_plugin_bugs_test_LDADD)
tests_plugin_traffic_test_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libethernet.la $(TRAFFIC_FILES)
CHECKS += tests/plugin/traffic_test
LIVE_CHECKS += tests/plugin/traffic_test

EXTRA_DIST += tests/plugin/vermagic
CHECKS += tests/plugin/vermagic
