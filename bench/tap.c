// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap - TCP with the host's kernel over a plain TAP, as ratio to no stack
 *
 * Where:   make bench; drivers/tap.c with its read/write engine, MTU 1500, no
 *          offloads; null_stack.c with the same engine beside it.
 * Mirrors: nothing.
 * Spec:    PERFORMANCE.md, the rows of TCP over TAP.
 *
 * Each measurement has a network namespace and a TAP of its own, the kernel's
 * sockets on one CPU, our end on the other. Null stack and Strata take turns,
 * so that a slow moment of the machine meets both; the ratio is of medians.
 * CPU is what the process at our end used: it is less noisy than the rate.
 *
 * usage: tap [ROUNDS [MILLISECONDS [ROW...]]]	5, 400, all
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "api/strata.h"
#include "bench/null_stack.h"

#define KERNEL_IP  "10.9.0.1"
#define OUR_IP	   "10.9.0.2"
#define PORT	   80
#define CLIENTS	   16
#define CHUNK	   65536
#define MAX_ROUNDS 64
#define WARM_MS	   150

struct result {
	double rate; /* of what the row counts */
	double cpu;  /* ns of our end's CPU for one of it */
};

static unsigned int run_ms = 400;

static void die(const char *what)
{
	fprintf(stderr, "tap: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void must(long ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "tap: %s: %ld: %s\n", what, ret, st_errmsg());
	exit(1);
}

static uint64_t clock_ns(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts))
		die("clock");
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec ts = {.tv_sec = ms / 1000,
			      .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&ts, NULL);
}

/* The @nr-th CPU that we may use; with one CPU all share it. */
static void pin(int nr)
{
	cpu_set_t may, one;

	if (sched_getaffinity(0, sizeof(may), &may))
		die("sched_getaffinity");
	nr %= CPU_COUNT(&may);
	for (int i = 0; i < CPU_SETSIZE; i++) {
		if (!CPU_ISSET(i, &may) || nr--)
			continue;
		CPU_ZERO(&one);
		CPU_SET(i, &one);
		if (sched_setaffinity(0, sizeof(one), &one))
			die("sched_setaffinity");
		return;
	}
}

/* ---- the TAP -------------------------------------------------------------
 */

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die(path);
	close(fd);
}

static void new_namespace(void)
{
	char map[64];
	uid_t uid = getuid();

	if (uid) {
		snprintf(map, sizeof(map), "0 %u 1", uid);
		if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
			die("unshare");
		write_file("/proc/self/uid_map", map);
	} else if (unshare(CLONE_NEWNET)) {
		die("unshare");
	}
}

static struct sockaddr_in addr_of(const char *ip)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};

	inet_pton(AF_INET, ip, &a.sin_addr);
	return a;
}

static void put_addr(struct sockaddr *sa, const char *ip)
{
	struct sockaddr_in a = addr_of(ip);

	memcpy(sa, &a, sizeof(a));
}

/* The null stack answers no ARP. */
static void add_neighbour(int s)
{
	struct arpreq r = {.arp_flags = ATF_PERM | ATF_COM, .arp_dev = "tap0"};

	put_addr(&r.arp_pa, OUR_IP);
	r.arp_ha.sa_family = ARPHRD_ETHER;
	memcpy(r.arp_ha.sa_data, "\x02\0\0\0\0\2", 6);
	if (ioctl(s, SIOCSARP, &r))
		die("SIOCSARP");
}

static int new_tap(int null)
{
	struct ifreq ifr = {.ifr_flags = IFF_TAP | IFF_NO_PI,
			    .ifr_name = "tap0"};
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr))
		die("/dev/net/tun");
	put_addr(&ifr.ifr_addr, KERNEL_IP);
	if (ioctl(s, SIOCSIFADDR, &ifr))
		die("address");
	put_addr(&ifr.ifr_netmask, "255.255.255.0");
	if (ioctl(s, SIOCSIFNETMASK, &ifr))
		die("netmask");
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(s, SIOCSIFFLAGS, &ifr))
		die("up");
	if (null)
		add_neighbour(s);
	close(s);
	return fd;
}

/* ---- Strata's end --------------------------------------------------------
 */

static char buffer[CHUNK];

static void serve(struct st_sock *s, enum null_mode mode)
{
	ssize_t n = 1;

	while (n > 0) {
		if (mode == NULL_SOURCE)
			n = st_send(s, buffer, sizeof(buffer), MSG_NOSIGNAL);
		else
			n = st_recv(s, buffer, sizeof(buffer), 0);
		if (n > 0 && mode == NULL_ECHO)
			n = st_send(s, buffer, (size_t)n, MSG_NOSIGNAL);
	}
}

