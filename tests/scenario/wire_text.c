// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire_text - packets from bytes to the script's numbers and to text
 *
 * Where:   wire.c compares what wire_decode() gives with the script's line.
 * Mirrors: the lines of tcpdump and packetdrill.
 * Spec:    RFC 791 §3.1, RFC 9293 §3.1.
 */
#include "tests/scenario/run.h"

#include <arpa/inet.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <string.h>

uint32_t be32_at(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

void put_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* RFC 1071, in the order of the wire; 0 when a sum within was right. */
uint16_t csum_fold_of(const void *data, size_t len, uint32_t sum)
{
	const uint8_t *p = data;
	uint64_t s = sum;

	for (; len > 1; len -= 2, p += 2)
		s += (uint32_t)(p[0] << 8 | p[1]);
	if (len)
		s += (uint32_t)(p[0] << 8);
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

/* Of the pseudo header in front of @len bytes of TCP. */
uint32_t pseudo_sum(const uint8_t *ip, size_t len)
{
	uint32_t sum = IPPROTO_TCP + (uint32_t)len;

	for (int i = 12; i < 20; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	return sum;
}

/* Options have numbers too: SACK blocks of ours to theirs, and times. */
static void decode_options(const struct conn *c, struct packet *p)
{
	for (unsigned int i = 0; i + 1 < p->optlen;) {
		uint8_t kind = p->opts[i], len = p->opts[i + 1];

		if (kind <= 1) {
			i++;
			continue;
		}
		if (len < 2 || i + len > p->optlen)
			return;
		if (kind == 5)
			for (unsigned int k = i + 2; k + 4 <= i + len; k += 4)
				put_be32(&p->opts[k],
					 be32_at(&p->opts[k]) - c->risn);
		if (kind == 8 && len == 10 && c->have_ts)
			put_be32(&p->opts[i + 2], be32_at(&p->opts[i + 2]) -
							  c->ts_live +
							  c->ts_script);
		i += len;
	}
}

void wire_decode(const struct conn *c, const struct sent *s, struct packet *p,
		 const uint8_t **payload)
{
	const struct iphdr *iph = (const void *)s->data;
	const struct tcphdr *th = (const void *)(s->data + iph->ihl * 4U);
	const uint8_t *t = (const uint8_t *)th;
	bool syn = th->syn;

	memset(p, 0, sizeof(*p));
	p->icmp = -1;
	p->ecn = iph->tos & 3;
	p->ttl = iph->ttl;
	p->sport = ntohs(th->source);
	p->dport = ntohs(th->dest);
	p->flags = t[13] | (t[12] & 1U) << 8;
	p->seq = ntohl(th->seq) - (syn && !c->have_lisn ? 0 : c->lisn);
	if (th->rst && !th->seq) /* no ACK told it a better one */
		p->seq = 0;
	p->ack = th->ack ? ntohl(th->ack_seq) - (syn ? 0 : c->risn) : 0;
	p->win = ntohs(th->window);
	p->urg = ntohs(th->urg_ptr);
	p->optlen = th->doff * 4U - 20;
	memcpy(p->opts, t + 20, p->optlen);
	decode_options(c, p);
	*payload = t + th->doff * 4U;
	p->len = (unsigned int)(s->data + s->len - *payload);
}

/* ---- text ---------------------------------------------------------------- */

static int options_text(char *buf, size_t len, const struct packet *p)
{
	const char *comma = "";
	int n = 0;

#define OUT(...) n += snprintf(buf + n, len - (size_t)n, __VA_ARGS__)
	for (unsigned int i = 0; i < p->optlen;) {
		const uint8_t *o = &p->opts[i];

		if (*o <= 1) {
			OUT("%s%s", comma, *o ? "nop" : "eol");
			i++;
		} else if (i + 1 >= p->optlen || o[1] < 2) {
			OUT("%s(bad)", comma);
			return n;
		} else {
			OUT("%s", comma);
			if (*o == 2)
				OUT("mss %u", o[2] << 8 | o[3]);
			else if (*o == 3)
				OUT("wscale %u", o[2]);
			else if (*o == 4)
				OUT("sackOK");
			else if (*o == 8)
				OUT("TS val %u ecr %u", be32_at(o + 2),
				    be32_at(o + 6));
			else if (*o == 5)
				for (int k = 2; k < o[1]; k += 8)
					OUT("%s%u:%u", k > 2 ? " " : "sack ",
					    be32_at(o + k), be32_at(o + k + 4));
			else
				OUT("kind %u, %u bytes", *o, o[1]);
			i += o[1];
		}
		comma = ",";
	}
	return n;
}

/* As it would stand in a script; at most 240 bytes. */
void packet_text(char *buf, size_t len, const struct packet *p, bool out)
{
	static const char letters[] = "FSRP.UEWA";
	int n = 0;

	OUT("%c ", out ? '>' : '<');
	if (p->icmp >= 0) {
		OUT("icmp type %d code %d mtu %u [%u:%u(%u)]", p->icmp, p->code,
		    p->mtu, p->seq, p->seq + p->len, p->len);
		return;
	}
	if (p->sport)
		OUT("%u > %u ", p->sport, p->dport);
	for (int i = 0; i < 9; i++)
		if (p->flags & (1U << i))
			OUT("%c", letters[i]);
	OUT("%s %u:%u(%u)", p->flags ? "" : "-", p->seq, p->seq + p->len,
	    p->len);
	if (p->flags & FL_ACK)
		OUT(" ack %u", p->ack);
	if (p->win >= 0)
		OUT(" win %d", p->win);
	if (p->urg)
		OUT(" urg %u", p->urg);
	if (p->any_opts) {
		OUT(" <...>");
	} else if (p->optlen) {
		OUT(" <");
		n += options_text(buf + n, len - (size_t)n - 2, p);
		OUT(">");
	}
#undef OUT
}
