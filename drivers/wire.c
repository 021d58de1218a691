// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire - a cable between two emulated cards, good or bad
 *
 * Where:   the hardware half of a nic: a frame that leaves one end's transmit
 *          ring comes into the other end's receive ring some time later.
 * Mirrors: a cable; the knobs are those of net/sched/sch_netem.c, but below
 *          the device, where a driver cannot see them.
 *
 * A frame leaves when the one before has left (rate), travels (delay, jitter)
 * and arrives in a descriptor, or not (loss, a full ring with overrun=drop, a
 * bad checksum of the frame: fcs). Both ends may be on different hosts: what
 * lies between them belongs to the world and is guarded by the wire's lock. The
 * receiving card looks at the wire when its event is due, at its irq and before
 * each poll; only its own CPU touches its rings.
 *
 * All chance comes from one generator per direction, seeded by the world's
 * seed and the wire's name: the same seed gives the same losses.
 */
#include "core/etherdevice.h"
#include "core/extack.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "drivers/nic.h"
#include "drivers/wire_knobs.h"
#include "lib/err.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/ktime.h"
#include "lib/mem.h"
#include "lib/string.h"

struct wire_frame {
	struct list_head node;
	ktime_t arrival; /* world time */
	u32 len;
	u32 room;
	u8 status; /* NIC_RXD_ERR: the FCS is wrong */
	u8 pad;
	u8 data[];
};
/* The card's RSS reads headers here. */
_Static_assert((offsetof(struct wire_frame, data) + ETH_HLEN) % 4 == 0,
	       "the IP header of a frame in flight is aligned");

struct wire_end;

/* One way through the cable. Guarded by wire->lock but for knobs (rtnl). */
struct wire_dir {
	struct wire_knobs knobs;
	struct rnd_state rnd;
	struct list_head flight; /* frames by arrival */
	ktime_t free_at;	 /* when the line is free again */
	ktime_t last_arrival;
	u64 lost, corrupted, duplicated, reordered, sent;
};

struct wire {
	struct list_head node; /* world->wires */
	char name[32];
	struct world *world;
	struct world_lock *lock;
	struct wire_end *end[2];
	struct wire_dir dir[2]; /* dir[i] leaves end[i] */
	struct list_head spare; /* frames for reuse */
	unsigned int nr_spare;
};

struct wire_end {
	struct nic nic; /* first */
	struct wire *wire;
	unsigned int side;
	char wire_name[32];
	struct wire_knobs knobs; /* until the wire is made */
	bool running;		 /* all queues are; guarded by wire->lock */
	struct hw_event arrival; /* on the CPU that opened it */
	struct hw_event sent;	 /* the line takes the next frame */
	/* LIVE: frames that have arrived, by queue; guarded by wire->lock */
	struct list_head due[NIC_MAX_QUEUES];
};

#define FRAME_ROOM 2048
#define MAX_SPARE  4096

/* ---- frames in flight
 * -------------------------------------------------------- */

static struct wire_frame *frame_new(struct wire *w, u32 len)
{
	struct wire_frame *f;

	if (len <= FRAME_ROOM && !list_empty(&w->spare)) {
		f = list_first_entry(&w->spare, struct wire_frame, node);
		list_del(&f->node);
		w->nr_spare--;
		return f;
	}
	f = world_alloc(sizeof(*f) + max_t(u32, len, FRAME_ROOM));
	if (f)
		f->room = max_t(u32, len, FRAME_ROOM);
	return f;
}

static void frame_free(struct wire *w, struct wire_frame *f)
{
	if (f->room == FRAME_ROOM && w->nr_spare < MAX_SPARE) {
		list_add(&f->node, &w->spare);
		w->nr_spare++;
		return;
	}
	world_free_mem(f);
}

/* Chance of @p in 2^32. */
static bool happens(struct wire_dir *dir, u32 p)
{
	return p && prandom_u32_state(&dir->rnd) < p;
}

static ktime_t travel_time(struct wire_dir *dir, ktime_t left)
{
	const struct wire_knobs *k = &dir->knobs;
	ktime_t t = left + k->delay;

	if (k->jitter)
		t += (ktime_t)(prandom_u64_state(&dir->rnd) %
			       (2 * (u64)k->jitter + 1)) -
		     k->jitter;
	if (happens(dir, k->reorder)) {
		dir->reordered++;
		return t + k->reorder_hold; /* the next ones overtake it */
	}
	t = max3(t, left, dir->last_arrival);
	dir->last_arrival = t;
	return t;
}

