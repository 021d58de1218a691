// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packet_test - packet sockets: frames in, frames out, what is counted
 *
 * Spec: packet(7).
 * Where:   sockets through the embedding library.
 * Mirrors: tools/testing/selftests/net in purpose.
 */
/* clang-format off */
#include "tests/topology/topo.h"
#include <net/if.h>
/* clang-format on */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tests/harness.h"

static int ifindex(struct st_sock *s, const char *dev)
{
	struct ifreq ifr = {0};

	strcpy(ifr.ifr_name, dev);
	EXPECT_EQ(st_ioctl(s, SIOCGIFINDEX, &ifr), 0);
	return ifr.ifr_ifindex;
}

static struct st_sock *tap(struct st_net *n, int type, uint16_t proto,
			   const char *dev)
{
	struct st_sock *s = st_socket(n, AF_PACKET, type, htons(proto), NULL);
	struct sockaddr_ll sll = {.sll_family = AF_PACKET};

	ASSERT(s != NULL);
	if (!dev)
		return s;
	sll.sll_protocol = htons(proto);
	sll.sll_ifindex = ifindex(s, dev);
	EXPECT_EQ(st_bind(s, (struct sockaddr *)&sll, sizeof(sll)), 0);
	return s;
}

static ssize_t recv_from(struct st_sock *s, void *buf, size_t room,
			 struct sockaddr_ll *sll)
{
	unsigned int len = sizeof(*sll);

	memset(sll, 0, sizeof(*sll));
	return st_recvfrom(s, buf, room, MSG_DONTWAIT, (struct sockaddr *)sll,
			   &len);
}

TEST(packet_tap_sees_both_ways)
{
	struct ping_opts o = {.count = 2, .size = 56};
	unsigned int in = 0, out = 0;
	struct sockaddr_ll sll;
	struct st_sock *s;
	uint8_t buf[2000];
	ssize_t n;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 51);
	s = tap(t.n[0], SOCK_RAW, ETH_P_ALL, "eth0");
	EXPECT_EQ(topo_ping(&t, 0, "10.0.0.2", &o).received, 2);
	while ((n = recv_from(s, buf, sizeof(buf), &sll)) > 0) {
		const struct ethhdr *eth = (struct ethhdr *)buf;

		EXPECT_EQ(sll.sll_family, AF_PACKET);
		EXPECT_EQ(sll.sll_protocol, eth->h_proto);
		EXPECT_EQ(sll.sll_halen, 6);
		EXPECT_EQ(memcmp(sll.sll_addr, eth->h_source, 6), 0);
		if (eth->h_proto != htons(ETH_P_IP))
			continue;
		EXPECT_EQ(n, 14 + 20 + 8 + 56);
		in += sll.sll_pkttype == PACKET_HOST;
		out += sll.sll_pkttype == PACKET_OUTGOING;
	}
	EXPECT_EQ(in, 2);
	EXPECT_EQ(out, 2);
	st_close(s);
	topo_end(&t);
}

/* SOCK_DGRAM: no link header; one EtherType: only what comes in. */
TEST(packet_cooked_socket_has_no_link_header)
{
	struct ping_opts o = {.count = 2, .size = 56};
	struct sockaddr_ll sll;
	unsigned int got = 0;
	struct st_sock *s;
	uint8_t buf[2000];
	ssize_t n;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 52);
	s = tap(t.n[0], SOCK_DGRAM, ETH_P_IP, NULL);
	EXPECT_EQ(topo_ping(&t, 0, "10.0.0.2", &o).received, 2);
	while ((n = recv_from(s, buf, sizeof(buf), &sll)) > 0) {
		EXPECT_EQ(n, 20 + 8 + 56);
		EXPECT_EQ(buf[0], 0x45);
		EXPECT_EQ(sll.sll_pkttype, PACKET_HOST);
		got++;
	}
	EXPECT_EQ(got, 2);
	st_close(s);
	topo_end(&t);
}

TEST(packet_frames_are_sent_raw_and_cooked)
{
	static const uint8_t bcast[6] = {255, 255, 255, 255, 255, 255};
	uint8_t frame[64] = {0}, buf[2000];
	struct ethhdr *eth = (struct ethhdr *)frame;
	struct sockaddr_ll sll;
	struct st_sock *a, *c, *b;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 53);
	b = tap(t.n[1], SOCK_RAW, 0x88b5, "eth0");
	a = tap(t.n[0], SOCK_RAW, 0x88b5, "eth0");
	memcpy(eth->h_dest, bcast, 6);
	eth->h_proto = htons(0x88b5);
	memcpy(frame + 14, "raw frame", 9);
	EXPECT_EQ(st_send(a, frame, sizeof(frame), 0), 64);
	EXPECT_EQ(st_send(a, frame, 5, 0), -EINVAL);
	topo_run(&t, ST_SEC);
	EXPECT_EQ(recv_from(b, buf, sizeof(buf), &sll), 64);
	EXPECT_EQ(memcmp(buf + 14, "raw frame", 9), 0);
	EXPECT_EQ(sll.sll_pkttype, PACKET_BROADCAST);

	c = tap(t.n[0], SOCK_DGRAM, 0, NULL);
	memset(&sll, 0, sizeof(sll));
	sll.sll_family = AF_PACKET;
	sll.sll_protocol = htons(0x88b5);
	sll.sll_ifindex = ifindex(c, "eth0");
	sll.sll_halen = 6;
	memcpy(sll.sll_addr, bcast, 6);
	EXPECT_EQ(st_sendto(c, "cooked", 6, 0, (struct sockaddr *)&sll,
			    sizeof(sll)),
		  6);
	topo_run(&t, ST_SEC);
	EXPECT(recv_from(b, buf, sizeof(buf), &sll) >= 20);
	EXPECT_EQ(memcmp(buf + 14, "cooked", 6), 0);
	EXPECT_EQ(st_send(c, "x", 1, 0), -ENXIO);
	st_close(a);
	st_close(b);
	st_close(c);
	topo_end(&t);
}

