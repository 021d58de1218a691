// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * calls_opt - setsockopt, getsockopt, ioctl
 *
 * Where:   calls.c's table.
 * Mirrors: packetdrill's run_system_call.c.
 * Spec:    socket(7), tcp(7).
 */
#include "tests/scenario/calls.h"

#include <errno.h>
#include <linux/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

/* The option's bytes as the host lays them out. Return: how many. */
static size_t fill(struct call *c, struct value *v, int level, int name,
		   uint8_t *buf, size_t len)
{
	struct timeval tv;
	int num;

	if (v->kind == V_STR) {
		snprintf((char *)buf, len, "%s", v->str);
		return strlen((char *)buf);
	}
	if (v->kind == V_STRUCT && level == SOL_SOCKET && name == SO_LINGER &&
	    v->nr == 2) {
		struct linger l = {(int)v->kid[0]->num, (int)v->kid[1]->num};

		memcpy(buf, &l, sizeof(l));
		return sizeof(l);
	}
	if (v->kind == V_STRUCT && v->nr == 2) {
		tv.tv_sec = v->kid[0]->num;
		tv.tv_usec = v->kid[1]->num;
		memcpy(buf, &tv, sizeof(tv));
		return sizeof(tv);
	}
	num = (int)(v->kind == V_NUM ? v->num
		    : v->kind == V_LIST && v->nr == 1
			    ? v->kid[0]->num
			    : call_fail(c, "no value for an option"));
	memcpy(buf, &num, sizeof(num));
	return sizeof(num);
}

long call_setsockopt(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int level = (int)call_num(c, 1), name = (int)call_num(c, 2);
	uint8_t buf[256] = {0};
	struct st_args a = {
		.level = level, .name = (unsigned long)name, .buf = buf};

	if (!sd)
		return -EBADF;
	a.len = fill(c, call_arg(c, 3), level, name, buf, sizeof(buf));
	if (call_arg(c, 4)->kind == V_NUM)
		a.len = (size_t)call_num(c, 4);
	return call_do(c, sd, ST_SETSOCKOPT, &a);
}

long call_getsockopt(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int level = (int)call_num(c, 1), name = (int)call_num(c, 2);
	struct value *v = call_arg(c, 3);
	uint8_t buf[256] = {0}, want[256] = {0};
	struct st_args a = {.level = level,
			    .name = (unsigned long)name,
			    .buf = buf,
			    .len = sizeof(buf)};
	size_t n;
	long ret;

	if (!sd)
		return -EBADF;
	if (call_arg(c, 4)->kind == V_LIST)
		a.len = (size_t)call_num(c, 4);
	ret = call_do(c, sd, ST_GETSOCKOPT, &a);
	if (ret || v->kind == V_ANY)
		return ret;
	n = fill(c, v, level, name, want, sizeof(want));
	if (v->kind == V_STR && strcmp((char *)buf, (char *)want))
		call_fail(c, "expected \"%s\", got \"%s\"", want, buf);
	else if (v->kind != V_STR && memcmp(buf, want, n))
		call_fail(c, "expected %d, got %d", *(int *)(void *)want,
			  *(int *)(void *)buf);
	return ret;
}

long call_ioctl(struct call *c)
{
	struct sd *sd = call_sd(c, 0);
	int got = -1;
	struct st_args a = {.name = (unsigned long)call_num(c, 1), .buf = &got};
	long ret;

	if (!sd)
		return -EBADF;
	ret = call_do(c, sd, ST_IOCTL, &a);
	if (ret >= 0 && c->ev->nr_args > 2 && call_arg(c, 2)->kind == V_LIST &&
	    got != call_num(c, 2))
		call_fail(c, "expected %lld, got %d", (long long)call_num(c, 2),
			  got);
	return ret;
}
