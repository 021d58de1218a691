/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfs_text - what a file of the stack says
 *
 * Where:   tests that look at /proc, /sys and knobs.
 * Mirrors: nothing.
 */
#ifndef TESTS_UNIT_VFS_TEXT_H
#define TESTS_UNIT_VFS_TEXT_H

#include "core/proc.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"

static inline int vfs_copy(struct net *net, const char *path, char *buf,
			   size_t size)
{
	char *text;
	size_t len;
	int err = vfs_read(net, path, &text, &len);

	if (err)
		return err;
	ASSERT_LT(len, size);
	strscpy(buf, text, size);
	kfree(text);
	return 0;
}

/* Both stay until the next call. The text of a file that can be read. */
static inline const char *vfs_text(struct net *net, const char *path)
{
	static char buf[16384];

	ASSERT_EQ(vfs_copy(net, path, buf, sizeof(buf)), 0);
	return buf;
}

/* The text, or the errno: "-2". */
static inline const char *slurp(struct net *net, const char *path)
{
	static char buf[1024];
	int err = vfs_copy(net, path, buf, sizeof(buf));

	if (err)
		scnprintf(buf, sizeof(buf), "%d", err);
	return buf;
}

#endif
