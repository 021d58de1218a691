// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bugs_test - each planted bug ends in a report that names the guilty
 *
 * Where:   tests/plugin/bugs/; a child process per bug, in virtual time.
 * Mirrors: drivers/misc/lkdtm/ in purpose.
 *
 * The line of each bug bears a mark in its source, so a report that names
 * another line, file, module, callback or packet fails.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/etherdevice.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "hdr/eth.h"
#include "lib/ktime.h"
#include "lib/oops.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/world.h"

#define TEXT_MAX (256 << 10)

#ifdef STRATA_SANITIZE
#define SANITIZED true
#else
#define SANITIZED false
#endif

struct bug {
	const char *name;
	const char *claim;    /* the report's first line */
	const char *plain;    /* the same without sanitizers, if it differs */
	const char *callback; /* "packet_type.func = null_rcv" */
	bool line;	      /* the marked line is in the trace */
	bool packet;	      /* it was in hand */
	bool driver;	      /* send through its own device, leave it there */
	bool leaks;	      /* a packet: reported at the machine's end */
	bool sanitizer;	      /* seen in a sanitizer build only */
};

static char text[TEXT_MAX];
static u32 packet_id;

static const char *env(const char *name, const char *otherwise)
{
	const char *v = getenv(name);

	return v ? v : otherwise;
}

/* ---- the child ---------------------------------------------------------- */

static netdev_tx_t null_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops null_ops = {.ndo_start_xmit = null_xmit};

static struct net_device *null_device(void)
{
	struct net_device *dev = alloc_etherdev(0);

	dev->netdev_ops = &null_ops;
	strscpy(dev->name, "test0", sizeof(dev->name));
	eth_hw_addr_random(dev);
	if (register_netdev(dev))
		_exit(80);
	return dev;
}

static void bring_up(struct net_device *dev)
{
	rtnl_lock();
	if (dev_open(dev, NULL))
		_exit(81);
	rtnl_unlock();
}

/* A frame of the experimental EtherType, from @dev or through it. */
static void send_frame(struct net_device *dev, bool out)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct ethhdr *eth;

	skb_reserve(skb, 2);
	eth = skb_put_zero(skb, sizeof(*eth) + 50);
	eth->h_proto = cpu_to_be16(ETH_P_802_EX1);
	ether_addr_copy(eth->h_dest, dev->dev_addr);
	skb->dev = dev;
	fprintf(stderr, "frame is skb %u\n", skb->id);
	if (out) {
		skb->protocol = cpu_to_be16(ETH_P_802_EX1);
		skb_reset_mac_header(skb);
		skb_set_network_header(skb, sizeof(*eth));
		dev_queue_xmit(skb);
	} else {
		skb->protocol = eth_type_trans(skb, dev);
		netif_rx(skb);
	}
}

static void run_host(const struct bug *b, struct machine *m)
{
	static struct trace_consumer all;
	struct net_device *dev;
	char msg[512];

	trace_mask_parse(&all.mask, "*");
	if (trace_register(m, &all))
		_exit(82);
	if (load_module(b->name, NULL, msg, sizeof(msg))) {
		fprintf(stderr, "%s\n", msg);
		_exit(83);
	}
	dev = b->driver ? dev_get_by_name(&init_net, "bug0") : null_device();
	bring_up(dev);
	send_frame(dev, b->driver);
	schedule_timeout_uninterruptible(HZ / 10);
	if (b->driver) /* it may never stop: its poll is lost */
		_exit(0);
	unregister_netdev(dev);
	free_netdev(dev);
	unload_module(b->name, msg, sizeof(msg));
	/* the steps of a leaked packet are told when the machine ends */
	if (!b->leaks)
		trace_unregister(m, &all);
}

static void log_line(void *data, const char *host, int level, const char *line)
{
	fprintf(stderr, "%s: %s\n", host, line);
}

static void child(const struct bug *b)
{
	static const struct world_ops ops = {.log = log_line};
	struct world_opts opts = {
		.mode = WORLD_VIRTUAL, .seed = 1, .ops = &ops};
	struct world *world = world_new(&opts);
	struct machine_opts mopts = {.name = "host", .nr_cpus = 1};
	struct machine *m = machine_new(world, &mopts);
	struct task_guard g;
	char dir[256];

	oops_install();
	watchdog_start(1);
	scnprintf(dir, sizeof(dir), "%s/tests/plugin/bugs",
		  env("builddir", "."));
	module_set_path(dir);
	task_enter(&g, m, 0);
	run_host(b, m);
	task_leave(&g);
	machine_free(m);
	_exit(0);
}

/* ---- the parent --------------------------------------------------------- */

