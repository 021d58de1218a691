// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * oops - the text of a report: what, where, in whose callback, with what held
 *
 * Where:   WARN() and BUG() of every layer, fault signals (os_oops.c), the
 *          watchdog (os_watchdog.c).
 * Mirrors: lib/bug.c, kernel/panic.c (__warn), lib/dump_stack.c.
 * Spec:    none.
 *
 *	------------[ cut here ]------------
 *	refcount of the route went below zero
 *	WARNING: CPU: 0 PID: 3 at core/dst.c:123 dst_release+0x12/0x40
 *	Comm: ksoftirqd/0  Host: a  Context: softirq
 *	In: napi_struct.poll = wire_poll [drv_wire]
 *	Call trace:
 *	 dst_release+0x12/0x40 core/dst.c:123
 *	 wire_poll+0x33/0x90 [drv_wire] plugins/drv_wire.c:88
 *	1 lock held by ksoftirqd/0/3:
 *	 #0: &ring->lock, at plugins/drv_wire.c:80
 *	---[ end trace ]---
 *
 * The frames depend on the compiler and so does not the rest. What is kept
 * here is the process's: the count, the sink, the places that have spoken.
 */
#include <string.h>

#include "lib/jhash.h"
#include "lib/kernel.h"
#include "lib/lockdep.h"
#include "lib/oops.h"
#include "lib/os_backtrace.h"
#include "lib/os_mem.h"
#include "lib/os_oops.h"
#include "lib/printk.h"
#include "lib/sched.h"

#define TEXT_SIZE    16384
#define MAX_SECTIONS 8
#define MAX_PLACES   256 /* that are told apart */
#define MAX_SITES    8	 /* nested callbacks that are shown */
#define MAX_TRACES   3	 /* of one place; later reports are two lines */

static struct {
	unsigned long count;
	u32 place[MAX_PLACES]; /* hashes; 0 is free */
	u32 spoken[MAX_PLACES];
	void (*sink)(void *data, const char *text);
	void *sink_data;
	oops_section_fn section[MAX_SECTIONS];
	unsigned int nr_sections;

	/* owned by who is between os_oops_begin() and os_oops_end() */
	char text[TEXT_SIZE];
	size_t len, written;
	bool trapped; /* BUG() has reported; its trap need not */
} oops;

struct oops_desc {
	const char *kind;  /* "WARNING: " */
	const char *place; /* "file:line" or NULL */
	const void *ucontext;
	const void *caller; /* the frame to start with */
	const char *behind; /* or with the one that called this function */
	u32 times;	    /* that this place has spoken */
};

static void add(const char *fmt, ...) __printf(1, 2);
static void vadd(const char *fmt, va_list args)
{
	oops.len += (size_t)vscnprintf(oops.text + oops.len,
				       TEXT_SIZE - oops.len, fmt, args);
}

static void add(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vadd(fmt, args);
	va_end(args);
}

/* What sections call: one line, newline added. */
static void add_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vadd(fmt, args);
	va_end(args);
	add("\n");
}

/* A fault in the report itself must not take with it what we know. */
static void flush(void)
{
	if (!oops.sink)
		os_oops_write(oops.text + oops.written,
			      oops.len - oops.written);
	oops.written = oops.len;
}

/* Objects that are not modules need no mention. */
static bool is_module(const struct os_symbol *sym)
{
	size_t len = strlen(sym->object);

	return len > 3 && !strcmp(sym->object + len - 3, ".so") &&
	       strncmp(sym->object, "lib", 3) != 0;
}

static void symbol_text(const void *pc, char *buf, size_t size)
{
	struct os_symbol sym;
	int n;

	if (!os_symbol(pc, &sym)) {
		snprintf(buf, size, "%s", pc ? "no code" : "NULL");
		return;
	}
	if (sym.name[0])
		n = scnprintf(buf, size, "%s+%#lx/%#lx", sym.name, sym.offset,
			      sym.size);
	else
		n = scnprintf(buf, size, "%s+%#lx", sym.object, sym.vaddr);
	if (is_module(&sym))
		snprintf(buf + n, size - (size_t)n, " [%.*s]",
			 (int)strlen(sym.object) - 3, sym.object);
	else if (sym.name[0] && strstr(sym.object, ".so") &&
		 strncmp(sym.object, "libstrata", 9) != 0)
		snprintf(buf + n, size - (size_t)n, " [%s]", sym.object);
}

/**
 * oops_symbol - name an address
 * @addr: in some text
 * @buf: "name+0x12/0x40 [module]"
 * @size: of @buf
 *
 * Context: any.
 */
void oops_symbol(const void *addr, char *buf, size_t size)
{
	symbol_text(addr, buf, size);
}
EXPORT_SYMBOL(oops_symbol);

/* A return address: what was called may be the last thing in its function. */
static void caller_text(const void *pc, char *buf, size_t size)
{
	symbol_text((const char *)pc - 1, buf, size);
}

