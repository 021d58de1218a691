/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * percpu - one copy of a variable for each emulated CPU
 *
 * Where:   statistics, caches, queues that only the baton's holder touches.
 * Mirrors: include/linux/percpu.h. Static variables are templates (see
 *          lib/machine.h); alloc_percpu() hands out a pointer to CPU 0's copy,
 *          and CPU n's lies n * PCPU_UNIT bytes further on.
 */
#ifndef LIB_PERCPU_H
#define LIB_PERCPU_H

#include "lib/machine.h"
#include "lib/sched.h"
#include "lib/types.h"

#define PCPU_UNIT 8192 /* bytes; the largest dynamic per-CPU object */

#define DEFINE_PER_CPU(type, name)	  __per_cpu type name
#define DEFINE_STATIC_PER_CPU(type, name) static __per_cpu type name
#define DECLARE_PER_CPU(type, name)	  extern __per_cpu type name

/* Static variables: the copy of a given CPU, of this CPU. */
#define cpu_var_of(c, name)                                                    \
	(*(__typeof__(&(name)))((char *)(c)->image[THIS_IMAGE] +               \
				((char *)&(name)-__start_st_percpu)))
#define cpu_var(name) cpu_var_of(this_cpu(), name)

/*
 * Dynamic ones. Context: process or init. Give zeroed memory on every CPU of
 * the current machine, or NULL.
 */
void *__alloc_percpu(size_t size, size_t align);
#define alloc_percpu(type)                                                     \
	((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type),             \
						     __alignof__(type)))
#define alloc_percpu_gfp(type, gfp) alloc_percpu(type)
void free_percpu(void __percpu *p);

#define per_cpu_ptr(p, n)                                                      \
	((__typeof__(*(p)) *)((char *)(p) + (size_t)(n)*PCPU_UNIT))
/* Of alloc_percpu() memory only: a static variable is cpu_var(name). */
#define this_cpu_ptr(p) per_cpu_ptr(p, smp_processor_id())
#define raw_cpu_ptr(p)	this_cpu_ptr(p)

#define for_each_possible_cpu(n) for ((n) = 0; (n) < num_online_cpus(); (n)++)
#define for_each_online_cpu(n)	 for_each_possible_cpu(n)

int percpu_machine_init(struct machine *machine);
int percpu_machine_exit(struct machine *machine); /* objects left */

#endif