TEST(packet_statistics_count_and_start_again)
{
	struct ping_opts o = {.count = 20, .size = 1000, .interval_ns = ST_SEC};
	struct tpacket_stats st;
	unsigned int len = sizeof(st), got = 0;
	struct sockaddr_ll sll;
	struct st_sock *s;
	uint8_t buf[2000];
	int room = 2048;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 54);
	s = tap(t.n[1], SOCK_DGRAM, ETH_P_IP, "eth0");
	st_setsockopt(s, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	EXPECT_EQ(topo_ping(&t, 0, "10.0.0.2", &o).received, 20);
	while (recv_from(s, buf, sizeof(buf), &sll) > 0)
		got++;
	EXPECT_EQ(st_getsockopt(s, SOL_PACKET, PACKET_STATISTICS, &st, &len),
		  0);
	EXPECT_EQ(st.tp_packets, 20);
	EXPECT_EQ(st.tp_drops, 20 - got);
	EXPECT(got > 0 && got < 20);
	EXPECT_EQ(st_getsockopt(s, SOL_PACKET, PACKET_STATISTICS, &st, &len),
		  0);
	EXPECT_EQ(st.tp_packets, 0);
	st_close(s);
	topo_end(&t);
}

TEST(packet_promiscuous_while_wanted)
{
	struct packet_mreq mr = {.mr_type = PACKET_MR_PROMISC};
	struct ifreq ifr = {0};
	struct st_sock *s;
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 55);
	s = tap(t.n[0], SOCK_RAW, ETH_P_ALL, NULL);
	mr.mr_ifindex = ifindex(s, "eth0");
	EXPECT_EQ(st_setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mr,
				sizeof(mr)),
		  0);
	mr.mr_ifindex = 99;
	EXPECT_EQ(st_setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mr,
				sizeof(mr)),
		  -ENODEV);
	/* a ring is not there yet */
	EXPECT_EQ(st_setsockopt(s, SOL_PACKET, PACKET_RX_RING, &mr, sizeof(mr)),
		  -ENOPROTOOPT);
	strcpy(ifr.ifr_name, "eth0");
	EXPECT_EQ(st_ioctl(s, SIOCGIFFLAGS, &ifr), 0);
	st_close(s);
	topo_end(&t);
}

/* The device goes down: the reader is told, and hears again afterwards. */
TEST(packet_device_down_is_an_error)
{
	struct ping_opts o = {.count = 1, .size = 56};
	struct sockaddr_ll sll;
	struct st_sock *s;
	uint8_t buf[2000];
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 56);
	s = tap(t.n[1], SOCK_DGRAM, ETH_P_IP, "eth0");
	EXPECT_EQ(st_link_up(t.n[1], "eth0", 0), 0);
	EXPECT_EQ(recv_from(s, buf, sizeof(buf), &sll), -ENETDOWN);
	EXPECT_EQ(recv_from(s, buf, sizeof(buf), &sll), -EAGAIN);
	EXPECT_EQ(st_link_up(t.n[1], "eth0", 1), 0);
	topo_ping(&t, 0, "10.0.0.2", &o);
	EXPECT(recv_from(s, buf, sizeof(buf), &sll) > 0);
	st_close(s);
	topo_end(&t);
}

/* Out and in again; not while a socket is open. */
TEST(packet_module_is_reloaded)
{
	struct ping_opts o = {.count = 1, .size = 56};
	struct sockaddr_ll sll;
	struct st_sock *s;
	uint8_t buf[2000];
	struct topo t;

	topo_chain(&t, 2, &topo_envs[0], 57);
	s = tap(t.n[0], SOCK_DGRAM, ETH_P_IP, "eth0");
	EXPECT_EQ(st_rmmod(t.h[0], "packet"), -EBUSY);
	st_close(s);
	EXPECT_EQ(st_rmmod(t.h[0], "packet"), 0);
	EXPECT_EQ(st_insmod(t.h[0], "packet", NULL), 0);
	s = tap(t.n[0], SOCK_DGRAM, ETH_P_IP, "eth0");
	topo_ping(&t, 0, "10.0.0.2", &o);
	EXPECT(recv_from(s, buf, sizeof(buf), &sll) > 0);
	st_close(s);
	topo_end(&t);
}
