// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * socket - from the application's call to the family's operation
 *
 * Where:   api/sock.c calls down through here; proto_ops take over.
 * Mirrors: net/socket.c: __sock_create, __sys_bind … without files and fds.
 */
#include "core/socket.h"
#include "core/eventpoll.h"
#include "core/iov_iter.h"
#include "core/module.h"
#include "core/net_namespace.h"
#include "core/sock.h"
#include "core/trace.h"
#include "lib/err.h"
#include "lib/slab.h"
#include "lib/string.h"

#include <linux/capability.h>

/* Families of this machine, by number; guarded by RCU and net_family_lock. */
static DEFINE_PER_MACHINE(const struct net_proto_family *, families[AF_MAX]);
static DEFINE_PER_MACHINE(spinlock_t, net_family_lock);
static DEFINE_PER_MACHINE(u64, last_ino);

int sock_register(const struct net_proto_family *ops)
{
	int err = -EEXIST;

	if (ops->family < 0 || ops->family >= AF_MAX)
		return -ENOBUFS;
	spin_lock(&machine_var(net_family_lock));
	if (!machine_var(families)[ops->family]) {
		rcu_assign_pointer(machine_var(families)[ops->family], ops);
		err = 0;
	}
	spin_unlock(&machine_var(net_family_lock));
	if (!err)
		module_track(ops->owner, "net_proto_family", ops, NULL, NULL);
	return err;
}
EXPORT_SYMBOL(sock_register);

void sock_unregister(int family)
{
	const struct net_proto_family *ops;

	if (family < 0 || family >= AF_MAX)
		return;
	spin_lock(&machine_var(net_family_lock));
	ops = machine_var(families)[family];
	RCU_INIT_POINTER(machine_var(families)[family], NULL);
	spin_unlock(&machine_var(net_family_lock));
	if (!ops)
		return;
	module_untrack("net_proto_family", ops);
	synchronize_rcu();
}
EXPORT_SYMBOL(sock_unregister);

bool sock_is_registered(int family)
{
	return family >= 0 && family < AF_MAX &&
	       rcu_access_pointer(machine_var(families)[family]);
}
EXPORT_SYMBOL(sock_is_registered);

static struct socket *sock_alloc(struct net *net, bool own)
{
	struct socket *sock = kzalloc(sizeof(*sock), GFP_KERNEL);

	if (!sock)
		return NULL;
	sock->state = SS_UNCONNECTED;
	sock->net = own ? net : get_net(net);
	sock->own = own;
	sock->file = &sock->own_file;
	sock->own_file.private_data = sock;
	sock->ino = ++machine_var(last_ino);
	sock->cred.caps = ~0ULL;
	init_waitqueue_head(&sock->wq.wait);
	return sock;
}

/* The family's ops, with its module held; asks for the module once. */
static const struct net_proto_family *family_get(int family)
{
	const struct net_proto_family *pf;

	if (!sock_is_registered(family))
		request_module("net-pf-%d", family);
	rcu_read_lock();
	pf = rcu_dereference(machine_var(families)[family]);
	if (pf && !try_module_get(pf->owner))
		pf = NULL;
	rcu_read_unlock();
	return pf;
}

/* As sock_create_kern(), for who is not almighty; family and rights ask. */
int sock_create_as(struct net *net, int family, int type, int proto,
		   const struct sock_cred *cred, struct socket **res)
{
	const struct net_proto_family *pf;
	struct socket *sock;
	int err;

	*res = NULL;
	trace_sock_create(NULL, (u64)family, (u64)type & SOCK_TYPE_MASK,
			  (u64)proto);
	if (family < 0 || family >= AF_MAX)
		return -EAFNOSUPPORT;
	if ((type & SOCK_TYPE_MASK) < 1 || (type & SOCK_TYPE_MASK) > 10)
		return -EINVAL;
	pf = family_get(family);
	if (!pf)
		return -EAFNOSUPPORT;
	sock = sock_alloc(net, false);
	if (!sock) {
		module_put(pf->owner);
		return -ENFILE;
	}
	sock->type = (short)(type & SOCK_TYPE_MASK);
	if (cred)
		sock->cred = *cred;
	if (type & O_NONBLOCK)
		sock->file->f_flags |= O_NONBLOCK;
	err = CALL("net_proto_family.create", pf->create, net, sock, proto, 0);
	if (!err && !try_module_get(sock->ops->owner))
		err = -EAFNOSUPPORT;
	module_put(pf->owner);
	if (err) {
		sock->ops = NULL;
		sock_release(sock);
		return err;
	}
	*res = sock;
	return 0;
}
EXPORT_SYMBOL(sock_create_as);

