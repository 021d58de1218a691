// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire - packets into the stack, and what it sends against the script
 *
 * Where:   run.c, at each line with < or >.
 * Mirrors: packetdrill's run_packet.c in what is mapped and compared; here the
 *          bytes of a stream are a pattern, so that data in the wrong place
 *          is noticed, and sums are checked.
 * Spec:    RFC 791, 792, 9293 §3.1.
 */
#include "tests/scenario/run.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- connections --------------------------------------------------------- */

static struct conn *conn_new(struct run *r, uint16_t lport, uint16_t rport)
{
	struct conn *c;

	if (r->nr_conns == MAX_CONNS)
		return NULL;
	c = &r->conns[r->nr_conns++];
	memset(c, 0, sizeof(*c));
	c->lport = lport;
	c->rport = rport;
	r->conn = c;
	return c;
}

static struct conn *conn_find(struct run *r, uint16_t lport, uint16_t rport)
{
	for (int i = r->nr_conns - 1; i >= 0; i--) {
		struct conn *c = &r->conns[i];

		if (c->rport == rport &&
		    (c->lport == lport || (!c->lport && c->connecting)))
			return c;
	}
	return NULL;
}

void wire_connecting(struct run *r, uint16_t lport, uint16_t rport)
{
	struct conn *c = conn_new(r, lport, rport);

	if (c)
		c->connecting = true;
}

/* The connection that a line is about: named by its ports, or at hand. */
static struct conn *conn_of_line(struct run *r, const struct event *ev)
{
	const struct packet *p = &ev->pkt;
	uint16_t lport = ev->kind == EV_IN ? p->dport : p->sport;
	uint16_t rport = ev->kind == EV_IN ? p->sport : p->dport;
	bool syn = (p->flags & (FL_SYN | FL_ACK)) == FL_SYN;
	struct conn *c;

	if (p->sport) {
		c = conn_find(r, lport, rport);
		if (!c)
			c = conn_new(r, lport, rport);
		r->conn = c;
		return c;
	}
	if (ev->kind == EV_IN && syn && p->icmp < 0) {
		for (int i = 0; i < MAX_FDS; i++) {
			if (r->fds[i].used && r->fds[i].listening) {
				r->fds[i].listening = false;
				return conn_new(
					r, PORT,
					(uint16_t)(FIRST_PORT + r->nr_conns));
			}
		}
	}
	if (!r->conn && ev->kind == EV_IN)
		return conn_new(r, PORT, FIRST_PORT);
	return r->conn;
}

/* ---- in ------------------------------------------------------------------ */

static void put_ip(uint8_t *pkt, size_t len, int proto, const struct packet *p)
{
	struct iphdr *iph = (void *)pkt;

	memset(iph, 0, sizeof(*iph));
	iph->version = 4;
	iph->ihl = 5;
	iph->tos = p->ecn < 0 ? 0 : (uint8_t)p->ecn;
	iph->tot_len = htons((uint16_t)len);
	iph->ttl = p->ttl < 0 ? 255 : (uint8_t)p->ttl;
	iph->protocol = (uint8_t)proto;
	iph->saddr = inet_addr(REMOTE_ADDR);
	iph->daddr = inet_addr(LOCAL_ADDR);
	iph->check = htons(csum_fold_of(pkt, 20, 0));
}

/* SACK blocks and echoed times, from the script's numbers to live ones. */
static void map_options(const struct conn *c, uint8_t *opts, unsigned int len)
{
	for (unsigned int i = 0; i + 1 < len;) {
		if (opts[i] <= 1) {
			i++;
			continue;
		}
		if (opts[i] == 5)
			for (unsigned int k = i + 2; k < i + opts[i + 1];
			     k += 4)
				put_be32(&opts[k], be32_at(&opts[k]) + c->lisn);
		if (opts[i] == 8 && c->have_ts && be32_at(&opts[i + 6]))
			put_be32(&opts[i + 6], be32_at(&opts[i + 6]) +
						       c->ts_live -
						       c->ts_script);
		i += opts[i + 1];
	}
}

/* What a SYN tells of the numbers behind it. */
static void note_syn(struct conn *c, const struct packet *p)
{
	if (!(p->flags & FL_SYN))
		return;
	c->syn_seq = p->seq;
	c->fresh_syn = !(p->flags & FL_ACK);
	if (!c->have_risn) {
		c->have_risn = true;
		c->risn = p->seq;
	}
}