static void strata(int fd, enum null_mode mode)
{
	struct st_world *w = st_world_new(&(struct st_opts){.clock = ST_LIVE});
	struct st_host *h = w ? st_host_new(w, "bench", 1) : NULL;
	struct st_net *n = h ? st_net_get(h, 0) : NULL;
	struct sockaddr_in a = addr_of("0.0.0.0");
	struct st_sock *l, *s;
	char options[64];

	must(n ? 0 : -1, "host");
	snprintf(options, sizeof(options), "fd=%d rx=1024 tx=1024", fd);
	must(st_insmod(h, "tap", NULL), "tap");
	must(st_link_add(n, "eth0", "tap", options), "eth0");
	must(st_addr_add(n, "eth0", OUR_IP "/24"), "address");
	must(st_link_up(n, "eth0", 1), "up");
	l = st_socket(n, AF_INET, SOCK_STREAM, 0, NULL);
	must(l ? 0 : -1, "socket");
	must(st_bind(l, (struct sockaddr *)&a, sizeof(a)), "bind");
	must(st_listen(l, 1024), "listen");
	pin(0); /* the last of the CPUs that are left: the stack's */
	while ((s = st_accept(l, NULL, NULL, 0))) {
		if (mode != NULL_ANSWER)
			serve(s, mode);
		st_close(s);
	}
	must(-1, "accept");
}

static pid_t start_engine(int fd, int null, enum null_mode mode)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pin(1);
	if (null)
		null_stack(fd, mode);
	else
		strata(fd, mode);
	_exit(1);
}

/* ---- the kernel's end ----------------------------------------------------
 */

static int try_connect(void)
{
	struct sockaddr_in a = addr_of(OUR_IP);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		die("socket");
	if (!connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return fd;
	close(fd);
	return -1;
}

/* Our end may still be on its way up. */
static int connect_soon(void)
{
	for (int i = 0; i < 200; i++) {
		int fd = try_connect();

		if (fd >= 0)
			return fd;
		sleep_ms(20);
	}
	errno = ETIMEDOUT;
	die("connect");
	return -1;
}

struct window {
	clockid_t engine;
	uint64_t start, cpu;
};

static void window_open(struct window *w)
{
	w->start = clock_ns(CLOCK_MONOTONIC);
	w->cpu = clock_ns(w->engine);
}

/* @units were counted in it. */
static struct result window_close(const struct window *w, double units)
{
	double ns = (double)(clock_ns(CLOCK_MONOTONIC) - w->start);
	double cpu = (double)(clock_ns(w->engine) - w->cpu);

	return (struct result){units / ns * 1e9, units > 0 ? cpu / units : 0};
}

static uint64_t deadline(unsigned int ms)
{
	return clock_ns(CLOCK_MONOTONIC) + (uint64_t)ms * 1000000u;
}

static uint64_t bytes_acked(int fd)
{
	struct tcp_info_acked {
		struct tcp_info info;
		uint64_t room[32];
	} t;
	struct {
		uint8_t head[120]; /* up to tcpi_bytes_acked */
		uint64_t acked;
	} *layout = (void *)&t;
	socklen_t len = sizeof(t);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &t, &len))
		die("TCP_INFO");
	return layout->acked;
}

static void write_until(int fd, uint64_t end)
{
	while (clock_ns(CLOCK_MONOTONIC) < end)
		if (write(fd, buffer, sizeof(buffer)) < 0)
			die("write");
}

static uint64_t read_until(int fd, uint64_t end)
{
	uint64_t sum = 0;

	while (clock_ns(CLOCK_MONOTONIC) < end) {
		ssize_t n = read(fd, buffer, sizeof(buffer));

		if (n <= 0)
			die("read");
		sum += (uint64_t)n;
	}
	return sum;
}

/* Bytes that our end acknowledged; in KB. */
static struct result bulk_in(struct window *w)
{
	int fd = connect_soon();
	uint64_t before;

	write_until(fd, deadline(WARM_MS));
	before = bytes_acked(fd);
	window_open(w);
	write_until(fd, deadline(run_ms));
	return window_close(w, (double)(bytes_acked(fd) - before) / 1024);
}

static struct result bulk_out(struct window *w)
{
	int fd = connect_soon();
	uint64_t got;

	read_until(fd, deadline(WARM_MS));
	window_open(w);
	got = read_until(fd, deadline(run_ms));
	return window_close(w, (double)got / 1024);
}

static unsigned long connections;
static int enough;

