// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story - from the events of a packet to the steps of its way
 *
 * Where:   cmd_story.c and cmd_look.c ask; core/trace_story.c tells.
 * Mirrors: nothing in the kernel.
 *
 * Two tables say which event belongs to which step and which function it
 * stands in. An event may stand for several functions: those that can only be
 * passed together.
 */
#include "shell/story.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "core/dropreason.h"
#include "core/trace.h"

/* An event, its step, the function in which it happens. */
struct way {
	enum trace_type type;
	unsigned int step;
	const char *name; /* "": it has none worth a name */
	int hook;	  /* nf_hook: of this hook only */
};

static const struct way rx_ways[] = {
	{TRACE_nic_dma, 1, "nic_rx_commit", 0},
	{TRACE_irq_handler_entry, 2, "nic_msix_clean_rings", 0},
	{TRACE_napi_schedule, 2, "napi_schedule", 0},
	{TRACE_softirq_entry, 3, "net_rx_action", 0},
	{TRACE_napi_poll, 3, "napi_poll", 0},
	{TRACE_nic_rx, 3, "nic_poll", 0},
	{TRACE_xdp_verdict, 3, "bpf_prog_run_xdp", 0},
	{TRACE_napi_gro_receive_entry, 4, "napi_gro_receive", 0},
	{TRACE_gro_merge, 4, "skb_gro_receive", 0},
	{TRACE_gro_flush, 4, "napi_gro_complete", 0},
	{TRACE_netif_rx, 5, "netif_rx", 0},
	{TRACE_rps_enqueue, 5, "enqueue_to_backlog", 0},
	{TRACE_netif_receive_skb, 6, "__netif_receive_skb", 0},
	{TRACE_tc_action, 6, "tc_run", 0},
	{TRACE_ip_rcv, 7, "ip_rcv", 0},
	{TRACE_nf_hook, 7, "nf_hook_slow", 0},
	{TRACE_fib_table_lookup, 8, "ip_route_input_noref", 0},
	{TRACE_fib_table_lookup, 8, "fib_table_lookup", 0},
	{TRACE_ip_local_deliver, 9, "ip_local_deliver", 0},
	{TRACE_ip_forward, 9, "ip_forward", 0},
	{TRACE_nf_hook, 9, "nf_hook_slow", 1},
	{TRACE_nf_hook, 9, "nf_hook_slow", 2},
	{TRACE_arp_rcv, 10, "arp_rcv", 0},
	{TRACE_icmp_rcv, 10, "icmp_rcv", 0},
	{TRACE_udp_rcv, 10, "udp_rcv", 0},
	{TRACE_tcp_rcv, 10, "tcp_v4_rcv", 0},
	{TRACE_sock_queue_rcv, 11, "", 0},
	{TRACE_sock_rcvqueue_full, 11, "", 0},
	{TRACE_sk_data_ready, 11, "sk_data_ready", 0},
	{TRACE_skb_copy_datagram_iovec, 12, "skb_copy_datagram_iter", 0},
	{NR_TRACE_EVENTS, 0, NULL, 0},
};

static const struct way tx_ways[] = {
	{TRACE_sock_sendmsg, 1, "sock_sendmsg", 0},
	{TRACE_udp_send, 2, "udp_sendmsg", 0},
	{TRACE_tcp_transmit, 2, "tcp_transmit_skb", 0},
	{TRACE_skb_clone, 2, "", 0},
	{TRACE_ip_queue_xmit, 3, "ip_queue_xmit", 0},
	{TRACE_fib_table_lookup, 3, "ip_route_output_flow", 0},
	{TRACE_fib_table_lookup, 3, "fib_table_lookup", 0},
	{TRACE_ip_local_out, 4, "__ip_local_out", 0},
	{TRACE_nf_hook, 4, "nf_hook_slow", 3},
	{TRACE_ip_output, 5, "ip_output", 0},
	{TRACE_ip_finish_output, 6, "ip_finish_output", 0},
	{TRACE_nf_hook, 6, "nf_hook_slow", 4},
	{TRACE_ip_finish_output, 7, "neigh_output", 0},
	{TRACE_neigh_queue, 7, "neigh_event_send", 0},
	{TRACE_arp_send, 7, "arp_send", 0},
	{TRACE_net_dev_queue, 8, "dev_queue_xmit", 0},
	{TRACE_tc_action, 8, "tc_run", 0},
	{TRACE_qdisc_enqueue, 8, "", 0},
	{TRACE_qdisc_dequeue, 8, "qdisc_run", 0},
	{TRACE_gso_segment, 8, "skb_gso_segment", 0},
	{TRACE_net_dev_start_xmit, 9, "ndo_start_xmit", 0},
	{TRACE_nic_tx, 9, "nic_start_xmit", 0},
	{TRACE_nic_tx_done, 10, "nic_tx_done", 0},
	{TRACE_skb_xmit_done, 10, "napi_consume_skb", 0},
	{NR_TRACE_EVENTS, 0, NULL, 0},
};

