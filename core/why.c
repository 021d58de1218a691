// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why - find what packets died of, and say it
 *
 * Where:   `why drops`, `why SKB`, st_why().
 * Mirrors: nothing in the kernel.
 *
 * Drops are what the two books and softnet_stat have counted: frames that the
 * card lost, packets by reason, budgets. SOCKET_RCVBUFF has two causes, which
 * the sockets' own book tells apart. One packet's end is in the rings of
 * events, as long as they remember it.
 */
#include "core/why.h"

#include <linux/errno.h>

#include "core/book.h"
#include "core/datagram.h"
#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/show.h"
#include "core/softnet.h"
#include "core/trace_priv.h"
#include "lib/kernel.h"
#include "lib/kstrtox.h"
#include "lib/slab.h"
#include "lib/string.h"

#define WIDTH  79
#define INDENT 10

/* The last packet that died of each reason, as the events tell. */
struct last_drops {
	struct {
		u32 skb;
		u64 func, line;
	} of[SKB_DROP_REASON_MAX];
};

static const struct show_col cols[] = {
	{"cause", -18},	  {"count", 12},  {"device", -8},
	{"what", -30},	  {"where", -30}, {"last", -30},
	{"counter", -30}, {"look", -30},  {"try", -30},
};

/* ---- one cause -----------------------------------------------------------
 */

/* "  try     a larger …", on lines of at most WIDTH letters. */
static void put_wrapped(struct show *s, const char *key, const char *text)
{
	size_t room = WIDTH - INDENT, len = strlen(text);

	while (len > room) {
		size_t cut = room;

		while (cut > 1 && text[cut] != ' ')
			cut--;
		show_line(s, "  %-8s%.*s", key, (int)cut, text);
		key = "";
		text += cut + 1;
		len -= cut + 1;
	}
	show_line(s, "  %-8s%s", key, text);
}

/* One text with each %s the name of @dev. */
static const char *with_device(const char *text, const char *dev, char *buf,
			       size_t size)
{
	size_t used = 0;

	for (; *text && used < size - 1; text++) {
		if (text[0] != '%' || text[1] != 's') {
			buf[used++] = *text;
			continue;
		}
		used += (size_t)scnprintf(buf + used, size - used, "%s", dev);
		text++;
	}
	buf[used] = '\0';
	return buf;
}

struct cause {
	const char *name;
	u64 count;
	const char *dev; /* "" when of no device */
	const char *last;
	const struct why_text *text;
};

static void put_cause(struct show *s, const struct cause *c)
{
	const struct why_text *t = c->text;
	char look[160], cure[160];

	with_device(t->look, c->dev, look, sizeof(look));
	with_device(t->try, c->dev, cure, sizeof(cure));
	if (!s->json) {
		show_line(s, "%llu %s%s%s", c->count, c->name,
			  *c->dev ? " on " : "", c->dev);
		put_wrapped(s, "what", t->what);
		put_wrapped(s, "where", t->where);
		if (*c->last)
			put_wrapped(s, "last", c->last);
		put_wrapped(s, "counter", t->counter);
		put_wrapped(s, "look", look);
		put_wrapped(s, "try", cure);
		return;
	}
	show_cell(s, "%s", c->name);
	show_cell_num(s, c->count);
	show_cell(s, "%s", c->dev);
	show_cell(s, "%s", t->what);
	show_cell(s, "%s", t->where);
	show_cell(s, "%s", c->last);
	show_cell(s, "%s", t->counter);
	show_cell(s, "%s", look);
	show_cell(s, "%s", cure);
}

/* Return: 1 when there is something to tell. */
static unsigned int put_counted(struct show *s, enum why_cause cause,
				const char *name, u64 count, const char *dev)
{
	const struct cause c = {.name = name,
				.count = count,
				.dev = dev,
				.last = "",
				.text = why_cause_text(cause)};

	if (count)
		put_cause(s, &c);
	return count != 0;
}

/* ---- drops ---------------------------------------------------------------
 */

static unsigned int device_causes(struct show *s, struct net_device *dev)
{
	u64 missed = 0, no_buffer = 0, errors = 0;
	unsigned int n = 0;

	for (unsigned int q = 0; q < dev->num_rx_queues; q++) {
		missed += dev->_rx[q].book.missed;
		no_buffer += dev->_rx[q].book.no_buffer;
		errors += dev->_rx[q].book.errors;
	}
	n += put_counted(s, WHY_RING_FULL, "ring full", missed, dev->name);
	n += put_counted(s, WHY_NO_BUFFER, "no buffer", no_buffer, dev->name);
	n += put_counted(s, WHY_FRAME_ERROR, "hardware error", errors,
			 dev->name);
	return n;
}

static unsigned int budget_cause(struct show *s)
{
	struct cpu *c;
	u64 n = 0;

	for_each_cpu_of (current_machine(), c)
		n += softnet_data_of(c)->time_squeeze;
	return put_counted(s, WHY_BUDGET, "budget", n, "");
}

/* Both are SOCKET_RCVBUFF in the book. Return: how many causes. */
static unsigned int socket_causes(struct show *s, u64 *booked)
{
	struct sock_full_stats full;
	unsigned int n;

	sock_full_read(current_machine(), &full);
	n = put_counted(s, WHY_SMALL_BUFFER, "socket buffer full",
			full.small_buffer, "");
	n += put_counted(s, WHY_SLOW_READER, "slow application",
			 full.slow_reader, "");
	*booked -= min(*booked, full.small_buffer + full.slow_reader);
	return n;
}

