/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace_priv - the rings, record by record
 *
 * Where:   core/trace*.c and api/packets.c.
 * Mirrors: nothing.
 */
#ifndef CORE_TRACE_PRIV_H
#define CORE_TRACE_PRIV_H

#include "core/trace.h"

/* The record with the lowest seq >= @cursor in any ring; false: none. */
bool trace_next(struct machine *machine, u64 cursor, struct trace_rec *rec);

#endif
