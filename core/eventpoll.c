// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * eventpoll - epoll over sockets: who has something to say, level and edge
 *
 * Where:   a socket's wait queue calls ep_poll_callback() when it wakes its
 *          sleepers; ep_wait() asks those that called.
 * Mirrors: fs/eventpoll.c, cut; what is left out: core/eventpoll.h.
 * Spec:    epoll(7).
 *
 * The ready list is the order in which items called, since they were last
 * reported. ep_wait() takes it away, asks each item's poll() and reports what
 * holds. A level-triggered item goes to the list's end again, to be asked next
 * time; an edge-triggered one (EPOLLET) only when it calls again; a
 * EPOLLONESHOT one is mute until EPOLL_CTL_MOD. Who calls while the list is
 * taken away waits on ovflist.
 *
 * Locks: epmutex (what belongs to which epoll) → ep->mtx (scan) → the socket's
 * wait queue → ep->lock (the lists) → ep->wq.
 */
#include "core/eventpoll.h"
#include "lib/err.h"
#include "lib/hrtimer.h"
#include "lib/kernel.h"
#include "lib/machine.h"
#include "lib/mutex.h"
#include "lib/percpu.h"
#include "lib/printk.h"
#include "lib/sched.h"
#include "lib/slab.h"

/* What is no event but says how events are told. */
#define EP_PRIVATE_BITS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)
#define EPOLLINOUT_BITS (EPOLLIN | EPOLLOUT)
#define EPOLLEXCLUSIVE_OK_BITS                                                 \
	(EPOLLINOUT_BITS | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET |       \
	 EPOLLEXCLUSIVE)
#define EP_MAX_EVENTS	((int)(INT_MAX / sizeof(struct epoll_event)))
#define EP_UNACTIVE_PTR ((struct epitem *)-1L)

struct eventpoll {
	struct mutex mtx;
	struct list_head items; /* guarded by epmutex and mtx */
	struct wait_queue_head wq;
	spinlock_t lock;
	struct list_head rdllist; /* guarded by lock */
	struct epitem *ovflist;	  /* guarded by lock; UNACTIVE: no scan */
};

struct epitem {
	struct eventpoll *ep;	  /* immutable */
	struct socket *sock;	  /* immutable */
	struct list_head node;	  /* ep->items */
	struct hlist_node fllink; /* file->f_ep; guarded by epmutex */
	struct list_head rdllink; /* guarded by ep->lock */
	struct epitem *next;	  /* ovflist; UNACTIVE: not on it */
	struct wait_queue_head *whead;
	struct wait_queue_entry wait;
	struct epoll_event event; /* guarded by mtx; callback reads */
};

DEFINE_STATIC_PER_MACHINE(struct mutex, epmutex);

/* ---- a socket calls -------------------------------------------------------
 */

/* Does an exclusive waiter take this wake-up, so that no other gets it? */
static bool takes_wakeup(const struct epitem *epi, __poll_t pollflags)
{
	switch (pollflags & EPOLLINOUT_BITS) {
	case EPOLLIN:
		return epi->event.events & EPOLLIN;
	case EPOLLOUT:
		return epi->event.events & EPOLLOUT;
	case 0:
		return true;
	}
	return false;
}

static void make_ready(struct eventpoll *ep, struct epitem *epi)
{
	if (ep->ovflist != EP_UNACTIVE_PTR) {
		if (epi->next != EP_UNACTIVE_PTR)
			return;
		epi->next = ep->ovflist;
		ep->ovflist = epi;
	} else if (list_empty(&epi->rdllink)) {
		list_add_tail(&epi->rdllink, &ep->rdllist);
	}
}

/* Context: any, the socket's wait queue locked. @key: EPOLL* bits, 0: any. */
static int ep_poll_callback(struct wait_queue_entry *wait, unsigned int mode,
			    int sync, void *key)
{
	struct epitem *epi = container_of(wait, struct epitem, wait);
	__poll_t pollflags = (__poll_t)(unsigned long)key;
	struct eventpoll *ep = epi->ep;
	bool woken = false;

	spin_lock_bh(&ep->lock);
	if (epi->event.events & ~EP_PRIVATE_BITS &&
	    (!pollflags || pollflags & epi->event.events)) {
		make_ready(ep, epi);
		if (waitqueue_active(&ep->wq)) {
			woken = takes_wakeup(epi, pollflags);
			wake_up(&ep->wq);
		}
	}
	spin_unlock_bh(&ep->lock);
	return !(epi->event.events & EPOLLEXCLUSIVE) || woken;
}

struct ep_pqueue {
	poll_table pt;
	struct epitem *epi;
};

static void ep_ptable_queue_proc(struct file *file, struct wait_queue_head *wq,
				 poll_table *pt)
{
	struct epitem *epi = container_of(pt, struct ep_pqueue, pt)->epi;

	if (WARN_ON_ONCE(epi->whead)) /* every socket has one queue */
		return;
	epi->whead = wq;
	init_waitqueue_func_entry(&epi->wait, ep_poll_callback);
	if (epi->event.events & EPOLLEXCLUSIVE)
		add_wait_queue_exclusive(wq, &epi->wait);
	else
		add_wait_queue(wq, &epi->wait);
}

