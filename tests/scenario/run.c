// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run - plays a packet script against a target, line by line
 *
 * Where:   main() in packetscript.c; what each kind of line does is in wire.c,
 *          calls.c, check.c.
 * Mirrors: packetdrill's run.c in what a time means: +0.1 counts from the time
 *          of the line before, or from now if that line had no time of its
 *          own.
 * Spec:    tests/scenario/README.md.
 */
#include "tests/scenario/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- what is said of a failure ------------------------------------------- */

void run_history(struct run *r, int64_t t, const char *text)
{
	char *line = r->history[r->nr_history++ % HISTORY];

	snprintf(line, sizeof(*r->history), "%10.6f %.200s", (double)t / 1e9,
		 text);
	if (r->verbose)
		puts(line);
}

int run_fail(struct run *r, int line, const char *fmt, ...)
{
	size_t max = sizeof(r->error);
	va_list ap;
	int n, i;

	if (r->error[0])
		return -1;
	n = snprintf(r->error, max, "%s:%d: ", r->s->path, line);
	va_start(ap, fmt);
	n += vsnprintf(r->error + n, max - (size_t)n, fmt, ap);
	va_end(ap);
	i = r->nr_history > HISTORY ? r->nr_history - HISTORY : 0;
	for (; i < r->nr_history && n < (int)max - 300; i++)
		n += snprintf(r->error + n, max - (size_t)n, "\n  %s",
			      r->history[i % HISTORY]);
	return -1;
}

/* ---- times --------------------------------------------------------------- */

static bool anchored(const struct event *ev)
{
	return ev->time == T_ABS || ev->time == T_REL;
}

/* From the script's times to ns since its start. */
static void set_times(struct run *r, struct event *ev, const struct event *last)
{
	int64_t base = 0;

	if (ev->time == T_ABS || ev->time == T_ABS_RANGE)
		return;
	if (last && anchored(last) && anchored(ev))
		base = last->t;
	else if (last)
		base = r->target->now(r);
	ev->t += base;
	ev->t2 += base;
	if (ev->end != NO_TIME)
		ev->end += base;
}

/*
 * A timer is never early, and late by at most one slot of the wheel, which is
 * coarser for later times: the kernel's kernel/time/timer.c at HZ 1000.
 */
int64_t timer_grain(const struct run *r, int64_t ns)
{
	int64_t tick = r->target->real_time ? 4 * NSEC_PER_MSEC /* HZ 250 */
					    : NSEC_PER_MSEC;
	int64_t grain = tick;

	for (int64_t limit = 63; ns >= limit * tick; limit *= 8)
		grain *= 8;
	return grain;
}

/*
 * A packet at its time, or late by a slot: then what follows counts from when
 * it came.
 */
static int check_time(struct run *r, struct event *ev, const struct event *last,
		      int64_t t)
{
	int64_t from = ev->t, to = ev->t, late;

	if (ev->time == T_ANY)
		return 0;
	if (ev->time == T_ABS_RANGE || ev->time == T_REL_RANGE)
		to = ev->t2;
	late = timer_grain(r, from - (last ? last->t : 0));
	if (t < from - r->tolerance || t > to + r->tolerance + late)
		return run_fail(r, ev->line,
				"the packet's time: expected %.6f, got %.6f",
				(double)from / 1e9, (double)t / 1e9);
	if (ev->time == T_REL && t > from) {
		r->slip += t - from;
		ev->t = t;
	}
	return 0;
}

/* ---- lines --------------------------------------------------------------- */

static int run_event(struct run *r, struct event *ev, const struct event *last)
{
	int64_t when;

	if (ev->kind == EV_OUT) {
		if (wire_expect(r, ev, &when) || check_time(r, ev, last, when))
			return -1;
		return 0;
	}
	r->target->advance(r, ev->t);
	switch (ev->kind) {
	case EV_IN:
		return wire_inject(r, ev);
	case EV_CALL:
		return calls_start(r, ev);
	case EV_SHELL:
		return check_shell(r, ev);
	case EV_CODE:
		return check_code(r, ev);
	case EV_EXPECT:
		return check_expect(r, ev);
	case EV_OUT:
		break;
	}
	return 0;
}

static void run_events(struct run *r, struct script *s)
{
	struct event *last = NULL, *ev;
	int line = 1;

	for (ev = s->events; ev; last = ev, ev = ev->next) {
		set_times(r, ev, last);
		line = ev->line;
		if (run_event(r, ev, last))
			return;
		/* what follows from it now, before the next line */
		if (ev->kind != EV_OUT)
			r->target->advance(r, r->target->now(r));
	}
	calls_finish(r);
	wire_end(r, line);
}

int run_script(struct run *r, struct script *s, const struct target *target)
{
	r->s = s;
	r->target = target;
	r->sent_tail = &r->sent;
	r->info_fd = -1;
	r->tolerance = s->tolerance >= 0 ? s->tolerance
		       : r->loose	 ? 4 * NSEC_PER_MSEC
					 : 0;
	if (target->real_time && r->tolerance < 40 * NSEC_PER_MSEC)
		r->tolerance = 40 * NSEC_PER_MSEC;
	if (target->open(r))
		return run_fail(r, 1, "the target %s does not start",
				target->name);
	check_begin(r);
	target->begin(r);
	run_events(r, s);
	if (r->error[0]) /* what is left over says nothing now */
		return -1;
	calls_close_all(r);
	check_end(r);
	wire_drop(r);
	target->close(r);
	wire_drop(r);
	return r->error[0] ? -1 : 0;
}
