/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proto - what client and daemon say to each other
 *
 * Where:   a SOCK_SEQPACKET UNIX socket, one packet a message.
 * Mirrors: nothing in the kernel.
 *
 *	client			daemon
 *	RUN "host\0cwd\0line"	OUT text, … ERR sentence, END status
 *	STOP			(ends the RUN in hand)
 *	COMPLETE (the same)	OUT words, END 0
 *	JOIN			FDS with the namespaces' fds
 *	DOWN			OUT the books, END status; then it is gone
 */
#ifndef SHELL_PROTO_H
#define SHELL_PROTO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PROTO_VERSION 2
#define PROTO_TEXT    16384

enum proto_type {
	PROTO_RUN = 1,
	PROTO_STOP,
	PROTO_COMPLETE,
	PROTO_JOIN,
	PROTO_DOWN,
	PROTO_OUT = 16,
	PROTO_ERR,
	PROTO_END,
	PROTO_FDS, /* value: 1: the user namespace is the second fd */
};

#define PROTO_JSON 1u /* value of RUN */

struct proto_msg {
	uint16_t version;
	uint16_t type;
	uint32_t value;
	char text[PROTO_TEXT]; /* as long as the packet says */
};

#define PROTO_HEAD offsetof(struct proto_msg, text)

/* 0, or -errno: the other end is gone. @len bytes of @text. */
int proto_send(int fd, enum proto_type type, uint32_t value, const void *text,
	       size_t len);
/*
 * The next message; a NUL stands behind the text. @fds takes up to two.
 * Return: length of the text, or -errno; -ECONNRESET: the end.
 */
ssize_t proto_recv(int fd, struct proto_msg *msg, int *fds);
int proto_send_fds(int fd, uint32_t value, const int *fds, int n);

#endif
