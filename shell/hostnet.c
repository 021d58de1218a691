// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hostnet - strata-hostnet: set up the host kernel's end of the wire
 *
 * Where:   run by strata up in the peer's namespace; a program of its own,
 *          because libnl and libstrata have names in common.
 * Mirrors: a few lines of ip(8).
 *
 *	strata-hostnet [up DEV] [address DEV A.B.C.D/LEN] [free PREFIX] …
 *
 * "free" refuses when some route leads there already. The first thing that
 * fails ends it, with one sentence.
 */
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/route.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct nl_sock *sk;

static int fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return 1;
}

static int do_up(char **arg)
{
	struct rtnl_link *link = NULL, *change = rtnl_link_alloc();
	int err = rtnl_link_get_kernel(sk, 0, arg[0], &link);

	if (!err && change) {
		rtnl_link_set_flags(change, IFF_UP);
		err = rtnl_link_change(sk, link, change, 0);
	}
	rtnl_link_put(link);
	rtnl_link_put(change);
	return err ? fail("%s cannot be set up: %s", arg[0], nl_geterror(err))
		   : 0;
}

static int do_address(char **arg)
{
	struct rtnl_addr *addr = rtnl_addr_alloc();
	struct nl_addr *local = NULL;
	int err;

	err = nl_addr_parse(arg[1], AF_INET, &local);
	if (!err) {
		rtnl_addr_set_ifindex(addr, (int)if_nametoindex(arg[0]));
		rtnl_addr_set_local(addr, local);
		err = rtnl_addr_add(sk, addr, 0);
	}
	nl_addr_put(local);
	rtnl_addr_put(addr);
	return err ? fail("address %s on %s: %s", arg[1], arg[0],
			  nl_geterror(err))
		   : 0;
}

/* Do the two prefixes have an address in common? */
static int overlap(struct nl_addr *a, struct nl_addr *b)
{
	unsigned int la = nl_addr_get_prefixlen(a);
	unsigned int lb = nl_addr_get_prefixlen(b);
	struct nl_addr *x = nl_addr_clone(a), *y = nl_addr_clone(b);
	unsigned int len = la < lb ? la : lb;
	int same;

	nl_addr_set_prefixlen(x, (int)len);
	nl_addr_set_prefixlen(y, (int)len);
	same = !nl_addr_cmp_prefix(x, y);
	nl_addr_put(x);
	nl_addr_put(y);
	return same;
}

static int do_free(char **arg)
{
	struct nl_cache *routes = NULL;
	struct nl_addr *want = NULL;
	char text[64] = "";
	int err = nl_addr_parse(arg[0], AF_INET, &want);

	if (!err)
		err = rtnl_route_alloc_cache(sk, AF_INET, 0, &routes);
	for (struct nl_object *o = err ? NULL : nl_cache_get_first(routes); o;
	     o = nl_cache_get_next(o)) {
		struct nl_addr *dst = rtnl_route_get_dst((void *)o);

		/* A default route covers all and means nothing here. */
		if (!text[0] && dst && nl_addr_get_prefixlen(dst) &&
		    overlap(dst, want))
			nl_addr2str(dst, text, sizeof(text));
	}
	nl_cache_free(routes);
	nl_addr_put(want);
	if (err)
		return fail("routes to %s: %s", arg[0], nl_geterror(err));
	if (text[0])
		return fail("%s is routed here already (%s): start without "
			    "--host, or choose other addresses in the "
			    "configuration file",
			    arg[0], text);
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*fn)(char **arg);
} verbs[] = {
	{"up", 1, do_up},
	{"address", 2, do_address},
	{"free", 1, do_free},
};

/* One verb at @argv. Return: words used, or -1. */
static int run_verb(char **argv, int left)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(argv[0], verbs[i].name) || left <= verbs[i].args)
			continue;
		return verbs[i].fn(argv + 1) ? -1 : verbs[i].args + 1;
	}
	fail("usage: strata-hostnet [up DEV] [address DEV ADDRESS/LEN] "
	     "[free PREFIX] …");
	return -1;
}

int main(int argc, char **argv)
{
	int err, used = 0;

	sk = nl_socket_alloc();
	err = sk ? nl_connect(sk, NETLINK_ROUTE) : -NLE_NOMEM;
	if (err)
		return fail("no netlink socket: %s", nl_geterror(err));
	for (int i = 1; i < argc && used >= 0; i += used)
		used = run_verb(argv + i, argc - i);
	nl_socket_free(sk);
	return used < 0;
}