static __poll_t ep_item_poll(const struct epitem *epi, poll_table *pt)
{
	pt->_key = epi->event.events;
	return sock_poll(epi->sock, pt) & epi->event.events;
}

/* ---- what is watched ------------------------------------------------------
 */

/* Something may hold already: as if it had called. */
static void ep_check(struct eventpoll *ep, struct epitem *epi, poll_table *pt)
{
	if (!ep_item_poll(epi, pt))
		return;
	spin_lock_bh(&ep->lock);
	if (list_empty(&epi->rdllink)) {
		list_add_tail(&epi->rdllink, &ep->rdllist);
		wake_up(&ep->wq);
	}
	spin_unlock_bh(&ep->lock);
}

static int ep_insert(struct eventpoll *ep, struct socket *sock,
		     const struct epoll_event *event)
{
	struct epitem *epi = kzalloc(sizeof(*epi), GFP_KERNEL);
	struct ep_pqueue epq = {.pt._qproc = ep_ptable_queue_proc, .epi = epi};

	if (!epi)
		return -ENOMEM;
	epi->ep = ep;
	epi->sock = sock;
	epi->event = *event;
	epi->next = EP_UNACTIVE_PTR;
	INIT_LIST_HEAD(&epi->rdllink);
	list_add_tail(&epi->node, &ep->items);
	hlist_add_head(&epi->fllink, &sock->file->f_ep);
	ep_check(ep, epi, &epq.pt);
	return 0;
}

static void ep_modify(struct eventpoll *ep, struct epitem *epi,
		      const struct epoll_event *event)
{
	poll_table pt = {._qproc = NULL};

	spin_lock_bh(&ep->lock);
	epi->event = *event;
	spin_unlock_bh(&ep->lock);
	ep_check(ep, epi, &pt);
}

/* Context: epmutex and mtx held, so nobody scans. */
static void ep_remove(struct eventpoll *ep, struct epitem *epi)
{
	if (epi->whead)
		remove_wait_queue(epi->whead, &epi->wait);
	hlist_del(&epi->fllink);
	list_del(&epi->node);
	spin_lock_bh(&ep->lock);
	list_del_init(&epi->rdllink);
	spin_unlock_bh(&ep->lock);
	kfree(epi);
}

static struct epitem *ep_find(struct eventpoll *ep, struct socket *sock)
{
	struct epitem *epi;

	hlist_for_each_entry (epi, &sock->file->f_ep, fllink)
		if (epi->ep == ep)
			return epi;
	return NULL;
}

static int __ep_ctl(struct eventpoll *ep, int op, struct socket *sock,
		    const struct epoll_event *event)
{
	struct epitem *epi = ep_find(ep, sock);

	switch (op) {
	case EPOLL_CTL_ADD:
		return epi ? -EEXIST : ep_insert(ep, sock, event);
	case EPOLL_CTL_DEL:
		if (!epi)
			return -ENOENT;
		ep_remove(ep, epi);
		return 0;
	case EPOLL_CTL_MOD:
		if (!epi)
			return -ENOENT;
		if (epi->event.events & EPOLLEXCLUSIVE)
			return -EINVAL;
		ep_modify(ep, epi, event);
		return 0;
	}
	return -EINVAL;
}

/**
 * ep_ctl - add, change or delete what is watched
 *
 * Context: process. Return: 0 or -errno of epoll_ctl(2).
 */
int ep_ctl(struct eventpoll *ep, int op, struct socket *sock,
	   const struct epoll_event *event)
{
	struct epoll_event ev = {.events = 0};
	int err;

	if (op != EPOLL_CTL_DEL) {
		if (!event)
			return -EFAULT;
		ev = *event;
		if (ev.events & EPOLLEXCLUSIVE &&
		    (op == EPOLL_CTL_MOD ||
		     ev.events & ~EPOLLEXCLUSIVE_OK_BITS))
			return -EINVAL;
		ev.events |= EPOLLERR | EPOLLHUP;
	}
	mutex_lock(&machine_var(epmutex));
	mutex_lock(&ep->mtx);
	err = __ep_ctl(ep, op, sock, &ev);
	mutex_unlock(&ep->mtx);
	mutex_unlock(&machine_var(epmutex));
	return err;
}

/* Context: process. The socket is about to be released. */
void eventpoll_release_file(struct file *file)
{
	struct epitem *epi;
	struct hlist_node *tmp;

	mutex_lock(&machine_var(epmutex));
	hlist_for_each_entry_safe (epi, tmp, &file->f_ep, fllink) {
		struct eventpoll *ep = epi->ep;

		mutex_lock(&ep->mtx);
		ep_remove(ep, epi);
		mutex_unlock(&ep->mtx);
	}
	mutex_unlock(&machine_var(epmutex));
}

/* ---- what is ready --------------------------------------------------------
 */

