// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * look - events, biographies, stops, and the books
 *
 * Where:   st_trace(), st_last(), st_stop(), st_report(); the shell's trace,
 *          last, break and show books stand on these.
 * Mirrors: nothing in the kernel; core/trace.h and core/book.h do the work.
 */
#include "api/internal.h"

#include "core/book.h"
#include "core/iov_iter.h"
#include "core/module.h"
#include "core/netdevice.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "lib/hrtimer.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/timer.h"

_Static_assert(sizeof(struct st_event) == sizeof(struct trace_rec),
	       "st_event is trace_rec by another name");
_Static_assert(offsetof(struct st_event, arg) ==
		       offsetof(struct trace_rec, arg),
	       "st_event is trace_rec by another name");

/* ---- events ----------------------------------------------------------------
 */

struct st_watch {
	struct trace_consumer consumer;
	struct st_host *h;
	st_event_fn *fn;
	void *data;
};

static void tell(void *data, struct machine *machine,
		 const struct trace_rec *rec)
{
	struct st_watch *watch = data;
	char line[256];

	trace_print(machine, rec, line, sizeof(line));
	watch->fn(watch->data, (const struct st_event *)rec, line);
}

static void stop_watch(struct st_host *h)
{
	if (!h->watch)
		return;
	trace_unregister(h->machine, &h->watch->consumer);
	os_free(h->watch);
	h->watch = NULL;
}

static int start_watch(struct st_host *h, const char *points, st_event_fn *fn,
		       void *data)
{
	struct st_watch *watch = os_zalloc(sizeof(*watch));
	int err;

	if (!watch)
		return -ENOMEM;
	watch->h = h;
	watch->fn = fn;
	watch->data = data;
	watch->consumer.fn = fn ? tell : NULL;
	watch->consumer.data = watch;
	err = trace_mask_parse(&watch->consumer.mask, points);
	if (err < 0)
		st_fail(err,
			"%s names no event: try *, net:*, ip_rcv or "
			"kfree_skb,consume_skb",
			points);
	else
		err = trace_register(h->machine, &watch->consumer);
	if (err) {
		os_free(watch);
		return err;
	}
	h->watch = watch;
	return 0;
}

int st_trace(struct st_host *h, const char *points, st_event_fn *fn, void *data)
{
	struct task_guard g;
	int err = st_enter(&g, h);

	if (err)
		return err;
	stop_watch(h);
	if (points)
		err = start_watch(h, points, fn, data);
	task_leave(&g);
	return err;
}

/* ---- the biography of a packet ---------------------------------------------
 */

struct biography {
	struct machine *machine;
	struct st_text text;
	u64 first;
	unsigned int step;
};

#define STORY_INDENT 15
#define STORY_WIDTH  (79 - STORY_INDENT)

/* A long line goes on below, behind the two numbers. */
static void add_wrapped(struct st_text *text, const char *line)
{
	size_t len = strlen(line);

	while (len > STORY_WIDTH) {
		size_t cut = STORY_WIDTH;

		while (cut > STORY_WIDTH / 2 && line[cut] != ' ')
			cut--;
		st_text_add(text, "%.*s\n%*s", (int)cut, line, STORY_INDENT,
			    "");
		line += cut;
		len -= cut;
	}
	st_text_add(text, "%s\n", line);
}

/* trace_print() begins with time and CPU; here the time is since step 1. */
static void one_step(void *data, const struct trace_rec *rec)
{
	struct biography *b = data;
	char line[256], *p = line;

	if (!b->step++)
		b->first = rec->time;
	trace_print(b->machine, rec, line, sizeof(line));
	for (int word = 0; word < 2; word++) {
		p += strspn(p, " ");
		p += strcspn(p, " ");
	}
	st_text_add(&b->text, "%3u %+10lld ", b->step,
		    (long long)(rec->time - b->first));
	add_wrapped(&b->text, p + strspn(p, " "));
}

static u32 last_at(struct machine *machine, const char *points)
{
	struct trace_mask mask = {.bits = {0}};

	return trace_mask_parse(&mask, points) < 0
		       ? 0
		       : trace_last_at(machine, &mask);
}

