// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * burst_test - scripted bursts on a wire, and every counter of their way
 *
 * Where:   two bare hosts, virtual time; drivers/wire.c, drivers/nic.c and
 *          core from the interrupt to the protocol's handler.
 * Spec:    checklist rows 5 to 8, 10 to 12, 17, 19, 23, 27, 30 to 32, 34, 38,
 *          39. The figures are exact: they are what the rings' sizes and the
 *          budgets leave no choice about.
 * Mirrors: nothing in the kernel.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/netdevice.h"
#include "core/rtnl.h"
#include "lib/interrupt.h"
#include "lib/mm.h"
#include "lib/slab.h"
#include "tests/harness.h"
#include "tests/topology/pair.h"

/* ---- the ring --------------------------------------------------------------
 */

static int mask_irq(void *data)
{
	disable_irq_nosync(*(unsigned int *)data);
	return 0;
}

static int unmask_irq(void *data)
{
	enable_irq(*(unsigned int *)data);
	return 0;
}

/*
 * Row 5: the CPU does not look for 3 ms. The ring uses every descriptor: 256
 * frames wait, 44 are missed; nothing else counts them.
 */
TEST(burst_of_300_into_a_masked_ring_of_256_misses_44)
{
	struct burst b = {.count = 300, .gap_ns = 10 * ST_USEC};
	unsigned int irq;
	struct pair p;

	pair_start(&p, 1, NULL);
	irq = (unsigned int)pair_irq(p.nb, "eth0-TxRx-0");
	EXPECT_EQ(irq, 45);
	on_host(p.b, mask_irq, &irq);
	pair_send(&p, &b);
	EXPECT_EQ(pair_got(&p), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 44);
	on_host(p.b, unmask_irq, &irq);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_got(&p), 256);
	EXPECT_EQ(pair_stat(p.b, "rx_packets"), 256);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 44);
	EXPECT_EQ(pair_stat(p.b, "rx_no_buffer_count"), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_errors"), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_queue_0_drops"), 44);
	EXPECT_EQ(pair_sysfs(p.nb, "statistics/rx_missed_errors"), 44);
	EXPECT_EQ(pair_sysfs(p.nb, "statistics/rx_packets"), 256);
	pair_end(&p);
}

/* The same without a mask: 300 frames at one moment. */
TEST(burst_of_300_at_once_into_a_ring_of_256_misses_44)
{
	struct pair p;

	pair_start(&p, 1, NULL);
	pair_burst(&p, 300);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 44);
	EXPECT_EQ(pair_got(&p), 256);
	pair_end(&p);
}

/*
 * Row 16: three frames in a ring of eight that nobody reads: the NIC has
 * written them (DD), the driver has not looked, five buffers are the NIC's.
 */
TEST(ring_with_three_frames_shows_who_owns_what)
{
	struct burst b = {.count = 3, .size = 60};
	unsigned int irq;
	struct pair p;
	char *text;

	pair_start(&p, 1, "rx=8");
	irq = (unsigned int)pair_irq(p.nb, "eth0-TxRx-0");
	on_host(p.b, mask_irq, &irq);
	pair_send(&p, &b);
	pair_run(&p, ST_MSEC);
	text = st_show(p.b, "ring eth0 rx", 0);
	ASSERT(text != NULL);
	EXPECT(strstr(text, "rx ring of queue 0, from index\n"
			    "    0 |DDDNNNNN|\n"
			    "       *  H    \n"
			    "D done: the driver's   N the NIC's") != NULL);
	free(text);
	text = st_show(p.b, "ring eth0 rx", 1);
	ASSERT(text != NULL);
	EXPECT(strstr(text, "\"next_to_clean\":0,\"head\":3,\"next_to_use\":8,"
			    "\"waiting\":3,\"free\":5") != NULL);
	free(text);
	on_host(p.b, unmask_irq, &irq);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_got(&p), 3);
	pair_end(&p);
}

/* overrun=hold: a full ring leaves frames outside, none is lost. */
TEST(burst_into_a_ring_that_holds_misses_nothing)
{
	struct pair p;

	pair_start(&p, 1, "overrun=hold");
	pair_burst(&p, 1000);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 0);
	EXPECT_EQ(pair_got(&p), 1000);
	EXPECT(pair_in_order(&p));
	pair_end(&p);
}

