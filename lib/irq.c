// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq - interrupt lines: raised by hardware, masked by drivers
 *
 * Where:   hardware (drivers/, another machine's wire) calls irq_raise() from
 *          any thread; the line's CPU runs the handler at its next unit
 *          boundary, in hardirq context.
 * Mirrors: kernel/irq/manage.c, chip.c: nesting disable, pending while masked,
 *          affinity, counts for /proc/interrupts.
 */
#include <string.h>

#include "lib/bitops.h"
#include "lib/err.h"
#include "lib/exec.h"
#include "lib/interrupt.h"
#include "lib/kernel.h"
#include "lib/os.h"
#include "lib/printk.h"
#include "lib/rcupdate.h"
#include "lib/spinlock.h"

struct irq_desc *irq_to_desc(unsigned int irq)
{
	return irq < NR_IRQS ? &current_machine()->irqs[irq] : NULL;
}
EXPORT_SYMBOL(irq_to_desc);

static void mark_pending(struct cpu *cpu, unsigned int irq)
{
	__atomic_fetch_or(&cpu->irq_pending[irq / 64], 1UL << (irq % 64),
			  __ATOMIC_RELEASE);
}

bool irq_pending(struct cpu *cpu)
{
	for (size_t i = 0; i < ARRAY_SIZE(cpu->irq_pending); i++)
		if (READ_ONCE(cpu->irq_pending[i]))
			return true;
	return false;
}

void irq_raise(struct machine *machine, unsigned int irq)
{
	struct cpu *cpu = &machine->cpus[READ_ONCE(machine->irqs[irq].cpu)];

	mark_pending(cpu, irq);
	if (!current || current->cpu != cpu)
		cpu_kick(cpu);
	else if (current == cpu->hw || !in_interrupt())
		cpu_kick(cpu);
}
EXPORT_SYMBOL(irq_raise);

static void trace_irq(int what, unsigned int irq, const char *name, int ret)
{
	__auto_type fn = READ_ONCE(current_machine()->trace_irq);

	if (unlikely(fn))
		fn(what, irq, name, ret);
}

/* Raise again what came while the line was masked or its handler ran. */
static void irq_resend(struct machine *machine, unsigned int irq)
{
	struct irq_desc *desc = &machine->irqs[irq];
	bool again = desc->pending && !desc->depth;

	lockdep_assert_held(&desc->lock);
	if (!again)
		return;
	desc->pending = false;
	irq_raise(machine, irq);
}

static void irq_done(struct machine *machine, unsigned int irq)
{
	struct irq_desc *desc = &machine->irqs[irq];

	spin_lock(&desc->lock);
	desc->in_progress = false;
	irq_resend(machine, irq);
	spin_unlock(&desc->lock);
}

/* May this CPU run the handler now? If not, what came is not forgotten. */
static bool irq_claim(struct cpu *cpu, struct irq_desc *desc)
{
	if (desc->depth || desc->in_progress) {
		desc->pending = true;
		return false;
	}
	desc->in_progress = true;
	WRITE_ONCE(desc->count[cpu->id], desc->count[cpu->id] + 1);
	return true;
}

/* Context: hardirq. */
static void handle_irq(struct cpu *cpu, unsigned int irq)
{
	struct irq_desc *desc = &cpu->machine->irqs[irq];
	irq_handler_t handler;
	bool moved, mine;
	void *dev_id;
	int ret;

	spin_lock(&desc->lock);
	moved = desc->requested && desc->cpu != cpu->id;
	mine = desc->requested && !moved && irq_claim(cpu, desc);
	handler = desc->handler;
	dev_id = desc->dev_id;
	spin_unlock(&desc->lock);
	if (moved)
		irq_raise(cpu->machine, irq);
	if (!mine)
		return;
	cpu->irq_total++;
	trace_irq(IRQ_TRACE_ENTRY, irq, desc->name, 0);
	cpu_cost(irq);
	ret = (int)CALL("irq_handler", handler, (int)irq, dev_id);
	trace_irq(IRQ_TRACE_EXIT, irq, desc->name, ret);
	irq_done(cpu->machine, irq);
}

void irq_take(struct cpu *cpu)
{
	for (unsigned int w = 0; w < ARRAY_SIZE(cpu->irq_pending); w++) {
		unsigned long bits;

		if (likely(!READ_ONCE(cpu->irq_pending[w])))
			continue;
		bits = __atomic_exchange_n(&cpu->irq_pending[w], 0,
					   __ATOMIC_ACQUIRE);
		current->preempt_count += HARDIRQ_OFFSET;
		while (bits) {
			handle_irq(cpu,
				   w * 64 + (unsigned int)__builtin_ctzl(bits));
			bits &= bits - 1;
		}
		current->preempt_count -= HARDIRQ_OFFSET;
	}
}

void irq_dispatch(struct cpu *cpu)
{
	irq_take(cpu);
	cpu_settle();
}

int irq_alloc(void)
{
	struct machine *machine = current_machine();

	for (unsigned int irq = FIRST_IRQ; irq < NR_IRQS; irq++)
		if (!READ_ONCE(machine->irqs[irq].requested))
			return (int)irq;
	return -ENOSPC;
}
EXPORT_SYMBOL(irq_alloc);

static u64 irq_cpus(const struct machine *machine)
{
	return machine->nr_cpus == 64 ? ~0ULL : (1ULL << machine->nr_cpus) - 1;
}

/* As new, but for the CPUs of the name that had it before. */
static void irq_reset(struct irq_desc *desc, const char *name)
{
	bool again = !strncmp(desc->name, name, sizeof(desc->name) - 1);
	unsigned int cpu = again ? desc->cpu : 0;
	u64 affinity = again ? desc->affinity : irq_cpus(current_machine());

	memset(&desc->handler, 0,
	       sizeof(*desc) - offsetof(struct irq_desc, handler));
	strncpy(desc->name, name, sizeof(desc->name) - 1);
	desc->affinity = affinity;
	WRITE_ONCE(desc->cpu, cpu);
}

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;
	int err = -EBUSY;

	if (!desc || !handler)
		return -EINVAL;
	spin_lock_irqsave(&desc->lock, f);
	if (!desc->requested) {
		irq_reset(desc, name);
		desc->handler = handler;
		desc->dev_id = dev_id;
		WRITE_ONCE(desc->requested, true);
		err = 0;
	}
	spin_unlock_irqrestore(&desc->lock, f);
	return err;
}
EXPORT_SYMBOL(request_irq);

