// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world - worlds and hosts of the embedding library
 *
 * Where:   the outermost calls: everything else is given one of these.
 * Mirrors: nothing in the kernel.
 */
#include "api/internal.h"

#include "core/book.h"
#include "core/module.h"
#include "lib/kernel.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/printk.h"
#include "lib/string.h"

#define DEFAULT_EPOCH (1767225600LL * ST_SEC) /* 2026-01-01T00:00:00Z */

static void call_wait(void *data, void *cookie)
{
	struct st_world *w = data;

	w->opts.wait(w->opts.data, cookie);
}

static void call_wake(void *data, void *cookie)
{
	struct st_world *w = data;

	w->opts.wake(w->opts.data, cookie);
}

static void call_log(void *data, const char *host, int level, const char *line)
{
	struct st_world *w = data;

	w->opts.log(w->opts.data, host, level, line);
}

static enum world_mode mode_of(enum st_clock clock)
{
	switch (clock) {
	case ST_LIVE:
		return WORLD_LIVE;
	case ST_MANUAL:
		return WORLD_MANUAL;
	case ST_VIRTUAL:
		break;
	}
	return WORLD_VIRTUAL;
}

static int set_module_path(const struct st_opts *opts)
{
	const char *path = opts->module_path;

	if (!path)
		path = getenv("STRATA_MODULES");
	return module_set_path(path);
}

struct st_world *st_world_new(const struct st_opts *opts)
{
	struct st_opts none = {.clock = ST_VIRTUAL};
	struct world_opts wo;
	struct st_world *w;

	opts = opts ? opts : &none;
	if (!opts->wait != !opts->wake)
		return st_fail_ptr(-EINVAL, "give both wait and wake, or none");
	if (set_module_path(opts))
		return st_fail_ptr(-ENOMEM, "out of memory");
	w = os_zalloc(sizeof(*w));
	if (!w)
		return st_fail_ptr(-ENOMEM, "out of memory for a world");
	w->opts = *opts;
	w->ops.wait = opts->wait ? call_wait : NULL;
	w->ops.wake = opts->wake ? call_wake : NULL;
	w->ops.log = opts->log ? call_log : NULL;
	INIT_LIST_HEAD(&w->hosts);
	w->lock = os_lock_new();
	wo = (struct world_opts){
		.mode = mode_of(opts->clock),
		.seed = opts->seed ? opts->seed : 1,
		.explore = opts->explore,
		.epoch = opts->epoch_ns ? opts->epoch_ns : DEFAULT_EPOCH,
		.ops = &w->ops,
		.ops_data = w,
	};
	w->world = w->lock ? world_new(&wo) : ERR_PTR(-ENOMEM);
	if (IS_ERR(w->world)) {
		long err = PTR_ERR(w->world);

		os_lock_free(w->lock);
		os_free(w);
		return st_fail_ptr(err, "no world could be made");
	}
	return w;
}

static void add_report(struct st_report *sum, const struct st_report *r)
{
	const uint64_t *from = (const uint64_t *)r;
	uint64_t *to = (uint64_t *)sum;

	/* All fields but the last are counters; oopses are the process's. */
	for (size_t i = 0; i < offsetof(struct st_report, oopses) / 8; i++)
		to[i] += from[i];
	sum->oopses = r->oopses;
	sum->balanced &= r->balanced;
}

static const char *const default_modules[] = {"loopback", "ipv4", "packet"};

/*
 * Their text stays mapped while the world lives, so that hosts come and go in
 * microseconds.
 */
static void pin_defaults(struct st_world *w, bool pin)
{
	if (w->pinned == pin)
		return;
	w->pinned = pin;
	for (size_t i = 0; i < ARRAY_SIZE(default_modules); i++) {
		if (pin)
			module_pin(default_modules[i]);
		else
			module_unpin(default_modules[i]);
	}
}

int st_world_free(struct st_world *w, struct st_report *report)
{
	struct st_report sum = {.balanced = 1}, one;
	struct st_host *h, *next;
	int left = 0;

	world_continue(w->world); /* who stands at a park point goes on */
	list_for_each_entry_safe (h, next, &w->hosts, node) {
		if (!st_report(h, &one))
			add_report(&sum, &one);
		left += st_host_free(h);
	}
	pin_defaults(w, false);
	world_free(w->world);
	os_lock_free(w->lock);
	os_free(w);
	if (report)
		*report = sum;
	return left + !sum.balanced;
}

int64_t st_next_event(struct st_world *w)
{
	ktime_t t = world_next_event(w->world);

	return t == KTIME_MAX ? -ENOENT : t;
}

