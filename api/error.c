// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * error - what the last failing call of a thread had to say
 *
 * Where:   every function of api/ that refuses something.
 * Mirrors: nothing in the kernel; extended acks in spirit.
 */
#include "config.h"

#include "api/internal.h"

#include "lib/vsprintf.h"

static __thread char last_error[512];

const char *st_errmsg(void)
{
	return last_error;
}

const char *st_version(void)
{
	return PACKAGE_VERSION;
}

static void keep(const char *fmt, va_list ap)
{
	vsnprintf(last_error, sizeof(last_error), fmt, ap);
}

long st_fail(long err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(fmt, ap);
	va_end(ap);
	return err;
}

void *st_fail_ptr(long err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	keep(fmt, ap);
	va_end(ap);
	errno = (int)-err;
	return NULL;
}

int st_enter(struct task_guard *g, struct st_host *h)
{
	int err = task_enter(g, h->machine, -1);

	if (err)
		st_fail(err,
			"host %s is in the middle of a turn: call it from a "
			"task of its own (st_task) or after st_run() returns",
			h->machine->name);
	return err;
}
