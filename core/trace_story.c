// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace_story - the way of a packet with what happened around it
 *
 * Where:   `last`, st_last(): a biography tells the packet's own steps; the
 *          story adds the interrupt and the poll that brought it, or the call
 *          that sent it, and the packets that were made while it was in hand
 *          (its answer).
 * Mirrors: nothing.
 *
 * A CPU's softirq handles a packet to its end before it takes the next one, so
 * what stands between the packet's first and last own step in that poll belongs
 * to it, but for packets that came from the wire themselves (a batch) and what
 * is done for them.
 */
#include "core/trace.h"
#include "core/trace_priv.h"
#include "lib/kernel.h"

#define STORY_IDS 64

struct ids {
	u32 id[STORY_IDS];
	unsigned int n;
};

struct story {
	struct ids family; /* the packet, what it came from and became */
	struct ids others; /* came from the wire meanwhile */
	u64 first, last;   /* of the family's records; seq */
	u8 cpu;
	struct trace_rec rx; /* the first of them: the driver read it */
	u64 dma;	     /* where the NIC wrote it; 0: not known */
	u64 start;	     /* where the interrupt, or the call, began */
	bool sent;	     /* it began with a call */
	bool ours;	     /* what has no packet now is done for this one */
	bool over;	     /* the poll that brought it has ended */
};

static bool ids_have(const struct ids *s, u32 id)
{
	for (unsigned int i = 0; i < s->n; i++)
		if (s->id[i] == id)
			return true;
	return false;
}

static void ids_add(struct ids *s, u32 id)
{
	if (s->n < STORY_IDS && !ids_have(s, id))
		s->id[s->n++] = id;
}

static void own_step(void *data, const struct trace_rec *rec)
{
	struct story *s = data;

	if (!s->first) {
		s->first = rec->seq;
		s->cpu = rec->cpu;
		s->rx = *rec;
		s->sent = rec->type != TRACE_nic_rx;
	}
	s->last = rec->seq;
	ids_add(&s->family, rec->skb);
}

/* Something else was done between a call and a packet. */
static bool is_other_work(const struct trace_rec *rec)
{
	return rec->skb || rec->type == TRACE_irq_handler_entry ||
	       rec->type == TRACE_softirq_entry || rec->type == TRACE_napi_poll;
}

/* The NIC wrote the descriptor that the driver read. */
static bool is_dma(const struct story *s, const struct trace_rec *rec)
{
	return rec->type == TRACE_nic_dma && s->rx.type == TRACE_nic_rx &&
	       rec->arg[0] == s->rx.arg[0] && rec->arg[1] == s->rx.arg[1] &&
	       rec->arg[2] == s->rx.arg[3];
}

/* The interrupt whose poll brought it, unless that poll is over. */
static void find_start(struct machine *machine, struct story *s)
{
	struct trace_rec rec;
	u64 call = 0;

	s->start = 0;
	for (u64 cursor = 0;
	     trace_next(machine, cursor, &rec) && rec.seq < s->first;
	     cursor = rec.seq + 1) {
		if (is_dma(s, &rec))
			s->dma = rec.seq;
		if (rec.cpu != s->cpu)
			continue;
		if (rec.type == TRACE_napi_complete)
			s->start = 0;
		else if (!s->start && (rec.type == TRACE_irq_handler_entry ||
				       rec.type == TRACE_napi_schedule))
			s->start = rec.seq;
		if (rec.type == TRACE_sock_sendmsg)
			call = rec.seq;
		else if (is_other_work(&rec))
			call = 0;
	}
	s->sent = s->sent && call;
	s->ours = s->sent;
	if (s->sent)
		s->start = call;
	else if (!s->start)
		s->start = s->first;
}

/* What frames the handling of packets: the interrupt, the softirq, the poll. */
static bool is_frame(u8 type)
{
	switch (type) {
	case TRACE_irq_handler_entry:
	case TRACE_irq_handler_exit:
	case TRACE_softirq_raise:
	case TRACE_softirq_entry:
	case TRACE_softirq_exit:
	case TRACE_napi_schedule:
	case TRACE_napi_poll:
	case TRACE_napi_complete:
		return true;
	}
	return false;
}

/* No packet is in hand: a lookup, a wake-up; or the frame. */
static bool bare_belongs(struct story *s, const struct trace_rec *rec)
{
	if (rec->type == TRACE_nic_dma)
		return rec->seq == s->dma;
	if (rec->cpu != s->cpu || rec->seq < s->start)
		return false;
	if (!is_frame(rec->type))
		return s->ours && rec->type != TRACE_nic_drop;
	if (s->sent || s->over)
		return false;
	s->over = rec->type == TRACE_napi_poll && rec->seq > s->first;
	return true;
}

static bool belongs(struct story *s, const struct trace_rec *rec)
{
	if (!rec->skb)
		return bare_belongs(s, rec);
	if (ids_have(&s->family, rec->skb)) {
		s->ours |= rec->cpu == s->cpu;
		return true;
	}
	if (rec->cpu != s->cpu)
		return false;
	if (rec->type == TRACE_nic_rx)
		ids_add(&s->others, rec->skb);
	s->ours = !s->over && rec->seq > s->first && rec->seq < s->last &&
		  !ids_have(&s->others, rec->skb);
	return s->ours;
}

/* The poll that brought it ends behind its last step. */
static bool is_end(const struct story *s, const struct trace_rec *rec)
{
	if (rec->seq <= s->last || rec->cpu != s->cpu)
		return false;
	return s->sent || s->over || s->start == s->first ||
	       rec->type == TRACE_napi_poll || rec->type == TRACE_nic_rx ||
	       rec->type == TRACE_irq_handler_entry;
}

/**
 * trace_story - a packet's biography and its surroundings
 * @machine: whose
 * @skb: its id
 * @fn: called for each record, in order
 * @data: for it
 *
 * Context: process, a task of @machine. Return: how many records.
 */
int trace_story(struct machine *machine, u32 skb,
		void (*fn)(void *data, const struct trace_rec *rec), void *data)
{
	struct story s = {.first = 0};
	struct trace_rec rec;
	int n = 0;

	if (!trace_biography(machine, skb, own_step, &s))
		return 0;
	find_start(machine, &s);
	for (u64 cursor = s.dma && s.dma < s.start ? s.dma : s.start;
	     trace_next(machine, cursor, &rec); cursor = rec.seq + 1) {
		bool end = is_end(&s, &rec);

		if (end && rec.type != TRACE_napi_poll)
			break;
		if (belongs(&s, &rec)) {
			fn(data, &rec);
			n++;
		}
		if (end)
			break;
	}
	return n;
}
EXPORT_SYMBOL(trace_story);

/**
 * trace_last_at - the last packet that met one of some events
 * @machine: whose
 * @mask: the events
 *
 * Context: process, a task of @machine. Return: its id, 0: none.
 */
u32 trace_last_at(struct machine *machine, const struct trace_mask *mask)
{
	struct trace_rec rec;
	u32 last = 0;

	for (u64 cursor = 0; trace_next(machine, cursor, &rec);
	     cursor = rec.seq + 1)
		if (rec.skb && trace_mask_test(mask, rec.type))
			last = rec.skb;
	return last;
}
EXPORT_SYMBOL(trace_last_at);
