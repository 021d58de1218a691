// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ip_world - a machine with lo, two links and all of IPv4 up to ICMP
 *
 * Where:   the tests of proto/ipv4's IP layer. What the links send is kept;
 *          datagrams of protocol 17 end in a double of UDP.
 * Mirrors: nothing.
 * Spec:    none.
 */
#ifndef TESTS_UNIT_IP_WORLD_H
#define TESTS_UNIT_IP_WORLD_H

#include "core/book.h"
#include "core/netdevice.h"
#include "core/skbuff.h"
#include "core/snmp.h"
#include "hdr/icmp.h"
#include "hdr/ip.h"
#include "proto/ipv4/ip.h"
#include "tests/harness.h"
#include "tests/unit/ip4.h"
#include "tests/world.h"

#define TEST_PROTO 17 /* what the double speaks */

struct ip_world {
	struct test_host host;
	struct task_guard guard;
	struct net *net;
	struct net_device *lo, *dev[2]; /* eth0 10.0.0.1/24, eth1 10.0.1.1/24 */
	struct sk_buff_head out;	/* all that left, in order */
	struct sk_buff_head up;		/* what the double of UDP got */
	int errs;			/* calls of its err_handler */
	u32 err_info;
	u8 err_type, err_code;
};
extern struct ip_world ip_world;

/* Before and after each test. */
void ip_world_begin(void);
void ip_world_end(void);

/* A packet to be sent in: the fields that tests change; zero: the default. */
struct pkt {
	const char *src, *dst; /* 10.0.0.2, 10.0.0.1 */
	u8 proto;	       /* TEST_PROTO */
	u8 ttl, tos;
	u16 id, frag; /* frag: IP_DF, IP_MF | offset / 8 */
	const void *opt;
	int optlen; /* multiple of 4 */
	const void *data;
	int len;
	u8 pkt_type; /* PACKET_HOST */
	int cut;     /* bytes missing at the end */
	int pad;     /* bytes too many */
	bool bad_csum;
	u8 version; /* 4 */
};

/* As a frame of @dev; gives it, not sent in. */
struct sk_buff *pkt_make(struct net_device *dev, const struct pkt *p);
void skb_in(struct sk_buff *skb); /* takes */
#define pkt_in(dev, ...) skb_in(pkt_make(dev, &(struct pkt){__VA_ARGS__}))

/* The next packet that left or came up, or NULL; the caller frees it. */
struct sk_buff *sent(void);
struct sk_buff *came_up(void);
void forget(struct sk_buff_head *q);

u64 ip_count(int field);
u64 icmp_count(int field);
u64 drops(enum skb_drop_reason reason);
int set(const char *sysctl, const char *value);
void wait_jiffies(long n);
int route_via(const char *dst, int plen, const char *gw);
/* Bytes that say where they stand. */
void fill(u8 *buf, int from, int len);
bool filled(const u8 *buf, int from, int len);

#endif /* TESTS_UNIT_IP_WORLD_H */
