// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic_show - `show ring DEV`: the descriptors, whose they are, and where the
 * three positions stand
 *
 * Where:   ndo_show of every nic (tap, wire).
 * Mirrors: nothing in the kernel; ethtool -g and -S know sizes and counters.
 *
 *	  0 |DDDNNNNN…	D: done, the driver's	N: the NIC's	.: empty
 *	     C  H    U	next_to_clean, head, next_to_use; *: two of them
 */
#include "core/show.h"
#include "drivers/nic.h"
#include "drivers/nic_ctl.h"
#include "lib/kernel.h"
#include "lib/string.h"

#define STRIP 64

/* What both kinds of ring have, for the drawing. */
struct ring_view {
	const char *kind;
	u32 count, clean, head, use;
	char (*letter)(const struct ring_view *v, u32 index);
	const void *ring;
};

static char rx_letter(const struct ring_view *v, u32 index)
{
	const struct nic_rx_desc *d =
		&((const struct nic_rx_ring *)v->ring)->desc[index];

	if (d->status & NIC_RXD_DD)
		return 'D';
	return d->owner == NIC_OWNS_NIC ? 'N' : '.';
}

static char tx_letter(const struct ring_view *v, u32 index)
{
	const struct nic_tx_desc *d =
		&((const struct nic_tx_ring *)v->ring)->desc[index];

	if (!d->skb)
		return '.';
	return d->done ? 'D' : 'N';
}

static bool mark(char *line, const struct ring_view *v, u32 from, u32 pos,
		 char letter)
{
	u32 index = pos & (v->count - 1);

	if (index < from || index >= from + STRIP)
		return false;
	line[index - from] = line[index - from] == ' ' ? letter : '*';
	return true;
}

static void draw(struct show *s, const struct ring_view *v)
{
	for (u32 from = 0; from < v->count; from += STRIP) {
		u32 n = min(v->count - from, (u32)STRIP);
		char line[STRIP + 1], marks[STRIP + 1];
		bool any;

		for (u32 i = 0; i < n; i++)
			line[i] = v->letter(v, from + i);
		line[n] = '\0';
		memset(marks, ' ', sizeof(marks));
		marks[n] = '\0';
		any = mark(marks, v, from, v->clean, 'C');
		any |= mark(marks, v, from, v->head, 'H');
		any |= mark(marks, v, from, v->use, 'U');
		show_line(s, "%5u |%s|", from, line);
		if (any)
			show_line(s, "       %s", marks);
	}
}

static const char *owner(const struct ring_view *v, u32 index)
{
	switch (v->letter(v, index)) {
	case 'D':
		return "driver";
	case 'N':
		return "nic";
	default:
		return "none";
	}
}

static const struct show_col rx_desc_cols[] = {
	{"index", 5}, {"owner", -6}, {"dd", 2}, {"buf", 7}, {"len", 5},
};

static const struct show_col tx_desc_cols[] = {
	{"index", 5}, {"owner", -6}, {"dd", 2}, {"skb", 7}, {"len", 5},
};

static void list_rx(struct show *s, const struct nic_queue *q,
		    const struct ring_view *v)
{
	char key[32];

	scnprintf(key, sizeof(key), "rx_%u_desc", q->index);
	SHOW_TABLE(s, key, rx_desc_cols);
	for (u32 i = 0; i < v->count; i++) {
		const struct nic_rx_desc *d = &q->rx.desc[i];

		show_cell_num(s, i);
		show_cell(s, "%s", owner(v, i));
		show_cell_num(s, d->status & NIC_RXD_DD);
		show_cell_num(s, d->id);
		show_cell_num(s, d->len);
	}
	show_table_end(s);
}

/* A packet's number, and 0 where there is none. */
static void list_tx(struct show *s, const struct nic_queue *q,
		    const struct ring_view *v)
{
	char key[32];

	scnprintf(key, sizeof(key), "tx_%u_desc", q->index);
	SHOW_TABLE(s, key, tx_desc_cols);
	for (u32 i = 0; i < v->count; i++) {
		const struct nic_tx_desc *d = &q->tx.desc[i];

		show_cell_num(s, i);
		show_cell(s, "%s", owner(v, i));
		show_cell_num(s, d->done);
		show_cell_num(s, d->skb ? d->skb->id : 0);
		show_cell_num(s, d->skb ? d->len : 0);
	}
	show_table_end(s);
}

static const struct show_col ring_cols[] = {
	{"queue", 5},	       {"ring", -4}, {"count", 5},
	{"next_to_clean", 13}, {"head", 10}, {"next_to_use", 11},
	{"waiting", 7},	       {"free", 5},
};