static const char *const rx_titles[] = {
	"",
	"NIC -> DMA -> Ring Buffer",
	"Hardware Interrupt -> NAPI",
	"NAPI poll -> __netif_receive_skb()",
	"GRO (Generic Receive Offload)",
	"RPS (Receive Packet Steering)",
	"tc (traffic control) ingress",
	"Netfilter PREROUTING",
	"Routing Decision",
	"Netfilter INPUT",
	"Transport Protocol Handler",
	"Socket Receive Buffer",
	"Application",
};

static const char *const tx_titles[] = {
	"",
	"Application calls send()/write()",
	"Transport Protocol",
	"IP Layer",
	"Netfilter OUTPUT",
	"Routing",
	"Netfilter POSTROUTING",
	"Neighbor Subsystem (ARP)",
	"tc (traffic control) egress / qdisc",
	"Device Driver",
	"NIC Hardware",
};

const char *story_title(const struct story *s, unsigned int step)
{
	if (s->forwarded && !s->tx && step == 9)
		return "Netfilter FORWARD";
	return s->tx ? tx_titles[step] : rx_titles[step];
}

static const struct way *story_ways(const struct story *s)
{
	return s->tx ? tx_ways : rx_ways;
}

/* ---- reading -------------------------------------------------------------
 */

#define FAMILY_MAX 256

struct reader {
	struct story *s;
	uint32_t family[FAMILY_MAX];
	unsigned int n;
	bool came, went; /* it met the wire in this direction */
	bool begun;
	uint64_t first;
	unsigned int reached; /* the highest step so far */
};

static bool is_family(const struct reader *r, uint32_t skb)
{
	for (unsigned int i = 0; i < r->n; i++)
		if (r->family[i] == skb)
			return true;
	return false;
}

static void note_family(void *data, const struct trace_rec *rec)
{
	struct reader *r = data;

	if (r->n < FAMILY_MAX && !is_family(r, rec->skb))
		r->family[r->n++] = rec->skb;
	r->came |= rec->type == TRACE_nic_rx;
	r->went |= rec->type == TRACE_nic_tx;
}

/* Events that are told when the packet may be another's: data is not known. */
static bool knows_data(const struct trace_rec *rec)
{
	return rec->skb && rec->type != TRACE_net_dev_xmit &&
	       rec->type != TRACE_qdisc_enqueue;
}

static void place(struct story_step *step, uint32_t data, uint32_t len)
{
	if (step->placed)
		return;
	step->placed = true;
	step->data = data;
	step->len = len;
}

/*
 * Where the headers of a sent packet begin. UDP's memory is laid out with room
 * for both headers (ip_append_data()), so that skb->data stands at the IP
 * header when the transport fills in its own; TCP's packet has its header
 * pushed in front of the data, as the event tells it.
 */
static void place_headers(struct story *s, const struct trace_rec *rec)
{
	uint32_t end = rec->headroom + rec->len;

	if (rec->type == TRACE_udp_send) {
		uint32_t udp = end - (uint32_t)rec->arg[2];

		place(&s->step[2], udp + 8, end - udp - 8);
		place(&s->step[3], udp, end - udp);
	} else if (rec->type == TRACE_tcp_transmit) {
		place(&s->step[3], rec->headroom, rec->len);
	}
}

static bool way_matches(const struct way *w, const struct trace_rec *rec)
{
	return w->type == rec->type &&
	       (rec->type != TRACE_nf_hook || (int)rec->arg[1] == w->hook);
}

