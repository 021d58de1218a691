// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * epoll - st_epoll_*(): many sockets, one call that waits
 *
 * Where:   the embedder's; core/eventpoll.c does it.
 * Mirrors: the system calls at the end of fs/eventpoll.c.
 * Spec:    epoll_create(2), epoll_ctl(2), epoll_wait(2).
 */
#include "api/internal.h"

#include "core/eventpoll.h"

struct st_epoll *st_epoll_create(struct st_host *h)
{
	struct st_epoll *e = os_zalloc(sizeof(*e));
	struct task_guard g;
	int err;

	if (!e)
		return st_fail_ptr(-ENOMEM, "out of memory for an epoll");
	err = st_enter(&g, h);
	if (err) {
		os_free(e);
		errno = -err;
		return NULL;
	}
	e->h = h;
	e->ep = ep_alloc();
	if (e->ep)
		h->nr_epolls++;
	task_leave(&g);
	if (!e->ep) {
		os_free(e);
		return st_fail_ptr(-ENOMEM, "out of memory for an epoll");
	}
	return e;
}

int st_epoll_ctl(struct st_epoll *e, int op, struct st_sock *s,
		 struct epoll_event *event)
{
	struct task_guard g;
	int err;

	if (s->n->h != e->h)
		return (int)st_fail(-EINVAL,
				    "the socket is of host %s, the epoll of "
				    "%s: make one for each host",
				    st_host_name(s->n->h), st_host_name(e->h));
	err = st_enter(&g, e->h);
	if (err)
		return err;
	err = ep_ctl(e->ep, op, s->sock, event);
	task_leave(&g);
	return err;
}

int st_epoll_wait(struct st_epoll *e, struct epoll_event *events, int max,
		  int64_t timeout_ns)
{
	struct task_guard g;
	int ret = st_enter(&g, e->h);

	if (ret)
		return ret;
	ret = ep_wait(e->ep, events, max, timeout_ns);
	task_leave(&g);
	return ret;
}

int st_epoll_close(struct st_epoll *e)
{
	struct task_guard g;
	int err = st_enter(&g, e->h);

	if (err)
		return err;
	ep_free(e->ep);
	e->h->nr_epolls--;
	task_leave(&g);
	os_free(e);
	return 0;
}
