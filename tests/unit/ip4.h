/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ip4 - an IPv4 address in a test, as people write it
 *
 * Where:   tests of proto/ipv4.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_IP4_H
#define TESTS_UNIT_IP4_H

#include "lib/byteorder.h"

static inline __be32 ip4(const char *text)
{
	u8 a[4] = {};
	unsigned int i = 0, v = 0;

	for (;; text++) {
		if (*text >= '0' && *text <= '9') {
			v = v * 10 + (unsigned int)(*text - '0');
			continue;
		}
		a[i++] = (u8)v;
		v = 0;
		if (!*text || i == 4)
			break;
	}
	return htonl((u32)a[0] << 24 | a[1] << 16 | a[2] << 8 | a[3]);
}

#endif
