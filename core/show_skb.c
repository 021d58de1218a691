// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_skb - the views of packets: skb, books
 *
 * Where:   `show skb`, `show skb 17 --layout`, `show books`.
 * Mirrors: nothing in the kernel; core/book.h and core/trace.h have the facts.
 */
#include "core/book.h"
#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/show.h"
#include "core/skb_layout.h"
#include "core/trace.h"
#include "lib/kernel.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

/* ---- skb -----------------------------------------------------------------
 */

static const struct show_col live_cols[] = {
	{"skb", 8}, {"parent", 8}, {"birth", -8},
	{"len", 6}, {"users", 5},  {"born_at", -30},
};

static void live_row(void *data, const struct skb_live *one)
{
	struct show *s = data;

	show_cell_num(s, one->id);
	show_cell_num(s, one->parent);
	show_cell(s, "%s", skb_birth_name(one->birth));
	show_cell_num(s, one->len);
	show_cell_num(s, one->users);
	show_cell(s, "%s", one->born_at ? one->born_at : "?");
}

static int show_alive(struct show *s)
{
	s64 alive = book_alive(current_machine());

	show_num(s, "alive", (u64)alive);
	if (alive)
		show_line(s, "the list is kept by builds with sanitizers:");
	SHOW_TABLE(s, "packets", live_cols);
	book_for_each_live(current_machine(), live_row, s);
	show_table_end(s);
	return 0;
}

struct skb_view {
	struct show *s;
	unsigned int steps;
};

static const struct show_col step_cols[] = {
	{"time_ns", 14}, {"skb", 8},	 {"len", 6},
	{"headroom", 8}, {"event", -24},
};

static void one_step(void *data, const struct trace_rec *rec)
{
	struct skb_view *v = data;

	if (!v->steps++)
		SHOW_TABLE(v->s, "steps", step_cols);
	show_cell_num(v->s, rec->time);
	show_cell_num(v->s, rec->skb);
	show_cell_num(v->s, rec->len);
	show_cell_num(v->s, rec->headroom);
	show_cell(v->s, "%s", trace_descs[rec->type].name);
}

/* Context: the book's list is locked. */
static void draw(void *data, const struct sk_buff *skb)
{
	char text[4096];

	skb_layout_print(skb, text, sizeof(text));
	show_line(data, "%s", text);
}

static int show_skb(struct show *s)
{
	struct skb_view v = {.s = s};
	struct machine *m = current_machine();
	bool drawn = false;
	u32 id;

	if (!s->argc)
		return show_alive(s);
	if (kstrtou32(s->argv[0], 10, &id) || !id)
		return show_fail(s, -EINVAL,
				 "%s is no packet's number: `last` and `trace` "
				 "tell them",
				 s->argv[0]);
	trace_biography(m, id, one_step, &v);
	if (v.steps)
		show_table_end(s);
	if (s->argc > 1 && strcmp(s->argv[1], "--layout"))
		return show_fail(s, -EINVAL, "usage: show skb ID [--layout]");
	if (s->argc > 1)
		drawn = book_look(m, id, draw, s);
	if (s->argc > 1 && !drawn)
		return show_fail(s, -ENOENT,
				 "packet %u is not alive, or this build does "
				 "not list them: a build with sanitizers does",
				 id);
	if (!v.steps && !drawn)
		return show_fail(s, -ENOENT,
				 "packet %u is not remembered: are events on "
				 "(trace on)?",
				 id);
	return 0;
}

static const struct view skb_view = {
	.name = "skb",
	.args = "[ID [--layout]]",
	.what = "packets alive; the steps of one; its memory",
	.show = show_skb,
};

/* ---- books ---------------------------------------------------------------
 */

static const struct show_col birth_cols[] = {{"born", -20}, {"packets", 12}};
static const struct show_col death_cols[] = {{"died", -20}, {"packets", 12}};
static const struct show_col drop_cols[] = {{"dropped", -28}, {"packets", 12}};

static void births_and_deaths(struct show *s, const struct skb_book *b)
{
	SHOW_TABLE(s, "births", birth_cols);
	for (unsigned int i = 0; i < SKB_NR_BIRTHS; i++) {
		show_cell(s, "%s", skb_birth_name(i));
		show_cell_num(s, b->births[i]);
	}
	show_table_end(s);
	show_gap(s);
	SHOW_TABLE(s, "deaths", death_cols);
	for (unsigned int i = 0; i < SKB_NR_DEATHS; i++) {
		show_cell(s, "%s", skb_death_name(i));
		show_cell_num(s, b->deaths[i]);
	}
	show_table_end(s);
	show_gap(s);
}

