/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns - the peer's side: a network namespace of the host kernel
 *
 * Where:   strata up enters it before it has a thread; strata peer joins it.
 * Mirrors: nothing in the kernel; unshare(1) and nsenter(1) in spirit.
 */
#ifndef SHELL_NETNS_H
#define SHELL_NETNS_H

#include <stdbool.h>
#include <stddef.h>

/* Held by these fds and by the daemon itself: nothing outlives it. */
struct netns {
	int net_fd;
	int user_fd; /* -1: no user namespace was made */
};

/*
 * Leave for a network namespace of our own, as root of it. Single-threaded.
 * @own false: stay where we are, only open the fds. 0, or -1 and a sentence.
 */
int netns_enter(struct netns *ns, bool own, char *err, size_t len);
/* Join, as strata peer does. Single-threaded. 0, or -errno. */
int netns_join(const struct netns *ns);
/*
 * Run strata-hostnet with @argv (NULL-terminated, argv[0] ours) in the
 * namespace we are in. 0, or -1 with its sentence.
 */
int hostnet(char *const argv[], char *err, size_t len);

#endif
