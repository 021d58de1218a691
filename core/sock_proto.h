/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_proto - a transport, as the families see it
 *
 * Where:   below struct proto_ops: af_inet calls sk->sk_prot. core/proto.c
 *          keeps what changes, for each machine.
 * Mirrors: include/net/sock.h (struct proto).
 */
#ifndef CORE_SOCK_PROTO_H
#define CORE_SOCK_PROTO_H

#include "core/socket.h"

struct sk_buff;
struct sock;

/**
 * struct proto - what a transport does below proto_ops
 *
 * Context: process with the sock locked, unless said. What a protocol does
 * not have is NULL; core and af_inet refuse in its place.
 */
struct proto {
	/* process, not locked; ends the sock, may linger */
	void (*close)(struct sock *sk, long timeout);
	int (*pre_connect)(struct sock *sk, struct sockaddr *uaddr, int len);
	int (*connect)(struct sock *sk, struct sockaddr *uaddr, int len);
	int (*disconnect)(struct sock *sk, int flags);
	struct sock *(*accept)(struct sock *sk, int flags, int *err, bool kern);
	/* ours: inet_listen() lets TCP enter LISTEN */
	int (*listen_start)(struct sock *sk);
	int (*ioctl)(struct sock *sk, int cmd, int *karg);
	int (*init)(struct sock *sk);
	void (*destroy)(struct sock *sk);
	void (*shutdown)(struct sock *sk, int how);
	int (*setsockopt)(struct sock *sk, int level, int optname,
			  sockptr_t optval, unsigned int optlen);
	int (*getsockopt)(struct sock *sk, int level, int optname, char *optval,
			  int *option);
	void (*keepalive)(struct sock *sk, int valbool);
	/* these two lock for themselves */
	int (*sendmsg)(struct sock *sk, struct msghdr *msg, size_t len);
	int (*recvmsg)(struct sock *sk, struct msghdr *msg, size_t len,
		       int flags, int *addr_len);
	/*
	 * ours, optional, lock for themselves: sendmsg() that can be undone.
	 * Nothing leaves before send_commit(); -EBUSY: @sk is corked already
	 */
	int (*send_prepare)(struct sock *sk, struct msghdr *msg, size_t len);
	int (*send_commit)(struct sock *sk, bool ok);
	int (*bind)(struct sock *sk, struct sockaddr *addr, int addr_len);
	int (*bind_add)(struct sock *sk, struct sockaddr *addr, int addr_len);
	/* softirq or process, owned or from release_sock(); takes @skb */
	int (*backlog_rcv)(struct sock *sk, struct sk_buff *skb);
	void (*release_cb)(struct sock *sk);
	int (*hash)(struct sock *sk);
	void (*unhash)(struct sock *sk);
	void (*rehash)(struct sock *sk);
	/* 0, or 1 when the port is taken */
	int (*get_port)(struct sock *sk, unsigned short snum);
	void (*put_port)(struct sock *sk);
	bool (*stream_memory_free)(const struct sock *sk, int wake);
	bool (*sock_is_readable)(struct sock *sk);
	/* any; none: the transport knows no pressure. Set and clear
	 * *proto_memory_pressure(); NULL leave: core clears it */
	void (*enter_memory_pressure)(struct sock *sk);
	void (*leave_memory_pressure)(struct sock *sk);
	int (*diag_destroy)(struct sock *sk, int err);

	unsigned int inuse_idx; /* given by proto_register() */
	bool no_autobind;
	unsigned int obj_size;
	unsigned int useroffset, usersize;
	unsigned int slab_flags;
	/*
	 * What all its sockets may use together, in pages: free, pressure,
	 * hard. NULL: not limited. A machine begins with these three and has
	 * its own afterwards: proto_sysctl_mem(), net.ipv4.{tcp,udp}_mem.
	 */
	const long *sysctl_mem;
	/* ours: the proto whose account this one uses (tcpv6: tcp's), or NULL
	 */
	const struct proto *mem_of;
	/* an int in struct netns_ipv4, the minimum of each socket; 0: none */
	int sysctl_wmem_offset;
	int sysctl_rmem_offset;
	int max_header;
	struct request_sock_ops *rsk_prot;
	struct timewait_sock_ops *twsk_prot;
	union {
		struct inet_hashinfo *hashinfo;
		struct udp_table *udp_table;
		struct raw_hashinfo *raw_hash;
	} h;
	struct module *owner;
	char name[32];
};

/*
 * Context: process. A proto is static const text shared by all machines, so
 * what changes is kept per machine by its name: slab, counts of sockets,
 * memory in use. -EEXIST, -ENOMEM.
 */
int proto_register(struct proto *prot, int alloc_slab);
void proto_unregister(struct proto *prot);
/* Walk the protocols of the machine: /proc/net/protocols. */
void proto_walk(void (*fn)(void *data, struct proto *prot, int sockets,
			   long pages),
		void *data);
void sock_prot_inuse_add(const struct net *net, const struct proto *prot,
			 int val);
int sock_prot_inuse_get(struct net *net, struct proto *prot);
/* A machine's account of @prot: pages in use; limits; since when pressed. */
long *proto_memory_allocated(const struct proto *prot);
long *proto_sysctl_mem(const struct proto *prot);		/* three */
unsigned long *proto_memory_pressure(const struct proto *prot); /* 0: none */
/* Sockets that share the account, and those of them without an owner. */
int *proto_sockets_allocated(const struct proto *prot);
int *proto_orphan_count(const struct proto *prot);

#endif /* CORE_SOCK_PROTO_H */
