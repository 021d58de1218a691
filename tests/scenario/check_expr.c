// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check_expr - %{ assert tcpi_unacked == 1 and tcpi_state == TCP_CLOSE_WAIT }%
 *
 * Where:   run.c, at each line with %{ }%.
 * Mirrors: the part of python that packetdrill's scripts use: or, and, not,
 *          comparisons, | & + - * / %, brackets; print is passed over.
 * Spec:    tcp(7), TCP_INFO.
 */
#include "tests/scenario/run.h"

#include <ctype.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct field {
	const char *name;
	size_t at, size;
};

#define F(name)                                                                \
	{                                                                      \
#name, offsetof(struct tcp_info, name),                        \
			sizeof(((struct tcp_info *)0)->name)                   \
	}

static const struct field fields[] = {
	F(tcpi_state),
	F(tcpi_ca_state),
	F(tcpi_retransmits),
	F(tcpi_probes),
	F(tcpi_backoff),
	F(tcpi_options),
	F(tcpi_rto),
	F(tcpi_ato),
	F(tcpi_snd_mss),
	F(tcpi_rcv_mss),
	F(tcpi_unacked),
	F(tcpi_sacked),
	F(tcpi_lost),
	F(tcpi_retrans),
	F(tcpi_fackets),
	F(tcpi_last_data_sent),
	F(tcpi_last_ack_sent),
	F(tcpi_last_data_recv),
	F(tcpi_last_ack_recv),
	F(tcpi_pmtu),
	F(tcpi_rcv_ssthresh),
	F(tcpi_rtt),
	F(tcpi_rttvar),
	F(tcpi_snd_ssthresh),
	F(tcpi_snd_cwnd),
	F(tcpi_advmss),
	F(tcpi_reordering),
	F(tcpi_rcv_rtt),
	F(tcpi_rcv_space),
	F(tcpi_total_retrans),
	F(tcpi_pacing_rate),
	F(tcpi_bytes_acked),
	F(tcpi_bytes_received),
	F(tcpi_segs_out),
	F(tcpi_segs_in),
	F(tcpi_notsent_bytes),
	F(tcpi_min_rtt),
	F(tcpi_data_segs_in),
	F(tcpi_data_segs_out),
	F(tcpi_delivery_rate),
	F(tcpi_busy_time),
	F(tcpi_rwnd_limited),
	F(tcpi_sndbuf_limited),
	F(tcpi_delivered),
	F(tcpi_delivered_ce),
	F(tcpi_bytes_sent),
	F(tcpi_bytes_retrans),
	F(tcpi_dsack_dups),
	F(tcpi_reord_seen),
	F(tcpi_rcv_ooopack),
	F(tcpi_snd_wnd),
};

struct expr {
	const char *p;
	struct tcp_info info;
	bool have_info; /* asked for, and there */
	const char *error;
	char word[64];
};

static int64_t expr_or(struct expr *e);

static void spaces(struct expr *e)
{
	while (*e->p == ' ' || *e->p == '\t')
		e->p++;
}

static bool op(struct expr *e, const char *text)
{
	size_t n = strlen(text);

	spaces(e);
	if (strncmp(e->p, text, n) ||
	    (isalpha((unsigned char)*text) &&
	     (isalnum((unsigned char)e->p[n]) || e->p[n] == '_')))
		return false;
	e->p += n;
	return true;
}

static int64_t field_value(struct expr *e)
{
	const uint8_t *base = (const uint8_t *)&e->info;
	uint64_t v = 0;

	if (!e->have_info)
		e->error = "no TCP_INFO: the socket is closed";
	if (!strcmp(e->word, "tcpi_snd_wscale"))
		return e->info.tcpi_snd_wscale;
	if (!strcmp(e->word, "tcpi_rcv_wscale"))
		return e->info.tcpi_rcv_wscale;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (strcmp(fields[i].name, e->word))
			continue;
		memcpy(&v, base + fields[i].at, fields[i].size);
		return (int64_t)v;
	}
	e->error = "no such field of TCP_INFO";
	return 0;
}

