/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk - log lines, kept per machine
 *
 * Where:   see printk.h.
 * Mirrors: kernel/printk/printk.c, printk_ringbuffer.c in purpose.
 * Spec:    none.
 *
 * Records lie in a ring of bytes, a header and the text without NUL, each
 * beginning at a multiple of 16. A record is never split: what does not fit
 * before the end of the ring begins at its start. So the records lie in
 * [tail, head), or, wrapped, in [tail, end) and [0, head). The oldest give way.
 *
 * The lock is a plain flag, not a spinlock_t, for spinlocks report their own
 * errors through here. It is held for a copy of at most one line.
 */
#include "lib/printk.h"

#include "lib/jhash.h"
#include "lib/seq_buf.h"

struct log_header {
	u64 ts_ns;
	u16 len;
	u8 level;
};

#define LOG_HEADER_SIZE 16

static_assert(sizeof(struct log_header) <= LOG_HEADER_SIZE);
static_assert(LOG_BUF_LEN % LOG_HEADER_SIZE == 0);

/* Until there is a machine; set once at the start of the process. */
static struct {
	void (*fn)(void *data, int level, const char *text);
	void *data;
} process_sink;

/**
 * printk_set_sink - where lines go that no machine has
 * @fn: called for each line, without newline; NULL: they are dropped
 * @data: given to @fn
 *
 * Context: start of the process, one thread.
 */
void printk_set_sink(void (*fn)(void *data, int level, const char *text),
		     void *data)
{
	process_sink.fn = fn;
	process_sink.data = data;
}
EXPORT_SYMBOL(printk_set_sink);

/* Stands in for lib/machine.c where no machine is linked: unit tests. */
__weak struct log_buf *current_log(void)
{
	return NULL;
}

