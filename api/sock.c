// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sock - sockets: one door for every call, and readiness
 *
 * Where:   st_call() is what a system call's entry is to the kernel: it turns
 *          the application's structs into the stack's and calls the socket's
 *          proto_ops.
 *          ST_PREPARE and st_commit(): api/prepare.c.
 * Mirrors: net/socket.c (__sys_sendmsg and its like).
 */
#include "api/internal.h"

#include "core/iov_iter.h"
#include "core/sock.h"
#include "core/socket.h"
#include "lib/kernel.h"
#include "lib/ktime.h"

struct st_sock *st_sock_new(struct st_net *n)
{
	struct st_sock *s = os_zalloc(sizeof(*s));

	if (s) {
		s->n = n;
		st_prepare_init(s);
	}
	return s;
}

struct st_sock *st_socket(struct st_net *n, int family, int type, int proto,
			  const struct st_cred *cred)
{
	struct st_sock *s = st_sock_new(n);
	struct sock_cred who = {.caps = ~0ULL};
	struct task_guard g;
	int err;

	if (!s)
		return st_fail_ptr(-ENOMEM, "out of memory for a socket");
	if (cred)
		who = (struct sock_cred){.uid = cred->uid,
					 .gid = cred->gid,
					 .pid = cred->pid,
					 .caps = cred->caps};
	err = st_enter(&g, n->h);
	if (err) {
		os_free(s);
		errno = -err;
		return NULL;
	}
	trace___sys_socket(NULL, (u64)family, (u64)type, (u64)proto);
	err = sock_create_as(n->net, family, type, proto, &who, &s->sock);
	if (!err) {
		st_net_hold(n);
		n->h->nr_sockets++;
		trace_sock_map_fd(NULL, (u64)family, s->sock->ino);
	}
	task_leave(&g);
	if (err) {
		os_free(s);
		return st_fail_ptr(err,
				   "no socket of family %d, type %d, protocol "
				   "%d: %pe",
				   family, type, proto, ERR_PTR(err));
	}
	return s;
}

/* ---- messages ---------------------------------------------------------- */

/* The application's msghdr as the stack walks it; -EMSGSIZE, -EINVAL. */
static int import_msg(struct msghdr *msg, const struct user_msghdr *user,
		      unsigned int direction)
{
	size_t total = 0;

	memset(msg, 0, sizeof(*msg));
	if (user->msg_iovlen > 1024)
		return -EMSGSIZE;
	for (size_t i = 0; i < user->msg_iovlen; i++) {
		if (user->msg_iov[i].iov_len > (size_t)INT_MAX - total)
			return -EINVAL;
		total += user->msg_iov[i].iov_len;
	}
	iov_iter_init(&msg->msg_iter, direction, user->msg_iov,
		      user->msg_iovlen, total);
	msg->msg_name = user->msg_name;
	msg->msg_namelen = user->msg_namelen;
	msg->msg_control = user->msg_control;
	msg->msg_controllen = user->msg_controllen;
	msg->msg_control_is_user = true;
	return 0;
}

/* @send: sock_sendmsg(), or what prepares it */
long st_sendmsg_by(struct st_sock *s, const void *user_msghdr, int flags,
		   int (*send)(struct socket *sock, struct msghdr *msg))
{
	const struct user_msghdr *user = user_msghdr;
	struct msghdr msg;
	int err = import_msg(&msg, user, ITER_SOURCE);

	if (err)
		return err;
	if (msg.msg_name && msg.msg_namelen < 0)
		return -EINVAL;
	if (!msg.msg_name)
		msg.msg_namelen = 0;
	msg.msg_flags = (unsigned int)flags;
	return send(s->sock, &msg);
}

/* What recvmsg() tells the application beside the bytes. */
static void export_msg(struct user_msghdr *user, const struct msghdr *msg)
{
	if (user->msg_name)
		user->msg_namelen = msg->msg_namelen;
	user->msg_controllen -= msg->msg_controllen;
	user->msg_flags = msg->msg_flags & ~(unsigned int)MSG_CMSG_CLOEXEC;
}