static void note_kind(struct reader *r, const struct trace_rec *rec)
{
	struct story *s = r->s;

	switch (rec->type) {
	case TRACE_ip_forward:
		s->forwarded = true;
		break;
	case TRACE_arp_rcv:
	case TRACE_arp_send:
		s->transport = "ARP";
		break;
	case TRACE_icmp_rcv:
		s->transport = "ICMP";
		break;
	case TRACE_udp_rcv:
	case TRACE_udp_send:
		s->transport = "UDP";
		break;
	case TRACE_tcp_rcv:
	case TRACE_tcp_transmit:
		s->transport = "TCP";
		break;
	case TRACE_kfree_skb:
		s->reason =
			skb_drop_reason_name((enum skb_drop_reason)rec->arg[0]);
		s->died = r->reached;
		break;
	}
}

static void note_step(struct reader *r, const struct way *w,
		      const struct trace_rec *rec)
{
	struct story_step *step = &r->s->step[w->step];

	if (!step->met) {
		step->met = true;
		step->ns = rec->time - r->first;
	}
	if (*w->name)
		step->names |= 1u << (w - story_ways(r->s));
	if (knows_data(rec))
		place(step, rec->headroom, rec->len);
	if (w->step > r->reached)
		r->reached = w->step;
}

static void note_event(void *data, const struct trace_rec *rec)
{
	struct reader *r = data;

	if (!r->begun) {
		r->begun = true;
		r->first = rec->time;
	}
	if (rec->skb && !is_family(r, rec->skb))
		return;
	/* a tap's clone is no step; tcp_transmit_skb()'s comes first */
	if (rec->type == TRACE_skb_clone && r->reached > 2)
		return;
	note_kind(r, rec);
	if (r->s->tx)
		place_headers(r->s, rec);
	for (const struct way *w = story_ways(r->s); w->name; w++)
		if (way_matches(w, rec))
			note_step(r, w, rec);
	r->s->ns = rec->time - r->first;
}

/* How far data moves from one step to the next that saw it. */
static void find_moves(struct story *s)
{
	for (unsigned int i = 1; i <= s->nr; i++) {
		struct story_step *from = &s->step[i], *to = NULL;

		for (unsigned int j = i + 1; j <= s->nr && !to; j++)
			if (s->step[j].placed)
				to = &s->step[j];
		/* the end stands still, or it is another buffer */
		if (from->placed && to &&
		    from->data + from->len == to->data + to->len)
			from->moved = (int)to->data - (int)from->data;
	}
}

uint32_t story_last(struct st_host *h, bool tx)
{
	struct trace_mask mask = {.bits = {0}};
	struct task_guard g;
	uint32_t skb;

	trace_mask_parse(&mask, tx ? "nic_tx" : "nic_rx");
	if (st_enter(&g, h))
		return 0;
	skb = trace_last_at(h->machine, &mask);
	if (!skb)
		skb = trace_last_skb(h->machine);
	task_leave(&g);
	return skb;
}

int story_read(struct st_host *h, uint32_t skb, bool tx, struct story *s)
{
	struct reader *r = calloc(1, sizeof(*r));
	struct task_guard g;
	int err = r ? st_enter(&g, h) : -ENOMEM;

	if (err) {
		free(r);
		return err;
	}
	r->s = s;
	trace_biography(h->machine, skb, note_family, r);
	*s = (struct story){.skb = skb, .transport = "transport"};
	s->tx = tx || !r->came;
	s->also = r->came && r->went && !tx;
	s->nr = s->tx ? 10 : 12;
	trace_story(h->machine, skb, note_event, r);
	task_leave(&g);
	if (!r->begun)
		err = (int)st_fail(-ENOENT,
				   "packet %u is not remembered: switch events "
				   "on first (trace on) and let one pass",
				   skb);
	free(r);
	find_moves(s);
	return err;
}

void story_names(const struct story *s, unsigned int step,
		 void (*fn)(void *data, const char *name), void *data)
{
	const struct way *ways = story_ways(s);

	for (unsigned int i = 0; ways[i].name; i++)
		if (ways[i].step == step && s->step[step].names & 1u << i)
			fn(data, ways[i].name);
}