int sock_create_kern(struct net *net, int family, int type, int proto,
		     struct socket **res)
{
	return sock_create_as(net, family, type, proto, NULL, res);
}
EXPORT_SYMBOL(sock_create_kern);

/**
 * sock_create_own - a socket that a family has for itself, in each namespace
 * @pf: whose; it runs, so nobody need be asked for a module
 *
 * It holds neither the namespace nor the module, for both end it. Context:
 * process. Return: 0 or -errno.
 */
int sock_create_own(struct net *net, const struct net_proto_family *pf,
		    int type, int proto, struct socket **res)
{
	struct socket *sock = sock_alloc(net, true);
	int err;

	*res = NULL;
	if (!sock)
		return -ENFILE;
	sock->type = (short)type;
	err = pf->create(net, sock, proto, 1);
	if (err) {
		sock->ops = NULL;
		sock_release(sock);
		return err;
	}
	*res = sock;
	return 0;
}
EXPORT_SYMBOL(sock_create_own);

int sock_create_lite(struct net *net, int family, int type, int proto,
		     struct socket **res)
{
	*res = sock_alloc(net, false);
	if (!*res)
		return -ENOMEM;
	(*res)->type = (short)(type & SOCK_TYPE_MASK);
	return 0;
}
EXPORT_SYMBOL(sock_create_lite);

void sock_release(struct socket *sock)
{
	struct module *owner = NULL;

	might_sleep();
	eventpoll_release(sock->file);
	while (sock->unaccepted) {
		struct socket *child = sock->unaccepted;

		sock->unaccepted = child->next;
		sock_release(child);
	}
	if (sock->ops) {
		owner = sock->ops->owner;
		(void)CALL("proto_ops.release", sock->ops->release, sock);
		sock->sk = NULL;
		sock->ops = NULL;
		if (!sock->own)
			module_put(owner);
	}
	if (!sock->own)
		put_net(sock->net);
	kfree(sock);
}
EXPORT_SYMBOL(sock_release);

void sock_set_cred(struct socket *sock, u32 uid, u32 gid, u32 pid, u64 caps)
{
	sock->cred = (struct sock_cred){uid, gid, pid, caps};
	if (sock->sk)
		sock->sk->sk_cred = sock->cred;
}

bool sock_capable(const struct socket *sock, int cap)
{
	return sock->cred.caps >> cap & 1;
}
EXPORT_SYMBOL(sock_capable);

/* ---- messages ---------------------------------------------------------- */

int sock_sendmsg(struct socket *sock, struct msghdr *msg)
{
	size_t len = iov_iter_count(&msg->msg_iter);

	if (sock->file->f_flags & O_NONBLOCK)
		msg->msg_flags |= MSG_DONTWAIT;
	trace_sock_sendmsg(NULL, (u64)sock->ops->family,
			   sock->sk ? sock->sk->sk_protocol : 0, len);
	return CALL("proto_ops.sendmsg", sock->ops->sendmsg, sock, msg, len);
}
EXPORT_SYMBOL(sock_sendmsg);

int sock_recvmsg(struct socket *sock, struct msghdr *msg, int flags)
{
	if (sock->file->f_flags & O_NONBLOCK)
		flags |= MSG_DONTWAIT;
	return CALL("proto_ops.recvmsg", sock->ops->recvmsg, sock, msg,
		    iov_iter_count(&msg->msg_iter), flags);
}
EXPORT_SYMBOL(sock_recvmsg);

int kernel_sendmsg(struct socket *sock, struct msghdr *msg, struct kvec *vec,
		   size_t num, size_t len)
{
	iov_iter_kvec(&msg->msg_iter, ITER_SOURCE, vec, num, len);
	return sock_sendmsg(sock, msg);
}
EXPORT_SYMBOL(kernel_sendmsg);

