// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iov_iter - walk over the application's memory, copying
 *
 * Where:   sendmsg() and recvmsg() of every protocol.
 * Mirrors: lib/iov_iter.c: one step function instead of a macro per type.
 */
#include "core/iov_iter.h"

#include "lib/machine.h"
#include "lib/mm.h"
#include "lib/percpu.h"
#include "lib/printk.h"

DEFINE_STATIC_PER_CPU(struct copy_stats, copies);

static bool iter_is_user(const struct iov_iter *i)
{
	return i->iter_type == ITER_UBUF || i->iter_type == ITER_IOVEC;
}

void copy_stats_read(struct machine *machine, struct copy_stats *sum)
{
	struct cpu *c;

	*sum = (struct copy_stats){0};
	for_each_cpu_of (machine, c) {
		const struct copy_stats *one = &cpu_var_of(c, copies);

		sum->to_user_calls += one->to_user_calls;
		sum->to_user += one->to_user;
		sum->from_user_calls += one->from_user_calls;
		sum->from_user += one->from_user;
	}
}
EXPORT_SYMBOL(copy_stats_read);

static void iter_set(struct iov_iter *i, enum iter_type type,
		     unsigned int direction, size_t count)
{
	memset(i, 0, sizeof(*i));
	i->iter_type = (u8)type;
	i->data_source = direction == ITER_SOURCE;
	i->count = count;
}

void iov_iter_init(struct iov_iter *i, unsigned int direction,
		   const struct iovec *iov, unsigned long nr_segs, size_t count)
{
	iter_set(i, ITER_IOVEC, direction, count);
	i->__iov = iov;
	i->nr_segs = nr_segs;
}
EXPORT_SYMBOL(iov_iter_init);

void iov_iter_kvec(struct iov_iter *i, unsigned int direction,
		   const struct kvec *kvec, unsigned long nr_segs, size_t count)
{
	iter_set(i, ITER_KVEC, direction, count);
	i->kvec = kvec;
	i->nr_segs = nr_segs;
}
EXPORT_SYMBOL(iov_iter_kvec);

void iov_iter_ubuf(struct iov_iter *i, unsigned int direction, void *buf,
		   size_t count)
{
	iter_set(i, ITER_UBUF, direction, count);
	i->ubuf = buf;
	i->nr_segs = 1;
}
EXPORT_SYMBOL(iov_iter_ubuf);

void iov_iter_discard(struct iov_iter *i, unsigned int direction, size_t count)
{
	iter_set(i, ITER_DISCARD, direction, count);
}
EXPORT_SYMBOL(iov_iter_discard);

/* Where segment 0 begins and how long it is; iovec and kvec look the same. */
static void *iter_segment(const struct iov_iter *i, size_t *len)
{
	_Static_assert(sizeof(struct iovec) == sizeof(struct kvec),
		       "iovec and kvec are walked alike");

	switch (i->iter_type) {
	case ITER_UBUF:
		*len = i->iov_offset + i->count;
		return i->ubuf;
	case ITER_IOVEC:
	case ITER_KVEC:
		*len = i->kvec->iov_len;
		return i->kvec->iov_base;
	default:
		*len = i->iov_offset + i->count;
		return NULL;
	}
}

/* The next run of at most @want bytes; NULL in a discarding iterator. */
static size_t iter_run(struct iov_iter *i, size_t want, void **p)
{
	size_t len;
	void *base;

	want = min(want, i->count);
	if (i->fault_after)
		want = min(want, i->fault_after - 1);
	if (!want)
		return 0;
	for (;;) {
		base = iter_segment(i, &len);
		if (i->iov_offset < len)
			break;
		if (i->nr_segs <= 1)
			return 0;
		i->kvec++;
		i->nr_segs--;
		i->iov_offset = 0;
	}
	*p = base ? (char *)base + i->iov_offset : NULL;
	return min(want, len - i->iov_offset);
}

static void iter_step(struct iov_iter *i, size_t n)
{
	i->iov_offset += n;
	i->count -= n;
	if (i->fault_after)
		i->fault_after -= n;
}

/*
 * The kernel can be preempted while it copies; here a task that copies more
 * than 4 KB lets its CPU go meanwhile. In virtual time a copy is cut, so that
 * nobody waits for longer than 4 KB take.
 */
#define COPY_HELD_MAX 4096U

static size_t copy_chunk(const struct iov_iter *i, size_t n)
{
	if (iter_is_user(i) && current_world()->mode != WORLD_LIVE)
		return min_t(size_t, n, COPY_HELD_MAX);
	return n;
}

