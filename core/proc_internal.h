/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_internal - what the files of the resolver share
 *
 * Where:   core/proc.c and core/proc_path.c only.
 * Mirrors: fs/proc/internal.h.
 */
#ifndef CORE_PROC_INTERNAL_H
#define CORE_PROC_INTERNAL_H

#include "core/proc.h"

#define PROC_PATH_MAX 256

/* @path, or a sysctl's dotted name, as one tidy path; 0, -ENAMETOOLONG. */
int proc_canonical(const char *path, char *out);
/* What stands behind @dir in @path: "/x", "" for itself; NULL: not below. */
const char *proc_rest(const char *path, const char *dir);

#endif /* CORE_PROC_INTERNAL_H */
