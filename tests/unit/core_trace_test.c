// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_trace_test - events, rings, names, biographies; the skb book
 *
 * Where:   core_test.
 * Mirrors: nothing.
 * Spec:    core/trace.h, core/book.h.
 */
#include <linux/errno.h>
#include <stdio.h>

#include "core/book.h"
#include "core/skbuff.h"
#include "core/trace.h"
#include "lib/ktime.h"
#include "lib/oops.h"
#include "tests/unit/core_fixture.h"

#ifdef STRATA_SANITIZE
#define LIST_IS_KEPT 1
#else
#define LIST_IS_KEPT 0
#endif

static void begin(void)
{
	host_begin(2);
}
TEST_SETUP(begin);

static void end(void)
{
	core_host_end();
	EXPECT_EQ(strata_trace_key, 0);
}
TEST_TEARDOWN(end);

static struct trace_consumer consumer(const char *points)
{
	struct trace_consumer c = {};

	ASSERT_GT(trace_mask_parse(&c.mask, points), 0);
	ASSERT_EQ(trace_register(host.machine, &c), 0);
	/* the list holds the address of the copy that the caller keeps */
	trace_unregister(host.machine, &c);
	return c;
}

TEST(trace_off_records_nothing)
{
	struct trace_consumer c = consumer("*");
	struct trace_rec rec;

	trace_irq_handler_entry(NULL, 45, "eth0-TxRx-0");
	trace_register(host.machine, &c);
	EXPECT_EQ(trace_read(host.machine, &c, &rec), 0);
	trace_unregister(host.machine, &c);
}

TEST(trace_record_holds_what_was_said)
{
	struct trace_consumer c = consumer("irq:*,netif_receive_skb");
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);
	struct trace_rec rec;
	char line[200];

	trace_register(host.machine, &c);
	skb_reserve(skb, 64);
	skb_put_zero(skb, 98);
	trace_irq_handler_entry(NULL, 45, "eth0-TxRx-0");
	trace_netif_rx(skb, "eth0", htons(0x0800)); /* not asked for */
	trace_netif_receive_skb(skb, "eth0", htons(0x0806), 1);
	ASSERT_EQ(trace_read(host.machine, &c, &rec), 1);
	EXPECT_EQ(rec.type, TRACE_irq_handler_entry);
	EXPECT_EQ(rec.skb, 0);
	trace_print(host.machine, &rec, line, sizeof(line));
	EXPECT_STREQ(line, "   0.000000000 0 irq:irq_handler_entry irq=45 "
			   "name=eth0-TxRx-0");
	ASSERT_EQ(trace_read(host.machine, &c, &rec), 1);
	EXPECT_EQ(rec.skb, skb->id);
	EXPECT_EQ(rec.headroom, 64);
	trace_print(host.machine, &rec, line, sizeof(line));
	EXPECT_STREQ(line, "   0.000000000 0 skb 1 [64+98] "
			   "net:netif_receive_skb dev=eth0 protocol=0x0806 "
			   "pkt_type=1");
	EXPECT_EQ(trace_read(host.machine, &c, &rec), 0);
	EXPECT_EQ(c.lost, 0);
	consume_skb(skb);
	trace_unregister(host.machine, &c);
}

TEST(trace_every_kind_of_argument_prints)
{
	struct trace_consumer c = consumer("*");
	struct sk_buff *skb = alloc_skb(20, GFP_KERNEL);
	struct trace_rec rec;
	char line[200], all[1200] = "";

	trace_register(host.machine, &c);
	trace_nf_hook(skb, 2, 1, -100, 1);
	trace_fib_table_lookup(skb, htonl(0x0a000001), htonl(0x0a000002), 254,
			       -101);
	trace_qdisc_enqueue(skb, "eth0", 0x80010000, 3);
	trace_inet_sock_set_state(NULL, 80, 4000, 7, 10);
	trace_gso_segment(skb, 1448, 4, 0x11);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	while (trace_read(host.machine, &c, &rec)) {
		trace_print(host.machine, &rec, line, sizeof(line));
		strcat(all, line + 17);
		strcat(all, "\n");
	}
	EXPECT(strstr(all, "nf_hook family=inet hook=1 priority=-100 "
			   "verdict=ACCEPT\n") != NULL);
	EXPECT(strstr(all, "saddr=10.0.0.1 daddr=10.0.0.2 table=254 "
			   "err=-101\n") != NULL);
	EXPECT(strstr(all, "qdisc=8001: qlen=3\n") != NULL);
	EXPECT(strstr(all, "oldstate=CLOSE newstate=LISTEN\n") != NULL);
	EXPECT(strstr(all, "size=1448 segs=4 type=0x11\n") != NULL);
	EXPECT(strstr(all,
		      "skb:kfree_skb reason=NO_SOCKET location="
		      "trace_every_kind_of_argument_prints line=") != NULL);
	EXPECT(strstr(all, " protocol=0x0000\n") != NULL);
	trace_unregister(host.machine, &c);
}

