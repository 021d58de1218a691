// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap_reload_test - the tap module comes and goes while the host pings
 *
 * Where:   run by tests/live/tap-reload.sh in a network namespace of its own;
 *          other kinds of modules: tests/topology, tests/plugin.
 * Mirrors: tools/testing/selftests/net/ in kind: rmmod under load.
 *
 * The TAP itself stays, as an administrator's would: each card gets a copy of
 * its descriptor. ping is the host's and never pauses.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "api/strata.h"
#include "tests/harness.h"

#define HOST  "10.0.0.1"
#define STACK "10.0.0.2"

static void ok(long err, const char *what)
{
	test_check(err >= 0, err < 0, __FILE__, __LINE__, "%s: %ld, %s, %s",
		   what, err, st_errmsg(), strerror(errno));
}

/* ---- the host's side ----------------------------------------------------- */

static void set_addr(struct sockaddr *sa, const char *ip)
{
	struct sockaddr_in *in = (struct sockaddr_in *)sa;

	in->sin_family = AF_INET;
	inet_pton(AF_INET, ip, &in->sin_addr);
}

static int open_tap(void)
{
	struct ifreq ifr = {.ifr_flags = IFF_TAP | IFF_NO_PI,
			    .ifr_name = "tap0"};
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ok(fd, "/dev/net/tun");
	ok(ioctl(fd, TUNSETIFF, &ifr), "TUNSETIFF");
	set_addr(&ifr.ifr_addr, HOST);
	ok(ioctl(s, SIOCSIFADDR, &ifr), "address");
	set_addr(&ifr.ifr_netmask, "255.255.255.0");
	ok(ioctl(s, SIOCSIFNETMASK, &ifr), "netmask");
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	ok(ioctl(s, SIOCSIFFLAGS, &ifr), "up");
	close(s);
	return fd;
}

/* The next card has another address: let the host ask anew. */
static void forget_neighbour(void)
{
	struct arpreq req = {.arp_dev = "tap0"};
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	set_addr(&req.arp_pa, STACK);
	if (ioctl(s, SIOCDARP, &req) && errno != ENXIO)
		ok(-1, "SIOCDARP");
	close(s);
}

static pid_t start_ping(int *out)
{
	int fds[2];
	pid_t pid;

	ok(pipe(fds), "pipe");
	pid = fork();
	ok(pid, "fork");
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		execlp("ping", "ping", "-n", "-q", "-i", "0.002", STACK,
		       (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	*out = fds[0];
	return pid;
}

/* Return: how many answers it says it got; -1: it says nothing. */
static int end_ping(pid_t pid, int out)
{
	int sent, received = -1, status;
	char text[4096];
	size_t used = 0;
	ssize_t n;
	char *p;

	kill(pid, SIGINT);
	while (used < sizeof(text) - 1 &&
	       (n = read(out, text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	close(out);
	waitpid(pid, &status, 0);
	p = strstr(text, "statistics ---\n");
	if (!p || sscanf(strchr(p, '\n'), "%d packets transmitted, %d received",
			 &sent, &received) != 2)
		return -1;
	return received;
}

/* ---- the stack's side ---------------------------------------------------- */

static uint64_t echoes(struct st_net *n)
{
	char *text = st_file_text(n, "/proc/net/snmp");
	unsigned long long v = 0;
	char *p = text ? strstr(text, "\nIcmp: ") : NULL;

	p = p ? strstr(p + 1, "\nIcmp: ") : NULL;
	/* InMsgs InErrors InCsumErrors InDestUnreachs … InEchos is the ninth */
	if (!p ||
	    sscanf(p, "\nIcmp: %*u %*u %*u %*u %*u %*u %*u %*u %llu", &v) != 1)
		ok(-1, "/proc/net/snmp");
	free(text);
	return v;
}

/* A ping has come through this very card; five seconds are a failure. */
static void wait_for_ping(struct st_net *n)
{
	uint64_t before = echoes(n), give_up = test_wall_ns() + 5 * ST_SEC;

	while (echoes(n) < before + 2) {
		struct timespec ms = {.tv_nsec = 1000000};

		if (test_wall_ns() > give_up)
			ok(-1, "no ping came within 5 s");
		nanosleep(&ms, NULL);
	}
}

static void add(struct st_net *n, int tap)
{
	char options[32];

	snprintf(options, sizeof(options), "fd=%d",
		 fcntl(tap, F_DUPFD_CLOEXEC, 0));
	ok(st_link_add(n, "eth0", "tap", options), "eth0");
	ok(st_addr_add(n, "eth0", STACK "/24"), "address");
	ok(st_link_up(n, "eth0", 1), "up");
	forget_neighbour();
}

static void rounds(uint64_t times)
{
	struct st_world *w = st_world_new(&(struct st_opts){.clock = ST_LIVE});
	struct st_host *h = st_host_new(w, "tap", 1);
	struct st_net *n = st_net_get(h, 0);
	int tap = open_tap(), out, received;
	pid_t ping = start_ping(&out);
	struct st_report r;

	for (uint64_t i = 0; i < times; i++) {
		ok(st_insmod(h, "tap", NULL), "insmod");
		add(n, tap);
		wait_for_ping(n);
		ok(st_reload(h, "tap"), "reload");
		add(n, tap);
		wait_for_ping(n);
		ok(st_rmmod(h, "tap"), "rmmod");
	}
	received = end_ping(ping, out);
	printf("# %llu rounds, ping has %d answers\n",
	       (unsigned long long)times, received);
	/* two pings came through each card; the last answer may be lost */
	EXPECT_GE(received, 2 * (int)times);
	EXPECT_EQ(st_world_free(w, &r), 0);
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(r.oopses, 0);
	close(tap);
}

TEST(live_tap_comes_and_goes_ten_times_under_ping)
{
	rounds(10);
}

TEST_SOAK(live_tap_comes_and_goes_a_thousand_times_under_ping)
{
	rounds(test_soak_count(1000));
}
