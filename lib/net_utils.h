/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net_utils - addresses from text
 *
 * Where:   parameters, sysctls, configuration.
 * Mirrors: include/linux/inet.h, lib/net_utils.c, net/core/utils.c.
 * Spec:    RFC 4291 §2.2 for IPv6; dotted quads of decimal numbers for IPv4.
 */
#ifndef LIB_NET_UTILS_H
#define LIB_NET_UTILS_H

#include "lib/types.h"

int in4_pton(const char *src, int srclen, u8 *dst, int delim, const char **end);
int in6_pton(const char *src, int srclen, u8 *dst, int delim, const char **end);
bool mac_pton(const char *s, u8 *mac);
__be32 in_aton(const char *str);

#endif /* LIB_NET_UTILS_H */
