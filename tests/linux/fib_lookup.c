// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fib_lookup - answers "ip route get" from our tables, in iproute2's words
 *
 * Where:   tests/linux/fib-lookup.sh feeds the same lines to it and to the
 *          host's kernel, and compares.
 * Mirrors: iproute2's words for link set, addr add/del, route add/del, rule
 *          add/del, route get, as far as the script writes them.
 * Spec:    ip-route(8), ip-rule(8).
 *
 * stdin: one command in a line, as `ip -batch` takes it, and "sysctl NAME
 * VALUE", "show FILE". stdout: for each line its number and the answer: "ok",
 * the error's text, what "route get" prints, or the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/dst.h"
#include "core/extack.h"
#include "core/fib_rules.h"
#include "core/netdevice.h"
#include "core/proc.h"
#include "core/rtnl.h"
#include "core/skbuff.h"
#include "hdr/ip.h"
#include "lib/err.h"
#include "lib/slab.h"
#include "lib/vsprintf.h"
#include "proto/ipv4/route.h"
#include "tests/unit/ipv4_double.h"

#define MAX_WORDS 40

static char *words[MAX_WORDS];
static int nr_words;

/* The word behind @name, or NULL. */
static const char *opt(const char *name)
{
	int i;

	for (i = 0; i + 1 < nr_words; i++)
		if (!strcmp(words[i], name))
			return words[i + 1];
	return NULL;
}

static u32 opt_num(const char *name)
{
	const char *v = opt(name);

	return v ? (u32)strtoul(v, NULL, 0) : 0;
}

static bool has(const char *name)
{
	int i;

	for (i = 0; i < nr_words; i++)
		if (!strcmp(words[i], name))
			return true;
	return false;
}

static struct net_device *opt_dev(const char *name)
{
	const char *v = opt(name);
	struct net_device *dev;

	rcu_read_lock();
	dev = v ? dev_get_by_name_rcu(&init_net, v) : NULL;
	rcu_read_unlock();
	return dev;
}

static u32 table_id(const char *v, u32 dflt)
{
	if (!v)
		return dflt;
	if (!strcmp(v, "local"))
		return RT_TABLE_LOCAL;
	if (!strcmp(v, "main"))
		return RT_TABLE_MAIN;
	if (!strcmp(v, "default"))
		return RT_TABLE_DEFAULT;
	return (u32)strtoul(v, NULL, 0);
}

/* "10.0.0.0/8", "default", "10.0.0.1". */
static __be32 prefix(const char *text, u8 *len)
{
	const char *slash = strchr(text, '/');

	*len = 32;
	if (slash)
		*len = (u8)strtoul(slash + 1, NULL, 10);
	if (!strcmp(text, "default") || !strcmp(text, "all")) {
		*len = 0;
		return 0;
	}
	return ip4(text);
}

/* ---- addr, route, rule --------------------------------------------------- */

static int do_addr(bool add, struct netlink_ext_ack *ack)
{
	struct ifaddr_config cfg = {.nlflags = NLM_F_CREATE | NLM_F_EXCL};

	cfg.local = cfg.address = prefix(words[2], &cfg.prefixlen);
	cfg.scope = ipv4_is_loopback(cfg.local) ? RT_SCOPE_HOST : 0;
	if (has("+") && cfg.prefixlen < 31) {
		cfg.has_broadcast = true;
		cfg.broadcast = cfg.local | ~inet_make_mask(cfg.prefixlen);
	}
	if (!add)
		return inet_rtm_deladdr_cfg(&init_net, opt_dev("dev"), &cfg,
					    ack);
	return inet_rtm_newaddr_cfg(&init_net, opt_dev("dev"), &cfg, ack);
}

static u8 route_type(const char *word)
{
	static const char *const names[] = {
		[RTN_UNICAST] = "unicast",
		[RTN_LOCAL] = "local",
		[RTN_BROADCAST] = "broadcast",
		[RTN_BLACKHOLE] = "blackhole",
		[RTN_PROHIBIT] = "prohibit",
		[RTN_UNREACHABLE] = "unreachable",
		[RTN_THROW] = "throw",
	};
	u8 i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i] && !strcmp(names[i], word))
			return i;
	return 0;
}