/* One bit behind the network header, as netem: checksums see it, ARP not. */
static void flip_bit(struct wire_dir *dir, struct wire_frame *f)
{
	u32 from = f->len > ETH_HLEN + 20 ? ETH_HLEN + 20 : ETH_HLEN;
	u32 bit = prandom_u32_state(&dir->rnd) % ((f->len - from) * 8);

	f->data[from + bit / 8] ^= (u8)(1U << (bit % 8));
	dir->corrupted++;
}

static void launch(struct wire_dir *dir, struct wire_frame *f, ktime_t arrival)
{
	struct wire_frame *before;

	f->arrival = arrival;
	list_for_each_entry_reverse(before, &dir->flight, node)
	{
		if (before->arrival <= arrival)
			break;
	}
	list_add(&f->node, &before->node);
}

/* Context: wire locked. A frame is on the line at @left. */
static void wire_carry(struct wire *w, struct wire_dir *dir,
		       const struct sk_buff *skb, ktime_t left)
{
	unsigned int copies = happens(dir, dir->knobs.duplicate) ? 2 : 1;
	struct wire_frame *f;

	dir->sent++;
	if (happens(dir, dir->knobs.loss)) {
		dir->lost++;
		return;
	}
	dir->duplicated += copies - 1;
	while (copies--) {
		f = frame_new(w, skb->len);
		if (!f) {
			dir->lost++;
			return;
		}
		if (skb_copy_bits(skb, 0, f->data, (int)skb->len)) {
			frame_free(w, f);
			dir->lost++;
			return;
		}
		f->len = skb->len;
		f->status = happens(dir, dir->knobs.fcs) ? NIC_RXD_ERR : 0;
		if (f->len > ETH_HLEN && happens(dir, dir->knobs.corrupt))
			flip_bit(dir, f);
		launch(dir, f, travel_time(dir, left));
	}
}

/* ---- transmit: the doorbell
 * ---------------------------------------------------- */

static ktime_t line_time(const struct wire_dir *dir, unsigned int len)
{
	if (!dir->knobs.rate)
		return 0;
	/* preamble, FCS and gap are on the line too: 24 bytes */
	return (ktime_t)((u64)(max(len, 60U) + 24) * 8 * NSEC_PER_SEC /
			 dir->knobs.rate);
}

/*
 * Tell the far card. In another machine: through its interrupt line.
 * Context: wire locked, so the line is still the card's.
 */
static void wire_notify(struct wire_end *far)
{
	if (far && far->running)
		nic_irq(&far->nic.queues[0]);
}

static void far_event(struct wire_end *far, struct wire_dir *dir)
{
	struct wire_frame *f;

	if (!far || !far->running)
		return;
	if (far->wire->world->mode == WORLD_LIVE) {
		wire_notify(far);
		return;
	}
	f = list_first_entry_or_null(&dir->flight, struct wire_frame, node);
	if (f && (!far->arrival.queued || f->arrival < far->arrival.time))
		hw_event_at(&far->arrival, f->arrival);
}

/*
 * Put on the line what may go now. Context: tx lock held. With a rate, one
 * frame at a time: the rest waits in the ring until the line is free.
 */
static void wire_send(struct nic_queue *q)
{
	struct wire_end *end = container_of(q->nic, struct wire_end, nic);
	struct wire *w = end->wire;
	struct wire_dir *dir = &w->dir[end->side];
	ktime_t now = this_cpu()->now + (ktime_t)this_cpu()->charged;
	struct nic_tx_ring *r = &q->tx;

	world_lock(w->lock);
	while (nic_tx_waiting(r) && dir->free_at <= now) {
		const struct nic_tx_desc *d =
			&r->desc[r->head & (r->count - 1)];

		dir->free_at = now + line_time(dir, d->skb->len);
		wire_carry(w, dir, d->skb, dir->free_at);
		nic_tx_sent(r);
	}
	far_event(w->end[!end->side], dir);
	if (nic_tx_waiting(r) && end->running)
		hw_event_at(&end->sent, dir->free_at);
	world_unlock(w->lock);
	nic_tx_done(q);
}

