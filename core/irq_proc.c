// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_proc - /proc/irq/N: which CPUs take an interrupt line
 *
 * Where:   echo 2 >/proc/irq/45/smp_affinity; the line's next interrupt is
 *          handled on that CPU (lib/irq.c), and /proc/interrupts counts there.
 * Mirrors: kernel/irq/proc.c: smp_affinity, smp_affinity_list and the two
 *          effective ones. Left out: affinity_hint, node, spurious, the
 *          handlers' folders and default_smp_affinity.
 * Spec:    proc(5), Documentation/core-api/irq/irq-affinity.rst.
 *
 * A line is taken by one CPU, the lowest of its mask: that is the effective
 * mask, as it is for the kernel's MSI-X vectors.
 */
#include <linux/errno.h>

#include "core/proc.h"
#include "lib/bitmap.h"
#include "lib/err.h"
#include "lib/interrupt.h"
#include "lib/kernel.h"
#include "lib/kstrtox.h"
#include "lib/percpu.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

_Static_assert(NR_CPUS <= BITS_PER_LONG, "a mask is one word");

/* A file of each line; @effective: the CPU that it goes to, not the mask. */
struct irq_file {
	const char *name;
	bool list, effective;
};

static const struct irq_file irq_files[] = {
	{"effective_affinity", false, true},
	{"effective_affinity_list", true, true},
	{"smp_affinity", false, false},
	{"smp_affinity_list", true, false},
};

/* What proc_node.data tells: the line and the file. */
static void *pack(unsigned int irq, unsigned int file)
{
	return (void *)(unsigned long)(irq << 8 | file);
}

static unsigned int irq_of(const void *data)
{
	return (unsigned int)((unsigned long)data >> 8);
}

static const struct irq_file *file_of(const void *data)
{
	return &irq_files[(unsigned long)data & 0xff];
}

static int irq_affinity_show(struct seq_file *m, void *data)
{
	const struct irq_file *f = file_of(data);
	unsigned long mask = irq_get_affinity(irq_of(data), f->effective);

	if (f->list)
		seq_printf(m, "%*pbl\n", (int)nr_cpu_ids, &mask);
	else
		seq_printf(m, "%*pb\n", (int)nr_cpu_ids, &mask);
	return 0;
}

static int irq_affinity_write(struct net *net, const char *buf, size_t len,
			      void *data)
{
	unsigned long mask;
	int err;

	if (file_of(data)->list)
		err = bitmap_parselist(buf, &mask, (int)nr_cpu_ids);
	else
		err = bitmap_parse(buf, (unsigned int)len, &mask,
				   (int)nr_cpu_ids);
	return err ? err : irq_set_affinity(irq_of(data), mask);
}

/* "45/smp_affinity": the line, and *@rel behind the slash. -ENOENT: none. */
static int irq_number(const char **rel, unsigned int *irq)
{
	size_t len = strcspn(*rel, "/");
	char text[8], name[32];

	if (len >= sizeof(text))
		return -ENOENT;
	scnprintf(text, sizeof(text), "%.*s", (int)len, *rel);
	/* no "045", no "+45" */
	if (text[0] < '1' || text[0] > '9' || kstrtouint(text, 10, irq) ||
	    !irq_name(*irq, name))
		return -ENOENT;
	*rel += len + ((*rel)[len] == '/');
	return 0;
}

static int irq_lookup(struct net *net, void *data, const char *rel,
		      struct proc_node *node)
{
	unsigned int irq;
	int err;

	node->mode = S_IFDIR | 0555;
	if (!*rel)
		return 0;
	err = irq_number(&rel, &irq);
	if (err || !*rel)
		return err;
	for (unsigned int i = 0; i < ARRAY_SIZE(irq_files); i++) {
		if (strcmp(rel, irq_files[i].name))
			continue;
		node->show = irq_affinity_show;
		if (!irq_files[i].effective)
			node->write = irq_affinity_write;
		node->mode = S_IFREG | (node->write ? 0644 : 0444);
		node->data = pack(irq, i);
		return 0;
	}
	return -ENOENT;
}

static int irq_readdir(struct net *net, void *data, const char *rel,
		       proc_fill_t fill, void *ctx)
{
	char text[8], name[32];
	unsigned int irq;
	int err = 0;

	if (!*rel) {
		for (irq = FIRST_IRQ; irq < NR_IRQS && !err; irq++) {
			scnprintf(text, sizeof(text), "%u", irq);
			if (irq_name(irq, name))
				err = fill(ctx, text, S_IFDIR | 0555);
		}
		return err;
	}
	err = irq_number(&rel, &irq);
	if (err)
		return err;
	if (*rel)
		return -ENOTDIR;
	for (size_t i = 0; i < ARRAY_SIZE(irq_files) && !err; i++)
		err = fill(ctx, irq_files[i].name,
			   S_IFREG | (irq_files[i].effective ? 0444 : 0644));
	return err;
}

static const struct proc_dir_ops irq_dir_ops = {
	.lookup = irq_lookup,
	.readdir = irq_readdir,
};

DEFINE_STATIC_PER_MACHINE(struct proc_entry *, irq_dir);

static int irq_proc_init(void)
{
	struct proc_entry *e;

	e = proc_dynamic(NULL, "/proc/irq", &irq_dir_ops, NULL);
	if (IS_ERR(e))
		return (int)PTR_ERR(e);
	machine_var(irq_dir) = e;
	return 0;
}

static void irq_proc_exit(void)
{
	proc_remove(machine_var(irq_dir));
}
subsys_initcall(irq_proc_init, irq_proc_exit);
