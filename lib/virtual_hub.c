// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * virtual_hub - the one baton of a virtual world, among host threads
 *
 * Where:   lib/virtual.c takes, lends and gives it.
 * Mirrors: nothing in the kernel.
 */
#include "lib/virtual_hub.h"
#include "lib/err.h"

void thread_wait(struct world *world, struct task_struct *me)
{
	if (!world->ops || !world->ops->wait) {
		os_park((struct os_park *)&me->park);
		return;
	}
	while (!__atomic_exchange_n(&me->park, 0, __ATOMIC_ACQUIRE))
		world->ops->wait(world->ops_data, me);
}

static void thread_wake(struct world *world, struct task_struct *t)
{
	if (!world->ops || !world->ops->wake) {
		os_unpark((struct os_park *)&t->park);
		return;
	}
	__atomic_store_n(&t->park, 1, __ATOMIC_RELEASE);
	world->ops->wake(world->ops_data, t);
}

void hub_take(struct world *world, struct task_struct *me)
{
	struct os_hub *hub = world->hub;

	os_lock(&hub->lock);
	if (!hub->held) {
		hub->held = true;
		os_unlock(&hub->lock);
		return;
	}
	list_add_tail(&me->hub_node, &hub->want);
	hub->nr_want++;
	os_unlock(&hub->lock);
	thread_wait(world, me);
}

/*
 * Lock held. Who gets the baton next, off its list; NULL: nobody wants it.
 * @changed: something happened, so that an idle thread may have work again.
 */
static struct task_struct *hub_next(struct os_hub *hub, bool changed)
{
	struct task_struct *t = NULL;

	if (!list_empty(&hub->lent)) {
		t = list_last_entry(&hub->lent, struct task_struct, hub_node);
	} else if (!list_empty(&hub->want)) {
		t = list_first_entry(&hub->want, struct task_struct, hub_node);
		hub->nr_want--;
	} else if (changed && !list_empty(&hub->idle)) {
		t = list_first_entry(&hub->idle, struct task_struct, hub_node);
	}
	if (t)
		list_del_init(&t->hub_node);
	else
		hub->held = false;
	return t;
}

void hub_give(struct world *world)
{
	struct task_struct *t;

	os_lock(&world->hub->lock);
	t = hub_next(world->hub, true);
	os_unlock(&world->hub->lock);
	if (t)
		thread_wake(world, t);
}

/*
 * Pass the baton to @to (NULL: to whoever wants it) and wait on @list until it
 * comes back.
 */
static void hub_pass(struct world *world, struct task_struct *me,
		     struct task_struct *to, struct list_head *list)
{
	struct os_hub *hub = world->hub;
	struct task_struct *saved = current_task;

	os_lock(&hub->lock);
	if (!to)
		to = hub_next(hub, false);
	else
		list_del_init(&to->hub_node);
	list_add_tail(&me->hub_node, list);
	os_unlock(&hub->lock);
	if (to)
		thread_wake(world, to);
	thread_wait(world, me);
	current_task = saved;
}

void hub_lend(struct world *world, struct task_struct *me,
	      struct task_struct *to)
{
	hub_pass(world, me, to, &world->hub->lent);
}

void hub_idle(struct world *world, struct task_struct *me)
{
	hub_pass(world, me, NULL, &world->hub->idle);
}

void hub_stir(struct world *world)
{
	struct os_hub *hub = world->hub;
	struct task_struct *t = NULL;

	os_lock(&hub->lock);
	if (!hub->held && !list_empty(&hub->idle)) {
		hub->held = true;
		t = hub_next(hub, true);
	}
	os_unlock(&hub->lock);
	if (t)
		thread_wake(world, t);
}

int hub_init(struct world *world)
{
	world->hub = os_zalloc(sizeof(*world->hub));
	if (!world->hub)
		return -ENOMEM;
	INIT_LIST_HEAD(&world->hub->want);
	INIT_LIST_HEAD(&world->hub->lent);
	INIT_LIST_HEAD(&world->hub->idle);
	return 0;
}

void hub_exit(struct world *world)
{
	os_free(world->hub);
}