bool irq_name(unsigned int irq, char *name)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;
	bool requested;

	name[0] = '\0';
	if (!desc)
		return false;
	spin_lock_irqsave(&desc->lock, f);
	requested = desc->requested;
	if (requested)
		memcpy(name, desc->name, sizeof(desc->name));
	spin_unlock_irqrestore(&desc->lock, f);
	return requested;
}
EXPORT_SYMBOL(irq_name);

/* A handler ends within its CPU's turn: after a grace period it is over. */
void synchronize_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;
	bool busy;

	spin_lock_irqsave(&desc->lock, f);
	busy = desc->in_progress;
	spin_unlock_irqrestore(&desc->lock, f);
	if (busy)
		synchronize_rcu();
}
EXPORT_SYMBOL(synchronize_irq);

void free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;
	bool was;

	might_sleep();
	if (!desc)
		return;
	spin_lock_irqsave(&desc->lock, f);
	was = desc->requested && desc->dev_id == dev_id;
	if (was) {
		WRITE_ONCE(desc->requested, false);
		desc->handler = NULL;
	}
	spin_unlock_irqrestore(&desc->lock, f);
	if (was)
		synchronize_irq(irq);
	else
		report_bug(__FILE__, __LINE__, __func__,
			   "free_irq(%u): not requested by this device", irq);
}
EXPORT_SYMBOL(free_irq);

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;

	spin_lock_irqsave(&desc->lock, f);
	desc->depth++;
	spin_unlock_irqrestore(&desc->lock, f);
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}
EXPORT_SYMBOL(disable_irq);