/* How many events a pattern means. */
static int parsed(const char *points)
{
	struct trace_mask mask;

	return trace_mask_parse(&mask, points);
}

TEST(trace_points_are_chosen_by_patterns)
{
	struct trace_mask mask;

	EXPECT_EQ(parsed("*"), NR_TRACE_EVENTS);
	EXPECT_EQ(parsed("*:*"), NR_TRACE_EVENTS);
	EXPECT_EQ(parsed("skb:kfree_skb"), 1);
	EXPECT_EQ(parsed("consume_skb"), 1);
	EXPECT_EQ(parsed("skb:*ee_skb"), 1);
	EXPECT_EQ(parsed("irq:softirq_*"), 3);
	EXPECT_EQ(parsed("irq:softirq_?????"), 2); /* raise, entry */
	EXPECT_EQ(parsed("s*b:k*e*_s*b"), 1);
	EXPECT_EQ(parsed("skb:"), -ENOENT);
	EXPECT_EQ(parsed("skb:kfree_sk"), -ENOENT);
	EXPECT_EQ(parsed("skb:kfree_skb?"), -ENOENT);
	EXPECT_EQ(parsed("irq:*,nothing"), -ENOENT);
	trace_mask_parse(&mask, "skb:*");
	EXPECT(trace_mask_test(&mask, TRACE_kfree_skb));
	EXPECT(trace_mask_test(&mask, TRACE_consume_skb));
	EXPECT(!trace_mask_test(&mask, TRACE_netif_receive_skb));
	/* the copy to a reader is the socket's and the packet's */
	trace_mask_parse(&mask, "skb_*");
	EXPECT(trace_mask_test(&mask, TRACE_skb_copy_datagram_iovec));
}

static char dropped_at[3][120];
static unsigned int nr_dropped;

static void note_place(void *data, struct machine *machine,
		       const struct trace_rec *rec)
{
	if (nr_dropped == 3)
		return;
	if (trace_ip())
		oops_symbol(trace_ip(), dropped_at[nr_dropped],
			    sizeof(dropped_at[0]));
	nr_dropped++;
}

/* Nothing follows, yet it is called and not jumped to. */
static noinline void drop_it(struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
}

static noinline void drop_list(struct sk_buff *skb)
{
	kfree_skb_list_reason(skb, SKB_DROP_REASON_QDISC_DROP);
}

/* Row 93: who dropped it, as symbol+offset/size; the record does not say. */
TEST(trace_of_a_drop_knows_the_function_that_dropped)
{
	struct trace_consumer c = consumer("skb:*");
	struct trace_rec rec;
	unsigned int off, size;

	nr_dropped = 0;
	memset(dropped_at, 0, sizeof(dropped_at));
	c.fn = note_place;
	trace_register(host.machine, &c);
	drop_it(alloc_skb(10, GFP_KERNEL));
	drop_list(alloc_skb(10, GFP_KERNEL));
	consume_skb(alloc_skb(10, GFP_KERNEL));
	EXPECT_NULL(trace_ip());
	trace_unregister(host.machine, &c);
	EXPECT_EQ(nr_dropped, 3);
	EXPECT_EQ(strncmp(dropped_at[0], "drop_it+0x", 10), 0);
	ASSERT_EQ(sscanf(dropped_at[0], "drop_it+%x/%x", &off, &size), 2);
	EXPECT(off > 0 && off < size);
	EXPECT_EQ(strncmp(dropped_at[1], "drop_list+0x", 12), 0);
	EXPECT_STREQ(dropped_at[2], "");
	while (trace_read(host.machine, &c, &rec))
		for (int i = 0; i < 4; i++)
			EXPECT(rec.arg[i] < 0x100000);
}

static int on_cpu_1(void *data)
{
	for (int i = 0; i < 5; i++) {
		trace_softirq_entry(NULL, (u64)(100 + i));
		cond_resched();
	}
	return 0;
}

