// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inet_fragment - queues of fragments: find, fill, put together, give up
 *
 * Where:   ip_fragment.c, IPv6's reassembly and conntrack's defragmentation
 *          stand on it.
 * Mirrors: net/ipv4/inet_fragment.c. Left out: the work queue that destroys a
 *          namespace's queues (fqdir_exit() does it at once).
 * Spec:    RFC 815 in spirit; RFC 5722 §4: who overlaps kills the datagram.
 *
 * Timer: one per queue, armed when it is made, deleted when it is complete,
 * killed or its namespace goes; at expiry ops->frag_expire().
 *
 * References: the hash, the timer, and whoever found it.
 *
 *	rb_fragments            a node is the head of a run: fragments that
 *	   [0..1480)-[1480..]   touch; next_frag leads along it
 *	  /         \
 *	...       [8000..]-[..]   last_run_head; its last: fragments_tail
 */
#include "proto/ipv4/inet_frag.h"

#include "core/net_namespace.h"
#include "lib/err.h"
#include "lib/slab.h"

/* skb->cb of a fragment that waits. */
struct frag_cb {
	u8 h[32]; /* inet_skb_parm, inet6_skb_parm */
	struct sk_buff *next_frag;
	int frag_run_len; /* of the head of a run */
	int offset;
};
#define FRAG_CB(skb) ((struct frag_cb *)((skb)->cb))
_Static_assert(sizeof(struct frag_cb) <= 48, "it must fit skb->cb");

#define __N IPFRAG_ECN_NOT_ECT
#define __1 IPFRAG_ECN_ECT_1
#define __0 IPFRAG_ECN_ECT_0
#define __C IPFRAG_ECN_CE
/* What is not named needs no change: all fragments said the same. */
const u8 ip_frag_ecn_table[16] = {
	[__C | __0] = 3,	  [__C | __1] = 3,
	[__C | __0 | __1] = 3,	  [__N | __C] = 0xff,
	[__N | __0] = 0xff,	  [__N | __1] = 0xff,
	[__N | __0 | __1] = 0xff, [__N | __C | __0] = 0xff,
	[__N | __C | __1] = 0xff, [__N | __C | __0 | __1] = 0xff,
};
EXPORT_SYMBOL(ip_frag_ecn_table);

/* ---- runs ---------------------------------------------------------------- */

static void fragcb_clear(struct sk_buff *skb)
{
	RB_CLEAR_NODE(&skb->rbnode);
	FRAG_CB(skb)->next_frag = NULL;
	FRAG_CB(skb)->frag_run_len = (int)skb->len;
}

static void fragrun_append_to_last(struct inet_frag_queue *q,
				   struct sk_buff *skb)
{
	fragcb_clear(skb);
	FRAG_CB(q->last_run_head)->frag_run_len += (int)skb->len;
	FRAG_CB(q->fragments_tail)->next_frag = skb;
	q->fragments_tail = skb;
}

static void fragrun_create(struct inet_frag_queue *q, struct sk_buff *skb)
{
	fragcb_clear(skb);
	if (q->last_run_head)
		rb_link_node(&skb->rbnode, &q->last_run_head->rbnode,
			     &q->last_run_head->rbnode.rb_right);
	else
		rb_link_node(&skb->rbnode, NULL, &q->rb_fragments.rb_node);
	rb_insert_color(&skb->rbnode, &q->rb_fragments);
	q->fragments_tail = skb;
	q->last_run_head = skb;
}

/* Somewhere in the middle: a run of its own, unless it is there already. */
static int fragrun_insert(struct inet_frag_queue *q, struct sk_buff *skb,
			  int offset, int end)
{
	struct rb_node **rbn = &q->rb_fragments.rb_node;
	struct rb_node *parent;

	do {
		struct sk_buff *curr;
		int start, run_end;

		parent = *rbn;
		curr = rb_to_skb(parent);
		start = FRAG_CB(curr)->offset;
		run_end = start + FRAG_CB(curr)->frag_run_len;
		if (end <= start)
			rbn = &parent->rb_left;
		else if (offset >= run_end)
			rbn = &parent->rb_right;
		else if (offset >= start && end <= run_end)
			return IPFRAG_DUP;
		else
			return IPFRAG_OVERLAP;
	} while (*rbn);
	fragcb_clear(skb);
	rb_link_node(&skb->rbnode, parent, rbn);
	rb_insert_color(&skb->rbnode, &q->rb_fragments);
	return IPFRAG_OK;
}

