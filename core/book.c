// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * book - births and deaths of packets, and who is still alive
 *
 * Where:   booked by core/skbuff*.c, read by tests, `show books`, `why`.
 * Mirrors: nothing in the kernel.
 */
#include "core/book.h"

#include <linux/errno.h>

#include "core/name_table.h"
#include "core/skbuff_priv.h"
#include "core/trace.h"
#include "lib/machine.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/seq_buf.h"
#include "lib/slab.h"

DEFINE_STATIC_PER_CPU(struct skb_book, book);

#ifdef STRATA_SANITIZE
#define BOOK_LIVE 1
#else
#define BOOK_LIVE 0
#endif

/* All that are alive, in the order of birth; kept by sanitizer builds. */
struct book_live {
	struct list_head list;
	bool lock;
	atomic_t next_id;
	struct name_table *places;
};
DEFINE_STATIC_PER_MACHINE(struct book_live, live);

/* What stands behind the object that holds an skb: its place in the list. */
struct live_node {
	struct list_head node;
	struct sk_buff *skb;
};

unsigned int book_extra(unsigned int skbs)
{
	return BOOK_LIVE ? skbs * (unsigned int)sizeof(struct live_node) : 0;
}

static struct live_node *book_node(struct sk_buff *skb)
{
	struct sk_buff_fclones *pair;

	switch (skb->fclone) {
	case SKB_FCLONE_UNAVAILABLE:
		return (struct live_node *)(skb + 1);
	case SKB_FCLONE_ORIG:
		pair = container_of(skb, struct sk_buff_fclones, skb1);
		return (struct live_node *)(pair + 1);
	default:
		pair = container_of(skb, struct sk_buff_fclones, skb2);
		return (struct live_node *)(pair + 1) + 1;
	}
}

/*
 * Not a spinlock_t: under explore=SEED that would be a place where the CPU
 * may change, and a sanitizer build must run as any other.
 */
static void book_lock(struct book_live *l)
{
	while (__atomic_test_and_set(&l->lock, __ATOMIC_ACQUIRE))
		cpu_relax();
}

static void book_unlock(struct book_live *l)
{
	__atomic_clear(&l->lock, __ATOMIC_RELEASE);
}

static void book_live_add(struct sk_buff *skb, const char *where)
{
	struct book_live *l = &machine_var(live);
	struct live_node *n;

	if (!BOOK_LIVE)
		return;
	skb->born_at = (u16)name_table_add(l->places, where);
	n = book_node(skb);
	n->skb = skb;
	book_lock(l);
	list_add_tail(&n->node, &l->list);
	book_unlock(l);
}

static void book_live_del(struct sk_buff *skb)
{
	struct book_live *l = &machine_var(live);

	if (!BOOK_LIVE)
		return;
	book_lock(l);
	list_del(&book_node(skb)->node);
	book_unlock(l);
}

const char *skb_born_at(struct machine *machine, u16 place)
{
	return name_table_get(machine_var_of(machine, live).places, place);
}
EXPORT_SYMBOL(skb_born_at);

int book_init(void)
{
	struct book_live *l = &machine_var(live);

	INIT_LIST_HEAD(&l->list);
	if (!BOOK_LIVE)
		return 0;
	l->places = kzalloc(sizeof(*l->places), GFP_KERNEL);
	return l->places ? 0 : -ENOMEM;
}

void book_exit(void)
{
	struct book_live *l = &machine_var(live);

	kfree(l->places);
	l->places = NULL;
}

/* Births get their id here; 0 means none, so it is left out. */
void book_birth(struct sk_buff *skb, enum skb_birth birth, u32 parent,
		const char *where)
{
	__typeof__(&cpu_var(book).births[birth]) births;

	do {
		skb->id = (u32)atomic_inc_return(&machine_var(live).next_id);
	} while (unlikely(!skb->id));
	skb->parent = parent;
	skb->book = (u8)birth;
	births = &cpu_var(book).births[birth];
	WRITE_ONCE(*births, *births + 1);
	cpu_cost(skb);
	book_live_add(skb, where);
}

/* What was booked as allocated turns out to be a copy or a segment. */
void book_rebirth(struct sk_buff *skb, enum skb_birth birth,
		  const struct sk_buff *parent)
{
	struct skb_book *b = &cpu_var(book);

	WRITE_ONCE(b->births[skb->book], b->births[skb->book] - 1);
	WRITE_ONCE(b->births[birth], b->births[birth] + 1);
	skb->book = (u8)birth;
	skb->parent = parent ? parent->id : 0;
}
EXPORT_SYMBOL(book_rebirth);

