// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * skbuff_oops - a report names the packet in hand and the way it came
 *
 * Where:   lib/oops.c asks for lines while it composes a report.
 * Mirrors: skb_dump() of net/core/skbuff.c in purpose; the way is ours.
 *
 * The packet may be what is wrong: it may have been freed, or overwritten. So
 * only fields of its own are read, no pointer of it is followed but names that
 * are looked at as numbers, and the address sanitizer is told to look away.
 */
#include "core/book.h"
#include "core/skbuff.h"
#include "core/trace.h"
#include "lib/oops.h"
#include "lib/sched.h"
#include "lib/vsprintf.h"

#define STEPS_MAX 24 /* the last ones */

#define __no_asan __attribute__((no_sanitize("address")))

/* What a report shows of a packet: a copy, taken with care. */
struct packet {
	u32 id, parent;
	unsigned int len, data_len, users;
	u16 born_at;
};

static __no_asan struct packet look_at(const struct sk_buff *skb)
{
	struct packet p = {
		.id = skb->id,
		.parent = skb->parent,
		.len = skb->len,
		.data_len = skb->data_len,
		.users = (unsigned int)skb->users.refs.counter,
		.born_at = skb->born_at,
	};

	return p;
}

struct steps {
	struct machine *machine;
	void (*line)(const char *fmt, ...);
	int skip;
};

static void count_step(void *data, const struct trace_rec *rec)
{
}

static void add_step(void *data, const struct trace_rec *rec)
{
	struct steps *s = data;
	char text[160];

	if (s->skip-- > 0)
		return;
	trace_print(s->machine, rec, text, sizeof(text));
	s->line("  %s", text);
}

/* Context: any, signal handlers too; the steps are there while tracing is on */
static void oops_packet(struct task_struct *t,
			void (*line)(const char *fmt, ...))
{
	struct steps s = {.line = line};
	const char *place;
	struct packet p;

	if (!t || !t->skb)
		return;
	p = look_at(t->skb);
	line("Packet: skb %u of %u bytes (%u in pages), %u user%s%s", p.id,
	     p.len, p.data_len, p.users, p.users == 1 ? "" : "s",
	     p.users ? "" : ": it has been freed");
	place = skb_born_at(t->machine, p.born_at);
	if (p.users && place)
		line("  born at %s", place);
	if (!t->machine->trace_on)
		return;
	s.machine = t->machine;
	s.skip =
		trace_biography(t->machine, p.id, count_step, NULL) - STEPS_MAX;
	trace_biography(t->machine, p.id, add_step, &s);
}

static void __attribute__((constructor)) skbuff_reports(void)
{
	oops_add_section(oops_packet);
}
