/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * strata - a Linux network stack in your program
 *
 * Where:   the only door for tests, benchmarks, fuzzers, the shell's daemon,
 *          the launcher and packetdrill; everything below it is the stack.
 * Mirrors: the system calls of a Linux host, and what a laboratory adds.
 * Spec:    POSIX.1-2017 sockets with Linux's options, structs and errno.
 *
 * A world owns time and chance; it holds hosts; a host has network namespaces;
 * a namespace gives sockets. Wires join the devices of two hosts, a port joins
 * a device to your own code.
 *
 *	struct st_world *w = st_world_new(&(struct st_opts){.seed = 1});
 *	struct st_host *a = st_host_new(w, "a", 1), *b = st_host_new(w, "b", 1);
 *
 *	st_wire(a, "eth0", b, "eth0", "delay=1ms loss=0.01");
 *	st_addr_add(st_net_get(a, 0), "eth0", "10.0.0.1/24");
 *	...
 *	st_run(w, 60 * ST_SEC, NULL, NULL);
 *	st_world_free(w, NULL);
 *
 * Rules for every function
 *  - returns >= 0, or -errno of Linux; a pointer is NULL with errno set;
 *  - may be called from any thread; the library has no threads of its own
 *    unless the clock is ST_LIVE;
 *  - a text argument is copied; a text result belongs to the caller (free());
 *  - st_errmsg() tells in one sentence what was wrong and what to try next.
 *
 * Clocks. ST_VIRTUAL: the clock jumps from event to event; the same seed and
 * calls give the same bytes on every wire. A call that blocks runs the world
 * until it can return; when nothing is due it returns -EDEADLK. ST_MANUAL: the
 * same, but only st_run() moves the clock; a blocking call sleeps in your
 * wait() meanwhile. ST_LIVE: real time, one thread per emulated CPU.
 *
 * Idle. Housekeeping (what the kernel calls deferrable timers: the collection
 * of old neighbours, a device's watchdog) is due for ever, but nobody waits
 * for it. It happens while time passes, and makes none pass: with nothing else
 * due, a world is idle.
 */
#ifndef STRATA_STRATA_H
#define STRATA_STRATA_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct msghdr;
struct sockaddr;
struct st_world;
struct st_host;
struct st_net;
struct st_sock;

#define ST_USEC 1000LL
#define ST_MSEC 1000000LL
#define ST_SEC	1000000000LL
#define ST_EVER INT64_MAX

/* The version of this interface; st_version() tells the library's. */
#define ST_API 1
const char *st_version(void);
/* What the calling thread's last failing call had to say; never NULL. */
const char *st_errmsg(void);

/* ---- worlds ---------------------------------------------------------- */

enum st_clock {
	ST_VIRTUAL,
	ST_MANUAL,
	ST_LIVE,
};

/**
 * struct st_opts - how a world is; zero is a good value for each field
 * @clock: who moves time
 * @seed: of everything random; 0 means 1
 * @explore: not 0: this seed chooses where CPUs change (finds races)
 * @epoch_ns: CLOCK_REALTIME at time 0; 0: 2026-01-01T00:00:00Z
 * @module_path: folders with modules, ':' between; NULL: as installed, or the
 *	STRATA_MODULES of the environment
 * @wait: block the calling thread until @wake is called with the same cookie
 * @wake: end that wait, from any thread; may come before the wait
 * @log: one line of a host's log; level as in syslog(3); NULL: kept only in
 *	the host's ring
 * @data: first argument of the three
 */
struct st_opts {
	enum st_clock clock;
	uint64_t seed;
	uint64_t explore;
	int64_t epoch_ns;
	const char *module_path;
	void (*wait)(void *data, void *cookie);
	void (*wake)(void *data, void *cookie);
	void (*log)(void *data, const char *host, int level, const char *line);
	void *data;
};

/**
 * struct st_report - the two books, and what is alive
 *
 * The skb book: births = deaths + alive. The wire book, in frames: what came
 * in from the hardware, and where each of them went. See DESIGN, decision 5.
 */
struct st_report {
	uint64_t skb_births;
	uint64_t skb_consumed;
	uint64_t skb_dropped; /* sum over all reasons */
	uint64_t skb_merged;
	uint64_t skb_xmit_done;
	uint64_t skb_alive;
	uint64_t wire_in; /* frames, all devices */
	uint64_t wire_in_accounted;
	uint64_t wire_out;
	uint64_t wire_out_accounted;
	uint64_t timers;      /* armed */
	uint64_t objects;     /* allocations beyond those of an idle host */
	uint64_t module_refs; /* references by users, all modules */
	uint64_t sockets;
	uint64_t copied_to_user; /* bytes that readers got, MSG_PEEK too */
	uint64_t copied_from_user;
	uint64_t locks_held; /* by tasks, at this moment */
	uint64_t oopses;     /* reports of wrong code since the process began */
	int balanced;	     /* 1: both books are */
};

struct st_world *st_world_new(const struct st_opts *opts);
/*
 * End all hosts, check the books, count what is left. @report may be NULL.
 * Return: 0 clean, > 0 how many things leaked or did not balance.
 */
int st_world_free(struct st_world *w, struct st_report *report);

/* When the next thing happens, in ns of world time; -ENOENT: it is idle. */
int64_t st_next_event(struct st_world *w);

typedef int st_pred_fn(void *data);
/*
 * Let things happen until @until_ns of world time, until @pred gives non-zero,
 * or, with ST_EVER, until the world is idle. Return: 1 @pred, 0 time reached,
 * -ENOENT idle, 2 stopped at a park point; -EOPNOTSUPP in a live world.
 */
int st_run(struct st_world *w, int64_t until_ns, st_pred_fn *pred, void *data);

/* ---- hosts ----------------------------------------------------------- */

/*
 * Give a host of 1..64 CPUs with the default modules loaded (ethernet is
 * built in; loopback, ipv4, packet) and its lo up.
 */
struct st_host *st_host_new(struct st_world *w, const char *name,
			    unsigned int ncpu);
/* A host without any module: what an insmod lesson starts from. */
struct st_host *st_host_new_bare(struct st_world *w, const char *name,
				 unsigned int ncpu);
int st_host_free(struct st_host *h); /* > 0: what leaked */
struct st_host *st_host_find(struct st_world *w, const char *name);
const char *st_host_name(const struct st_host *h);
struct st_world *st_host_world(const struct st_host *h);

/* clockid: 0 CLOCK_REALTIME, 1 CLOCK_MONOTONIC (since the host's boot) */
int64_t st_now(struct st_host *h, int clockid);

/* Prices of emulated CPU time: "irq=2us poll=500ns skb=150ns", or "lab". */
int st_cost(struct st_host *h, const char *text);

/* An application on the host: a coroutine, or a thread when live. */
int st_task(struct st_host *h, int (*fn)(void *data), void *data);

int st_report(struct st_host *h, struct st_report *report);
/* The report as text, for people: both books, line by line. */
char *st_report_text(struct st_host *h);

/* ---- modules --------------------------------------------------------- */

/* @params as on insmod's command line: "ring_size=64 debug=1", or NULL. */
int st_insmod(struct st_host *h, const char *module, const char *params);
int st_rmmod(struct st_host *h, const char *module);
int st_reload(struct st_host *h, const char *module);

/* ---- devices and wires ----------------------------------------------- */

/*
 * Join two hosts (or one with itself) by an in-memory wire with a device at
 * each end. @knobs: "rate=10mbit delay=5ms jitter=1ms loss=0.01 reorder=0.05
 * duplicate=0.01 corrupt=0.001 fcs=0.001", comma or space between; NULL: an
 * ideal wire.
 */
int st_wire(struct st_host *a, const char *dev_a, struct st_host *b,
	    const char *dev_b, const char *knobs);
int st_wire_set(struct st_host *h, const char *dev, const char *knobs);

/* ip link add DEV type KIND; @options: knobs of that kind as text, or NULL */
int st_link_add(struct st_net *n, const char *dev, const char *kind,
		const char *options);
int st_link_set(struct st_net *n, const char *dev, const char *options);
int st_link_del(struct st_net *n, const char *dev);

/* ip link set DEV up|down; ip addr add A/LEN; ip route add P/LEN via GW */
int st_link_up(struct st_net *n, const char *dev, int up);
int st_link_mtu(struct st_net *n, const char *dev, unsigned int mtu);
int st_addr_add(struct st_net *n, const char *dev, const char *addr_len);
int st_addr_del(struct st_net *n, const char *dev, const char *addr_len);
int st_route_add(struct st_net *n, const char *prefix, const char *via,
		 const char *dev);
int st_route_del(struct st_net *n, const char *prefix, const char *via,
		 const char *dev);

enum {
	ST_L2 = 0, /* whole Ethernet frames */
	ST_L3 = 1, /* IP packets, no link header: a tun device */
};

/*
 * A frame leaves the stack. @gso: 0, or the size of the segments that the
 * packet stands for; @t_ns: the host's CLOCK_MONOTONIC. Runs inside the stack:
 * copy and return.
 */
typedef void st_out_fn(void *data, const void *pkt, size_t len,
		       unsigned int gso, int64_t t_ns);

/* Give a port number; the device exists and is up. */
int st_port_open(struct st_host *h, const char *dev, int l2_or_l3,
		 st_out_fn *out, void *data);
/* One frame in, as if the hardware had it; it is taken at the next turn. */
int st_port_input(struct st_host *h, int port, const void *pkt, size_t len,
		  unsigned int gso_size);
int st_port_close(struct st_host *h, int port);

/* ---- namespaces and sockets ------------------------------------------ */

/* @key 0: the host's own (init_net). Others are made on first use. */
struct st_net *st_net_get(struct st_host *h, uint64_t key);
int st_net_put(struct st_net *n);

struct st_cred {
	uint32_t uid, gid, pid;
	uint64_t caps; /* bits of CAP_*; NULL cred: all */
};

struct st_sock *st_socket(struct st_net *n, int family, int type, int proto,
			  const struct st_cred *cred);

enum st_op {
	ST_BIND,       /* addr, addrlen */
	ST_LISTEN,     /* arg: backlog */
	ST_ACCEPT,     /* arg: flags; addr, addrlen out; sock out */
	ST_CONNECT,    /* addr, addrlen */
	ST_GETNAME,    /* addr, addrlen in and out; arg 1: the peer's */
	ST_SENDMSG,    /* msg, flags */
	ST_RECVMSG,    /* msg, flags; msg->msg_flags and lengths out */
	ST_SHUTDOWN,   /* arg: SHUT_* */
	ST_SETSOCKOPT, /* level, name, buf, len */
	ST_GETSOCKOPT, /* level, name, buf, len in and out */
	ST_IOCTL,      /* name: the request; buf: its struct, host layout */
	ST_CLOSE,      /* the st_sock is gone afterwards */
};

enum {
	ST_TRY = 1,	/* do not block: -EAGAIN */
	ST_PREPARE = 2, /* a ticket for st_commit() */
};

struct st_args {
	unsigned int how; /* ST_TRY | ST_PREPARE */
	int flags;	  /* MSG_* */
	int arg;
	int level;
	unsigned long name;
	void *addr; /* struct sockaddr of some family */
	unsigned int addrlen;
	void *buf;
	size_t len;
	struct msghdr *msg;
	struct st_sock *sock; /* ACCEPT: the new one */
	long ticket;	      /* PREPARE, out: for st_commit(); 0: nothing to */
	int64_t timeout_ns;   /* 0: SO_RCVTIMEO, SO_SNDTIMEO; else instead */
};

long st_call(struct st_sock *s, enum st_op op, struct st_args *args);
/*
 * A prepared call gives its answer, but can be undone until its second half:
 * @ok 1: it is done; @ok 0: as if it had not been made. For whom the answer
 * may get lost on its way.
 *
 *	ST_RECVMSG	undone: the bytes, the datagram, the entry of the error
 *			queue are the next to be read
 *	ST_ACCEPT	undone: the connection is the next to be accepted; its
 *			st_sock is gone
 *	ST_SENDMSG	UDP without UDP_CORK, at least one byte: nothing leaves
 *			before the commit; undone: nothing leaves
 *	ST_GETNAME, ST_GETSOCKOPT	undone: SO_ERROR tells it again
 *	the others	-EOPNOTSUPP: make the call and keep its answer. So for
 *			ST_SENDMSG of raw, ping, packet and netlink sockets
 *
 * An error that a call took from the socket (-ECONNREFUSED …) has a ticket,
 * too. A ticket of 0: there is nothing to commit. While one stands out, other
 * calls of its side, reading or writing, wait (ST_TRY: -EAGAIN); prepare all
 * calls of a side, or none. ST_CLOSE undoes what stands out. Return: 0; -ENOENT
 * no such ticket; what sending said at last.
 */
int st_commit(struct st_sock *s, long ticket, int ok);

/*
 * Readiness: returns the POLL* bits that hold now of @events (ERR and HUP
 * always count). @ready, if not NULL, replaces the earlier one and is called
 * with the bits at each edge, inside the stack: note it and return.
 */
typedef void st_ready_fn(void *data, short revents);
int st_poll(struct st_sock *s, short events, st_ready_fn *ready, void *data);

/*
 * epoll(7) over the sockets of one host, as Linux has it: EPOLLIN OUT PRI ERR
 * HUP RDHUP, level and edge (EPOLLET), EPOLLONESHOT, EPOLLEXCLUSIVE; sockets
 * are reported in the order in which they became ready. @op is EPOLL_CTL_*;
 * struct epoll_event is <sys/epoll.h>'s. A socket that is closed leaves by
 * itself. Nobody may be in st_epoll_wait() at st_epoll_close().
 */
struct epoll_event;
struct st_epoll;
struct st_epoll *st_epoll_create(struct st_host *h);
int st_epoll_ctl(struct st_epoll *e, int op, struct st_sock *s,
		 struct epoll_event *event);
/*
 * @timeout_ns 0: what is ready now; < 0: for ever. Return: how many of @max,
 * 0: none in that time, -EDEADLK: nothing can happen any more.
 */
int st_epoll_wait(struct st_epoll *e, struct epoll_event *events, int max,
		  int64_t timeout_ns);
int st_epoll_close(struct st_epoll *e);

/* The usual calls, spelled as usual; each is one st_call(). */
int st_bind(struct st_sock *s, const struct sockaddr *addr, unsigned int len);
int st_connect(struct st_sock *s, const struct sockaddr *addr,
	       unsigned int len);
int st_listen(struct st_sock *s, int backlog);
struct st_sock *st_accept(struct st_sock *s, struct sockaddr *addr,
			  unsigned int *len, int flags);
ssize_t st_send(struct st_sock *s, const void *buf, size_t len, int flags);
ssize_t st_recv(struct st_sock *s, void *buf, size_t len, int flags);
ssize_t st_sendto(struct st_sock *s, const void *buf, size_t len, int flags,
		  const struct sockaddr *addr, unsigned int addrlen);
ssize_t st_recvfrom(struct st_sock *s, void *buf, size_t len, int flags,
		    struct sockaddr *addr, unsigned int *addrlen);
ssize_t st_sendmsg(struct st_sock *s, const struct msghdr *msg, int flags);
ssize_t st_recvmsg(struct st_sock *s, struct msghdr *msg, int flags);
int st_setsockopt(struct st_sock *s, int level, int name, const void *val,
		  unsigned int len);
int st_getsockopt(struct st_sock *s, int level, int name, void *val,
		  unsigned int *len);
int st_getsockname(struct st_sock *s, struct sockaddr *addr, unsigned int *len);
int st_getpeername(struct st_sock *s, struct sockaddr *addr, unsigned int *len);
int st_ioctl(struct st_sock *s, unsigned long request, void *arg);
int st_shutdown(struct st_sock *s, int how);
int st_close(struct st_sock *s);

/* ---- files: /proc, /sys, sysctls by path or dotted name --------------- */

enum st_file_op {
	ST_FILE_READ,  /* up to @len bytes from @off; 0 at the end */
	ST_FILE_WRITE, /* all or an error */
	ST_FILE_LIST,  /* names with a NUL behind each; folders end in '/' */
	ST_FILE_STAT,  /* struct st_file_stat */
};

struct st_file_stat {
	uint32_t mode; /* S_IFREG or S_IFDIR and permissions */
	uint64_t size;
};

ssize_t st_file(struct st_net *n, const char *path, int op, void *buf,
		size_t len, off_t off);
/* The whole file as text, NUL at the end; free() it. */
char *st_file_text(struct st_net *n, const char *path);
int st_sysctl(struct st_net *n, const char *name, const char *value);

/* ---- looking: events, biographies, stops ------------------------------ */

/* One crossing of a layer; the layout of core/trace.h. */
struct st_event {
	uint64_t time, seq;
	uint32_t skb, parent, len;
	uint16_t headroom;
	uint8_t type, cpu;
	uint64_t arg[4];
};

typedef void st_event_fn(void *data, const struct st_event *ev,
			 const char *text);
/*
 * Events of the host from now on. @points: "*", names and systems with commas
 * ("ip_rcv,qdisc:*,kfree_skb"); NULL ends it. @fn runs inside the stack; NULL:
 * only the rings are filled. One watcher a host; a new one replaces it.
 */
int st_trace(struct st_host *h, const char *points, st_event_fn *fn,
	     void *data);
/* The biography of packet @skb, 0: the last that arrived; text to free(). */
char *st_last(struct st_host *h, uint32_t skb, int tx);

/*
 * The same, event by event; @fn runs inside the stack: note it and return.
 * Return: how many events, or -ENOENT.
 */
int st_story(struct st_host *h, uint32_t skb, st_event_fn *fn, void *data);
/*
 * The packets that the last ST_RECVMSG of @s took its bytes from, in order;
 * none while events are off. Return: how many of @max are in @skb.
 */
int st_recv_packets(struct st_sock *s, uint32_t *skb, int max);

/* Stand still before @point ("ip_rcv") when @filter holds; NULL clears. */
int st_stop(struct st_host *h, const char *point, const char *filter);
int st_step(struct st_host *h); /* to the next event, whatever it is */
int st_continue(struct st_host *h);

/* Any view that the shell knows: "ring eth0", "napi", "books"; free(). */
char *st_show(struct st_host *h, const char *what, int json);
/*
 * What packets died of, where, which counter moved, what would help: "drops"
 * for all that was counted, "17" for one packet that is remembered; free().
 */
char *st_why(struct st_host *h, const char *what, int json);

#ifdef __cplusplus
}
#endif

#endif
