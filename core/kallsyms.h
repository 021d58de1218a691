/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kallsyms - the name of a function
 *
 * Where:   events and reports that say whose code has a packet now.
 * Mirrors: include/linux/kallsyms.h.
 */
#ifndef CORE_KALLSYMS_H
#define CORE_KALLSYMS_H

/**
 * kallsyms_name - what a function is called
 * @fn: its address
 *
 * The first time costs a look into the object's symbol table, later ones a
 * short search. The name lives until the module is unloaded.
 *
 * Context: any with a baton. Return: "ip_rcv", "echo_rcv [proto_echo]", or "?".
 */
const char *kallsyms_name(const void *fn);

/* A module's text goes away. Context: process. */
void kallsyms_forget(const void *start, const void *end);

#endif /* CORE_KALLSYMS_H */
