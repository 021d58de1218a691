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

enum st_side {
	ST_RX,	/* RECVMSG, ACCEPT */
	ST_TX,	/* SENDMSG */
	ST_ANY, /* neither, or both */
};

struct sk_buff;

/* A prepared call, until st_commit(). Guarded by st_sock.lock. */
struct st_prepared {
	long ticket;  /* 0: there is none */
	bool claimed; /* a prepared call is under way, or has a ticket */
	enum st_op op;
	int flags;	      /* MSG_* */
	size_t len;	      /* RECVMSG: bytes peeked */
	int took_err;	      /* what sock_error() took */
	int sk_err;	      /* MSG_ERRQUEUE: sk_err before */
	struct sk_buff *eskb; /* MSG_ERRQUEUE: what was taken; a reference */
	struct st_sock *child;
};

struct st_sock {
	struct st_net *n;
	struct socket *sock;
	spinlock_t lock;
	struct st_prepared prepared[2]; /* by enum st_side */
	struct wait_queue_head settled;
	long last_ticket;
	/* the last RECVMSG, in the event log: st_recv_packets() */
	u64 recv_from, recv_to;
	u8 recv_cpu;
	struct wait_queue_entry wait; /* st_poll() */
	bool waiting;
	short events;
	st_ready_fn *ready;
	void *data;
};

/* One sentence for st_errmsg(); returns @err, so that it can be returned. */
long st_fail(long err, const char *fmt, ...) __printf(2, 3);
void *st_fail_ptr(long err, const char *fmt, ...) __printf(2, 3);

/* sock.c: what prepare.c carries out, too. */
struct st_sock *st_sock_new(struct st_net *n);
long st_dispatch(struct st_sock *s, enum st_op op, struct st_args *a);
long st_sendmsg_by(struct st_sock *s, const void *user_msghdr, int flags,
		   int (*send)(struct socket *sock, struct msghdr *msg));

/* prepare.c */
void st_prepare_init(struct st_sock *s);
/* Wait until no prepared call of that side stands out: 0 or -errno. */
long st_prepare_wait(struct st_sock *s, enum st_side side, bool try);
long st_prepare_call(struct st_sock *s, enum st_op op, struct st_args *a);
void st_prepare_undo_all(struct st_sock *s); /* before ST_CLOSE */
static inline enum st_side st_side_of(enum st_op op)
{
	if (op == ST_RECVMSG || op == ST_ACCEPT)
		return ST_RX;
	return op == ST_SENDMSG ? ST_TX : ST_ANY;
}

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
