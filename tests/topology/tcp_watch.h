/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp_watch - a hook at OUTPUT that looks into each sender's tcp_sock
 *
 * Where:   tests/topology, tests/soak; a file of its own, for it speaks the
 *          stack's words and the tests speak libc's.
 * Mirrors: nothing in the kernel.
 * Spec:    RFC 5681 section 3.1: no new data beyond cwnd.
 *
 * At LOCAL_OUT a segment is not yet counted as sent: what is in flight then,
 * and cwnd, are what admitted it.
 */
#ifndef TESTS_TCP_WATCH_H
#define TESTS_TCP_WATCH_H

#include <stdint.h>

#include "api/strata.h"

struct nf_hook_ops;

/* One packet with data, as it leaves. */
struct tcp_sent {
	uint32_t seq; /* of its first byte, from 0 */
	uint32_t len;
	uint32_t segs;
	uint32_t in_flight, cwnd, ssthresh; /* before it */
	uint32_t ca_state;
	int again; /* a retransmission */
};

struct tcp_watch {
	struct nf_hook_ops *ops;
	uint64_t new_data, again; /* segments */
	uint64_t beyond;	  /* new ones that cwnd did not admit */
	struct tcp_sent first;	  /* the first of these */
	/*
	 * Data segments to lose, counted from 1 in the order in which they
	 * leave; 0 ends the list. NULL: none.
	 */
	const unsigned int *lose;
	unsigned int nth;
	uint32_t base; /* sequence number of the first byte */
	int no_gso;    /* eth0 takes one segment at a time */
	/* called for each, if not NULL; @lost: it will not arrive */
	void (*saw)(void *data, const struct tcp_sent *s, int lost);
	void *data;
};

void tcp_watch_start(struct st_host *h, struct tcp_watch *w);
void tcp_watch_stop(struct st_host *h, struct tcp_watch *w);

#endif
