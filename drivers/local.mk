# drivers: one module per driver.
# modules_LTLIBRARIES += modules/NAME.la
# modules_NAME_la_SOURCES = drivers/NAME.c

modules_LTLIBRARIES += modules/dummy.la
modules_dummy_la_SOURCES = drivers/dummy.c

modules_LTLIBRARIES += modules/loopback.la
modules_loopback_la_SOURCES = drivers/loopback.c

# what wire, tap and pcap have in common; by path, for libtool would look for
# a libnic when it installs
NIC = -Wl,modules/.libs/nic.so
modules_LTLIBRARIES += modules/nic.la
modules_nic_la_SOURCES =
modules_nic_la_SOURCES += drivers/nic.c
modules_nic_la_SOURCES += drivers/nic_ctl.c
modules_nic_la_SOURCES += drivers/nic_show.c
modules_nic_la_SOURCES += drivers/nic_xdp.c
modules_nic_la_SOURCES += drivers/wire_knobs.c

modules_LTLIBRARIES += modules/wire.la
modules_wire_la_SOURCES =
modules_wire_la_SOURCES += drivers/wire.c
modules_wire_la_LDFLAGS = $(AM_LDFLAGS) $(NIC)
modules_wire_la_DEPENDENCIES = libstrata.la modules/nic.la

noinst_HEADERS += drivers/nic.h
noinst_HEADERS += drivers/nic_ctl.h
noinst_HEADERS += drivers/wire_knobs.h

modules_LTLIBRARIES += modules/tap.la
modules_tap_la_SOURCES =
modules_tap_la_SOURCES += drivers/hw_tap.c
modules_tap_la_SOURCES += drivers/tap.c
modules_tap_la_LDFLAGS = $(AM_LDFLAGS) $(NIC)
modules_tap_la_DEPENDENCIES = libstrata.la modules/nic.la
noinst_HEADERS += drivers/hw_tap.h

if HAVE_PCAP
modules_LTLIBRARIES += modules/pcap.la
modules_pcap_la_SOURCES =
modules_pcap_la_SOURCES += drivers/hw_pcap.c
modules_pcap_la_SOURCES += drivers/pcap.c
modules_pcap_la_LDFLAGS = $(AM_LDFLAGS) $(NIC)
modules_pcap_la_LIBADD = $(PCAP_LIBS)
modules_pcap_la_DEPENDENCIES = libstrata.la modules/nic.la
endif
noinst_HEADERS += drivers/hw_pcap.h
