/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * offload_frames - TCP and UDP frames for the tests of GRO and GSO
 *
 * Where:   core_gro_test.c, core_gso_test.c.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_OFFLOAD_FRAMES_H
#define TESTS_UNIT_OFFLOAD_FRAMES_H

#include "core/skbuff.h"
#include "hdr/eth.h"
#include "hdr/ip.h"
#include "hdr/tcp.h"
#include "hdr/udp.h"
#include "tests/testdev.h"

/* What a frame says; zeroes are a plain data segment of flow 0. */
struct frame {
	unsigned int flow; /* source port 1000 + flow */
	u32 seq;
	u32 ack;
	unsigned int len; /* payload */
	u16 id;
	u8 ttl, tos; /* 0: 64, 0 */
	bool no_df;
	bool frag; /* MF set */
	bool syn, fin, rst, psh, urg, cwr;
	u32 tsval; /* with the timestamp option when not 0 */
	bool bad_csum;
	bool udp;
};

enum frame_memory { FRAME_LINEAR, FRAME_HEAD_FRAG, FRAME_PAGES };

/*
 * The bytes, Ethernet header first; @buf + 2 is aligned to 4, so that IP is.
 * Return: how many.
 */
unsigned int frame_bytes(const struct frame *f, u8 *buf);
/* A received packet: data at the IP header. */
struct sk_buff *frame_skb(struct testdev *t, const struct frame *f,
			  enum frame_memory memory);

#define FRAME_MAX 70000

#endif
