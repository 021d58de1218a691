// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topo - hosts on wires, in virtual time, under one of several weathers
 *
 * Where:   every file of tests/topology.
 * Mirrors: ping(8) for topo_ping().
 */
#include "tests/topology/topo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/topology/st_ok.h"

const struct topo_env topo_envs[] = {
	{"normal", NULL, false},
	{"delayed", "delay=20ms", false},
	{"slow", "rate=10mbit delay=1ms", false},
	{"lossy", "delay=1ms loss=10%", true},
	{"reordered", "delay=1ms reorder=20% hold=3ms", true},
	{"duplicated", "delay=1ms duplicate=20%", true},
	{"corrupted", "delay=1ms corrupt=10%", true},
};
const unsigned int topo_nr_envs = sizeof(topo_envs) / sizeof(topo_envs[0]);

static void make_hosts(struct topo *t)
{
	for (unsigned int i = 0; i < t->nr; i++) {
		char name[16];

		snprintf(name, sizeof(name), "h%u", i);
		t->h[i] = st_host_new(t->w, name, 1);
		if (!t->h[i])
			test_check(false, true, __FILE__, __LINE__,
				   "host %s: %s", name, st_errmsg());
		t->n[i] = st_net_get(t->h[i], 0);
	}
}

static void join(struct topo *t, unsigned int i, const char *knobs)
{
	const char *left = i ? "eth1" : "eth0";
	char addr[32];

	OK(st_wire(t->h[i], left, t->h[i + 1], "eth0", knobs));
	snprintf(addr, sizeof(addr), "10.0.%u.1/24", i);
	OK(st_addr_add(t->n[i], left, addr));
	snprintf(addr, sizeof(addr), "10.0.%u.2/24", i);
	OK(st_addr_add(t->n[i + 1], "eth0", addr));
}

/* Each host knows the way to the nets that are not its own. */
static void add_routes(struct topo *t)
{
	for (unsigned int i = 0; i < t->nr; i++) {
		char prefix[32], via[32];

		for (unsigned int net = 0; net + 1 < t->nr; net++) {
			if (net == i || net + 1 == i)
				continue;
			snprintf(prefix, sizeof(prefix), "10.0.%u.0/24", net);
			snprintf(via, sizeof(via), "10.0.%u.%u",
				 net > i ? i : i - 1, net > i ? 2 : 1);
			OK(st_route_add(t->n[i], prefix, via, NULL));
		}
		if (i && i + 1 < t->nr)
			OK(st_sysctl(t->n[i], "net.ipv4.ip_forward", "1"));
	}
}

void topo_chain_opts(struct topo *t, unsigned int nr, const char *knobs,
		     const struct st_opts *opts)
{
	memset(t, 0, sizeof(*t));
	t->nr = nr;
	t->w = st_world_new(opts);
	if (!t->w)
		test_check(false, true, __FILE__, __LINE__, "world: %s",
			   st_errmsg());
	make_hosts(t);
	for (unsigned int i = 0; i + 1 < nr; i++)
		join(t, i, knobs);
	add_routes(t);
}

void topo_chain(struct topo *t, unsigned int nr, const struct topo_env *env,
		uint64_t seed)
{
	struct st_opts opts = {.clock = ST_VIRTUAL, .seed = seed};

	topo_chain_opts(t, nr, env->knobs, &opts);
}

void topo_end(struct topo *t)
{
	struct st_report r;
	int left;

	for (unsigned int i = 0; i < t->nr; i++) {
		if (st_report(t->h[i], &r))
			continue;
		test_check(r.balanced, false, __FILE__, __LINE__,
			   "books of h%u: births %llu, dead %llu, alive %llu, "
			   "wire in %llu/%llu, out %llu/%llu",
			   i, (unsigned long long)r.skb_births,
			   (unsigned long long)(r.skb_consumed + r.skb_dropped +
						r.skb_merged + r.skb_xmit_done),
			   (unsigned long long)r.skb_alive,
			   (unsigned long long)r.wire_in,
			   (unsigned long long)r.wire_in_accounted,
			   (unsigned long long)r.wire_out,
			   (unsigned long long)r.wire_out_accounted);
		EXPECT_EQ(r.sockets, 0);
		EXPECT_EQ(r.oopses, 0);
	}
	left = st_world_free(t->w, NULL);
	EXPECT_EQ(left, 0);
}

struct sockaddr_in topo_addr(const char *ip, uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};

	inet_pton(AF_INET, ip, &a.sin_addr);
	return a;
}

void topo_run(struct topo *t, int64_t ns)
{
	st_run(t->w, st_now(t->h[0], 1) + ns, NULL, NULL);
}

/* ---- ping -------------------------------------------------------------------
 */

