// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packets - which packets an application read, and the story of each
 *
 * Where:   st_recv_packets(), st_story(): a program asks how its own bytes
 *          came; examples/http_path.c shows what can be told with it.
 * Mirrors: nothing in the kernel; core/trace_story.c does the work.
 *
 * A call notes where the event log stood when it began and when it ended. The
 * packets it copied from are those of skb_copy_datagram_iovec in between, so
 * nothing is counted on the way of a packet.
 */
#include "api/internal.h"

#include "core/trace.h"
#include "core/trace_priv.h"

struct teller {
	struct machine *machine;
	st_event_fn *fn;
	void *data;
};

static void tell_event(void *data, const struct trace_rec *rec)
{
	struct teller *t = data;
	char line[256];

	trace_print(t->machine, rec, line, sizeof(line));
	t->fn(t->data, (const struct st_event *)rec, line);
}

int st_story(struct st_host *h, uint32_t skb, st_event_fn *fn, void *data)
{
	struct teller t = {h->machine, fn, data};
	struct task_guard g;
	int n = st_enter(&g, h);

	if (n)
		return n;
	n = trace_story(h->machine, skb, tell_event, &t);
	task_leave(&g);
	if (!n)
		return (int)st_fail(-ENOENT,
				    "packet %u is not remembered: switch "
				    "events on first (trace *)",
				    skb);
	return n;
}

static bool have(const uint32_t *skb, int n, uint32_t one)
{
	for (int i = 0; i < n; i++)
		if (skb[i] == one)
			return true;
	return false;
}

int st_recv_packets(struct st_sock *s, uint32_t *skb, int max)
{
	struct machine *machine = s->n->h->machine;
	struct trace_rec rec;
	struct task_guard g;
	int n = 0, err = st_enter(&g, s->n->h);

	if (err)
		return err;
	for (u64 cursor = s->recv_from;
	     n < max && cursor < s->recv_to &&
	     trace_next(machine, cursor, &rec) && rec.seq < s->recv_to;
	     cursor = rec.seq + 1)
		if (rec.type == TRACE_skb_copy_datagram_iovec &&
		    rec.cpu == s->recv_cpu && !have(skb, n, rec.skb))
			skb[n++] = rec.skb;
	task_leave(&g);
	return n;
}