static void drops(struct show *s, const struct skb_book *b)
{
	if (!b->deaths[SKB_DIED_DROPPED] && !s->json)
		return;
	SHOW_TABLE(s, "drops", drop_cols);
	for (unsigned int i = 0; i < SKB_DROP_REASON_MAX; i++) {
		if (!b->drops[i])
			continue;
		show_cell(s, "%s", skb_drop_reason_name(i));
		show_cell_num(s, b->drops[i]);
	}
	show_table_end(s);
	show_gap(s);
}

static const struct show_col rx_cols[] = {
	{"rx_wire", -10}, {"queue", 5},	 {"in", 10},
	{"missed", 8},	  {"no_buf", 7}, {"errors", 7},
	{"xdp", 7},	  {"up", 10},	 {"ring", 5},
};

static u64 xdp_sum(const struct wire_book_rx *b)
{
	u64 sum = 0;

	for (size_t i = 0; i < XDP_ACTION_NR; i++)
		sum += b->xdp[i];
	return sum;
}

static bool rx_row(struct show *s, struct net_device *dev, unsigned int q)
{
	const struct wire_book_rx *b = &dev->_rx[q].book;

	show_cell(s, "%s", dev->name);
	show_cell_num(s, q);
	show_cell_num(s, b->hw_in);
	show_cell_num(s, b->missed);
	show_cell_num(s, b->no_buffer);
	show_cell_num(s, b->errors);
	show_cell_num(s, xdp_sum(b));
	show_cell_num(s, b->delivered);
	show_cell_num(s, b->in_ring);
	return b->hw_in == b->missed + b->no_buffer + b->errors + xdp_sum(b) +
				   b->delivered + b->in_ring;
}

static const struct show_col tx_cols[] = {
	{"tx_wire", -10}, {"queue", 5}, {"taken", 10},
	{"dropped", 8},	  {"sent", 10}, {"ring", 5},
};

static bool tx_row(struct show *s, struct net_device *dev, unsigned int q)
{
	const struct wire_book_tx *b = &dev->_tx[q].book;

	show_cell(s, "%s", dev->name);
	show_cell_num(s, q);
	show_cell_num(s, b->taken);
	show_cell_num(s, b->dropped);
	show_cell_num(s, b->sent);
	show_cell_num(s, b->in_ring);
	return b->taken == b->dropped + b->sent + b->in_ring;
}

/* Return: whether each row adds up. */
static bool wire_books(struct show *s)
{
	struct net_device *dev;
	bool good = true;

	rtnl_lock();
	SHOW_TABLE(s, "rx", rx_cols);
	for_each_netdev (s->net, dev)
		for (unsigned int q = 0; q < dev->num_rx_queues; q++)
			good &= rx_row(s, dev, q);
	show_table_end(s);
	show_gap(s);
	SHOW_TABLE(s, "tx", tx_cols);
	for_each_netdev (s->net, dev)
		for (unsigned int q = 0; q < dev->num_tx_queues; q++)
			good &= tx_row(s, dev, q);
	show_table_end(s);
	rtnl_unlock();
	return good;
}

static int show_books(struct show *s)
{
	struct skb_book b;
	bool wires, packets;
	u64 dropped = 0;
	s64 alive;

	book_read(current_machine(), &b);
	alive = book_alive(current_machine());
	births_and_deaths(s, &b);
	drops(s, &b);
	wires = wire_books(s);
	for (unsigned int i = 0; i < SKB_DROP_REASON_MAX; i++)
		dropped += b.drops[i];
	packets = alive >= 0 && dropped == b.deaths[SKB_DIED_DROPPED];
	show_gap(s);
	show_num(s, "alive", (u64)alive);
	show_str(s, "balance", "%s",
		 wires && packets ? "both books balance"
		 : wires	  ? "THE PACKETS DO NOT ADD UP"
				  : "THE FRAMES DO NOT ADD UP");
	return 0;
}

static const struct view books_view = {
	.name = "books",
	.args = "",
	.what = "every packet and frame, accounted for",
	.show = show_books,
};

static int show_skb_init(void)
{
	int err = register_view(&skb_view);

	return err ? err : register_view(&books_view);
}

static void show_skb_exit(void)
{
	unregister_view(&skb_view);
	unregister_view(&books_view);
}
late_initcall(show_skb_init, show_skb_exit);