/* "link set dev DEV up" */
static int do_link(void)
{
	struct net_device *dev = opt_dev("dev");
	unsigned int flags;

	if (!dev)
		return -ENODEV;
	flags = has("up") ? dev->flags | IFF_UP : dev->flags & ~IFF_UP;
	return dev_change_flags(dev, flags, NULL);
}

/* iproute2's defaults: how far, and in which table. */
static void route_defaults(struct fib_config *cfg, u8 type)
{
	bool local = type == RTN_LOCAL || type == RTN_BROADCAST;

	cfg->fc_table =
		table_id(opt("table"), local ? RT_TABLE_LOCAL : RT_TABLE_MAIN);
	if (type == RTN_LOCAL)
		cfg->fc_scope = RT_SCOPE_HOST;
	else if (type == RTN_BROADCAST ||
		 (cfg->fc_type == RTN_UNICAST && !cfg->fc_gw_family))
		cfg->fc_scope = RT_SCOPE_LINK;
}

static int do_route(const char *verb, struct netlink_ext_ack *ack)
{
	u8 type = route_type(words[2]);
	struct net_device *dev = opt_dev("dev");
	struct fib_config cfg = {.fc_protocol = RTPROT_BOOT};
	const char *gw = opt("via"), *src = opt("src");
	bool del = !strcmp(verb, "del");

	cfg.fc_dst = prefix(words[type ? 3 : 2], &cfg.fc_dst_len);
	cfg.fc_type = type || del ? type : RTN_UNICAST;
	cfg.fc_gw_family = gw ? AF_INET : 0;
	cfg.fc_gw4 = gw ? ip4(gw) : 0;
	cfg.fc_oif = dev ? dev->ifindex : 0;
	cfg.fc_flags = has("onlink") ? RTNH_F_ONLINK : 0;
	cfg.fc_prefsrc = src ? ip4(src) : 0;
	cfg.fc_priority = opt_num("metric");
	cfg.fc_tos = (u8)opt_num("tos");
	route_defaults(&cfg, type);
	if (del) {
		cfg.fc_scope = RT_SCOPE_NOWHERE;
		cfg.fc_protocol = 0;
		return ip_route_del(&init_net, &cfg, ack);
	}
	cfg.fc_nlflags = NLM_F_CREATE;
	if (!strcmp(verb, "add"))
		cfg.fc_nlflags |= NLM_F_EXCL;
	else if (!strcmp(verb, "append"))
		cfg.fc_nlflags |= NLM_F_APPEND;
	else if (!strcmp(verb, "replace"))
		cfg.fc_nlflags |= NLM_F_REPLACE;
	else if (!strcmp(verb, "change"))
		cfg.fc_nlflags = NLM_F_REPLACE;
	return ip_route_add(&init_net, &cfg, ack);
}

static void rule_prefix(const char *text, u8 *addr, u8 *len)
{
	__be32 a = text ? prefix(text, len) : 0;

	memcpy(addr, &a, sizeof(a));
}

static void rule_action(struct fib_rule_cfg *cfg)
{
	cfg->action = 0;
	if (opt("lookup")) {
		cfg->action = FR_ACT_TO_TBL;
		cfg->table = table_id(opt("lookup"), 0);
	} else if (opt("goto")) {
		cfg->action = FR_ACT_GOTO;
		cfg->target = opt_num("goto");
	} else if (has("blackhole")) {
		cfg->action = FR_ACT_BLACKHOLE;
	} else if (has("unreachable")) {
		cfg->action = FR_ACT_UNREACHABLE;
	} else if (has("prohibit")) {
		cfg->action = FR_ACT_PROHIBIT;
	}
}

