/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace - every layer crossing, as a record of 64 bytes
 *
 * Where:   trace_<event>() stands at the places where a packet changes hands;
 *          records go to a ring of the CPU, from where `last`, `trace FILTER`
 *          and st_trace() read; each event is also a park point (`break`).
 * Mirrors: include/trace/events/{net,skb,napi,irq,qdisc,neigh,fib,sock,tcp}.h:
 *          the kernel's names where it has the tracepoint.
 *
 * Off, an event costs one load and one predicted branch. On, it takes the
 * machine's next sequence number and writes one record; nothing is allocated
 * and no lock is taken, so that watching changes no interleaving. A record
 * holds no pointer: skbs have ids, names are copied once and have ids too.
 */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include "lib/compiler.h"
#include "lib/list.h"
#include "lib/types.h"

struct machine;
struct sk_buff;

/*
 * The kinds of arguments: how the caller gives them, how they are printed.
 *	D  signed decimal	U  unsigned decimal	X  hexadecimal
 *	N  a name, copied	A  IPv4 address, __be32
 *	P  EtherType, __be16	R  drop reason		Q  qdisc handle or class
 *	V  netfilter verdict	T  a duration in ns	S  a TCP state
 *	E  an errno, 0 is good	F  protocol family
 *
 * En(system, name, kind, argument, …) with n arguments. The first argument
 * of every trace_<name>() is the packet in hand, or NULL.
 */