/* A reset at the end: no TIME_WAIT at the kernel's end eats the ports. */
static void *client(void *unused)
{
	struct linger reset = {.l_onoff = 1};

	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
		int fd = try_connect();

		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close(fd);
		__atomic_fetch_add(&connections, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static struct result connects(struct window *w)
{
	pthread_t t[CLIENTS];
	struct result r;
	unsigned long before;

	close(connect_soon());
	for (int i = 0; i < CLIENTS; i++)
		if (pthread_create(&t[i], NULL, client, NULL))
			die("pthread_create");
	sleep_ms(WARM_MS);
	before = __atomic_load_n(&connections, __ATOMIC_RELAXED);
	window_open(w);
	sleep_ms(run_ms);
	r = window_close(
		w, (double)(__atomic_load_n(&connections, __ATOMIC_RELAXED) -
			    before));
	__atomic_store_n(&enough, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(t[i], NULL);
	return r;
}

static int cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double round_trip(int fd)
{
	uint64_t start = clock_ns(CLOCK_MONOTONIC);
	char text[16] = "a small question";

	if (write(fd, text, sizeof(text)) != sizeof(text) ||
	    read(fd, text, sizeof(text)) != sizeof(text))
		die("round trip");
	return (double)(clock_ns(CLOCK_MONOTONIC) - start);
}

/* The rate is 1 / median. */
static struct result round_trips(struct window *w)
{
	static double ns[1 << 16];
	uint64_t end = deadline(run_ms);
	struct result r;
	size_t n = 0;
	int one = 1, fd = connect_soon();

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (int i = 0; i < 50; i++)
		round_trip(fd);
	window_open(w);
	while (n < 1 << 16 && clock_ns(CLOCK_MONOTONIC) < end)
		ns[n++] = round_trip(fd);
	r = window_close(w, (double)n);
	qsort(ns, n, sizeof(ns[0]), cmp);
	r.rate = 1e9 / ns[n / 2];
	return r;
}

/* ---- rows ----------------------------------------------------------------
 */

static const struct row {
	const char *name, *what, *unit;
	enum null_mode mode;
	struct result (*fn)(struct window *w);
	double scale; /* of the rate */
	int inverse;  /* the figure is a time */
} rows[] = {
	{"in", "bulk TCP, kernel to Strata", "Gbit/s", NULL_SINK, bulk_in,
	 8192e-9, 0},
	{"out", "bulk TCP, Strata to kernel", "Gbit/s", NULL_SOURCE, bulk_out,
	 8192e-9, 0},
	{"conn", "connections, 16 clients", "1000/s", NULL_ANSWER, connects,
	 1e-3, 0},
	{"rtt", "round trip, 16 bytes, p50", "us", NULL_ECHO, round_trips, 1e-6,
	 1},
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

/* In a process of its own: the namespace goes with it. */
static struct result lab(const struct row *row, int null)
{
	struct result r;
	struct window w;
	pid_t engine;
	int fd;

	new_namespace();
	fd = new_tap(null);
	engine = start_engine(fd, null, row->mode);
	close(fd);
	pin(0);
	if (clock_getcpuclockid(engine, &w.engine))
		die("clock_getcpuclockid");
	r = row->fn(&w);
	kill(engine, SIGKILL);
	waitpid(engine, NULL, 0);
	return r;
}

static struct result measure(const struct row *row, int null)
{
	struct result *r = mmap(NULL, sizeof(*r), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct result copy;
	int status;
	pid_t pid;

	if (r == MAP_FAILED)
		die("mmap");
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		*r = lab(row, null);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (status)
		exit(1);
	copy = *r;
	munmap(r, sizeof(*r));
	return copy;
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof(*v), cmp);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void run_row(const struct row *row, int rounds)
{
	double rate[2][MAX_ROUNDS], cpu[2][MAX_ROUNDS], m[2], c[2];

	for (int i = 0; i < rounds; i++) {
		for (int null = 0; null < 2; null++) {
			struct result r = measure(row, null);

			rate[null][i] = r.rate;
			cpu[null][i] = r.cpu;
		}
	}
	for (int null = 0; null < 2; null++) {
		m[null] = median(rate[null], rounds) * row->scale;
		c[null] = median(cpu[null], rounds);
		if (row->inverse)
			m[null] = 1 / m[null];
	}
	printf("%-28s %-7s %7.2f %7.2f %6.2f %9.0f %7.0f %6.2f\n", row->what,
	       row->unit, m[0], m[1], m[0] / m[1], c[0], c[1], c[1] / c[0]);
}

static int wanted(const char *name, int argc, char **argv)
{
	for (int i = 3; i < argc; i++)
		if (!strcmp(argv[i], name))
			return 1;
	return argc <= 3;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 5;

	if (argc > 2)
		run_ms = (unsigned int)atoi(argv[2]);
	if (rounds < 1 || rounds > MAX_ROUNDS || !run_ms) {
		fputs("usage: tap [ROUNDS [MILLISECONDS [ROW...]]]\n", stderr);
		return 2;
	}
	if (access("/dev/net/tun", R_OK | W_OK)) {
		puts("tap: /dev/net/tun may not be opened here: not measured");
		return 0;
	}
	signal(SIGPIPE, SIG_IGN);
	printf("%-28s %-7s %7s %7s %6s %9s %7s %6s\n", "MTU 1500, read/write",
	       "", "Strata", "null", "ratio", "CPU ns", "null", "ratio");
	for (size_t i = 0; i < NR_ROWS; i++)
		if (wanted(rows[i].name, argc, argv))
			run_row(&rows[i], rounds);
	return 0;
}