/**
 * inet_frag_queue_insert - put a fragment where it belongs
 * @q: locked
 * @skb: its data is the payload; taken when IPFRAG_OK, else borrowed
 * @offset: of the first byte
 * @end: behind the last
 *
 * Context: softirq.
 * Return: IPFRAG_OK; IPFRAG_DUP: all of it is here; IPFRAG_OVERLAP.
 */
int inet_frag_queue_insert(struct inet_frag_queue *q, struct sk_buff *skb,
			   int offset, int end)
{
	struct sk_buff *last = q->fragments_tail;
	int last_end, ret;

	if (!last) {
		fragrun_create(q, skb);
		goto done;
	}
	last_end = FRAG_CB(last)->offset + (int)last->len;
	if (last_end < end) {
		if (offset < last_end)
			return IPFRAG_OVERLAP;
		if (offset == last_end)
			fragrun_append_to_last(q, skb);
		else
			fragrun_create(q, skb);
	} else {
		ret = fragrun_insert(q, skb, offset, end);
		if (ret != IPFRAG_OK)
			return ret;
	}
done:
	FRAG_CB(skb)->offset = offset;
	q->fragments++;
	return IPFRAG_OK;
}
EXPORT_SYMBOL(inet_frag_queue_insert);

/**
 * inet_frag_rbtree_purge - every fragment dies
 *
 * Context: softirq or process; not under a lock that a destructor takes.
 * Return: the truesize that is free now.
 */
unsigned int inet_frag_rbtree_purge(struct rb_root *root,
				    enum skb_drop_reason reason)
{
	struct rb_node *p = rb_first(root);
	unsigned int sum = 0;

	while (p) {
		struct sk_buff *skb = rb_entry(p, struct sk_buff, rbnode);

		p = rb_next(p);
		rb_erase(&skb->rbnode, root);
		while (skb) {
			struct sk_buff *next = FRAG_CB(skb)->next_frag;

			sum += skb->truesize;
			memset(&skb->rbnode, 0, sizeof(skb->rbnode));
			kfree_skb_reason(skb, reason);
			skb = next;
		}
	}
	return sum;
}
EXPORT_SYMBOL(inet_frag_rbtree_purge);

/* ---- life of a queue ------------------------------------------------------
 */

/**
 * inet_frag_kill - no more fragments
 * @q: locked, referenced by the caller
 *
 * Context: softirq or process.
 */
void inet_frag_kill(struct inet_frag_queue *q)
{
	struct fqdir *fqdir = q->fqdir;

	if (timer_delete(&q->timer))
		refcount_dec(&q->refcnt);
	if (q->flags & INET_FRAG_COMPLETE)
		return;
	q->flags |= INET_FRAG_COMPLETE;
	rcu_read_lock();
	if (!READ_ONCE(fqdir->dead)) {
		rhashtable_remove_fast(&fqdir->rhashtable, &q->node,
				       fqdir->f->rhash_params);
		refcount_dec(&q->refcnt);
	} else {
		q->flags |= INET_FRAG_HASH_DEAD; /* fqdir_exit() finds it */
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL(inet_frag_kill);

static void inet_frag_destroy_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct inet_frag_queue, rcu));
}

/* Context: softirq or process; the last reference is gone. */
void inet_frag_destroy(struct inet_frag_queue *q)
{
	struct fqdir *fqdir = q->fqdir;
	const struct inet_frags *f = fqdir->f;
	unsigned int sum;

	WARN_ON_ONCE(!(q->flags & INET_FRAG_COMPLETE));
	sum = inet_frag_rbtree_purge(&q->rb_fragments, q->reason);
	if (f->destructor)
		f->destructor(q);
	sub_frag_mem_limit(fqdir, (long)sum + f->qmem);
	call_rcu(&q->rcu, inet_frag_destroy_rcu);
}
EXPORT_SYMBOL(inet_frag_destroy);

