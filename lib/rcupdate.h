/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rcupdate - read without locks, free after everybody has looked away
 *
 * Where:   every list that the packet's way walks.
 * Mirrors: include/linux/rcupdate.h; classic RCU: a CPU is quiescent whenever
 *          its baton is free or changes hands in schedule(). Callbacks run in
 *          RCU_SOFTIRQ of the CPU that queued them.
 */
#ifndef LIB_RCUPDATE_H
#define LIB_RCUPDATE_H

#include "lib/compiler.h"
#include "lib/sched.h"
#include "lib/types.h"

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};
#define callback_head rcu_head

static inline void rcu_read_lock(void)
{
	current->rcu_read_lock_nesting++;
	explore_point();
}

static inline void rcu_read_unlock(void)
{
	explore_point();
	current->rcu_read_lock_nesting--;
}

/* Softirq context and disabled BH are read-side sections too. */
static inline bool rcu_read_lock_held(void)
{
	return current->rcu_read_lock_nesting > 0 || in_atomic();
}
#define rcu_read_lock_bh_held() in_softirq()

static inline void rcu_read_lock_bh(void)
{
	current->preempt_count += SOFTIRQ_DISABLE_OFFSET;
	rcu_read_lock();
}
void rcu_read_unlock_bh(void);

#define rcu_dereference(p)		READ_ONCE_DEPENDS(p)
#define rcu_dereference_bh(p)		rcu_dereference(p)
#define rcu_dereference_raw(p)		rcu_dereference(p)
#define rcu_dereference_check(p, c)	rcu_dereference(p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_dereference_rtnl(p)		rcu_dereference(p)
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), v)
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, v)
#define rcu_replace_pointer(p, v, c)                                           \
	({                                                                     \
		__typeof__(p) __old = (p);                                     \
		rcu_assign_pointer(p, v);                                      \
		__old;                                                         \
	})

/* Context: any with a baton. @func runs in softirq after a grace period. */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
/* Context: process. Wait for a grace period; for all queued callbacks. */
void synchronize_rcu(void);
void rcu_barrier(void);
#define synchronize_net() synchronize_rcu()

/* kfree after a grace period; the rcu_head may stand anywhere in the object */
#define kfree_rcu(ptr, field)                                                  \
	__kfree_rcu(&(ptr)->field, offsetof(__typeof__(*(ptr)), field))
void __kfree_rcu(struct rcu_head *head, size_t offset);

/*
 * For the executors: @cpu's baton was given up or changed hands, cpu->turn is
 * different already. Any thread, current or not; takes no lock. When a grace
 * period ends by it, RCU_SOFTIRQ goes to cpu->softirq_remote of the CPUs that
 * have callbacks ready, and they are kicked. Live, cpu->turn must be followed
 * by smp_mb() when taken and preceded by a release when given (see lib/rcu.c).
 */
void rcu_quiescent(struct cpu *cpu);
void rcu_core(void); /* RCU_SOFTIRQ */
int rcu_machine_init(struct machine *machine);
int rcu_machine_exit(struct machine *machine); /* callbacks left, ran them */

#endif
