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
	struct machine *machine = current_machine();

	if (unlikely(machine->trace_irq))
		machine->trace_irq(what, irq, name, ret);
}

/* Context: hardirq. */
static void handle_irq(struct cpu *cpu, unsigned int irq)
{
	struct irq_desc *desc = &cpu->machine->irqs[irq];
	int ret;

	if (!desc->requested)
		return;
	if (desc->depth) {
		desc->pending = true;
		return;
	}
	desc->count[cpu->id]++;
	cpu->irq_total++;
	trace_irq(IRQ_TRACE_ENTRY, irq, desc->name, 0);
	cpu_cost(irq);
	ret = (int)CALL("irq_handler", desc->handler, (int)irq, desc->dev_id);
	trace_irq(IRQ_TRACE_EXIT, irq, desc->name, ret);
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
		if (!machine->irqs[irq].requested)
			return (int)irq;
	return -ENOSPC;
}
EXPORT_SYMBOL(irq_alloc);

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc || !handler)
		return -EINVAL;
	if (desc->requested)
		return -EBUSY;
	memset(desc, 0, sizeof(*desc));
	desc->handler = handler;
	desc->dev_id = dev_id;
	strncpy(desc->name, name, sizeof(desc->name) - 1);
	desc->affinity = (current_machine()->nr_cpus == 64)
				 ? ~0ULL
				 : (1ULL << current_machine()->nr_cpus) - 1;
	desc->requested = true;
	return 0;
}
EXPORT_SYMBOL(request_irq);

/* A handler ends within its CPU's turn: after a grace period it is over. */
static void synchronize_irq(unsigned int irq)
{
	if (irq_to_desc(irq)->cpu != this_cpu()->id)
		synchronize_rcu();
}

void free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc || !desc->requested || desc->dev_id != dev_id) {
		report_bug(__FILE__, __LINE__, __func__,
			   "free_irq(%u): not requested by this device", irq);
		return;
	}
	desc->requested = false;
	desc->handler = NULL;
	synchronize_irq(irq);
}
EXPORT_SYMBOL(free_irq);

void disable_irq_nosync(unsigned int irq)
{
	irq_to_desc(irq)->depth++;
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}
EXPORT_SYMBOL(disable_irq);

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc->depth) {
		report_bug(__FILE__, __LINE__, __func__,
			   "Unbalanced enable for IRQ %u", irq);
		return;
	}
	if (--desc->depth)
		return;
	/* The poller is edge-triggered: look once for what came meanwhile. */
	if (desc->nr_fds && !desc->pending)
		for (unsigned int i = 0; i < desc->nr_fds; i++)
			desc->pending |= os_fd_readable(desc->fds[i]);
	if (!desc->pending)
		return;
	desc->pending = false;
	irq_raise(current_machine(), irq);
}
EXPORT_SYMBOL(enable_irq);

int irq_set_affinity(unsigned int irq, u64 mask)
{
	struct machine *machine = current_machine();
	struct irq_desc *desc = irq_to_desc(irq);
	struct cpu *from, *to;
	u64 may =
		machine->nr_cpus == 64 ? ~0ULL : (1ULL << machine->nr_cpus) - 1;

	if (!desc || !desc->requested || !(mask & may))
		return -EINVAL;
	from = &machine->cpus[desc->cpu];
	desc->affinity = mask & may;
	to = &machine->cpus[__builtin_ctzll(desc->affinity)];
	WRITE_ONCE(desc->cpu, to->id);
	for (unsigned int i = 0; i < desc->nr_fds && from != to; i++) {
		os_poller_del(from->poller, desc->fds[i]);
		os_poller_add(to->poller, desc->fds[i], irq);
	}
	irq_raise(machine, irq); /* nothing is lost in the move */
	return 0;
}
EXPORT_SYMBOL(irq_set_affinity);

int irq_attach_fd(unsigned int irq, int fd)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct cpu *cpu = &current_machine()->cpus[desc->cpu];
	int err;

	if (!cpu->poller)
		return -EOPNOTSUPP; /* a virtual world has no fds */
	if (desc->nr_fds == ARRAY_SIZE(desc->fds))
		return -ENOSPC;
	err = os_poller_add(cpu->poller, fd, irq);
	if (err)
		return err;
	desc->fds[desc->nr_fds++] = fd;
	return 0;
}
EXPORT_SYMBOL(irq_attach_fd);

void irq_detach_fd(unsigned int irq, int fd)
{
	struct irq_desc *desc = irq_to_desc(irq);

	for (unsigned int i = 0; i < desc->nr_fds; i++) {
		if (desc->fds[i] != fd)
			continue;
		os_poller_del(current_machine()->cpus[desc->cpu].poller, fd);
		desc->fds[i] = desc->fds[--desc->nr_fds];
		return;
	}
}
EXPORT_SYMBOL(irq_detach_fd);

int irq_machine_init(struct machine *machine)
{
	machine->nr_irqs = NR_IRQS;
	machine->irqs = os_zalloc(NR_IRQS * sizeof(struct irq_desc));
	return machine->irqs ? 0 : -ENOMEM;
}

void irq_machine_exit(struct machine *machine)
{
	os_free(machine->irqs);
	machine->irqs = NULL;
}
