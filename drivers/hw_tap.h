/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hw_tap - the system calls of a TAP device
 *
 * Where:   drivers/tap.c. Implemented in drivers/hw_tap.c, which alone sees
 *          libc's headers.
 * Mirrors: Documentation/networking/tuntap.rst, from the other side.
 */
#ifndef DRIVERS_HW_TAP_H
#define DRIVERS_HW_TAP_H

#include "lib/types.h"

struct hw_vec {
	const void *base;
	size_t len;
};

/*
 * Open the TAP called @name in the calling process's network namespace; it is
 * made when there is none. Return: a non-blocking fd, or -errno with a
 * sentence in @msg that names the next thing to try.
 */
int hw_tap_open(const char *name, char *msg, size_t len);
void hw_tap_close(int fd);
/* One frame. Return: bytes, -EAGAIN: none waits, or -errno. */
long hw_tap_read(int fd, void *buf, size_t room);
long hw_tap_write(int fd, const struct hw_vec *vec, unsigned int n);

#endif
