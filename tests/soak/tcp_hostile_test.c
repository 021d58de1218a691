// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_hostile_test - transfers over wires that do what they can
 *
 * Where:   tests/topology/stream.c moves the bytes, tcp_watch.c looks at cwnd.
 * Mirrors: nothing in the kernel.
 * Spec:    RFC 9293; RFC 5681 section 3.1 (no new data beyond cwnd).
 *
 * A number draws a case: how each way of the wire loses, holds back, doubles
 * and spoils frames, how often it is cut, the windows, the options of TCP.
 * Then every byte comes in order, both connections end, and nothing is left.
 * Retries are raised, for the wires are worse than what they are meant for.
 *
 * One case again: tcp_hostile_test --seed CASE one_hostile_transfer
 */
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tests/harness.h"
#include "tests/topology/st_ok.h"
#include "tests/topology/stream.h"
#include "tests/topology/tcp_watch.h"

#define HOUR (3600 * ST_SEC)

struct scene {
	uint64_t rnd;
	struct topo t;
	struct stream st;
	struct tcp_watch watch[2];
	char knobs[2][160];
	unsigned int flaps;
	bool admin; /* a flap is "ip link set down", not a cut cable */
	char about[400];
};

/* splitmix64 */
static uint64_t draw(struct scene *sc)
{
	uint64_t z = (sc->rnd += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static unsigned int below(struct scene *sc, unsigned int n)
{
	return (unsigned int)(draw(sc) % n);
}

static bool one_in(struct scene *sc, unsigned int n)
{
	return !below(sc, n);
}

/* From @lo to @hi, each power of two as likely as the next. */
static uint64_t scale(struct scene *sc, uint64_t lo, uint64_t hi)
{
	unsigned int steps = 0;
	uint64_t v;

	while (lo << (steps + 1) <= hi)
		steps++;
	v = lo << below(sc, steps + 1);
	v += draw(sc) % v;
	return v < hi ? v : hi;
}

/* A chance in per mille, 0 in half of the cases. */
static unsigned int chance(struct scene *sc, unsigned int most)
{
	return one_in(sc, 2) ? 0 : below(sc, most + 1);
}

static void draw_knobs(struct scene *sc, char *knobs, size_t size)
{
	unsigned int loss = chance(sc, 200), reorder = chance(sc, 200);
	unsigned int dup = chance(sc, 200), corrupt = chance(sc, 100);
	unsigned long long delay = scale(sc, 10, 1000000);
	unsigned long long hold = scale(sc, 100, 1000000);
	char rate[32] = "0bit";

	if (one_in(sc, 10))
		delay = scale(sc, 1000000, 60000000);
	if (one_in(sc, 10))
		hold = scale(sc, 1000000, 60000000);
	if (one_in(sc, 4))
		snprintf(rate, sizeof(rate), "%llukbit",
			 (unsigned long long)scale(sc, 64, 100000));
	snprintf(knobs, size,
		 "delay=%lluus jitter=%lluus loss=%u.%u%% reorder=%u.%u%% "
		 "hold=%lluus duplicate=%u.%u%% corrupt=%u.%u%% rate=%s",
		 delay, (unsigned long long)scale(sc, 1, delay), loss / 10,
		 loss % 10, reorder / 10, reorder % 10, hold, dup / 10,
		 dup % 10, corrupt / 10, corrupt % 10, rate);
}

static void set(struct scene *sc, const char *name, const char *value)
{
	for (unsigned int i = 0; i < 2; i++)
		OK(st_sysctl(sc->t.n[i], name, value));
}

static void draw_options(struct scene *sc)
{
	static const char *const off[] = {
		"net.ipv4.tcp_sack",
		"net.ipv4.tcp_timestamps",
		"net.ipv4.tcp_window_scaling",
		"net.ipv4.tcp_dsack",
	};
	unsigned int mtu = one_in(sc, 4) ? 576 + below(sc, 900) : 1500;

	set(sc, "net.ipv4.tcp_syn_retries", "60");
	set(sc, "net.ipv4.tcp_synack_retries", "60");
	set(sc, "net.ipv4.tcp_retries2", "60");
	set(sc, "net.ipv4.tcp_orphan_retries", "60");
	for (unsigned int i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (one_in(sc, 4)) {
			set(sc, off[i], "0");
			snprintf(sc->about + strlen(sc->about),
				 sizeof(sc->about) - strlen(sc->about),
				 " no %s,", off[i] + 13);
		}
	for (unsigned int i = 0; i < 2; i++)
		OK(st_link_mtu(sc->t.n[i], "eth0", mtu));
	snprintf(sc->about + strlen(sc->about),
		 sizeof(sc->about) - strlen(sc->about), " mtu %u", mtu);
}

/* ---- neighbours: they are TCP's condition, not its subject -----------------
 */

static void know(struct st_net *n, struct st_net *other, const char *ip)
{
	struct st_sock *s = st_socket(n, AF_INET, SOCK_DGRAM, 0, NULL);
	struct st_sock *o = st_socket(other, AF_INET, SOCK_DGRAM, 0, NULL);
	struct sockaddr_in a = topo_addr(ip, 0);
	struct arpreq r = {.arp_flags = ATF_COM | ATF_PERM};
	struct ifreq ifr = {.ifr_name = "eth0"};

	OK(st_ioctl(o, SIOCGIFHWADDR, &ifr));
	memcpy(&r.arp_pa, &a, sizeof(a));
	r.arp_ha = ifr.ifr_hwaddr;
	strcpy(r.arp_dev, "eth0");
	OK(st_ioctl(s, SIOCSARP, &r));
	OK(st_close(s));
	OK(st_close(o));
}

static void know_each_other(struct topo *t)
{
	know(t->n[0], t->n[1], "10.0.0.2");
	know(t->n[1], t->n[0], "10.0.0.1");
}

/* ---- one transfer ----------------------------------------------------------
 */

static void draw_scene(struct scene *sc)
{
	struct stream *st = &sc->st;

	*st = (struct stream){
		.t = &sc->t,
		.server = 1,
		.address = "10.0.0.2",
		.port = (uint16_t)(1 + below(sc, 60000)),
		.up = one_in(sc, 20) ? 0 : scale(sc, 1, 100000),
		.down = one_in(sc, 20) ? 0 : scale(sc, 1, 100000),
		.seed = (uint32_t)draw(sc),
		.chunk = (unsigned int)scale(sc, 64, 8192),
		.rcvbuf = one_in(sc, 3) ? (int)scale(sc, 1, 16384) : 0,
		.cc = one_in(sc, 2) ? "reno" : "cubic",
		.timeout_ns = 2000 * HOUR,
	};
	sc->flaps = one_in(sc, 3) ? 1 + below(sc, 8) : 0;
	sc->admin = one_in(sc, 2);
	snprintf(sc->about, sizeof(sc->about),
		 "%s, up %llu, down %llu, chunk %u, rcvbuf %d, %u %s flaps,",
		 st->cc, (unsigned long long)st->up,
		 (unsigned long long)st->down, st->chunk, st->rcvbuf, sc->flaps,
		 sc->admin ? "admin" : "cable");
}

static void link_is(struct scene *sc, bool admin, int up)
{
	for (int i = 0; i < 2; i++) {
		if (admin)
			OK(st_link_up(sc->t.n[i], "eth0", up));
		else
			OK(st_wire_set(sc->t.h[i], "eth0",
				       up ? sc->knobs[i] : "loss=100%"));
	}
	if (admin && up)
		know_each_other(&sc->t);
}

static int some_time(struct scene *sc, int64_t ns)
{
	return st_run(sc->t.w, st_now(sc->t.h[0], 1) + ns, stream_done,
		      &sc->st) == 1;
}

/*
 * Not "ip link set down" before the connection stands: a request whose
 * SYN-ACK has no route is forgotten, as on Linux, and its client reset. Nor
 * after the server has closed: a socket without owner that has no route and
 * waits 120 s gives up whatever tcp_orphan_retries says, as on Linux.
 */
static int transfer(struct scene *sc)
{
	stream_start(&sc->st);
	for (unsigned int i = 0; i < sc->flaps; i++) {
		bool admin = sc->admin && !sc->st.s.done &&
			     (sc->st.s.received || sc->st.c.received);

		if (some_time(sc, (int64_t)scale(sc, 1000000, 60 * ST_SEC)))
			return 1;
		link_is(sc, admin, 0);
		some_time(sc, (int64_t)scale(sc, 1000000, 60 * ST_SEC));
		link_is(sc, admin, 1);
	}
	return some_time(sc, 4000 * HOUR);
}

static bool judge(struct scene *sc, int ended)
{
	bool ok =
		test_check(ended, false, __FILE__, __LINE__, "both ends ended");
	const struct stream *st = &sc->st;

	ok &= test_check(!st->c.err && !st->s.err, false, __FILE__, __LINE__,
			 "client: %s %d, server: %s %d",
			 st->c.call ? st->c.call : "-", st->c.err,
			 st->s.call ? st->s.call : "-", st->s.err);
	ok &= test_check(st->s.received == st->up && st->c.received == st->down,
			 false, __FILE__, __LINE__,
			 "all bytes came: up %llu of %llu, down %llu of %llu",
			 (unsigned long long)st->s.received,
			 (unsigned long long)st->up,
			 (unsigned long long)st->c.received,
			 (unsigned long long)st->down);
	ok &= test_check(!st->c.wrong && !st->s.wrong, false, __FILE__,
			 __LINE__, "each byte is right");
	for (int i = 0; i < 2; i++) {
		const struct tcp_watch *w = &sc->watch[i];

		ok &= test_check(
			!w->beyond, false, __FILE__, __LINE__,
			"host %d: %llu segments beyond cwnd; first: seq %u, "
			"%u segments, in flight %u, cwnd %u, state %u",
			i, (unsigned long long)w->beyond, w->first.seq,
			w->first.segs, w->first.in_flight, w->first.cwnd,
			w->first.ca_state);
	}
	return ok;
}

/* Nothing is due any more, no socket is left, no timer beyond @before's. */
static bool all_is_quiet(struct scene *sc, const struct st_report *before)
{
	struct st_report r;
	bool ok = true;

	st_run(sc->t.w, st_now(sc->t.h[0], 1) + 1000 * HOUR, NULL, NULL);
	for (int i = 0; i < 2; i++) {
		OK(st_report(sc->t.h[i], &r));
		ok &= test_check(!r.sockets && r.balanced && !r.skb_alive &&
					 r.timers <= before[i].timers,
				 false, __FILE__, __LINE__,
				 "host %d: %llu sockets, %llu packets alive, "
				 "%llu timers (%llu at first), balanced %d",
				 i, (unsigned long long)r.sockets,
				 (unsigned long long)r.skb_alive,
				 (unsigned long long)r.timers,
				 (unsigned long long)before[i].timers,
				 r.balanced);
	}
	return ok;
}

static bool hostile(uint64_t number)
{
	struct st_opts opts = {.clock = ST_VIRTUAL, .seed = number | 1};
	struct scene sc = {.rnd = number};
	struct st_report before[2];
	bool ok;

	topo_chain_opts(&sc.t, 2, NULL, &opts);
	draw_scene(&sc);
	draw_options(&sc);
	know_each_other(&sc.t);
	for (int i = 0; i < 2; i++) {
		tcp_watch_start(sc.t.h[i], &sc.watch[i]);
		draw_knobs(&sc, sc.knobs[i], sizeof(sc.knobs[i]));
		OK(st_wire_set(sc.t.h[i], "eth0", sc.knobs[i]));
		OK(st_report(sc.t.h[i], &before[i]));
	}
	ok = judge(&sc, transfer(&sc));
	ok &= all_is_quiet(&sc, before);
	for (int i = 0; i < 2; i++)
		tcp_watch_stop(sc.t.h[i], &sc.watch[i]);
	if (!ok)
		printf("# case %llu: %s\n#  up: %s\n#  down: %s\n"
		       "# again: tests/soak/tcp_hostile_test --seed %llu "
		       "one_hostile_transfer\n",
		       (unsigned long long)number, sc.about, sc.knobs[0],
		       sc.knobs[1], (unsigned long long)number);
	topo_end(&sc.t);
	return ok;
}

TEST(one_hostile_transfer)
{
	hostile(test_seed());
}

TEST(ten_hostile_transfers)
{
	for (uint64_t i = 0; i < 10; i++)
		hostile(test_seed() * 1000 + i);
}

TEST_SOAK(ten_thousand_hostile_transfers)
{
	uint64_t n = test_soak_count(10000), first = test_seed() * 1000000;
	unsigned int failed = 0;

	for (uint64_t i = 0; i < n && failed < 5; i++)
		failed += !hostile(first + i);
	EXPECT_EQ(failed, 0);
}
