/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skb_layout - a packet's memory as a drawing
 *
 * Where:   `show skb --layout`, labs, reports.
 * Mirrors: nothing in the kernel; skb_dump() has the same facts as numbers.
 */
#ifndef CORE_SKB_LAYOUT_H
#define CORE_SKB_LAYOUT_H

#include "core/skbuff.h"

/*
 * Draw @skb (borrowed) in ASCII, lines of at most 74 columns, no pointers.
 * Context: any. Return: length of the text in @buf, cut at @size.
 */
int skb_layout_print(const struct sk_buff *skb, char *buf, size_t size);

#endif