static int do_rule(bool add, struct netlink_ext_ack *ack)
{
	struct fib_rule_cfg cfg;
	const char *mark = opt("fwmark"), *slash;

	fib_rule_cfg_init(&cfg, AF_INET);
	rule_action(&cfg);
	cfg.has_pref = opt("pref") != NULL;
	cfg.pref = opt_num("pref");
	cfg.flags = has("not") ? FIB_RULE_INVERT : 0;
	rule_prefix(opt("from"), cfg.src, &cfg.src_len);
	rule_prefix(opt("to"), cfg.dst, &cfg.dst_len);
	cfg.tos = (u8)opt_num("tos");
	if (mark) {
		cfg.mark = (u32)strtoul(mark, NULL, 0);
		slash = strchr(mark, '/');
		cfg.has_mark_mask = slash != NULL;
		cfg.mark_mask = slash ? (u32)strtoul(slash + 1, NULL, 0) : 0;
	}
	if (opt("iif"))
		ksnprintf(cfg.iifname, IFNAMSIZ, "%s", opt("iif"));
	if (opt("suppress_prefixlength")) {
		cfg.has_suppress_prefixlen = true;
		cfg.suppress_prefixlen = (int)opt_num("suppress_prefixlength");
	}
	cfg.nlflags = NLM_F_CREATE | NLM_F_EXCL;
	return add ? fib_newrule(&init_net, &cfg, ack)
		   : fib_delrule(&init_net, &cfg, ack);
}

/* ---- route get ----------------------------------------------------------- */

static const char *type_word(u16 type)
{
	switch (type) {
	case RTN_LOCAL:
		return "local ";
	case RTN_BROADCAST:
		return "broadcast ";
	case RTN_MULTICAST:
		return "multicast ";
	}
	return "";
}

static void print_get(const struct rtable *rt, const struct flowi4 *fl4,
		      u32 table, bool input)
{
	const char *from = opt("from");
	char gw[24], src[24];

	ksnprintf(gw, sizeof(gw), "%pI4", &rt->rt_gw4);
	ksnprintf(src, sizeof(src), "%pI4", &fl4->saddr);
	printf("%s%s", type_word(rt->rt_type), words[2]);
	if (from)
		printf(" from %s", from);
	if (rt->rt_gw_family == AF_INET && rt->rt_uses_gateway)
		printf(" via %s", gw);
	printf(" dev %s", rt->dst.dev->name);
	if (table == RT_TABLE_LOCAL)
		printf(" table local");
	else if (table == RT_TABLE_DEFAULT)
		printf(" table default");
	else if (table && table != RT_TABLE_MAIN)
		printf(" table %u", table);
	if (!input && fl4->saddr && (!from || fl4->saddr != ip4(from)))
		printf(" src %s", src);
	printf("\n");
}

/* As inet_rtm_getroute(): with iif an empty packet is routed in. */
static int get_input(struct flowi4 *fl4, struct net_device *dev,
		     struct fib_result *res)
{
	struct sk_buff *skb = alloc_skb(128, GFP_ATOMIC);
	struct iphdr *iph;
	int err;

	skb_reset_network_header(skb);
	iph = skb_put_zero(skb, sizeof(*iph));
	iph->version = 4;
	iph->ihl = 5;
	iph->protocol = IPPROTO_UDP;
	iph->saddr = fl4->saddr;
	iph->daddr = fl4->daddr;
	skb->protocol = htons(ETH_P_IP);
	skb->dev = dev;
	skb->mark = fl4->flowi4_mark;
	err = ip_route_input_rcu(skb, fl4->daddr, fl4->saddr,
				 fl4->flowi4_tos & IPTOS_RT_MASK, dev, res);
	/* Linux 6.1 says EXDEV to the user, later ones keep it for the drop. */
	if (err == -EXDEV)
		err = -EINVAL;
	if (!err)
		err = -skb_dst(skb)->error;
	if (!err)
		print_get(skb_rtable(skb), fl4,
			  res->table ? res->table->tb_id : 0, true);
	consume_skb(skb);
	return err;
}

