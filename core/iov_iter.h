/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iov_iter - walk over the application's memory, copying
 *
 * Where:   sendmsg() and recvmsg() of every protocol; core/datagram.c.
 * Mirrors: include/linux/uio.h, lib/iov_iter.c. The struct: hdr/socket.h.
 *
 * All copies return how many bytes were copied; fewer than asked means that
 * the iterator ended or its fault knob struck. "full" forms are all or
 * nothing.
 */
#ifndef CORE_IOV_ITER_H
#define CORE_IOV_ITER_H

#include "hdr/socket.h"
#include "lib/checksum.h"
#include "lib/types.h"

struct machine;
struct page;

/*
 * What was copied between the stack and applications: calls and bytes. Memory
 * of the stack's own (kvec) does not count.
 */
struct copy_stats {
	u64 to_user_calls;
	u64 to_user;
	u64 from_user_calls;
	u64 from_user;
};

/* The sums over all CPUs. Context: any; exact when no CPU runs. */
void copy_stats_read(struct machine *machine, struct copy_stats *sum);

/* @direction: ITER_SOURCE (read from it) or ITER_DEST (write to it). */
void iov_iter_init(struct iov_iter *i, unsigned int direction,
		   const struct iovec *iov, unsigned long nr_segs,
		   size_t count);
void iov_iter_kvec(struct iov_iter *i, unsigned int direction,
		   const struct kvec *kvec, unsigned long nr_segs,
		   size_t count);
void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void *buf,
		   size_t count);
void iov_iter_discard(struct iov_iter *i, unsigned int direction, size_t count);

size_t copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i);
size_t copy_from_iter(void *addr, size_t bytes, struct iov_iter *i);
bool copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i);
size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes,
			 struct iov_iter *i);
size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes,
			   struct iov_iter *i);
size_t iov_iter_zero(size_t bytes, struct iov_iter *i);
/* Copy and sum in one go; *@csum is added to, @off: bytes summed before. */
size_t csum_and_copy_to_iter(const void *addr, size_t bytes, __wsum *csum,
			     int off, struct iov_iter *i);
bool csum_and_copy_from_iter_full(void *addr, size_t bytes, __wsum *csum,
				  struct iov_iter *i);

void iov_iter_advance(struct iov_iter *i, size_t bytes);
void iov_iter_revert(struct iov_iter *i, size_t bytes);
size_t iov_iter_single_seg_count(const struct iov_iter *i);

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

static inline unsigned char iov_iter_rw(const struct iov_iter *i)
{
	return i->data_source ? WRITE : READ;
}

static inline void iov_iter_truncate(struct iov_iter *i, u64 count)
{
	if (i->count > count)
		i->count = count;
}

static inline void iov_iter_reexpand(struct iov_iter *i, size_t count)
{
	i->count = count;
}

static inline size_t iov_length(const struct iovec *iov, unsigned long nr_segs)
{
	size_t ret = 0;

	while (nr_segs--)
		ret += iov++->iov_len;
	return ret;
}

static inline int memcpy_from_msg(void *data, struct msghdr *msg, int len)
{
	return copy_from_iter_full(data, (size_t)len, &msg->msg_iter) ? 0 : -14;
}

static inline int memcpy_to_msg(struct msghdr *msg, const void *data, int len)
{
	return copy_to_iter(data, (size_t)len, &msg->msg_iter) == (size_t)len
		       ? 0
		       : -14;
}

#endif
