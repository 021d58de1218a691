// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * perf_print - one event as perf trace prints a tracepoint
 *
 * Where:   cmd_perf.c, and its test.
 * Mirrors: tools/perf/builtin-trace.c in form: skbaddr is the packet's number,
 *          location its symbol, reason its name.
 */
#include "shell/daemon.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/dropreason.h"
#include "lib/byteorder.h"
#include "shell/watch.h"

struct line {
	char *buf;
	size_t size, used;
	bool field; /* something stands in the brackets */
};

static void put(struct line *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void put(struct line *l, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->buf + l->used, l->size - l->used, fmt, ap);
	va_end(ap);
	if (n > 0)
		l->used += (size_t)n < l->size - l->used
				   ? (size_t)n
				   : l->size - l->used - 1;
}

static void put_name(struct line *l, const char *name)
{
	put(l, "%s%s: ", l->field ? ", " : "", name);
	l->field = true;
}

static void put_arg(struct line *l, struct machine *machine, char kind,
		    u64 value)
{
	u32 addr = (u32)value;
	u8 *b = (u8 *)&addr;

	switch (kind) {
	case 'N':
		put(l, "\"%s\"", trace_name(machine, value));
		break;
	case 'A':
		put(l, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
		break;
	case 'P':
		put(l, "%u", ntohs((__be16)value));
		break;
	case 'R':
		put(l, "%s", skb_drop_reason_name((enum skb_drop_reason)value));
		break;
	case 'X':
	case 'Q':
		put(l, "0x%llx", (unsigned long long)value);
		break;
	case 'D':
	case 'E':
	case 'S':
		put(l, "%lld", (long long)value);
		break;
	default:
		put(l, "%llu", (unsigned long long)value);
		break;
	}
}

/* The kernel's fields in the kernel's order. */
static void put_kfree_skb(struct line *l, struct machine *machine,
			  const struct trace_rec *rec, const char *at)
{
	put_name(l, "location");
	if (at)
		put(l, "%s", at);
	else
		put(l, "%s:%llu", trace_name(machine, rec->arg[1]),
		    (unsigned long long)rec->arg[2]);
	put_name(l, "protocol");
	put_arg(l, machine, 'P', rec->arg[3]);
	put_name(l, "reason");
	put_arg(l, machine, 'R', rec->arg[0]);
}

void perf_print(struct machine *machine, const struct trace_rec *rec,
		const char *at, char *buf, size_t size)
{
	struct line l = {.buf = buf, .size = size};
	const struct trace_desc *d = &trace_descs[rec->type];

	put(&l, "%s:%s(", d->system, d->name);
	if (rec->skb) {
		put_name(&l, "skbaddr");
		put(&l, "%u", rec->skb);
	}
	if (rec->type == TRACE_kfree_skb) {
		put_kfree_skb(&l, machine, rec, at);
	} else {
		for (unsigned int i = 0; i < d->nargs; i++) {
			put_name(&l, d->arg[i]);
			put_arg(&l, machine, d->kind[i], rec->arg[i]);
		}
	}
	put(&l, ")");
}
