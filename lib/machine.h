/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine - the three roots below a network: world, machine, cpu
 *
 * Where:   everything hangs here. A world owns the order of events and the
 *          seed; a machine is one host: its CPUs, clock and variables; a cpu
 *          owns the baton that every running task holds.
 * Mirrors: what the kernel keeps in global and per-CPU variables, arch/ and
 *          init/main.c (initcalls).
 *
 * Many machines live in one process, so nothing in this tree is a writable
 * global. What the kernel declares as a global is declared here as
 *
 *	DEFINE_PER_MACHINE(struct list_head, ptype_all);
 *	DEFINE_PER_CPU(struct softnet_data, softnet_data);
 *
 * Both are templates: each machine (each of its CPUs) gets a zeroed copy of
 * the section, and machine_var(ptype_all) or cpu_var(softnet_data)
 * finds the copy of the running task's machine. The price is one load and an
 * add. Such a name may be used only inside the shared object that defines it;
 * other objects go through an exported accessor.
 */
#ifndef LIB_MACHINE_H
#define LIB_MACHINE_H

#include "lib/compiler.h"
#include "lib/hlist.h"
#include "lib/list.h"
#include "lib/prandom.h"
#include "lib/rbtree.h"
#include "lib/types.h"

#define NR_CPUS	   64 /* emulated CPUs of one machine */
#define MAX_IMAGES 64 /* shared objects with per-machine variables */

struct task_struct;
struct timer_base;
struct hrtimer_cpu_base;
struct rcu_data;
struct irq_desc;
struct softirq_action;
struct slab_machine;
struct log_buf;
struct live_baton;
struct executor;
struct os_poller;
struct hw_event;
struct machine;
struct world;

enum world_mode {
	WORLD_LIVE,    /* threads, CLOCK_MONOTONIC */
	WORLD_VIRTUAL, /* one event queue; blocking calls drive the clock */
	WORLD_MANUAL,  /* as VIRTUAL, but only st_run() moves the clock */
};

/**
 * struct world_ops - what an embedder supplies; every slot is optional
 * @wait: block the calling thread until wake(@cookie); lets a foreign thread
 *	  sleep in the embedder's own way. Default: a futex.
 * @wake: end one wait(), from any thread.
 * @log: one line of a machine's log, without newline, level 0..7.
 */
struct world_ops {
	void (*wait)(void *data, void *cookie);
	void (*wake)(void *data, void *cookie);
	void (*log)(void *data, const char *host, int level, const char *line);
};

/* One world: the order of events, the seed, the machines. */
struct world {
	/* immutable after world_new() */
	enum world_mode mode;
	const struct executor *exec; /* lib/exec.h */
	u64 seed;
	u64 explore;   /* 0: off; else the seed of explored interleavings */
	ktime_t epoch; /* CLOCK_REALTIME at time 0 of a virtual world */
	const struct world_ops *ops;
	void *ops_data;

	/* VIRTUAL, MANUAL: guarded by the world's baton */
	ktime_t now;
	struct rb_root_cached events; /* struct hw_event by (time, …, seq) */
	u64 event_seq;
	struct rnd_state explore_rnd;
	struct os_hub *hub; /* who drives; see lib/virtual.c */
	ktime_t run_until;  /* how far world_run() may go */
	bool stopped;	    /* a task stands at a park point */

	struct list_head machines; /* guarded by the world's lock */
	unsigned int next_machine_id;
	struct list_head wires; /* drivers/wire.c: between machines; lock */
	struct os_lock *lock;
};

/**
 * struct hw_event - a moment at which the hardware does something
 *
 * What wires are made of. In a virtual world it stands in the one queue of
 * events; live, the CPU's softirq task runs it when its time has come. The
 * function runs on @cpu with its baton held, in hardirq context, and may
 * raise an irq or rearm the event. The event is not referenced after fn().
 */
struct hw_event {
	struct rb_node node;
	ktime_t time;
	u64 seq;
	struct cpu *cpu;
	bool queued;
	void (*fn)(struct hw_event *ev);
};

/* Prices in nanoseconds of emulated CPU time; all zero by default. */
struct cost_table {
	u32 irq;      /* entry, handler, exit */
	u32 softirq;  /* one round of __do_softirq() */
	u32 poll;     /* one call of a NAPI poll */
	u32 skb;      /* allocation of an sk_buff */
	u32 layer;    /* one protocol layer, per packet */
	u32 copy_kb;  /* copying 1024 bytes */
	u32 syscall;  /* entry and exit of a socket call */
	u32 schedule; /* one change of task */
};

#define NR_SOFTIRQS 10