static const char *context_of(const struct task_struct *t)
{
	if (t->preempt_count & HARDIRQ_MASK)
		return "hardirq";
	if (t->preempt_count & SOFTIRQ_OFFSET)
		return "softirq";
	if (t->preempt_count & SOFTIRQ_MASK)
		return "process, BH disabled";
	return t->preempt_count ? "process, atomic" : "process";
}

/* A module's string, after whatever has happened. */
static void peek_string(const char *s, char *buf, size_t size)
{
	size_t n = 0;

	while (n < size - 1 && os_peek(s + n, &buf[n], 1) && buf[n])
		n++;
	buf[n] = '\0';
}

/* "poll+0x0/0x40 [drv]" → "poll [drv]": a whole function is meant. */
static void strip_offset(char *name)
{
	char *plus = strstr(name, "+0x0/");
	char *rest = plus ? strchr(plus, ' ') : NULL;

	if (rest)
		memmove(plus, rest, strlen(rest) + 1);
	else if (plus)
		*plus = '\0';
}

/* The foreign code that runs, innermost first, and where it begins. */
static void add_callsites(const struct task_struct *t)
{
	struct callsite site[MAX_SITES];
	const struct callsite *up = t->callsite;
	char line[MAX_SITES][OS_LINE_LEN] = {0};
	char slot[64], name[128];
	const void *pc[MAX_SITES];
	unsigned int n;

	for (n = 0; up && n < MAX_SITES; up = site[n++].up) {
		if (!os_peek(up, &site[n], sizeof(site[n])))
			break;
		/* as a return address: behind the function's first byte */
		pc[n] = (const char *)site[n].fn + 1;
	}
	if (!oops.sink && n)
		os_addr2line(pc, n, false, line);
	for (unsigned int i = 0; i < n; i++) {
		peek_string(site[i].slot, slot, sizeof(slot));
		symbol_text(site[i].fn, name, sizeof(name));
		strip_offset(name);
		add("In: %s = %s%s%s\n", slot, name, line[i][0] ? " " : "",
		    line[i]);
	}
}

static void add_task(const struct task_struct *t)
{
	add("Comm: %s  Host: %s  Context: %s\n", t->comm, t->machine->name,
	    context_of(t));
	add_callsites(t);
}

static void add_header(const struct oops_desc *d, const void *pc)
{
	const struct task_struct *t = current;
	char name[128] = "";

	if (pc && d->ucontext)
		symbol_text(pc, name, sizeof(name));
	else if (pc)
		caller_text(pc, name, sizeof(name));
	add("%s", d->kind);
	if (t)
		add("CPU: %u PID: %d ", t->cpu ? t->cpu->id : 0, t->pid);
	if (d->place)
		add("at %s ", d->place);
	else if (pc)
		add("at ");
	add("%s\n", name);
	if (t)
		add_task(t);
	else
		add("Comm: none, this thread runs no task\n");
}

static void add_trace(const struct oops_desc *d, const void *const *pc,
		      unsigned int n)
{
	char line[OS_MAX_FRAMES][OS_LINE_LEN] = {0};
	char name[128];

	if (!oops.sink)
		os_addr2line(pc, n, d->ucontext != NULL, line);
	add("Call trace:\n");
	for (unsigned int i = 0; i < n; i++) {
		if (!i && d->ucontext)
			symbol_text(pc[i], name, sizeof(name));
		else
			caller_text(pc[i], name, sizeof(name));
		add(" %s%s%s\n", name, line[i][0] ? " " : "", line[i]);
	}
}

/* How often a place has spoken, this time included. */
static u32 times_spoken(const char *place)
{
	u32 hash = jhash(place, (u32)strlen(place), 0) | 1;

	for (unsigned int i = 0; i < MAX_PLACES; i++) {
		u32 old = 0;

		if (__atomic_compare_exchange_n(&oops.place[i], &old, hash,
						false, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED) ||
		    old == hash)
			return __atomic_add_fetch(&oops.spoken[i], 1,
						  __ATOMIC_RELAXED);
	}
	return MAX_TRACES + 1;
}

/* The frames of the report itself say nothing. */
static unsigned int first_frame(const struct oops_desc *d,
				const void *const *pc, unsigned int n)
{
	struct os_symbol sym;

	for (unsigned int i = 0; i < n; i++) {
		if (d->caller && pc[i] == d->caller)
			return i;
		if (d->behind && i + 1 < n &&
		    os_symbol((const char *)pc[i] - 1, &sym) &&
		    !strcmp(sym.name, d->behind))
			return i + 1;
	}
	return 0;
}

