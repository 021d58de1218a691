/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbols - a line of the article's inventory, for the compiler
 *
 * Where:   the files of tests/symbols, included last.
 * Mirrors: nothing.
 */
#ifndef TESTS_SYMBOLS_H
#define TESTS_SYMBOLS_H

/* The struct has a member of this name, of whatever type. */
#define HAS_MEMBER(type, member)                                               \
	_Static_assert(sizeof(__typeof__(((type *)0)->member)) +               \
				       __builtin_offsetof(type, member) + 1 >  \
			       0,                                              \
		       #type " has " #member)

/* ... and it is a number, perhaps of a few bits, which have no address. */
#define HAS_BITS(type, member)                                                 \
	_Static_assert(sizeof(((type *)0)->member + 0) > 0,                    \
		       #type " has " #member)

/* ... and it can be called. */
#define HAS_SLOT(type, slot)                                                   \
	HAS_MEMBER(type, slot);                                                \
	_Static_assert(sizeof(__typeof__(*((type *)0)->slot) *) ==             \
			       sizeof(((type *)0)->slot),                      \
		       #slot " is a pointer")

#define HAS_TYPE(type) _Static_assert(sizeof(type) > 0, #type)
#define IS(name, value)                                                        \
	_Static_assert((long long)(name) == (value), #name " is " #value)

#endif /* TESTS_SYMBOLS_H */
