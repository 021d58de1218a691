# tests: programs on tests/harness.h, and scripts that speak TAP.
# Unit tests take whole archives of their own and the lower folders, so an
# upward call does not link.
LINK_LIB = -Wl,--whole-archive,lib/.libs/liblib.a,--no-whole-archive
LINK_CORE = -Wl,--whole-archive,lib/.libs/liblib.a,core/.libs/libcore.a,--no-whole-archive

noinst_HEADERS += tests/harness.h tests/testdev.h tests/world.h
EXTRA_DIST += tests/budgets tests/checklist.tsv tests/driver

check_PROGRAMS += tests/harness_test
tests_harness_test_SOURCES = tests/harness.c tests/harness_test.c
tests_harness_test_LDADD = $(CUNIT_LIBS)
CHECKS += tests/harness_test

check_PROGRAMS += tests/harness_fail
tests_harness_fail_SOURCES = tests/harness.c tests/harness_fail.c
tests_harness_fail_LDADD = $(CUNIT_LIBS)
EXTRA_DIST += tests/installed
noinst_HEADERS += tests/symbols/symbols.h
EXTRA_DIST += tests/symbols/also_named.c
EXTRA_DIST += tests/symbols/s10_napi_struct.c
EXTRA_DIST += tests/symbols/s11_napi_state.c
EXTRA_DIST += tests/symbols/s12_tcp_states.c
EXTRA_DIST += tests/symbols/s13_tcp_sock.c
EXTRA_DIST += tests/symbols/s14_nf_hook_ops.c
EXTRA_DIST += tests/symbols/s15_verdicts.c
EXTRA_DIST += tests/symbols/s18_xdp_buff.c
EXTRA_DIST += tests/symbols/s19_xdp_action.c
EXTRA_DIST += tests/symbols/s1_socket.c
EXTRA_DIST += tests/symbols/s2_socket_state.c
EXTRA_DIST += tests/symbols/s3_sock.c
EXTRA_DIST += tests/symbols/s4_sock_common.c
EXTRA_DIST += tests/symbols/s5_proto_ops.c
EXTRA_DIST += tests/symbols/s6_sk_buff.c
EXTRA_DIST += tests/symbols/s7_skb_shared_info.c
EXTRA_DIST += tests/symbols/s8_net_device.c
EXTRA_DIST += tests/symbols/s9_net_device_ops.c
EXTRA_DIST += tests/harness-can-fail
CHECKS += tests/harness-can-fail
CHECKS += tests/installed

check_PROGRAMS += tests/unit/lib_test
tests_unit_lib_test_SOURCES = tests/harness.c tests/world.c
tests_unit_lib_test_SOURCES += tests/unit/lib_bitmap_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_checksum_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_hash_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_hrtimer_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_idle_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_idr_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_kernel_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_list_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_live_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_lockdep_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_mm_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_oops_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_percpu_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_prandom_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_printk_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_ptr_ring_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_random_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_rbtree_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_rcu_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_rculist_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_refcount_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_rhashtable_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_sched_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_slab_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_string_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_timer_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_vsprintf_test.c
tests_unit_lib_test_SOURCES += tests/unit/lib_workqueue_test.c
tests_unit_lib_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_LIB)
tests_unit_lib_test_LDADD = $(CUNIT_LIBS)
tests_unit_lib_test_DEPENDENCIES = lib/liblib.la
CHECKS += tests/unit/lib_test
LIVE_CHECKS += tests/unit/lib_test
SOAKS += tests/unit/lib_test

