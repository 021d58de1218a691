// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_show - `show route`: the tables as people read them
 *
 * Where:   registered by ip_fib_init().
 * Mirrors: nothing in the kernel; `ip route show table all` has the same.
 * Spec:    the names of iproute2's rt_tables and rt_protos.
 */
#include "core/module.h"
#include "core/netdevice.h"
#include "core/show.h"
#include "lib/kernel.h"
#include "lib/rcupdate.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "proto/ipv4/fib_lookup.h"
#include "proto/ipv4/netns.h"

static const struct show_col route_cols[] = {
	{"table", -7}, {"type", -9},  {"prefix", -18}, {"via", -15},
	{"dev", -8},   {"metric", 6}, {"proto", 5},
};

static const char *type_name(u8 type)
{
	static const char *const names[] = {
		[RTN_UNSPEC] = "none",
		[RTN_UNICAST] = "unicast",
		[RTN_LOCAL] = "local",
		[RTN_BROADCAST] = "broadcast",
		[RTN_ANYCAST] = "anycast",
		[RTN_MULTICAST] = "multicast",
		[RTN_BLACKHOLE] = "blackhole",
		[RTN_UNREACHABLE] = "unreach",
		[RTN_PROHIBIT] = "prohibit",
		[RTN_THROW] = "throw",
		[RTN_NAT] = "nat",
	};

	return type < ARRAY_SIZE(names) && names[type] ? names[type] : "?";
}

static void table_cell(struct show *s, u32 id)
{
	switch (id) {
	case RT_TABLE_LOCAL:
		show_cell(s, "local");
		break;
	case RT_TABLE_MAIN:
		show_cell(s, "main");
		break;
	case RT_TABLE_DEFAULT:
		show_cell(s, "default");
		break;
	default:
		show_cell(s, "%u", id);
	}
}

/* One line for each next hop. Context: RCU. */
static int route_row(const struct fib_rt_info *fri, void *data)
{
	const struct fib_info *fi = fri->fi;
	struct show *s = data;

	for (int i = 0; i < fi->fib_nhs; i++) {
		const struct fib_nh_common *nhc = &fi->fib_nh[i].nh_common;

		table_cell(s, fri->tb_id);
		show_cell(s, "%s", type_name(fri->type));
		if (fri->dst_len || fri->dst)
			show_cell(s, "%pI4/%d", &fri->dst, fri->dst_len);
		else
			show_cell(s, "default");
		if (nhc->nhc_gw_family == AF_INET)
			show_cell(s, "%pI4", &nhc->nhc_gw.ipv4);
		else
			show_cell(s, "-");
		show_cell(s, "%s", nhc->nhc_dev ? nhc->nhc_dev->name : "-");
		show_cell_num(s, fi->fib_priority);
		show_cell_num(s, fi->fib_protocol);
	}
	return 0;
}

static int table_rows(struct fib_table *tb, void *data)
{
	return fib_table_walk(tb, route_row, data);
}

static int show_route(struct show *s)
{
	SHOW_TABLE(s, "routes", route_cols);
	rcu_read_lock();
	fib_tables_walk(s->net, table_rows, s);
	rcu_read_unlock();
	show_table_end(s);
	return 0;
}

static const struct view route_view = {
	.name = "route",
	.args = "",
	.what = "IPv4 routes of every table",
	.show = show_route,
	.owner = THIS_MODULE,
};

/* Context: process, module init. Return: 0 or -errno. */
int fib_show_init(void)
{
	return register_view(&route_view);
}

void fib_show_exit(void)
{
	unregister_view(&route_view);
}
