# netlink: the control ABIs. One line per file, sorted.
noinst_LTLIBRARIES += netlink/libnetlink.la
netlink_libnetlink_la_SOURCES =

