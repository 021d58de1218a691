/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * null_stack - the other end of a TAP, with no stack: what the device allows
 *
 * Where:   bench/tap.c: the anchor that Strata's rows are ratios to.
 * Mirrors: nothing.
 *
 * Read/write engine, no offloads, MTU 1500. It remembers one peer at most,
 * looks at no option but the window scale, and never loses anything but time.
 */
#ifndef BENCH_NULL_STACK_H
#define BENCH_NULL_STACK_H

enum null_mode {
	NULL_SINK,   /* take all, checksum and copy; an ACK for 16 frames */
	NULL_SOURCE, /* once connected to: fill the peer's window */
	NULL_ANSWER, /* SYN to SYN-ACK, nothing else */
	NULL_ECHO,   /* each segment's bytes come back in one */
};

/* @fd: a TAP, not blocking. Serves until the process is ended. */
void null_stack(int fd, enum null_mode mode);

#endif