static struct inet_frag_queue *inet_frag_alloc(struct fqdir *fqdir, void *arg)
{
	const struct inet_frags *f = fqdir->f;
	struct inet_frag_queue *q = kzalloc(f->qsize, GFP_ATOMIC);

	if (!q)
		return NULL;
	q->fqdir = fqdir;
	q->rb_fragments = RB_ROOT;
	q->reason = SKB_DROP_REASON_FRAG_REASM_TIMEOUT;
	f->constructor(q, arg);
	add_frag_mem_limit(fqdir, f->qmem);
	timer_setup(&q->timer, f->frag_expire, 0);
	spin_lock_init(&q->lock);
	refcount_set(&q->refcnt, 3); /* the hash, the timer, the caller */
	return q;
}

static struct inet_frag_queue *inet_frag_create(struct fqdir *fqdir, void *arg,
						struct inet_frag_queue **prev)
{
	struct inet_frag_queue *q = inet_frag_alloc(fqdir, arg);

	if (!q) {
		*prev = ERR_PTR(-ENOMEM);
		return NULL;
	}
	mod_timer(&q->timer, jiffies + (unsigned long)fqdir->timeout);
	*prev = rhashtable_lookup_get_insert_key(
		&fqdir->rhashtable, &q->key, &q->node, fqdir->f->rhash_params);
	if (!*prev)
		return q;
	/* Another CPU was faster, or there is no memory for the table. */
	timer_delete_sync(&q->timer);
	q->flags |= INET_FRAG_COMPLETE;
	inet_frag_destroy(q);
	return NULL;
}

/**
 * inet_frag_find - the queue of a datagram; made if need be
 * @key: union inet_frag_key's member; all bytes count
 *
 * Context: softirq or BH off.
 * Return: a reference, or NULL: over high_thresh, no memory, or dying.
 */
struct inet_frag_queue *inet_frag_find(struct fqdir *fqdir, void *key)
{
	long high_thresh = READ_ONCE(fqdir->high_thresh);
	struct inet_frag_queue *fq = NULL, *prev;

	if (!high_thresh || frag_mem_limit(fqdir) > high_thresh)
		return NULL;
	rcu_read_lock();
	prev = rhashtable_lookup(&fqdir->rhashtable, key,
				 fqdir->f->rhash_params);
	if (!prev)
		fq = inet_frag_create(fqdir, key, &prev);
	if (!IS_ERR_OR_NULL(prev)) {
		fq = prev;
		if (!refcount_inc_not_zero(&fq->refcnt))
			fq = NULL;
	}
	rcu_read_unlock();
	return fq;
}
EXPORT_SYMBOL(inet_frag_find);

/* ---- putting together ---------------------------------------------------- */

/* @skb, the last to come, takes the first one's place and content. */
static bool reasm_make_head(struct inet_frag_queue *q, struct sk_buff *skb,
			    struct sk_buff *head, struct sk_buff *parent)
{
	struct sk_buff *fp = skb_clone(skb, GFP_ATOMIC);

	if (!fp)
		return false;
	FRAG_CB(fp)->next_frag = FRAG_CB(skb)->next_frag;
	if (RB_EMPTY_NODE(&skb->rbnode))
		FRAG_CB(parent)->next_frag = fp;
	else
		rb_replace_node(&skb->rbnode, &fp->rbnode, &q->rb_fragments);
	if (q->fragments_tail == skb)
		q->fragments_tail = fp;
	skb_morph(skb, head);
	FRAG_CB(skb)->next_frag = FRAG_CB(head)->next_frag;
	rb_replace_node(&head->rbnode, &skb->rbnode, &q->rb_fragments);
	memset(&head->rbnode, 0, sizeof(head->rbnode));
	consume_skb(head);
	return true;
}

