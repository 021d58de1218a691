/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * socket - the BSD calls: families, sockets, and their operations
 *
 * Where:   api/sock.c, later netlink and the launcher call these; a family's
 *          proto_ops carry them out.
 * Mirrors: include/linux/net.h, net/socket.c. Left out: files and fds (the
 *          embedder has them), sendpage (gone from the kernel).
 */
#ifndef CORE_SOCKET_H
#define CORE_SOCKET_H

#include "hdr/socket.h"
#include "lib/hlist.h"
#include "lib/types.h"
#include "lib/wait.h"

struct module;
struct net;
struct page;
struct sock;
struct vm_area_struct;

#ifndef O_NONBLOCK
#define O_NONBLOCK 00004000
#endif

typedef enum {
	SS_FREE = 0,	  /* not allocated */
	SS_UNCONNECTED,	  /* to nobody */
	SS_CONNECTING,	  /* on the way */
	SS_CONNECTED,	  /* to somebody */
	SS_DISCONNECTING, /* on the way out */
} socket_state;

#define SOCK_NOSPACE	    2 /* a writer waits for room */
#define SOCK_PASSCRED	    3
#define SOCK_ASYNC_NOSPACE  0
#define SOCK_ASYNC_WAITDATA 1
#define SOCK_SUPPORT_ZC	    5
#define SOCK_CUSTOM_SOCKOPT 6
#define SOCK_TYPE_MASK	    0xf

struct socket_wq {
	struct wait_queue_head wait;
	unsigned long flags;
};

/* What an embedder says of who asks. */
struct sock_cred {
	u32 uid, gid, pid;
	u64 caps; /* bits of CAP_* */
};

struct file {
	unsigned int f_flags;	/* O_NONBLOCK */
	void *private_data;	/* struct socket */
	struct hlist_head f_ep; /* core/eventpoll.c: who watches it */
};

/* A poll in progress: _qproc is called for each queue to wait on. */
typedef struct poll_table_struct {
	void (*_qproc)(struct file *file, struct wait_queue_head *wq,
		       struct poll_table_struct *pt);
	__poll_t _key;
} poll_table;

static inline void poll_wait(struct file *file, struct wait_queue_head *wq,
			     struct poll_table_struct *pt)
{
	if (pt && pt->_qproc)
		pt->_qproc(file, wq, pt);
}
#define sock_poll_wait(file, sock, pt) poll_wait(file, &(sock)->wq.wait, pt)

/* A socket as the application has it. */
struct socket {
	socket_state state;
	short type;
	unsigned long flags; /* SOCK_NOSPACE, … */
	struct file *file;
	struct sock *sk;
	const struct proto_ops *ops;
	struct socket_wq wq;

	/* ours */
	struct net *net; /* holds a reference, unless it is the stack's own */
	bool own;	 /* sock_create_own() */
	struct sock_cred cred;
	struct file own_file; /* what @file points to */
	u64 ino;	      /* a number to show, from the machine's counter */
	struct socket *unaccepted; /* children given back, the first first */
	struct socket *next;	   /* in a listener's unaccepted */
};

/* An option's value: ours or the application's; here both are memory. */
typedef struct {
	void *user;
	bool is_kernel : 1;
} sockptr_t;

#define KERNEL_SOCKPTR(p) ((sockptr_t){.user = (void *)(p), .is_kernel = true})
#define USER_SOCKPTR(p)	  ((sockptr_t){.user = (void *)(p)})
static inline bool sockptr_is_null(sockptr_t p)
{
	return !p.user;
}
/* 0, or -EFAULT for NULL. */
int copy_from_sockptr(void *dst, sockptr_t src, size_t size);
int copy_from_sockptr_offset(void *dst, sockptr_t src, size_t off, size_t size);
int copy_to_sockptr(sockptr_t dst, const void *src, size_t size);
int copy_to_sockptr_offset(sockptr_t dst, size_t off, const void *src,
			   size_t size);

/**
 * struct proto_ops - what a family does for each call
 *
 * Every slot but mmap, sendpage, peek_len and compat ones is required; the
 * sock_no_*() functions below refuse with Linux's errno. Context: process.
 * release() ends the sock; the others take lock_sock() themselves.
 */
struct proto_ops {
	int family;
	struct module *owner;

