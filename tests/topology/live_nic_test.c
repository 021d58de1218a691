// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * live_nic_test - cards with several queues on hosts of several live CPUs
 *
 * Where:   drivers/nic.c, wire.c and core below the protocols; every CPU of
 *          both hosts sends, and every queue's line has a CPU of its own.
 * Mirrors: nothing in the kernel.
 *
 * What goes in comes out: frames that one end has sent are those that the
 * other has received or missed, and both books balance. Which CPU did it is
 * read where a user would read it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/netdevice.h"
#include "core/skbuff.h"
#include "lib/err.h"
#include "lib/kthread.h"
#include "tests/harness.h"
#include "tests/topology/pair.h"

#define MAX_CPUS 4

static struct pair p;

/* ---- everybody sends */

struct sender {
	struct burst burst;
	unsigned int accepted, refused;
	bool done;
};

struct crowd {
	struct sender s[MAX_CPUS];
};

static int send_frames(void *data)
{
	struct sender *s = data;
	struct net_device *dev = dev_get_by_name(&init_net, "eth0");

	for (unsigned int i = 0; i < s->burst.count; i++) {
		int rc = dev_queue_xmit(pair_frame(dev, &s->burst, i));

		if (net_xmit_eval(rc))
			s->refused++;
		else
			s->accepted++;
		if (i % 16 == 15)
			cond_resched();
	}
	dev_put(dev);
	smp_store_release(&s->done, true);
	return 0;
}

static int crowd_start(void *data)
{
	struct crowd *c = data;

	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		struct task_struct *t = kthread_create_on_cpu(
			send_frames, &c->s[cpu], cpu, "send/%u", cpu);

		if (IS_ERR(t))
			return (int)PTR_ERR(t);
		kthread_detach(t);
		wake_up_process(t);
	}
	return 0;
}

static void begin_crowd(struct crowd *c, struct st_host *h, unsigned int count)
{
	memset(c, 0, sizeof(*c));
	for (unsigned int i = 0; i < MAX_CPUS; i++)
		c->s[i].burst = (struct burst){.count = count, .flows = 32};
	EXPECT_EQ(on_host(h, crowd_start, c), 0);
}

/* Return: frames that the device's queues took. */
static unsigned int end_crowd(struct crowd *c, unsigned int ncpu)
{
	unsigned int accepted = 0;

	for (unsigned int i = 0; i < ncpu; i++) {
		while (!smp_load_acquire(&c->s[i].done))
			usleep(200);
		accepted += c->s[i].accepted;
	}
	return accepted;
}

/* ---- what came of it */

static long seen(struct st_net *n)
{
	return pair_sysfs(n, "statistics/rx_packets") +
	       pair_sysfs(n, "statistics/rx_missed_errors");
}

/* Until @n has seen @want frames; three seconds are for ever. */
static void expect_seen(struct st_net *n, long want)
{
	for (int i = 0; i < 3000 && seen(n) != want; i++)
		usleep(1000);
	EXPECT_EQ(seen(n), want);
}

static void expect_got(unsigned int ncpu)
{
	long want = pair_sysfs(p.nb, "statistics/rx_packets");

	for (unsigned int cpu = 0; cpu < ncpu; cpu++)
		want -= (long)pair_softnet(p.nb, cpu, 2);
	for (int i = 0; i < 3000 && pair_got(&p) != want; i++)
		usleep(1000);
	EXPECT_EQ(pair_got(&p), want);
}

/* Line k on CPU k, on both hosts. */
static void spread_lines(unsigned int queues)
{
	char path[64], mask[8], name[32];

	for (unsigned int q = 0; q < queues; q++) {
		struct st_net *nets[] = {p.na, p.nb};

		for (int i = 0; i < 2; i++) {
			snprintf(name, sizeof(name), "eth0-TxRx-%u", q);
			snprintf(path, sizeof(path),
				 "/proc/irq/%d/smp_affinity",
				 pair_irq(nets[i], name));
			snprintf(mask, sizeof(mask), "%x", 1U << q);
			EXPECT_GT(st_file(nets[i], path, ST_FILE_WRITE, mask,
					  strlen(mask), 0),
				  0);
		}
	}
}

static void both_ways(unsigned int ncpu, unsigned int count)
{
	struct crowd a, b;
	unsigned int from_a, from_b;

	begin_crowd(&a, p.a, count);
	begin_crowd(&b, p.b, count);
	from_a = end_crowd(&a, ncpu);
	from_b = end_crowd(&b, ncpu);
	EXPECT_GT(from_a, 0);
	expect_seen(p.nb, from_a);
	expect_seen(p.na, from_b);
	expect_got(ncpu);
}

/* ---- queues, lines, CPUs */

static void queues_on_cpus(unsigned int ncpu, const char *more,
			   unsigned int count)
{
	char knobs[64], name[32];

	snprintf(knobs, sizeof(knobs), "queues=%u %s", ncpu, more);
	pair_start_live(&p, ncpu, knobs);
	spread_lines(ncpu);
	both_ways(ncpu, count);
	for (unsigned int cpu = 0; cpu < ncpu; cpu++) {
		snprintf(name, sizeof(name), "eth0-TxRx-%u", cpu);
		EXPECT_GT(pair_interrupts_on(p.nb, name, cpu), 0);
		EXPECT_GT(pair_got_on(&p, cpu), 0);
	}
	pair_end(&p);
}

