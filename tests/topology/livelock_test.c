// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * livelock_test - offered load against delivered load, before and with NAPI
 *
 * Where:   two bare hosts; the receiver's CPU costs what the table "lab" says.
 * Mirrors: figure 6-1 of the paper below, in virtual time.
 * Spec:    Mogul, Ramakrishnan: Eliminating receive livelock in an
 *          interrupt-driven kernel (1996); checklist rows 24 to 26.
 *
 * Handled is what the protocol's handler got, taken what an application got
 * out of its queue, while the load was on. With an interrupt for each packet
 * the CPU ends up doing nothing but interrupts: packets die in the backlog
 * behind them. NAPI masks them: what is too much dies in the ring, where it
 * has cost nothing. In between, where the CPU just keeps pace and each packet
 * still interrupts, the application has little time: the valley at 400,000,
 * for which there are napi_defer_hard_irqs and coalescing.
 */
#include <stdio.h>

#include "tests/harness.h"
#include "tests/topology/pair.h"

#define WINDOW (20 * ST_MSEC)

static const unsigned int loads[] = {/* thousand packets a second */
				     25,  50,  100, 150,  200,	300,
				     400, 600, 800, 1000, 1500, 2000};
#define NR_LOADS (sizeof(loads) / sizeof(loads[0]))

struct point {
	unsigned int handled, taken; /* thousand packets a second */
	double irqs;		     /* for each packet that came in */
};

static struct point measure(const char *knobs, unsigned int kpps)
{
	struct burst b = {.count = (unsigned int)(kpps * (WINDOW / ST_MSEC)),
			  .gap_ns = 1000000 / kpps};
	unsigned long irqs;
	struct point r;
	struct pair p;

	pair_start(&p, 1, knobs);
	pair_app(&p, 512);
	EXPECT_EQ(st_cost(p.b, "lab"), 0);
	irqs = pair_interrupts(p.nb, "eth0-TxRx-0");
	pair_send(&p, &b);
	r.handled = (unsigned int)(pair_got(&p) / (WINDOW / ST_MSEC));
	r.taken = (unsigned int)(pair_app_got(&p) / (WINDOW / ST_MSEC));
	/* what waits is taken before anybody asks */
	pair_run(&p, 100 * ST_MSEC);
	irqs = pair_interrupts(p.nb, "eth0-TxRx-0") - irqs;
	r.irqs = (double)irqs / b.count;
	EXPECT_EQ(st_cost(p.b, "irq=0 softirq=0 poll=0 skb=0 layer=0 "
			       "copy_kb=0 syscall=0 schedule=0"),
		  0);
	pair_end(&p);
	return r;
}

static struct point best(const struct point *r)
{
	struct point max = {0, 0, 0};

	for (size_t i = 0; i < NR_LOADS; i++) {
		if (r[i].handled > max.handled)
			max.handled = r[i].handled;
		if (r[i].taken > max.taken)
			max.taken = r[i].taken;
	}
	return max;
}

static void print_table(const struct point *old, const struct point *napi)
{
	printf("# thousand packets a second, interrupts for each packet\n");
	printf("# %7s |%25s |%25s\n", "", "irq=packet", "irq=napi");
	printf("# %7s |%8s %7s %8s |%8s %7s %8s\n", "offered", "handled",
	       "taken", "irqs", "handled", "taken", "irqs");
	for (size_t i = 0; i < NR_LOADS; i++)
		printf("# %7u |%8u %7u %8.3f |%8u %7u %8.3f\n", loads[i],
		       old[i].handled, old[i].taken, old[i].irqs,
		       napi[i].handled, napi[i].taken, napi[i].irqs);
}

/* Rows 24 to 26. */
TEST(livelock_without_napi_and_none_with_it)
{
	struct point old[NR_LOADS], napi[NR_LOADS], max;
	const struct point *end;

	for (size_t i = 0; i < NR_LOADS; i++) {
		old[i] = measure("irq=packet", loads[i]);
		napi[i] = measure("irq=napi", loads[i]);
	}
	print_table(old, napi);
	/* a light load arrives whole, either way */
	EXPECT(old[0].taken >= loads[0] - 1);
	EXPECT(napi[0].taken >= loads[0] - 1);
	/* the cliff: under what NAPI carries with ease nothing is delivered */
	end = &old[NR_LOADS - 1];
	max = best(old);
	EXPECT(max.handled >= 150);
	EXPECT_EQ(end->handled, 0);
	EXPECT_EQ(end->taken, 0);
	/* and none: 90 % of the best, at twice the load of the best */
	end = &napi[NR_LOADS - 1];
	max = best(napi);
	EXPECT(max.handled >= 3 * best(old).handled);
	EXPECT(max.handled * 2 < loads[NR_LOADS - 1]);
	EXPECT(end->handled * 10 >= max.handled * 9);
	EXPECT(end->taken * 10 >= max.taken * 9);
	/* row 24: interrupts when there is little to do, polls when much */
	EXPECT(napi[0].irqs > 0.99);
	EXPECT(end->irqs < 0.02);
}
