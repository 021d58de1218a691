// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_book - what a module has registered, armed, or stands in
 *
 * Where:   every registry of core writes into the book; unloading reads it.
 * Mirrors: nothing: the kernel crashes later instead.
 *
 * One list for the machine, newest first, because things are unregistered in
 * the reverse order: module_untrack() finds its entry at the front.
 */
#define pr_fmt(fmt) "module: " fmt
#include "core/module_internal.h"

#include "lib/hrtimer.h"
#include "lib/interrupt.h"
#include "lib/lockdep.h"
#include "lib/oops.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/rbtree.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/timer.h"
#include "lib/vsprintf.h"
#include "lib/workqueue.h"

struct book_entry {
	struct list_head node; /* guarded by book_lock */
	struct module_instance *inst;
	char kind[24];
	void *obj;
	void (*unregister)(void *obj);
	char name[];
};

static struct module_machine *here(void)
{
	return &machine_var(module_machine);
}

/* ---- the book ---------------------------------------------------------- */

void module_track(struct module *owner, const char *kind, const void *obj,
		  const char *name, void (*unregister)(void *obj))
{
	struct module_machine *mm = here();
	struct module_instance *inst;
	struct book_entry *e;

	if (!owner)
		owner = __module_address(obj);
	inst = owner ? module_instance_of(owner) : NULL;
	if (!inst)
		return;
	if (!name)
		name = "";
	e = kzalloc(sizeof(*e) + strlen(name) + 1, GFP_ATOMIC);
	if (!e)
		return;
	e->inst = inst;
	strscpy(e->kind, kind, sizeof(e->kind));
	e->obj = (void *)obj;
	e->unregister = unregister;
	memcpy(e->name, name, strlen(name) + 1);
	spin_lock_bh(&mm->book_lock);
	list_add(&e->node, &mm->book);
	spin_unlock_bh(&mm->book_lock);
}
EXPORT_SYMBOL(module_track);

void module_untrack(const char *kind, const void *obj)
{
	struct module_machine *mm = here();
	struct book_entry *e, *found = NULL;

	spin_lock_bh(&mm->book_lock);
	list_for_each_entry (e, &mm->book, node) {
		if (e->obj != obj ||
		    strncmp(e->kind, kind, sizeof(e->kind) - 1))
			continue;
		list_del(&e->node);
		found = e;
		break;
	}
	spin_unlock_bh(&mm->book_lock);
	kfree(found);
}
EXPORT_SYMBOL(module_untrack);

static struct book_entry *book_pop(struct module_instance *inst)
{
	struct module_machine *mm = here();
	struct book_entry *e, *found = NULL;

	spin_lock_bh(&mm->book_lock);
	list_for_each_entry (e, &mm->book, node) {
		if (e->inst != inst)
			continue;
		list_del(&e->node);
		found = e;
		break;
	}
	spin_unlock_bh(&mm->book_lock);
	return found;
}

/*
 * exit() is over and should have undone all. Newest first, as it should have.
 * Return: how many had been forgotten.
 */
unsigned int module_book_force(struct module_instance *inst)
{
	struct book_entry *e;
	unsigned int n = 0;

	while ((e = book_pop(inst))) {
		oops_report(NULL, "module %s: forgot to unregister %s%s%s%s",
			    inst->text->name, e->kind, *e->name ? " \"" : "",
			    e->name, *e->name ? "\"" : "");
		if (e->unregister)
			e->unregister(e->obj);
		kfree(e);
		n++;
	}
	return n;
}

/* "qdisc tbf, proc file /proc/net/x" */
void module_book_list(struct module_instance *inst, char *buf, size_t len)
{
	struct module_machine *mm = here();
	struct book_entry *e;
	size_t used = 0;

	*buf = '\0';
	spin_lock_bh(&mm->book_lock);
	list_for_each_entry_reverse(e, &mm->book, node)
	{
		if (e->inst == inst)
			used += (size_t)scnprintf(buf + used, len - used,
						  "%s%s%s%s", used ? ", " : "",
						  e->kind, *e->name ? " " : "",
						  e->name);
	}
	spin_unlock_bh(&mm->book_lock);
}

/* ---- what is armed or stands in the text ------------------------------- */

static void report_timer(void *data, const char *what, const void *function,
			 ktime_t expires)
{
	const struct module_instance *inst = data;

	if (module_text_holds(inst->text, function))
		oops_report(NULL, "module %s: forgot to delete timer %s",
			    inst->text->name, what);
}

/* The callback in which @t stands, or the function that it began with. */
static const char *task_inside(const struct task_struct *t,
			       const struct module_text *text)
{
	const struct callsite *c;

	for (c = t->callsite; c; c = c->up)
		if (module_text_holds(text, c->fn))
			return c->slot;
	return module_text_holds(text, (const void *)t->fn) ? "main function"
							    : NULL;
}

struct inside {
	const struct module_text *text;
	unsigned int n;
	char what[64]; /* the first one */
};

static void look_inside(void *data, struct task_struct *t)
{
	struct inside *in = data;
	const char *where = t == current ? NULL : task_inside(t, in->text);

	if (where && !in->n++)
		scnprintf(in->what, sizeof(in->what),
			  "%s (%d) is still in its %s", t->comm, t->pid, where);
}

/* The tasks of one CPU, looked at from there: none of them runs meanwhile. */
struct inside_work {
	struct work_struct work;
	struct inside in;
};