static struct last_drops *find_last_drops(void)
{
	struct last_drops *last = kzalloc(sizeof(*last), GFP_KERNEL);
	struct trace_rec rec;

	for (u64 cursor = 0;
	     last && trace_next(current_machine(), cursor, &rec);
	     cursor = rec.seq + 1) {
		if (rec.type != TRACE_kfree_skb ||
		    rec.arg[0] >= SKB_DROP_REASON_MAX)
			continue;
		last->of[rec.arg[0]].skb = rec.skb;
		last->of[rec.arg[0]].func = rec.arg[1];
		last->of[rec.arg[0]].line = rec.arg[2];
	}
	return last;
}

static void put_reason(struct show *s, enum skb_drop_reason reason, u64 count,
		       const struct last_drops *last)
{
	struct why_text text = why_reason_text(reason);
	char where[120] = "";

	if (last->of[reason].skb)
		scnprintf(where, sizeof(where),
			  "skb %u in %s(), line %llu: `last %u` tells its way",
			  last->of[reason].skb,
			  trace_name(current_machine(), last->of[reason].func),
			  last->of[reason].line, last->of[reason].skb);
	put_cause(s, &(struct cause){.name = skb_drop_reason_name(reason),
				     .count = count,
				     .dev = "",
				     .last = where,
				     .text = &text});
}

static unsigned int all_causes(struct show *s, struct skb_book *book,
			       const struct last_drops *last)
{
	struct net_device *dev;
	unsigned int n = 0;

	rtnl_lock();
	for_each_netdev (s->net, dev)
		n += device_causes(s, dev);
	rtnl_unlock();
	n += budget_cause(s);
	n += socket_causes(s, &book->drops[SKB_DROP_REASON_SOCKET_RCVBUFF]);
	for (unsigned int r = 0; r < SKB_DROP_REASON_MAX; r++) {
		if (!book->drops[r])
			continue;
		put_reason(s, (enum skb_drop_reason)r, book->drops[r], last);
		n++;
	}
	return n;
}

static int why_drops(struct show *s)
{
	struct last_drops *last = find_last_drops();
	struct skb_book *book = kmalloc(sizeof(*book), GFP_KERNEL);
	int err = 0;

	if (!last || !book) {
		err = show_fail(s, -ENOMEM, "out of memory");
		goto out;
	}
	book_read(current_machine(), book);
	if (s->json)
		SHOW_TABLE(s, "causes", cols);
	if (!all_causes(s, book, last))
		show_line(s, "nothing was dropped: `show books` has the "
			     "account");
	if (s->json)
		show_table_end(s);
out:
	kfree(book);
	kfree(last);
	return err;
}

/* ---- one packet ----------------------------------------------------------
 */

/* Return: whether it is remembered; @end: its last event. */
static bool find_end(u32 skb, struct trace_rec *end)
{
	struct trace_rec rec;
	bool found = false;

	for (u64 cursor = 0; trace_next(current_machine(), cursor, &rec);
	     cursor = rec.seq + 1) {
		if (rec.skb != skb)
			continue;
		*end = rec;
		found = true;
	}
	return found;
}

static const char *good_end(u8 type)
{
	switch (type) {
	case TRACE_consume_skb:
		return "it reached its end: who it was for has it";
	case TRACE_skb_xmit_done:
		return "the device has sent it";
	case TRACE_skb_merged:
		return "its bytes are part of another packet";
	default:
		return "nothing yet: it lives, or died when nobody watched";
	}
}

static int why_skb(struct show *s, u32 skb)
{
	struct last_drops *last;
	struct trace_rec end = {0};
	unsigned int reason;

	if (!find_end(skb, &end))
		return show_fail(s, -ENOENT,
				 "skb %u is not remembered: `trace on`, then "
				 "`last` or `trace kfree_skb` tell numbers",
				 skb);
	if (end.type != TRACE_kfree_skb) {
		show_num(s, "skb", skb);
		show_str(s, "event", "%s:%s", trace_descs[end.type].system,
			 trace_descs[end.type].name);
		show_str(s, "what", "%s", good_end(end.type));
		return 0;
	}
	last = kzalloc(sizeof(*last), GFP_KERNEL);
	if (!last)
		return show_fail(s, -ENOMEM, "out of memory");
	reason = (unsigned int)min_t(u64, end.arg[0], SKB_DROP_REASON_MAX - 1);
	last->of[reason].skb = skb;
	last->of[reason].func = end.arg[1];
	last->of[reason].line = end.arg[2];
	if (s->json)
		SHOW_TABLE(s, "causes", cols);
	put_reason(s, (enum skb_drop_reason)reason, 1, last);
	if (s->json)
		show_table_end(s);
	kfree(last);
	return 0;
}

static int show_why(struct show *s)
{
	u32 skb;

	if (s->argc == 1 && !strcmp(s->argv[0], "drops"))
		return why_drops(s);
	if (s->argc == 1 && !kstrtou32(s->argv[0], 10, &skb) && skb)
		return why_skb(s, skb);
	return show_fail(s, -EINVAL,
			 "why what? `why drops`, or `why 17` for a packet that "
			 "`last` or `trace` names");
}

const struct view why_view = {
	.name = "why",
	.args = "drops|SKB",
	.what = "what packets died of, where, and what would help",
	.show = show_why,
};
