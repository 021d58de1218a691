// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * streams - what TCP costs between two hosts of one process
 *
 * Where:   make bench; two hosts on a wire, MTU 1500, no offloads, through the
 *          embedding library. Build without sanitizers: CFLAGS="-O2 -g".
 * Mirrors: nothing.
 * Spec:    PERFORMANCE.md: idle connection; issue 3: bulk TCP over wire.
 *
 * In virtual time both ends and both applications run on one OS CPU, so that a
 * figure is the cost of sender and receiver together; the live rows have the
 * executor's threads and wakes in them. Medians of rounds that take turns.
 *
 * usage: streams           a table
 *        streams ROW UNITS only that, for callgrind; prints the units
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "api/strata.h"
#include "lib/machine.h"
#include "lib/sched.h"
#include "lib/slab.h"

#define ROUNDS	   7
#define CHUNK	   65536
#define BULK_KB	   8192 /* in a round */
#define LIVE_KB	   65536
#define CONNECTS   400
#define ECHOES	   2000
#define IDLE	   1000
#define FIRST_PORT 80

struct bench {
	struct st_world *w;
	struct st_host *a, *b;
	struct st_sock *listener, *c, *s; /* the connection of bulk and echo */
	unsigned long todo;		  /* units */
	int done;			  /* tasks */
	size_t idle_bytes;
};

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "streams: %s: %ld: %s\n", what, ret, st_errmsg());
	exit(1);
}

static uint64_t wall_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* ---- two hosts ------------------------------------------------------------
 */

static struct sockaddr_in addr_of(const char *ip)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons(FIRST_PORT)};

	inet_pton(AF_INET, ip, &a.sin_addr);
	return a;
}

static struct st_sock *tcp(struct st_host *h)
{
	struct st_sock *s =
		st_socket(st_net_get(h, 0), AF_INET, SOCK_STREAM, 0, NULL);

	must(s ? 0 : -1, "socket");
	return s;
}

static struct st_sock *connected(struct bench *b)
{
	struct sockaddr_in a = addr_of("10.0.0.2");
	struct st_sock *s = tcp(b->a);

	must(st_connect(s, (struct sockaddr *)&a, sizeof(a)), "connect");
	return s;
}

static struct st_sock *accepted(struct bench *b)
{
	struct st_sock *s = st_accept(b->listener, NULL, NULL, 0);

	must(s ? 0 : -1, "accept");
	return s;
}

static void start(struct bench *b, enum st_clock clock)
{
	struct sockaddr_in a = addr_of("0.0.0.0");

	memset(b, 0, sizeof(*b));
	b->w = st_world_new(&(struct st_opts){.clock = clock});
	b->a = b->w ? st_host_new(b->w, "a", 1) : NULL;
	b->b = b->a ? st_host_new(b->w, "b", 1) : NULL;
	must(b->b ? 0 : -1, "hosts");
	must(st_wire(b->a, "eth0", b->b, "eth0", "rx=1024 tx=1024"), "wire");
	must(st_addr_add(st_net_get(b->a, 0), "eth0", "10.0.0.1/24"), "a");
	must(st_addr_add(st_net_get(b->b, 0), "eth0", "10.0.0.2/24"), "b");
	b->listener = tcp(b->b);
	must(st_bind(b->listener, (struct sockaddr *)&a, sizeof(a)), "bind");
	must(st_listen(b->listener, IDLE), "listen");
	b->c = connected(b);
	b->s = accepted(b);
}

static void end(struct bench *b)
{
	st_close(b->c);
	st_close(b->s);
	st_close(b->listener);
	if (st_world_free(b->w, NULL))
		must(-1, "something was left");
}

/* ---- applications ---------------------------------------------------------
 */

static int finish(struct bench *b)
{
	__atomic_fetch_add(&b->done, 1, __ATOMIC_RELEASE);
	return 0;
}

static int both_done(void *data)
{
	return __atomic_load_n(&((struct bench *)data)->done,
			       __ATOMIC_ACQUIRE) == 2;
}

static int source(void *data)
{
	static char chunk[CHUNK];
	struct bench *b = data;

	for (size_t left = b->todo * 1024, n; left; left -= n) {
		n = left < CHUNK ? left : CHUNK;
		must(st_send(b->c, chunk, n, 0), "send");
	}
	return finish(b);
}

static int sink(void *data)
{
	static char chunk[CHUNK];
	struct bench *b = data;

	for (size_t left = b->todo * 1024; left;) {
		ssize_t n = st_recv(b->s, chunk, CHUNK, 0);

		must(n > 0 ? 0 : n, "recv");
		left -= (size_t)n;
	}
	return finish(b);
}

static int asker(void *data)
{
	struct bench *b = data;
	char text[16] = "";

	for (unsigned long i = 0; i < b->todo; i++) {
		must(st_send(b->c, text, sizeof(text), 0), "send");
		must(st_recv(b->c, text, sizeof(text), 0), "recv");
	}
	return finish(b);
}

static int answerer(void *data)
{
	struct bench *b = data;
	char text[16];

	for (unsigned long i = 0; i < b->todo; i++) {
		must(st_recv(b->s, text, sizeof(text), 0), "recv");
		must(st_send(b->s, text, sizeof(text), 0), "send");
	}
	return finish(b);
}

