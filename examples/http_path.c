// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http_path - the page that tells the way of the request that asked for it
 *
 * Where:   http.c's GET /; st_recv_packets() named the packets, st_story()
 *          tells each one's events.
 * Mirrors: nothing.
 *
 * A table says which events are steps and how each reads; words in braces are
 * arguments of the event. The times are the events' own. Live, the clock is
 * read once for a whole poll, so most steps of a poll stand at one time; in
 * virtual time they take what the host's cost table says.
 */
#include "examples/http.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct step_kind {
	const char *event; /* "system:name" */
	const char *layer;
	const char *text; /* with {argument} */
	int of_packet;	  /* the event has the packet in hand */
};

/* In the order of the way; an event that comes twice is told twice. */
static const struct step_kind kinds[] = {
	{"nic:nic_dma", "RX ring",
	 "the NIC writes slot {desc} of {dev}, queue {queue}, by DMA", 0},
	{"irq:irq_handler_entry", "IRQ",
	 "line {irq}, {name}: the handler masks it", 0},
	{"napi:napi_schedule", "IRQ", "NAPI {napi_id} of {dev} is scheduled",
	 0},
	{"irq:softirq_entry", "softirq", "NET_RX: net_rx_action()", 0},
	{"nic:nic_rx", "driver",
	 "poll() takes slot {desc}: {len} bytes become packet {skb}", 1},
	{"net:napi_gro_receive_entry", "GRO",
	 "napi_gro_receive(): is there more of this flow?", 1},
	{"net:gro_merge", "GRO", "merged into packet {into}, {count} now", 1},
	{"net:gro_flush", "GRO", "goes up with {count} segments", 1},
	{"net:rps_enqueue", "RPS", "to CPU {cpu}, {qlen} wait there", 1},
	{"net:netif_receive_skb", "core", "__netif_receive_skb(): IPv4", 1},
	{"ip:ip_rcv", "IP", "ip_rcv(): from {saddr} to {daddr}, TTL {ttl}", 1},
	{"netfilter:nf_hook", "netfilter",
	 "hook {hook}, priority {priority}: {verdict}", 1},
	{"fib:fib_table_lookup", "route", "table {table}: for this host", 0},
	{"ip:ip_local_deliver", "IP", "ip_local_deliver(): protocol {protocol}",
	 1},
	{"tcp:tcp_rcv", "TCP",
	 "tcp_v4_rcv(): port {sport} to {dport}, seq {seq}", 1},
	{"sock:sock_queue_rcv", "socket",
	 "into the receive queue, which holds {rmem_alloc} bytes", 1},
	{"sock:sk_data_ready", "socket", "sk_data_ready(): the epoll is woken",
	 0},
	{"napi:napi_poll", "NAPI",
	 "the poll ends: a batch of {work}, the budget is {budget}", 0},
	{"skb:skb_copy_datagram_iovec", "reader",
	 "{len} bytes are copied to this server", 1},
};
#define NR_KINDS (sizeof(kinds) / sizeof(*kinds))

#define MAX_STEPS 40

struct step {
	const struct step_kind *kind;
	uint64_t time, seq;
	char args[200]; /* "dev=eth0 queue=0" */
};

struct way {
	uint32_t skb;
	struct step step[MAX_STEPS];
	unsigned int nr;
	int gro_alone; /* nothing was merged into it */
	int polled;    /* no interrupt: the NIC was being polled */
};

/* ---- reading -------------------------------------------------------------
 */

/* The word "system:name" and what is behind it, in a line of the event log. */
static const char *event_of(const char *line, size_t *len)
{
	const char *colon = strchr(line, ':'), *p;

	while (colon && (colon[1] < 'a' || colon[1] > 'z'))
		colon = strchr(colon + 1, ':');
	if (!colon)
		return NULL;
	for (p = colon; p > line && p[-1] != ' ';)
		p--;
	*len = strcspn(p, " ");
	return p;
}

static const struct step_kind *find_kind(const char *name, size_t len)
{
	for (size_t i = 0; i < NR_KINDS; i++)
		if (strlen(kinds[i].event) == len &&
		    !strncmp(kinds[i].event, name, len))
			return &kinds[i];
	return NULL;
}