static void compose(const struct oops_desc *d, const char *fmt, va_list args)
{
	const void *pc[OS_MAX_FRAMES];
	unsigned int n, first;

	oops.len = oops.written = 0;
	if (d->times > MAX_TRACES) {
		vadd(fmt, args);
		add("\n%sat %s, %u times now\n", d->kind, d->place, d->times);
		flush();
		return;
	}
	add("------------[ cut here ]------------\n");
	vadd(fmt, args);
	add("\n");
	flush();
	n = os_backtrace(pc, OS_MAX_FRAMES, d->ucontext);
	first = first_frame(d, pc, n);
	add_header(d, n ? pc[first] : NULL);
	flush();
	add_trace(d, pc + first, n - first);
	if (current)
		lockdep_print_held_locks(current, add_line);
	for (unsigned int i = 0; current && i < oops.nr_sections; i++)
		oops.section[i](current, add_line);
	add("---[ end trace ]---\n");
	flush();
}

/* The sink may leave by siglongjmp(): nothing is held, the text is its own. */
static bool deliver(void)
{
	size_t len = oops.len + 1;
	char *copy = NULL;

	if (oops.sink)
		copy = os_mem_alloc(len);
	if (copy)
		memcpy(copy, oops.text, len);
	os_oops_end();
	if (!copy)
		return false;
	oops.sink(oops.sink_data, copy);
	os_mem_free(copy, len);
	return true;
}

static bool report(const struct oops_desc *d, const char *fmt, va_list args)
{
	static const char nested[] = "oops: a fault within a report\n";

	if (!os_oops_begin()) {
		os_oops_write(nested, sizeof(nested) - 1);
		return false;
	}
	__atomic_fetch_add(&oops.count, 1, __ATOMIC_RELAXED);
	compose(d, fmt, args);
	return deliver();
}

/**
 * report_bug - WARN() and BUG() come here
 * @file: of the claim
 * @line: of the claim
 * @func: that makes it
 * @fmt: what is wrong
 *
 * Context: any.
 */
void report_bug(const char *file, int line, const char *func, const char *fmt,
		...)
{
	struct oops_desc d = {.kind = "WARNING: ",
			      .caller = __builtin_return_address(0)};
	char place[128];
	va_list args;

	snprintf(place, sizeof(place), "%s:%d", file, line);
	d.place = place;
	d.times = times_spoken(place);
	oops.trapped = !strncmp(fmt, "%s", 3);
	va_start(args, fmt);
	if (oops.trapped) {
		va_list peek;

		va_copy(peek, args);
		oops.trapped = !strncmp(va_arg(peek, const char *), "BUG", 3);
		va_end(peek);
	}
	if (oops.trapped)
		d.kind = "kernel BUG: ";
	report(&d, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(report_bug);

void oops_report(const char *where, const char *fmt, ...)
{
	struct oops_desc d = {.kind = "WARNING: ",
			      .place = where,
			      .caller = __builtin_return_address(0)};
	va_list args;

	if (where)
		d.times = times_spoken(where);
	va_start(args, fmt);
	report(&d, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(oops_report);

void oops_report_once(const char *where, const char *fmt, ...)
{
	struct oops_desc d = {.kind = "WARNING: ",
			      .place = where,
			      .caller = __builtin_return_address(0)};
	va_list args;

	d.times = times_spoken(where);
	if (d.times > 1) {
		__atomic_fetch_add(&oops.count, 1, __ATOMIC_RELAXED);
		return;
	}
	va_start(args, fmt);
	report(&d, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(oops_report_once);

static bool report_text(const struct oops_desc *d, const char *fmt, ...)
	__printf(2, 3);
static bool report_text(const struct oops_desc *d, const char *fmt, ...)
{
	va_list args;
	bool taken;

	va_start(args, fmt);
	taken = report(d, fmt, args);
	va_end(args);
	return taken;
}

bool oops_signal(const char *what, const void *ucontext)
{
	struct oops_desc d = {.kind = "Oops: ", .ucontext = ucontext};
	bool trapped = oops.trapped && !strcmp(what, "invalid opcode");

	oops.trapped = false;
	if (trapped)
		return false;
	return report_text(&d, "%s", what);
}

void oops_exit(void)
{
	struct oops_desc d = {.kind = "Oops: ", .behind = "exit"};

	report_text(&d, "BUG: exit() called from within a task");
}

/**
 * oops_add_section - let an upper layer add lines to every report
 * @fn: called in the thread that reports, whatever state it is in
 *
 * Context: process start, one thread.
 */
void oops_add_section(oops_section_fn fn)
{
	if (oops.nr_sections < MAX_SECTIONS)
		oops.section[oops.nr_sections++] = fn;
}
EXPORT_SYMBOL(oops_add_section);

unsigned long oops_count(void)
{
	return __atomic_load_n(&oops.count, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(oops_count);

void oops_reset(void)
{
	__atomic_store_n(&oops.count, 0, __ATOMIC_RELAXED);
	memset(oops.place, 0, sizeof(oops.place));
	memset(oops.spoken, 0, sizeof(oops.spoken));
	oops.trapped = false;
}
EXPORT_SYMBOL(oops_reset);

void oops_set_sink(void (*fn)(void *data, const char *text), void *data)
{
	oops.sink_data = data;
	oops.sink = fn;
}
EXPORT_SYMBOL(oops_set_sink);
