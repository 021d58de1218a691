/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream - a transfer between two hosts of a topology, checked byte for byte
 *
 * Where:   tests/topology/tcp_*.c, tests/soak.
 * Mirrors: nothing in the kernel.
 *
 * The client connects, sends, half-closes; the server reads to the end, sends
 * its own, closes. Both are tasks; bytes are a function of seed and position.
 */
#ifndef TESTS_STREAM_H
#define TESTS_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "tests/topology/topo.h"

struct stream_end {
	int err;	  /* 0, or the errno that ended it */
	const char *call; /* in which call */
	uint64_t sent, received;
	uint64_t wrong; /* bytes that were not what was sent */
	int done;	/* by another thread, when live */
};

struct stream {
	struct topo *t;
	unsigned int client, server; /* hosts */
	const char *address;	     /* of the server */
	uint16_t port;
	uint64_t up, down; /* bytes to send, by the client, by the server */
	uint32_t seed;
	unsigned int chunk; /* largest write, at most 8 KB; 0: that */
	int rcvbuf;	    /* SO_RCVBUF of both; 0: autotuned */
	int sndbuf;	    /* SO_SNDBUF of both; 0: autotuned */
	int cork;	    /* TCP_CORK: full segments until the FIN */
	const char *cc;	    /* TCP_CONGESTION; NULL: default */
	int64_t timeout_ns; /* SO_RCVTIMEO, SO_SNDTIMEO; 0: none */
	struct stream_end c, s;
	struct st_sock *listener; /* stream_start()'s */
};

uint8_t stream_byte(uint32_t seed, uint64_t pos);
/* Start both tasks; stream_done() when both have ended. */
void stream_start(struct stream *st);
int stream_done(void *st); /* a st_pred_fn */
/* Run it to its end, at most @ns of virtual time. 1: it ended. */
int stream_run(struct stream *st, int64_t ns);
/* Asserts that all bytes came both ways, right, and without an error. */
void stream_expect_whole(const struct stream *st);

#endif