check_PROGRAMS += tests/unit/core_test
tests_unit_core_test_SOURCES = tests/harness.c tests/world.c
tests_unit_core_test_SOURCES += tests/testdev.c
tests_unit_core_test_SOURCES += tests/unit/core_dev_nomem_test.c
tests_unit_core_test_SOURCES += tests/unit/core_dev_smp_test.c
tests_unit_core_test_SOURCES += tests/unit/core_dev_test.c
tests_unit_core_test_SOURCES += tests/unit/core_dst_test.c
tests_unit_core_test_SOURCES += tests/unit/core_flow_dissector_test.c
tests_unit_core_test_SOURCES += tests/unit/core_live_test.c
tests_unit_core_test_SOURCES += tests/unit/core_napi_test.c
tests_unit_core_test_SOURCES += tests/unit/core_neigh_table_test.c
tests_unit_core_test_SOURCES += tests/unit/core_neighbour_test.c
noinst_HEADERS += tests/unit/core_fixture.h
noinst_HEADERS += tests/unit/host_fixture.h
noinst_HEADERS += tests/unit/ip4.h
noinst_HEADERS += tests/unit/neigh_fixture.h
noinst_HEADERS += tests/unit/nic_fixture.h
noinst_HEADERS += tests/unit/vfs_text.h
tests_unit_core_test_SOURCES += tests/unit/core_netfilter_test.c
tests_unit_core_test_SOURCES += tests/unit/core_netns_test.c
tests_unit_core_test_SOURCES += tests/unit/core_rps_test.c
tests_unit_core_test_SOURCES += tests/unit/core_sch_generic_test.c
tests_unit_core_test_SOURCES += tests/unit/core_proc_test.c
tests_unit_core_test_SOURCES += tests/unit/core_sysctl_test.c
tests_unit_core_test_SOURCES += tests/unit/core_iov_test.c
tests_unit_core_test_SOURCES += tests/unit/core_skb_layout_test.c
tests_unit_core_test_SOURCES += tests/unit/core_skbuff_model_test.c
tests_unit_core_test_SOURCES += tests/unit/core_skbuff_smp_test.c
tests_unit_core_test_SOURCES += tests/unit/core_skbuff_test.c
tests_unit_core_test_SOURCES += tests/unit/core_sock_mem_test.c
tests_unit_core_test_SOURCES += tests/unit/core_socket_test.c
tests_unit_core_test_SOURCES += tests/unit/core_trace_test.c
tests_unit_core_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE)
tests_unit_core_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_core_test_DEPENDENCIES = lib/liblib.la core/libcore.la
CHECKS += tests/unit/core_test
LIVE_CHECKS += tests/unit/core_test
SOAKS += tests/unit/core_test

# Parts of ipv4.so as archives, for tests that know its insides.
check_LTLIBRARIES += proto/libipv4_route.la proto/libipv4_ip.la
proto_libipv4_route_la_SOURCES = $(ipv4_route_sources)
proto_libipv4_route_la_CFLAGS = $(AM_CFLAGS)
proto_libipv4_ip_la_SOURCES = $(ipv4_arp_sources) $(ipv4_ip_sources) \
	$(ipv4_offload_sources) proto/ipv4/inet_ports.c
proto_libipv4_ip_la_CFLAGS = $(AM_CFLAGS)
LINK_ROUTE = -Wl,--whole-archive,proto/.libs/libipv4_route.a,--no-whole-archive
LINK_IP = -Wl,--whole-archive,proto/.libs/libipv4_ip.a,--no-whole-archive

# IPv4's routing alone: what lies above and below it in ipv4.so is doubled.
ipv4_route_double = tests/unit/ipv4_double.c
noinst_HEADERS += tests/unit/ipv4_double.h tests/unit/ipv4_world.h
check_PROGRAMS += tests/unit/proto_route_test
tests_unit_proto_route_test_SOURCES = tests/harness.c tests/world.c
tests_unit_proto_route_test_SOURCES += $(ipv4_route_double)
tests_unit_proto_route_test_SOURCES += tests/unit/ipv4_world.c
tests_unit_proto_route_test_SOURCES += tests/unit/proto_fib_rules_test.c
tests_unit_proto_route_test_SOURCES += tests/unit/proto_fib_smp_test.c
tests_unit_proto_route_test_SOURCES += tests/unit/proto_fib_trie_test.c
tests_unit_proto_route_test_SOURCES += tests/unit/proto_route_exc_test.c
tests_unit_proto_route_test_SOURCES += tests/unit/proto_route_test.c
tests_unit_proto_route_test_CFLAGS = $(AM_CFLAGS)
tests_unit_proto_route_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) $(LINK_ROUTE)
tests_unit_proto_route_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_proto_route_test_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libipv4_route.la
CHECKS += tests/unit/proto_route_test
SOAKS += tests/unit/proto_route_test

