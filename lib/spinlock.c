// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spinlock - between CPUs: spin a little, then sleep on a futex
 *
 * Where:   every structure that several CPUs touch.
 * Mirrors: kernel/locking/spinlock.c in meaning. A pure spin would be wrong
 *          here: the holder is a host thread and may have been preempted.
 */
#include "lib/spinlock.h"
#include "lib/exec.h"
#include "lib/os.h"
#include "lib/printk.h"

static const struct lock_class_key unnamed = {"?", "?", 0};

void __spin_lock_init(spinlock_t *lock, const struct lock_class_key *key)
{
	lock->val = 0;
	lock->key = key;
	lock->owner = NULL;
}
EXPORT_SYMBOL(__spin_lock_init);

static bool try_take(spinlock_t *lock)
{
	u32 v = 0;

	return __atomic_compare_exchange_n(&lock->val, &v, 1, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static const struct lock_class_key *key_of(const spinlock_t *lock)
{
	return lock->key ? lock->key : &unnamed;
}

static void taken(spinlock_t *lock)
{
	WRITE_ONCE(lock->owner, this_cpu());
	preempt_disable();
}

static void take_slow(spinlock_t *lock, const char *where)
{
	if (READ_ONCE(lock->owner) == this_cpu())
		report_bug(__FILE__, __LINE__, __func__,
			   "recursive lock of %s at %s",
			   lock->key ? lock->key->name : "?", where);
	while (!try_take(lock))
		if (current_world()->exec->lock_wait(&lock->val))
			break;
}

void _spin_lock(spinlock_t *lock, const char *where)
{
	explore_point();
	if (unlikely(!try_take(lock)))
		take_slow(lock, where);
	taken(lock);
	lock_acquired(key_of(lock), lock, where);
}
EXPORT_SYMBOL(_spin_lock);

void spin_relax(void)
{
	current_world()->exec->lock_wait(NULL);
}
EXPORT_SYMBOL(spin_relax);

bool _spin_trylock(spinlock_t *lock, const char *where)
{
	explore_point();
	if (!try_take(lock))
		return false;
	taken(lock);
	lock_acquired_try(key_of(lock), lock, where);
	return true;
}
EXPORT_SYMBOL(_spin_trylock);

void _spin_unlock(spinlock_t *lock, const char *where)
{
	if (unlikely(READ_ONCE(lock->owner) != this_cpu()))
		report_bug(__FILE__, __LINE__, __func__,
			   "unlock of %s at %s by who does not hold it",
			   lock->key ? lock->key->name : "?", where);
	lock_released(lock, where);
	WRITE_ONCE(lock->owner, NULL);
	preempt_enable();
	if (unlikely(__atomic_exchange_n(&lock->val, 0, __ATOMIC_RELEASE) == 2))
		current_world()->exec->lock_wake(&lock->val);
	explore_point();
}
EXPORT_SYMBOL(_spin_unlock);

/*
 * Readers share by counting; the inner lock guards the count, and the first
 * reader keeps writers out by holding on to the inner lock's word through
 * @readers. A writer waits until they are gone.
 */
void _read_lock(rwlock_t *lock, const char *where)
{
	_spin_lock(&lock->lock, where);
	__atomic_fetch_add(&lock->readers, 1, __ATOMIC_RELAXED);
	_spin_unlock(&lock->lock, where);
	preempt_disable();
}
EXPORT_SYMBOL(_read_lock);

void _read_unlock(rwlock_t *lock, const char *where)
{
	preempt_enable();
	__atomic_fetch_sub(&lock->readers, 1, __ATOMIC_RELEASE);
}
EXPORT_SYMBOL(_read_unlock);

void _write_lock(rwlock_t *lock, const char *where)
{
	_spin_lock(&lock->lock, where);
	/* New readers queue behind the inner lock; wait for the old ones. */
	while (__atomic_load_n(&lock->readers, __ATOMIC_ACQUIRE))
		current_world()->exec->lock_wait(NULL);
}
EXPORT_SYMBOL(_write_lock);