/* The line is free: every queue gets its turn, lowest first. */
static void wire_line_free(struct hw_event *ev)
{
	struct wire_end *end = container_of(ev, struct wire_end, sent);

	for (unsigned int i = 0; i < end->nic.nr_queues; i++) {
		struct nic_queue *q = &end->nic.queues[i];
		struct netdev_queue *txq = netdev_get_tx_queue(end->nic.dev, i);

		__netif_tx_lock(txq, (int)smp_processor_id());
		if (nic_tx_waiting(&q->tx))
			wire_send(q);
		__netif_tx_unlock(txq);
	}
}

/* ---- receive
 * ---------------------------------------------------------------------- */

/* Context: wire locked. False: the ring wants it left outside. */
static bool wire_receive(struct wire_end *end, struct nic_queue *q,
			 struct wire_frame *f, u64 *hit)
{
	if (!nic_rx_frame(q, f->data, f->len, f->status) &&
	    end->nic.overrun_hold)
		return false;
	if (nic_rx_waiting(&q->rx))
		*hit |= 1ULL << q->index;
	return true;
}

static bool wire_live(const struct wire_end *end)
{
	return end->wire->world->mode == WORLD_LIVE;
}

/* Virtual time: into the rings. Return: a bit for each queue that got some. */
static u64 take_all(struct wire_end *end, struct wire_dir *dir, ktime_t now,
		    unsigned int budget)
{
	struct wire_frame *f, *next;
	u64 hit = 0;

	list_for_each_entry_safe (f, next, &dir->flight, node) {
		unsigned int nr = nic_rss(&end->nic, f->data, f->len);

		if (f->arrival > now || !budget-- ||
		    !wire_receive(end, &end->nic.queues[nr], f, &hit))
			break;
		list_del(&f->node);
		frame_free(end->wire, f);
	}
	return hit;
}

/* Live: each frame to its queue. Return: a bit for each that had none. */
static u64 sort_due(struct wire_end *end, struct wire_dir *dir, ktime_t now)
{
	struct wire_frame *f, *next;
	u64 hit = 0;

	list_for_each_entry_safe (f, next, &dir->flight, node) {
		unsigned int nr = nic_rss(&end->nic, f->data, f->len);

		if (f->arrival > now)
			break;
		if (list_empty(&end->due[nr]))
			hit |= 1ULL << nr;
		list_move_tail(&f->node, &end->due[nr]);
	}
	return hit;
}

/* Live: into the ring of the queue whose NAPI the caller has. */
static void take_due(struct wire_end *end, struct nic_queue *q)
{
	unsigned int budget = q->rx.count;
	struct wire_frame *f, *next;
	u64 hit = 0;

	list_for_each_entry_safe (f, next, &end->due[q->index], node) {
		if (!budget-- || !wire_receive(end, q, f, &hit))
			break;
		list_del(&f->node);
		frame_free(end->wire, f);
	}
}

/*
 * Take what has arrived by now; live, only for @q, which may be NULL: others
 * poll theirs at this moment. Return: a bit for each queue to be told.
 */
static u64 wire_take(struct wire_end *end, struct nic_queue *q,
		     unsigned int budget)
{
	struct wire *w = end->wire;
	struct wire_dir *dir;
	struct wire_frame *f;
	ktime_t now = this_cpu()->now;
	u64 hit;

	world_lock(w->lock);
	dir = &w->dir[!end->side];
	if (!end->running) {
		world_unlock(w->lock);
		return 0;
	}
	if (wire_live(end)) {
		hit = sort_due(end, dir, now);
		if (q)
			take_due(end, q);
	} else {
		hit = take_all(end, dir, now, budget);
	}
	f = list_first_entry_or_null(&dir->flight, struct wire_frame, node);
	if (f && f->arrival > now && end->running)
		hw_event_at(&end->arrival, f->arrival);
	world_unlock(w->lock);
	return hit;
}

/* A frame arrives: DMA, and the card asserts its line. */
static void wire_arrival(struct hw_event *ev)
{
	struct wire_end *end = container_of(ev, struct wire_end, arrival);
	u64 hit = wire_take(end, NULL, ~0U);

	for (unsigned int i = 0; i < end->nic.nr_queues; i++)
		if (hit >> i & 1)
			nic_irq(&end->nic.queues[i]);
}

static void wire_dma(struct nic_queue *q)
{
	struct wire_end *end = container_of(q->nic, struct wire_end, nic);
	u64 hit = wire_take(end, q, q->rx.count);

	hit &= ~(1ULL << q->index);
	for (unsigned int i = 0; i < end->nic.nr_queues; i++)
		if (hit >> i & 1)
			nic_irq(&end->nic.queues[i]);
}

