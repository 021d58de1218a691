/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crc32 - the Ethernet frame check sequence, and Castagnoli's
 *
 * Where:   wires that carry an FCS, multicast filters (crc32_le); SCTP
 *          (crc32c).
 * Mirrors: include/linux/crc32.h, crc32c.h.
 * Spec:    IEEE 802.3 §3.2.9; RFC 9260 appendix A.
 *
 * Neither inverts: the FCS is ~crc32_le(~0, frame, len).
 */
#ifndef LIB_CRC32_H
#define LIB_CRC32_H

#include "lib/types.h"

u32 crc32_le(u32 crc, const void *p, size_t len);
u32 crc32c(u32 crc, const void *p, size_t len);

#define crc32(seed, data, length)  crc32_le(seed, data, length)
#define ether_crc_le(length, data) crc32_le(~0u, data, length)

#endif /* LIB_CRC32_H */
