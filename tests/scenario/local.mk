# Packet scripts: the program that plays them, and which states and events
# they cover.
check_PROGRAMS += tests/scenario/packetscript
tests_scenario_packetscript_SOURCES = tests/scenario/packetscript.c
tests_scenario_packetscript_SOURCES += tests/scenario/calls.c
tests_scenario_packetscript_SOURCES += tests/scenario/calls_data.c
tests_scenario_packetscript_SOURCES += tests/scenario/calls_opt.c
tests_scenario_packetscript_SOURCES += tests/scenario/check.c
tests_scenario_packetscript_SOURCES += tests/scenario/check_expr.c
tests_scenario_packetscript_SOURCES += tests/scenario/parse.c
tests_scenario_packetscript_SOURCES += tests/scenario/parse_packet.c
tests_scenario_packetscript_SOURCES += tests/scenario/parse_value.c
tests_scenario_packetscript_SOURCES += tests/scenario/run.c
tests_scenario_packetscript_SOURCES += tests/scenario/symbols.c
tests_scenario_packetscript_SOURCES += tests/scenario/target_linux.c
tests_scenario_packetscript_SOURCES += tests/scenario/target_strata.c
tests_scenario_packetscript_SOURCES += tests/scenario/wire.c
tests_scenario_packetscript_SOURCES += tests/scenario/wire_text.c
tests_scenario_packetscript_LDADD = libstrata.la
noinst_HEADERS += tests/scenario/calls.h tests/scenario/run.h
noinst_HEADERS += tests/scenario/script.h
EXTRA_DIST += tests/scenario/README.md tests/scenario/check-coverage
EXTRA_DIST += tests/scenario/coverage.tsv $(wildcard $(srcdir)/tests/scenario/*.pkt)
CHECKS += tests/scenario/check-coverage
CHECKS += tests/scenario/packetscript
SOAKS += tests/scenario/packetscript
