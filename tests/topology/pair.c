// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pair - two bare hosts on a wire: one sends bursts, the other counts
 * Where:   tests/topology.
 * Mirrors: nothing in the kernel.
 */
#include "tests/topology/pair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/etherdevice.h"
#include "core/ethtool.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "hdr/eth.h"
#include "lib/checksum.h"
#include "lib/hrtimer.h"
#include "lib/ktime.h"
#include "lib/wait.h"
#include "tests/topology/st_ok.h"

#include <linux/ip.h>
#include <linux/udp.h>

#define MAX_FLOWS 64

struct pair_sink {
	struct packet_type pt;
	unsigned int got, got_on[8];
	u32 last[MAX_FLOWS]; /* number of the flow's last frame, from 1 */
	int disorder;

	/* the application */
	struct sk_buff_head queue;
	struct wait_queue_head wait;
	unsigned int limit, app_got;
	bool app, stop, stopped;
	bool live; /* several CPUs at once: no order is looked at */
};

/* What stands behind the headers of a frame. */
struct number {
	__be32 flow, seq;
};
#define FRAME_MIN                                                              \
	(ETH_HLEN + sizeof(struct iphdr) + sizeof(struct udphdr) +             \
	 sizeof(struct number))

/* ---- tasks ----------------------------------------------------------------
 */

struct call {
	int (*fn)(void *data);
	void *data;
	int ret;
	bool done;
};

static int call_main(void *data)
{
	struct call *c = data;

	c->ret = c->fn(c->data);
	smp_store_release(&c->done, true);
	return 0;
}

static int call_done(void *data)
{
	return smp_load_acquire(&((struct call *)data)->done);
}

int on_host(struct st_host *h, int (*fn)(void *data), void *data)
{
	struct call c = {.fn = fn, .data = data};

	OK(st_task(h, call_main, &c));
	if (st_run(st_host_world(h), ST_EVER, call_done, &c) == -EOPNOTSUPP)
		while (!call_done(&c)) /* live: time passes by itself */
			usleep(100);
	EXPECT(call_done(&c));
	return c.ret;
}

struct nap {
	struct hrtimer timer;
	struct task_struct *task;
	bool over;
};

static enum hrtimer_restart nap_over(struct hrtimer *t)
{
	struct nap *nap = container_of(t, struct nap, timer);

	nap->over = true;
	wake_up_process(nap->task);
	return HRTIMER_NORESTART;
}

static void sleep_until(ktime_t when)
{
	struct nap nap = {.task = current};

	hrtimer_setup(&nap.timer, nap_over, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start(&nap.timer, when, HRTIMER_MODE_ABS);
	while (!nap.over) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (!nap.over)
			schedule();
	}
	set_current_state(TASK_RUNNING);
}

/* ---- the generator ----------------------------------------------------------
 */

struct sk_buff *pair_frame(struct net_device *dev, const struct burst *b,
			   unsigned int i)
{
	unsigned int size = b->size ? b->size : 60;
	unsigned int flow = i % (b->flows ? b->flows : 1);
	struct sk_buff *skb = alloc_skb(size + 66, GFP_KERNEL);
	struct number *number;
	struct udphdr *uh;
	struct iphdr *iph;
	struct ethhdr *eth;

	skb_reserve(skb, 66); /* the IP header on a boundary of 16 */
	eth = skb_put_zero(skb, size);
	eth_broadcast_addr(eth->h_dest);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	eth->h_proto = cpu_to_be16(ETH_P_IP);
	iph = (struct iphdr *)(eth + 1);
	iph->version = 4;
	iph->ihl = 5;
	iph->tot_len = cpu_to_be16((u16)(size - ETH_HLEN));
	iph->ttl = 64;
	iph->protocol = 17;
	iph->saddr = cpu_to_be32(0x0a000001);
	iph->daddr = cpu_to_be32(0x0a000002);
	iph->check = ip_fast_csum(iph, iph->ihl);
	uh = (struct udphdr *)(iph + 1);
	uh->source = cpu_to_be16((u16)(10000 + flow));
	uh->dest = cpu_to_be16(9);
	uh->len = cpu_to_be16((u16)(size - ETH_HLEN - sizeof(*iph)));
	number = (struct number *)(uh + 1);
	number->flow = cpu_to_be32(flow);
	number->seq = cpu_to_be32(i + 1);
	skb->dev = dev;
	skb->protocol = eth->h_proto;
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	return skb;
}

static int send_task(void *data)
{
	const struct burst *b = data;
	struct net_device *dev = dev_get_by_name(&init_net, "eth0");
	ktime_t start = ktime_get();

	for (unsigned int i = 0; i < b->count; i++) {
		if (b->gap_ns && i)
			sleep_until(start + (ktime_t)i * b->gap_ns);
		dev_queue_xmit(pair_frame(dev, b, i));
	}
	dev_put(dev);
	return 0;
}