static void log_lock(struct log_buf *log)
{
	while (__atomic_exchange_n(&log->lock, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
}

static void log_unlock(struct log_buf *log)
{
	smp_store_release(&log->lock, 0);
}

/**
 * log_buf_init - make a log empty
 * @log: log
 * @ops: what it needs; see struct log_ops
 * @data: given to them
 *
 * Context: any; nobody else uses @log. The ring itself is not written.
 */
void log_buf_init(struct log_buf *log, const struct log_ops *ops, void *data)
{
	log->ops = ops;
	log->data = data;
	log->level = LOGLEVEL_INFO;
	log->lock = 0;
	log->head = 0;
	log->tail = 0;
	log->end = 0;
	log->wrapped = false;
	log->first_seq = 0;
	log->next_seq = 0;
	memset(log->sites, 0, sizeof(log->sites));
}
EXPORT_SYMBOL(log_buf_init);

static struct log_header *header_at(const struct log_buf *log, u32 pos)
{
	return (struct log_header *)((char *)log->ring + pos);
}

static u32 record_size(u32 len)
{
	return LOG_HEADER_SIZE + ALIGN(len, (u32)LOG_HEADER_SIZE);
}

/* The position behind the record at @pos. */
static u32 next_pos(const struct log_buf *log, u32 pos)
{
	pos += record_size(header_at(log, pos)->len);
	return log->wrapped && pos == log->end ? 0 : pos;
}

/* The oldest record gives way. */
static void drop_first(struct log_buf *log)
{
	u32 pos = next_pos(log, log->tail);

	if (pos < log->tail)
		log->wrapped = false;
	log->tail = pos;
	log->first_seq++;
}

/* Context: @log->lock held. */
static void log_append(struct log_buf *log, int level, u64 ts_ns,
		       const char *text, u32 len)
{
	u32 size = record_size(len);
	struct log_header *header;

	if (log->head + size > LOG_BUF_LEN) {
		while (log->wrapped)
			drop_first(log);
		log->end = log->head;
		log->head = 0;
		log->wrapped = true;
	}
	while (log->wrapped && log->head + size > log->tail)
		drop_first(log);
	header = header_at(log, log->head);
	header->ts_ns = ts_ns;
	header->len = (u16)len;
	header->level = (u8)level;
	memcpy((char *)header + LOG_HEADER_SIZE, text, len);
	log->head += size;
	log->next_seq++;
}

/**
 * vprintk - one line to the log of the running machine, or to the sink
 * @level: LOGLEVEL_*
 * @fmt: format; a newline at the end is cut off
 * @args: arguments
 *
 * Context: any.
 */
void vprintk(int level, const char *fmt, va_list args)
{
	struct log_buf *log = current_log();
	char text[LOG_LINE_MAX];
	u64 ts_ns;
	int len;

	if (log && level > READ_ONCE(log->level))
		return;
	len = kvscnprintf(text, sizeof(text), fmt, args);
	if (len && text[len - 1] == '\n')
		text[--len] = '\0';
	if (!log) {
		if (process_sink.fn)
			process_sink.fn(process_sink.data, level, text);
		return;
	}
	ts_ns = log->ops->now(log->data);
	log_lock(log);
	log_append(log, level, ts_ns, text, (u32)len);
	log_unlock(log);
	if (log->ops->line)
		log->ops->line(log->data, level, ts_ns, text);
}
EXPORT_SYMBOL(vprintk);

/**
 * _printk - what pr_info() and its sisters call
 * @level: LOGLEVEL_*
 * @fmt: format
 *
 * Context: any.
 */
void _printk(int level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(level, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(_printk);

/* The record number @seq, which is there. Context: @log->lock held. */
static void copy_record(struct log_buf *log, u64 seq, struct log_record *rec)
{
	const struct log_header *header;
	u32 pos = log->tail;

	for (u64 at = log->first_seq; at < seq; at++)
		pos = next_pos(log, pos);
	header = header_at(log, pos);
	rec->seq = seq;
	rec->ts_ns = header->ts_ns;
	rec->level = header->level;
	rec->len = header->len;
	memcpy(rec->text, (const char *)header + LOG_HEADER_SIZE, rec->len);
	rec->text[rec->len] = '\0';
}

/**
 * log_read - one record
 * @log: log
 * @seq: which, 0 at first; the next one afterwards
 * @rec: where to
 *
 * Context: any.
 * Return: 0; -ENOENT when there is none yet; -EPIPE when it has given way to
 * newer ones: @seq is then the oldest that is left, as from /dev/kmsg.
 */
int log_read(struct log_buf *log, u64 *seq, struct log_record *rec)
{
	int err = 0;

	log_lock(log);
	if (*seq < log->first_seq) {
		*seq = log->first_seq;
		err = -EPIPE;
	} else if (*seq >= log->next_seq) {
		err = -ENOENT;
	} else {
		copy_record(log, (*seq)++, rec);
	}
	log_unlock(log);
	return err;
}
EXPORT_SYMBOL(log_read);

/**
 * log_print - all that a log holds, as dmesg shows it
 * @log: log
 * @out: where to
 *
 * Context: any.
 * Return: 0, or -1 when @out overflowed.
 */
int log_print(struct log_buf *log, struct seq_buf *out)
{
	struct log_record rec;
	u64 seq = 0;
	int err;

	for (;;) {
		err = log_read(log, &seq, &rec);
		if (err == -EPIPE)
			continue;
		if (err)
			return seq_buf_has_overflowed(out) ? -1 : 0;
		seq_buf_printf(out, "[%5llu.%06llu] %s\n",
			       rec.ts_ns / 1000000000ULL,
			       rec.ts_ns / 1000 % 1000000, rec.text);
	}
}
EXPORT_SYMBOL(log_print);

/*
 * The entry of a place in the source, made if need be. When the table is
 * full the place shares an entry with another, and may speak less often.
 * Context: @log->lock held.
 */
static struct log_site *find_site(struct log_buf *log, const char *file,
				  int line)
{
	u32 hash = jhash(file, (u32)strlen(file), (u32)line) | 1;
	u32 start = hash % LOG_SITES, i = start;

	do {
		if (log->sites[i].hash == hash)
			return &log->sites[i];
		if (!log->sites[i].hash) {
			log->sites[i].hash = hash;
			ratelimit_state_init(&log->sites[i].rs,
					     DEFAULT_RATELIMIT_INTERVAL,
					     DEFAULT_RATELIMIT_BURST);
			return &log->sites[i];
		}
		i = (i + 1) % LOG_SITES;
	} while (i != start);
	return &log->sites[start];
}

/**
 * printk_once_site - may this place speak?
 * @file: of the place
 * @line: of the place
 *
 * Context: any.
 * Return: true the first time in each machine, and always without one.
 */
bool printk_once_site(const char *file, int line)
{
	struct log_buf *log = current_log();
	struct log_site *site;
	bool first;

	if (!log)
		return true;
	log_lock(log);
	site = find_site(log, file, line);
	first = !site->said;
	site->said = true;
	log_unlock(log);
	return first;
}
EXPORT_SYMBOL(printk_once_site);

/**
 * printk_ratelimit_site - may this place speak again?
 * @file: of the place
 * @line: of the place
 * @func: named when lines were left out
 *
 * Context: any.
 * Return: true ten times in five seconds in each machine, always without one.
 */
bool printk_ratelimit_site(const char *file, int line, const char *func)
{
	struct log_buf *log = current_log();
	struct log_site *site;

	if (!log)
		return true;
	log_lock(log);
	site = find_site(log, file, line);
	log_unlock(log);
	return ___ratelimit(&site->rs, func);
}
EXPORT_SYMBOL(printk_ratelimit_site);

/**
 * ___ratelimit - so many in such a time
 * @rs: state
 * @func: named when some were left out
 *
 * Context: any.
 * Return: 1 when it may be done, 0 when it is one too many.
 */
int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	struct log_buf *log = current_log();
	int missed = 0, ret;
	u64 now;

	if (!rs->interval || !log)
		return 1;
	if (__atomic_exchange_n(&rs->lock, 1, __ATOMIC_ACQUIRE))
		return 0; /* another CPU is at it: that is often enough */
	now = log->ops->now(log->data);
	if (!rs->begun || now - rs->begin > (u64)rs->interval * 1000000) {
		missed = rs->missed;
		rs->begun = true;
		rs->begin = now;
		rs->printed = 0;
		rs->missed = 0;
	}
	ret = rs->printed < rs->burst;
	if (ret)
		rs->printed++;
	else
		rs->missed++;
	smp_store_release(&rs->lock, 0);
	if (missed && !(rs->flags & RATELIMIT_MSG_ON_RELEASE))
		pr_warn("%s: %d callbacks suppressed", func, missed);
	return ret;
}
EXPORT_SYMBOL(___ratelimit);

/* Stands in for lib/oops.c where it is not linked. */
__weak void report_bug(const char *file, int line, const char *func,
		       const char *fmt, ...)
{
	struct va_format vaf = {.fmt = fmt};
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	pr_warn("WARNING: %s:%d %s(): %pV", file, line, func, &vaf);
	va_end(args);
}
EXPORT_SYMBOL(report_bug);