static void look_inside_work(struct work_struct *w)
{
	struct inside_work *iw = container_of(w, struct inside_work, work);

	cpu_tasks_walk(look_inside, &iw->in);
}

static unsigned int tasks_inside(struct module_instance *inst)
{
	struct inside_work iw;
	unsigned int cpu, n = 0;

	for_each_online_cpu(cpu)
	{
		iw.in = (struct inside){.text = inst->text};
		if (cpu == smp_processor_id()) {
			cpu_tasks_walk(look_inside, &iw.in);
		} else {
			INIT_WORK(&iw.work, look_inside_work);
			queue_work_on((int)cpu, system_wq, &iw.work);
			flush_work(&iw.work);
		}
		if (iw.in.n)
			oops_report(NULL, "module %s: task %s",
				    inst->text->name, iw.in.what);
		n += iw.in.n;
	}
	return n;
}

/* An interrupt line whose handler lies in the text. */
static unsigned int irqs_inside(struct module_instance *inst)
{
	struct machine *m = current_machine();
	unsigned int irq, n = 0;

	for (irq = 0; irq < m->nr_irqs; irq++) {
		struct irq_desc *d = &m->irqs[irq];

		if (!d->requested ||
		    !module_text_holds(inst->text, (const void *)d->handler))
			continue;
		oops_report(NULL, "module %s: forgot to free irq %u (%s)",
			    inst->text->name, irq, d->name);
		free_irq(irq, d->dev_id);
		n++;
	}
	return n;
}

static struct hw_event *event_inside(struct machine *m,
				     const struct module_text *text)
{
	struct rb_node *n = rb_first_cached(&m->world->events);
	struct hw_event *ev;

	for (; n; n = rb_next(n)) {
		ev = rb_entry(n, struct hw_event, node);
		if (ev->cpu->machine == m &&
		    module_text_holds(text, (const void *)ev->fn))
			return ev;
	}
	return NULL;
}

/* Moments at which hardware that the module emulates would do something. */
static unsigned int events_inside(struct module_instance *inst)
{
	struct machine *m = current_machine();
	struct hw_event *ev;
	unsigned int n = 0;

	if (m->world->mode == WORLD_LIVE)
		return 0; /* each CPU has its own, which nobody else may read */
	while ((ev = event_inside(m, inst->text))) {
		oops_report(NULL, "module %s: forgot to cancel a hw_event",
			    inst->text->name);
		hw_event_cancel(ev);
		n++;
	}
	return n;
}

/*
 * Reported by name and taken out. A text in which a task stands is never
 * unmapped: the report is better than the crash.
 */
unsigned int module_leftovers(struct module_instance *inst)
{
	const char *start = inst->text->start, *end = inst->text->end;
	struct machine *m = current_machine();
	unsigned int n, left = 0;

	n = timers_in_range(m, start, end) + hrtimers_in_range(m, start, end);
	if (n) {
		timers_walk(m, report_timer, inst);
		hrtimers_walk(m, report_timer, inst);
		timers_cancel_range(m, start, end);
		hrtimers_cancel_range(m, start, end);
		left += n;
	}
	n = works_in_range(m, start, end);
	if (n) {
		oops_report(NULL, "module %s: forgot to cancel %u work%s",
			    inst->text->name, n, n == 1 ? "" : "s");
		works_cancel_range(m, start, end);
		left += n;
	}
	n = (unsigned int)slab_check_text(m, start, end);
	if (n) {
		oops_report(NULL, "module %s: forgot to free %u object%s",
			    inst->text->name, n, n == 1 ? "" : "s");
		left += n;
	}
	lockdep_free_key_range(m, start, (size_t)(end - start));
	left += irqs_inside(inst) + events_inside(inst);
	n = tasks_inside(inst);
	if (n)
		module_text_get(inst->text);
	return left + n;
}

void module_users(const struct module_instance *inst, char *buf, size_t len)
{
	struct module_instance *i;
	unsigned int k;
	size_t used = 0;

	*buf = '\0';
	list_for_each_entry (i, &here()->instances, node) {
		for (k = 0; k < i->nr_needs; k++)
			if (i->needs[k] == inst)
				used += (size_t)scnprintf(
					buf + used, len - used, "%s%s",
					used ? "," : "", i->text->name);
	}
}

/* ---- reports ----------------------------------------------------------- */

/* Context: maybe a signal handler: no lock, no allocation. */
static void oops_modules(struct task_struct *t,
			 void (*line)(const char *fmt, ...))
{
	struct module_instance *inst;
	struct module_machine *mm;
	char list[512] = "";
	size_t used = 0;

	if (!t || !t->machine || !t->machine->image[THIS_IMAGE])
		return;
	mm = &machine_var_of(t->machine, module_machine);
	if (!mm->instances.next)
		return;
	list_for_each_entry (inst, &mm->instances, node) {
		used += (size_t)scnprintf(list + used, sizeof(list) - used,
					  " %s%s", inst->text->name,
					  inst->state == MODULE_STATE_LIVE ? ""
					  : inst->state == MODULE_STATE_COMING
						  ? "(+)"
						  : "(-)");
	}
	line("Modules linked in:%s", list);
}

static void __attribute__((constructor)) module_reports(void)
{
	oops_add_section(oops_modules);
}