void pair_send(struct pair *p, const struct burst *b)
{
	on_host(p->a, send_task, (void *)b);
}

void pair_burst(struct pair *p, unsigned int n)
{
	pair_send(p, &(struct burst){.count = n});
	pair_run(p, 10 * ST_MSEC);
}

void pair_run(struct pair *p, int64_t ns)
{
	st_run(p->w, st_now(p->a, 1) + ns, NULL, NULL);
}

/* ---- the receiver ----------------------------------------------------------
 */

static void take_number(struct pair_sink *s, struct sk_buff *skb)
{
	struct number *n, copy;
	u32 flow, seq;

	n = skb_header_pointer(skb,
			       sizeof(struct iphdr) + sizeof(struct udphdr),
			       sizeof(copy), &copy);
	if (!n)
		return;
	flow = be32_to_cpu(n->flow) % MAX_FLOWS;
	seq = be32_to_cpu(n->seq);
	if (seq <= s->last[flow])
		s->disorder++;
	s->last[flow] = seq;
}

/* Context: softirq. Takes @skb. */
static int sink_rcv(struct sk_buff *skb, struct net_device *dev,
		    struct packet_type *pt, struct net_device *orig_dev)
{
	struct pair_sink *s = container_of(pt, struct pair_sink, pt);

	cpu_cost(layer);
	__atomic_fetch_add(&s->got, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&s->got_on[smp_processor_id()], 1, __ATOMIC_RELAXED);
	if (!s->live)
		take_number(s, skb);
	if (!s->app) {
		consume_skb(skb);
		return NET_RX_SUCCESS;
	}
	if (skb_queue_len(&s->queue) >= s->limit) {
		kfree_skb_reason(skb, SKB_DROP_REASON_SOCKET_RCVBUFF);
		return NET_RX_DROP;
	}
	skb_queue_tail(&s->queue, skb);
	wake_up(&s->wait);
	return NET_RX_SUCCESS;
}

static int app_main(void *data)
{
	struct pair_sink *s = data;
	struct sk_buff *skb;

	for (;;) {
		wait_event(s->wait, !skb_queue_empty(&s->queue) || s->stop);
		skb = skb_dequeue(&s->queue);
		if (!skb)
			break;
		cpu_cost(syscall);
		s->app_got++;
		consume_skb(skb);
		cpu_settle();
	}
	s->stopped = true;
	return 0;
}

void pair_app(struct pair *p, unsigned int limit)
{
	p->sink->limit = limit;
	p->sink->app = true;
	OK(st_task(p->b, app_main, p->sink));
}

static int app_stop(void *data)
{
	struct pair_sink *s = data;

	s->stop = true;
	wake_up(&s->wait);
	while (!s->stopped)
		schedule_timeout_uninterruptible(1);
	return 0;
}

unsigned int pair_got(const struct pair *p)
{
	return __atomic_load_n(&p->sink->got, __ATOMIC_RELAXED);
}

unsigned int pair_got_on(const struct pair *p, unsigned int cpu)
{
	return __atomic_load_n(&p->sink->got_on[cpu], __ATOMIC_RELAXED);
}

int pair_in_order(const struct pair *p)
{
	return !p->sink->disorder;
}

unsigned int pair_app_got(const struct pair *p)
{
	return p->sink->app_got;
}

/* ---- life -------------------------------------------------------------------
 */

static int sink_open(void *data)
{
	struct pair_sink *s = data;

	skb_queue_head_init(&s->queue);
	init_waitqueue_head(&s->wait);
	s->pt.type = cpu_to_be16(ETH_P_IP);
	s->pt.func = sink_rcv;
	return dev_add_pack(&s->pt);
}

static int sink_close(void *data)
{
	struct pair_sink *s = data;

	dev_remove_pack(&s->pt);
	return 0;
}

static void start(struct pair *p, const struct st_opts *opts,
		  unsigned int ncpu_a, unsigned int ncpu_b, const char *knobs)
{
	memset(p, 0, sizeof(*p));
	p->w = st_world_new(opts);
	ASSERT(p->w != NULL);
	p->a = st_host_new_bare(p->w, "a", ncpu_a);
	p->b = st_host_new_bare(p->w, "b", ncpu_b);
	ASSERT(p->a && p->b);
	p->na = st_net_get(p->a, 0);
	p->nb = st_net_get(p->b, 0);
	OK(st_wire(p->a, "eth0", p->b, "eth0", knobs));
	p->sink = calloc(1, sizeof(*p->sink));
	p->sink->live = opts && opts->clock == ST_LIVE;
	EXPECT_EQ(on_host(p->b, sink_open, p->sink), 0);
}