struct pred {
	st_pred_fn *fn;
	void *data;
};

static bool ask_pred(void *data)
{
	struct pred *p = data;

	return p->fn(p->data) != 0;
}

int st_run(struct st_world *w, int64_t until_ns, st_pred_fn *pred, void *data)
{
	struct pred p = {pred, data};
	int ret = world_run(w->world, until_ns, pred ? ask_pred : NULL, &p);

	if (ret == -EOPNOTSUPP)
		st_fail(ret, "a live world runs by itself; st_run() is for "
			     "ST_VIRTUAL and ST_MANUAL");
	else if (ret == -EDEADLK)
		st_fail(ret, "st_run() from inside the stack: return first");
	return ret == 3 ? 2 : ret;
}

/* ---- hosts ----------------------------------------------------------- */

static int load_defaults(struct st_host *h)
{
	struct st_net *n;
	int err;

	pin_defaults(h->w, true);
	for (size_t i = 0; i < ARRAY_SIZE(default_modules); i++) {
		err = st_insmod(h, default_modules[i], NULL);
		if (err)
			return err;
	}
	n = st_net_get(h, 0);
	if (!n)
		return -errno;
	err = st_link_up(n, "lo", 1);
	st_net_put(n);
	return err;
}

struct st_host *st_host_new_bare(struct st_world *w, const char *name,
				 unsigned int ncpu)
{
	struct machine_opts opts = {.name = name, .nr_cpus = ncpu};
	struct st_host *h;

	if (!name || !*name || strlen(name) > 31)
		return st_fail_ptr(-EINVAL, "a host's name has 1 to 31 bytes");
	if (!ncpu || ncpu > NR_CPUS)
		return st_fail_ptr(-EINVAL, "a host has 1 to %d CPUs, not %u",
				   NR_CPUS, ncpu);
	if (st_host_find(w, name))
		return st_fail_ptr(-EEXIST,
				   "there is a host %s already: take another "
				   "name",
				   name);
	h = os_zalloc(sizeof(*h));
	if (!h)
		return st_fail_ptr(-ENOMEM, "out of memory for host %s", name);
	h->w = w;
	INIT_LIST_HEAD(&h->nets);
	h->machine = machine_new(w->world, &opts);
	if (IS_ERR(h->machine)) {
		long err = PTR_ERR(h->machine);

		os_free(h);
		return st_fail_ptr(err, "host %s could not be started: %pe",
				   name, ERR_PTR(err));
	}
	h->machine->private = h;
	os_lock(w->lock);
	list_add_tail(&h->node, &w->hosts);
	os_unlock(w->lock);
	return h;
}

struct st_host *st_host_new(struct st_world *w, const char *name,
			    unsigned int ncpu)
{
	struct st_host *h = st_host_new_bare(w, name, ncpu);
	int err;

	if (!h)
		return NULL;
	err = load_defaults(h);
	if (err) {
		st_host_free(h);
		errno = -err;
		return NULL; /* st_errmsg() is st_insmod()'s */
	}
	return h;
}

static void release_nets(struct st_host *h)
{
	struct st_net *n, *next;

	list_for_each_entry_safe (n, next, &h->nets, node) {
		list_del(&n->node);
		if (n->net != init_net_of(h->machine))
			put_net(n->net);
		os_free(n);
	}
}

int st_host_free(struct st_host *h)
{
	struct task_guard g;
	int left = st_enter(&g, h);

	if (left)
		return left; /* from inside the stack: not now */
	task_leave(&g);
	st_trace(h, NULL, NULL, NULL);
	st_stop(h, NULL, NULL);
	st_ports_close(h);
	if (!st_enter(&g, h)) {
		release_nets(h);
		task_leave(&g);
	}
	os_lock(h->w->lock);
	list_del(&h->node);
	os_unlock(h->w->lock);
	left = machine_free(h->machine);
	left += (int)(h->nr_sockets + h->nr_epolls);
	os_free(h);
	return left;
}

struct st_host *st_host_find(struct st_world *w, const char *name)
{
	struct st_host *h, *found = NULL;

	os_lock(w->lock);
	list_for_each_entry (h, &w->hosts, node) {
		if (!strcmp(h->machine->name, name))
			found = h;
	}
	os_unlock(w->lock);
	return found;
}

const char *st_host_name(const struct st_host *h)
{
	return h->machine->name;
}

struct st_world *st_host_world(const struct st_host *h)
{
	return h->w;
}