/*
 * The first fragment has a frag_list of its own: it moves into an empty
 * packet, so that the list of fragments stays flat.
 */
static struct sk_buff **reasm_split_head(struct inet_frag_queue *q,
					 struct sk_buff *head)
{
	struct sk_buff *clone = alloc_skb(0, GFP_ATOMIC);
	unsigned int i, plen = 0;

	if (!clone)
		return NULL;
	skb_shinfo(clone)->frag_list = skb_shinfo(head)->frag_list;
	skb_frag_list_init(head);
	for (i = 0; i < skb_shinfo(head)->nr_frags; i++)
		plen += skb_frag_size(&skb_shinfo(head)->frags[i]);
	clone->data_len = head->data_len - plen;
	clone->len = clone->data_len;
	head->truesize += clone->truesize;
	clone->csum = 0;
	clone->ip_summed = head->ip_summed;
	add_frag_mem_limit(q->fqdir, clone->truesize);
	skb_shinfo(head)->frag_list = clone;
	return &clone->next;
}

/**
 * inet_frag_reasm_prepare - the last fragment becomes the packet's first
 * @q: locked, complete
 * @skb: the fragment that came last
 * @parent: the tail of the queue before it came
 *
 * Context: softirq.
 * Return: what inet_frag_reasm_finish() wants, or NULL: no memory.
 */
void *inet_frag_reasm_prepare(struct inet_frag_queue *q, struct sk_buff *skb,
			      struct sk_buff *parent)
{
	struct sk_buff *head = skb_rb_first(&q->rb_fragments);
	int delta;

	if (head != skb) {
		if (!reasm_make_head(q, skb, head, parent))
			return NULL;
		head = skb;
	}
	delta = -(int)head->truesize;
	if (skb_unclone(head, GFP_ATOMIC))
		return NULL;
	delta += (int)head->truesize;
	if (delta)
		add_frag_mem_limit(q->fqdir, delta);
	if (skb_has_frag_list(head))
		return reasm_split_head(q, head);
	return &skb_shinfo(head)->frag_list;
}
EXPORT_SYMBOL(inet_frag_reasm_prepare);

/* One fragment goes into @head: its bytes, or itself into the frag_list. */
static struct sk_buff **reasm_add(struct sk_buff *head, struct sk_buff *fp,
				  struct sk_buff **nextp, bool try_coalesce)
{
	bool stolen;
	int delta;

	memset(&fp->rbnode, 0, sizeof(fp->rbnode));
	if (head->ip_summed != fp->ip_summed)
		head->ip_summed = CHECKSUM_NONE;
	else if (head->ip_summed == CHECKSUM_COMPLETE)
		head->csum = csum_add(head->csum, fp->csum);
	if (try_coalesce && skb_try_coalesce(head, fp, &stolen, &delta)) {
		kfree_skb_partial(fp, stolen);
		return nextp;
	}
	head->data_len += fp->len;
	head->len += fp->len;
	head->truesize += fp->truesize;
	*nextp = fp;
	return &fp->next;
}

/**
 * inet_frag_reasm_finish - chain or merge all fragments behind the head
 * @q: locked
 * @head: what inet_frag_reasm_prepare() was given; data moves to its network
 *	header
 * @reasm_data: what that answered
 * @try_coalesce: merge pages where possible
 *
 * Context: softirq. Every fragment of @q belongs to @head now.
 */
