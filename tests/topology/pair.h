/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pair - two bare hosts on a wire: one sends bursts, the other counts
 *
 * Where:   tests/topology: what happens between a card and the stack, in
 *          exact numbers. Neither host has a protocol.
 *
 * a:eth0 ---- b:eth0. The generator and the receiver are tasks and a
 * packet_type of the hosts themselves, in the stack's own words.
 * Mirrors: nothing in the kernel.
 */
#ifndef TESTS_PAIR_H
#define TESTS_PAIR_H

#include <stdint.h>

#include "api/strata.h"

struct pair_sink; /* who receives on b */

struct pair {
	struct st_world *w;
	struct st_host *a, *b;
	struct st_net *na, *nb;
	struct pair_sink *sink;
};

/* Frames that a sends by eth0: Ethernet, IPv4 and UDP headers, numbered. */
struct burst {
	unsigned int count;
	unsigned int size;  /* of the frame, without FCS; 0: 60 */
	unsigned int flows; /* source ports that take turns; 0: 1 */
	int64_t gap_ns;	    /* between two frames; 0: all at once */
};

struct net_device;
struct sk_buff;
/* Number @i of them. Context: a task of the host. */
struct sk_buff *pair_frame(struct net_device *dev, const struct burst *b,
			   unsigned int i);

/* Knobs of both ends, as st_wire() has them. @ncpu: of b. */
void pair_start(struct pair *p, unsigned int ncpu, const char *knobs);
/* The same in real time, @ncpu each; frames are counted, not put in order. */
void pair_start_live(struct pair *p, unsigned int ncpu, const char *knobs);
/* Asserts that nothing is left and both books balance. */
void pair_end(struct pair *p);

void pair_send(struct pair *p, const struct burst *b);
/* @n frames of 60 bytes at one moment, and what follows for 10 ms. */
void pair_burst(struct pair *p, unsigned int n);
void pair_run(struct pair *p, int64_t ns);

/* Run @fn in a task of @h, to its end. Return: what it returns. */
int on_host(struct st_host *h, int (*fn)(void *data), void *data);

/* A line of ethtool -S of eth0. */
uint64_t pair_stat(struct st_host *h, const char *name);
/* A file of one number below /sys/class/net/eth0. */
long pair_sysfs(struct st_net *n, const char *file);
void pair_sysfs_set(struct st_net *n, const char *file, const char *value);
/* /proc/net/softnet_stat: row of @cpu, column counted from 1. */
unsigned long pair_softnet(struct st_net *n, unsigned int cpu,
			   unsigned int col);
/* /proc/interrupts: the count of the line that ends with @name, all CPUs. */
unsigned long pair_interrupts(struct st_net *n, const char *name);
/* The same of one CPU. */
unsigned long pair_interrupts_on(struct st_net *n, const char *name,
				 unsigned int cpu);
/* The number of that line. */
int pair_irq(struct st_net *n, const char *name);

/* What b's protocol handler got; on each CPU. */
unsigned int pair_got(const struct pair *p);
unsigned int pair_got_on(const struct pair *p, unsigned int cpu);
/* Numbers came in rising order within each flow. */
int pair_in_order(const struct pair *p);

/*
 * An application on b: a task that takes frames from a queue of @limit and
 * spends a system call on each. Before the first frame.
 */
void pair_app(struct pair *p, unsigned int limit);
unsigned int pair_app_got(const struct pair *p);

#endif