static int caller(void *data)
{
	struct bench *b = data;
	char byte;

	for (unsigned long i = 0; i < b->todo; i++) {
		struct st_sock *s = connected(b);

		must(st_recv(s, &byte, 1, 0), "recv"); /* the other closes */
		st_close(s);
	}
	return finish(b);
}

static int callee(void *data)
{
	struct bench *b = data;

	for (unsigned long i = 0; i < b->todo; i++)
		st_close(accepted(b));
	return finish(b);
}

/* ---- rows -----------------------------------------------------------------
 */

static const struct row {
	const char *name, *what, *unit;
	int (*near)(void *data), (*far)(void *data);
	unsigned long units; /* in a round */
	enum st_clock clock;
	double bits; /* of a unit, for Gbit/s; 0: none */
} rows[] = {
	{"bulk", "bulk TCP by wire, both ends", "KB", source, sink, BULK_KB,
	 ST_VIRTUAL, 8192},
	{"echo", "16 B there and back, both ends", "echo", asker, answerer,
	 ECHOES, ST_VIRTUAL, 0},
	{"connect", "connect, accept, close, both ends", "each", caller, callee,
	 CONNECTS, ST_VIRTUAL, 0},
	{"live", "bulk TCP by wire, live", "KB", source, sink, LIVE_KB, ST_LIVE,
	 8192},
	{"live-echo", "16 B there and back, live", "echo", asker, answerer,
	 ECHOES, ST_LIVE, 0},
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

/* callgrind counts what happens in here. */
noinline void measured(struct bench *b);
void measured(struct bench *b)
{
	if (st_run(b->w, ST_EVER, both_done, b) != -EOPNOTSUPP)
		return;
	while (!both_done(b)) /* live: time passes by itself */
		usleep(50);
}

static uint64_t run(struct bench *b, const struct row *row, unsigned long units)
{
	uint64_t ns = wall_ns();

	b->todo = units;
	b->done = 0;
	must(st_task(b->b, row->far, b), "task");
	must(st_task(b->a, row->near, b), "task");
	measured(b);
	return wall_ns() - ns;
}

static double round_of(const struct row *row)
{
	struct bench b;
	uint64_t ns;

	start(&b, row->clock);
	run(&b, row, row->units / 4); /* windows open, caches fill */
	ns = run(&b, row, row->units);
	end(&b);
	return (double)ns / (double)row->units;
}

static int cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void table(void)
{
	static double ns[NR_ROWS][ROUNDS];

	for (int r = 0; r < ROUNDS; r++)
		for (size_t i = 0; i < NR_ROWS; i++)
			ns[i][r] = round_of(&rows[i]);
	printf("%-42s %9s %9s\n", "", "ns each", "Gbit/s");
	for (size_t i = 0; i < NR_ROWS; i++) {
		double t;

		qsort(ns[i], ROUNDS, sizeof(double), cmp);
		t = ns[i][ROUNDS / 2];
		printf("%-34s %7s %9.0f", rows[i].what, rows[i].unit, t);
		if (rows[i].bits > 0)
			printf(" %9.2f", rows[i].bits / t);
		putchar('\n');
	}
}

/* ---- memory ---------------------------------------------------------------
 */

static void add_slab(void *data, const struct slab_stat *st)
{
	*(size_t *)data += st->alive * st->size;
}

static int count_bytes(void *data)
{
	struct bench *b = data;

	b->idle_bytes = 0;
	slab_walk(current_machine(), add_slab, &b->idle_bytes);
	b->done = 2;
	return 0;
}

static size_t bytes_of(struct bench *b, struct st_host *h)
{
	b->done = 0;
	must(st_task(h, count_bytes, b), "task");
	st_run(b->w, ST_EVER, both_done, b);
	return b->idle_bytes;
}

static void idle(void)
{
	static struct st_sock *c[IDLE], *s[IDLE];
	size_t a[2], z[2];
	struct bench b;

	start(&b, ST_VIRTUAL);
	a[0] = bytes_of(&b, b.a);
	a[1] = bytes_of(&b, b.b);
	for (int i = 0; i < IDLE; i++) {
		c[i] = connected(&b);
		s[i] = accepted(&b);
	}
	st_run(b.w, st_now(b.a, 1) + ST_SEC, NULL, NULL);
	z[0] = bytes_of(&b, b.a);
	z[1] = bytes_of(&b, b.b);
	printf("idle established connection: %zu bytes (client), %zu "
	       "(server)\n",
	       (z[0] - a[0]) / IDLE, (z[1] - a[1]) / IDLE);
	for (int i = 0; i < IDLE; i++) {
		st_close(c[i]);
		st_close(s[i]);
	}
	end(&b);
}

static int one_row(const char *name, unsigned long units)
{
	struct bench b;

	for (size_t i = 0; i < NR_ROWS; i++) {
		if (strcmp(rows[i].name, name))
			continue;
		start(&b, rows[i].clock);
		run(&b, &rows[i], units);
		end(&b);
		printf("%lu\n", units);
		return 0;
	}
	fprintf(stderr, "streams: no row %s\n", name);
	return 2;
}

int main(int argc, char **argv)
{
	if (argc > 2)
		return one_row(argv[1], strtoul(argv[2], NULL, 0));
	table();
	idle();
	return 0;
}