static void note_event(void *data, const struct st_event *ev, const char *text)
{
	struct way *w = data;
	size_t len = 0;
	const char *name = event_of(text, &len);
	const struct step_kind *kind = name ? find_kind(name, len) : NULL;
	struct step *s = &w->step[w->nr];

	if (!kind || w->nr == MAX_STEPS || (kind->of_packet && !ev->skb))
		return;
	/* an answer that was made meanwhile is another packet */
	if (kind->of_packet && ev->skb != w->skb)
		return;
	/* its route: behind our own, in front of our delivery */
	if (!strcmp(kind->layer, "route") &&
	    (!w->nr || strcmp(s[-1].kind->event, "ip:ip_rcv")))
		return;
	s->kind = kind;
	s->time = ev->time;
	s->seq = ev->seq;
	snprintf(s->args, sizeof(s->args), "%s",
		 name[len] ? name + len + 1 : "");
	w->nr++;
}

static int met(const struct way *w, const char *event)
{
	for (unsigned int i = 0; i < w->nr; i++)
		if (!strcmp(w->step[i].kind->event, event))
			return 1;
	return 0;
}

static int by_seq(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int read_way(struct st_host *h, uint32_t skb, struct way *w)
{
	memset(w, 0, sizeof(*w));
	w->skb = skb;
	st_story(h, skb, note_event, w);
	qsort(w->step, w->nr, sizeof(*w->step), by_seq);
	w->gro_alone = !met(w, "net:gro_merge") && !met(w, "net:gro_flush");
	w->polled = met(w, "nic:nic_rx") && !met(w, "irq:irq_handler_entry");
	return w->nr > 0;
}

/* The value of @name in the event's arguments; "" if it has none. */
static void value_of(const struct step *s, uint32_t skb, const char *name,
		     size_t len, char *value, size_t room)
{
	const char *p = s->args;

	value[0] = '\0';
	if (len == 3 && !strncmp(name, "skb", 3))
		snprintf(value, room, "%u", skb);
	while (*p && !value[0]) {
		size_t word = strcspn(p, " ");

		if (word > len && !strncmp(p, name, len) && p[len] == '=')
			snprintf(value, room, "%.*s", (int)(word - len - 1),
				 p + len + 1);
		p += word + (p[word] == ' ');
	}
}

/* The sentence of a step, its braces filled in. */
static void sentence(const struct way *w, const struct step *s, char *to,
		     size_t room)
{
	size_t used = 0;

	for (const char *p = s->kind->text; *p && used + 1 < room;) {
		size_t len = *p == '{' ? strcspn(p, "}") : 0;
		char value[64];

		if (!len) {
			to[used++] = *p++;
			continue;
		}
		value_of(s, w->skb, p + 1, len - 1, value, sizeof(value));
		used += (size_t)snprintf(to + used, room - used, "%s", value);
		p += len + 1;
	}
	to[used < room ? used : room - 1] = '\0';
}

/* ---- text ----------------------------------------------------------------
 */

static void ns_text(char *buf, size_t room, uint64_t ns)
{
	if (ns < 10000)
		snprintf(buf, room, "%" PRIu64 " ns", ns);
	else if (ns < 10000000)
		snprintf(buf, room, "%.1f us", (double)ns / 1e3);
	else
		snprintf(buf, room, "%.1f ms", (double)ns / 1e6);
}

static void steps_text(struct http_text *t, const struct way *w)
{
	char at[32], text[128];

	for (unsigned int i = 0; i < w->nr; i++) {
		const struct step *s = &w->step[i];

		ns_text(at, sizeof(at), s->time - w->step[0].time);
		sentence(w, s, text, sizeof(text));
		http_add(t, "%2u %10s  %-9s %s\n", i + 1, at, s->kind->layer,
			 text);
	}
}

/* What is not among the steps, and why. */
static void remarks(struct http_text *t, const struct way *w,
		    const char *before, const char *behind)
{
	if (w->polled)
		http_add(t,
			 "%sNo interrupt was needed: NAPI was polling "
			 "already.%s\n",
			 before, behind);
	if (w->gro_alone && met(w, "net:napi_gro_receive_entry"))
		http_add(t,
			 "%sGRO had nothing to merge it with: it went up "
			 "alone.%s\n",
			 before, behind);
}

static void page_text(struct http_text *t, const struct http_origin *o,
		      const struct way *w, int n)
{
	http_add(t,
		 "This is Strata, a network stack in one process. Your "
		 "request,\n%zu bytes from %s to %s, came in %d packet%s.\n",
		 o->bytes, o->from, o->to, n, n == 1 ? "" : "s");
	for (int i = 0; i < n; i++) {
		http_add(t, "\npacket %u, the way up\n", w[i].skb);
		steps_text(t, &w[i]);
		remarks(t, &w[i], "   ", "");
	}
	if (!n)
		http_add(t, "\nIts way is not known: events are off, or older "
			    "than what is kept.\n");
	http_add(t, "\nNext: /bytes/1000000, PUT /, and in the shell: last "
		    "tcp_rcv\n");
}

/* ---- HTML ----------------------------------------------------------------
 */

static void page_html(struct http_text *t, const struct http_origin *o,
		      const struct way *w, int n)
{
	char at[32], text[128];

	http_add(t,
		 "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
		 "charset=\"utf-8\"><title>Strata</title></head><body>\n"
		 "<h1>The way of your request</h1>\n<p>%zu bytes from %s to "
		 "%s, in %d packet%s.</p>\n",
		 o->bytes, o->from, o->to, n, n == 1 ? "" : "s");
	for (int i = 0; i < n; i++) {
		http_add(t, "<h2>Packet %u</h2>\n<table>\n", w[i].skb);
		for (unsigned int k = 0; k < w[i].nr; k++) {
			const struct step *s = &w[i].step[k];

			ns_text(at, sizeof(at), s->time - w[i].step[0].time);
			sentence(&w[i], s, text, sizeof(text));
			http_add(t,
				 "<tr><td>%u</td><td>%s</td><td>%s</td><td>%s"
				 "</td></tr>\n",
				 k + 1, at, s->kind->layer, text);
		}
		http_add(t, "</table>\n");
		remarks(t, &w[i], "<p>", "</p>");
	}
	http_add(t, "</body></html>\n");
}

/* ---- JSON ----------------------------------------------------------------
 */

/* "dev=eth0 queue=0" as members; the values have no quotes in them. */
static void args_json(struct http_text *t, const char *args)
{
	const char *p = args;

	http_add(t, "\"args\":{");
	while (*p) {
		size_t word = strcspn(p, " "), key = strcspn(p, "= ");

		if (key < word)
			http_add(t, "%s\"%.*s\":\"%.*s\"", p > args ? "," : "",
				 (int)key, p, (int)(word - key - 1),
				 p + key + 1);
		p += word + (p[word] == ' ');
	}
	http_add(t, "}");
}

static void page_json(struct http_text *t, const struct http_origin *o,
		      const struct way *w, int n)
{
	http_add(t,
		 "{\"from\":\"%s\",\"to\":\"%s\",\"bytes\":%zu,\"packets\":[",
		 o->from, o->to, o->bytes);
	for (int i = 0; i < n; i++) {
		http_add(t, "%s\n{\"skb\":%u,\"steps\":[", i ? "," : "",
			 w[i].skb);
		for (unsigned int k = 0; k < w[i].nr; k++) {
			const struct step *s = &w[i].step[k];

			http_add(t,
				 "%s\n {\"step\":%u,\"layer\":\"%s\","
				 "\"event\":\"%s\",\"time_ns\":%" PRIu64
				 ",\"since_ns\":%" PRIu64 ",",
				 k ? "," : "", k + 1, s->kind->layer,
				 s->kind->event, s->time,
				 s->time - w[i].step[0].time);
			args_json(t, s->args);
			http_add(t, "}");
		}
		http_add(t, "]}");
	}
	http_add(t, "]}\n");
}

void http_path_page(struct http_text *t, const struct http_origin *o,
		    enum http_format format)
{
	struct way *w = calloc(HTTP_PACKETS, sizeof(*w));
	int n = 0;

	if (!w) {
		t->failed = 1;
		return;
	}
	for (int i = 0; i < o->nr; i++)
		n += read_way(o->h, o->skb[i], &w[n]);
	if (format == HTTP_JSON)
		page_json(t, o, w, n);
	else if (format == HTTP_HTML)
		page_html(t, o, w, n);
	else
		page_text(t, o, w, n);
	free(w);
}