void pair_start(struct pair *p, unsigned int ncpu, const char *knobs)
{
	start(p, NULL, 1, ncpu, knobs);
	pair_run(p, ST_SEC); /* links are up */
}

void pair_start_live(struct pair *p, unsigned int ncpu, const char *knobs)
{
	start(p, &(struct st_opts){.clock = ST_LIVE, .seed = 1}, ncpu, ncpu,
	      knobs);
}

static void check_books(struct st_host *h)
{
	struct st_report r;

	OK(st_report(h, &r));
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(r.skb_alive, 0);
	EXPECT_EQ(r.oopses, 0);
}

void pair_end(struct pair *p)
{
	if (p->sink->app)
		on_host(p->b, app_stop, p->sink);
	on_host(p->b, sink_close, p->sink);
	check_books(p->a);
	check_books(p->b);
	EXPECT_EQ(st_world_free(p->w, NULL), 0);
	free(p->sink);
}

/* ---- counters ---------------------------------------------------------------
 */

struct stat_call {
	const char *name;
	u64 value;
};

static int read_stat(void *data)
{
	struct stat_call *c = data;
	struct net_device *dev = dev_get_by_name(&init_net, "eth0");
	const struct ethtool_ops *ops = dev->ethtool_ops;
	int n = ops->get_sset_count(dev, ETH_SS_STATS), found = 0;
	char *names = calloc((size_t)n, ETH_GSTRING_LEN);
	u64 *values = calloc((size_t)n, sizeof(*values));
	struct ethtool_stats head = {.n_stats = (u32)n};

	rtnl_lock();
	ops->get_strings(dev, ETH_SS_STATS, (u8 *)names);
	ops->get_ethtool_stats(dev, &head, values);
	rtnl_unlock();
	for (int i = 0; i < n; i++) {
		if (strcmp(names + i * ETH_GSTRING_LEN, c->name))
			continue;
		c->value = values[i];
		found = 1;
	}
	free(names);
	free(values);
	dev_put(dev);
	return found;
}

uint64_t pair_stat(struct st_host *h, const char *name)
{
	struct stat_call c = {.name = name};

	EXPECT_EQ(on_host(h, read_stat, &c), 1);
	return c.value;
}

static void sysfs_path(char *path, size_t size, const char *file)
{
	snprintf(path, size, "/sys/class/net/eth0/%s", file);
}

long pair_sysfs(struct st_net *n, const char *file)
{
	char path[128], *text;
	long value = -1;

	sysfs_path(path, sizeof(path), file);
	text = st_file_text(n, path);
	EXPECT_NOT_NULL(text);
	if (text)
		value = strtol(text, NULL, 10);
	free(text);
	return value;
}

void pair_sysfs_set(struct st_net *n, const char *file, const char *value)
{
	char path[128];

	sysfs_path(path, sizeof(path), file);
	OK(st_file(n, path, ST_FILE_WRITE, (void *)value, strlen(value), 0));
}

unsigned long pair_softnet(struct st_net *n, unsigned int cpu, unsigned int col)
{
	char *text = st_file_text(n, "/proc/net/softnet_stat"), *p = text;
	unsigned long value = 0;

	while (p && cpu--) {
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	EXPECT_NOT_NULL(p);
	while (p && col--)
		value = strtoul(p, &p, 16);
	free(text);
	return value;
}

/* The line of /proc/interrupts that ends with @name; free() *@text. */
static char *irq_line(struct st_net *n, const char *name, char **text)
{
	char *line, *save = NULL;
	size_t len, tail = strlen(name);

	*text = st_file_text(n, "/proc/interrupts");
	if (!*text)
		return NULL;
	for (line = strtok_r(*text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		len = strlen(line);
		if (len > tail && !strcmp(line + len - tail, name))
			return line;
	}
	return NULL;
}

/* @cpu -1: all of them. */
static unsigned long irq_column(struct st_net *n, const char *name, int cpu)
{
	char *text, *p = irq_line(n, name, &text), *end;
	unsigned long sum = 0, v;

	EXPECT_NOT_NULL(p);
	p = p ? strchr(p, ':') : NULL;
	for (int i = 0; p; i++) {
		v = strtoul(p + 1, &end, 10);
		if (end == p + 1)
			break;
		if (cpu < 0 || cpu == i)
			sum += v;
		p = end;
	}
	free(text);
	return sum;
}

unsigned long pair_interrupts(struct st_net *n, const char *name)
{
	return irq_column(n, name, -1);
}

unsigned long pair_interrupts_on(struct st_net *n, const char *name,
				 unsigned int cpu)
{
	return irq_column(n, name, (int)cpu);
}

int pair_irq(struct st_net *n, const char *name)
{
	char *text, *p = irq_line(n, name, &text);
	int irq = p ? (int)strtol(p, NULL, 10) : -1;

	free(text);
	return irq;
}
