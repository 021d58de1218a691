/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vermagic - of headers that are not ours: foreign.c is built with it
 *
 * Where:   before the real one on the include path of that one file.
 * Mirrors: nothing.
 */
#ifndef STRATA_VERMAGIC_H
#define STRATA_VERMAGIC_H

#define STRATA_VERMAGIC "0123456789abcdef"

#endif /* STRATA_VERMAGIC_H */
