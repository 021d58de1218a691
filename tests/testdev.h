// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * testdev - a small NIC for the tests of core: rings, one irq, one napi
 *
 * Where:   core_*_test.c. The hardware half runs where the test says, or at a
 *          time of the virtual clock.
 * Mirrors: the shape of drivers/net/dummy.c plus a ring.
 */
#ifndef TESTS_TESTDEV_H
#define TESTS_TESTDEV_H

#include "core/netdevice.h"
#include "lib/interrupt.h"
#include "tests/world.h"

#define TESTDEV_PROTO 0x88B5
#define TESTDEV_FRAME 60

struct testdev {
	struct net_device *dev;
	struct napi_struct napi;

	/* knobs */
	unsigned int rx_size, tx_size;
	int gap_every; /* of 1000 frames: each with its own hash when > 0 */
	u32 hash;      /* RSS hash of the next frames; 0: none */
	int bug;       /* TESTDEV_BUG_* */
	bool legacy;   /* irq per packet, no masking */
	bool hold_tx;  /* completions wait for testdev_complete() */
	bool bql;
	void (*in_poll)(struct testdev *t); /* called once, inside the poll */
	ktime_t poll_time;		    /* how long a poll takes */

	/* rings */
	unsigned int rx_used; /* frames that wait */
	struct sk_buff_head tx;
	int irq;
	bool masked;
	unsigned int inflight_bytes;

	/* counters */
	unsigned int irqs, polls, unmasks, completes, xmits;
	unsigned int last_more;
	int work[64];		/* of the first polls */
	unsigned char prio[64]; /* skb->priority of the first transmits */
};

#define TESTDEV_BUG_OVERBUDGET 1
#define TESTDEV_BUG_NOCOMPLETE 2
#define TESTDEV_BUG_TWICE      3

/* Registered and, if @up, running. With @n queues each way. */
struct testdev *testdev_new(const char *name, unsigned int queues, bool up);
void testdev_free(struct testdev *t);
/* @n frames arrive now, back to back. */
void testdev_rx(struct testdev *t, unsigned int n);
/* The hardware has sent @n frames. */
void testdev_complete(struct testdev *t, unsigned int n);
/* A frame that the stack sends by @t. */
struct sk_buff *testdev_skb(struct testdev *t, unsigned int len, u32 priority);

/* Let the machine run until nothing is due for @ms. */
void settle(unsigned long ms);

/* A listener for TESTDEV_PROTO: how many it got on each CPU. */
struct sink {
	struct packet_type pt;
	unsigned int got[8];
	unsigned int total;
	u32 last_len;
};
void sink_add(struct sink *sink, struct net_device *dev);
void sink_del(struct sink *sink);

#endif
