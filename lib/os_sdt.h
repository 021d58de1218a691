/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os_sdt - static probes for the host's own tools
 *
 * Where:   beside the tracepoints of core that perf and bpftrace users know by
 *          heart: skb:kfree_skb, skb:consume_skb, skb:skb_copy_datagram_iovec.
 * Mirrors: <sys/sdt.h> of systemtap-sdt-dev.
 *
 * A probe is one nop and a note in the object: `readelf -n`, `perf list sdt`,
 * gdb's `break -probe-stap skb:kfree_skb`, bpftrace's usdt:. Its arguments are
 * those of the kernel's tracepoint. Without the header it is nothing at all.
 */
#ifndef LIB_OS_SDT_H
#define LIB_OS_SDT_H

#include "config.h"

#ifdef HAVE_SYS_SDT_H
#include <sys/sdt.h>
#define OS_PROBE1(provider, name, a)	DTRACE_PROBE1(provider, name, a)
#define OS_PROBE2(provider, name, a, b) DTRACE_PROBE2(provider, name, a, b)
#define OS_PROBE4(provider, name, a, b, c, d)                                  \
	DTRACE_PROBE4(provider, name, a, b, c, d)
#else
#define OS_PROBE1(provider, name, a)	((void)(a))
#define OS_PROBE2(provider, name, a, b) ((void)(a), (void)(b))
#define OS_PROBE4(provider, name, a, b, c, d)                                  \
	((void)(a), (void)(b), (void)(c), (void)(d))
#endif

#endif /* LIB_OS_SDT_H */
