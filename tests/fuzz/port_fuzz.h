/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * port_fuzz - a host behind two ports that takes whatever comes
 *
 * Where:   tests/fuzz: our own driver (port_fuzz_test.c), or libFuzzer.
 * Mirrors: nothing in the kernel.
 */
#ifndef TESTS_PORT_FUZZ_H
#define TESTS_PORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * A record of an input: flags, length (low byte first), the frame. FUZZ_L3:
 * for the port without link header. The rest of the flags, /2 & 3: how long to
 * wait behind it: not, 1 ms, 1 s, 35 s.
 */
#define FUZZ_L3	   1
#define FUZZ_HEAD  3
#define FUZZ_FRAME 2048 /* a longer frame is cut */

/* Stands for the first port's address in a frame's head. */
#define FUZZ_MAC "\x02\x00\x00\x00\x00\x02"

struct port_fuzz_stats {
	uint64_t frames, out; /* in, and what the stack sent */
	uint64_t bad_out;     /* sent, and not well-formed */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Let all timers of the input's making run out, check the books. 0: good. */
int port_fuzz_settle(void);
/* End the host; the next input makes a new one. Return: what was left. */
int port_fuzz_end(void);
const struct port_fuzz_stats *port_fuzz_stats(void);

#endif