int kernel_recvmsg(struct socket *sock, struct msghdr *msg, struct kvec *vec,
		   size_t num, size_t len, int flags)
{
	msg->msg_control_is_user = false;
	iov_iter_kvec(&msg->msg_iter, ITER_DEST, vec, num, len);
	return sock_recvmsg(sock, msg, flags);
}
EXPORT_SYMBOL(kernel_recvmsg);

/* ---- names and connections ----------------------------------------------- */

int kernel_bind(struct socket *sock, struct sockaddr *addr, int addrlen)
{
	if (!addr)
		return -EFAULT;
	if (addrlen < 0 || addrlen > (int)sizeof(struct sockaddr_storage))
		return -EINVAL;
	return CALL("proto_ops.bind", sock->ops->bind, sock, addr, addrlen);
}
EXPORT_SYMBOL(kernel_bind);

int kernel_listen(struct socket *sock, int backlog)
{
	int somaxconn = READ_ONCE(sock->net->core.sysctl_somaxconn);

	if ((unsigned int)backlog > (unsigned int)somaxconn)
		backlog = somaxconn;
	return CALL("proto_ops.listen", sock->ops->listen, sock, backlog);
}
EXPORT_SYMBOL(kernel_listen);

/* A child that was given back, or NULL. */
static struct socket *accept_again(struct socket *sock, int flags)
{
	struct socket *child;

	lock_sock(sock->sk);
	child = sock->unaccepted;
	if (child)
		WRITE_ONCE(sock->unaccepted, child->next);
	release_sock(sock->sk);
	if (!child)
		return NULL;
	child->next = NULL;
	child->file->f_flags = (unsigned int)flags & O_NONBLOCK;
	return child;
}

/**
 * kernel_unaccept - accept() undone
 * @sock: who listens
 * @child: taken; the next accept() gives it, before all others
 *
 * Context: process.
 */
void kernel_unaccept(struct socket *sock, struct socket *child)
{
	eventpoll_release(child->file);
	lock_sock(sock->sk);
	child->next = sock->unaccepted;
	WRITE_ONCE(sock->unaccepted, child);
	release_sock(sock->sk);
	wake_up_interruptible_poll(&sock->wq.wait, EPOLLIN | EPOLLRDNORM);
}
EXPORT_SYMBOL(kernel_unaccept);

int kernel_accept(struct socket *sock, struct socket **newsock, int flags)
{
	struct socket *child;
	int err;

	*newsock = NULL;
	if (flags & ~(O_NONBLOCK | 02000000 /* SOCK_CLOEXEC */))
		return -EINVAL;
	if (unlikely(READ_ONCE(sock->unaccepted))) {
		*newsock = accept_again(sock, flags);
		if (*newsock)
			return 0;
	}
	err = sock_create_lite(sock->net, sock->sk->sk_family, sock->type,
			       sock->sk->sk_protocol, &child);
	if (err)
		return err;
	child->cred = sock->cred;
	child->ops = sock->ops;
	__module_get(child->ops->owner);
	if (flags & O_NONBLOCK)
		child->file->f_flags |= O_NONBLOCK;
	err = CALL("proto_ops.accept", sock->ops->accept, sock, child,
		   (int)(sock->file->f_flags & O_NONBLOCK) |
			   (flags & O_NONBLOCK));
	if (err < 0) {
		sock_release(child);
		return err;
	}
	*newsock = child;
	return 0;
}
EXPORT_SYMBOL(kernel_accept);

int kernel_connect(struct socket *sock, struct sockaddr *addr, int addrlen,
		   int flags)
{
	if (!addr)
		return -EFAULT;
	if (addrlen < 0 || addrlen > (int)sizeof(struct sockaddr_storage))
		return -EINVAL;
	return CALL("proto_ops.connect", sock->ops->connect, sock, addr,
		    addrlen, (int)sock->file->f_flags | flags);
}
EXPORT_SYMBOL(kernel_connect);

int kernel_getsockname(struct socket *sock, struct sockaddr *addr)
{
	return CALL("proto_ops.getname", sock->ops->getname, sock, addr, 0);
}
EXPORT_SYMBOL(kernel_getsockname);

int kernel_getpeername(struct socket *sock, struct sockaddr *addr)
{
	return CALL("proto_ops.getname", sock->ops->getname, sock, addr, 1);
}
EXPORT_SYMBOL(kernel_getpeername);