static int fail_page(void *data)
{
	mm_fail_nth(current_machine(), *(unsigned long *)data);
	return 0;
}

/* Row 7: no memory for a refill moves rx_no_buffer_count and nothing else. */
TEST(burst_without_memory_counts_no_buffer_once)
{
	struct burst b = {.count = 300, .size = 1000, .gap_ns = ST_USEC};
	unsigned long nth = 1;
	struct pair p;

	pair_start(&p, 1, NULL);
	on_host(p.b, fail_page, &nth);
	pair_send(&p, &b);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_stat(p.b, "rx_no_buffer_count"), 1);
	EXPECT_EQ(pair_stat(p.b, "alloc_rx_buff_failed"), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_errors"), 0);
	EXPECT_EQ(pair_got(&p), 300);
	pair_end(&p);
}

static int fail_skb(void *data)
{
	slab_fail_nth(current_machine(), *(unsigned long *)data);
	return 0;
}

/* The frame came in, but no sk_buff for it: another cause, another counter. */
TEST(burst_without_an_sk_buff_counts_the_frame_once)
{
	struct burst b = {.count = 20, .gap_ns = ST_USEC};
	unsigned long nth = 3;
	struct pair p;

	pair_start(&p, 1, NULL);
	on_host(p.b, fail_skb, &nth);
	pair_send(&p, &b);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_stat(p.b, "alloc_rx_buff_failed"), 1);
	EXPECT_EQ(pair_stat(p.b, "rx_no_buffer_count"), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 0);
	EXPECT_EQ(pair_sysfs(p.nb, "statistics/rx_dropped"), 1);
	EXPECT_EQ(pair_got(&p), 19);
	pair_end(&p);
}

/* Row 8: the card sees five bad checksums; good frames pass before and after.
 */
TEST(five_frames_with_bad_fcs_are_five_errors)
{
	struct pair p;

	pair_start(&p, 1, NULL);
	pair_burst(&p, 3);
	EXPECT_EQ(st_wire_set(p.a, "eth0", "fcs=1"), 0);
	pair_burst(&p, 5);
	EXPECT_EQ(st_wire_set(p.a, "eth0", "fcs=0"), 0);
	pair_burst(&p, 4);
	EXPECT_EQ(pair_stat(p.b, "rx_errors"), 5);
	EXPECT_EQ(pair_stat(p.b, "rx_crc_errors"), 5);
	EXPECT_EQ(pair_stat(p.b, "rx_length_errors"), 0);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 0);
	EXPECT_EQ(pair_sysfs(p.nb, "statistics/rx_crc_errors"), 5);
	EXPECT_EQ(pair_got(&p), 7);
	pair_end(&p);
}

/* A frame longer than the receiver's MTU is its error, not the sender's. */
TEST(frames_above_the_mtu_are_length_errors)
{
	struct burst b = {.count = 2, .size = 3000};
	struct pair p;

	pair_start(&p, 1, NULL);
	EXPECT_EQ(st_link_mtu(p.na, "eth0", 4000), 0);
	pair_send(&p, &b);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_stat(p.a, "tx_packets"), 2);
	EXPECT_EQ(pair_stat(p.b, "rx_length_errors"), 2);
	EXPECT_EQ(pair_stat(p.b, "rx_errors"), 2);
	EXPECT_EQ(pair_stat(p.b, "rx_crc_errors"), 0);
	pair_end(&p);
}

static int without_qdisc(void *data)
{
	struct net_device *dev = dev_get_by_name(&init_net, "eth0");

	dev->priv_flags |= IFF_NO_QUEUE;
	dev_put(dev);
	return 0;
}

