/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printk - log lines, kept per machine; WARN and BUG
 *
 * Where:   pr_*() and netdev_*() of every layer, to the machine's log ring
 *          and to whoever listens to it.
 * Mirrors: include/linux/printk.h, kernel/printk/, asm-generic/bug.h. There
 *          is no printk() and no pr_cont(): one call is one line.
 * Spec:    levels are those of RFC 5424 §6.2.1.
 */
#ifndef LIB_PRINTK_H
#define LIB_PRINTK_H

#include "lib/kernel.h"
#include "lib/ratelimit.h"
#include "lib/vsprintf.h"

struct seq_buf;

#define LOGLEVEL_EMERG	 0
#define LOGLEVEL_ALERT	 1
#define LOGLEVEL_CRIT	 2
#define LOGLEVEL_ERR	 3
#define LOGLEVEL_WARNING 4
#define LOGLEVEL_NOTICE	 5
#define LOGLEVEL_INFO	 6
#define LOGLEVEL_DEBUG	 7

/* Numbers, not the kernel's string prefixes: for netdev_printk(level, ...). */
#define KERN_EMERG   LOGLEVEL_EMERG
#define KERN_ALERT   LOGLEVEL_ALERT
#define KERN_CRIT    LOGLEVEL_CRIT
#define KERN_ERR     LOGLEVEL_ERR
#define KERN_WARNING LOGLEVEL_WARNING
#define KERN_NOTICE  LOGLEVEL_NOTICE
#define KERN_INFO    LOGLEVEL_INFO
#define KERN_DEBUG   LOGLEVEL_DEBUG

#define LOG_BUF_LEN  65536 /* bytes of records that one machine keeps */
#define LOG_LINE_MAX 1024  /* longest text, with its NUL */
#define LOG_SITES    64	   /* places of *_once and *_ratelimited lines */

/**
 * struct log_ops - what a log needs from its machine
 * @now: required; nanoseconds since boot. Context: any.
 * @line: optional; called for each record, after it is in the ring.
 */
struct log_ops {
	u64 (*now)(void *data);
	void (*line)(void *data, int level, u64 ts_ns, const char *text);
};

/* A place in the source that may speak once, or seldom, in one machine. */
struct log_site {
	u32 hash; /* of file and line; 0 is free */
	bool said;
	struct ratelimit_state rs;
};

/* One machine's log: 66 KB, of which only what is used is touched. */
struct log_buf {
	/* immutable after log_buf_init() */
	const struct log_ops *ops;
	void *data;

	int level; /* records above it are not kept; LOGLEVEL_INFO */
	u32 lock;  /* guards all below */
	u32 head;  /* where the next record goes */
	u32 tail;  /* the oldest record */
	u32 end;   /* of the records above @tail, when they go round */
	bool wrapped;
	u64 first_seq;
	u64 next_seq;
	struct log_site sites[LOG_SITES];
	u64 ring[LOG_BUF_LEN / sizeof(u64)];
};

/* A record as it is read back. */
struct log_record {
	u64 seq;
	u64 ts_ns;
	int level;
	u32 len; /* of @text */
	char text[LOG_LINE_MAX];
};

void log_buf_init(struct log_buf *log, const struct log_ops *ops, void *data);
int log_read(struct log_buf *log, u64 *seq, struct log_record *rec);
int log_print(struct log_buf *log, struct seq_buf *out);

/* lib/machine.h has the real one; without a running task it gives NULL. */
struct log_buf *current_log(void);
void printk_set_sink(void (*fn)(void *data, int level, const char *text),
		     void *data);