check_PROGRAMS += tests/linux/fib_lookup
tests_linux_fib_lookup_SOURCES = tests/linux/fib_lookup.c $(ipv4_route_double)
tests_linux_fib_lookup_CFLAGS = $(AM_CFLAGS)
tests_linux_fib_lookup_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) $(LINK_ROUTE)
tests_linux_fib_lookup_LDADD = $(MNL_LIBS) $(URING_LIBS)
tests_linux_fib_lookup_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libipv4_route.la
EXTRA_DIST += tests/linux/fib-lookup.sh
CHECKS += tests/linux/fib-lookup.sh

check_PROGRAMS += tests/linux/tcp_counters
tests_linux_tcp_counters_SOURCES = tests/harness.c tests/linux/tcp_counters.c
tests_linux_tcp_counters_SOURCES += tests/topology/stream.c
tests_linux_tcp_counters_SOURCES += tests/topology/topo.c
tests_linux_tcp_counters_LDADD = libstrata.la $(CUNIT_LIBS)
EXTRA_DIST += tests/linux/tcp-counters.sh
CHECKS += tests/linux/tcp-counters.sh

# Congestion controls alone: no socket, no packet, the test is the network.
check_PROGRAMS += tests/unit/tcp_cong_test
tests_unit_tcp_cong_test_SOURCES = tests/harness.c tests/world.c
tests_unit_tcp_cong_test_SOURCES += proto/ipv4/tcp_cong.c
tests_unit_tcp_cong_test_SOURCES += proto/ipv4/tcp_cubic.c
tests_unit_tcp_cong_test_SOURCES += tests/unit/proto_tcp_cubic_test.c
tests_unit_tcp_cong_test_CFLAGS = $(AM_CFLAGS)
tests_unit_tcp_cong_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE)
tests_unit_tcp_cong_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_tcp_cong_test_DEPENDENCIES = lib/liblib.la core/libcore.la
CHECKS += tests/unit/tcp_cong_test

# The hashes and ports of TCP; sockets are memory, TCP itself is doubled.
check_PROGRAMS += tests/unit/inet_hash_test
tests_unit_inet_hash_test_SOURCES = tests/harness.c tests/world.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/inet_csk_port.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/inet_hash_connect.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/inet_hashtables.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/inet_ports.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/inet_timewait_sock.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/request_sock.c
tests_unit_inet_hash_test_SOURCES += proto/ipv4/secure_seq.c
tests_unit_inet_hash_test_SOURCES += tests/unit/proto_inet_hash_test.c
tests_unit_inet_hash_test_CFLAGS = $(AM_CFLAGS)
tests_unit_inet_hash_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE)
tests_unit_inet_hash_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_inet_hash_test_DEPENDENCIES = lib/liblib.la core/libcore.la
CHECKS += tests/unit/inet_hash_test

# The card alone: its driver is linked in, the test is the hardware.
check_PROGRAMS += tests/unit/nic_test
tests_unit_nic_test_SOURCES = tests/harness.c tests/world.c
tests_unit_nic_test_SOURCES += drivers/nic.c drivers/nic_ctl.c
tests_unit_nic_test_SOURCES += drivers/nic_show.c drivers/nic_xdp.c
tests_unit_nic_test_SOURCES += drivers/wire_knobs.c
tests_unit_nic_test_SOURCES += tests/unit/nic_ring_test.c
tests_unit_nic_test_SOURCES += tests/unit/nic_xdp_test.c
noinst_HEADERS += tests/unit/card_fixture.h
tests_unit_nic_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) \
	-Wl,--whole-archive,proto/.libs/libethernet.a,--no-whole-archive
tests_unit_nic_test_CFLAGS = $(AM_CFLAGS)
tests_unit_nic_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_nic_test_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libethernet.la
CHECKS += tests/unit/nic_test