static long do_recvmsg(struct st_sock *s, struct user_msghdr *user, int flags)
{
	struct sockaddr_storage name = {.ss_family = 0};
	struct msghdr msg;
	int room = user->msg_namelen;
	long ret = import_msg(&msg, user, ITER_DEST);

	if (ret)
		return ret;
	msg.msg_name = user->msg_name ? &name : NULL;
	msg.msg_namelen = 0;
	s->recv_from = trace_next_seq(current_machine());
	s->recv_cpu = (u8)smp_processor_id();
	ret = sock_recvmsg(s->sock, &msg, flags);
	s->recv_to = trace_next_seq(current_machine());
	if (ret < 0)
		return ret;
	if (user->msg_name && room > 0)
		memcpy(user->msg_name, &name,
		       (size_t)min(room, msg.msg_namelen));
	export_msg(user, &msg);
	return ret;
}

/* ---- one door ---------------------------------------------------------- */

static long do_accept(struct st_sock *s, struct st_args *a, int how)
{
	struct sockaddr_storage name;
	struct st_sock *child = st_sock_new(s->n);
	int len, err;

	a->sock = NULL;
	if (!child)
		return -ENOMEM;
	err = kernel_accept(s->sock, &child->sock, how);
	if (err) {
		os_free(child);
		return err;
	}
	st_net_hold(s->n);
	s->n->h->nr_sockets++;
	if (a->addr) {
		len = kernel_getpeername(child->sock, (struct sockaddr *)&name);
		if (len > 0) {
			memcpy(a->addr, &name,
			       min((size_t)a->addrlen, (size_t)len));
			a->addrlen = (unsigned int)len;
		}
	}
	a->sock = child;
	return 0;
}

static long do_getname(struct st_sock *s, struct st_args *a)
{
	struct sockaddr_storage name;
	int len =
		a->arg ? kernel_getpeername(s->sock, (struct sockaddr *)&name)
		       : kernel_getsockname(s->sock, (struct sockaddr *)&name);

	if (len < 0)
		return len;
	memcpy(a->addr, &name, min((size_t)a->addrlen, (size_t)len));
	a->addrlen = (unsigned int)len;
	return 0;
}

static long do_setsockopt(struct st_sock *s, struct st_args *a)
{
	return sock_setsockopt_kern(s->sock, a->level, (int)a->name, a->buf,
				    (unsigned int)a->len);
}

static long do_getsockopt(struct st_sock *s, struct st_args *a)
{
	int len = (int)min(a->len, (size_t)INT_MAX);
	int err = sock_getsockopt_kern(s->sock, a->level, (int)a->name, a->buf,
				       &len);

	if (!err)
		a->len = (size_t)len;
	return err;
}

static void stop_poll(struct st_sock *s)
{
	if (s->waiting)
		remove_wait_queue(sock_wait(s->sock), &s->wait);
	s->waiting = false;
}

static long do_close(struct st_sock *s)
{
	stop_poll(s);
	st_prepare_undo_all(s);
	s->n->h->nr_sockets--;
	sock_release(s->sock);
	st_net_drop(s->n);
	os_free(s);
	return 0;
}

long st_dispatch(struct st_sock *s, enum st_op op, struct st_args *a)
{
	bool try = a->how & ST_TRY;
	int flags = a->flags | (try ? MSG_DONTWAIT : 0);

	switch (op) {
	case ST_BIND:
		return kernel_bind(s->sock, a->addr, (int)a->addrlen);
	case ST_LISTEN:
		return kernel_listen(s->sock, a->arg);
	case ST_ACCEPT:
		return do_accept(s, a, a->arg | (try ? O_NONBLOCK : 0));
	case ST_CONNECT:
		return kernel_connect(s->sock, a->addr, (int)a->addrlen,
				      try ? O_NONBLOCK : 0);
	case ST_GETNAME:
		return do_getname(s, a);
	case ST_SENDMSG:
		return st_sendmsg_by(s, a->msg, flags, sock_sendmsg);
	case ST_RECVMSG:
		return do_recvmsg(s, (void *)a->msg, flags);
	case ST_SHUTDOWN:
		return kernel_sock_shutdown(s->sock, a->arg);
	case ST_SETSOCKOPT:
		return do_setsockopt(s, a);
	case ST_GETSOCKOPT:
		return do_getsockopt(s, a);
	case ST_IOCTL:
		return sock_ioctl_kern(s->sock, (unsigned int)a->name, a->buf);
	case ST_CLOSE:
		return do_close(s);
	}
	return -EINVAL;
}

