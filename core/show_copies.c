// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_copies - the view of what was copied to and from applications
 *
 * Where:   `show copies`.
 * Mirrors: nothing in the kernel, which does not count its copy_to_user().
 */
#include "core/iov_iter.h"
#include "core/show.h"
#include "lib/sched.h"

static const struct show_col cols[] = {
	{"copy", -16},
	{"calls", 12},
	{"bytes", 16},
};

static void row(struct show *s, const char *name, u64 calls, u64 bytes)
{
	show_cell(s, "%s", name);
	show_cell_num(s, calls);
	show_cell_num(s, bytes);
}

static int show_copies(struct show *s)
{
	struct copy_stats sum;

	copy_stats_read(current_machine(), &sum);
	SHOW_TABLE(s, "copies", cols);
	row(s, "copy_from_user", sum.from_user_calls, sum.from_user);
	row(s, "copy_to_user", sum.to_user_calls, sum.to_user);
	show_table_end(s);
	return 0;
}

static const struct view copies_view = {
	.name = "copies",
	.args = "",
	.what = "bytes copied from senders and to readers",
	.show = show_copies,
};

static int show_copies_init(void)
{
	return register_view(&copies_view);
}

static void show_copies_exit(void)
{
	unregister_view(&copies_view);
}
late_initcall(show_copies_init, show_copies_exit);