static struct ring_view rx_view(const struct nic_queue *q)
{
	return (struct ring_view){
		"rx",	    q->rx.count,       q->rx.next_to_clean,
		q->rx.head, q->rx.next_to_use, rx_letter,
		&q->rx,
	};
}

static struct ring_view tx_view(const struct nic_queue *q)
{
	return (struct ring_view){
		"tx",	    q->tx.count,       q->tx.next_to_clean,
		q->tx.head, q->tx.next_to_use, tx_letter,
		&q->tx,
	};
}

/* rx: received and not polled, free buffers; tx: posted, free descriptors. */
static void ring_row(struct show *s, unsigned int queue,
		     const struct ring_view *v)
{
	bool rx = v->kind[0] == 'r';

	show_cell_num(s, queue);
	show_cell(s, "%s", v->kind);
	show_cell_num(s, v->count);
	show_cell_num(s, v->clean);
	show_cell_num(s, v->head);
	show_cell_num(s, v->use);
	show_cell_num(s, rx ? v->head - v->clean : v->use - v->head);
	show_cell_num(s,
		      rx ? v->use - v->head : v->count - (v->use - v->clean));
}

static const struct show_col stat_cols[] = {
	{"queue", 5},
	{"irqs", 9},
	{"polls", 9},
	{"rx_packets", 10},
	{"rx_missed_errors", 16},
	{"rx_no_buffer_count", 18},
};

static void stats(struct show *s, struct nic *nic)
{
	SHOW_TABLE(s, "queues", stat_cols);
	for (unsigned int i = 0; i < nic->nr_queues; i++) {
		const struct nic_stats *st = &nic->queues[i].stats;

		show_cell_num(s, i);
		show_cell_num(s, st->irqs);
		show_cell_num(s, st->polls);
		show_cell_num(s, st->rx_packets);
		show_cell_num(s, st->rx_missed_errors);
		show_cell_num(s, st->rx_no_buffer_count);
	}
	show_table_end(s);
}

static void strips(struct show *s, struct nic *nic, bool rx, bool tx)
{
	for (unsigned int i = 0; i < nic->nr_queues; i++) {
		struct ring_view r = rx_view(&nic->queues[i]);
		struct ring_view t = tx_view(&nic->queues[i]);

		if (rx)
			show_line(s, "rx ring of queue %u, from index", i);
		if (rx)
			draw(s, &r);
		if (tx)
			show_line(s, "tx ring of queue %u, from index", i);
		if (tx)
			draw(s, &t);
	}
	show_line(s, "D done: the driver's   N the NIC's   . empty   "
		     "C next_to_clean  H head");
	show_line(s, "U next_to_use   * more than one; a position is its "
		     "count modulo the ring");
}

/* One row a descriptor. */
static void lists(struct show *s, struct nic *nic, bool rx, bool tx)
{
	for (unsigned int i = 0; i < nic->nr_queues; i++) {
		struct nic_queue *q = &nic->queues[i];
		struct ring_view r = rx_view(q), t = tx_view(q);

		if (rx)
			list_rx(s, q, &r);
		if (tx)
			list_tx(s, q, &t);
	}
}

/* Context: rtnl. */
int nic_show(struct net_device *dev, struct show *s)
{
	const char *which = s->argc > 1 ? s->argv[1] : "";
	struct nic *nic = netdev_priv(dev);
	bool rx = strcmp(which, "tx") != 0, tx = strcmp(which, "rx") != 0;
	bool list = s->argc == 3 && !strcmp(s->argv[2], "list");

	if ((s->argc > 2 && !list) || (*which && rx && tx))
		return show_fail(s, -EINVAL,
				 "usage: show ring DEV [rx|tx [list]]");
	if (!netif_running(dev))
		return show_fail(s, -ENETDOWN,
				 "%s is down: its rings are made when it goes "
				 "up",
				 dev->name);
	show_str(s, "device", "%s (%s), overrun=%s", dev->name, nic->hw->driver,
		 nic->overrun_hold ? "hold" : "drop");
	stats(s, nic);
	show_gap(s);
	SHOW_TABLE(s, "rings", ring_cols);
	for (unsigned int i = 0; i < nic->nr_queues; i++) {
		struct ring_view r = rx_view(&nic->queues[i]);
		struct ring_view t = tx_view(&nic->queues[i]);

		if (rx)
			ring_row(s, i, &r);
		if (tx)
			ring_row(s, i, &t);
	}
	show_table_end(s);
	show_gap(s);
	strips(s, nic, rx, tx);
	if (list)
		show_gap(s);
	if (list || s->json)
		lists(s, nic, rx, tx);
	return 0;
}