/* Jiffies of the call's own timeout, at least one; 0: it has none. */
static long call_timeo(const struct st_args *a)
{
	int64_t jiffies_left = a->timeout_ns / TICK_NSEC;

	if (!a->timeout_ns)
		return 0;
	if (a->timeout_ns % TICK_NSEC)
		jiffies_left++;
	return (long)min(jiffies_left, (int64_t)MAX_SCHEDULE_TIMEOUT - 1);
}

static long call_in_task(struct st_sock *s, enum st_op op, struct st_args *a)
{
	enum st_side side = st_side_of(op);
	long ret;

	if (a->how & ST_PREPARE)
		return st_prepare_call(s, op, a);
	if (side != ST_ANY) {
		ret = st_prepare_wait(s, side, a->how & ST_TRY);
		if (ret)
			return ret;
	}
	return st_dispatch(s, op, a);
}

long st_call(struct st_sock *s, enum st_op op, struct st_args *args)
{
	struct st_host *h = s->n->h;
	struct task_guard g;
	long ret, outer;

	args->ticket = 0;
	if (args->timeout_ns < 0)
		return st_fail(-EINVAL, "a timeout is 0, none, or positive");
	ret = st_enter(&g, h);
	if (ret)
		return ret;
	outer = current->call_timeo;
	current->call_timeo = call_timeo(args);
	ret = call_in_task(s, op, args);
	current->call_timeo = outer;
	task_leave(&g);
	return ret;
}

/* ---- readiness --------------------------------------------------------- */

#define ALWAYS (EPOLLERR | EPOLLHUP)

static int poll_wake(struct wait_queue_entry *e, unsigned int mode, int flags,
		     void *key)
{
	struct st_sock *s = container_of(e, struct st_sock, wait);
	unsigned int want = (unsigned short)s->events | ALWAYS;
	unsigned int mask =
		key ? (unsigned int)(unsigned long)key : sock_poll_now(s->sock);

	if (s->ready && (mask & want))
		s->ready(s->data, (short)(mask & want));
	return 0;
}

int st_poll(struct st_sock *s, short events, st_ready_fn *ready, void *data)
{
	unsigned int want = (unsigned short)events | ALWAYS;
	struct task_guard g;
	int ret = st_enter(&g, s->n->h);

	if (ret)
		return ret;
	if (ready) {
		stop_poll(s);
		s->events = events;
		s->ready = ready;
		s->data = data;
		init_waitqueue_func_entry(&s->wait, poll_wake);
		add_wait_queue(sock_wait(s->sock), &s->wait);
		s->waiting = true;
	}
	ret = (int)(sock_poll_now(s->sock) & want);
	task_leave(&g);
	return ret;
}

/* ---- the usual calls --------------------------------------------------- */

int st_bind(struct st_sock *s, const struct sockaddr *addr, unsigned int len)
{
	struct st_args a = {.addr = (void *)addr, .addrlen = len};

	return (int)st_call(s, ST_BIND, &a);
}

int st_connect(struct st_sock *s, const struct sockaddr *addr, unsigned int len)
{
	struct st_args a = {.addr = (void *)addr, .addrlen = len};

	return (int)st_call(s, ST_CONNECT, &a);
}

int st_listen(struct st_sock *s, int backlog)
{
	struct st_args a = {.arg = backlog};

	return (int)st_call(s, ST_LISTEN, &a);
}