static size_t build_tcp(struct run *r, const struct conn *c, uint8_t *pkt,
			const struct packet *p)
{
	size_t hlen = 20 + p->optlen, len = 20 + hlen + p->len;
	bool syn = p->flags & FL_SYN;
	struct tcphdr *th = (void *)(pkt + 20);
	uint8_t *t = pkt + 20;

	put_ip(pkt, len, IPPROTO_TCP, p);
	memset(th, 0, sizeof(*th));
	th->source = htons(c->rport);
	th->dest = htons(c->lport);
	th->seq = htonl(p->seq + (syn ? 0 : c->risn));
	th->ack_seq = htonl(p->flags & FL_ACK ? p->ack + c->lisn : p->ack);
	th->doff = (hlen / 4) & 15;
	t[12] |= (uint8_t)(p->flags >> 8);
	t[13] = (uint8_t)p->flags;
	th->window = htons(p->win < 0 ? 0 : (uint16_t)p->win);
	th->urg_ptr = htons((uint16_t)p->urg);
	memcpy(t + 20, p->opts, p->optlen);
	map_options(c, t + 20, p->optlen);
	for (unsigned int i = 0; i < p->len; i++)
		t[hlen + i] = pattern(p->seq + i - (syn ? c->risn : 1));
	if (p->flags & FL_URG)
		r->wild_rx = true;
	th->check = htons(
		csum_fold_of(t, hlen + p->len, pseudo_sum(pkt, hlen + p->len)));
	return len;
}

/* An ICMP error that echoes the head of a packet that the stack sent. */
static size_t build_icmp(const struct conn *c, uint8_t *pkt,
			 const struct packet *p)
{
	uint8_t *icmp = pkt + 20, *echo = icmp + 8;
	struct iphdr *inner = (void *)echo;
	uint16_t sum;

	put_ip(pkt, 20 + 8 + 20 + 8, IPPROTO_ICMP, p);
	memset(icmp, 0, 8 + 20 + 8);
	icmp[0] = (uint8_t)p->icmp;
	icmp[1] = (uint8_t)p->code;
	icmp[6] = (uint8_t)(p->mtu >> 8);
	icmp[7] = (uint8_t)p->mtu;
	put_ip(echo, 40 + p->len, IPPROTO_TCP, p);
	inner->saddr = inet_addr(LOCAL_ADDR);
	inner->daddr = inet_addr(REMOTE_ADDR);
	inner->check = 0;
	inner->check = htons(csum_fold_of(echo, 20, 0));
	echo[20] = (uint8_t)(c->lport >> 8);
	echo[21] = (uint8_t)c->lport;
	echo[22] = (uint8_t)(c->rport >> 8);
	echo[23] = (uint8_t)c->rport;
	put_be32(echo + 24, p->seq + c->lisn);
	sum = csum_fold_of(icmp, 36, 0);
	icmp[2] = (uint8_t)(sum >> 8);
	icmp[3] = (uint8_t)sum;
	return 56;
}

int wire_inject(struct run *r, struct event *ev)
{
	struct conn *c = conn_of_line(r, ev);
	static uint8_t pkt[65536];
	char text[256];
	size_t len;
	int err;

	if (!c)
		return run_fail(r, ev->line, "no connection is at hand");
	if (ev->pkt.icmp < 0) {
		if (ev->pkt.len > 65000)
			return run_fail(r, ev->line, "too long for a packet");
		note_syn(c, &ev->pkt);
		len = build_tcp(r, c, pkt, &ev->pkt);
	} else {
		len = build_icmp(c, pkt, &ev->pkt);
	}
	packet_text(text, sizeof(text), &ev->pkt, false);
	run_history(r, r->target->now(r), text);
	err = r->target->input(r, pkt, len);
	return err ? run_fail(r, ev->line, "the stack does not take it: %s",
			      strerror(-err))
		   : 0;
}

/* ---- out ----------------------------------------------------------------- */

void wire_sent(struct run *r, const void *pkt, size_t len, unsigned int gso,
	       int64_t t)
{
	const uint8_t *p = pkt;
	struct sent *s;

	if (len < 40 || p[0] >> 4 != 4 || p[9] != IPPROTO_TCP)
		return; /* IGMP and the like: no script is about them */
	s = malloc(sizeof(*s) + len);
	if (!s)
		abort();
	s->t = t;
	s->gso = gso;
	s->len = len;
	s->next = NULL;
	memcpy(s->data, pkt, len);
	*r->sent_tail = s;
	r->sent_tail = &s->next;
}