# IPv4 with ICMP and IGMP; what lies above them in ipv4.so is doubled.
check_PROGRAMS += tests/unit/proto_test
tests_unit_proto_test_SOURCES = tests/harness.c tests/world.c
tests_unit_proto_test_SOURCES += tests/unit/ip_world.c
tests_unit_proto_test_SOURCES += tests/unit/proto_arp_test.c
tests_unit_proto_test_SOURCES += tests/unit/proto_af_inet_test.c
tests_unit_proto_test_SOURCES += tests/unit/proto_icmp_test.c
tests_unit_proto_test_SOURCES += tests/unit/proto_igmp_test.c
tests_unit_proto_test_SOURCES += tests/unit/proto_ip_fragment_test.c
tests_unit_proto_test_SOURCES += tests/unit/proto_ip_options_test.c
tests_unit_proto_test_SOURCES += tests/unit/proto_ip_test.c
tests_unit_proto_test_CFLAGS = $(AM_CFLAGS)
tests_unit_proto_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE) $(LINK_ROUTE) $(LINK_IP)
tests_unit_proto_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_proto_test_DEPENDENCIES = lib/liblib.la core/libcore.la \
	proto/libipv4_route.la proto/libipv4_ip.la
noinst_HEADERS += tests/unit/ip_world.h
CHECKS += tests/unit/proto_test

# GRO and GSO with IPv4's, TCP's and UDP's part, without the rest of IPv4
check_PROGRAMS += tests/unit/offload_test
tests_unit_offload_test_SOURCES = tests/harness.c tests/world.c tests/testdev.c
tests_unit_offload_test_SOURCES += tests/unit/offload_frames.c
tests_unit_offload_test_SOURCES += tests/unit/core_gro_test.c
tests_unit_offload_test_SOURCES += tests/unit/core_gso_test.c
tests_unit_offload_test_SOURCES += $(ipv4_offload_sources)
tests_unit_offload_test_CFLAGS = $(AM_CFLAGS)
tests_unit_offload_test_LDFLAGS = $(AM_LDFLAGS) $(LINK_CORE)
tests_unit_offload_test_LDADD = $(MNL_LIBS) $(URING_LIBS) $(CUNIT_LIBS)
tests_unit_offload_test_DEPENDENCIES = lib/liblib.la core/libcore.la
CHECKS += tests/unit/offload_test
noinst_HEADERS += tests/unit/offload_frames.h

# On the whole library, as an embedder sees it; modules are loaded from
# $STRATA_MODULES.
check_PROGRAMS += tests/unit/api_test
tests_unit_api_test_SOURCES = tests/harness.c tests/unit/api_port_test.c
tests_unit_api_test_SOURCES += tests/unit/api_epoll_test.c
tests_unit_api_test_SOURCES += tests/unit/api_locks_test.c
tests_unit_api_test_SOURCES += tests/unit/api_look_test.c
tests_unit_api_test_SOURCES += tests/unit/api_net_test.c
tests_unit_api_test_SOURCES += tests/unit/api_prepare_test.c
tests_unit_api_test_LDADD = libstrata.la $(CUNIT_LIBS)
CHECKS += tests/unit/api_test

# Hosts on wires in virtual time, through the embedding library.
check_PROGRAMS += tests/topology/http_test
tests_topology_http_test_SOURCES = tests/harness.c tests/topology/topo.c
tests_topology_http_test_SOURCES += tests/topology/http_test.c
tests_topology_http_test_LDADD = examples/libapps.la libstrata.la $(CUNIT_LIBS)
CHECKS += tests/topology/http_test
SOAKS += tests/topology/http_test

check_PROGRAMS += tests/topology/topology_test
tests_topology_topology_test_SOURCES = tests/harness.c tests/topology/topo.c
tests_topology_topology_test_SOURCES += tests/topology/idle_test.c
tests_topology_topology_test_SOURCES += tests/topology/ip_test.c
tests_topology_topology_test_SOURCES += tests/topology/look_test.c
tests_topology_topology_test_SOURCES += tests/topology/packet_test.c
tests_topology_topology_test_SOURCES += tests/topology/raw_test.c
tests_topology_topology_test_SOURCES += tests/topology/udp_err_test.c
tests_topology_topology_test_SOURCES += tests/topology/udp_port_test.c
tests_topology_topology_test_SOURCES += tests/topology/udp_test.c
tests_topology_topology_test_SOURCES += tests/topology/stream.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_show_test.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_test.c
tests_topology_topology_test_SOURCES += tests/topology/pair.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_reno_test.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_count_test.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_order_test.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_sock_test.c
tests_topology_topology_test_SOURCES += tests/topology/tcp_watch.c
noinst_HEADERS += tests/topology/stream.h
tests_topology_topology_test_LDADD = libstrata.la $(CUNIT_LIBS)
CHECKS += tests/topology/topology_test
noinst_HEADERS += tests/topology/topo.h