int kernel_sock_shutdown(struct socket *sock, int how)
{
	return CALL("proto_ops.shutdown", sock->ops->shutdown, sock, how);
}
EXPORT_SYMBOL(kernel_sock_shutdown);

/* ---- options, ioctls, poll ----------------------------------------------- */

int copy_from_sockptr_offset(void *dst, sockptr_t src, size_t off, size_t size)
{
	if (!src.user)
		return -EFAULT;
	memcpy(dst, (char *)src.user + off, size);
	return 0;
}
EXPORT_SYMBOL(copy_from_sockptr_offset);

int copy_from_sockptr(void *dst, sockptr_t src, size_t size)
{
	return copy_from_sockptr_offset(dst, src, 0, size);
}
EXPORT_SYMBOL(copy_from_sockptr);

int copy_to_sockptr_offset(sockptr_t dst, size_t off, const void *src,
			   size_t size)
{
	if (!dst.user)
		return -EFAULT;
	memcpy((char *)dst.user + off, src, size);
	return 0;
}
EXPORT_SYMBOL(copy_to_sockptr_offset);

int copy_to_sockptr(sockptr_t dst, const void *src, size_t size)
{
	return copy_to_sockptr_offset(dst, 0, src, size);
}
EXPORT_SYMBOL(copy_to_sockptr);

int sock_setsockopt_kern(struct socket *sock, int level, int optname,
			 const void *optval, unsigned int optlen)
{
	sockptr_t val = USER_SOCKPTR(optval);

	if ((int)optlen < 0)
		return -EINVAL;
	if (level == SOL_SOCKET)
		return sk_setsockopt(sock->sk, level, optname, val, optlen);
	if (!sock->ops->setsockopt)
		return -EOPNOTSUPP;
	return CALL("proto_ops.setsockopt", sock->ops->setsockopt, sock, level,
		    optname, val, optlen);
}
EXPORT_SYMBOL(sock_setsockopt_kern);

int sock_getsockopt_kern(struct socket *sock, int level, int optname,
			 void *optval, int *optlen)
{
	if (*optlen < 0)
		return -EINVAL;
	if (level == SOL_SOCKET)
		return sk_getsockopt(sock->sk, level, optname,
				     USER_SOCKPTR(optval),
				     USER_SOCKPTR(optlen));
	if (!sock->ops->getsockopt)
		return -EOPNOTSUPP;
	return CALL("proto_ops.getsockopt", sock->ops->getsockopt, sock, level,
		    optname, optval, optlen);
}
EXPORT_SYMBOL(sock_getsockopt_kern);

static int set_nonblock(struct socket *sock, const int *on)
{
	if (!on)
		return -EFAULT;
	if (*on)
		sock->file->f_flags |= O_NONBLOCK;
	else
		sock->file->f_flags &= ~(unsigned int)O_NONBLOCK;
	return 0;
}

int sock_ioctl_kern(struct socket *sock, unsigned int cmd, void *arg)
{
	int err = -ENOIOCTLCMD;

	if (cmd == 0x5421 /* FIONBIO */)
		return set_nonblock(sock, arg);
	if (sock->ops->ioctl)
		err = CALL("proto_ops.ioctl", sock->ops->ioctl, sock, cmd,
			   (unsigned long)arg);
	if (err == -ENOIOCTLCMD)
		err = dev_ioctl(sock->net, cmd, arg, &sock->cred);
	return err == -ENOIOCTLCMD ? -ENOTTY : err;
}
EXPORT_SYMBOL(sock_ioctl_kern);

__poll_t sock_poll(struct socket *sock, struct poll_table_struct *pt)
{
	__poll_t mask = 0;

	if (sock->ops->poll)
		mask = CALL("proto_ops.poll", sock->ops->poll, sock->file, sock,
			    pt);
	if (READ_ONCE(sock->unaccepted))
		mask |= EPOLLIN | EPOLLRDNORM;
	return mask;
}

__poll_t sock_poll_now(struct socket *sock)
{
	poll_table none = {._qproc = NULL, ._key = ~0U};

	return sock_poll(sock, &none);
}

struct wait_queue_head *sock_wait(struct socket *sock)
{
	return &sock->wq.wait;
}

static int sock_init(void)
{
	spin_lock_init(&machine_var(net_family_lock));
	return 0;
}
core_initcall(sock_init, NULL);