static void sent_pop(struct run *r)
{
	struct sent *s = r->sent;

	r->sent = s->next;
	if (!r->sent)
		r->sent_tail = &r->sent;
	free(s);
}

static struct conn *conn_of_sent(struct run *r, const struct sent *s)
{
	const uint8_t *t = s->data + (s->data[0] & 15) * 4;
	uint16_t lport = (uint16_t)(t[0] << 8 | t[1]);
	uint16_t rport = (uint16_t)(t[2] << 8 | t[3]);
	struct conn *c = conn_find(r, lport, rport);

	if (c && !c->lport) {
		c->lport = lport;
		c->connecting = false;
	}
	return c;
}

/* The sequence number that the script's SYN stands for. */
static void learn_isn(struct conn *c, const struct sent *s,
		      const struct packet *script)
{
	const uint8_t *t = s->data + (s->data[0] & 15) * 4;

	if (!(t[13] & FL_SYN) || !(script->flags & FL_SYN))
		return;
	if (!c->have_lisn || c->fresh_syn)
		c->lisn = be32_at(t + 4) - script->seq;
	c->have_lisn = true;
	if (c->fresh_syn && (t[13] & FL_ACK))
		c->risn = c->syn_seq;
	c->fresh_syn = false;
}

static const uint8_t *find_option(const uint8_t *o, unsigned int len, int kind)
{
	for (unsigned int i = 0; i + 1 < len; i += o[i] <= 1 ? 1 : o[i + 1]) {
		if (o[i] == kind)
			return o + i;
		if (o[i] > 1 && o[i + 1] < 2)
			return NULL;
	}
	return NULL;
}

static void learn_ts(struct conn *c, const struct sent *s,
		     const struct packet *script)
{
	const uint8_t *t = s->data + (s->data[0] & 15) * 4;
	const uint8_t *live = find_option(t + 20, (t[12] >> 4) * 4U - 20, 8);
	const uint8_t *want = find_option(script->opts, script->optlen, 8);

	if (c->have_ts || !live || !want)
		return;
	c->have_ts = true;
	c->ts_live = be32_at(live + 2);
	c->ts_script = be32_at(want + 2);
}

/* The same options in the same order; times by their own rule. */
static bool same_options(struct run *r, const struct packet *want,
			 const struct packet *got)
{
	struct packet a = *want, b = *got;
	const uint8_t *ts = find_option(b.opts, b.optlen, 8);
	int64_t off;

	if (want->any_opts)
		return true;
	if (a.optlen != b.optlen)
		return false;
	if (ts && find_option(a.opts, a.optlen, 8)) {
		uint8_t *mine = a.opts + (ts - b.opts);

		off = (int32_t)(be32_at(ts + 2) - be32_at(mine + 2)) *
			      NSEC_PER_MSEC -
		      r->slip - r->late;
		off = off < 0 ? -off : off;
		if ((r->loose && !r->s->check_ts) ||
		    off <= r->tolerance + NSEC_PER_MSEC / 2)
			memcpy(mine + 2, ts + 2, r->loose ? 8 : 4);
	}
	return !memcmp(a.opts, b.opts, a.optlen);
}

static bool same_sums(const struct sent *s)
{
	size_t ihl = (s->data[0] & 15) * 4U;

	if (csum_fold_of(s->data, ihl, 0))
		return false;
	return s->gso || !csum_fold_of(s->data + ihl, s->len - ihl,
				       pseudo_sum(s->data, s->len - ihl));
}

/* What is wrong with it; NULL: nothing. */
static const char *differs(struct run *r, const struct sent *s,
			   const struct packet *want, const struct packet *got,
			   const uint8_t *payload)
{
	unsigned int flags = got->flags;

	if (!r->target->real_time && !same_sums(s))
		return "a checksum is wrong";
	if (flags != want->flags)
		return "flags differ";
	if (got->seq != want->seq)
		return "seq differs";
	if ((flags & FL_ACK) && got->ack != want->ack)
		return "ack differs";
	if (want->win >= 0 && got->win != want->win)
		return "win differs";
	if (got->urg != want->urg)
		return "urg differs";
	if (got->len != want->len)
		return "length differs";
	if ((want->ecn >= 0 && want->ecn != got->ecn) ||
	    (want->ttl >= 0 && want->ttl != got->ttl))
		return "the IP header differs";
	if (!same_options(r, want, got))
		return "options differ";
	for (unsigned int i = 0; i < got->len; i++)
		if (payload[i] !=
		    pattern(got->seq + i - (flags & FL_SYN ? 0 : 1)))
			return "data differ";
	return NULL;
}

