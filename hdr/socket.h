/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * socket - the numbers and structures that a socket call carries
 *
 * Where:   everything between the application and the protocols: struct
 *          sockaddr, iovec, msghdr, cmsghdr, AF_*, SOCK_*, MSG_*, SOL_*.
 * Mirrors: include/linux/socket.h, include/linux/uio.h, include/linux/net.h.
 * Spec:    the kernel's ABI. Numbers come from <linux/...> where they exist
 *          and are defined here where libc has them.
 *
 * Our msghdr is the kernel's, not libc's. Some uapi headers (<linux/if.h>)
 * pull libc's <sys/socket.h> in; this header keeps it out by taking its
 * guard. Include it first; a file that needs libc's sockets belongs to api/,
 * shell/ or lib/os_*.c and must not include this one.
 */
#ifndef HDR_SOCKET_H
#define HDR_SOCKET_H

#if defined(_SYS_SOCKET_H) && !defined(HDR_SOCKET_OURS)
#error "hdr/socket.h must come before <sys/socket.h> and <linux/if.h>"
#endif
#define HDR_SOCKET_OURS
#define _SYS_SOCKET_H 1

#include <asm/socket.h>
#include <asm/sockios.h>
#include <linux/libc-compat.h>
#include <linux/socket.h>
#include <linux/sockios.h>
#ifndef __iovec_defined
#include <linux/uio.h>
#define __iovec_defined 1
#endif

#include "lib/kernel.h"
#include "lib/types.h"

typedef __kernel_sa_family_t sa_family_t;
typedef unsigned int socklen_t;

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

/* 128 bytes: room for every family's address. */
#define sockaddr_storage __kernel_sockaddr_storage

struct linger {
	int l_onoff;
	int l_linger; /* seconds */
};

struct ucred {
	__u32 pid;
	__u32 uid;
	__u32 gid;
};

/* Address families; a protocol family has the same number. */
#define AF_UNSPEC     0
#define AF_UNIX	      1
#define AF_LOCAL      AF_UNIX
#define AF_INET	      2
#define AF_AX25	      3
#define AF_IPX	      4
#define AF_APPLETALK  5
#define AF_NETROM     6
#define AF_BRIDGE     7
#define AF_ATMPVC     8
#define AF_X25	      9
#define AF_INET6      10
#define AF_ROSE	      11
#define AF_DECnet     12
#define AF_NETBEUI    13
#define AF_SECURITY   14
#define AF_KEY	      15
#define AF_NETLINK    16
#define AF_ROUTE      AF_NETLINK
#define AF_PACKET     17
#define AF_ASH	      18
#define AF_ECONET     19
#define AF_ATMSVC     20
#define AF_RDS	      21
#define AF_SNA	      22
#define AF_IRDA	      23
#define AF_PPPOX      24
#define AF_WANPIPE    25
#define AF_LLC	      26
#define AF_IB	      27
#define AF_MPLS	      28
#define AF_CAN	      29
#define AF_TIPC	      30
#define AF_BLUETOOTH  31
#define AF_IUCV	      32
#define AF_RXRPC      33
#define AF_ISDN	      34
#define AF_PHONET     35
#define AF_IEEE802154 36
#define AF_CAIF	      37
#define AF_ALG	      38
#define AF_NFC	      39
#define AF_VSOCK      40
#define AF_KCM	      41
#define AF_QIPCRTR    42
#define AF_SMC	      43
#define AF_XDP	      44
#define AF_MCTP	      45
#define AF_MAX	      46

#define PF_UNSPEC  AF_UNSPEC
#define PF_UNIX	   AF_UNIX
#define PF_LOCAL   AF_LOCAL
#define PF_INET	   AF_INET
#define PF_BRIDGE  AF_BRIDGE
#define PF_INET6   AF_INET6
#define PF_KEY	   AF_KEY
#define PF_NETLINK AF_NETLINK
#define PF_ROUTE   AF_ROUTE
#define PF_PACKET  AF_PACKET
#define PF_XDP	   AF_XDP
#define PF_MPLS	   AF_MPLS
#define PF_MAX	   AF_MAX

