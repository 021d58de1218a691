# drivers: one module per driver.
# modules_LTLIBRARIES += modules/NAME.la
# modules_NAME_la_SOURCES = drivers/NAME.c