TEST(live_two_queues_on_two_cpus)
{
	queues_on_cpus(2, "", 1500);
}

TEST(live_four_queues_on_four_cpus)
{
	queues_on_cpus(4, "", 1000);
}

/* Events of the line's end and of arrivals are armed by whoever sends. */
TEST(live_wire_with_rate_and_delay_between_four_cpus)
{
	queues_on_cpus(4, "rate=500mbit delay=200us", 300);
}

TEST(live_wire_with_jitter_between_two_cpus)
{
	queues_on_cpus(2, "delay=300us jitter=200us", 300);
}

TEST(live_irq_per_packet_on_two_cpus)
{
	queues_on_cpus(2, "irq=packet", 300);
}

TEST(live_full_rings_hold_frames_on_two_cpus)
{
	queues_on_cpus(2, "rx=16 overrun=hold", 1000);
}

/* ---- from one line to all CPUs */

TEST(live_rps_spreads_one_line_over_four_cpus)
{
	pair_start_live(&p, 4, NULL);
	pair_sysfs_set(p.nb, "queues/rx-0/rps_cpus", "f");
	both_ways(4, 600);
	for (unsigned int cpu = 0; cpu < 4; cpu++)
		EXPECT_GT(pair_got_on(&p, cpu), 0);
	EXPECT_GT(pair_softnet(p.nb, 1, 10), 0); /* received_rps */
	pair_end(&p);
}

/* ---- NAPI in threads */

TEST(live_napi_threads_poll_two_queues)
{
	pair_start_live(&p, 2, "queues=2");
	spread_lines(2);
	pair_sysfs_set(p.na, "threaded", "1");
	pair_sysfs_set(p.nb, "threaded", "1");
	both_ways(2, 800);
	pair_sysfs_set(p.nb, "threaded", "0");
	pair_end(&p);
}

/* ---- what is changed under traffic */

static void stir(void (*change)(unsigned int round), unsigned int rounds,
		 unsigned int count)
{
	struct crowd a, b;

	begin_crowd(&a, p.a, count);
	begin_crowd(&b, p.b, count);
	for (unsigned int i = 0; i < rounds; i++) {
		change(i);
		usleep(2000);
	}
	end_crowd(&a, 2);
	end_crowd(&b, 2);
	usleep(20000);
}

static void down_and_up(unsigned int round)
{
	struct st_net *n = round % 2 ? p.na : p.nb;

	EXPECT_EQ(st_link_up(n, "eth0", 0), 0);
	EXPECT_EQ(st_link_up(n, "eth0", 1), 0);
}

TEST(live_device_goes_down_and_up_under_traffic)
{
	pair_start_live(&p, 2, "queues=2 delay=100us");
	spread_lines(2);
	stir(down_and_up, 20, 2000);
	EXPECT_GT(pair_got(&p), 0);
	pair_end(&p);
}

static void other_rings(unsigned int round)
{
	static const char *const options[] = {"rx=64", "queues=1", "tx=32",
					      "queues=2", "rx=512"};

	EXPECT_EQ(st_link_set(round % 2 ? p.na : p.nb, "eth0",
			      options[round % 5]),
		  0);
}

TEST(live_rings_and_queues_change_under_traffic)
{
	pair_start_live(&p, 2, "queues=2");
	spread_lines(2);
	stir(other_rings, 20, 2000);
	EXPECT_GT(pair_got(&p), 0);
	pair_end(&p);
}

static void move_line(unsigned int round)
{
	const char *mask = round % 2 ? "1" : "2";
	char path[64];

	snprintf(path, sizeof(path), "/proc/irq/%d/smp_affinity",
		 pair_irq(p.nb, "eth0-TxRx-0"));
	EXPECT_EQ(st_file(p.nb, path, ST_FILE_WRITE, (void *)mask, 1, 0), 1);
}

TEST(live_line_moves_under_traffic_and_loses_nothing)
{
	struct crowd a;
	unsigned int sent;

	pair_start_live(&p, 2, NULL);
	begin_crowd(&a, p.a, 3000);
	for (unsigned int i = 0; i < 40; i++) {
		move_line(i);
		usleep(500);
	}
	sent = end_crowd(&a, 2);
	expect_seen(p.nb, sent);
	expect_got(2);
	EXPECT_GT(pair_interrupts_on(p.nb, "eth0-TxRx-0", 1), 0);
	pair_end(&p);
}

static void thread_or_not(unsigned int round)
{
	pair_sysfs_set(p.nb, "threaded", round % 2 ? "0" : "1");
}

TEST(live_napi_moves_into_its_thread_and_back_under_traffic)
{
	pair_start_live(&p, 2, "queues=2");
	spread_lines(2);
	stir(thread_or_not, 20, 2000);
	EXPECT_GT(pair_got(&p), 0);
	pair_end(&p);
}