static void replace_wire(struct pair *p, const char *options)
{
	EXPECT_EQ(st_link_del(p->na, "eth0"), 0);
	EXPECT_EQ(st_link_del(p->nb, "eth0"), 0);
	EXPECT_EQ(st_link_add(p->na, "eth0", "wire", options), 0);
	EXPECT_EQ(st_link_add(p->nb, "eth0", "wire", options), 0);
	EXPECT_EQ(on_host(p->a, without_qdisc, NULL), 0);
	EXPECT_EQ(st_link_up(p->na, "eth0", 1), 0);
	EXPECT_EQ(st_link_up(p->nb, "eth0", 1), 0);
	pair_run(p, ST_SEC);
	/* the ring is the limit, not the bytes in it */
	pair_sysfs_set(p->na, "queues/tx-0/byte_queue_limits/limit_min",
		       "100000");
}

/*
 * Row 12: a frame takes 672 us on the line. One is on it, eight wait in the
 * ring, and without a qdisc the rest of the burst is dropped.
 */
TEST(burst_of_20_into_a_tx_ring_of_8_drops_11_without_a_qdisc)
{
	struct pair p;

	pair_start(&p, 1, NULL);
	replace_wire(&p, "wire=slow tx=8 rate=1mbit");
	pair_burst(&p, 20);
	EXPECT_EQ(pair_stat(p.a, "tx_dropped"), 11);
	EXPECT_EQ(pair_stat(p.a, "tx_packets"), 9);
	EXPECT_EQ(pair_sysfs(p.na, "statistics/tx_dropped"), 11);
	EXPECT_EQ(pair_got(&p), 9);
	pair_end(&p);
}

/* With pfifo_fast in front the ring stops the queue, and nothing is lost. */
TEST(burst_of_20_into_a_tx_ring_of_8_waits_in_the_qdisc)
{
	struct pair p;

	pair_start(&p, 1, "tx=8 rate=1mbit");
	pair_burst(&p, 20);
	pair_run(&p, 10 * ST_MSEC);
	EXPECT_EQ(pair_stat(p.a, "tx_dropped"), 0);
	EXPECT_EQ(pair_stat(p.a, "tx_packets"), 20);
	EXPECT_EQ(pair_got(&p), 20);
	EXPECT(pair_in_order(&p));
	pair_end(&p);
}

/* ---- interrupts and polls --------------------------------------------------
 */

TEST(one_frame_is_one_irq_and_one_poll)
{
	unsigned long irqs;
	uint64_t polls;
	struct pair p;

	pair_start(&p, 1, NULL);
	irqs = pair_interrupts(p.nb, "eth0-TxRx-0");
	polls = pair_stat(p.b, "poll_queue_0");
	pair_burst(&p, 1);
	EXPECT_EQ(pair_interrupts(p.nb, "eth0-TxRx-0") - irqs, 1);
	EXPECT_EQ(pair_stat(p.b, "poll_queue_0") - polls, 1);
	EXPECT_EQ(pair_got(&p), 1);
	pair_end(&p);
}

/* Row 23: 15 polls of 64 and one of 40; unmasked once, so one irq. */
TEST(burst_of_1000_is_one_irq_and_16_polls)
{
	unsigned long irqs;
	uint64_t polls;
	struct pair p;

	pair_start(&p, 1, "rx=1024");
	irqs = pair_interrupts(p.nb, "eth0-TxRx-0");
	polls = pair_stat(p.b, "poll_queue_0");
	pair_burst(&p, 1000);
	EXPECT_EQ(pair_interrupts(p.nb, "eth0-TxRx-0") - irqs, 1);
	EXPECT_EQ(pair_stat(p.b, "poll_queue_0") - polls, 16);
	EXPECT_EQ(pair_stat(p.b, "rx_missed_errors"), 0);
	EXPECT_EQ(pair_got(&p), 1000);
	EXPECT_EQ(pair_softnet(p.nb, 0, 1), 1000);
	EXPECT_EQ(pair_softnet(p.nb, 0, 3), 0);
	EXPECT(pair_in_order(&p));
	pair_end(&p);
}

/* Row 27: five at once; NAPI wakes once, the old way for each. */
TEST(burst_of_five_is_one_irq_with_napi_and_five_without)
{
	static const struct {
		const char *knobs;
		unsigned int irqs;
	} mode[] = {{"irq=napi", 1}, {"irq=packet", 5}};

	for (unsigned int i = 0; i < 2; i++) {
		unsigned long before;
		struct pair p;

		pair_start(&p, 1, mode[i].knobs);
		before = pair_interrupts(p.nb, "eth0-TxRx-0");
		pair_burst(&p, 5);
		EXPECT_EQ(pair_interrupts(p.nb, "eth0-TxRx-0") - before,
			  mode[i].irqs);
		EXPECT_EQ(pair_got(&p), 5);
		EXPECT(pair_in_order(&p));
		pair_end(&p);
	}
}