void inet_frag_reasm_finish(struct inet_frag_queue *q, struct sk_buff *head,
			    void *reasm_data, bool try_coalesce)
{
	struct sk_buff **nextp = reasm_data;
	struct sk_buff *fp = FRAG_CB(head)->next_frag;
	struct rb_node *rbn = rb_next(&head->rbnode);
	unsigned int sum;

	rb_erase(&head->rbnode, &q->rb_fragments);
	memset(&head->rbnode, 0, sizeof(head->rbnode));
	skb_push(head, (unsigned int)(head->data - skb_network_header(head)));
	sum = head->truesize;
	while (rbn || fp) {
		while (fp) {
			struct sk_buff *next = FRAG_CB(fp)->next_frag;

			sum += fp->truesize;
			nextp = reasm_add(head, fp, nextp, try_coalesce);
			fp = next;
		}
		if (rbn) {
			struct rb_node *rbnext = rb_next(rbn);

			fp = rb_to_skb(rbn);
			rb_erase(rbn, &q->rb_fragments);
			rbn = rbnext;
		}
	}
	sub_frag_mem_limit(q->fqdir, sum);
	*nextp = NULL;
	head->tstamp = q->stamp;
	head->tstamp_type = q->tstamp_type & 3;
	q->rb_fragments = RB_ROOT;
	q->fragments_tail = NULL;
	q->last_run_head = NULL;
}
EXPORT_SYMBOL(inet_frag_reasm_finish);

/* Context: softirq, @q locked. Gives the first fragment, or NULL. */
struct sk_buff *inet_frag_pull_head(struct inet_frag_queue *q)
{
	struct sk_buff *head = skb_rb_first(&q->rb_fragments), *next;

	if (!head)
		return NULL;
	next = FRAG_CB(head)->next_frag;
	if (next)
		rb_replace_node(&head->rbnode, &next->rbnode, &q->rb_fragments);
	else
		rb_erase(&head->rbnode, &q->rb_fragments);
	memset(&head->rbnode, 0, sizeof(head->rbnode)); /* prev, next, dev */
	if (head == q->fragments_tail)
		q->fragments_tail = NULL;
	sub_frag_mem_limit(q->fqdir, head->truesize);
	return head;
}
EXPORT_SYMBOL(inet_frag_pull_head);

/* ---- a namespace's queues ------------------------------------------------ */

/* Context: process. 0 or -ENOMEM. */
int fqdir_init(struct fqdir **fqdirp, const struct inet_frags *f,
	       struct net *net)
{
	struct fqdir *fqdir = kzalloc(sizeof(*fqdir), GFP_KERNEL);
	int err;

	if (!fqdir)
		return -ENOMEM;
	fqdir->f = f;
	fqdir->net = net;
	err = rhashtable_init(&fqdir->rhashtable, &f->rhash_params);
	if (err) {
		kfree(fqdir);
		return err;
	}
	*fqdirp = fqdir;
	return 0;
}
EXPORT_SYMBOL(fqdir_init);

/* Context: process; a grace period passes before fqdir_exit(). */
void fqdir_pre_exit(struct fqdir *fqdir)
{
	WRITE_ONCE(fqdir->high_thresh, 0);
	WRITE_ONCE(fqdir->dead, true);
}
EXPORT_SYMBOL(fqdir_pre_exit);

static void inet_frags_free_cb(void *ptr, void *arg)
{
	struct inet_frag_queue *fq = ptr;
	int count = timer_delete_sync(&fq->timer) ? 1 : 0;

	spin_lock_bh(&fq->lock);
	fq->reason = SKB_DROP_REASON_QUEUE_PURGE;
	if (!(fq->flags & INET_FRAG_COMPLETE)) {
		fq->flags |= INET_FRAG_COMPLETE;
		count++;
	} else if (fq->flags & INET_FRAG_HASH_DEAD) {
		count++;
	}
	spin_unlock_bh(&fq->lock);
	while (count--)
		inet_frag_put(fq);
}

/* Context: process. Takes @fqdir. */
void fqdir_exit(struct fqdir *fqdir)
{
	rhashtable_free_and_destroy(&fqdir->rhashtable, inet_frags_free_cb,
				    NULL);
	WARN_ON_ONCE(frag_mem_limit(fqdir));
	kfree(fqdir);
}
EXPORT_SYMBOL(fqdir_exit);

unsigned int fqdir_queues(const struct fqdir *fqdir)
{
	return (unsigned int)atomic_read(&fqdir->rhashtable.nelems);
}
EXPORT_SYMBOL(fqdir_queues);