static int do_get(void)
{
	struct net_device *iif = opt_dev("iif"), *oif = opt_dev("oif");
	const char *from = opt("from");
	struct fib_result res = {};
	struct rtable *rt;
	struct flowi4 fl4 = {
		.daddr = ip4(words[2]),
		.saddr = from ? ip4(from) : 0,
		.flowi4_tos = (u8)opt_num("tos") & IPTOS_RT_MASK,
		.flowi4_mark = opt_num("mark"),
		.flowi4_oif = oif ? oif->ifindex : 0,
		.flowi4_iif = LOOPBACK_IFINDEX,
	};
	int err = 0;

	rcu_read_lock();
	if (iif) {
		err = get_input(&fl4, iif, &res);
	} else {
		rt = ip_route_output_key_hash_rcu(&init_net, &fl4, &res, NULL);
		if (IS_ERR(rt)) {
			err = (int)PTR_ERR(rt);
		} else {
			print_get(rt, &fl4, res.table ? res.table->tb_id : 0,
				  false);
			ip_rt_put(rt);
		}
	}
	rcu_read_unlock();
	return err ? err : 1;
}

/* ---- lines --------------------------------------------------------------- */

static int do_show(const char *path)
{
	size_t len;
	char *text;
	int err = vfs_read(&init_net, path, &text, &len);

	if (err)
		return err;
	printf("%.*s", (int)len, text);
	kfree(text);
	return 1;
}

/* Return: 0 ok; 1 it printed its answer; -errno. */
static int do_line(struct netlink_ext_ack *ack)
{
	bool add = nr_words > 1 && !strcmp(words[1], "add");
	int err;

	if (nr_words == 3 && !strcmp(words[0], "sysctl"))
		return vfs_write(&init_net, words[1], words[2],
				 strlen(words[2]));
	if (nr_words == 2 && !strcmp(words[0], "show"))
		return do_show(words[1]);
	if (nr_words < 3)
		return -EINVAL;
	if (!strcmp(words[0], "route") && !strcmp(words[1], "get"))
		return do_get();
	rtnl_lock();
	if (!strcmp(words[0], "addr"))
		err = do_addr(add, ack);
	else if (!strcmp(words[0], "link"))
		err = do_link();
	else if (!strcmp(words[0], "route"))
		err = do_route(words[1], ack);
	else
		err = do_rule(add, ack);
	rtnl_unlock();
	return err;
}

static void lines(void)
{
	char line[512];
	int nr = 0;

	while (fgets(line, sizeof(line), stdin)) {
		struct netlink_ext_ack ack = {};
		char *word = strtok(line, " \n");
		int err;

		for (nr_words = 0; word && nr_words < MAX_WORDS;
		     word = strtok(NULL, " \n"))
			words[nr_words++] = word;
		if (!nr_words)
			continue;
		printf("%d ", ++nr);
		err = do_line(&ack);
		if (!err)
			printf("ok\n");
		else if (err < 0)
			printf("%s\n", ack._msg ? ack._msg : strerror(-err));
	}
}

int main(void)
{
	static const char *const names[] = {"lo", "eth0", "eth1", "eth2"};
	struct net_device *dev[ARRAY_SIZE(names)];
	struct world_opts wopts = {.mode = WORLD_VIRTUAL, .seed = 1};
	struct machine_opts mopts = {.name = "host", .nr_cpus = 1};
	struct world *world = world_new(&wopts);
	struct machine *machine = machine_new(world, &mopts);
	struct task_guard guard;
	int i, err;

	if (IS_ERR(machine))
		return 1;
	task_enter(&guard, machine, 0);
	err = ipv4_double_init();
	for (i = 0; !err && i < (int)ARRAY_SIZE(names); i++) {
		dev[i] = ipv4_double_link(names[i]);
		err = dev[i] ? 0 : -ENOMEM;
	}
	if (err)
		return 1;
	lines();
	while (i--)
		ipv4_double_unlink(dev[i]);
	ipv4_double_exit();
	task_leave(&guard);
	err = machine_free(machine);
	world_free(world);
	return err ? 2 : 0;
}