/* Row 30: each of the 8 polls that 500 packets need uses a budget of 8 up. */
TEST(netdev_budget_8_squeezes_8_times_for_500_frames)
{
	struct pair p;

	pair_start(&p, 1, "rx=512");
	EXPECT_EQ(st_sysctl(p.nb, "net.core.netdev_budget", "8"), 0);
	pair_burst(&p, 500);
	EXPECT_EQ(pair_softnet(p.nb, 0, 1), 500);
	EXPECT_EQ(pair_softnet(p.nb, 0, 2), 0);
	EXPECT_EQ(pair_softnet(p.nb, 0, 3), 8);
	EXPECT_EQ(pair_got(&p), 500);
	pair_end(&p);
}

/* Row 31: two empty polls, 20 us apart, before the irq is unmasked. */
TEST(napi_defer_hard_irqs_2_adds_two_polls)
{
	uint64_t polls;
	struct pair p;

	pair_start(&p, 1, NULL);
	pair_sysfs_set(p.nb, "napi_defer_hard_irqs", "2");
	pair_sysfs_set(p.nb, "gro_flush_timeout", "20000");
	EXPECT_EQ(pair_sysfs(p.nb, "napi_defer_hard_irqs"), 2);
	polls = pair_stat(p.b, "poll_queue_0");
	pair_send(&p, &(struct burst){.count = 1});
	pair_run(&p, 10 * ST_USEC);
	EXPECT_EQ(pair_stat(p.b, "poll_queue_0") - polls, 1);
	pair_run(&p, 20 * ST_USEC);
	EXPECT_EQ(pair_stat(p.b, "poll_queue_0") - polls, 2);
	pair_run(&p, 20 * ST_USEC);
	EXPECT_EQ(pair_stat(p.b, "poll_queue_0") - polls, 3);
	pair_run(&p, ST_MSEC);
	EXPECT_EQ(pair_stat(p.b, "poll_queue_0") - polls, 3);
	pair_end(&p);
}

/* ---- steering --------------------------------------------------------------
 */

/* Row 32: the backlog admits limit + 1; 50 - 11 are dropped there. */
TEST(netdev_max_backlog_10_drops_39_of_50)
{
	struct pair p;

	pair_start(&p, 2, NULL);
	EXPECT_EQ(st_sysctl(p.nb, "net.core.netdev_max_backlog", "10"), 0);
	pair_sysfs_set(p.nb, "queues/rx-0/rps_cpus", "2");
	pair_burst(&p, 50);
	EXPECT_EQ(pair_softnet(p.nb, 1, 2), 39);
	EXPECT_EQ(pair_softnet(p.nb, 0, 2), 0);
	EXPECT_EQ(pair_got(&p), 11);
	EXPECT_EQ(pair_got_on(&p, 1), 11);
	pair_end(&p);
}

/* Rows 38, 39: 32 flows over four CPUs; each flow on one, in its order. */
TEST(rps_spreads_flows_and_keeps_each_in_order)
{
	struct burst b = {
		.count = 3200, .flows = 32, .gap_ns = 2 * ST_USEC, .size = 100};
	unsigned int cpus = 0;
	struct pair p;

	pair_start(&p, 4, NULL);
	pair_sysfs_set(p.nb, "queues/rx-0/rps_cpus", "f");
	pair_send(&p, &b);
	pair_run(&p, 10 * ST_MSEC);
	EXPECT_EQ(pair_got(&p), 3200);
	for (unsigned int i = 0; i < 4; i++) {
		cpus += pair_got_on(&p, i) > 0;
		/* whole flows only */
		EXPECT_EQ(pair_got_on(&p, i) % 100, 0);
		if (i)
			EXPECT(pair_softnet(p.nb, i, 10) > 0);
	}
	EXPECT(cpus >= 3);
	EXPECT(pair_in_order(&p));
	pair_end(&p);
}