static bool ep_events_available(const struct eventpoll *ep)
{
	return !list_empty(&ep->rdllist) ||
	       READ_ONCE(ep->ovflist) != EP_UNACTIVE_PTR;
}

static void ep_start_scan(struct eventpoll *ep, struct list_head *txlist)
{
	spin_lock_bh(&ep->lock);
	list_splice_init(&ep->rdllist, txlist);
	WRITE_ONCE(ep->ovflist, NULL);
	spin_unlock_bh(&ep->lock);
}

/* Who called meanwhile joins, in order; what was not asked stays in front. */
static void ep_done_scan(struct eventpoll *ep, struct list_head *txlist)
{
	struct epitem *epi, *next;

	spin_lock_bh(&ep->lock);
	for (epi = ep->ovflist; epi; epi = next) {
		next = epi->next;
		epi->next = EP_UNACTIVE_PTR;
		if (list_empty(&epi->rdllink))
			list_add(&epi->rdllink, &ep->rdllist);
	}
	WRITE_ONCE(ep->ovflist, EP_UNACTIVE_PTR);
	list_splice(txlist, &ep->rdllist);
	if (!list_empty(&ep->rdllist))
		wake_up(&ep->wq);
	spin_unlock_bh(&ep->lock);
}

/* True: it has something to say, and @ev says it. */
static bool ep_report(struct eventpoll *ep, struct epitem *epi,
		      struct epoll_event *ev)
{
	poll_table pt = {._qproc = NULL};
	__poll_t revents;

	list_del_init(&epi->rdllink);
	revents = ep_item_poll(epi, &pt);
	if (!revents)
		return false;
	*ev = (struct epoll_event){.events = revents, .data = epi->event.data};
	if (epi->event.events & EPOLLONESHOT)
		epi->event.events &= EP_PRIVATE_BITS;
	else if (!(epi->event.events & EPOLLET))
		list_add_tail(&epi->rdllink, &ep->rdllist);
	return true;
}

/*
 * During a scan callbacks go to ovflist, and ctl waits for the mutex, so that
 * the lists are ours without ep->lock.
 */
static int ep_send_events(struct eventpoll *ep, struct epoll_event *events,
			  int maxevents)
{
	struct epitem *epi, *tmp;
	LIST_HEAD(txlist);
	int res = 0;

	mutex_lock(&ep->mtx);
	ep_start_scan(ep, &txlist);
	list_for_each_entry_safe (epi, tmp, &txlist, rdllink) {
		if (res >= maxevents)
			break;
		res += ep_report(ep, epi, &events[res]);
	}
	ep_done_scan(ep, &txlist);
	mutex_unlock(&ep->mtx);
	return res;
}

/**
 * ep_wait - epoll_wait(2)
 *
 * Context: process. Return: how many, or -errno.
 */
int ep_wait(struct eventpoll *ep, struct epoll_event *events, int maxevents,
	    ktime_t timeout)
{
	ktime_t until = KTIME_MAX;
	bool timed_out = !timeout;
	int res;

	if (maxevents <= 0 || maxevents > EP_MAX_EVENTS)
		return -EINVAL;
	if (timeout > 0)
		until = ktime_get() + min(timeout, KTIME_MAX - ktime_get());
	for (;;) {
		DEFINE_WAIT(wait);

		res = ep_events_available(ep)
			      ? ep_send_events(ep, events, maxevents)
			      : 0;
		if (res || timed_out)
			return res;
		if (signal_pending(current))
			return (int)current->signal;
		prepare_to_wait_exclusive(&ep->wq, &wait, TASK_INTERRUPTIBLE);
		if (!ep_events_available(ep) && !signal_pending(current))
			timed_out =
				!schedule_hrtimeout(&until, HRTIMER_MODE_ABS);
		finish_wait(&ep->wq, &wait);
	}
}

/* ---- life -----------------------------------------------------------------
 */

struct eventpoll *ep_alloc(void)
{
	static const struct lock_class_key wq_key = {"eventpoll.wq", __FILE__,
						     __LINE__};
	struct eventpoll *ep = kzalloc(sizeof(*ep), GFP_KERNEL);

	if (!ep)
		return NULL;
	mutex_init(&ep->mtx);
	INIT_LIST_HEAD(&ep->items);
	init_waitqueue_head(&ep->wq);
	__spin_lock_init(&ep->wq.lock, &wq_key); /* below a socket's queue */
	spin_lock_init(&ep->lock);
	INIT_LIST_HEAD(&ep->rdllist);
	ep->ovflist = EP_UNACTIVE_PTR;
	return ep;
}

void ep_free(struct eventpoll *ep)
{
	struct epitem *epi, *tmp;

	mutex_lock(&machine_var(epmutex));
	mutex_lock(&ep->mtx);
	list_for_each_entry_safe (epi, tmp, &ep->items, node)
		ep_remove(ep, epi);
	mutex_unlock(&ep->mtx);
	mutex_unlock(&machine_var(epmutex));
	kfree(ep);
}

static int eventpoll_init(void)
{
	mutex_init(&machine_var(epmutex));
	return 0;
}
core_initcall(eventpoll_init, NULL);
