/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * poison - addresses that nobody may follow
 *
 * Where:   what list_del() and friends leave in a removed node, so that a
 *          second removal faults at an address that names the mistake.
 * Mirrors: include/linux/poison.h.
 * Spec:    none.
 */
#ifndef LIB_POISON_H
#define LIB_POISON_H

#define POISON_POINTER_DELTA 0xdead000000000000UL
#define LIST_POISON1	     ((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2	     ((void *)(0x122 + POISON_POINTER_DELTA))

#endif /* LIB_POISON_H */
