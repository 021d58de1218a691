/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal - what stands behind the opaque structs of <strata/strata.h>
 *
 * Where:   api/ only.
 * Mirrors: nothing in the kernel; a system call's entry in spirit.
 */
#ifndef API_INTERNAL_H
#define API_INTERNAL_H

#include <errno.h>
#include <stdlib.h>

#include "api/strata.h"

#include "core/net_namespace.h"
#include "core/trace.h"
#include "hdr/socket.h"
#include "lib/err.h"
#include "lib/machine.h"
#include "lib/os.h"
#include "lib/sched.h"
#include "lib/wait.h"

struct st_world {
	struct world *world;
	struct st_opts opts;
	struct world_ops ops;
	struct list_head hosts; /* guarded by lock */
	struct os_lock *lock;
	unsigned int next_wire;
	bool pinned; /* the default modules' text */
};

#define ST_MAX_PORTS 16

struct st_host {
	struct st_world *w;
	struct machine *machine;
	struct list_head node; /* w->hosts */
	struct list_head nets; /* struct st_net */
	struct st_port *ports[ST_MAX_PORTS];
	struct st_watch *watch; /* st_trace() */
	struct st_stop *stop;	/* st_stop() */
	unsigned int next_socket_id;
	unsigned int nr_sockets;
	unsigned int nr_epolls;
};

struct st_net {
	struct st_host *h;
	struct net *net;
	struct list_head node; /* h->nets */
	unsigned int refs;
};

struct eventpoll;
struct socket;

struct st_epoll {
	struct st_host *h;
	struct eventpoll *ep;
};

struct st_sock {
	struct st_net *n;
	struct socket *sock;
	struct wait_queue_entry wait; /* st_poll() */
	bool waiting;
	short events;
	st_ready_fn *ready;
	void *data;
};

/* One sentence for st_errmsg(); returns @err, so that it can be returned. */
long st_fail(long err, const char *fmt, ...) __printf(2, 3);
void *st_fail_ptr(long err, const char *fmt, ...) __printf(2, 3);

/* Run as a task of the host; the error of task_enter() is told. */
int st_enter(struct task_guard *g, struct st_host *h);

/* A growing text for results; api/text.c. */
struct st_text {
	char *s;
	size_t len, room;
	bool failed;
};
void st_text_add(struct st_text *t, const char *fmt, ...) __printf(2, 3);
char *st_text_end(struct st_text *t); /* malloc'd; NULL and ENOMEM */

int st_ports_close(struct st_host *h);

/* Inside a call: a socket keeps its namespace. */
void st_net_hold(struct st_net *n);
void st_net_drop(struct st_net *n);

#endif
