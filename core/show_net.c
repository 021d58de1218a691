// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_net - the views of a namespace: neigh, hooks, sock
 *
 * Where:   `show neigh`, `show hooks`, `show sock`.
 * Mirrors: nothing in the kernel; ip -s neigh, nft list hooks and ss show the
 *          same through netlink.
 */
#include "core/neighbour.h"
#include "core/net_namespace.h"
#include "core/netdevice.h"
#include "core/netfilter.h"
#include "core/rtnl.h"
#include "core/show.h"
#include "hdr/socket.h"
#include "lib/kernel.h"
#include "lib/kstrtox.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "lib/string.h"

/* ---- neigh ---------------------------------------------------------------
 */

static const struct show_col neigh_cols[] = {
	{"device", -8}, {"address", -24}, {"lladdr", -17},
	{"state", -10}, {"age_ms", 8},	  {"queued", 6},
};

static const char *nud_name(u8 state)
{
	switch (state) {
	case NUD_INCOMPLETE:
		return "INCOMPLETE";
	case NUD_REACHABLE:
		return "REACHABLE";
	case NUD_STALE:
		return "STALE";
	case NUD_DELAY:
		return "DELAY";
	case NUD_PROBE:
		return "PROBE";
	case NUD_FAILED:
		return "FAILED";
	case NUD_NOARP:
		return "NOARP";
	case NUD_PERMANENT:
		return "PERMANENT";
	default:
		return "NONE";
	}
}

static void neigh_row(struct show *s, struct neighbour *n)
{
	unsigned long age = jiffies - READ_ONCE(n->updated);

	show_cell(s, "%s", n->dev->name);
	if (n->tbl->family == AF_INET)
		show_cell(s, "%pI4", n->primary_key);
	else
		show_cell(s, "%pI6c", n->primary_key);
	if (n->nud_state & NUD_VALID)
		show_cell(s, "%pM", n->ha);
	else
		show_cell(s, "-");
	show_cell(s, "%s", nud_name(n->nud_state));
	show_cell_num(s, jiffies_to_msecs(age));
	show_cell_num(s, skb_queue_len_lockless(&n->arp_queue));
}

static void neigh_rows(struct show *s, struct neigh_table *tbl)
{
	struct neigh_hash_table *nht = rcu_dereference(tbl->nht);
	struct neighbour *n;

	for (u32 i = 0; i < 1U << nht->hash_shift; i++)
		hlist_for_each_entry_rcu (n, &nht->hash_buckets[i], hash)
			if (net_eq(dev_net(n->dev), s->net))
				neigh_row(s, n);
}

static int show_neigh(struct show *s)
{
	SHOW_TABLE(s, "neighbours", neigh_cols);
	rcu_read_lock();
	for (int i = 0; i < NEIGH_NR_TABLES; i++) {
		struct neigh_table *tbl = neigh_table_get(i);

		if (tbl)
			neigh_rows(s, tbl);
	}
	rcu_read_unlock();
	show_table_end(s);
	return 0;
}

static const struct view neigh_view = {
	.name = "neigh",
	.args = "",
	.what = "who is on the link, and what is known of him",
	.show = show_neigh,
};

/* ---- hooks ---------------------------------------------------------------
 */

static const struct show_col hook_cols[] = {
	{"family", -7},	  {"place", -13},    {"device", -8},
	{"priority", 11}, {"function", -36},
};

static void hook_rows(struct show *s, const char *family, u8 pf,
		      unsigned int hooknum, struct net_device *dev)
{
	const struct nf_hook_entries *e =
		nf_hook_entries_of(s->net, pf, hooknum, dev);

	for (unsigned int i = 0; e && i < e->num_hook_entries; i++) {
		char name[80];

		oops_symbol((const void *)(uintptr_t)e->hooks[i].hook, name,
			    sizeof(name));
		show_cell(s, "%s", family);
		show_cell(s, "%s", nf_hook_name(pf, hooknum));
		show_cell(s, "%s", dev ? dev->name : "-");
		show_cell(s, "%d", e->orig[i]->priority);
		show_cell(s, "%s", name);
	}
}

static void device_hooks(struct show *s)
{
	struct net_device *dev;

	for_each_netdev (s->net, dev) {
		hook_rows(s, "netdev", NFPROTO_NETDEV, NF_NETDEV_INGRESS, dev);
		hook_rows(s, "netdev", NFPROTO_NETDEV, NF_NETDEV_EGRESS, dev);
	}
}