static int64_t expr_one(struct expr *e)
{
	char *end;
	int64_t v;
	size_t n = 0;

	spaces(e);
	if (op(e, "(")) {
		v = expr_or(e);
		if (!op(e, ")"))
			e->error = ") is missing";
		return v;
	}
	if (op(e, "-"))
		return -expr_one(e);
	if (isdigit((unsigned char)*e->p)) {
		v = strtoll(e->p, &end, 0);
		e->p = end;
		return v;
	}
	while (isalnum((unsigned char)e->p[n]) || e->p[n] == '_')
		n++;
	if (!n || n >= sizeof(e->word)) {
		e->error = "a value is missing";
		return 0;
	}
	memcpy(e->word, e->p, n);
	e->word[n] = '\0';
	e->p += n;
	if (!strncmp(e->word, "tcpi_", 5))
		return field_value(e);
	if (!symbol_find(e->word, &v))
		e->error = "no such name";
	return v;
}

static int64_t expr_mul(struct expr *e)
{
	int64_t v = expr_one(e), w;

	for (;;) {
		if (op(e, "*")) {
			v *= expr_one(e);
		} else if (op(e, "/") || op(e, "%")) {
			char which = e->p[-1];

			w = expr_one(e);
			if (!w)
				e->error = "divided by 0";
			else
				v = which == '/' ? v / w : v % w;
		} else {
			return v;
		}
	}
}

static int64_t expr_add(struct expr *e)
{
	int64_t v = expr_mul(e);

	for (;;) {
		if (op(e, "+"))
			v += expr_mul(e);
		else if (op(e, "-"))
			v -= expr_mul(e);
		else
			return v;
	}
}

static int64_t expr_bits(struct expr *e)
{
	int64_t v = expr_add(e);

	for (;;) {
		if (op(e, "&"))
			v &= expr_add(e);
		else if (op(e, "|"))
			v |= expr_add(e);
		else
			return v;
	}
}

static int64_t expr_compare(struct expr *e)
{
	int64_t v = expr_bits(e);

	if (op(e, "=="))
		return v == expr_bits(e);
	if (op(e, "!="))
		return v != expr_bits(e);
	if (op(e, "<="))
		return v <= expr_bits(e);
	if (op(e, ">="))
		return v >= expr_bits(e);
	if (op(e, "<"))
		return v < expr_bits(e);
	if (op(e, ">"))
		return v > expr_bits(e);
	return v;
}

static int64_t expr_not(struct expr *e)
{
	return op(e, "not") ? !expr_not(e) : expr_compare(e);
}

static int64_t expr_and(struct expr *e)
{
	int64_t v = expr_not(e), w;

	while (op(e, "and")) {
		w = expr_not(e);
		v = v && w;
	}
	return v;
}

static int64_t expr_or(struct expr *e)
{
	int64_t v = expr_and(e), w;

	while (op(e, "or")) {
		w = expr_and(e);
		v = v || w;
	}
	return v;
}

/* "assert EXPRESSION[, what python would print]" */
static int check_assert(struct run *r, int line, struct expr *e)
{
	const char *start = e->p;
	int64_t v = expr_or(e);
	int n = (int)(e->p - start);

	spaces(e);
	if (!e->error && *e->p && *e->p != ',' && *e->p != '\n')
		e->error = "this is not understood";
	if (e->error)
		return run_fail(r, line, "%s: %s", start, e->error);
	if (v)
		return 0;
	v = strncmp(e->word, "tcpi_", 5) ? 0 : field_value(e);
	return run_fail(r, line, "assert%.*s is false (%s: %lld)", n, start,
			e->word, (long long)v);
}

int check_code(struct run *r, struct event *ev)
{
	struct expr e = {.p = NULL};
	unsigned int len = sizeof(e.info);
	char *text = strdup(ev->text), *save = NULL, *s;
	int err = 0;

	e.have_info = !getsockopt_fd(r, r->info_fd, IPPROTO_TCP, TCP_INFO,
				     &e.info, &len);
	for (s = strtok_r(text, "\n;", &save); s && !err;
	     s = strtok_r(NULL, "\n;", &save)) {
		s += strspn(s, " \t");
		if (!*s || *s == '#' || !strncmp(s, "print", 5))
			continue;
		if (strncmp(s, "assert", 6)) {
			err = run_fail(r, ev->line, "only assert here: %s", s);
			break;
		}
		e.p = s + 6;
		err = check_assert(r, ev->line, &e);
	}
	free(text);
	return err;
}