/* One emulated CPU. Whoever holds its baton owns every field. */
struct cpu {
	/* immutable after machine_new() */
	struct machine *machine;
	unsigned int id;
	void *image[MAX_IMAGES];       /* this CPU's copies; see percpu.h */
	struct task_struct *ksoftirqd; /* runs irqs, softirqs, timers; idles */
	struct task_struct *hw; /* current while a hw_event's fn() runs */

	/* the baton */
	struct task_struct *curr;  /* holder, NULL when free */
	struct list_head runqueue; /* VIRTUAL: tasks that wait for it */
	unsigned int nr_running;
	struct live_baton *baton; /* LIVE */
	unsigned long turn; /* +1 when taken, +1 when given; even = free */
	u64 nr_switches;

	/* time */
	ktime_t now;	    /* latched: what ktime_get() answers */
	u64 charged;	    /* ns of cost_table spent since the latch */
	ktime_t busy_until; /* VIRTUAL: what was charged ends then */
	ktime_t next_event; /* LIVE: until when it sleeps; 0: it is awake */
	struct hw_event run_event; /* VIRTUAL: the turn that is due */

	/* lib/softirq.c, lib/irq.c */
	u32 softirq_pending;
	bool softirq_deferred; /* left to ksoftirqd's turn in the queue */
	u64 softirqs[NR_SOFTIRQS];
	unsigned long irq_pending[4]; /* bit per irq; set from any thread */
	u32 softirq_remote; /* raised by other CPUs; set from any thread */
	u64 irq_total;
	struct rb_root_cached hw_events; /* LIVE */
	struct os_poller *poller; /* LIVE: fds whose readiness is an irq */
	ktime_t softirq_started;

	/* their files' own */
	struct timer_base *timer_base;	       /* lib/timer.c */
	struct hrtimer_cpu_base *hrtimer_base; /* lib/hrtimer.c */
	struct rcu_data *rcu;		       /* lib/rcu.c */
	void *slab;			       /* lib/slab.c: magazines */
	void *events;			       /* core/trace.c: event ring */
};

/* One host. */
struct machine {
	/* immutable after machine_new() */
	struct world *world;
	unsigned int id;
	char name[32];
	unsigned int nr_cpus;
	struct cpu *cpus;
	void *image[MAX_IMAGES];
	ktime_t boot; /* world time when the machine started */
	struct cost_table cost;

	struct rnd_state rnd; /* drawn by get_random_u32() and friends */
	void *rnd_lock;
	struct slab_machine *slab;
	struct log_buf *log;
	struct list_head node;	/* world->machines */
	struct list_head tasks; /* every task; guarded by tasks_lock */
	struct os_lock *tasks_lock;
	int next_pid;
	bool dying;
	bool frozen; /* stopped at a break point: the clock stands */

	struct irq_desc *irqs; /* lib/irq.c */
	unsigned int nr_irqs;
	void (*softirq_vec[NR_SOFTIRQS])(void);
	unsigned long rcu_gp_seq;
	void *rcu; /* lib/rcu.c */
	/* core/trace.c: interrupt events, or NULL. @what: enum irq_trace */
	void (*trace_irq)(int what, unsigned int nr, const char *name, int ret);
	void *workqueues;      /* lib/workqueue.c */
	unsigned int trace_on; /* core/trace.h: number of event consumers */
	void *private;	       /* the embedder's */
};

/*
 * Per-machine variables. __start_ and __stop_ are the linker's; hidden, so
 * that each shared object sees its own.
 */
extern char __start_st_machine[] __attribute__((visibility("hidden"), weak));
extern char __stop_st_machine[] __attribute__((visibility("hidden"), weak));
extern char __start_st_percpu[] __attribute__((visibility("hidden"), weak));
extern char __stop_st_percpu[] __attribute__((visibility("hidden"), weak));

#ifdef MODULE
/* Which image[] of a machine is ours: given by the loader at dlopen(). */
extern unsigned int __this_image __attribute__((visibility("hidden")));
#define THIS_IMAGE (__this_image)
#else
#define THIS_IMAGE 0
#endif

#define __per_machine __attribute__((section("st_machine")))
#define __per_cpu     __attribute__((section("st_percpu")))

#define DEFINE_PER_MACHINE(type, name)	      __per_machine type name
#define DEFINE_STATIC_PER_MACHINE(type, name) static __per_machine type name
#define DECLARE_PER_MACHINE(type, name)	      extern __per_machine type name

/* machine_var_of(m, name): the copy of @name that belongs to machine @m. */
#define machine_var_of(m, name)                                                \
	(*(__typeof__(&(name)))((char *)(m)->image[THIS_IMAGE] +               \
				((char *)&(name)-__start_st_machine)))
