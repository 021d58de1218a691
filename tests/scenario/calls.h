/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls - what the files of the calls share
 *
 * Where:   calls.c has the table and the descriptors, calls_data.c those that
 *          move bytes, calls_opt.c options.
 * Mirrors: nothing.
 */
#ifndef TESTS_SCENARIO_CALLS_H
#define TESTS_SCENARIO_CALLS_H

#include "tests/scenario/run.h"

struct sockaddr_in;

/* The call is not as it should be: what the script's reader is told. */
long call_fail(struct call *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct value *call_arg(struct call *c, int i);
int64_t call_num(struct call *c, int i);
struct sd *call_sd(struct call *c, int i);
void call_addr(struct call *c, int i, const char *def, struct sockaddr_in *sin);
long call_do(struct call *c, struct sd *sd, enum st_op op, struct st_args *a);
struct value *value_field(const struct value *v, const char *name);

long call_read(struct call *c);
long call_write(struct call *c);
long call_sendto(struct call *c);
long call_recvmsg(struct call *c);
long call_sendmsg(struct call *c);
long call_setsockopt(struct call *c);
long call_getsockopt(struct call *c);
long call_ioctl(struct call *c);

#endif /* TESTS_SCENARIO_CALLS_H */
