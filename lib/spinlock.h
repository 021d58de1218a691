/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spinlock - locks between CPUs, never held across schedule()
 *
 * Where:   shared state of several CPUs. A CPU's own data needs none: its
 *          baton is the lock (DESIGN §3).
 * Mirrors: include/linux/spinlock.h, rwlock.h, seqlock.h.
 *
 * Live, a waiter spins about 2,000 turns and then sleeps on a futex, for the
 * holder may have been preempted by the host. In a virtual world a lock is
 * never contended, unless explore=SEED changes CPUs inside a critical section.
 * "irq" forms exist for the reader's sake: hardirqs run only between units of
 * work, so they equal the plain forms; "bh" forms disable softirqs.
 */
#ifndef LIB_SPINLOCK_H
#define LIB_SPINLOCK_H

#include "lib/compiler.h"
#include "lib/lockdep.h"
#include "lib/sched.h"
#include "lib/types.h"

typedef struct spinlock {
	u32 val; /* 0 free, 1 held, 2 held and somebody sleeps */
	const struct lock_class_key *key;
	const struct cpu *owner;
} spinlock_t;

typedef struct rwlock {
	spinlock_t lock;
	int readers;
} rwlock_t;

#define __STR1(x) #x
#define __STR(x)  __STR1(x)
#define HERE	  __FILE__ ":" __STR(__LINE__)

void __spin_lock_init(spinlock_t *lock, const struct lock_class_key *key);
#define spin_lock_init(l)                                                      \
	do {                                                                   \
		static const struct lock_class_key __key = {#l, __FILE__,      \
							    __LINE__};         \
		__spin_lock_init(l, &__key);                                   \
	} while (0)
#define rwlock_init(l)                                                         \
	do {                                                                   \
		spin_lock_init(&(l)->lock);                                    \
		(l)->readers = 0;                                              \
	} while (0)

/* Context: any with a baton. @where is filled in by the macros. */
void _spin_lock(spinlock_t *lock, const char *where);
bool _spin_trylock(spinlock_t *lock, const char *where);
void _spin_unlock(spinlock_t *lock, const char *where);
void _write_lock(rwlock_t *lock, const char *where);
void _read_lock(rwlock_t *lock, const char *where);
void _read_unlock(rwlock_t *lock, const char *where);

void local_bh_disable(void);
void local_bh_enable(void); /* runs pending softirqs at the outermost level */

#define spin_lock(l)		 _spin_lock(l, HERE)
#define spin_trylock(l)		 _spin_trylock(l, HERE)
#define spin_unlock(l)		 _spin_unlock(l, HERE)
#define spin_lock_nested(l, sub) _spin_lock(l, HERE)
#define spin_lock_bh(l)                                                        \
	do {                                                                   \
		local_bh_disable();                                            \
		_spin_lock(l, HERE);                                           \
	} while (0)
#define spin_unlock_bh(l)                                                      \
	do {                                                                   \
		_spin_unlock(l, HERE);                                         \
		local_bh_enable();                                             \
	} while (0)
#define spin_trylock_bh(l)                                                     \
	({                                                                     \
		local_bh_disable();                                            \
		bool __got = _spin_trylock(l, HERE);                           \
		if (!__got)                                                    \
			local_bh_enable();                                     \
		__got;                                                         \
	})

/* What the irq forms leave behind: lockdep knows such a lock as safe. */
#define local_irq_save(f)                                                      \
	do {                                                                   \
		(f) = current->irqs_off;                                       \
		current->irqs_off = true;                                      \
	} while (0)
#define local_irq_restore(f) ((void)(current->irqs_off = (f) != 0))
#define local_irq_disable()  ((void)(current->irqs_off = true))
#define local_irq_enable()   ((void)(current->irqs_off = false))
#define irqs_disabled()	     (in_hardirq() || current->irqs_off)
#define spin_lock_irq(l)                                                       \
	do {                                                                   \
		local_irq_disable();                                           \
		spin_lock(l);                                                  \
	} while (0)
#define spin_unlock_irq(l)                                                     \
	do {                                                                   \
		spin_unlock(l);                                                \
		local_irq_enable();                                            \
	} while (0)
#define spin_lock_irqsave(l, f)                                                \
	do {                                                                   \
		local_irq_save(f);                                             \
		spin_lock(l);                                                  \
	} while (0)
#define spin_unlock_irqrestore(l, f)                                           \
	do {                                                                   \
		spin_unlock(l);                                                \
		local_irq_restore(f);                                          \
	} while (0)

/* One turn of a loop that waits for what another CPU does; any context. */
void spin_relax(void);

static inline bool spin_is_locked(const spinlock_t *lock)
{
	return READ_ONCE(lock->val) != 0;
}

#define write_lock(l)	_write_lock(l, HERE)
#define write_unlock(l) spin_unlock(&(l)->lock)
#define write_lock_bh(l)                                                       \
	do {                                                                   \
		local_bh_disable();                                            \
		_write_lock(l, HERE);                                          \
	} while (0)
#define write_unlock_bh(l) spin_unlock_bh(&(l)->lock)
#define read_lock(l)	   _read_lock(l, HERE)
#define read_unlock(l)	   _read_unlock(l, HERE)
#define read_lock_bh(l)                                                        \
	do {                                                                   \
		local_bh_disable();                                            \
		_read_lock(l, HERE);                                           \
	} while (0)
#define read_unlock_bh(l)                                                      \
	do {                                                                   \
		_read_unlock(l, HERE);                                         \
		local_bh_enable();                                             \
	} while (0)

/* A writer makes the count odd; a reader that saw a change tries again. */
typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct seqlock {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define seqcount_init(s) ((void)((s)->sequence = 0))
#define seqlock_init(s)                                                        \
	do {                                                                   \
		seqcount_init(&(s)->seqcount);                                 \
		spin_lock_init(&(s)->lock);                                    \
	} while (0)

static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = smp_load_acquire(&s->sequence)) & 1)
		explore_point();
	return seq;
}

static inline bool read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return READ_ONCE(s->sequence) != start;
}

static inline void write_seqcount_begin(seqcount_t *s)
{
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb();
}

static inline void write_seqcount_end(seqcount_t *s)
{
	smp_wmb();
	WRITE_ONCE(s->sequence, s->sequence + 1);
}

#define read_seqbegin(sl)	 read_seqcount_begin(&(sl)->seqcount)
#define read_seqretry(sl, start) read_seqcount_retry(&(sl)->seqcount, start)
#define write_seqlock(sl)                                                      \
	do {                                                                   \
		spin_lock(&(sl)->lock);                                        \
		write_seqcount_begin(&(sl)->seqcount);                         \
	} while (0)
#define write_sequnlock(sl)                                                    \
	do {                                                                   \
		write_seqcount_end(&(sl)->seqcount);                           \
		spin_unlock(&(sl)->lock);                                      \
	} while (0)
#define write_seqlock_bh(sl)                                                   \
	do {                                                                   \
		local_bh_disable();                                            \
		write_seqlock(sl);                                             \
	} while (0)
#define write_sequnlock_bh(sl)                                                 \
	do {                                                                   \
		write_sequnlock(sl);                                           \
		local_bh_enable();                                             \
	} while (0)

#endif