/* Unmasked: frames that a full ring kept outside come in now. */
static void wire_irq_on(struct nic_queue *q)
{
	struct wire_end *end = container_of(q->nic, struct wire_end, nic);
	struct wire_dir *dir = &end->wire->dir[!end->side];
	struct wire_frame *f;
	bool waits;

	world_lock(end->wire->lock);
	f = list_first_entry_or_null(&dir->flight, struct wire_frame, node);
	waits = end->running &&
		((f && f->arrival <= this_cpu()->now) ||
		 (wire_live(end) && !list_empty(&end->due[q->index])));
	world_unlock(end->wire->lock);
	if (waits)
		nic_irq(q);
}

/* ---- the two ends
 * ------------------------------------------------------------------ */

/* Frames that no queue has taken are on the wire again while we are down. */
static void set_running(struct wire_end *end, bool running)
{
	struct wire_dir *dir = &end->wire->dir[!end->side];

	world_lock(end->wire->lock);
	for (unsigned int i = 0; i < NIC_MAX_QUEUES; i++) {
		if (running)
			INIT_LIST_HEAD(&end->due[i]);
		else
			list_splice(&end->due[i], &dir->flight);
	}
	end->running = running;
	world_unlock(end->wire->lock);
}

static int wire_start(struct nic_queue *q)
{
	struct wire_end *end = container_of(q->nic, struct wire_end, nic);

	if (q->index + 1 < end->nic.nr_queues)
		return 0; /* the last one to be ready */
	hw_event_init(&end->arrival, this_cpu(), wire_arrival);
	hw_event_init(&end->sent, this_cpu(), wire_line_free);
	set_running(end, true);
	nic_irq(&end->nic.queues[0]); /* what came while we were down */
	return 0;
}

static void wire_stop(struct nic_queue *q)
{
	struct wire_end *end = container_of(q->nic, struct wire_end, nic);

	if (q->index || !end->running)
		return;
	set_running(end, false); /* nobody arms them any more */
	hw_event_cancel(&end->arrival);
	hw_event_cancel(&end->sent);
}

static const char *const extra_names[] = {
	"wire_sent",	   "wire_lost",	     "wire_corrupted",
	"wire_duplicated", "wire_reordered",
};

static const char *wire_extra_name(unsigned int i)
{
	return extra_names[i];
}

static u64 wire_extra_value(struct net_device *dev, unsigned int i)
{
	struct wire_end *end = netdev_priv(dev);
	const struct wire_dir *dir = &end->wire->dir[end->side];
	const u64 v[] = {dir->sent, dir->lost, dir->corrupted, dir->duplicated,
			 dir->reordered};

	return v[i];
}

static const struct nic_hw wire_hw = {
	.driver = "wire",
	.start = wire_start,
	.stop = wire_stop,
	.dma = wire_dma,
	.doorbell = wire_send,
	.irq_on = wire_irq_on,
	.nr_extra = ARRAY_SIZE(extra_names),
	.extra_name = wire_extra_name,
	.extra_value = wire_extra_value,
};

static void dir_init(struct wire *w, unsigned int side)
{
	struct wire_dir *dir = &w->dir[side];
	u64 seed = w->world->seed * 0x9e3779b97f4a7c15ULL;

	INIT_LIST_HEAD(&dir->flight);
	seed ^= jhash(w->name, (u32)strlen(w->name), side);
	prandom_seed_state(&dir->rnd, seed);
}

static struct wire *wire_new(struct world *world, const char *name)
{
	struct wire *w = world_alloc(sizeof(*w));

	if (!w)
		return NULL;
	memset(w, 0, sizeof(*w));
	strscpy(w->name, name, sizeof(w->name));
	w->world = world;
	w->lock = world_lock_new();
	if (!w->lock) {
		world_free_mem(w);
		return NULL;
	}
	INIT_LIST_HEAD(&w->spare);
	dir_init(w, 0);
	dir_init(w, 1);
	list_add_tail(&w->node, &world->wires);
	return w;
}

static void drop_frames(struct list_head *list)
{
	struct wire_frame *f, *next;

	list_for_each_entry_safe (f, next, list, node)
		world_free_mem(f);
}

static void wire_free(struct wire *w)
{
	list_del(&w->node);
	drop_frames(&w->dir[0].flight);
	drop_frames(&w->dir[1].flight);
	drop_frames(&w->spare);
	world_lock_free(w->lock);
	world_free_mem(w);
}