void book_death(struct sk_buff *skb, enum skb_death death,
		enum skb_drop_reason reason)
{
	struct skb_book *b = &cpu_var(book);

	WRITE_ONCE(b->deaths[death], b->deaths[death] + 1);
	if (death == SKB_DIED_DROPPED)
		WRITE_ONCE(b->drops[reason], b->drops[reason] + 1);
	book_live_del(skb);
}

/**
 * book_read - the sums over all CPUs
 * @machine: whose
 * @sum: filled in
 *
 * Context: any; exact when no CPU runs.
 */
void book_read(struct machine *machine, struct skb_book *sum)
{
	const struct skb_book *b;
	struct cpu *c;
	unsigned int i;

	memset(sum, 0, sizeof(*sum));
	for_each_cpu_of (machine, c) {
		b = &cpu_var_of(c, book);
		for (i = 0; i < SKB_NR_BIRTHS; i++)
			sum->births[i] += READ_ONCE(b->births[i]);
		for (i = 0; i < SKB_NR_DEATHS; i++)
			sum->deaths[i] += READ_ONCE(b->deaths[i]);
		for (i = 0; i < SKB_DROP_REASON_MAX; i++)
			sum->drops[i] += READ_ONCE(b->drops[i]);
	}
}
EXPORT_SYMBOL(book_read);

static u64 book_sum(const u64 *v, unsigned int n)
{
	u64 sum = 0;

	while (n--)
		sum += *v++;
	return sum;
}

static s64 book_balance(const struct skb_book *sum)
{
	return (s64)(book_sum(sum->births, SKB_NR_BIRTHS) -
		     book_sum(sum->deaths, SKB_NR_DEATHS));
}

/* Births less deaths. Context: any. */
s64 book_alive(struct machine *machine)
{
	struct skb_book sum;

	book_read(machine, &sum);
	return book_balance(&sum);
}
EXPORT_SYMBOL(book_alive);

/* How many died of @reason. Context: any. */
u64 book_drops(struct machine *machine, enum skb_drop_reason reason)
{
	struct cpu *c;
	u64 n = 0;

	for_each_cpu_of (machine, c)
		n += READ_ONCE(cpu_var_of(c, book).drops[reason]);
	return n;
}
EXPORT_SYMBOL(book_drops);

/* Oldest first. Return: how many; 0 in builds without the list. */
int book_for_each_live(struct machine *machine,
		       void (*fn)(void *data, const struct skb_live *live),
		       void *data)
{
	struct book_live *l = &machine_var_of(machine, live);
	const struct live_node *node;
	const struct sk_buff *skb;
	struct skb_live one;
	int n = 0;

	list_for_each_entry (node, &l->list, node) {
		skb = node->skb;
		one.id = skb->id;
		one.parent = skb->parent;
		one.len = skb->len;
		one.users = refcount_read(&skb->users);
		one.born_at = skb_born_at(machine, skb->born_at);
		one.birth = skb->book;
		fn(data, &one);
		n++;
	}
	return n;
}
EXPORT_SYMBOL(book_for_each_live);

bool book_look(struct machine *machine, u32 id,
	       void (*fn)(void *data, const struct sk_buff *skb), void *data)
{
	struct book_live *l = &machine_var_of(machine, live);
	const struct live_node *node;
	bool found = false;

	book_lock(l);
	list_for_each_entry (node, &l->list, node) {
		found = node->skb->id == id;
		if (found)
			break;
	}
	if (found)
		fn(data, node->skb);
	book_unlock(l);
	return found;
}
EXPORT_SYMBOL(book_look);

#define BOOK_MAX_LINES 20 /* of a leak report */

static void book_log_step(void *data, const struct trace_rec *rec)
{
	char text[160];

	trace_print(data, rec, text, sizeof(text));
	pr_err("  %s", text);
}

struct book_log {
	struct machine *machine;
	int lines;
};

static void book_log_live(void *data, const struct skb_live *one)
{
	struct book_log *log = data;

	if (log->lines++ >= BOOK_MAX_LINES)
		return;
	pr_err("skb %u (parent %u, %s, %u bytes, %u users) born at %s "
	       "is alive",
	       one->id, one->parent, skb_birth_name(one->birth), one->len,
	       one->users, one->born_at ? one->born_at : "?");
	/* the last step says who had it */
	if (log->machine->trace_on)
		trace_biography(log->machine, one->id, book_log_step,
				log->machine);
}

/**
 * book_check - do births and deaths balance?
 * @machine: whose
 *
 * Logs what is wrong. Context: process, nobody else runs.
 * Return: packets alive; -EUCLEAN: the book contradicts itself.
 */
