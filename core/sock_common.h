/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_common - what all kinds of sock share, the small ones too
 *
 * Where:   first in struct sock, request_sock and inet_timewait_sock.
 * Mirrors: include/net/sock.h (struct sock_common, enum sock_flags).
 */
#ifndef CORE_SOCK_COMMON_H
#define CORE_SOCK_COMMON_H

#include "core/net_namespace.h"
#include "lib/atomic.h"
#include "lib/hlist.h"
#include "lib/list_nulls.h"
#include "lib/refcount.h"
#include "lib/types.h"

#include <linux/in6.h>

struct proto;
struct sock;

/* What all kinds of sock share, the small ones (TIME_WAIT) too. */
struct sock_common {
	union {
		u64 skc_addrpair;
		struct {
			__be32 skc_daddr;
			__be32 skc_rcv_saddr;
		};
	};
	union {
		unsigned int skc_hash;
		__u16 skc_u16hashes[2]; /* udp: by port; by port and address */
	};
	union {
		u32 skc_portpair;
		struct {
			__be16 skc_dport;
			__u16 skc_num; /* local port, host order */
		};
	};
	unsigned short skc_family;
	volatile unsigned char skc_state; /* TCP_ESTABLISHED, TCP_CLOSE, … */
	unsigned char skc_reuse : 4;	  /* SO_REUSEADDR */
	unsigned char skc_reuseport : 1;
	unsigned char skc_ipv6only : 1;
	unsigned char skc_net_refcnt : 1;
	int skc_bound_dev_if;
	union {
		struct hlist_node skc_bind_node;
		struct hlist_node skc_portaddr_node;
	};
	struct proto *skc_prot;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
	union {
		unsigned long skc_flags;
		struct sock *skc_listener; /* request_sock */
		void *skc_tw_dr;
	};
	union {
		struct hlist_node skc_node;
		struct hlist_nulls_node skc_nulls_node;
	};
	unsigned short skc_tx_queue_mapping;
	unsigned short skc_rx_queue_mapping;
	union {
		int skc_incoming_cpu;
		u32 skc_rcv_wnd;
		u32 skc_tw_rcv_nxt;
	};
	refcount_t skc_refcnt;
};

enum sock_flags {
	SOCK_DEAD,
	SOCK_DONE,
	SOCK_URGINLINE,
	SOCK_KEEPOPEN,
	SOCK_LINGER,
	SOCK_DESTROY,
	SOCK_BROADCAST,
	SOCK_TIMESTAMP,
	SOCK_ZAPPED,
	SOCK_USE_WRITE_QUEUE,
	SOCK_DBG,
	SOCK_RCVTSTAMP,
	SOCK_RCVTSTAMPNS,
	SOCK_LOCALROUTE,
	SOCK_MEMALLOC,
	SOCK_TIMESTAMPING_RX_SOFTWARE,
	SOCK_FASYNC,
	SOCK_RXQ_OVFL,
	SOCK_ZEROCOPY,
	SOCK_WIFI_STATUS,
	SOCK_NOFCS,
	SOCK_FILTER_LOCKED,
	SOCK_SELECT_ERR_QUEUE,
	SOCK_RCU_FREE, /* the sock is freed after a grace period */
	SOCK_TXTIME,
	SOCK_XDP,
	SOCK_TSTAMP_NEW,
	SOCK_RCVMARK,
};

#define SOCK_SNDBUF_LOCK   1
#define SOCK_RCVBUF_LOCK   2
#define SOCK_BINDADDR_LOCK 4
#define SOCK_BINDPORT_LOCK 8

#define SHUTDOWN_MASK 3
#define RCV_SHUTDOWN  1
#define SEND_SHUTDOWN 2

#define SK_CAN_REUSE   1
#define SK_NO_REUSE    0
#define SK_FORCE_REUSE 2

#define SK_PACING_NONE	 0
#define SK_PACING_NEEDED 1
#define SK_PACING_FQ	 2

#endif /* CORE_SOCK_COMMON_H */
