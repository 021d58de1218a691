// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machine - make and end worlds and machines
 *
 * Where:   api/ calls world_new() and machine_new(); everything else runs
 *          inside a machine.
 * Mirrors: init/main.c (start_kernel: the order of the parts, initcalls).
 */
#include <string.h>

#include "lib/err.h"
#include "lib/exec.h"
#include "lib/hrtimer.h"
#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/machine.h"
#include "lib/mm.h"
#include "lib/os.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/random.h"
#include "lib/rcupdate.h"
#include "lib/slab.h"
#include "lib/timer.h"
#include "lib/workqueue.h"

struct world *world_new(const struct world_opts *opts)
{
	struct world *world = os_zalloc(sizeof(*world));
	int err = -ENOMEM;

	if (!world)
		return ERR_PTR(-ENOMEM);
	world->mode = opts->mode;
	world->seed = opts->seed;
	world->explore = opts->mode == WORLD_LIVE ? 0 : opts->explore;
	world->epoch = opts->epoch;
	world->ops = opts->ops;
	world->ops_data = opts->ops_data;
	world->events = RB_ROOT_CACHED;
	INIT_LIST_HEAD(&world->machines);
	INIT_LIST_HEAD(&world->wires);
	prandom_seed_state(&world->explore_rnd, opts->explore);
	world->exec =
		opts->mode == WORLD_LIVE ? &live_executor : &virtual_executor;
	if (opts->mode == WORLD_LIVE)
		world->epoch = os_clock_realtime() - os_clock_monotonic();
	world->lock = os_lock_new();
	if (world->lock)
		err = world->exec->world_init(world);
	if (err) {
		os_lock_free(world->lock);
		os_free(world);
		return ERR_PTR(err);
	}
	return world;
}

void world_free(struct world *world)
{
	WARN_ON(!list_empty(&world->machines));
	world->exec->world_exit(world);
	os_lock_free(world->lock);
	os_free(world);
}

ktime_t world_now(const struct world *world)
{
	return world->exec->now(world);
}

struct log_buf *current_log(void)
{
	return current ? current->machine->log : NULL;
}

int machine_image_add(struct machine *machine, unsigned int id,
		      const char *machine_start, const char *machine_stop,
		      const char *cpu_start, const char *cpu_stop)
{
	size_t msize = (size_t)(machine_stop - machine_start);
	size_t csize = (size_t)(cpu_stop - cpu_start);
	struct cpu *cpu;

	if (id >= MAX_IMAGES || machine->image[id])
		return -EEXIST;
	machine->image[id] = os_zalloc(msize + 1);
	if (!machine->image[id])
		return -ENOMEM;
	for_each_cpu_of (machine, cpu) {
		cpu->image[id] = os_zalloc(csize + 1);
		if (!cpu->image[id]) {
			machine_image_del(machine, id);
			return -ENOMEM;
		}
	}
	return 0;
}
EXPORT_SYMBOL(machine_image_add);

void machine_image_del(struct machine *machine, unsigned int id)
{
	struct cpu *cpu;

	for_each_cpu_of (machine, cpu) {
		os_free(cpu->image[id]);
		cpu->image[id] = NULL;
	}
	os_free(machine->image[id]);
	machine->image[id] = NULL;
}
EXPORT_SYMBOL(machine_image_del);

#define MAX_INITCALLS 128

static bool initcall_before(const struct initcall *a, const struct initcall *b)
{
	if (a->level != b->level)
		return a->level < b->level;
	return strcmp(a->name, b->name) < 0;
}

/* The linker's order is no contract: sort by level and name. */
static unsigned int sorted_initcalls(const struct initcall **v)
{
	const struct initcall *c;
	unsigned int i, n = 0;

	for (c = __start_st_initcall; c < __stop_st_initcall; c++) {
		if (n == MAX_INITCALLS)
			BUG();
		for (i = n++; i && initcall_before(c, v[i - 1]); i--)
			v[i] = v[i - 1];
		v[i] = c;
	}
	return n;
}

static void run_exitcalls(const struct initcall **v, unsigned int n)
{
	while (n--)
		if (v[n]->exit)
			v[n]->exit();
}

/* Context: a task of the machine. */
static int run_initcalls(void)
{
	const struct initcall *v[MAX_INITCALLS];
	unsigned int n = sorted_initcalls(v);

	for (unsigned int i = 0; i < n; i++) {
		int err = v[i]->init();

		if (!err)
			continue;
		pr_err("initcall %s failed: %pe\n", v[i]->name, ERR_PTR(err));
		run_exitcalls(v, i);
		return err;
	}
	return 0;
}

/* The parts of a machine, in the order in which they need each other. */
static const struct {
	const char *name;
	int (*init)(struct machine *machine);
} machine_parts[] = {
	{"slab", slab_machine_init},	 {"mm", mm_machine_init},
	{"percpu", percpu_machine_init}, {"softirq", softirq_machine_init},
	{"timer", timer_machine_init},	 {"hrtimer", hrtimer_machine_init},
	{"rcu", rcu_machine_init},	 {"workqueue", workqueue_machine_init},
	{"random", random_machine_init},
};

static void cpu_init(struct cpu *cpu, struct machine *machine, unsigned int id)
{
	cpu->machine = machine;
	cpu->id = id;
	cpu->now = world_now(machine->world);
	cpu->hw_events = RB_ROOT_CACHED;
	INIT_LIST_HEAD(&cpu->runqueue);
}