static int show_hooks(struct show *s)
{
	static const struct {
		const char *family;
		u8 pf;
		unsigned int n;
	} families[] = {
		{"ip", NFPROTO_IPV4, NF_INET_NUMHOOKS},
		{"ip6", NFPROTO_IPV6, NF_INET_NUMHOOKS},
		{"arp", NFPROTO_ARP, NF_ARP_NUMHOOKS},
		{"bridge", NFPROTO_BRIDGE, NF_INET_NUMHOOKS},
	};

	SHOW_TABLE(s, "hooks", hook_cols);
	rtnl_lock();
	rcu_read_lock();
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		for (unsigned int k = 0; k < families[i].n; k++)
			hook_rows(s, families[i].family, families[i].pf, k,
				  NULL);
	device_hooks(s);
	rcu_read_unlock();
	rtnl_unlock();
	show_table_end(s);
	return 0;
}

static const struct view hooks_view = {
	.name = "hooks",
	.args = "",
	.what = "netfilter hooks in their order",
	.show = show_hooks,
};

/* ---- sock: the protocols' own files, made readable -----------------------
 */

static const struct show_col sock_cols[] = {
	{"proto", -5}, {"local", -21}, {"remote", -21}, {"state", 5},
	{"recv_q", 7}, {"send_q", 7},  {"inode", 6},
};

/* "0100007F:0035" to address and port. */
static void sock_address(struct show *s, const char *text)
{
	char copy[16], *colon;
	u32 addr, port;

	strscpy(copy, text, sizeof(copy));
	colon = strchr(copy, ':');
	if (colon)
		*colon++ = '\0';
	if (!colon || kstrtou32(copy, 16, &addr) || kstrtou32(colon, 16, &port))
		show_cell(s, "%s", text);
	else
		show_cell(s, "%pI4:%u", &addr, port);
}

/* "00000000:00000A00": the queues of transmit and receive. */
static void sock_queues(struct show *s, char *text)
{
	char *colon = strchr(text, ':');
	u32 tx = 0, rx = 0;

	if (colon)
		*colon++ = '\0';
	if (!colon || kstrtou32(text, 16, &tx) || kstrtou32(colon, 16, &rx))
		tx = rx = 0;
	show_cell_num(s, rx);
	show_cell_num(s, tx);
}

/* sl local remote st queues tr:tm retrnsmt uid timeout inode … */
static void sock_row(struct show *s, const char *proto, char *line)
{
	char *word[10];
	unsigned int n = 0;
	u32 state = 0;

	while (n < ARRAY_SIZE(word) && (word[n] = strsep(&line, " ")) != NULL)
		n += word[n][0] != '\0';
	if (n < ARRAY_SIZE(word) || kstrtou32(word[3], 16, &state))
		return;
	show_cell(s, "%s", proto);
	sock_address(s, word[1]);
	sock_address(s, word[2]);
	show_cell_num(s, state);
	sock_queues(s, word[4]);
	show_cell(s, "%s", word[9]);
}

static void sock_file(struct show *s, const char *proto)
{
	char path[32], *text, *p, *line;
	size_t len;

	scnprintf(path, sizeof(path), "/proc/net/%s", proto);
	if (vfs_read(s->net, path, &text, &len))
		return; /* no such protocol is loaded */
	p = text;
	strsep(&p, "\n"); /* the heads */
	while ((line = strsep(&p, "\n")) != NULL)
		sock_row(s, proto, line);
	kfree(text);
}

static int show_sock(struct show *s)
{
	static const char *const protos[] = {"icmp", "raw", "tcp", "udp"};

	SHOW_TABLE(s, "sockets", sock_cols);
	for (size_t i = 0; i < ARRAY_SIZE(protos); i++)
		sock_file(s, protos[i]);
	show_table_end(s);
	return 0;
}

static const struct view sock_view = {
	.name = "sock",
	.args = "",
	.what = "IPv4 sockets and what waits in their queues",
	.show = show_sock,
};

static const struct view *const all[] = {&hooks_view, &neigh_view, &sock_view};

static int show_net_init(void)
{
	int err = 0;

	for (size_t i = 0; !err && i < ARRAY_SIZE(all); i++)
		err = register_view(all[i]);
	return err;
}

static void show_net_exit(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		unregister_view(all[i]);
}
late_initcall(show_net_init, show_net_exit);