enum sock_type {
	SOCK_STREAM = 1,
	SOCK_DGRAM = 2,
	SOCK_RAW = 3,
	SOCK_RDM = 4,
	SOCK_SEQPACKET = 5,
	SOCK_DCCP = 6,
	SOCK_PACKET = 10,
};
#define SOCK_MAX       (SOCK_PACKET + 1)
#define SOCK_TYPE_MASK 0xf
#define SOCK_NONBLOCK  00004000 /* or-ed into the type of socket() */
#define SOCK_CLOEXEC   02000000

enum sock_shutdown_cmd {
	SHUT_RD,
	SHUT_WR,
	SHUT_RDWR,
};

#define SOMAXCONN 4096

#define MSG_OOB		     0x01
#define MSG_PEEK	     0x02
#define MSG_DONTROUTE	     0x04
#define MSG_TRYHARD	     0x04
#define MSG_CTRUNC	     0x08
#define MSG_PROBE	     0x10
#define MSG_TRUNC	     0x20
#define MSG_DONTWAIT	     0x40
#define MSG_EOR		     0x80
#define MSG_WAITALL	     0x100
#define MSG_FIN		     0x200
#define MSG_SYN		     0x400
#define MSG_CONFIRM	     0x800
#define MSG_RST		     0x1000
#define MSG_ERRQUEUE	     0x2000
#define MSG_NOSIGNAL	     0x4000
#define MSG_MORE	     0x8000
#define MSG_WAITFORONE	     0x10000
#define MSG_SENDPAGE_NOTLAST 0x20000
#define MSG_BATCH	     0x40000
#define MSG_EOF		     MSG_FIN
#define MSG_NO_SHARED_FRAGS  0x80000
#define MSG_SPLICE_PAGES     0x8000000
#define MSG_ZEROCOPY	     0x4000000
#define MSG_FASTOPEN	     0x20000000
#define MSG_CMSG_CLOEXEC     0x40000000

#define SOL_IP	    0
#define SOL_TCP	    6
#define SOL_UDP	    17
#define SOL_IPV6    41
#define SOL_ICMPV6  58
#define SOL_RAW	    255
#define SOL_PACKET  263
#define SOL_NETLINK 270
#define SOL_XDP	    283

#define SCM_RIGHTS	 0x01
#define SCM_CREDENTIALS	 0x02
#define SCM_TIMESTAMP	 SO_TIMESTAMP
#define SCM_TIMESTAMPNS	 SO_TIMESTAMPNS
#define SCM_TIMESTAMPING SO_TIMESTAMPING

/* poll(2): bits for sock_poll() and friends */
typedef unsigned int __poll_t;
#define EPOLLIN	    0x00000001
#define EPOLLPRI    0x00000002
#define EPOLLOUT    0x00000004
#define EPOLLERR    0x00000008
#define EPOLLHUP    0x00000010
#define EPOLLNVAL   0x00000020
#define EPOLLRDNORM 0x00000040
#define EPOLLRDBAND 0x00000080
#define EPOLLWRNORM 0x00000100
#define EPOLLWRBAND 0x00000200
#define EPOLLMSG    0x00000400
#define EPOLLRDHUP  0x00002000

/*
 * A walk over the application's memory. The whole stack lives in the
 * application's own or the daemon's address space, so "user" memory is
 * memory; what is kept of the kernel's is the walk, its direction and its
 * count. Functions: core/iov_iter.h.
 */
enum iter_type {
	ITER_UBUF,
	ITER_IOVEC,
	ITER_KVEC,
	ITER_DISCARD,
};

#define ITER_SOURCE 1 /* sendmsg: the iterator is read */
#define ITER_DEST   0 /* recvmsg: it is written */
#define WRITE	    ITER_SOURCE
#define READ	    ITER_DEST

struct kvec {
	void *iov_base;
	size_t iov_len;
};