int book_check(struct machine *machine)
{
	struct book_log log = {.machine = machine};
	struct skb_book sum;
	int listed;
	s64 alive;

	book_read(machine, &sum);
	alive = book_balance(&sum);
	if (book_sum(sum.drops, SKB_DROP_REASON_MAX) !=
	    sum.deaths[SKB_DIED_DROPPED]) {
		pr_err("skb book: the reasons do not add up to the drops");
		return -EUCLEAN;
	}
	if (alive < 0) {
		pr_err("skb book: %lld more deaths than births",
		       (long long)-alive);
		return -EUCLEAN;
	}
	listed = book_for_each_live(machine, book_log_live, &log);
	if (BOOK_LIVE && listed != alive) {
		pr_err("skb book: %d packets listed, %lld alive", listed,
		       (long long)alive);
		return -EUCLEAN;
	}
	if (alive && !BOOK_LIVE)
		pr_err("skb book: %lld packets alive", (long long)alive);
	return (int)alive;
}
EXPORT_SYMBOL(book_check);

static const char *const birth_names[SKB_NR_BIRTHS] = {
	[SKB_BORN_ALLOC] = "alloc",	[SKB_BORN_RX] = "rx",
	[SKB_BORN_CLONE] = "clone",	[SKB_BORN_COPY] = "copy",
	[SKB_BORN_SEGMENT] = "segment",
};

static const char *const death_names[SKB_NR_DEATHS] = {
	[SKB_DIED_CONSUMED] = "consumed",
	[SKB_DIED_XMIT_DONE] = "xmit_done",
	[SKB_DIED_MERGED] = "merged",
	[SKB_DIED_DROPPED] = "dropped",
};

const char *skb_birth_name(enum skb_birth birth)
{
	return birth < SKB_NR_BIRTHS ? birth_names[birth] : "?";
}
EXPORT_SYMBOL(skb_birth_name);

const char *skb_death_name(enum skb_death death)
{
	return death < SKB_NR_DEATHS ? death_names[death] : "?";
}
EXPORT_SYMBOL(skb_death_name);

struct drop_text {
	const char *name;
	const char *text;
};

static const struct drop_text drop_texts[SKB_DROP_REASON_MAX] = {
	[SKB_NOT_DROPPED_YET] = {"NOT_DROPPED_YET", "it lives"},
	[SKB_CONSUMED] = {"CONSUMED", "it reached its end"},
#define X(name, text) [SKB_DROP_REASON_##name] = {#name, text},
	SKB_DROP_REASONS(X)
#undef X
};

const char *skb_drop_reason_name(enum skb_drop_reason reason)
{
	return (unsigned int)reason < SKB_DROP_REASON_MAX
		       ? drop_texts[reason].name
		       : "?";
}
EXPORT_SYMBOL(skb_drop_reason_name);

const char *skb_drop_reason_text(enum skb_drop_reason reason)
{
	return (unsigned int)reason < SKB_DROP_REASON_MAX
		       ? drop_texts[reason].text
		       : "no such reason";
}
EXPORT_SYMBOL(skb_drop_reason_text);

/**
 * book_print - the skb book as text
 * @machine: whose
 * @buf: filled in, cut at @size
 * @size: of @buf
 *
 * Context: any. Return: length without the final zero.
 */
int book_print(struct machine *machine, char *buf, size_t size)
{
	struct skb_book sum;
	struct seq_buf s;
	unsigned int i;

	book_read(machine, &sum);
	seq_buf_init(&s, buf, size);
	seq_buf_printf(&s, "births %12llu",
		       (unsigned long long)book_sum(sum.births, SKB_NR_BIRTHS));
	for (i = 0; i < SKB_NR_BIRTHS; i++)
		seq_buf_printf(&s, "  %s %llu", birth_names[i],
			       (unsigned long long)sum.births[i]);
	seq_buf_printf(&s, "\ndeaths %12llu",
		       (unsigned long long)book_sum(sum.deaths, SKB_NR_DEATHS));
	for (i = 0; i < SKB_NR_DEATHS; i++)
		seq_buf_printf(&s, "  %s %llu", death_names[i],
			       (unsigned long long)sum.deaths[i]);
	seq_buf_printf(&s, "\nalive  %12lld\n", (long long)book_balance(&sum));
	for (i = 0; i < SKB_DROP_REASON_MAX; i++) {
		if (sum.drops[i])
			seq_buf_printf(&s, "  %-24s %8llu  %s\n",
				       drop_texts[i].name,
				       (unsigned long long)sum.drops[i],
				       drop_texts[i].text);
	}
	return (int)seq_buf_used(&s);
}
EXPORT_SYMBOL(book_print);
