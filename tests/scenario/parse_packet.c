// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_packet - a packet of a script, as tcpdump would write it
 *
 * Where:   parse.c, at a line with < or >.
 * Mirrors: packetdrill: < S. 0:0(0) ack 1 win 1000 urg 1 <mss 1460,nop>
 *          and < icmp unreachable frag_needed mtu 1000 [1:1001(1000)].
 * Spec:    RFC 9293 §3.1 and 3.2; RFC 792.
 */
#include "tests/scenario/script.h"

#include <ctype.h>
#include <linux/icmp.h>
#include <stdlib.h>
#include <string.h>

/* ---- options --------------------------------------------------------------
 */

static int put(struct parser *ps, struct packet *p, uint32_t v, unsigned int n)
{
	if (p->optlen + n > TCP_MAX_OPTS)
		return parse_fail(ps, "more than 40 bytes of options");
	while (n--)
		p->opts[p->optlen++] = (uint8_t)(v >> (8 * n));
	return 0;
}

static int put_head(struct parser *ps, struct packet *p, unsigned int kind,
		    unsigned int len)
{
	return put(ps, p, kind, 1) || put(ps, p, len, 1) ? -1 : 0;
}

static int put_number(struct parser *ps, struct packet *p, unsigned int kind,
		      unsigned int bytes)
{
	uint32_t num;

	return put_head(ps, p, kind, bytes + 2) || get_uint(ps, &num) ||
			       put(ps, p, num, bytes)
		       ? -1
		       : 0;
}

static int put_timestamp(struct parser *ps, struct packet *p)
{
	uint32_t val, ecr;

	if (!take_word(ps, "val") || get_uint(ps, &val) ||
	    !take_word(ps, "ecr") || get_uint(ps, &ecr))
		return parse_fail(ps, "write it as TS val 1 ecr 0");
	return put_head(ps, p, 8, 10) || put(ps, p, val, 4) ||
			       put(ps, p, ecr, 4)
		       ? -1
		       : 0;
}

static int put_sack(struct parser *ps, struct packet *p)
{
	unsigned int at = p->optlen + 1;
	uint32_t left, right;

	if (put_head(ps, p, 5, 2))
		return -1;
	for (;;) {
		skip_space(ps);
		if (!isdigit((unsigned char)*ps->p))
			return 0;
		if (get_uint(ps, &left) || !take(ps, ":") ||
		    get_uint(ps, &right) || put(ps, p, left, 4) ||
		    put(ps, p, right, 4))
			return parse_fail(ps, "write it as sack 1:2 3:4");
		p->opts[at] += 8;
	}
}

/* A cookie in hex digits, or none; @at: where its length stands. */
static int put_hex(struct parser *ps, struct packet *p, unsigned int at)
{
	skip_space(ps);
	while (isxdigit((unsigned char)ps->p[0]) &&
	       isxdigit((unsigned char)ps->p[1])) {
		char two[3] = {ps->p[0], ps->p[1], '\0'};

		if (put(ps, p, (uint32_t)strtoul(two, NULL, 16), 1))
			return -1;
		p->opts[at]++;
		ps->p += 2;
	}
	return 0;
}

static int put_fast_open(struct parser *ps, struct packet *p, bool exp)
{
	unsigned int at = p->optlen + 1;

	if (put_head(ps, p, exp ? 254 : 34, exp ? 4 : 2) ||
	    (exp && put(ps, p, 0xf989, 2)))
		return -1;
	return put_hex(ps, p, at);
}

static int parse_option(struct parser *ps, struct packet *p)
{
	if (take_word(ps, "nop"))
		return put(ps, p, 1, 1);
	if (take_word(ps, "eol"))
		return put(ps, p, 0, 1);
	if (take_word(ps, "mss"))
		return put_number(ps, p, 2, 2);
	if (take_word(ps, "wscale"))
		return put_number(ps, p, 3, 1);
	if (take_word(ps, "sackOK"))
		return put_head(ps, p, 4, 2);
	if (take_word(ps, "sack"))
		return put_sack(ps, p);
	if (take_word(ps, "TS"))
		return put_timestamp(ps, p);
	if (take_word(ps, "FOEXP"))
		return put_fast_open(ps, p, true);
	if (take_word(ps, "FO"))
		return put_fast_open(ps, p, false);
	return parse_fail(ps, "no option is called \"%.20s\"", ps->p);
}

static int parse_options(struct parser *ps, struct packet *p)
{
	if (!take(ps, "<"))
		return 0;
	if (take(ps, "...")) {
		p->any_opts = true;
		return take(ps, ">") ? 0 : parse_fail(ps, "> is missing");
	}
	do {
		if (parse_option(ps, p))
			return -1;
	} while (take(ps, ","));
	if (!take(ps, ">"))
		return parse_fail(ps, "> should stand before \"%.20s\"", ps->p);
	if (p->optlen % 4)
		return parse_fail(ps, "%u bytes of options: nop fills them up",
				  p->optlen);
	return 0;
}

/* ---- TCP ------------------------------------------------------------------
 */

static int parse_flags(struct parser *ps, struct packet *p)
{
	static const char letters[] = "FSRP.UEWA";
	const char *at;

	skip_space(ps);
	if (take(ps, "-"))
		return 0;
	for (; *ps->p && !isspace((unsigned char)*ps->p); ps->p++) {
		at = strchr(letters, *ps->p);
		if (!at)
			return parse_fail(ps, "%c is no flag of FSRP.UEWA",
					  *ps->p);
		p->flags |= 1U << (at - letters);
	}
	return 0;
}