struct st_sock *st_accept(struct st_sock *s, struct sockaddr *addr,
			  unsigned int *len, int flags)
{
	struct st_args a = {
		.addr = addr, .addrlen = len ? *len : 0, .arg = flags};
	long err = st_call(s, ST_ACCEPT, &a);

	if (err) {
		errno = (int)-err;
		return NULL;
	}
	if (len)
		*len = a.addrlen;
	return a.sock;
}

ssize_t st_sendmsg(struct st_sock *s, const struct msghdr *msg, int flags)
{
	struct st_args a = {.msg = (void *)msg, .flags = flags};

	return st_call(s, ST_SENDMSG, &a);
}

ssize_t st_recvmsg(struct st_sock *s, struct msghdr *msg, int flags)
{
	struct st_args a = {.msg = msg, .flags = flags};

	return st_call(s, ST_RECVMSG, &a);
}

ssize_t st_sendto(struct st_sock *s, const void *buf, size_t len, int flags,
		  const struct sockaddr *addr, unsigned int addrlen)
{
	struct iovec iov = {(void *)buf, len};
	struct user_msghdr msg = {
		.msg_name = (void *)addr,
		.msg_namelen = (int)addrlen,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};

	return st_sendmsg(s, (const struct msghdr *)&msg, flags);
}

ssize_t st_recvfrom(struct st_sock *s, void *buf, size_t len, int flags,
		    struct sockaddr *addr, unsigned int *addrlen)
{
	struct iovec iov = {buf, len};
	struct user_msghdr msg = {
		.msg_name = addr,
		.msg_namelen = addrlen ? (int)*addrlen : 0,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t ret = st_recvmsg(s, (struct msghdr *)&msg, flags);

	if (ret >= 0 && addrlen)
		*addrlen = (unsigned int)msg.msg_namelen;
	return ret;
}

ssize_t st_send(struct st_sock *s, const void *buf, size_t len, int flags)
{
	return st_sendto(s, buf, len, flags, NULL, 0);
}

ssize_t st_recv(struct st_sock *s, void *buf, size_t len, int flags)
{
	return st_recvfrom(s, buf, len, flags, NULL, NULL);
}

int st_setsockopt(struct st_sock *s, int level, int name, const void *val,
		  unsigned int len)
{
	struct st_args a = {.level = level,
			    .name = (unsigned long)name,
			    .buf = (void *)val,
			    .len = len};

	return (int)st_call(s, ST_SETSOCKOPT, &a);
}

int st_getsockopt(struct st_sock *s, int level, int name, void *val,
		  unsigned int *len)
{
	struct st_args a = {.level = level,
			    .name = (unsigned long)name,
			    .buf = val,
			    .len = *len};
	long ret = st_call(s, ST_GETSOCKOPT, &a);

	*len = (unsigned int)a.len;
	return (int)ret;
}

static int getname(struct st_sock *s, struct sockaddr *addr, unsigned int *len,
		   int peer)
{
	struct st_args a = {.addr = addr, .addrlen = *len, .arg = peer};
	long ret = st_call(s, ST_GETNAME, &a);

	*len = a.addrlen;
	return (int)ret;
}

int st_getsockname(struct st_sock *s, struct sockaddr *addr, unsigned int *len)
{
	return getname(s, addr, len, 0);
}

int st_getpeername(struct st_sock *s, struct sockaddr *addr, unsigned int *len)
{
	return getname(s, addr, len, 1);
}

int st_ioctl(struct st_sock *s, unsigned long request, void *arg)
{
	struct st_args a = {.name = request, .buf = arg};

	return (int)st_call(s, ST_IOCTL, &a);
}

int st_shutdown(struct st_sock *s, int how)
{
	struct st_args a = {.arg = how};

	return (int)st_call(s, ST_SHUTDOWN, &a);
}

int st_close(struct st_sock *s)
{
	struct st_args a = {.how = 0};

	return (int)st_call(s, ST_CLOSE, &a);
}