/* Four queues: RSS keeps a flow on its queue, the queues' counts add up. */
TEST(rss_spreads_flows_over_queues_and_counts_add_up)
{
	struct burst b = {.count = 400, .flows = 40, .gap_ns = ST_USEC};
	static const char *const name[] = {
		"rx_queue_0_packets", "rx_queue_1_packets",
		"rx_queue_2_packets", "rx_queue_3_packets"};
	unsigned int used = 0;
	uint64_t sum = 0, n;
	struct pair p;

	pair_start(&p, 1, "queues=4");
	pair_send(&p, &b);
	pair_run(&p, ST_MSEC);
	for (unsigned int i = 0; i < 4; i++) {
		n = pair_stat(p.b, name[i]);
		EXPECT_EQ(n % 10, 0);
		used += n > 0;
		sum += n;
	}
	EXPECT_EQ(sum, 400);
	EXPECT_EQ(sum, pair_stat(p.b, "rx_packets"));
	EXPECT(used >= 3);
	EXPECT(pair_in_order(&p));
	pair_end(&p);
}

/* ---- the story
 * ---------------------------------------------------------------
 */

struct story {
	unsigned int step;
	char wrong[200];
};

static void next_step(void *data, const struct st_event *ev, const char *text)
{
	static const char *const step[] = {"nic_dma", "irq_handler_entry",
					   "napi_schedule", "nic_rx",
					   "napi_poll"};
	struct story *s = data;

	if (s->step < 5 && strstr(text, step[s->step]))
		s->step++;
	else if (!s->wrong[0])
		snprintf(s->wrong, sizeof(s->wrong), "%s", text);
}

/* Row 19: wire, DMA, irq, kernel reads, in this order and nothing between. */
TEST(frame_goes_from_dma_to_irq_to_poll)
{
	struct story s = {0, ""};
	struct pair p;

	pair_start(&p, 1, NULL);
	EXPECT_EQ(st_trace(p.b,
			   "nic_dma,irq_handler_entry,napi_schedule,nic_rx,"
			   "napi_poll",
			   next_step, &s),
		  0);
	pair_burst(&p, 1);
	EXPECT_EQ(s.step, 5);
	EXPECT_STREQ(s.wrong, "");
	pair_end(&p);
}

/* ---- which CPU takes an interrupt
 * ---------------------------------------------------------------- */

static void expect_file(struct st_net *n, const char *path, const char *want)
{
	char *text = st_file_text(n, path);

	EXPECT_STREQ(text, want);
	free(text);
}

static ssize_t write_file(struct st_net *n, const char *path, const char *text)
{
	return st_file(n, path, ST_FILE_WRITE, (char *)text, strlen(text), 0);
}

/* What a burst of 64 flows adds to the columns of one line. */
struct columns {
	unsigned long on[2];
};

static struct columns columns(struct st_net *n, const char *line)
{
	struct columns c;

	for (unsigned int cpu = 0; cpu < 2; cpu++)
		c.on[cpu] = pair_interrupts_on(n, line, cpu);
	return c;
}

static struct columns moved(struct st_net *n, const char *line,
			    const struct columns *before)
{
	struct columns c = columns(n, line);

	for (unsigned int cpu = 0; cpu < 2; cpu++)
		c.on[cpu] -= before->on[cpu];
	return c;
}

static void flows(struct pair *p)
{
	struct burst b = {.count = 128, .flows = 64, .gap_ns = 10 * ST_USEC};

	pair_send(p, &b);
	pair_run(p, 10 * ST_MSEC);
}

