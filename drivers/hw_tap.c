// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_tap - the system calls of a TAP device
 *
 * Where:   drivers/tap.c, the read/write engine: one call a frame.
 * Mirrors: nothing in the kernel; drivers/net/tun.c is at the other end.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "drivers/hw_tap.h"

_Static_assert(sizeof(struct hw_vec) == sizeof(struct iovec),
	       "hw_vec is iovec by another name");

/* At most 79 bytes: what an extended ack carries. */
static void explain(int err, const char *name, char *msg, size_t len)
{
	switch (err) {
	case EBUSY:
		snprintf(msg, len,
			 "TAP %s is in use: end that program, or use host=NAME",
			 name);
		break;
	case ENOENT:
	case ENODEV:
		snprintf(
			msg, len,
			"/dev/net/tun is missing: modprobe tun, or use a wire");
		break;
	case EACCES:
		snprintf(msg, len,
			 "you may not open /dev/net/tun: be root, or chmod 666 "
			 "/dev/net/tun");
		break;
	case EPERM:
		snprintf(msg, len,
			 "you may not make TAP %s: be root, or use unshare -rn",
			 name);
		break;
	default:
		snprintf(msg, len, "TAP %s: %s", name, strerror(err));
	}
}

int hw_tap_open(const char *name, char *msg, size_t len)
{
	struct ifreq ifr = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	int fd, err;

	if (strlen(name) >= IFNAMSIZ) {
		snprintf(msg, len, "host=%s: at most 15 bytes", name);
		return -EINVAL;
	}
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		err = errno;
		explain(err, name, msg, len);
		return -err;
	}
	memcpy(ifr.ifr_name, name, strlen(name));
	if (ioctl(fd, TUNSETIFF, &ifr)) {
		err = errno;
		explain(err, name, msg, len);
		close(fd);
		return -err;
	}
	return fd;
}

void hw_tap_close(int fd)
{
	close(fd);
}

long hw_tap_read(int fd, void *buf, size_t room)
{
	ssize_t n = read(fd, buf, room);

	return n < 0 ? -errno : n;
}

/*
 * A frame in pieces is put together here while they fit: for the kernel one
 * buffer is a tenth cheaper than a list, copy included.
 */
long hw_tap_write(int fd, const struct hw_vec *vec, unsigned int n)
{
	const void *whole = vec[0].base;
	size_t len = vec[0].len;
	char frame[2048];
	ssize_t ret;

	for (unsigned int i = 1; i < n; i++)
		len += vec[i].len;
	if (n > 1 && len <= sizeof(frame)) {
		char *to = frame;

		for (unsigned int i = 0; i < n; to += vec[i++].len)
			memcpy(to, vec[i].base, vec[i].len);
		whole = frame;
		n = 1;
	}
	ret = n == 1 ? write(fd, whole, len)
		     : writev(fd, (const struct iovec *)vec, (int)n);
	return ret < 0 ? -errno : ret;
}