	int (*release)(struct socket *sock);
	int (*bind)(struct socket *sock, struct sockaddr *addr, int addrlen);
	int (*connect)(struct socket *sock, struct sockaddr *addr, int addrlen,
		       int flags);
	int (*socketpair)(struct socket *sock1, struct socket *sock2);
	int (*accept)(struct socket *sock, struct socket *newsock, int flags);
	/* the length of the name, or -errno; @peer 2: even when connecting */
	int (*getname)(struct socket *sock, struct sockaddr *addr, int peer);
	__poll_t (*poll)(struct file *file, struct socket *sock,
			 struct poll_table_struct *wait);
	int (*ioctl)(struct socket *sock, unsigned int cmd, unsigned long arg);
	int (*listen)(struct socket *sock, int backlog);
	int (*shutdown)(struct socket *sock, int how);
	int (*setsockopt)(struct socket *sock, int level, int optname,
			  sockptr_t optval, unsigned int optlen);
	int (*getsockopt)(struct socket *sock, int level, int optname,
			  char __user *optval, int __user *optlen);
	int (*sendmsg)(struct socket *sock, struct msghdr *msg, size_t len);
	int (*recvmsg)(struct socket *sock, struct msghdr *msg, size_t len,
		       int flags);
	/* AF_PACKET rings: the embedder maps what the family made */
	int (*mmap)(struct file *file, struct socket *sock,
		    struct vm_area_struct *vma);
	/* historical: removed in Linux 6.5, never called */
	ssize_t (*sendpage)(struct socket *sock, struct page *page, int offset,
			    size_t size, int flags);
	int (*peek_len)(struct socket *sock);
	int (*set_peek_off)(struct sock *sk, int val);
	int (*set_rcvlowat)(struct sock *sk, int val);
};

/**
 * struct net_proto_family - how sockets of a family come to be
 * @create: required; process; gives sock->ops and sock->sk
 */
struct net_proto_family {
	int family;
	int (*create)(struct net *net, struct socket *sock, int protocol,
		      int kern);
	struct module *owner;
};

/* Context: process. Per machine. -EEXIST, -ENOBUFS. */
int sock_register(const struct net_proto_family *ops);
void sock_unregister(int family);
bool sock_is_registered(int family);

/*
 * Context: process. Give a socket, or -EAFNOSUPPORT, -ESOCKTNOSUPPORT,
 * -EPROTONOSUPPORT, -EPERM … A family that is not there is asked for by
 * request_module("net-pf-N"). @type may carry SOCK_NONBLOCK.
 */
int sock_create_kern(struct net *net, int family, int type, int proto,
		     struct socket **res);
/* @cred: who asks; NULL: the stack itself, who may do all. */
int sock_create_as(struct net *net, int family, int type, int proto,
		   const struct sock_cred *cred, struct socket **res);
int sock_create_own(struct net *net, const struct net_proto_family *pf,
		    int type, int proto, struct socket **res);
int sock_create_lite(struct net *net, int family, int type, int proto,
		     struct socket **res);
void sock_release(struct socket *sock);
void sock_set_cred(struct socket *sock, u32 uid, u32 gid, u32 pid, u64 caps);
bool sock_capable(const struct socket *sock, int cap);

/* Context: process. Bytes, or -errno. */
int sock_sendmsg(struct socket *sock, struct msghdr *msg);
int sock_recvmsg(struct socket *sock, struct msghdr *msg, int flags);
int kernel_sendmsg(struct socket *sock, struct msghdr *msg, struct kvec *vec,
		   size_t num, size_t len);
int kernel_recvmsg(struct socket *sock, struct msghdr *msg, struct kvec *vec,
		   size_t num, size_t len, int flags);
int kernel_bind(struct socket *sock, struct sockaddr *addr, int addrlen);
int kernel_listen(struct socket *sock, int backlog); /* ≤ net.core.somaxconn */
int kernel_accept(struct socket *sock, struct socket **newsock, int flags);
/* accept() undone: takes @child; the next accept() gives it again. */
void kernel_unaccept(struct socket *sock, struct socket *child);
int kernel_connect(struct socket *sock, struct sockaddr *addr, int addrlen,
		   int flags);
int kernel_getsockname(struct socket *sock, struct sockaddr *addr);
int kernel_getpeername(struct socket *sock, struct sockaddr *addr);
int kernel_sock_shutdown(struct socket *sock, int how);
/* SOL_SOCKET goes to core/sock.c, the rest to the family. */
int sock_setsockopt_kern(struct socket *sock, int level, int optname,
			 const void *optval, unsigned int optlen);
int sock_getsockopt_kern(struct socket *sock, int level, int optname,
			 void *optval, int *optlen);
/* FIONBIO, FIONREAD, SIOC*: the family first, then the devices. */
int sock_ioctl_kern(struct socket *sock, unsigned int cmd, void *arg);
/* As struct proto_ops.poll; children given back count as readable. */
__poll_t sock_poll(struct socket *sock, struct poll_table_struct *pt);
__poll_t sock_poll_now(struct socket *sock);
struct wait_queue_head *sock_wait(struct socket *sock);

/* core/dev_ioctl.c: SIOCGIFFLAGS, SIOCSIFMTU … on any socket. */
int dev_ioctl(struct net *net, unsigned int cmd, void *arg,
	      const struct sock_cred *cred);

#endif