# Bare hosts on a wire: cards, interrupts, polls.
check_PROGRAMS += tests/topology/burst_test
tests_topology_burst_test_SOURCES = tests/harness.c tests/topology/pair.c
tests_topology_burst_test_SOURCES += tests/topology/burst_test.c
tests_topology_burst_test_SOURCES += tests/topology/livelock_test.c
tests_topology_burst_test_LDADD = libstrata.la $(CUNIT_LIBS)
noinst_HEADERS += tests/topology/pair.h
noinst_HEADERS += tests/topology/st_ok.h
CHECKS += tests/topology/burst_test

# The same in real time, on several CPUs.
check_PROGRAMS += tests/topology/live_test
tests_topology_live_test_SOURCES = tests/harness.c tests/topology/topo.c
tests_topology_live_test_SOURCES += tests/topology/live_copy_test.c
tests_topology_live_test_SOURCES += tests/topology/live_tcp_test.c tests/topology/stream.c
tests_topology_live_test_SOURCES += tests/topology/live_nic_test.c
tests_topology_live_test_SOURCES += tests/topology/pair.c
tests_topology_live_test_LDADD = libstrata.la $(CUNIT_LIBS)
CHECKS += tests/topology/live_test
LIVE_CHECKS += tests/topology/live_test

# Ways to lose a packet, and what is said of them.
check_PROGRAMS += tests/topology/drop_test
tests_topology_drop_test_SOURCES = tests/harness.c tests/topology/pair.c
tests_topology_drop_test_SOURCES += tests/topology/drop_test.c
tests_topology_drop_test_SOURCES += tests/topology/firewall.c
tests_topology_drop_test_SOURCES += tests/topology/topo.c
tests_topology_drop_test_LDADD = libstrata.la $(CUNIT_LIBS)
noinst_HEADERS += tests/topology/firewall.h
CHECKS += tests/topology/drop_test

# One scene, written by several builds in several surroundings.
check_PROGRAMS += tests/determinism/scene
tests_determinism_scene_SOURCES = tests/determinism/scene.c
tests_determinism_scene_SOURCES += tests/topology/topo.c
tests_determinism_scene_LDADD = libstrata.la
EXTRA_DIST += tests/determinism/same-bytes
CHECKS += tests/determinism/same-bytes
SOAKS += tests/determinism/same-bytes

# Mutated frames into a host; tests/fuzz/make-corpus makes the seeds.
check_PROGRAMS += tests/fuzz/port_fuzz_test
tests_fuzz_port_fuzz_test_SOURCES = tests/harness.c
tests_fuzz_port_fuzz_test_SOURCES += tests/fuzz/port_fuzz.c
tests_fuzz_port_fuzz_test_SOURCES += tests/fuzz/port_fuzz_test.c
tests_fuzz_port_fuzz_test_LDADD = libstrata.la $(CUNIT_LIBS)
noinst_HEADERS += tests/fuzz/port_fuzz.h
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/make-corpus
CHECKS += tests/fuzz/port_fuzz_test
SOAKS += tests/fuzz/port_fuzz_test