/* Several segments for a line that stands for all of them. */
static int gather(struct run *r, struct event *ev, struct conn *c,
		  struct packet *got, const uint8_t **payload, int64_t until)
{
	static uint8_t all[65536 * 2];
	size_t have = got->len;
	struct packet next;

	memcpy(all, *payload, have);
	while (have < ev->pkt.len) {
		struct sent *s;

		if (!r->sent->next) {
			struct sent *first = r->sent;

			r->sent = NULL;
			r->sent_tail = &r->sent;
			r->target->await(r, until);
			first->next = r->sent;
			if (!r->sent)
				r->sent_tail = &first->next;
			r->sent = first;
		}
		s = r->sent->next;
		if (!s || conn_of_sent(r, s) != c)
			break;
		wire_decode(c, s, &next, payload);
		if (next.seq != got->seq + have || next.ack != got->ack ||
		    have + next.len > sizeof(all))
			break;
		memcpy(all + have, *payload, next.len);
		have += next.len;
		got->flags |= next.flags & (FL_PSH | FL_FIN);
		if (!r->target->real_time && !same_sums(s))
			break;
		r->sent->next = s->next;
		if (!s->next)
			r->sent_tail = &r->sent->next;
		free(s);
	}
	got->len = (unsigned int)have;
	*payload = all;
	return 0;
}

/* Packets of connections that are not at hand are nobody's business. */
static bool await_packet(struct run *r, struct conn *c, int64_t until)
{
	for (;;) {
		if (!r->target->await(r, until))
			return false;
		if (!r->loose || conn_of_sent(r, r->sent) == c)
			return true;
		sent_pop(r);
	}
}

static int mismatch(struct run *r, struct event *ev, const char *what,
		    const struct packet *got)
{
	char want_text[256], got_text[256];
	struct packet shown = *got;

	shown.sport = ev->pkt.sport ? shown.sport : 0;
	packet_text(want_text, sizeof(want_text), &ev->pkt, true);
	packet_text(got_text, sizeof(got_text), &shown, true);
	return run_fail(r, ev->line, "%s\n  expected: %s\n  got:      %s", what,
			want_text, got_text);
}

int wire_expect(struct run *r, struct event *ev, int64_t *when)
{
	int64_t until = (ev->time == T_ANY ? r->target->now(r) : ev->t) +
			(ev->time == T_ANY ? 3600 : 10) * NSEC_PER_SEC;
	struct conn *c = conn_of_line(r, ev);
	const uint8_t *payload;
	struct packet got;
	const char *what;
	char text[256];

	if (!c) { /* a connect() in the background is about to make it */
		r->target->await(r, until);
		c = conn_of_line(r, ev);
	}
	if (!c || !await_packet(r, c, until)) {
		packet_text(text, sizeof(text), &ev->pkt, true);
		return run_fail(r, ev->line, "no packet came\n  expected: %s",
				text);
	}
	*when = r->sent->t;
	r->late = ev->time == T_REL && *when > ev->t ? *when - ev->t : 0;
	if (conn_of_sent(r, r->sent) != c) {
		wire_decode(c, r->sent, &got, &payload);
		return mismatch(r, ev, "a packet of another connection", &got);
	}
	learn_isn(c, r->sent, &ev->pkt);
	learn_ts(c, r->sent, &ev->pkt);
	wire_decode(c, r->sent, &got, &payload);
	if (got.len && got.len < ev->pkt.len)
		gather(r, ev, c, &got, &payload, until);
	packet_text(text, sizeof(text), &got, true);
	run_history(r, *when, text);
	what = differs(r, r->sent, &ev->pkt, &got, payload);
	if (what)
		mismatch(r, ev, what, &got);
	sent_pop(r);
	return what ? -1 : 0;
}

int wire_end(struct run *r, int line)
{
	const uint8_t *payload;
	struct packet got;
	char text[256];

	if (r->sent && !r->loose && !r->error[0]) {
		struct conn *c = conn_of_sent(r, r->sent);
		struct conn none = {.lport = 0};

		wire_decode(c ? c : &none, r->sent, &got, &payload);
		packet_text(text, sizeof(text), &got, true);
		run_fail(r, line,
			 "the script ends, but the stack has sent more\n"
			 "  got:      %.6f %s",
			 (double)r->sent->t / 1e9, text);
	}
	return r->error[0] ? -1 : 0;
}

void wire_drop(struct run *r)
{
	while (r->sent)
		sent_pop(r);
}