char *st_last(struct st_host *h, uint32_t skb, int tx)
{
	struct biography b = {.machine = h->machine};
	struct task_guard g;
	int err = st_enter(&g, h);

	if (err) {
		errno = -err;
		return NULL;
	}
	if (!skb)
		skb = last_at(h->machine, tx ? "nic_tx" : "nic_rx");
	if (!skb)
		skb = trace_last_skb(h->machine);
	if (skb)
		trace_story(h->machine, skb, one_step, &b);
	task_leave(&g);
	if (!b.step) {
		free(b.text.s);
		return st_fail_ptr(-ENOENT,
				   "no packet is remembered: switch events on "
				   "first (trace *) and let one pass");
	}
	return st_text_end(&b.text);
}

/* ---- stops
 * ------------------------------------------------------------------- */

struct st_stop {
	struct trace_mask mask; /* st_stop()'s */
	u32 skb;		/* 0: any */
	bool stepping;		/* st_step(): whatever comes next */
};

static bool stop_here(void *data, const struct trace_rec *rec,
		      const struct sk_buff *skb)
{
	struct st_stop *stop = data;

	if (READ_ONCE(stop->stepping)) {
		WRITE_ONCE(stop->stepping, false);
		return true;
	}
	return trace_mask_test(&stop->mask, rec->type) &&
	       (!stop->skb || stop->skb == rec->skb);
}

static void park(const struct trace_rec *rec)
{
	task_park();
}

/*
 * A point that is refused leaves the one before. Every event is looked at:
 * st_step() comes while a task is parked, when nothing can be registered.
 */
static int set_stop(struct st_host *h, const char *point, u32 skb)
{
	struct st_stop stop = {.skb = skb};
	struct trace_mask every;
	int err = trace_mask_parse(&stop.mask, point);

	if (err < 0)
		return (int)st_fail(err, "%s names no event: try ip_rcv",
				    point);
	if (!h->stop)
		h->stop = os_zalloc(sizeof(*h->stop));
	if (!h->stop)
		return (int)st_fail(-ENOMEM, "out of memory for a stop");
	*h->stop = stop;
	strata_park = park;
	trace_mask_parse(&every, "*");
	return trace_set_stop(h->machine, &every, stop_here, h->stop);
}

static void clear_stop(struct st_host *h)
{
	if (!h->stop)
		return;
	trace_set_stop(h->machine, NULL, NULL, NULL);
	os_free(h->stop);
	h->stop = NULL;
}

/* "skb=17" or nothing. */
static int parse_filter(const char *filter, u32 *skb)
{
	char *end;

	*skb = 0;
	if (!filter || !*filter)
		return 0;
	if (strncmp(filter, "skb=", 4))
		return (int)st_fail(-EINVAL, "filter %s: write skb=NUMBER",
				    filter);
	*skb = (u32)strtoul(filter + 4, &end, 10);
	return *end || !*skb
		       ? (int)st_fail(-EINVAL, "filter %s: write skb=NUMBER",
				      filter)
		       : 0;
}

int st_stop(struct st_host *h, const char *point, const char *filter)
{
	struct task_guard g;
	u32 skb;
	int err = parse_filter(filter, &skb);

	if (err)
		return err;
	err = st_enter(&g, h);
	if (err)
		return err;
	if (point)
		err = set_stop(h, point, skb);
	else
		clear_stop(h);
	task_leave(&g);
	return err;
}

int st_step(struct st_host *h)
{
	if (!h->stop)
		return (int)st_fail(-ENOENT,
				    "nothing stops host %s yet: set a "
				    "stop first",
				    h->machine->name);
	WRITE_ONCE(h->stop->stepping, true);
	world_continue(h->w->world);
	return 0;
}

int st_continue(struct st_host *h)
{
	world_continue(h->w->world);
	return 0;
}

/* ---- the books
 * ---------------------------------------------------------------- */