TEST(trace_rings_of_two_cpus_merge_in_order)
{
	struct trace_consumer c = consumer("softirq_entry");
	struct task_guard other;
	struct trace_rec rec;
	u64 last = 0;
	int n = 0;

	trace_register(host.machine, &c);
	for (int i = 0; i < 5; i++)
		trace_softirq_entry(NULL, (u64)i);
	task_leave(&guard);
	task_enter(&other, host.machine, 1);
	on_cpu_1(NULL);
	task_leave(&other);
	task_enter(&guard, host.machine, 0);
	trace_softirq_entry(NULL, 5);
	while (trace_read(host.machine, &c, &rec)) {
		EXPECT_EQ(rec.seq, last + 1);
		EXPECT_EQ(rec.cpu, rec.arg[0] >= 100);
		last = rec.seq;
		n++;
	}
	EXPECT_EQ(n, 11);
	trace_unregister(host.machine, &c);
}

TEST(trace_reader_that_is_late_knows_what_it_lost)
{
	struct trace_consumer c = {};
	struct trace_rec rec;
	int n = 0;

	EXPECT_EQ(trace_set_ring_size(host.machine, 48), -22);
	EXPECT_EQ(trace_set_ring_size(host.machine, 64), 0);
	trace_mask_parse(&c.mask, "irq:*");
	trace_register(host.machine, &c);
	for (int i = 0; i < 200; i++)
		trace_softirq_raise(NULL, (u64)i);
	while (trace_read(host.machine, &c, &rec))
		n++;
	EXPECT_EQ(n, 64);
	EXPECT_EQ(c.lost, 136);
	EXPECT_EQ(rec.arg[0], 199);
	EXPECT_EQ(trace_set_ring_size(host.machine, 128), -16);
	trace_unregister(host.machine, &c);
}

static void count_event(void *data, struct machine *machine,
			const struct trace_rec *rec)
{
	unsigned int *n = data;

	n[rec->type]++;
	trace_mark(NULL, "not seen");
}

TEST(trace_callback_sees_its_events_and_causes_none)
{
	unsigned int seen[NR_TRACE_EVENTS] = {};
	struct trace_consumer c = {.fn = count_event, .data = seen};

	trace_mask_parse(&c.mask, "skb:*,mark");
	trace_register(host.machine, &c);
	consume_skb(alloc_skb(10, GFP_KERNEL));
	trace_irq_handler_exit(NULL, 45, 1);
	EXPECT_EQ(seen[TRACE_consume_skb], 1);
	EXPECT_EQ(seen[TRACE_irq_handler_exit], 0);
	EXPECT_EQ(seen[TRACE_mark], 0);
	trace_unregister(host.machine, &c);
}

TEST(trace_words_select_events)
{
	struct trace_mask mask;

	EXPECT_EQ(trace_mask_parse(&mask, "*"), NR_TRACE_EVENTS);
	EXPECT_EQ(trace_mask_parse(&mask, "nf_hook"), 1);
	EXPECT_EQ(trace_mask_parse(&mask, "net:netif_rx, qdisc:*"), 5);
	EXPECT(trace_mask_test(&mask, TRACE_qdisc_drop));
	EXPECT(!trace_mask_test(&mask, TRACE_nf_hook));
	EXPECT_EQ(trace_mask_parse(&mask, "nf_hook,nonsense"), -2);
}

static unsigned int parked;
static void park(const struct trace_rec *rec)
{
	parked += rec->type == TRACE_netif_rx;
}
static bool stop_at_arp(void *data, const struct trace_rec *rec,
			const struct sk_buff *skb)
{
	return rec->arg[1] == htons(0x0806);
}

TEST(trace_stop_parks_where_the_filter_matches)
{
	struct trace_mask mask;

	parked = 0;
	strata_park = park;
	trace_mask_parse(&mask, "netif_rx");
	EXPECT_EQ(trace_set_stop(host.machine, &mask, stop_at_arp, NULL), 0);
	trace_netif_rx(NULL, "eth0", htons(0x0800));
	EXPECT_EQ(parked, 0);
	trace_netif_rx(NULL, "eth0", htons(0x0806));
	EXPECT_EQ(parked, 1);
	trace_set_stop(host.machine, NULL, NULL, NULL);
	trace_netif_rx(NULL, "eth0", htons(0x0806));
	EXPECT_EQ(parked, 1);
	strata_park = NULL;
}

static void add_type(void *data, const struct trace_rec *rec)
{
	char *s = data;

	snprintf(s + strlen(s), 40, "%u%c ", rec->skb,
		 trace_descs[rec->type].name[4]);
}