struct iov_iter {
	u8 iter_type;
	bool data_source;
	size_t iov_offset; /* within the current segment */
	union {
		const struct iovec *__iov;
		const struct kvec *kvec;
		void *ubuf;
	};
	size_t count; /* bytes left */
	unsigned long nr_segs;
	/* fault injection: bytes after which a copy reports -EFAULT; 0 none */
	size_t fault_after;
	u32 held; /* bytes copied since other tasks had the CPU last */
};

struct kiocb;
struct sk_buff;
struct sock;
struct ubuf_info;

/* As a protocol's sendmsg() and recvmsg() see it. */
struct msghdr {
	void *msg_name; /* struct sockaddr of the family */
	int msg_namelen;
	int msg_inq; /* recvmsg: bytes still queued */
	struct iov_iter msg_iter;
	union {
		void *msg_control;
		void *msg_control_user;
	};
	bool msg_control_is_user : 1;
	bool msg_get_inq : 1;
	unsigned int msg_flags; /* MSG_* received */
	size_t msg_controllen;	/* room left */
	struct kiocb *msg_iocb;
	struct ubuf_info *msg_ubuf; /* MSG_ZEROCOPY of the caller's own */
	int (*sg_from_iter)(struct sk_buff *skb, struct iov_iter *from,
			    size_t length);
};

/* As the application hands it over: libc's struct msghdr, by another name. */
struct user_msghdr {
	void *msg_name;
	int msg_namelen;
	struct iovec *msg_iov;
	size_t msg_iovlen;
	void *msg_control;
	size_t msg_controllen;
	unsigned int msg_flags;
};

struct mmsghdr {
	struct user_msghdr msg_hdr;
	unsigned int msg_len;
};

struct cmsghdr {
	size_t cmsg_len; /* header included */
	int cmsg_level;
	int cmsg_type;
};

#define CMSG_ALIGN(len) (((len) + sizeof(long) - 1) & ~(sizeof(long) - 1))
#define CMSG_DATA(cmsg) ((void *)(cmsg) + sizeof(struct cmsghdr))
#define CMSG_SPACE(len) (sizeof(struct cmsghdr) + CMSG_ALIGN(len))
#define CMSG_LEN(len)	(sizeof(struct cmsghdr) + (len))
#define __CMSG_FIRSTHDR(ctl, len)                                              \
	((len) >= sizeof(struct cmsghdr) ? (struct cmsghdr *)(ctl)             \
					 : (struct cmsghdr *)NULL)
#define CMSG_FIRSTHDR(msg)                                                     \
	__CMSG_FIRSTHDR((msg)->msg_control, (msg)->msg_controllen)
/* Whether the header claims no more than what is there. */
#define CMSG_OK(mhdr, cmsg)                                                    \
	((cmsg)->cmsg_len >= sizeof(struct cmsghdr) &&                         \
	 (cmsg)->cmsg_len <= (unsigned long)((mhdr)->msg_controllen -          \
					     ((char *)(cmsg) -                 \
					      (char *)(mhdr)->msg_control)))

static inline struct cmsghdr *__cmsg_nxthdr(void *ctl, size_t size,
					    struct cmsghdr *cmsg)
{
	struct cmsghdr *next =
		(void *)((char *)cmsg + CMSG_ALIGN(cmsg->cmsg_len));

	if ((unsigned long)((char *)(next + 1) - (char *)ctl) > size)
		return NULL;
	return next;
}

static inline struct cmsghdr *cmsg_nxthdr(struct msghdr *msg,
					  struct cmsghdr *cmsg)
{
	return __cmsg_nxthdr(msg->msg_control, msg->msg_controllen, cmsg);
}

#define for_each_cmsghdr(cmsg, msg)                                            \
	for ((cmsg) = CMSG_FIRSTHDR(msg); (cmsg);                              \
	     (cmsg) = cmsg_nxthdr(msg, cmsg))

static inline size_t msg_data_left(const struct msghdr *msg)
{
	return msg->msg_iter.count;
}

/*
 * Append a control message; with too little room it is cut and MSG_CTRUNC
 * set. Return: 0, or -EINVAL when the kernel's would fault.
 */
int put_cmsg(struct msghdr *msg, int level, int type, int len,
	     const void *data);

#endif
