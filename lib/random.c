// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * random - the only source of chance: the machine's seeded generator
 *
 * Where:   ports, ISNs, hash keys, jitter, loss.
 * Mirrors: drivers/char/random.c in names. No entropy, no secrecy: the world's
 *          seed and the machine's number decide every number drawn.
 * Spec:    lib/prandom.h; Lemire, "Fast Random Integer Generation in an
 *          Interval" (2019), for numbers below a limit.
 *
 * One generator a machine. With several CPUs a lock guards it; in a virtual
 * world the order of the draws, and so each number, is the same every time.
 */
#include "lib/random.h"

#include "lib/machine.h"
#include "lib/prandom.h"
#include "lib/sched.h"
#include "lib/spinlock.h"

DEFINE_STATIC_PER_MACHINE(spinlock_t, random_lock);

/* Softirqs draw, too: the irq forms. */
static struct rnd_state *lock_rnd(struct machine *machine, unsigned long *flags)
{
	if (machine->rnd_lock)
		spin_lock_irqsave((spinlock_t *)machine->rnd_lock, *flags);
	return &machine->rnd;
}

static void unlock_rnd(struct machine *machine, unsigned long flags)
{
	if (machine->rnd_lock)
		spin_unlock_irqrestore((spinlock_t *)machine->rnd_lock, flags);
}

/**
 * get_random_u32 - the machine's next random number
 *
 * Context: any with a baton.
 */
u32 get_random_u32(void)
{
	struct machine *machine = current_machine();
	unsigned long flags = 0;
	u32 ret = prandom_u32_state(lock_rnd(machine, &flags));

	unlock_rnd(machine, flags);
	return ret;
}
EXPORT_SYMBOL(get_random_u32);

/**
 * get_random_u64 - as get_random_u32(), of 64 bits
 *
 * Context: any with a baton.
 */
u64 get_random_u64(void)
{
	struct machine *machine = current_machine();
	unsigned long flags = 0;
	u64 ret = prandom_u64_state(lock_rnd(machine, &flags));

	unlock_rnd(machine, flags);
	return ret;
}
EXPORT_SYMBOL(get_random_u64);

/**
 * get_random_bytes - fill @buf with @len random bytes
 *
 * Context: any with a baton.
 */
void get_random_bytes(void *buf, size_t len)
{
	struct machine *machine = current_machine();
	unsigned long flags = 0;

	prandom_bytes_state(lock_rnd(machine, &flags), buf, len);
	unlock_rnd(machine, flags);
}
EXPORT_SYMBOL(get_random_bytes);

/**
 * get_random_u32_below - one of 0 .. @ceil - 1, each as likely
 *
 * The upper half of a product is the answer. Of the 2^32 lower halves,
 * 2^32 mod @ceil would make some answers likelier: then it draws again.
 *
 * Context: any with a baton.
 * Return: 0 when @ceil is 0.
 */
u32 get_random_u32_below(u32 ceil)
{
	u64 mult = (u64)ceil * get_random_u32();

	if (unlikely((u32)mult < ceil)) {
		u32 bound = -ceil % ceil;

		while ((u32)mult < bound)
			mult = (u64)ceil * get_random_u32();
	}
	return (u32)(mult >> 32);
}
EXPORT_SYMBOL(get_random_u32_below);

/**
 * get_random_u32_inclusive - one of @floor .. @ceil, each as likely
 *
 * Context: any with a baton.
 */
u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	if (ceil - floor == U32_MAX)
		return get_random_u32();
	return floor + get_random_u32_below(ceil - floor + 1);
}
EXPORT_SYMBOL(get_random_u32_inclusive);

int random_machine_init(struct machine *machine)
{
	spinlock_t *lock = &machine_var_of(machine, random_lock);

	if (machine->nr_cpus == 1)
		return 0;
	spin_lock_init(lock);
	machine->rnd_lock = lock;
	return 0;
}
