/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpumask - sets of emulated CPUs
 *
 * Where:   RPS and XPS masks, IRQ affinity, task affinity.
 * Mirrors: include/linux/cpumask.h, for machines of up to NR_CPUS CPUs.
 * Spec:    text is what /sys shows: hex words of 32 bits, comma between.
 *
 * How many CPUs there are is a matter of the machine, so nr_cpu_ids and
 * for_each_online_cpu() are in lib/machine.h, not here.
 */
#ifndef LIB_CPUMASK_H
#define LIB_CPUMASK_H

#include "lib/bitmap.h"

#define NR_CPUS 64

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;

typedef struct cpumask cpumask_var_t[1];

#define CPU_MASK_NONE                                                          \
	{                                                                      \
		{                                                              \
			0                                                      \
		}                                                              \
	}
#define cpumask_bits(mask) ((mask)->bits)

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *dst)
{
	set_bit(cpu, dst->bits);
}

static inline void __cpumask_set_cpu(unsigned int cpu, struct cpumask *dst)
{
	__set_bit(cpu, dst->bits);
}

static inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *dst)
{
	clear_bit(cpu, dst->bits);
}

static inline void __cpumask_clear_cpu(unsigned int cpu, struct cpumask *dst)
{
	__clear_bit(cpu, dst->bits);
}

static inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *src)
{
	return test_bit(cpu, src->bits);
}

static inline bool cpumask_test_and_set_cpu(unsigned int cpu,
					    struct cpumask *dst)
{
	return test_and_set_bit(cpu, dst->bits);
}

static inline bool cpumask_test_and_clear_cpu(unsigned int cpu,
					      struct cpumask *dst)
{
	return test_and_clear_bit(cpu, dst->bits);
}

static inline void cpumask_clear(struct cpumask *dst)
{
	bitmap_zero(dst->bits, NR_CPUS);
}

static inline void cpumask_setall(struct cpumask *dst)
{
	bitmap_fill(dst->bits, NR_CPUS);
}

static inline void cpumask_copy(struct cpumask *dst, const struct cpumask *src)
{
	*dst = *src;
}

static inline bool cpumask_and(struct cpumask *dst, const struct cpumask *a,
			       const struct cpumask *b)
{
	return bitmap_and(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_andnot(struct cpumask *dst, const struct cpumask *a,
				  const struct cpumask *b)
{
	return bitmap_andnot(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_or(struct cpumask *dst, const struct cpumask *a,
			      const struct cpumask *b)
{
	bitmap_or(dst->bits, a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_equal(const struct cpumask *a,
				 const struct cpumask *b)
{
	return bitmap_equal(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_empty(const struct cpumask *src)
{
	return bitmap_empty(src->bits, NR_CPUS);
}

static inline bool cpumask_intersects(const struct cpumask *a,
				      const struct cpumask *b)
{
	return bitmap_intersects(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_subset(const struct cpumask *a,
				  const struct cpumask *b)
{
	return bitmap_subset(a->bits, b->bits, NR_CPUS);
}

static inline unsigned int cpumask_weight(const struct cpumask *src)
{
	return bitmap_weight(src->bits, NR_CPUS);
}

/* NR_CPUS or more when there is none. */
static inline unsigned int cpumask_first(const struct cpumask *src)
{
	return (unsigned int)find_first_bit(src->bits, NR_CPUS);
}

/* The one after @n; -1 begins. */
static inline unsigned int cpumask_next(int n, const struct cpumask *src)
{
	return (unsigned int)find_next_bit(src->bits, NR_CPUS,
					   (unsigned long)(n + 1));
}

#define for_each_cpu(cpu, mask)                                                \
	for ((cpu) = cpumask_first(mask); (cpu) < NR_CPUS;                     \
	     (cpu) = cpumask_next((int)(cpu), (mask)))

#define cpumask_of_cpu(cpu) ((struct cpumask){{BIT(cpu)}})

static inline int cpumask_parse(const char *buf, struct cpumask *dst)
{
	return bitmap_parse(buf, UINT_MAX, dst->bits, NR_CPUS);
}

static inline int cpulist_parse(const char *buf, struct cpumask *dst)
{
	return bitmap_parselist(buf, dst->bits, NR_CPUS);
}

/* As /sys prints it on a machine of @nr_cpus CPUs, without a newline. */
static inline int cpumask_print(char *buf, size_t size,
				const struct cpumask *mask,
				unsigned int nr_cpus)
{
	return bitmap_print_mask(buf, size, mask->bits, nr_cpus);
}

static inline int cpulist_print(char *buf, size_t size,
				const struct cpumask *mask,
				unsigned int nr_cpus)
{
	return bitmap_print_list(buf, size, mask->bits, nr_cpus);
}

#endif /* LIB_CPUMASK_H */
