// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_coro - stacks that take turns on one thread
 *
 * Where:   lib/virtual.c: every task of a virtual world is one.
 * Mirrors: kernel threads' __switch_to().
 *
 * A switch saves the callee-saved registers on the old stack and takes them
 * from the new one; the sanitizers are told, for they keep a shadow of the
 * stack. Below each stack lies a guard page, so that an overflow faults.
 * Stacks are kept for reuse: a machine is made in microseconds.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/os.h"

#if defined(__SANITIZE_ADDRESS__)
#define CORO_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CORO_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define CORO_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CORO_TSAN 1
#endif
#endif
#ifdef CORO_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
#define __asan_unpoison_memory_region(p, len) ((void)0)
#endif
#ifdef CORO_TSAN
#include <sanitizer/tsan_interface.h>
#else
#define __tsan_create_fiber(flags)    NULL
#define __tsan_destroy_fiber(fiber)   ((void)0)
#define __tsan_get_current_fiber()    NULL
#define __tsan_switch_to_fiber(f, fl) ((void)0)
#endif

#if defined(CORO_ASAN) || defined(CORO_TSAN)
#define STACK_SIZE (512 * 1024)
#else
#define STACK_SIZE (128 * 1024)
#endif
#define GUARD_SIZE (16 * 1024)
#define MAX_SPARE  64

struct os_coro {
	void *sp;
	void (*fn)(void *arg);
	void *arg;
	char *stack; /* NULL: a thread's own */
	struct os_coro *next;
	const void *stack_bottom;
	size_t stack_len;
	void *fake_stack;
	struct os_coro *from; /* who switched to us last */
	void *fiber;	      /* ThreadSanitizer's */
};

/* Spare stacks, and each thread's description of its own stack. */
static struct os_coro *spare;
static unsigned int nr_spare;
static struct os_lock spare_lock;
static __thread struct os_coro thread_self;

size_t os_coro_stack_size(void)
{
	return STACK_SIZE;
}

void strata_coro_jump(void **save_sp, void *load_sp);
void strata_coro_entry(void);

#if defined(__x86_64__)
__asm__(".text\n"
	".globl strata_coro_jump\n"
	".hidden strata_coro_jump\n"
	".type strata_coro_jump,@function\n"
	"strata_coro_jump:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size strata_coro_jump,.-strata_coro_jump\n"
	".globl strata_coro_entry\n"
	".hidden strata_coro_entry\n"
	".type strata_coro_entry,@function\n"
	"strata_coro_entry:\n"
	"	movq %r12, %rdi\n"
	"	xorl %ebp, %ebp\n"
	"	call *%r13\n"
	"	ud2\n"
	".size strata_coro_entry,.-strata_coro_entry\n");

static void *first_frame(char *top, void (*start)(void *), void *arg)
{
	void **sp = (void **)(top - 16);

	*--sp = (void *)strata_coro_entry; /* where "ret" goes */
	*--sp = NULL;			   /* rbp */
	*--sp = NULL;			   /* rbx */
	*--sp = arg;			   /* r12 */
	*--sp = (void *)start;		   /* r13 */
	*--sp = NULL;			   /* r14 */
	*--sp = NULL;			   /* r15 */
	return sp;
}
#elif defined(__aarch64__)
__asm__(".text\n"
	".globl strata_coro_jump\n"
	".hidden strata_coro_jump\n"
	".type strata_coro_jump,%function\n"
	"strata_coro_jump:\n"
	"	sub sp, sp, #160\n"
	"	stp x19, x20, [sp, #0]\n"
	"	stp x21, x22, [sp, #16]\n"
	"	stp x23, x24, [sp, #32]\n"
	"	stp x25, x26, [sp, #48]\n"
	"	stp x27, x28, [sp, #64]\n"
	"	stp x29, x30, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	mov x9, sp\n"
	"	str x9, [x0]\n"
	"	mov sp, x1\n"
	"	ldp x19, x20, [sp, #0]\n"
	"	ldp x21, x22, [sp, #16]\n"
	"	ldp x23, x24, [sp, #32]\n"
	"	ldp x25, x26, [sp, #48]\n"
	"	ldp x27, x28, [sp, #64]\n"
	"	ldp x29, x30, [sp, #80]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	add sp, sp, #160\n"
	"	ret\n"
	".size strata_coro_jump,.-strata_coro_jump\n"
	".globl strata_coro_entry\n"
	".hidden strata_coro_entry\n"
	".type strata_coro_entry,%function\n"
	"strata_coro_entry:\n"
	"	mov x0, x19\n"
	"	blr x20\n"
	"	brk #1\n"
	".size strata_coro_entry,.-strata_coro_entry\n");

