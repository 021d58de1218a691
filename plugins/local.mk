# plugins: one line per file, sorted.
# They are examples: installed as source, built by those who copy them; and
# built here as tests/installed builds them.
exampledir = $(docdir)/plugins
dist_example_DATA = plugins/Makefile
dist_example_DATA += plugins/nf_gtsm.c
dist_example_DATA += plugins/proto_echo.c
dist_example_DATA += plugins/sch_step.c
dist_example_DATA += plugins/xdp_drop.c