static struct wire *wire_find(struct world *world, const char *name)
{
	struct wire *w;

	list_for_each_entry (w, &world->wires, node) {
		if (!strcmp(w->name, name))
			return w;
	}
	return NULL;
}

/* Plug our end in: the first side that is free. */
static int wire_plug(struct wire_end *end, struct netlink_ext_ack *extack)
{
	struct world *world = current_world();
	struct wire *w;
	int err = -ENOMEM;

	world_lock(world_wires_lock(world));
	w = wire_find(world, end->wire_name);
	if (!w)
		w = wire_new(world, end->wire_name);
	if (w) {
		end->side = w->end[0] ? 1 : 0;
		err = w->end[end->side] ? -EBUSY : 0;
	}
	if (!err) {
		end->wire = w;
		world_lock(w->lock); /* the other end may be sending */
		w->dir[end->side].knobs = end->knobs;
		w->end[end->side] = end;
		world_unlock(w->lock);
	}
	world_unlock(world_wires_lock(world));
	if (err == -EBUSY)
		NL_SET_ERR_MSG_FMT(extack,
				   "wire %s has two ends already: take "
				   "another name",
				   end->wire_name);
	return err;
}

static void wire_unplug(struct wire_end *end)
{
	struct wire *w = end->wire;

	if (!w)
		return;
	end->wire = NULL;
	world_lock(world_wires_lock(w->world));
	world_lock(w->lock);
	w->end[end->side] = NULL;
	world_unlock(w->lock);
	if (!w->end[!end->side])
		wire_free(w);
	world_unlock(world_wires_lock(current_world()));
}

/* ---- ip link add type wire
 * --------------------------------------------------------- */

static int wire_option(void *data, const char *key, const char *value,
		       struct netlink_ext_ack *extack)
{
	struct wire_end *end = data;
	int err;

	if (!strcmp(key, "wire")) {
		if (end->wire) {
			NL_SET_ERR_MSG(extack, "wire=: the end is plugged in");
			return -EBUSY;
		}
		return strscpy(end->wire_name, value, sizeof(end->wire_name)) <
				       0
			       ? -EINVAL
			       : 0;
	}
	err = nic_option(&end->nic, key, value, extack);
	if (err != -ENOENT)
		return err;
	return wire_knob(&end->knobs, key, value, extack);
}

/* Words "key=value", spaces or commas between; all of them or none. */
static int wire_configure(struct net_device *dev, const char *options,
			  struct netlink_ext_ack *extack)
{
	struct wire_end *end = netdev_priv(dev);
	struct wire_knobs before = end->knobs;
	int err;

	nic_init(dev, &wire_hw);
	err = nic_options(options, wire_option, end, extack);
	if (err) {
		end->knobs = before;
	} else if (end->wire) {
		world_lock(end->wire->lock);
		end->wire->dir[end->side].knobs = end->knobs;
		world_unlock(end->wire->lock);
	}
	return err;
}

static int wire_newlink(struct net *src_net, struct net_device *dev,
			struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	struct wire_end *end = netdev_priv(dev);
	int err;

	nic_init(dev, &wire_hw);
	if (!end->wire_name[0])
		strscpy(end->wire_name, dev->name, sizeof(end->wire_name));
	err = wire_plug(end, extack);
	if (err)
		return err;
	if (is_zero_ether_addr(dev->dev_addr))
		eth_hw_addr_random(dev);
	err = nic_register(dev);
	if (err)
		wire_unplug(end);
	return err;
}

static void wire_uninit(struct net_device *dev)
{
	wire_unplug(netdev_priv(dev));
}

static void wire_setup(struct net_device *dev)
{
	nic_setup(dev);
	dev->hw_features |= NETIF_F_SG; /* the line takes a frame in pieces */
	dev->features |= NETIF_F_SG;
	dev->priv_destructor = wire_uninit;
}

static const struct rtnl_link_ops wire_link_ops = {
	.kind = "wire",
	.priv_size = sizeof(struct wire_end),
	.setup = wire_setup,
	.max_queues = nic_max_queues,
	.newlink = wire_newlink,
	.configure = wire_configure,
	.owner = THIS_MODULE,
};

module_rtnl_link(wire_link_ops);
MODULE_AUTHOR("The Strata developers");
MODULE_DESCRIPTION("A cable between two emulated network cards");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("wire");