/* machine_var(name): the copy of the running task's machine. */
#define machine_var(name) machine_var_of(current_machine(), name)

/*
 * Initcalls run once for each machine, in the order of the levels and then of
 * the names; exitcalls in the reverse order when it dies. Context: process,
 * on CPU 0. A failing initcall (-errno) stops the machine from starting.
 */
struct initcall {
	const char *name;
	int level;
	int (*init)(void);
	void (*exit)(void);
};

extern const struct initcall __start_st_initcall[]
	__attribute__((visibility("hidden"), weak));
extern const struct initcall __stop_st_initcall[]
	__attribute__((visibility("hidden"), weak));

#define __define_initcall(lvl, initfn, exitfn)                                 \
	static const struct initcall __initcall_##initfn                       \
		__attribute__((used, section("st_initcall"))) = {              \
			.name = #initfn,                                       \
			.level = lvl,                                          \
			.init = initfn,                                        \
			.exit = exitfn,                                        \
	}

/* The kernel's levels. @exitfn may be NULL. */
#define pure_initcall(initfn, exitfn)	__define_initcall(0, initfn, exitfn)
#define core_initcall(initfn, exitfn)	__define_initcall(1, initfn, exitfn)
#define arch_initcall(initfn, exitfn)	__define_initcall(3, initfn, exitfn)
#define subsys_initcall(initfn, exitfn) __define_initcall(4, initfn, exitfn)
#define fs_initcall(initfn, exitfn)	__define_initcall(5, initfn, exitfn)
#define device_initcall(initfn, exitfn) __define_initcall(6, initfn, exitfn)
#define late_initcall(initfn, exitfn)	__define_initcall(7, initfn, exitfn)

/**
 * struct machine_opts - how to make a machine
 * @name: host name, 1..31 characters
 * @nr_cpus: 1..NR_CPUS
 * @cost: prices, or NULL for none
 */
struct machine_opts {
	const char *name;
	unsigned int nr_cpus;
	const struct cost_table *cost;
};

struct world_opts {
	enum world_mode mode;
	u64 seed;
	u64 explore;
	ktime_t epoch;
	const struct world_ops *ops;
	void *ops_data;
};

/* Give a world; machines must be gone before world_free(). Any thread. */
struct world *world_new(const struct world_opts *opts);
void world_free(struct world *world);

/*
 * Give a machine whose initcalls have run, or ERR_PTR(). machine_free() stops
 * its tasks, runs the exitcalls, and returns how many things were left behind
 * (tasks, timers, allocations), 0 for a clean end. Any thread without current.
 */
struct machine *machine_new(struct world *world,
			    const struct machine_opts *opts);
int machine_free(struct machine *machine);

/* The images: id 0 is the core; the loader adds one for each module. */
int machine_image_add(struct machine *machine, unsigned int id,
		      const char *machine_start, const char *machine_stop,
		      const char *cpu_start, const char *cpu_stop);
void machine_image_del(struct machine *machine, unsigned int id);

/* Context: any, with a baton. Arm, move, or take back a hardware event. */
void hw_event_init(struct hw_event *ev, struct cpu *cpu,
		   void (*fn)(struct hw_event *ev));
void hw_event_at(struct hw_event *ev, ktime_t when);
void hw_event_cancel(struct hw_event *ev);

/*
 * Run a virtual world until @until, until @done() says true, or until nothing
 * is due. Return: 1 @done, 0 time reached, -ENOENT nothing is due any more.
 */
int world_run(struct world *world, ktime_t until, bool (*done)(void *),
	      void *data);
ktime_t world_next_event(struct world *world); /* KTIME_MAX: none */

/*
 * World time for anybody, and two words to a CPU's executor, any context:
 * cpu_kick() "take a turn soon", cpu_event_changed() "your next timer may be
 * earlier now".
 */
ktime_t world_now(const struct world *world);
void cpu_kick(struct cpu *cpu);
void cpu_event_changed(struct cpu *cpu);

/* Where the running machine's log goes; NULL before there is one. */
struct log_buf *current_log(void);

enum irq_trace {
	IRQ_TRACE_ENTRY,
	IRQ_TRACE_EXIT,
	IRQ_TRACE_SOFTIRQ_RAISE,
	IRQ_TRACE_SOFTIRQ_ENTRY,
	IRQ_TRACE_SOFTIRQ_EXIT,
};

#define for_each_cpu_of(m, c)                                                  \
	for ((c) = (m)->cpus; (c) < (m)->cpus + (m)->nr_cpus; (c)++)

#endif