static uint16_t checksum(const void *data, size_t len)
{
	const uint8_t *p = data;
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

struct pinger {
	struct topo *t;
	struct st_sock *s;
	struct ping_result r;
	uint16_t id;
	uint32_t seen; /* bit per sequence number */
	unsigned int size;
};

static void send_one(struct pinger *p, const struct sockaddr_in *to,
		     uint16_t seq)
{
	size_t len = sizeof(struct icmphdr) + p->size;
	uint8_t *buf = calloc(1, len);
	struct icmphdr *ih = (struct icmphdr *)buf;

	ih->type = ICMP_ECHO;
	ih->un.echo.id = p->id;
	ih->un.echo.sequence = htons(seq);
	for (size_t i = sizeof(*ih); i < len; i++)
		buf[i] = (uint8_t)i;
	ih->checksum = checksum(buf, len);
	if (st_sendto(p->s, buf, len, 0, (const struct sockaddr *)to,
		      sizeof(*to)) == (ssize_t)len)
		p->r.sent++;
	free(buf);
}

static void take_reply(struct pinger *p, const struct icmphdr *ih, size_t len)
{
	uint16_t seq = ntohs(ih->un.echo.sequence);
	const uint8_t *data = (const uint8_t *)ih;

	if (ih->un.echo.id != p->id || seq >= 32)
		return;
	for (size_t i = sizeof(*ih); i < len; i++)
		if (data[i] != (uint8_t)i)
			return; /* not what was sent: does not count */
	if (len != sizeof(*ih) + p->size)
		return;
	if (p->seen & (1U << seq))
		p->r.duplicates++;
	else
		p->r.received++;
	p->seen |= 1U << seq;
}

static void take_error(struct pinger *p, const struct icmphdr *ih)
{
	p->r.errors++;
	p->r.icmp_type = ih->type;
	p->r.icmp_code = ih->code;
	p->r.mtu = ntohs(ih->un.frag.mtu);
}

static void take_answers(struct pinger *p, uint8_t *buf, size_t room)
{
	struct sockaddr_in from;
	unsigned int fromlen = sizeof(from);
	ssize_t n;

	while ((n = st_recvfrom(p->s, buf, room, MSG_DONTWAIT,
				(struct sockaddr *)&from, &fromlen)) > 0) {
		size_t hlen = (size_t)((struct iphdr *)buf)->ihl * 4;
		struct icmphdr *ih = (struct icmphdr *)(buf + hlen);

		p->r.from = from.sin_addr.s_addr;
		if (ih->type == ICMP_ECHOREPLY)
			take_reply(p, ih, (size_t)n - hlen);
		else if (ih->type != ICMP_ECHO)
			take_error(p, ih);
	}
}

static void set_options(struct pinger *p, const struct ping_opts *o)
{
	int pmtu = IP_PMTUDISC_DO, room = 1 << 20;

	OK(st_setsockopt(p->s, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)));
	if (o->ttl)
		OK(st_setsockopt(p->s, IPPROTO_IP, IP_TTL, &o->ttl,
				 sizeof(o->ttl)));
	if (o->df)
		OK(st_setsockopt(p->s, IPPROTO_IP, IP_MTU_DISCOVER, &pmtu,
				 sizeof(pmtu)));
}

struct ping_result topo_ping(struct topo *t, unsigned int h, const char *to,
			     const struct ping_opts *o)
{
	struct sockaddr_in addr = topo_addr(to, 0);
	struct pinger p = {.t = t, .id = htons(77), .size = o->size};
	int64_t step = o->interval_ns ? o->interval_ns : ST_SEC;
	uint8_t *buf = malloc(1 << 16);
	int64_t start;

	p.s = st_socket(t->n[h], AF_INET, SOCK_RAW, IPPROTO_ICMP, NULL);
	ASSERT(p.s != NULL);
	set_options(&p, o);
	for (unsigned int i = 0; i < o->count; i++) {
		start = st_now(t->h[h], 1);
		send_one(&p, &addr, (uint16_t)i);
		/* Look a thousand times a step, for the time of the answer. */
		for (unsigned int k = 0; k < 1000; k++) {
			unsigned int before = p.r.received;

			topo_run(t, step / 1000);
			take_answers(&p, buf, 1 << 16);
			if (p.r.received != before)
				p.r.rtt_ns = st_now(t->h[h], 1) - start;
		}
	}
	topo_run(t, o->wait_ns ? o->wait_ns : 2 * ST_SEC);
	take_answers(&p, buf, 1 << 16);
	OK(st_close(p.s));
	free(buf);
	return p.r;
}

/* ---- counters
 * ---------------------------------------------------------------- */

static int64_t counter(struct st_net *net, const char *file, const char *group,
		       const char *name)
{
	char *text = st_file_text(net, file);
	char *names, *values, *nsave, *vsave, *n, *v;
	int64_t found = -1;

	for (names = text; names && found < 0; names = values) {
		size_t len = strlen(group);

		values = strchr(names, '\n');
		if (!values)
			break;
		*values++ = '\0';
		if (strncmp(names, group, len))
			continue;
		n = strtok_r(names, " ", &nsave);
		v = strtok_r(values, " \n", &vsave);
		while (n && v && strcmp(n, name)) {
			n = strtok_r(NULL, " ", &nsave);
			v = strtok_r(NULL, " \n", &vsave);
		}
		if (n && v)
			found = strtoll(v, NULL, 10);
		break;
	}
	free(text);
	return found;
}

int64_t topo_snmp(struct topo *t, unsigned int h, const char *group,
		  const char *name)
{
	return counter(t->n[h], "/proc/net/snmp", group, name);
}

int64_t topo_netstat(struct topo *t, unsigned int h, const char *group,
		     const char *name)
{
	return counter(t->n[h], "/proc/net/netstat", group, name);
}