static void *first_frame(char *top, void (*start)(void *), void *arg)
{
	void **sp = (void **)(top - 160);

	for (int i = 0; i < 20; i++)
		sp[i] = NULL;
	sp[0] = arg;			    /* x19 */
	sp[1] = (void *)start;		    /* x20 */
	sp[11] = (void *)strata_coro_entry; /* x30 */
	return sp;
}
#else
#error "lib/os_coro.c: add a switch for this processor (x86-64, aarch64 exist)"
#endif

#ifdef CORO_ASAN
static void switch_begins(struct os_coro *from, struct os_coro *to)
{
	__sanitizer_start_switch_fiber(&from->fake_stack, to->stack_bottom,
				       to->stack_len);
}

/* @me runs again; learn the bounds of a thread's own stack on the way. */
static void switch_ended(struct os_coro *me)
{
	const void *bottom;
	size_t len;

	__sanitizer_finish_switch_fiber(me->fake_stack, &bottom, &len);
	if (me->from && !me->from->stack) {
		me->from->stack_bottom = bottom;
		me->from->stack_len = len;
	}
}
#else
static void switch_begins(struct os_coro *from, struct os_coro *to)
{
}

static void switch_ended(struct os_coro *me)
{
}
#endif

static void coro_start(void *arg)
{
	struct os_coro *me = arg;

	switch_ended(me);
	me->fn(me->arg);
	abort(); /* fn must not return */
}

static struct os_coro *coro_alloc(void)
{
	struct os_coro *c = calloc(1, sizeof(*c));
	char *mem;

	if (!c)
		return NULL;
	mem = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem == MAP_FAILED) {
		free(c);
		return NULL;
	}
	mprotect(mem, GUARD_SIZE, PROT_NONE);
	c->stack = mem;
	c->stack_bottom = mem + GUARD_SIZE;
	c->stack_len = STACK_SIZE;
	return c;
}

struct os_coro *os_coro_new(void (*fn)(void *arg), void *arg)
{
	struct os_coro *c;

	os_lock(&spare_lock);
	c = spare;
	if (c) {
		spare = c->next;
		nr_spare--;
	}
	os_unlock(&spare_lock);
	if (!c)
		c = coro_alloc();
	if (!c)
		return NULL;

	c->fn = fn;
	c->arg = arg;
	c->from = NULL;
	c->fake_stack = NULL;
	c->sp = first_frame(c->stack + GUARD_SIZE + STACK_SIZE, coro_start, c);
	c->fiber = __tsan_create_fiber(0);
	return c;
}

void os_coro_free(struct os_coro *c)
{
	if (!c || !c->stack)
		return;
	__tsan_destroy_fiber(c->fiber);
	__asan_unpoison_memory_region(c->stack + GUARD_SIZE, STACK_SIZE);
	os_lock(&spare_lock);
	if (nr_spare < MAX_SPARE) {
		c->next = spare;
		spare = c;
		nr_spare++;
		c = NULL;
	}
	os_unlock(&spare_lock);
	if (!c)
		return;
	munmap(c->stack, GUARD_SIZE + STACK_SIZE);
	free(c);
}

struct os_coro *os_coro_self(void)
{
	thread_self.fiber = __tsan_get_current_fiber();
	return &thread_self;
}

void os_coro_switch(struct os_coro *from, struct os_coro *to)
{
	to->from = from;
	switch_begins(from, to);
	__tsan_switch_to_fiber(to->fiber, 0);
	strata_coro_jump(&from->sp, to->sp);
	switch_ended(from);
}
