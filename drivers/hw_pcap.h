/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hw_pcap - capture files, by libpcap
 *
 * Where:   drivers/pcap.c. Implemented in drivers/hw_pcap.c, which alone sees
 *          libpcap's headers.
 * Mirrors: nothing in the kernel.
 */
#ifndef DRIVERS_HW_PCAP_H
#define DRIVERS_HW_PCAP_H

#include "lib/types.h"

struct hw_pcap;

/* Ethernet captures only. NULL: @msg says why. Times in nanoseconds. */
struct hw_pcap *hw_pcap_open(const char *path, char *msg, size_t len);
struct hw_pcap *hw_pcap_create(const char *path, char *msg, size_t len);
/* The next frame: 1, 0 at the end, -EIO. @data is valid until the next call. */
int hw_pcap_next(struct hw_pcap *p, const void **data, u32 *len, s64 *t_ns);
int hw_pcap_write(struct hw_pcap *p, const void *data, u32 len, s64 t_ns);
void hw_pcap_close(struct hw_pcap *p);

#endif
