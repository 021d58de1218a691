/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * byteorder - between host order and what is on the wire; unaligned access
 *
 * Where:   all header accessors.
 * Mirrors: include/linux/byteorder/generic.h, linux/unaligned.h.
 * Spec:    RFC 1700: network order is big-endian.
 */
#ifndef LIB_BYTEORDER_H
#define LIB_BYTEORDER_H

#include <asm/byteorder.h>

#include "lib/types.h"

#define swab16(x) __builtin_bswap16(x)
#define swab32(x) __builtin_bswap32(x)
#define swab64(x) __builtin_bswap64(x)

/* Written so that a constant argument gives a constant: static tables. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __if_le(swapped, same) swapped
#else
#define __if_le(swapped, same) same
#endif
#define cpu_to_be16(x) ((__be16)__if_le(swab16((u16)(x)), (u16)(x)))
#define cpu_to_be32(x) ((__be32)__if_le(swab32((u32)(x)), (u32)(x)))
#define cpu_to_be64(x) ((__be64)__if_le(swab64((u64)(x)), (u64)(x)))
#define cpu_to_le16(x) ((__le16)__if_le((u16)(x), swab16((u16)(x))))
#define cpu_to_le32(x) ((__le32)__if_le((u32)(x), swab32((u32)(x))))
#define cpu_to_le64(x) ((__le64)__if_le((u64)(x), swab64((u64)(x))))
#define be16_to_cpu(x) ((u16)__if_le(swab16((u16)(x)), (u16)(x)))
#define be32_to_cpu(x) ((u32)__if_le(swab32((u32)(x)), (u32)(x)))
#define be64_to_cpu(x) ((u64)__if_le(swab64((u64)(x)), (u64)(x)))
#define le16_to_cpu(x) ((u16)__if_le((u16)(x), swab16((u16)(x))))
#define le32_to_cpu(x) ((u32)__if_le((u32)(x), swab32((u32)(x))))
#define le64_to_cpu(x) ((u64)__if_le((u64)(x), swab64((u64)(x))))

#undef htons
#undef htonl
#undef ntohs
#undef ntohl
#define htons(x) cpu_to_be16(x)
#define htonl(x) cpu_to_be32(x)
#define ntohs(x) be16_to_cpu(x)
#define ntohl(x) be32_to_cpu(x)

static inline u16 be16_to_cpup(const __be16 *p)
{
	return be16_to_cpu(*p);
}

static inline u32 be32_to_cpup(const __be32 *p)
{
	return be32_to_cpu(*p);
}

static inline u64 be64_to_cpup(const __be64 *p)
{
	return be64_to_cpu(*p);
}

static inline __be16 cpu_to_be16p(const u16 *p)
{
	return cpu_to_be16(*p);
}

static inline __be32 cpu_to_be32p(const u32 *p)
{
	return cpu_to_be32(*p);
}

static inline void be16_add_cpu(__be16 *var, u16 val)
{
	*var = cpu_to_be16(be16_to_cpu(*var) + val);
}

static inline void be32_add_cpu(__be32 *var, u32 val)
{
	*var = cpu_to_be32(be32_to_cpu(*var) + val);
}

/* Any scalar at any address, in the order it has. */
#define get_unaligned(ptr)                                                     \
	({                                                                     \
		struct __packed {                                              \
			__typeof__(*(ptr)) x;                                  \
		} const *__gu_p = (const void *)(ptr);                         \
		__gu_p->x;                                                     \
	})
#define put_unaligned(val, ptr)                                                \
	do {                                                                   \
		struct __packed {                                              \
			__typeof__(*(ptr)) x;                                  \
		} *__pu_p = (void *)(ptr);                                     \
		__pu_p->x = (val);                                             \
	} while (0)

static inline u16 get_unaligned_be16(const void *p)
{
	return be16_to_cpu(get_unaligned((const __be16 *)p));
}

static inline u32 get_unaligned_be32(const void *p)
{
	return be32_to_cpu(get_unaligned((const __be32 *)p));
}

static inline u64 get_unaligned_be64(const void *p)
{
	return be64_to_cpu(get_unaligned((const __be64 *)p));
}

static inline u16 get_unaligned_le16(const void *p)
{
	return le16_to_cpu(get_unaligned((const __le16 *)p));
}

static inline u32 get_unaligned_le32(const void *p)
{
	return le32_to_cpu(get_unaligned((const __le32 *)p));
}

static inline u64 get_unaligned_le64(const void *p)
{
	return le64_to_cpu(get_unaligned((const __le64 *)p));
}

static inline u32 get_unaligned_be24(const void *p)
{
	const u8 *b = p;

	return (u32)b[0] << 16 | (u32)b[1] << 8 | b[2];
}

static inline void put_unaligned_be16(u16 val, void *p)
{
	put_unaligned(cpu_to_be16(val), (__be16 *)p);
}

static inline void put_unaligned_be32(u32 val, void *p)
{
	put_unaligned(cpu_to_be32(val), (__be32 *)p);
}

static inline void put_unaligned_be64(u64 val, void *p)
{
	put_unaligned(cpu_to_be64(val), (__be64 *)p);
}

static inline void put_unaligned_le16(u16 val, void *p)
{
	put_unaligned(cpu_to_le16(val), (__le16 *)p);
}

static inline void put_unaligned_le32(u32 val, void *p)
{
	put_unaligned(cpu_to_le32(val), (__le32 *)p);
}

static inline void put_unaligned_le64(u64 val, void *p)
{
	put_unaligned(cpu_to_le64(val), (__le64 *)p);
}

static inline void put_unaligned_be24(u32 val, void *p)
{
	u8 *b = p;

	b[0] = (u8)(val >> 16);
	b[1] = (u8)(val >> 8);
	b[2] = (u8)val;
}

#endif /* LIB_BYTEORDER_H */
