// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proto - packets between client and daemon
 *
 * Where:   client.c and session.c.
 * Mirrors: nothing in the kernel.
 */
#include "shell/proto.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static int send_all(int fd, const struct msghdr *mh)
{
	ssize_t n;

	do
		n = sendmsg(fd, mh, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

int proto_send(int fd, enum proto_type type, uint32_t value, const void *text,
	       size_t len)
{
	struct {
		uint16_t version, type;
		uint32_t value;
	} head = {PROTO_VERSION, (uint16_t)type, value};
	struct iovec iov[2] = {{&head, sizeof(head)}, {(void *)text, len}};
	struct msghdr mh = {.msg_iov = iov, .msg_iovlen = text ? 2 : 1};

	return send_all(fd, &mh);
}

int proto_send_fds(int fd, uint32_t value, const int *fds, int n)
{
	struct {
		uint16_t version, type;
		uint32_t value;
	} head = {PROTO_VERSION, PROTO_FDS, value};
	union {
		char buf[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} control = {.buf = {0}};
	struct iovec iov = {&head, sizeof(head)};
	struct msghdr mh = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int)),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&mh);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
	memcpy(CMSG_DATA(c), fds, (size_t)n * sizeof(int));
	return send_all(fd, &mh);
}

/* Keep up to two fds that came along; close what nobody asked for. */
static void take_fds(struct msghdr *mh, int *fds)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(mh); c; c = CMSG_NXTHDR(mh, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (fds && i < 2)
				fds[i] = fd;
			else
				close(fd);
		}
	}
}

ssize_t proto_recv(int fd, struct proto_msg *msg, int *fds)
{
	union {
		char buf[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov = {msg, sizeof(*msg) - 1};
	struct msghdr mh = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	ssize_t n;

	do
		n = recvmsg(fd, &mh, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	take_fds(&mh, fds);
	if (!n)
		return -ECONNRESET;
	if ((size_t)n < PROTO_HEAD || (mh.msg_flags & MSG_TRUNC) ||
	    msg->version != PROTO_VERSION)
		return -EPROTO;
	n -= (ssize_t)PROTO_HEAD;
	msg->text[n] = '\0';
	return n;
}