#define TRACE_EVENTS(E0, E1, E2, E3, E4)                                       \
	/* below the stack: the emulated hardware */                           \
	E4(nic, nic_rx, N, dev, U, queue, U, len, U, desc)                     \
	E3(nic, nic_dma, N, dev, U, queue, U, desc)                            \
	E3(nic, nic_tx, N, dev, U, queue, U, desc)                             \
	E3(nic, nic_tx_done, N, dev, U, queue, U, done)                        \
	E3(nic, nic_drop, N, dev, U, queue, R, reason)                         \
	E2(irq, irq_handler_entry, U, irq, N, name)                            \
	E2(irq, irq_handler_exit, U, irq, D, ret)                              \
	E1(irq, softirq_raise, U, vec)                                         \
	E1(irq, softirq_entry, U, vec)                                         \
	E1(irq, softirq_exit, U, vec)                                          \
	/* up */                                                               \
	E2(napi, napi_schedule, N, dev, U, napi_id)                            \
	E4(napi, napi_poll, N, dev, U, napi_id, U, work, U, budget)            \
	E2(napi, napi_complete, N, dev, U, work)                               \
	E3(xdp, xdp_verdict, N, dev, U, act, U, prog)                          \
	E3(net, napi_gro_receive_entry, N, dev, U, napi_id, P, protocol)       \
	E2(net, gro_merge, U, into, U, count)                                  \
	E2(net, gro_flush, U, count, U, age)                                   \
	E2(net, rps_enqueue, U, cpu, U, qlen)                                  \
	E2(net, netif_rx, N, dev, P, protocol)                                 \
	E3(net, netif_receive_skb, N, dev, P, protocol, U, pkt_type)           \
	E2(net, deliver_skb, N, handler, P, protocol)                          \
	E3(net, vlan_receive, N, dev, U, vid, U, prio)                         \
	/* IP */                                                               \
	E4(ip, ip_rcv, A, saddr, A, daddr, U, protocol, U, ttl)                \
	E3(ip, ip_local_deliver, A, saddr, A, daddr, U, protocol)              \
	E3(ip, ip_forward, A, saddr, A, daddr, U, ttl)                         \
	E3(ip, ip_queue_xmit, A, saddr, A, daddr, U, protocol)                 \
	E3(ip, ip_local_out, A, saddr, A, daddr, U, protocol)                  \
	E3(ip, ip_output, A, saddr, A, daddr, U, protocol)                     \
	E3(ip, ip_finish_output, N, dev, A, gateway, U, mtu)                   \
	E3(ip, ip_fragment, U, mtu, U, offset, U, more)                        \
	E3(ip, ip_defrag, U, id, U, offset, U, more)                           \
	E3(ip, ip_defrag_done, U, id, U, fragments, U, size)                   \
	E3(ip6, ip6_rcv, U, nexthdr, U, hop_limit, X, flow)                    \
	E1(ip6, ip6_input, U, nexthdr)                                         \
	E2(ip6, ip6_forward, U, hop_limit, N, dev)                             \
	E1(ip6, ip6_output, U, nexthdr)                                        \
	E4(netfilter, nf_hook, F, family, U, hook, D, priority, V, verdict)    \
	E4(fib, fib_table_lookup, A, saddr, A, daddr, U, table, E, err)        \
	E3(fib, fib_result, N, dev, A, gateway, U, type)                       \
	/* the transports */                                                   \
	E4(arp, arp_rcv, U, op, A, sip, A, tip, N, dev)                        \
	E3(arp, arp_send, U, op, A, sip, A, tip)                               \
	E4(icmp, icmp_rcv, U, type, U, code, A, saddr, A, daddr)               \
	E4(icmp, icmp_send, U, type, U, code, A, daddr, U, info)               \
	E3(icmp, icmpv6_rcv, U, type, U, code, U, len)                         \
	E4(udp, udp_rcv, A, saddr, U, sport, A, daddr, U, dport)               \
	E3(udp, udp_send, A, daddr, U, dport, U, len)                          \
	E2(udp, udp_fail_queue_rcv_skb, U, port, E, err)                       \
	E4(tcp, tcp_rcv, U, sport, U, dport, U, seq, U, ack)                   \
	E4(tcp, tcp_transmit, U, sport, U, dport, U, seq, U, ack)              \
	E4(tcp, tcp_probe, U, sport, U, dport, U, snd_cwnd, U, srtt)           \
	E3(tcp, tcp_retransmit_skb, U, sport, U, dport, U, seq)                \
	E3(tcp, tcp_send_reset, U, sport, U, dport, U, seq)                    \
	E2(tcp, tcp_receive_reset, U, sport, U, dport)                         \
	/* sockets */                                                          \
	E3(sock, __sys_socket, U, family, U, type, U, protocol)                \
	E3(sock, sock_create, U, family, U, type, U, protocol)                 \
	E2(sock, inet_create, U, type, U, protocol)                            \
	E2(sock, sk_alloc, U, family, N, prot)                                 \
	E1(sock, tcp_v4_init_sock, U, rcvbuf)                                  \
	E1(sock, udp_init_sock, U, rcvbuf)                                     \
	E2(sock, sock_map_fd, U, family, U, inode)                             \
	E4(sock, inet_sock_set_state, U, sport, U, dport, S, oldstate, S,      \
	   newstate)                                                           \
	E3(sock, sock_rcvqueue_full, U, rmem_alloc, U, truesize, U, rcvbuf)    \
	E2(sock, sock_queue_rcv, U, port, U, rmem_alloc)                       \
	E2(sock, sk_data_ready, U, family, U, protocol)                        \
	E1(skb, skb_copy_datagram_iovec, U, len)                               \
	E3(sock, sock_sendmsg, U, family, U, protocol, U, len)                 \
	/* down */                                                             \
	E3(neigh, neigh_update, N, dev, U, oldstate, U, newstate)              \
	E3(neigh, neigh_queue, N, dev, U, state, U, qlen)                      \
	E3(net, net_dev_queue, N, dev, P, protocol, U, queue)                  \
	E3(qdisc, qdisc_enqueue, N, dev, Q, qdisc, U, qlen)                    \
	E3(qdisc, qdisc_dequeue, N, dev, Q, qdisc, U, qlen)                    \
	E3(qdisc, qdisc_drop, N, dev, Q, qdisc, R, reason)                     \
	E3(qdisc, tc_action, N, kind, D, verdict, X, classid)                  \
	E3(net, gso_segment, U, size, U, segs, X, type)                        \
	E3(net, net_dev_start_xmit, N, dev, U, queue, U, more)                 \
	E3(net, net_dev_xmit, N, dev, U, queue, D, rc)                         \
	E2(net, net_dev_xmit_timeout, N, dev, U, queue)                        \
	/* the packet itself */                                                \
	E1(skb, skb_clone, U, child)                                           \
	E1(skb, skb_copy, U, child)                                            \
	E4(skb, kfree_skb, R, reason, N, location, U, line, P, protocol)       \
	E0(skb, consume_skb)                                                   \
	E0(skb, skb_xmit_done)                                                 \
	E1(skb, skb_merged, U, len)                                            \
	E1(user, mark, N, text)

#define __E0(sys, name)					TRACE_##name,
#define __E1(sys, name, k1, a1)				TRACE_##name,
#define __E2(sys, name, k1, a1, k2, a2)			TRACE_##name,
#define __E3(sys, name, k1, a1, k2, a2, k3, a3)		TRACE_##name,
#define __E4(sys, name, k1, a1, k2, a2, k3, a3, k4, a4) TRACE_##name,
enum trace_type { TRACE_EVENTS(__E0, __E1, __E2, __E3, __E4) NR_TRACE_EVENTS };
#undef __E0
#undef __E1
#undef __E2
#undef __E3
#undef __E4