void _printk(int level, const char *fmt, ...) __printf(2, 3);
void vprintk(int level, const char *fmt, va_list args) __printf(2, 0);
bool printk_once_site(const char *file, int line);
bool printk_ratelimit_site(const char *file, int line, const char *func);

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)  _printk(LOGLEVEL_EMERG, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)  _printk(LOGLEVEL_ALERT, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   _printk(LOGLEVEL_CRIT, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    _printk(LOGLEVEL_ERR, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   _printk(LOGLEVEL_WARNING, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) _printk(LOGLEVEL_NOTICE, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   _printk(LOGLEVEL_INFO, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...)  _printk(LOGLEVEL_DEBUG, pr_fmt(fmt), ##__VA_ARGS__)

#define printk_ratelimit() printk_ratelimit_site(__FILE__, __LINE__, __func__)

#define __pr_if(cond, call)                                                    \
	do {                                                                   \
		if (cond)                                                      \
			call;                                                  \
	} while (0)
#define __pr_once(call)	   __pr_if(printk_once_site(__FILE__, __LINE__), call)
#define __pr_limited(call) __pr_if(printk_ratelimit(), call)

#define pr_err_once(fmt, ...)	 __pr_once(pr_err(fmt, ##__VA_ARGS__))
#define pr_warn_once(fmt, ...)	 __pr_once(pr_warn(fmt, ##__VA_ARGS__))
#define pr_notice_once(fmt, ...) __pr_once(pr_notice(fmt, ##__VA_ARGS__))
#define pr_info_once(fmt, ...)	 __pr_once(pr_info(fmt, ##__VA_ARGS__))
#define pr_debug_once(fmt, ...)	 __pr_once(pr_debug(fmt, ##__VA_ARGS__))

#define pr_err_ratelimited(fmt, ...)  __pr_limited(pr_err(fmt, ##__VA_ARGS__))
#define pr_warn_ratelimited(fmt, ...) __pr_limited(pr_warn(fmt, ##__VA_ARGS__))
#define pr_notice_ratelimited(fmt, ...)                                        \
	__pr_limited(pr_notice(fmt, ##__VA_ARGS__))
#define pr_info_ratelimited(fmt, ...) __pr_limited(pr_info(fmt, ##__VA_ARGS__))
#define pr_debug_ratelimited(fmt, ...)                                         \
	__pr_limited(pr_debug(fmt, ##__VA_ARGS__))

/*
 * The report of a broken invariant. oops.c has the real one; the default
 * writes one line of LOGLEVEL_WARNING.
 */
void report_bug(const char *file, int line, const char *func, const char *fmt,
		...) __printf(4, 5) __cold;

/* As the kernel's: an expression that is true when the claim was broken. */
#define WARN(condition, fmt, ...)                                              \
	({                                                                     \
		bool __warn_on = !!(condition);                                \
		if (unlikely(__warn_on))                                       \
			report_bug(__FILE__, __LINE__, __func__, fmt,          \
				   ##__VA_ARGS__);                             \
		unlikely(__warn_on);                                           \
	})
#define WARN_ON(condition) WARN(condition, "%s", "WARN_ON(" #condition ")")

/* Once in each machine. */
#define WARN_ONCE(condition, fmt, ...)                                         \
	({                                                                     \
		bool __warn_once = !!(condition);                              \
		if (unlikely(__warn_once) &&                                   \
		    printk_once_site(__FILE__, __LINE__))                      \
			report_bug(__FILE__, __LINE__, __func__, fmt,          \
				   ##__VA_ARGS__);                             \
		unlikely(__warn_once);                                         \
	})
#define WARN_ON_ONCE(condition)                                                \
	WARN_ONCE(condition, "%s", "WARN_ON_ONCE(" #condition ")")

/* Only where going on would corrupt memory. */
#define BUG()                                                                  \
	do {                                                                   \
		report_bug(__FILE__, __LINE__, __func__, "%s", "BUG()");       \
		__builtin_trap();                                              \
	} while (0)
#define BUG_ON(condition)                                                      \
	do {                                                                   \
		if (unlikely(condition)) {                                     \
			report_bug(__FILE__, __LINE__, __func__, "%s",         \
				   "BUG_ON(" #condition ")");                  \
			__builtin_trap();                                      \
		}                                                              \
	} while (0)

#ifdef CONFIG_DEBUG_NET
#define DEBUG_NET_WARN_ON_ONCE(cond) ((void)WARN_ON_ONCE(cond))
#else
#define DEBUG_NET_WARN_ON_ONCE(cond) ((void)0)
#endif

#endif /* LIB_PRINTK_H */
