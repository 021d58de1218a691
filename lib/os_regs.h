/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os_regs - registers of interrupted code, by processor
 *
 * Where:   os_backtrace.c and os_oops.c, in handlers of fault signals.
 * Mirrors: instruction_pointer() and kin of asm/ptrace.h.
 * Spec:    none.
 */
#ifndef LIB_OS_REGS_H
#define LIB_OS_REGS_H

#include <stdint.h>
#include <ucontext.h>

#if defined(__x86_64__)
#define UC_PC(uc) ((uintptr_t)(uc)->uc_mcontext.gregs[REG_RIP])
#define UC_SP(uc) ((uintptr_t)(uc)->uc_mcontext.gregs[REG_RSP])
#define UC_FP(uc) ((uintptr_t)(uc)->uc_mcontext.gregs[REG_RBP])
#elif defined(__aarch64__)
#define UC_PC(uc) ((uintptr_t)(uc)->uc_mcontext.pc)
#define UC_SP(uc) ((uintptr_t)(uc)->uc_mcontext.sp)
#define UC_FP(uc) ((uintptr_t)(uc)->uc_mcontext.regs[29])
#endif

#endif /* LIB_OS_REGS_H */