/* The poller is edge-triggered: look once for what came meanwhile. */
static void irq_look(struct irq_desc *desc)
{
	for (unsigned int i = 0; i < desc->nr_fds && !desc->pending; i++)
		desc->pending = os_fd_readable(desc->fds[i]);
}

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;
	bool balanced;

	spin_lock_irqsave(&desc->lock, f);
	balanced = desc->depth > 0;
	if (balanced && !--desc->depth) {
		irq_look(desc);
		irq_resend(current_machine(), irq);
	}
	spin_unlock_irqrestore(&desc->lock, f);
	if (!balanced)
		report_bug(__FILE__, __LINE__, __func__,
			   "Unbalanced enable for IRQ %u", irq);
}
EXPORT_SYMBOL(enable_irq);

int irq_set_affinity(unsigned int irq, u64 mask)
{
	struct machine *machine = current_machine();
	struct irq_desc *desc = irq_to_desc(irq);
	struct cpu *from, *to;
	unsigned long f;
	bool done;

	mask &= irq_cpus(machine);
	if (!desc || !mask)
		return -EINVAL;
	spin_lock_irqsave(&desc->lock, f);
	done = desc->requested;
	if (done) {
		from = &machine->cpus[desc->cpu];
		to = &machine->cpus[__builtin_ctzll(mask)];
		desc->affinity = mask;
		WRITE_ONCE(desc->cpu, to->id);
		for (unsigned int i = 0; i < desc->nr_fds && from != to; i++) {
			os_poller_del(from->poller, desc->fds[i]);
			os_poller_add(to->poller, desc->fds[i], irq);
		}
	}
	spin_unlock_irqrestore(&desc->lock, f);
	if (!done)
		return -EINVAL;
	irq_raise(machine, irq); /* nothing is lost in the move */
	return 0;
}
EXPORT_SYMBOL(irq_set_affinity);

u64 irq_get_affinity(unsigned int irq, bool effective)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long f;
	u64 mask = 0;

	if (!desc)
		return 0;
	spin_lock_irqsave(&desc->lock, f);
	if (desc->requested)
		mask = effective ? 1ULL << desc->cpu : desc->affinity;
	spin_unlock_irqrestore(&desc->lock, f);
	return mask;
}
EXPORT_SYMBOL(irq_get_affinity);

int irq_attach_fd(unsigned int irq, int fd)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct machine *machine = current_machine();
	unsigned long f;
	int err = -ENOSPC;

	if (!machine->cpus->poller)
		return -EOPNOTSUPP; /* a virtual world has no fds */
	spin_lock_irqsave(&desc->lock, f);
	if (desc->nr_fds < ARRAY_SIZE(desc->fds))
		err = os_poller_add(machine->cpus[desc->cpu].poller, fd, irq);
	if (!err)
		desc->fds[desc->nr_fds++] = fd;
	spin_unlock_irqrestore(&desc->lock, f);
	return err;
}
EXPORT_SYMBOL(irq_attach_fd);

void irq_detach_fd(unsigned int irq, int fd)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct machine *machine = current_machine();
	unsigned long f;

	spin_lock_irqsave(&desc->lock, f);
	for (unsigned int i = 0; i < desc->nr_fds; i++) {
		if (desc->fds[i] != fd)
			continue;
		os_poller_del(machine->cpus[desc->cpu].poller, fd);
		desc->fds[i] = desc->fds[--desc->nr_fds];
		break;
	}
	spin_unlock_irqrestore(&desc->lock, f);
}
EXPORT_SYMBOL(irq_detach_fd);

int irq_machine_init(struct machine *machine)
{
	machine->nr_irqs = NR_IRQS;
	machine->irqs = os_zalloc(NR_IRQS * sizeof(struct irq_desc));
	if (!machine->irqs)
		return -ENOMEM;
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		spin_lock_init(&machine->irqs[irq].lock);
	return 0;
}

void irq_machine_exit(struct machine *machine)
{
	os_free(machine->irqs);
	machine->irqs = NULL;
}