/* 1 is cloned to 2; 2 is copied to 3; 4 is a stranger. */
TEST(trace_biography_follows_the_lineage)
{
	struct trace_consumer c = {};
	struct sk_buff *a, *b, *d, *stranger;
	char s[400] = "";

	trace_mask_parse(&c.mask, "*");
	trace_register(host.machine, &c);
	a = alloc_skb(10, GFP_KERNEL);
	b = skb_clone(a, GFP_ATOMIC);
	d = skb_copy(b, GFP_ATOMIC);
	stranger = alloc_skb(10, GFP_KERNEL);
	consume_skb(stranger);
	consume_skb(d);
	consume_skb(a);
	kfree_skb_reason(b, SKB_DROP_REASON_NOMEM);
	EXPECT_EQ(trace_last_skb(host.machine), b->id * 0 + 2);
	/* clone and copy, consume(3), consume(1), kfree(2) */
	EXPECT_EQ(trace_biography(host.machine, 2, add_type, s), 5);
	EXPECT_STREQ(s, "1c 2c 3u 1u 2e ");
	trace_unregister(host.machine, &c);
}

/* ---- the book */

static void count_live(void *data, const struct skb_live *live)
{
	unsigned int *ids = data;

	*ids = *ids * 10 + live->id;
	EXPECT_NOT_NULL(strstr(live->born_at, "core_trace_test.c:"));
}

TEST(book_counts_each_kind_of_birth_and_death)
{
	struct sk_buff *a = alloc_skb(100, GFP_KERNEL);
	struct sk_buff *b = skb_clone(a, GFP_ATOMIC);
	struct sk_buff *c = skb_copy(a, GFP_ATOMIC);
	struct sk_buff *d = netdev_alloc_skb(NULL, 100);
	struct sk_buff *e = alloc_skb(100, GFP_KERNEL);
	unsigned int ids = 0;
	struct skb_book sum;

	book_rebirth(e, SKB_BORN_SEGMENT, a);
	book_read(host.machine, &sum);
	for (int i = 0; i < SKB_NR_BIRTHS; i++)
		EXPECT_EQ(sum.births[i], 1);
	EXPECT_EQ(book_alive(host.machine), 5);
	EXPECT_EQ(book_for_each_live(host.machine, count_live, &ids),
		  LIST_IS_KEPT ? 5 : 0);
	EXPECT_EQ(ids, LIST_IS_KEPT ? 12345 : 0);
	consume_skb(a);
	kfree_skb_reason(b, SKB_DROP_REASON_QDISC_DROP);
	napi_consume_skb(c, 64);
	kfree_skb_partial(d, false);
	kfree_skb_list_reason(e, SKB_DROP_REASON_QDISC_DROP);
	book_read(host.machine, &sum);
	EXPECT_EQ(sum.deaths[SKB_DIED_CONSUMED], 1);
	EXPECT_EQ(sum.deaths[SKB_DIED_DROPPED], 2);
	EXPECT_EQ(sum.deaths[SKB_DIED_XMIT_DONE], 1);
	EXPECT_EQ(sum.deaths[SKB_DIED_MERGED], 1);
	EXPECT_EQ(sum.drops[SKB_DROP_REASON_QDISC_DROP], 2);
}

TEST(book_prints_what_it_knows)
{
	char text[1000];

	consume_skb(alloc_skb(10, GFP_KERNEL));
	kfree_skb_reason(alloc_skb(10, GFP_KERNEL), SKB_DROP_REASON_NO_SOCKET);
	book_print(host.machine, text, sizeof(text));
	EXPECT_STREQ(text,
		     "births            2  alloc 2  rx 0  clone 0  copy 0  "
		     "segment 0\n"
		     "deaths            2  consumed 1  xmit_done 0  merged 0  "
		     "dropped 1\n"
		     "alive             0\n"
		     "  NO_SOCKET                       1  no socket listens "
		     "for this packet\n");
}

TEST(book_balances_over_two_cpus)
{
	struct sk_buff *skb = alloc_skb(10, GFP_KERNEL);
	struct task_guard other;

	task_leave(&guard);
	task_enter(&other, host.machine, 1);
	/* dead at once, its memory goes home later */
	skb_attempt_defer_free(skb);
	EXPECT_EQ(book_alive(host.machine), 0);
	task_leave(&other);
	task_enter(&guard, host.machine, 0);
	skb_defer_free_flush();
	EXPECT_EQ(book_check(host.machine), 0);
}

TEST(book_drop_reasons_have_names_and_sentences)
{
	for (int i = 0; i < SKB_DROP_REASON_MAX; i++) {
		EXPECT_NOT_NULL(skb_drop_reason_name(i));
		EXPECT_GT(strlen(skb_drop_reason_text(i)), 4);
		EXPECT_LE(strlen(skb_drop_reason_name(i)), 28);
	}
	EXPECT_STREQ(skb_drop_reason_name(SKB_DROP_REASON_XDP), "XDP");
	EXPECT_STREQ(skb_drop_reason_name(SKB_DROP_REASON_MAX), "?");
}
