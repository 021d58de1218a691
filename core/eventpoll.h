/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * eventpoll - epoll over sockets: who has something to say, level and edge
 *
 * Where:   api/epoll.c, for embedders, the launcher, packetdrill.
 * Mirrors: include/linux/eventpoll.h, fs/eventpoll.c. Left out: fds (a socket
 *          is known by its struct socket), epolls in epolls, busy polling,
 *          EPOLLWAKEUP (accepted, without effect: nothing suspends).
 * Spec:    epoll(7), epoll_ctl(2), epoll_wait(2).
 */
#ifndef CORE_EVENTPOLL_H
#define CORE_EVENTPOLL_H

#include "core/socket.h"
#include "lib/ktime.h"

#include <linux/eventpoll.h>

struct eventpoll;

/* Context: process. Give an epoll, or NULL without memory. */
struct eventpoll *ep_alloc(void);
/* Nobody waits in it any more. */
void ep_free(struct eventpoll *ep);
/*
 * Context: process. @op: EPOLL_CTL_*; @event: borrowed, NULL for DEL.
 * 0; -EEXIST, -ENOENT, -EINVAL (EPOLLEXCLUSIVE where it may not be), -ENOMEM.
 */
int ep_ctl(struct eventpoll *ep, int op, struct socket *sock,
	   const struct epoll_event *event);
/*
 * Context: process. At most @maxevents of those that are ready, the longest
 * waiting first. @timeout in ns; 0: do not sleep; < 0: for ever.
 * How many; 0: none in that time; -EINTR, -EDEADLK, -EINVAL.
 */
int ep_wait(struct eventpoll *ep, struct epoll_event *events, int maxevents,
	    ktime_t timeout);

/* The socket goes away: out of every epoll. Context: process. */
void eventpoll_release_file(struct file *file);
static inline void eventpoll_release(struct file *file)
{
	if (unlikely(!hlist_empty(&file->f_ep)))
		eventpoll_release_file(file);
}

#endif /* CORE_EVENTPOLL_H */