int64_t st_now(struct st_host *h, int clockid)
{
	ktime_t now = world_now(h->w->world);

	switch (clockid) {
	case 0: /* CLOCK_REALTIME */
		return h->w->world->epoch + now;
	case 1: /* CLOCK_MONOTONIC */
	case 7: /* CLOCK_BOOTTIME */
		return now - h->machine->boot;
	}
	return st_fail(-EINVAL, "clock %d: 0 is real time, 1 monotonic",
		       clockid);
}

/* What a small server of 2010 spends; makes livelock and budgets visible. */
static const struct cost_table lab_cost = {
	.irq = 2000,
	.softirq = 300,
	.poll = 400,
	.skb = 250,
	.layer = 150,
	.copy_kb = 120,
	.syscall = 400,
	.schedule = 1000,
};

static u32 *cost_field(struct cost_table *c, const char *name)
{
	const struct {
		const char *name;
		u32 *field;
	} fields[] = {
		{"irq", &c->irq},	  {"softirq", &c->softirq},
		{"poll", &c->poll},	  {"skb", &c->skb},
		{"layer", &c->layer},	  {"copy_kb", &c->copy_kb},
		{"syscall", &c->syscall}, {"schedule", &c->schedule},
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (!strcmp(fields[i].name, name))
			return fields[i].field;
	return NULL;
}

static int parse_cost(struct cost_table *c, char *word)
{
	char *value = strchr(word, '='), *end;
	unsigned long n;
	u32 *field;

	if (!strcmp(word, "lab")) {
		*c = lab_cost;
		return 0;
	}
	if (value)
		*value++ = '\0';
	field = cost_field(c, word);
	if (!field || !value)
		return (int)st_fail(-EINVAL,
				    "cost %s: write NAME=NANOSECONDS with irq "
				    "softirq poll skb layer copy_kb syscall "
				    "schedule, or lab",
				    word);
	n = strtoul(value, &end, 10);
	if (*value < '0' || *value > '9' ||
	    (*end && strcmp(end, "ns") && strcmp(end, "us")))
		return (int)st_fail(-EINVAL, "cost %s=%s: 500, 500ns or 2us",
				    word, value);
	if (n <= U32_MAX && *end == 'u')
		n *= 1000;
	if (n > U32_MAX)
		return (int)st_fail(-ERANGE, "cost %s=%s: at most 4 s", word,
				    value);
	*field = (u32)n;
	return 0;
}

int st_cost(struct st_host *h, const char *text)
{
	struct cost_table c = h->machine->cost;
	char buf[256], *p = buf, *word;
	int err;

	if (strscpy(buf, text, sizeof(buf)) < 0)
		return (int)st_fail(-E2BIG, "at most 255 bytes of costs");
	while ((word = strsep(&p, " ,")) != NULL) {
		err = *word ? parse_cost(&c, word) : 0;
		if (err)
			return err;
	}
	h->machine->cost = c;
	return 0;
}

int st_task(struct st_host *h, int (*fn)(void *data), void *data)
{
	struct task_struct *t;
	struct task_guard g;
	int err = st_enter(&g, h);

	if (err)
		return err;
	t = kthread_create(fn, data, "app");
	if (!IS_ERR(t)) {
		kthread_detach(t);
		wake_up_process(t);
	}
	task_leave(&g);
	return IS_ERR(t) ? (int)st_fail(PTR_ERR(t), "no memory for a task") : 0;
}

/* ---- modules --------------------------------------------------------- */

enum module_verb { VERB_INSMOD, VERB_RMMOD, VERB_RELOAD };

static int module_call(struct st_host *h, enum module_verb verb,
		       const char *name, const char *params)
{
	struct task_guard g;
	char msg[400] = "";
	int err = st_enter(&g, h);

	if (err)
		return err;
	switch (verb) {
	case VERB_INSMOD:
		err = load_module(name, params, msg, sizeof(msg));
		break;
	case VERB_RMMOD:
		err = unload_module(name, msg, sizeof(msg));
		break;
	case VERB_RELOAD:
		err = reload_module(name, params, msg, sizeof(msg));
		break;
	}
	task_leave(&g);
	return err ? (int)st_fail(err, "%s", msg) : 0;
}

int st_insmod(struct st_host *h, const char *module, const char *params)
{
	return module_call(h, VERB_INSMOD, module, params);
}

int st_rmmod(struct st_host *h, const char *module)
{
	return module_call(h, VERB_RMMOD, module, NULL);
}

int st_reload(struct st_host *h, const char *module)
{
	return module_call(h, VERB_RELOAD, module, NULL);
}
