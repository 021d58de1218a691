/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nic - the emulated network card: rings, interrupts, NAPI
 *
 * Where:   the driver half of every wire-like device (wire, tap, packet). The
 *          hardware half, struct nic_hw, moves frames between the descriptors
 *          and whatever the wire is.
 * Mirrors: the shape of drivers/net/ethernet/intel/ixgbe: one q_vector per
 *          queue pair, ixgbe_msix_clean_rings(), clean_rx_irq,
 *alloc_rx_buffers.
 *
 * A ring has three positions, all counting up for ever (index = value & mask):
 *
 *	next_to_clean	the driver reads the next received frame here
 *	head		the NIC writes the next frame here
 *	next_to_use	(tail) the driver has given buffers up to here
 *
 *	next_to_clean <= head <= next_to_use <= next_to_clean + count
 *
 * From next_to_clean to head lie received frames (DD set, the driver's), from
 * head to next_to_use free buffers (the NIC's). head == next_to_use: the ring
 * is full, and a frame that comes now is missed. All descriptors are used: a
 * ring of 256 holds 256 frames (an e1000 keeps one empty).
 */
#ifndef DRIVERS_NIC_H
#define DRIVERS_NIC_H

#include "core/ethtool.h"
#include "core/netdevice.h"
#include "core/page_pool.h"
#include "core/skbuff.h"
#include "lib/interrupt.h"

#define NIC_RING_DEFAULT 256
#define NIC_RING_MIN	 8
#define NIC_RING_MAX	 4096
#define NIC_MAX_QUEUES	 16
#define NIC_RX_BUF	 2048 /* half a page: one frame of up to 1,536 bytes */
/* in front of a frame: headroom, and the IP header on a boundary of 4 */
#define NIC_RX_PAD	(NET_SKB_PAD + NET_IP_ALIGN)
#define NIC_COPYBREAK	256 /* shorter frames are copied out */
#define NIC_SHINFO_ROOM 320 /* skb_shared_info behind the frame */

struct bpf_prog;

enum nic_owner { NIC_OWNS_DRIVER, NIC_OWNS_NIC };

#define NIC_RXD_DD   0x1 /* done: the frame is there */
#define NIC_RXD_EOP  0x2 /* its last descriptor */
#define NIC_RXD_ERR  0x4 /* bad FCS or length */
#define NIC_RXD_CSUM 0x8 /* the transport checksum was verified */

struct nic_rx_desc {
	struct page *page;
	u32 offset; /* of the buffer in its page */
	u16 len;    /* of what the NIC wrote */
	u8 status;  /* NIC_RXD_* */
	u8 owner;   /* enum nic_owner */
	u32 id;	    /* buffer number, for pictures */
};

struct nic_tx_desc {
	struct sk_buff *skb;
	u32 len;
	u8 done; /* written back: it has left */
	u8 owner;
};

struct nic_rx_ring {
	struct nic_rx_desc *desc;
	u32 count; /* a power of two */
	u32 next_to_clean, head, next_to_use;
	u32 buf_len;
	u32 next_buf_id;
	struct page_pool *pool;
};

struct nic_tx_ring {
	struct nic_tx_desc *desc;
	u32 count;
	u32 next_to_clean; /* the oldest not yet freed */
	u32 head;	   /* the NIC sends the next one from here */
	u32 next_to_use;   /* the driver posts here */
};

/* Counters under the names of a real driver; one set per queue. */
struct nic_stats {
	u64 rx_packets, rx_bytes;
	u64 tx_packets, tx_bytes;
	u64 rx_missed_errors;	  /* ring full */
	u64 rx_no_buffer_count;	  /* no memory to refill */
	u64 alloc_rx_buff_failed; /* no memory for the frame's sk_buff */
	u64 rx_errors;		  /* bad FCS, runt, oversize */
	u64 rx_crc_errors;
	u64 rx_length_errors;
	u64 tx_dropped; /* ring full, nobody to wait */
	u64 irqs, polls;
};

struct nic;

/* One receive and one transmit ring, their irq and NAPI: a q_vector. */
struct nic_queue {
	struct nic *nic;
	unsigned int index;
	int irq;
	struct napi_struct napi;
	struct nic_rx_ring
		rx;  /* whose NAPI it is: holder of NAPI_STATE_SCHED */
	bool masked; /* the irq is, until a poll completes */
	struct nic_tx_ring tx; /* tx queue lock */
	struct nic_stats stats;
	void *hw; /* the hardware half's own */
};

/**
 * struct nic_hw - the hardware half
 * @start, @stop: process, rtnl; a queue begins and ends to move frames
 * @dma: softirq or hardirq; bring frames that wait outside into free
 *	descriptors (nic_rx_frame()); at most a ring's worth. Of several CPUs
 *	only one is in it: who has the queue's NAPI_STATE_SCHED
 * @doorbell: softirq, tx lock held; send what stands from tx.head to
 *	tx.next_to_use; mark each done, at once or later, and call nic_tx_done()
 * @irq_on: softirq; the irq was unmasked: raise it if frames wait outside
 * @extra_stats, @nr_extra: rows of ethtool -S behind the driver's own
 */
struct nic_hw {
	const char *driver;
	int (*start)(struct nic_queue *q);
	void (*stop)(struct nic_queue *q);
	void (*dma)(struct nic_queue *q);
	void (*doorbell)(struct nic_queue *q);
	void (*irq_on)(struct nic_queue *q);
	unsigned int nr_extra;
	const char *(*extra_name)(unsigned int i);
	u64 (*extra_value)(struct net_device *dev, unsigned int i);
};

/* First in the private part of every device of this kind. */
struct nic {
	struct net_device *dev;
	const struct nic_hw *hw;
	unsigned int nr_queues;	   /* rtnl */
	u32 rx_count, tx_count;	   /* of each ring; rtnl */
	bool overrun_hold;	   /* ring full: leave frames outside */
	bool irq_per_packet;	   /* the way of before NAPI: for the lesson */
	bool opened;		   /* the queues have rings; rtnl */
	struct bpf_prog *xdp_prog; /* RCU; native XDP: ours by a reference */
	struct nic_queue queues[NIC_MAX_QUEUES];
};

/* process, rtnl. Set up and register; the device is an Ethernet one. */
void nic_setup(struct net_device *dev);
int nic_init(struct net_device *dev, const struct nic_hw *hw);
int nic_register(struct net_device *dev);

/*
 * The hardware took a frame from the wire: into the next free descriptor.
 * Context: hardirq or softirq of the queue's CPU. Borrows @data.
 * Return: false: the ring is full; with overrun=drop it is counted, with
 * overrun=hold the caller keeps the frame.
 */
bool nic_rx_frame(struct nic_queue *q, const void *data, unsigned int len,
		  u8 status);
/*
 * The same in two steps, for hardware that writes by itself: where the next
 * frame goes (NULL: the ring is full), and that it is there now.
 */
void *nic_rx_slot(struct nic_queue *q, unsigned int *room);
void nic_rx_commit(struct nic_queue *q, unsigned int len, u8 status);
void nic_rx_missed(struct nic_queue *q); /* read and thrown away */
/*
 * The driver's way from a descriptor to its frame of d->len bytes. Without DD
 * the memory is the NIC's: that is reported as a bug of the driver.
 * Context: softirq or hardirq of the queue's CPU. Return: NULL: not yours.
 */
void *nic_rx_desc_data(struct nic_queue *q, const struct nic_rx_desc *d);
/* Frees sent frames, wakes the queue. Context: tx lock held, or the poll. */
void nic_tx_done(struct nic_queue *q);
/* The NIC asserts its interrupt, unless masked. Context: any. */
void nic_irq(struct nic_queue *q);
/* Which queue the frame belongs to: RSS over the headers. */
unsigned int nic_rss(struct nic *nic, const void *data, unsigned int len);

/* What "queues=" says in @options: also the most it can have later. */
unsigned int nic_max_queues(const char *options);
/* "rx=256 tx=256 queues=1 overrun=drop|hold irq=napi|packet": one word. */
int nic_option(struct nic *nic, const char *key, const char *value,
	       struct netlink_ext_ack *extack);

/* Call @set for each "key=value" of @options, spaces or commas between. */
int nic_options(const char *options,
		int (*set)(void *data, const char *key, const char *value,
			   struct netlink_ext_ack *extack),
		void *data, struct netlink_ext_ack *extack);

/* A counter that others read while it moves. */
#define nic_count(field, n) WRITE_ONCE(field, (field) + (n))

static inline u32 nic_rx_free(const struct nic_rx_ring *r)
{
	return r->next_to_use - r->head;
}

static inline u32 nic_rx_waiting(const struct nic_rx_ring *r)
{
	return r->head - r->next_to_clean;
}

static inline u32 nic_tx_free(const struct nic_tx_ring *r)
{
	return r->count - (r->next_to_use - r->next_to_clean);
}

static inline u32 nic_tx_waiting(const struct nic_tx_ring *r)
{
	return r->next_to_use - r->head;
}

/* The frame at the head has left; the next one's turn. tx lock held. */
static inline void nic_tx_sent(struct nic_tx_ring *r)
{
	struct nic_tx_desc *d = &r->desc[r->head & (r->count - 1)];

	d->done = 1;
	d->owner = NIC_OWNS_DRIVER;
	WRITE_ONCE(r->head, r->head + 1);
}

extern const struct ethtool_ops nic_ethtool_ops;

#endif