/* Return: others have the CPU; copy_end() must follow. */
static bool copy_begin(struct iov_iter *i, size_t n)
{
	if (!iter_is_user(i))
		return false;
	cpu_charge((u32)(n * current_machine()->cost.copy_kb / 1024));
	if (likely(i->held + n <= COPY_HELD_MAX)) {
		i->held += (u32)n;
		return false;
	}
	/* many small ones, each costing a change of task: not for each */
	i->held = n < COPY_HELD_MAX ? 0 : COPY_HELD_MAX;
	return cpu_release();
}

static void copy_end(bool released)
{
	if (released)
		cpu_reacquire();
}

/**
 * copy_to_iter - what recvmsg() does
 * @addr: the bytes; NULL: zeroes
 * @bytes: how many
 * @i: moves on by what was copied
 *
 * Context: process; may sleep, with lock_sock held, when it is more than 4 KB.
 * Return: bytes copied.
 */
size_t copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n, done = 0;
	bool released;
	void *p;

	if (WARN_ON_ONCE(i->data_source))
		return 0;
	while (done < bytes && (n = iter_run(i, bytes - done, &p)) != 0) {
		n = copy_chunk(i, n);
		released = copy_begin(i, n);
		if (p && addr)
			memcpy(p, (const char *)addr + done, n);
		else if (p)
			memset(p, 0, n);
		copy_end(released);
		iter_step(i, n);
		done += n;
	}
	if (done && addr && iter_is_user(i)) {
		cpu_var(copies).to_user_calls++;
		cpu_var(copies).to_user += done;
	}
	return done;
}
EXPORT_SYMBOL(copy_to_iter);

/* What sendmsg() does. Context: as above. Return: bytes copied into @addr. */
size_t copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n, done = 0;
	bool released;
	void *p;

	if (WARN_ON_ONCE(!i->data_source))
		return 0;
	while (done < bytes && (n = iter_run(i, bytes - done, &p)) != 0) {
		n = copy_chunk(i, n);
		released = copy_begin(i, n);
		if (p)
			memcpy((char *)addr + done, p, n);
		else
			memset((char *)addr + done, 0, n);
		copy_end(released);
		iter_step(i, n);
		done += n;
	}
	if (done && iter_is_user(i)) {
		cpu_var(copies).from_user_calls++;
		cpu_var(copies).from_user += done;
	}
	return done;
}
EXPORT_SYMBOL(copy_from_iter);

bool copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n = copy_from_iter(addr, bytes, i);

	if (n == bytes)
		return true;
	iov_iter_revert(i, n);
	return false;
}
EXPORT_SYMBOL(copy_from_iter_full);

size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes,
			 struct iov_iter *i)
{
	return copy_to_iter((char *)page_address(page) + offset, bytes, i);
}
EXPORT_SYMBOL(copy_page_to_iter);

size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes,
			   struct iov_iter *i)
{
	return copy_from_iter((char *)page_address(page) + offset, bytes, i);
}
EXPORT_SYMBOL(copy_page_from_iter);

size_t iov_iter_zero(size_t bytes, struct iov_iter *i)
{
	return copy_to_iter(NULL, bytes, i);
}
EXPORT_SYMBOL(iov_iter_zero);

size_t csum_and_copy_to_iter(const void *addr, size_t bytes, __wsum *csum,
			     int off, struct iov_iter *i)
{
	size_t n = copy_to_iter(addr, bytes, i);

	*csum = csum_block_add(*csum, csum_partial(addr, (int)n, 0), off);
	return n;
}
EXPORT_SYMBOL(csum_and_copy_to_iter);

bool csum_and_copy_from_iter_full(void *addr, size_t bytes, __wsum *csum,
				  struct iov_iter *i)
{
	if (!copy_from_iter_full(addr, bytes, i))
		return false;
	*csum = csum_partial(addr, (int)bytes, 0);
	return true;
}
EXPORT_SYMBOL(csum_and_copy_from_iter_full);

void iov_iter_advance(struct iov_iter *i, size_t bytes)
{
	size_t n;
	void *p;

	bytes = min(bytes, i->count);
	for (; bytes && (n = iter_run(i, bytes, &p)) != 0; bytes -= n)
		iter_step(i, n);
}
EXPORT_SYMBOL(iov_iter_advance);

/* Back by @bytes that were passed before. */
void iov_iter_revert(struct iov_iter *i, size_t bytes)
{
	i->count += bytes;
	if (i->fault_after)
		i->fault_after += bytes;
	while (bytes > i->iov_offset) {
		bytes -= i->iov_offset;
		i->kvec--;
		i->nr_segs++;
		i->iov_offset = i->kvec->iov_len;
	}
	i->iov_offset -= bytes;
}
EXPORT_SYMBOL(iov_iter_revert);

size_t iov_iter_single_seg_count(const struct iov_iter *i)
{
	size_t len;

	iter_segment(i, &len);
	return min(i->count, len - i->iov_offset);
}
EXPORT_SYMBOL(iov_iter_single_seg_count);
