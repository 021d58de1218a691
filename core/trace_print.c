// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace_print - events by name, as text, and as the biography of a packet
 *
 * Where:   `trace`, `last`, `break`; oops reports.
 * Mirrors: the TP_printk() lines in purpose; one form for all events.
 */
#include <linux/errno.h>

#include "core/dropreason.h"
#include "core/trace_priv.h"
#include "lib/byteorder.h"
#include "lib/kernel.h"
#include "lib/seq_buf.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

#define KIND(k) (#k)[0]
#define D0(sys, name_)                                                         \
	[TRACE_##name_] = {.system = #sys, .name = #name_, .nargs = 0},
#define D1(sys, name_, k1, a1)                                                 \
	[TRACE_##name_] = {                                                    \
		.system = #sys,                                                \
		.name = #name_,                                                \
		.nargs = 1,                                                    \
		.kind = {KIND(k1)},                                            \
		.arg = {#a1},                                                  \
	},
#define D2(sys, name_, k1, a1, k2, a2)                                         \
	[TRACE_##name_] = {                                                    \
		.system = #sys,                                                \
		.name = #name_,                                                \
		.nargs = 2,                                                    \
		.kind = {KIND(k1), KIND(k2)},                                  \
		.arg = {#a1, #a2},                                             \
	},
#define D3(sys, name_, k1, a1, k2, a2, k3, a3)                                 \
	[TRACE_##name_] = {                                                    \
		.system = #sys,                                                \
		.name = #name_,                                                \
		.nargs = 3,                                                    \
		.kind = {KIND(k1), KIND(k2), KIND(k3)},                        \
		.arg = {#a1, #a2, #a3},                                        \
	},
#define D4(sys, name_, k1, a1, k2, a2, k3, a3, k4, a4)                         \
	[TRACE_##name_] = {                                                    \
		.system = #sys,                                                \
		.name = #name_,                                                \
		.nargs = 4,                                                    \
		.kind = {KIND(k1), KIND(k2), KIND(k3), KIND(k4)},              \
		.arg = {#a1, #a2, #a3, #a4},                                   \
	},

const struct trace_desc trace_descs[NR_TRACE_EVENTS] = {
	TRACE_EVENTS(D0, D1, D2, D3, D4)};
EXPORT_SYMBOL(trace_descs);

/* ---- selecting */

/* Whether the @len bytes at @word, with * and ?, fit all of @name. */
static bool glob(const char *word, size_t len, const char *name)
{
	const char *end = word + len, *star = NULL, *back = NULL;

	while (*name) {
		if (word < end && *word == '*') {
			star = ++word;
			back = name;
		} else if (word < end && (*word == '?' || *word == *name)) {
			word++;
			name++;
		} else if (star) {
			word = star;
			name = ++back;
		} else {
			return false;
		}
	}
	while (word < end && *word == '*')
		word++;
	return word == end;
}

static int trace_mask_word(struct trace_mask *mask, const char *word,
			   size_t len)
{
	const struct trace_desc *d;
	unsigned int i;
	int n = 0;

	for (i = 0; i < NR_TRACE_EVENTS; i++) {
		char full[64];

		d = &trace_descs[i];
		scnprintf(full, sizeof(full), "%s:%s", d->system, d->name);
		if (glob(word, len, full) || glob(word, len, d->name)) {
			mask->bits[i / BITS_PER_LONG] |= 1UL
							 << (i % BITS_PER_LONG);
			n++;
		}
	}
	return n;
}

/**
 * trace_mask_parse - "net:*,kfree_skb" as a set of events
 * @mask: filled in
 * @points: words with commas or blanks between them; * and ? as in a shell
 *
 * Context: any. Return: how many events, -ENOENT for a word that names none.
 */
int trace_mask_parse(struct trace_mask *mask, const char *points)
{
	size_t len;
	int n, sum = 0;

	memset(mask, 0, sizeof(*mask));
	for (; *points; points += len) {
		if (*points == ',' || *points == ' ') {
			len = 1;
			continue;
		}
		len = strcspn(points, ", ");
		n = trace_mask_word(mask, points, len);
		if (!n)
			return -ENOENT;
		sum += n;
	}
	return sum;
}
EXPORT_SYMBOL(trace_mask_parse);

/* ---- printing */

static const char *const tcp_state_names[] = {
	"?",	     "ESTABLISHED", "SYN_SENT",	    "SYN_RECV",	  "FIN_WAIT1",
	"FIN_WAIT2", "TIME_WAIT",   "CLOSE",	    "CLOSE_WAIT", "LAST_ACK",
	"LISTEN",    "CLOSING",	    "NEW_SYN_RECV",
};

static const char *const nf_verdict_names[] = {
	"DROP", "ACCEPT", "STOLEN", "QUEUE", "REPEAT", "STOP",
};

static const char *name_of(const char *const *names, unsigned int n, u64 v)
{
	return v < n ? names[v] : "?";
}

static const char *family_name(u64 family)
{
	switch (family) {
	case 2:
		return "inet";
	case 10:
		return "inet6";
	case 3:
		return "arp";
	case 5:
		return "netdev";
	case 7:
		return "bridge";
	default:
		return "?";
	}
}

static void trace_print_arg(struct seq_buf *s, struct machine *machine,
			    char kind, u64 v)
{
	__be32 addr = (__be32)v;

	switch (kind) {
	case 'N':
		seq_buf_puts(s, trace_name(machine, v));
		break;
	case 'A':
		seq_buf_printf(s, "%pI4", &addr);
		break;
	case 'P':
		seq_buf_printf(s, "0x%04x", ntohs((__be16)v));
		break;
	case 'X':
		seq_buf_printf(s, "0x%llx", (unsigned long long)v);
		break;
	case 'R':
		seq_buf_puts(s, skb_drop_reason_name((enum skb_drop_reason)v));
		break;
	case 'Q':
		seq_buf_printf(s, "%x:", (unsigned int)(v >> 16));
		if (v & 0xffff)
			seq_buf_printf(s, "%x", (unsigned int)(v & 0xffff));
		break;
	case 'V':
		seq_buf_puts(s,
			     name_of(nf_verdict_names,
				     ARRAY_SIZE(nf_verdict_names), v & 0xff));
		break;
	case 'S':
		seq_buf_puts(s, name_of(tcp_state_names,
					ARRAY_SIZE(tcp_state_names), v));
		break;
	case 'F':
		seq_buf_puts(s, family_name(v));
		break;
	case 'T':
		seq_buf_printf(s, "%lluns", (unsigned long long)v);
		break;
	case 'D':
	case 'E':
		seq_buf_printf(s, "%lld", (long long)v);
		break;
	default:
		seq_buf_printf(s, "%llu", (unsigned long long)v);
		break;
	}
}

/**
 * trace_print - one record as one line
 * @machine: whose record it is
 * @rec: the record
 * @buf: filled in, cut at @size
 * @size: of @buf, not 0
 *
 * Context: any. Return: length without the final zero.
 */
int trace_print(struct machine *machine, const struct trace_rec *rec, char *buf,
		size_t size)
{
	const struct trace_desc *d;
	struct seq_buf s;
	unsigned int i;

	seq_buf_init(&s, buf, size);
	if (rec->type >= NR_TRACE_EVENTS)
		return 0;
	d = &trace_descs[rec->type];
	seq_buf_printf(&s, "%4llu.%09llu %u ",
		       (unsigned long long)(rec->time / 1000000000),
		       (unsigned long long)(rec->time % 1000000000), rec->cpu);
	if (rec->skb) {
		seq_buf_printf(&s, "skb %u", rec->skb);
		if (rec->parent)
			seq_buf_printf(&s, "<%u", rec->parent);
		seq_buf_printf(&s, " [%u+%u] ", rec->headroom, rec->len);
	}
	seq_buf_printf(&s, "%s:%s", d->system, d->name);
	for (i = 0; i < d->nargs; i++) {
		seq_buf_printf(&s, " %s=", d->arg[i]);
		trace_print_arg(&s, machine, d->kind[i], rec->arg[i]);
	}
	return (int)strlen(seq_buf_str(&s));
}
EXPORT_SYMBOL(trace_print);

/* ---- biography */

struct lineage {
	u32 id[256];
	unsigned int n;
};

static bool lineage_has(const struct lineage *l, u32 id)
{
	unsigned int i;

	for (i = 0; i < l->n; i++) {
		if (l->id[i] == id)
			return true;
	}
	return false;
}

static void lineage_add(struct lineage *l, u32 id)
{
	if (id && l->n < ARRAY_SIZE(l->id) && !lineage_has(l, id))
		l->id[l->n++] = id;
}

/* A child's records follow its parent's, so passes repeat until none is new. */
static void lineage_up(struct machine *machine, struct lineage *l)
{
	struct trace_rec rec;
	unsigned int before;
	u64 cursor;

	do {
		before = l->n;
		for (cursor = 0; trace_next(machine, cursor, &rec);
		     cursor = rec.seq + 1) {
			if (rec.skb && lineage_has(l, rec.skb))
				lineage_add(l, rec.parent);
		}
	} while (l->n != before);
}

static void lineage_down(struct machine *machine, struct lineage *l)
{
	struct trace_rec rec;
	u64 cursor;

	for (cursor = 0; trace_next(machine, cursor, &rec);
	     cursor = rec.seq + 1) {
		if (rec.parent && lineage_has(l, rec.parent))
			lineage_add(l, rec.skb);
	}
}

int trace_biography(struct machine *machine, u32 skb,
		    void (*fn)(void *data, const struct trace_rec *rec),
		    void *data)
{
	struct lineage up = {.id = {skb}, .n = 1};
	struct lineage down = {.id = {skb}, .n = 1};
	struct trace_rec rec;
	u64 cursor;
	int n = 0;

	lineage_up(machine, &up);
	lineage_down(machine, &down);
	for (cursor = 0; trace_next(machine, cursor, &rec);
	     cursor = rec.seq + 1) {
		if (!rec.skb ||
		    !(lineage_has(&up, rec.skb) || lineage_has(&down, rec.skb)))
			continue;
		fn(data, &rec);
		n++;
	}
	return n;
}
EXPORT_SYMBOL(trace_biography);

u32 trace_last_skb(struct machine *machine)
{
	struct trace_rec rec;
	u64 cursor;
	u32 last = 0;

	for (cursor = 0; trace_next(machine, cursor, &rec);
	     cursor = rec.seq + 1) {
		if (rec.type == TRACE_kfree_skb ||
		    rec.type == TRACE_consume_skb ||
		    rec.type == TRACE_skb_xmit_done ||
		    rec.type == TRACE_skb_merged)
			last = rec.skb;
	}
	return last;
}
EXPORT_SYMBOL(trace_last_skb);