# A peer that knows where each connection stands, and lies.
check_PROGRAMS += tests/fuzz/tcp_fuzz_test
tests_fuzz_tcp_fuzz_test_SOURCES = tests/harness.c
tests_fuzz_tcp_fuzz_test_SOURCES += tests/fuzz/tcp_fuzz_test.c
tests_fuzz_tcp_fuzz_test_LDADD = libstrata.la $(CUNIT_LIBS)
CHECKS += tests/fuzz/tcp_fuzz_test
SOAKS += tests/fuzz/tcp_fuzz_test
check_PROGRAMS += tests/soak/churn_test
tests_soak_churn_test_SOURCES = tests/harness.c tests/soak/churn_test.c
tests_soak_churn_test_LDADD = libstrata.la $(CUNIT_LIBS)
CHECKS += tests/soak/churn_test
SOAKS += tests/soak/churn_test

check_PROGRAMS += tests/soak/tcp_hostile_test
tests_soak_tcp_hostile_test_SOURCES = tests/harness.c tests/topology/topo.c
tests_soak_tcp_hostile_test_SOURCES += tests/topology/pair.c
tests_soak_tcp_hostile_test_SOURCES += tests/topology/stream.c
tests_soak_tcp_hostile_test_SOURCES += tests/topology/tcp_watch.c
tests_soak_tcp_hostile_test_SOURCES += tests/soak/tcp_hostile_test.c
tests_soak_tcp_hostile_test_LDADD = libstrata.la $(CUNIT_LIBS)
noinst_HEADERS += tests/topology/tcp_watch.h
CHECKS += tests/soak/tcp_hostile_test
SOAKS += tests/soak/tcp_hostile_test

check_PROGRAMS += tests/topology/reload_test
tests_topology_reload_test_SOURCES = tests/harness.c tests/topology/topo.c
tests_topology_reload_test_SOURCES += tests/topology/reload_test.c
tests_topology_reload_test_LDADD = libstrata.la $(CUNIT_LIBS)
CHECKS += tests/topology/reload_test
SOAKS += tests/topology/reload_test

# Planted races; plug-ins as plugin/local.mk builds them.
RACE_FILES = $(patsubst %,tests/plugin/races/race_%.so,count list ref)
CLEANFILES += $(RACE_FILES)
EXTRA_DIST += tests/plugin/races/race_count.c
EXTRA_DIST += tests/plugin/races/race_list.c
EXTRA_DIST += tests/plugin/races/race_ref.c
check_PROGRAMS += tests/topology/race_test
tests_topology_race_test_SOURCES = tests/harness.c tests/topology/race_test.c
tests_topology_race_test_LDADD = libstrata.la $(CUNIT_LIBS)
EXTRA_tests_topology_race_test_DEPENDENCIES = $(RACE_FILES)
CHECKS += tests/topology/race_test
SOAKS += tests/topology/race_test

# With the host's kernel and its programs as peers, over a TAP.
check_PROGRAMS += tests/live/tap_reload_test
tests_live_tap_reload_test_SOURCES = tests/harness.c
tests_live_tap_reload_test_SOURCES += tests/live/tap_reload_test.c
tests_live_tap_reload_test_LDADD = libstrata.la $(CUNIT_LIBS)
check_PROGRAMS += tests/live/udp_host
tests_live_udp_host_SOURCES = tests/live/udp_host.c
tests_live_udp_host_LDADD = libstrata.la
CHECKS += tests/live/strata-up.sh
CHECKS += tests/live/strata-kill.sh
CHECKS += tests/live/strata-bad.sh
CHECKS += tests/live/strata-hosts.sh
CHECKS += tests/live/readme.sh
CHECKS += tests/live/peers.sh
CHECKS += tests/live/frames.sh
CHECKS += tests/live/tap-reload.sh
LIVE_CHECKS += tests/live/tap-reload.sh
SOAKS += tests/live/tap-reload.sh
EXTRA_DIST += tests/live/lib.sh
EXTRA_DIST += tests/live/strata-up.sh
EXTRA_DIST += tests/live/strata-kill.sh
EXTRA_DIST += tests/live/strata-bad.sh
EXTRA_DIST += tests/live/strata-hosts.sh
EXTRA_DIST += tests/live/frames.py
EXTRA_DIST += tests/live/frames.sh
EXTRA_DIST += tests/live/peers.sh
EXTRA_DIST += tests/live/readme.sh
EXTRA_DIST += tests/live/tap-reload.sh

include tests/plugin/local.mk

include tests/scenario/local.mk