static void add_rx(struct st_report *r, const struct wire_book_rx *b)
{
	r->wire_in += READ_ONCE(b->hw_in);
	r->wire_in_accounted += READ_ONCE(b->missed) + READ_ONCE(b->no_buffer) +
				READ_ONCE(b->errors) + READ_ONCE(b->delivered) +
				READ_ONCE(b->in_ring);
	for (size_t i = 0; i < XDP_ACTION_NR; i++)
		r->wire_in_accounted += READ_ONCE(b->xdp[i]);
}

static void add_tx(struct st_report *r, const struct wire_book_tx *b)
{
	r->wire_out += READ_ONCE(b->taken);
	r->wire_out_accounted += READ_ONCE(b->dropped) + READ_ONCE(b->sent) +
				 READ_ONCE(b->in_ring);
}

/* Context: rtnl. */
static void report_devices(struct st_report *r)
{
	struct net_device *dev;
	struct net *net;

	for_each_net (net) {
		for_each_netdev (net, dev) {
			for (unsigned int i = 0; i < dev->num_rx_queues; i++)
				add_rx(r, &dev->_rx[i].book);
			for (unsigned int i = 0; i < dev->num_tx_queues; i++)
				add_tx(r, &dev->_tx[i].book);
		}
	}
}

static void report_skbs(struct st_report *r, struct machine *machine)
{
	struct skb_book book;

	book_read(machine, &book);
	for (size_t i = 0; i < SKB_NR_BIRTHS; i++)
		r->skb_births += book.births[i];
	r->skb_consumed = book.deaths[SKB_DIED_CONSUMED];
	r->skb_dropped = book.deaths[SKB_DIED_DROPPED];
	r->skb_merged = book.deaths[SKB_DIED_MERGED];
	r->skb_xmit_done = book.deaths[SKB_DIED_XMIT_DONE];
	r->skb_alive = (uint64_t)book_alive(machine);
}

static void report_copies(struct st_report *r, struct machine *machine)
{
	struct copy_stats copies;

	copy_stats_read(machine, &copies);
	r->copied_to_user = copies.to_user;
	r->copied_from_user = copies.from_user;
}

int st_report(struct st_host *h, struct st_report *r)
{
	struct machine *machine = h->machine;
	struct task_guard g;
	int err = st_enter(&g, h);

	if (err)
		return err;
	memset(r, 0, sizeof(*r));
	r->locks_held = lockdep_locks_held(machine);
	report_skbs(r, machine);
	report_copies(r, machine);
	rtnl_lock();
	report_devices(r);
	rtnl_unlock();
	r->timers = timers_armed(machine) + hrtimers_armed(machine);
	r->objects = slab_alive(machine);
	r->module_refs = modules_referenced();
	r->sockets = h->nr_sockets;
	task_leave(&g);
	r->oopses = oops_count();
	r->balanced = r->skb_births ==
			      r->skb_consumed + r->skb_dropped + r->skb_merged +
				      r->skb_xmit_done + r->skb_alive &&
		      r->wire_in == r->wire_in_accounted &&
		      r->wire_out == r->wire_out_accounted;
	return 0;
}

char *st_report_text(struct st_host *h)
{
	struct st_text t = {.s = NULL};
	struct st_report r;
	struct task_guard g;
	char book[4096];
	int err = st_report(h, &r);

	if (!err)
		err = st_enter(&g, h);
	if (err) {
		errno = -err;
		return NULL;
	}
	book_print(h->machine, book, sizeof(book));
	task_leave(&g);
	st_text_add(&t, "%s", book);
	st_text_add(&t, "wire in  %llu = %llu accounted for\n",
		    (unsigned long long)r.wire_in,
		    (unsigned long long)r.wire_in_accounted);
	st_text_add(&t, "wire out %llu = %llu accounted for\n",
		    (unsigned long long)r.wire_out,
		    (unsigned long long)r.wire_out_accounted);
	st_text_add(&t, "timers %llu, sockets %llu, module references %llu\n",
		    (unsigned long long)r.timers, (unsigned long long)r.sockets,
		    (unsigned long long)r.module_refs);
	st_text_add(&t, "%s\n",
		    r.balanced ? "both books balance"
			       : "THE BOOKS DO NOT BALANCE");
	return st_text_end(&t);
}
