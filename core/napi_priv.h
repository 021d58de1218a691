/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * napi_priv - what napi.c and napi_busy.c share
 *
 * Where:   core only.
 * Mirrors: static functions of net/core/dev.c.
 */
#ifndef CORE_NAPI_PRIV_H
#define CORE_NAPI_PRIV_H

#include "core/napi.h"

struct softnet_data;

const char *napi_dev_name(const struct napi_struct *n);
void napi_init(struct napi_struct *n, napi_poll_fn poll, int weight);
int napi_call_poll(struct napi_struct *n, int weight);
int __napi_poll(struct napi_struct *n, bool *repoll);
int napi_kthread_create(struct napi_struct *n);

#endif /* CORE_NAPI_PRIV_H */