_Static_assert(NR_TRACE_EVENTS < 256, "trace_rec.type is a byte");

/* One event. All fields in host order, but A and P arguments as on the wire. */
struct trace_rec {
	u64 time;   /* ns since the machine's boot, emulated CPU time with it */
	u64 seq;    /* one count for the machine, so rings merge exactly */
	u32 skb;    /* id of the packet in hand, 0: none */
	u32 parent; /* the id it was cloned, copied or cut from; 0: born new */
	u32 len;    /* skb->len */
	u16 headroom; /* skb->data - skb->head: moves as headers come and go */
	u8 type;      /* enum trace_type */
	u8 cpu;
	u64 arg[4];
};

_Static_assert(sizeof(struct trace_rec) == 64, "a record is a cache line");

/* Process-wide: how many machines look at events. Read by the inlines. */
extern unsigned int strata_trace_key;

/* Context: any with a baton. Borrows @skb. */
void __trace_event(enum trace_type type, const struct sk_buff *skb, u64 a1,
		   u64 a2, u64 a3, u64 a4);
/* A copy of @name in the machine's table: its number. 0: the table is full. */
u64 __trace_name(const char *name);
/* Before a kfree_skb: the address of who dropped it; NULL behind it. */
void __trace_ip(const void *ip);

/* The C type of each kind, and its way into an u64. */
#define __TRACE_T_D    s64
#define __TRACE_T_U    u64
#define __TRACE_T_X    u64
#define __TRACE_T_N    const char *
#define __TRACE_T_A    __be32
#define __TRACE_T_P    __be16
#define __TRACE_T_R    u32
#define __TRACE_T_Q    u32
#define __TRACE_T_V    u32
#define __TRACE_T_T    u64
#define __TRACE_T_S    int
#define __TRACE_T_E    int
#define __TRACE_T_F    u8
#define __TRACE_V_D(v) ((u64)(v))
#define __TRACE_V_U(v) (v)
#define __TRACE_V_X(v) (v)
#define __TRACE_V_N(v) __trace_name(v)
#define __TRACE_V_A(v) ((u64)(v))
#define __TRACE_V_P(v) ((u64)(v))
#define __TRACE_V_R(v) ((u64)(v))
#define __TRACE_V_Q(v) ((u64)(v))
#define __TRACE_V_V(v) ((u64)(v))
#define __TRACE_V_T(v) (v)
#define __TRACE_V_S(v) ((u64)(s64)(v))
#define __TRACE_V_E(v) ((u64)(s64)(v))
#define __TRACE_V_F(v) ((u64)(v))