/* 1:1001(1000) */
static int parse_seq(struct parser *ps, struct packet *p)
{
	uint32_t end, len;

	if (get_uint(ps, &p->seq) || !take(ps, ":") || get_uint(ps, &end) ||
	    !take(ps, "(") || get_uint(ps, &len) || !take(ps, ")"))
		return parse_fail(ps, "write the sequence as 1:1001(1000)");
	if (end - p->seq != len)
		return parse_fail(ps, "%u:%u is %u bytes, not %u", p->seq, end,
				  end - p->seq, len);
	p->len = len;
	return 0;
}

static int parse_tcp(struct parser *ps, struct packet *p)
{
	uint32_t num;

	if (parse_flags(ps, p) || parse_seq(ps, p))
		return -1;
	if (take_word(ps, "ack") && get_uint(ps, &p->ack))
		return -1;
	if (take_word(ps, "win")) {
		if (get_uint(ps, &num))
			return -1;
		p->win = (int)num;
	}
	if (take_word(ps, "urg")) {
		if (get_uint(ps, &num))
			return -1;
		p->urg = num;
	}
	while (*ps->p == ' ' || *ps->p == '\t')
		ps->p++;
	return *ps->p == '<' ? parse_options(ps, p) : 0;
}

/* ---- ICMP ---------------------------------------------------------------- */

static const struct {
	const char *type, *code;
	int t, c;
} icmps[] = {
	{"unreachable", "net_unreachable", ICMP_DEST_UNREACH, 0},
	{"unreachable", "host_unreachable", ICMP_DEST_UNREACH, 1},
	{"unreachable", "protocol_unreachable", ICMP_DEST_UNREACH, 2},
	{"unreachable", "port_unreachable", ICMP_DEST_UNREACH, 3},
	{"unreachable", "frag_needed", ICMP_DEST_UNREACH, 4},
	{"unreachable", "source_route_failed", ICMP_DEST_UNREACH, 5},
	{"unreachable", "net_prohibited", ICMP_DEST_UNREACH, 9},
	{"unreachable", "host_prohibited", ICMP_DEST_UNREACH, 10},
	{"unreachable", "packet_filtered", ICMP_DEST_UNREACH, 13},
	{"source_quench", "", ICMP_SOURCE_QUENCH, 0},
	{"time_exceeded", "", ICMP_TIME_EXCEEDED, 0},
	{"parameter_problem", "", ICMP_PARAMETERPROB, 0},
};

static int parse_icmp(struct parser *ps, struct packet *p)
{
	char type[64];

	p->icmp = -1;
	get_word(ps, type, sizeof(type));
	for (size_t i = 0; i < sizeof(icmps) / sizeof(*icmps); i++) {
		if (strcmp(icmps[i].type, type) ||
		    (icmps[i].code[0] && !take_word(ps, icmps[i].code)))
			continue;
		p->icmp = icmps[i].t;
		p->code = icmps[i].c;
		break;
	}
	if (p->icmp < 0)
		return parse_fail(ps, "no ICMP message %s \"%.20s\"", type,
				  ps->p);
	if (take_word(ps, "mtu") && get_uint(ps, &p->mtu))
		return -1;
	if (take(ps, "["))
		return parse_seq(ps, p) || !take(ps, "]") ? -1 : 0;
	return 0;
}

/* ---- lines --------------------------------------------------------------- */

/* (ect0), [ttl 5]: what the IP header says */
static int parse_ip(struct parser *ps, struct packet *p)
{
	static const char *const names[] = {"noecn", "ect1", "ect0", "ce"};
	const char *close;
	uint32_t num;

	p->ecn = -1;
	p->ttl = -1;
	if (take(ps, "("))
		close = ")";
	else if (take(ps, "["))
		close = "]";
	else
		return 0;
	for (int i = 0; i < 4; i++)
		if (take_word(ps, names[i]))
			p->ecn = i;
	if (take_word(ps, "ttl")) {
		if (get_uint(ps, &num))
			return -1;
		p->ttl = (int)num;
	}
	return take(ps, close) ? 0
			       : parse_fail(ps,
					    "%s should stand before "
					    "\"%.20s\"",
					    close, ps->p);
}

/* 5000 > 8080: another connection */
static int parse_ports(struct parser *ps, struct packet *p)
{
	uint32_t a, b;

	skip_space(ps);
	if (!isdigit((unsigned char)*ps->p))
		return 0;
	if (get_uint(ps, &a) || !take(ps, ">") || get_uint(ps, &b))
		return parse_fail(ps, "write ports as 5000 > 8080");
	p->sport = (uint16_t)a;
	p->dport = (uint16_t)b;
	return 0;
}

int parse_packet(struct parser *ps, struct event *ev)
{
	struct packet *p = &ev->pkt;

	ev->kind = take(ps, "<") ? EV_IN : EV_OUT;
	if (ev->kind == EV_OUT)
		take(ps, ">");
	p->icmp = -1;
	p->win = -1;
	if (parse_ip(ps, p))
		return -1;
	if (take_word(ps, "icmp"))
		return parse_icmp(ps, p);
	return parse_ports(ps, p) || parse_tcp(ps, p) ? -1 : 0;
}