static struct machine *machine_alloc(struct world *world,
				     const struct machine_opts *opts)
{
	struct machine *machine = os_zalloc(sizeof(*machine));
	unsigned int i;

	if (!machine)
		return NULL;
	machine->cpus = os_zalloc(opts->nr_cpus * sizeof(struct cpu));
	machine->tasks_lock = os_lock_new();
	if (!machine->cpus || !machine->tasks_lock)
		goto fail;

	machine->world = world;
	machine->nr_cpus = opts->nr_cpus;
	strncpy(machine->name, opts->name, sizeof(machine->name) - 1);
	if (opts->cost)
		machine->cost = *opts->cost;
	INIT_LIST_HEAD(&machine->tasks);
	machine->next_pid = 1;
	machine->boot = world_now(world);
	for (i = 0; i < opts->nr_cpus; i++)
		cpu_init(&machine->cpus[i], machine, i);

	os_lock(world->lock);
	machine->id = world->next_machine_id++;
	list_add_tail(&machine->node, &world->machines);
	os_unlock(world->lock);
	prandom_seed_state(&machine->rnd,
			   world->seed ^
				   (machine->id + 1) * 0x9e3779b97f4a7c15ULL);
	return machine;
fail:
	os_lock_free(machine->tasks_lock);
	os_free(machine->cpus);
	os_free(machine);
	return NULL;
}

static void machine_release(struct machine *machine)
{
	struct world *world = machine->world;

	os_lock(world->lock);
	list_del(&machine->node);
	os_unlock(world->lock);
	for (unsigned int id = 0; id < MAX_IMAGES; id++)
		if (machine->image[id])
			machine_image_del(machine, id);
	os_free(machine->log);
	os_lock_free(machine->tasks_lock);
	os_free(machine->cpus);
	os_free(machine);
}

/* Ends what machine_parts[] began; returns how many things were left. */
static int machine_parts_exit(struct machine *machine)
{
	unsigned long left = 0;

	left += workqueue_machine_exit(machine);
	left += (unsigned long)rcu_machine_exit(machine);
	left += timer_machine_exit(machine);
	left += hrtimer_machine_exit(machine);
	softirq_machine_exit(machine);
	left += (unsigned long)percpu_machine_exit(machine);
	left += mm_machine_exit(machine);
	left += slab_machine_exit(machine);
	return (int)left;
}

/* What the parts allocate, they allocate as a task of the machine. */
static int with_bare_task(struct machine *machine, int (*fn)(struct machine *))
{
	struct task_struct *outer = current_task, bare;
	int ret;

	task_init(&bare, machine, machine->cpus, TASK_FOREIGN, "init");
	current_task = &bare;
	ret = fn(machine);
	current_task = outer;
	task_forget(&bare);
	return ret;
}

static int machine_parts_init(struct machine *machine)
{
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(machine_parts) && !err; i++)
		err = machine_parts[i].init(machine);
	return err;
}

static u64 log_now(void *data)
{
	struct machine *machine = data;

	if (current && current->machine == machine)
		return (u64)(current->cpu->now - machine->boot);
	return (u64)(world_now(machine->world) - machine->boot);
}

static void log_line(void *data, int level, u64 ts_ns, const char *text)
{
	struct machine *machine = data;
	const struct world *world = machine->world;

	if (world->ops && world->ops->log)
		world->ops->log(world->ops_data, machine->name, level, text);
}

static const struct log_ops machine_log_ops = {
	.now = log_now,
	.line = log_line,
};

static int machine_start(struct machine *machine)
{
	struct task_guard g;
	int err;

	machine->log = os_zalloc(sizeof(*machine->log));
	if (!machine->log)
		return -ENOMEM;
	log_buf_init(machine->log, &machine_log_ops, machine);
	err = machine_image_add(machine, 0, __start_st_machine,
				__stop_st_machine, __start_st_percpu,
				__stop_st_percpu);
	if (!err)
		err = with_bare_task(machine, machine_parts_init);
	if (!err)
		err = machine->world->exec->machine_start(machine);
	if (err)
		return err;
	err = task_enter(&g, machine, 0);
	if (err)
		return err;
	err = run_initcalls();
	if (err)
		workqueue_machine_stop(machine);
	task_leave(&g);
	return err;
}

struct machine *machine_new(struct world *world,
			    const struct machine_opts *opts)
{
	struct machine *machine;
	int err;

	if (!opts->nr_cpus || opts->nr_cpus > NR_CPUS || !opts->name ||
	    !opts->name[0] || strlen(opts->name) > 31)
		return ERR_PTR(-EINVAL);
	machine = machine_alloc(world, opts);
	if (!machine)
		return ERR_PTR(-ENOMEM);
	err = machine_start(machine);
	if (err) {
		world->exec->machine_stop(machine);
		with_bare_task(machine, machine_parts_exit);
		machine_release(machine);
		return ERR_PTR(err);
	}
	return machine;
}

int machine_free(struct machine *machine)
{
	const struct initcall *v[MAX_INITCALLS];
	struct task_guard g;
	int err = task_enter(&g, machine, 0);

	if (err)
		return err;
	machine->dying = true;
	run_exitcalls(v, sorted_initcalls(v));
	rcu_barrier(); /* callbacks may queue work, */
	workqueue_machine_stop(machine);
	rcu_barrier(); /* and works callbacks */
	task_leave(&g);

	machine->world->exec->machine_stop(machine);
	err = with_bare_task(machine, machine_parts_exit);
	machine_release(machine);
	return err;
}