static void collect(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t len = 0;
	ssize_t n;

	while (len < sizeof(text) - 1 && poll(&p, 1, 20000) > 0) {
		n = read(fd, text + len, sizeof(text) - 1 - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	text[len] = '\0';
}

static void run(const struct bug *b)
{
	int fds[2], status;
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	fflush(stdout);
	pid = fork();
	ASSERT_GE(pid, 0);
	if (!pid) {
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		child(b);
	}
	close(fds[1]);
	collect(fds[0]);
	close(fds[0]);
	kill(pid, SIGKILL); /* only if it has said nothing for 20 s */
	waitpid(pid, &status, 0);
}

/* "bugs/bug_null.c:23": the line that bears the mark. */
static void marked_line(const struct bug *b, char *out, size_t size)
{
	char path[512], line[256];
	unsigned int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/plugin/bugs/%s.c",
		 env("srcdir", ".."), b->name);
	f = fopen(path, "r");
	ASSERT_NOT_NULL(f);
	while (fgets(line, sizeof(line), f)) {
		n++;
		if (strstr(line, "/* BUG"))
			break;
	}
	fclose(f);
	snprintf(out, size, "bugs/%s.c:%u", b->name, n);
}

static void names(const struct bug *b, const char *what)
{
	if (test_check(strstr(text, what) != NULL, false, __FILE__, __LINE__,
		       "%s: no \"%s\" in the report", b->name, what))
		return;
	fprintf(stderr, "%s\n", text);
}

static void check(const struct bug *b)
{
	char line[128];
	const char *p;

	if (b->sanitizer && !SANITIZED)
		test_skip("only a sanitizer build sees it");
	run(b);
	p = strstr(text, "frame is skb ");
	if (!p)
		fprintf(stderr, "%s\n", text);
	ASSERT_NOT_NULL(p);
	packet_id = (u32)strtoul(p + strlen("frame is skb "), NULL, 10);
	names(b, b->plain && !SANITIZED ? b->plain : b->claim);
	names(b, b->callback);
	snprintf(line, sizeof(line), "[%s]", b->name);
	names(b, line);
	snprintf(line, sizeof(line), "bugs/%s.c:", b->name);
	if (!b->leaks) /* that one names the birth */
		names(b, line);
	if (b->line) {
		marked_line(b, line, sizeof(line));
		names(b, line);
	}
	if (b->packet) {
		snprintf(line, sizeof(line), "skb %u", packet_id);
		p = strstr(text, "Packet: ");
		EXPECT(p && strstr(p, line));
		EXPECT(p && strstr(p, "netif_receive_skb dev=")); /* a step */
	}
}

TEST(null_dereference_is_named)
{
	static const struct bug b = {.name = "bug_null",
				     .claim = "null pointer",
				     .plain = "BUG: NULL pointer dereference",
				     .callback = "packet_type.func = null_rcv",
				     .line = true,
				     .packet = true};

	check(&b);
}

TEST(double_free_is_named)
{
	static const struct bug b = {
		.name = "bug_double_free",
		.claim = "double free of kmalloc-64",

		.callback = "packet_type.func = double_free_rcv",
		.line = true,
		.packet = true};

	check(&b);
}

TEST(use_after_free_is_named)
{
	static const struct bug b = {
		.name = "bug_use_after_free",
		.claim = "use-after",
		.callback = "packet_type.func = use_after_free_rcv",
		.line = true,
		.packet = true,
		.sanitizer = true};

	check(&b);
}

TEST(leaked_packet_is_named)
{
	static const struct bug b = {.name = "bug_leak",
				     .claim = "is alive",
				     .callback = "leak_rcv",
				     .leaks = true,
				     .sanitizer = true};

	check(&b);
}

TEST(endless_loop_is_named)
{
	static const struct bug b = {.name = "bug_loop",
				     .claim = "soft lockup",
				     .callback = "packet_type.func = loop_rcv",
				     .line = true,
				     .packet = true};

	check(&b);
}

TEST(sleep_in_softirq_is_named)
{
	static const struct bug b = {.name = "bug_sleep",
				     .claim = "scheduling while atomic",
				     .callback = "packet_type.func = sleep_rcv",
				     .line = true,
				     .packet = true};

	check(&b);
}

TEST(forgotten_unregister_is_named)
{
	static const struct bug b = {.name = "bug_forgotten",
				     .claim = "module bug_forgotten: forgot to "
					      "unregister packet_type",
				     .callback =
					     "module.exit = forgotten_exit"};

	check(&b);
}

TEST(poll_above_budget_is_named)
{
	static const struct bug b = {
		.name = "bug_over_budget",
		.claim = "exceeding its budget of 64",
		.callback = "napi_struct.poll = over_budget_poll",
		.driver = true};

	check(&b);
}

TEST(missing_napi_complete_is_named)
{
	static const struct bug b = {
		.name = "bug_no_complete",
		.claim = "without napi_complete_done()",
		.callback = "napi_struct.poll = no_complete_poll",
		.driver = true};

	check(&b);
}

TEST(header_overrun_is_named)
{
	static const struct bug b = {.name = "bug_overrun",
				     .claim = "skb_over_panic",
				     .callback =
					     "packet_type.func = overrun_rcv",
				     .line = true,
				     .packet = true};

	check(&b);
}

TEST(lock_inversion_is_named)
{
	static const struct bug b = {
		.name = "bug_inversion",
		.claim = "possible circular locking dependency",
		.callback = "packet_type.func = inversion_rcv",
		.line = true,
		.packet = true,
		.sanitizer = true};

	check(&b);
}

TEST(exit_in_a_module_is_named)
{
	static const struct bug b = {.name = "bug_exit",
				     .claim =
					     "exit() called from within a task",
				     .callback = "packet_type.func = exit_rcv",
				     .line = true,
				     .packet = true};

	check(&b);
}