/* Rows 35, 36: echo 1 >/proc/irq/45/smp_affinity, 2 for 46. */
TEST(irq_lands_on_the_cpu_that_smp_affinity_says)
{
	struct columns before[2], delta[2];
	unsigned int on_1;
	struct pair p;

	pair_start(&p, 2, "queues=2");
	EXPECT_EQ(pair_irq(p.nb, "eth0-TxRx-0"), 45);
	EXPECT_EQ(pair_irq(p.nb, "eth0-TxRx-1"), 46);
	expect_file(p.nb, "/proc/irq/45/smp_affinity", "3\n");
	expect_file(p.nb, "/proc/irq/45/smp_affinity_list", "0-1\n");
	expect_file(p.nb, "/proc/irq/45/effective_affinity", "1\n");
	flows(&p);
	EXPECT_GT(pair_interrupts_on(p.nb, "eth0-TxRx-1", 0), 0);
	EXPECT_EQ(pair_interrupts_on(p.nb, "eth0-TxRx-1", 1), 0);
	EXPECT_EQ(pair_got_on(&p, 1), 0);

	EXPECT_EQ(write_file(p.nb, "/proc/irq/45/smp_affinity", "1\n"), 2);
	EXPECT_EQ(write_file(p.nb, "/proc/irq/46/smp_affinity", "2\n"), 2);
	expect_file(p.nb, "/proc/irq/46/smp_affinity", "2\n");
	expect_file(p.nb, "/proc/irq/46/effective_affinity_list", "1\n");
	pair_run(&p, ST_MSEC);
	before[0] = columns(p.nb, "eth0-TxRx-0");
	before[1] = columns(p.nb, "eth0-TxRx-1");
	flows(&p);
	delta[0] = moved(p.nb, "eth0-TxRx-0", &before[0]);
	delta[1] = moved(p.nb, "eth0-TxRx-1", &before[1]);
	EXPECT_GT(delta[0].on[0], 0);
	EXPECT_EQ(delta[0].on[1], 0);
	EXPECT_EQ(delta[1].on[0], 0);
	EXPECT_GT(delta[1].on[1], 0);
	/* and the packets with it: half of what the queue has had */
	on_1 = pair_got_on(&p, 1);
	EXPECT_EQ(2 * on_1, pair_stat(p.b, "rx_queue_1_packets"));
	EXPECT_EQ(pair_got(&p), 256);

	/* The mask is the line's, also when the device was down. */
	EXPECT_EQ(st_link_up(p.nb, "eth0", 0), 0);
	EXPECT_LT(write_file(p.nb, "/proc/irq/46/smp_affinity", "1"), 0);
	EXPECT_EQ(st_link_up(p.nb, "eth0", 1), 0);
	expect_file(p.nb, "/proc/irq/46/smp_affinity", "2\n");
	flows(&p);
	EXPECT_GT(pair_got_on(&p, 1), on_1);
	pair_end(&p);
}

TEST(irq_files_refuse_what_is_no_mask)
{
	static const struct {
		const char *path, *text;
		int err;
	} bad[] = {
		{"/proc/irq/45/smp_affinity", "0", -EINVAL},
		{"/proc/irq/45/smp_affinity", "", -EINVAL},
		{"/proc/irq/45/smp_affinity", "x", -EINVAL},
		{"/proc/irq/45/smp_affinity", "4", -EOVERFLOW},
		{"/proc/irq/45/smp_affinity", "100000001", -EOVERFLOW},
		{"/proc/irq/45/smp_affinity_list", "2", -ERANGE},
		{"/proc/irq/45/smp_affinity_list", "1-0", -EINVAL},
		{"/proc/irq/45/effective_affinity", "1", -EIO},
		{"/proc/irq/46/smp_affinity", "1", -ENOENT},
		{"/proc/irq/045/smp_affinity", "1", -ENOENT},
		{"/proc/irq/4500000000/smp_affinity", "1", -ENOENT},
		{"/proc/irq/45/smp", "1", -ENOENT},
	};
	char names[64];
	struct pair p;

	pair_start(&p, 2, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_check(write_file(p.nb, bad[i].path, bad[i].text) ==
				   bad[i].err,
			   false, __FILE__, __LINE__, "%s <- %s", bad[i].path,
			   bad[i].text);
	expect_file(p.nb, "/proc/irq/45/smp_affinity", "3\n");
	EXPECT_EQ(st_file(p.nb, "/proc/irq", ST_FILE_LIST, names, sizeof(names),
			  0),
		  4);
	EXPECT_MEMEQ(names, "45/", 4);
	EXPECT_EQ(write_file(p.nb, "/proc/irq/45/smp_affinity_list", "1"), 1);
	expect_file(p.nb, "/proc/irq/45/smp_affinity", "2\n");
	pair_end(&p);
}