#define __TRACE_ON() unlikely(READ_ONCE(strata_trace_key))
#define __E0(sys, name)                                                        \
	static inline void trace_##name(const struct sk_buff *skb)             \
	{                                                                      \
		if (__TRACE_ON())                                              \
			__trace_event(TRACE_##name, skb, 0, 0, 0, 0);          \
	}
#define __E1(sys, name, k1, a1)                                                \
	static inline void trace_##name(const struct sk_buff *skb,             \
					__TRACE_T_##k1 a1)                     \
	{                                                                      \
		if (__TRACE_ON())                                              \
			__trace_event(TRACE_##name, skb, __TRACE_V_##k1(a1),   \
				      0, 0, 0);                                \
	}
#define __E2(sys, name, k1, a1, k2, a2)                                        \
	static inline void trace_##name(const struct sk_buff *skb,             \
					__TRACE_T_##k1 a1, __TRACE_T_##k2 a2)  \
	{                                                                      \
		if (__TRACE_ON())                                              \
			__trace_event(TRACE_##name, skb, __TRACE_V_##k1(a1),   \
				      __TRACE_V_##k2(a2), 0, 0);               \
	}
#define __E3(sys, name, k1, a1, k2, a2, k3, a3)                                \
	static inline void trace_##name(const struct sk_buff *skb,             \
					__TRACE_T_##k1 a1, __TRACE_T_##k2 a2,  \
					__TRACE_T_##k3 a3)                     \
	{                                                                      \
		if (__TRACE_ON())                                              \
			__trace_event(TRACE_##name, skb, __TRACE_V_##k1(a1),   \
				      __TRACE_V_##k2(a2), __TRACE_V_##k3(a3),  \
				      0);                                      \
	}
#define __E4(sys, name, k1, a1, k2, a2, k3, a3, k4, a4)                        \
	static inline void trace_##name(const struct sk_buff *skb,             \
					__TRACE_T_##k1 a1, __TRACE_T_##k2 a2,  \
					__TRACE_T_##k3 a3, __TRACE_T_##k4 a4)  \
	{                                                                      \
		if (__TRACE_ON())                                              \
			__trace_event(TRACE_##name, skb, __TRACE_V_##k1(a1),   \
				      __TRACE_V_##k2(a2), __TRACE_V_##k3(a3),  \
				      __TRACE_V_##k4(a4));                     \
	}
TRACE_EVENTS(__E0, __E1, __E2, __E3, __E4)
#undef __E0
#undef __E1
#undef __E2
#undef __E3
#undef __E4

/* What an event is called and how it prints. */
struct trace_desc {
	const char *system; /* "net" */
	const char *name;   /* "netif_receive_skb" */
	u8 nargs;
	char kind[4];
	const char *arg[4];
};
extern const struct trace_desc trace_descs[NR_TRACE_EVENTS];

#define TRACE_RING_SIZE 4096 /* records per CPU */

/* A set of event types. */
struct trace_mask {
	unsigned long bits[256 / BITS_PER_LONG];
};

/*
 * Select by text: "net:*", "skb:kfree_skb", "nf_hook", "tcp:*_reset", several
 * with commas; * is any text, ? any letter. Return: how many events it names,
 * or -ENOENT for a word that names none.
 */
int trace_mask_parse(struct trace_mask *mask, const char *points);
static inline bool trace_mask_test(const struct trace_mask *mask, unsigned t)
{
	return (READ_ONCE(mask->bits[t / BITS_PER_LONG]) >>
		(t % BITS_PER_LONG)) &
	       1;
}

/*
 * A consumer. trace_register() switches the machine's tracing on with the
 * first consumer and allocates the rings; @fn (may be NULL: then the consumer
 * reads with trace_read()) runs at the event, with the baton held: it must not
 * sleep, allocate, or touch packets. Live, it may run on several CPUs at once.
 */
struct trace_consumer {
	struct list_head node;
	struct trace_mask mask;
	void (*fn)(void *data, struct machine *machine,
		   const struct trace_rec *rec);
	void *data;
	u64 cursor; /* the next seq it will see */
	u64 lost;   /* overwritten before it read them */
};

/*
 * In a consumer's @fn at kfree_skb: where the code that dropped it stands, for
 * oops_symbol(). No record holds it, for it is another in each run; NULL: not
 * known, or another event.
 */
const void *trace_ip(void);

/*
 * Context: process, a task of @machine. 0, -EINVAL or -ENOMEM. When
 * trace_unregister() returns no CPU runs @fn or will: @c and its data may go.
 */
int trace_register(struct machine *machine, struct trace_consumer *c);
void trace_unregister(struct machine *machine, struct trace_consumer *c);
/* Copy the next record in order of seq. Return: 1, or 0 if there is none. */
int trace_read(struct machine *machine, struct trace_consumer *c,
	       struct trace_rec *rec);
/* Records per CPU, a power of two; before the first trace_register(). */
int trace_set_ring_size(struct machine *machine, unsigned int n);

/*
 * The stop point: at an event of @mask, @match says whether to park here. The
 * task parks through strata_park, which the executor sets once at process
 * start. NULL @match: no stop any more. 0 or -errno as trace_register().
 */
typedef bool trace_stop_fn(void *data, const struct trace_rec *rec,
			   const struct sk_buff *skb);
int trace_set_stop(struct machine *machine, const struct trace_mask *mask,
		   trace_stop_fn *match, void *data);
extern void (*strata_park)(const struct trace_rec *rec);

/* One record as one line without newline; deterministic. Return: length. */
int trace_print(struct machine *machine, const struct trace_rec *rec, char *buf,
		size_t size);
const char *trace_name(struct machine *machine, u64 id);

/*
 * All records in the rings of @skb, its ancestors and its descendants, in
 * order: the biography. @fn is called for each. Return: how many.
 */
int trace_biography(struct machine *machine, u32 skb,
		    void (*fn)(void *data, const struct trace_rec *rec),
		    void *data);
/*
 * The biography with the interrupt and the poll around it, and the packets
 * that were made while it was in hand. Return: how many; core/trace_story.c.
 */
int trace_story(struct machine *machine, u32 skb,
		void (*fn)(void *data, const struct trace_rec *rec),
		void *data);
/* The id of the last packet that met an event of @mask, 0: none. */
u32 trace_last_at(struct machine *machine, const struct trace_mask *mask);
/* The sequence number that the next event will have. Context: any. */
u64 trace_next_seq(struct machine *machine);
/* The id of the last packet that died in the ring, 0: none. */
u32 trace_last_skb(struct machine *machine);

#endif
