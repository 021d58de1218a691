// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * forgot - exit forgets a file, a timer, a work; a task of its own stays
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

#include "core/netdevice.h"
#include "core/netfilter.h"
#include "core/proc.h"
#include "lib/hrtimer.h"
#include "lib/interrupt.h"
#include "lib/kthread.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "lib/timer.h"
#include "lib/workqueue.h"

static char *what = "";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "letters: f file, t timer, h hrtimer, w work, k task, i "
		       "irq, e event, n hook, o notifier");

DEFINE_STATIC_PER_MACHINE(struct timer_list, forgotten_timer);
DEFINE_STATIC_PER_MACHINE(struct hrtimer, forgotten_hrtimer);
DEFINE_STATIC_PER_MACHINE(struct delayed_work, forgotten_work);
DEFINE_STATIC_PER_MACHINE(struct hw_event, forgotten_event);

static int forgot_show(struct seq_file *m, void *data)
{
	return 0;
}

static void forgot_timeout(struct timer_list *t)
{
}

static enum hrtimer_restart forgot_hrtimeout(struct hrtimer *t)
{
	return HRTIMER_NORESTART;
}

static void forgot_work(struct work_struct *w)
{
}

static irqreturn_t forgot_irq(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static void forgot_event(struct hw_event *ev)
{
}

static unsigned int forgot_hook(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static const struct nf_hook_ops forgotten_hook = {
	.hook = forgot_hook,
	.pf = NFPROTO_IPV4,
	.hooknum = NF_INET_PRE_ROUTING,
};

static int forgot_notifier(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	return NOTIFY_DONE;
}

static struct notifier_block forgotten_notifier = {
	.notifier_call = forgot_notifier,
};

static int forgot_task(void *data)
{
	schedule_timeout_uninterruptible(5 * HZ);
	return 0;
}

static void begin(char c)
{
	switch (c) {
	case 'f':
		proc_file(NULL, "/proc/forgot", forgot_show, NULL, NULL);
		break;
	case 't':
		timer_setup(&machine_var(forgotten_timer), forgot_timeout, 0);
		mod_timer(&machine_var(forgotten_timer), jiffies + HZ);
		break;
	case 'h':
		hrtimer_setup(&machine_var(forgotten_hrtimer), forgot_hrtimeout,
			      CLOCK_MONOTONIC, HRTIMER_MODE_REL);
		hrtimer_start(&machine_var(forgotten_hrtimer), NSEC_PER_SEC,
			      HRTIMER_MODE_REL);
		break;
	case 'w':
		INIT_DELAYED_WORK(&machine_var(forgotten_work), forgot_work);
		schedule_delayed_work(&machine_var(forgotten_work), HZ);
		break;
	case 'i':
		request_irq((unsigned int)irq_alloc(), forgot_irq, 0,
			    "forgot-0", NULL);
		break;
	case 'e':
		hw_event_init(&machine_var(forgotten_event), this_cpu(),
			      forgot_event);
		hw_event_at(&machine_var(forgotten_event),
			    this_cpu()->now + NSEC_PER_SEC);
		break;
	case 'm':
		(void)!kmalloc(100, GFP_KERNEL);
		break;
	case 'n':
		nf_register_net_hook(&init_net, &forgotten_hook);
		break;
	case 'o':
		register_netdevice_notifier(&forgotten_notifier);
		break;
	case 'k':
		kthread_detach(kthread_run(forgot_task, NULL, "forgotten"));
		break;
	}
}

static int __init forgot_init(void)
{
	const char *p;

	for (p = what; *p; p++)
		begin(*p);
	return 0;
}

static void __exit forgot_exit(void)
{
}

module_init(forgot_init);
module_exit(forgot_exit);
MODULE_DESCRIPTION("exit forgets all that init began");
MODULE_LICENSE("GPL");
