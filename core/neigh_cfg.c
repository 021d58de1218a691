// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh_cfg - neighbours by hand, and who is told of them
 *
 * Where:   rtnetlink's RTM_NEWNEIGH and RTM_DELNEIGH, ARP's ioctls, the shell's
 *          "show neigh", /proc/net/stat.
 * Mirrors: neigh_add(), neigh_delete() and the dumps of
 *          net/core/neighbour.c, net/core/netevent.c.
 */
#include "core/extack.h"
#include "core/neigh_priv.h"
#include "core/proc.h"
#include "core/rtnl.h"

#include <linux/rtnetlink.h>

DEFINE_STATIC_PER_MACHINE(struct raw_notifier_head, netevent_chain);

static int __init netevent_init(void)
{
	RAW_INIT_NOTIFIER_HEAD(&machine_var(netevent_chain));
	return 0;
}
pure_initcall(netevent_init, NULL);

int register_netevent_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&machine_var(netevent_chain), nb);
}
EXPORT_SYMBOL(register_netevent_notifier);

int unregister_netevent_notifier(struct notifier_block *nb)
{
	int ret;

	ret = raw_notifier_chain_unregister(&machine_var(netevent_chain), nb);
	synchronize_rcu();
	return ret;
}
EXPORT_SYMBOL(unregister_netevent_notifier);

int call_netevent_notifiers(unsigned long val, void *v)
{
	int ret;

	rcu_read_lock();
	ret = raw_notifier_call_chain(&machine_var(netevent_chain), val, v);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(call_netevent_notifiers);

void __neigh_notify(struct neighbour *n, int type, int flags, u32 pid)
{
	struct neigh_notify_info info = {.neigh = n,
					 .tbl = n->tbl,
					 .type = type,
					 .flags = flags,
					 .pid = pid};

	call_netevent_notifiers(NETEVENT_NEIGH_NOTIFY, &info);
}

void pneigh_notify(struct neigh_table *tbl, struct pneigh_entry *p, int type)
{
	struct neigh_notify_info info = {.pneigh = p, .tbl = tbl, .type = type};

	call_netevent_notifiers(NETEVENT_NEIGH_NOTIFY, &info);
}

void neigh_update_notify(struct neighbour *n, u32 nlmsg_pid)
{
	call_netevent_notifiers(NETEVENT_NEIGH_UPDATE, n);
	__neigh_notify(n, RTM_NEWNEIGH, 0, nlmsg_pid);
}

void neigh_app_ns(struct neighbour *n)
{
	__neigh_notify(n, RTM_GETNEIGH, NLM_F_REQUEST, 0);
}
EXPORT_SYMBOL(neigh_app_ns);

/* ---- by hand ---------------------------------------------------------------
 */

static int pneigh_add_cfg(struct neigh_table *tbl, struct net_device *dev,
			  const struct neigh_config *cfg,
			  struct netlink_ext_ack *extack)
{
	struct pneigh_entry *pn;

	if (cfg->ntf_flags & NTF_MANAGED) {
		NL_SET_ERR_MSG(extack, "Invalid NTF_* flag combination");
		return -EINVAL;
	}
	pn = pneigh_lookup(tbl, cfg->net, cfg->dst, dev, 1);
	if (!pn)
		return -ENOBUFS;
	pn->flags = cfg->ntf_flags;
	if (cfg->protocol)
		pn->protocol = cfg->protocol;
	return 0;
}

/* NEIGH_UPDATE_F_* for what a user asked. */
static u32 neigh_cfg_flags(const struct neigh_config *cfg)
{
	u32 flags = NEIGH_UPDATE_F_ADMIN;

	if (cfg->ntf_flags & NTF_EXT_LEARNED)
		flags |= NEIGH_UPDATE_F_EXT_LEARNED;
	if (cfg->ntf_flags & NTF_ROUTER)
		flags |= NEIGH_UPDATE_F_ISROUTER;
	if (cfg->ntf_flags & NTF_MANAGED)
		flags |= NEIGH_UPDATE_F_MANAGED;
	if (cfg->ntf_flags & NTF_USE)
		flags |= NEIGH_UPDATE_F_USE;
	return flags;
}

/* Give the entry that is meant, or ERR_PTR(). */
static struct neighbour *neigh_cfg_get(struct neigh_table *tbl,
				       struct net_device *dev,
				       const struct neigh_config *cfg,
				       u32 *flags)
{
	const u32 override =
		NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_OVERRIDE_ISROUTER;
	bool permanent = cfg->nud_state & NUD_PERMANENT;
	struct neighbour *n;

	*flags = neigh_cfg_flags(cfg) | override;
	n = neigh_lookup(tbl, cfg->dst, dev);
	if (!n) {
		if (!(cfg->nlflags & NLM_F_CREATE))
			return ERR_PTR(-ENOENT);
		return ___neigh_create(
			tbl, cfg->dst, dev,
			cfg->ntf_flags & (NTF_EXT_LEARNED | NTF_MANAGED),
			permanent || (cfg->ntf_flags & NTF_EXT_LEARNED), true);
	}
	if (cfg->nlflags & NLM_F_EXCL) {
		neigh_release(n);
		return ERR_PTR(-EEXIST);
	}
	if (!(cfg->nlflags & NLM_F_REPLACE))
		*flags &= ~override;
	return n;
}

/**
 * neigh_add_cfg - ip neigh add, replace, change
 * @tbl: the table
 * @dev: the device; NULL: for a proxy entry on all
 * @cfg: what is wanted
 * @extack: gets a sentence; may be NULL
 *
 * Context: rtnl.
 * Return: 0 or -errno.
 */
int neigh_add_cfg(struct neigh_table *tbl, struct net_device *dev,
		  const struct neigh_config *cfg,
		  struct netlink_ext_ack *extack)
{
	struct neighbour *n;
	u32 flags;
	int err;

	ASSERT_RTNL();
	if (cfg->ntf_flags & NTF_PROXY)
		return pneigh_add_cfg(tbl, dev, cfg, extack);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Device not specified");
		return -EINVAL;
	}
	if (tbl->allow_add && !tbl->allow_add(dev, extack))
		return -EINVAL;
	if ((cfg->ntf_flags & NTF_MANAGED) &&
	    (cfg->nud_state & NUD_PERMANENT)) {
		NL_SET_ERR_MSG(extack,
			       "Invalid NTF_* flag for permanent entry");
		return -EINVAL;
	}

	n = neigh_cfg_get(tbl, dev, cfg, &flags);
	if (IS_ERR(n))
		return (int)PTR_ERR(n);
	if (cfg->protocol)
		n->protocol = cfg->protocol;
	err = __neigh_update(n, cfg->lladdr, (u8)cfg->nud_state, flags,
			     cfg->pid, extack);
	if (!err && (cfg->ntf_flags & (NTF_USE | NTF_MANAGED)))
		neigh_event_send(n, NULL);
	neigh_release(n);
	return err;
}
EXPORT_SYMBOL(neigh_add_cfg);

/**
 * neigh_delete_cfg - ip neigh del
 * @tbl: the table
 * @dev: the device
 * @cfg: which
 * @extack: gets a sentence; may be NULL
 *
 * Context: rtnl.
 * Return: 0 or -errno.
 */
int neigh_delete_cfg(struct neigh_table *tbl, struct net_device *dev,
		     const struct neigh_config *cfg,
		     struct netlink_ext_ack *extack)
{
	struct neighbour *n;
	int err;

	ASSERT_RTNL();
	if (cfg->ntf_flags & NTF_PROXY)
		return pneigh_delete(tbl, cfg->net, cfg->dst, dev);
	if (!dev)
		return -EINVAL;
	n = neigh_lookup(tbl, cfg->dst, dev);
	if (!n) {
		NL_SET_ERR_MSG(extack, "Neighbor entry not found");
		return -ENOENT;
	}
	err = __neigh_update(n, NULL, NUD_FAILED,
			     NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN,
			     cfg->pid, extack);
	neigh_remove_release(n);
	return err;
}
EXPORT_SYMBOL(neigh_delete_cfg);

/* ---- looking
 * -----------------------------------------------------------------
 */

int neigh_walk(struct neigh_table *tbl, const struct net *net,
	       int (*fn)(struct neighbour *n, void *data), void *data)
{
	struct neigh_hash_table *nht;
	struct neighbour *n;
	int ret = 0;

	rcu_read_lock();
	nht = rcu_dereference(tbl->nht);
	for (unsigned int i = 0; !ret && i < (1U << nht->hash_shift); i++) {
		hlist_for_each_entry_rcu (n, &nht->hash_buckets[i], hash) {
			if (net && dev_net(n->dev) != net)
				continue;
			ret = fn(n, data);
			if (ret)
				break;
		}
	}
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL(neigh_walk);

struct neigh_each {
	void (*cb)(struct neighbour *n, void *cookie);
	void *cookie;
};

static int neigh_each_one(struct neighbour *n, void *data)
{
	const struct neigh_each *each = data;

	each->cb(n, each->cookie);
	return 0;
}

void neigh_for_each(struct neigh_table *tbl,
		    void (*cb)(struct neighbour *n, void *cookie), void *cookie)
{
	struct neigh_each each = {.cb = cb, .cookie = cookie};

	neigh_walk(tbl, NULL, neigh_each_one, &each);
}
EXPORT_SYMBOL(neigh_for_each);

const char *neigh_state_name(u8 state)
{
	static const char *const names[] = {
		"INCOMPLETE", "REACHABLE", "STALE", "DELAY",
		"PROBE",      "FAILED",	   "NOARP", "PERMANENT",
	};

	BUILD_BUG_ON(NUD_PERMANENT != 1 << (ARRAY_SIZE(names) - 1));
	return state ? names[__builtin_ctz(state)] : "NONE";
}
EXPORT_SYMBOL(neigh_state_name);

void neigh_cacheinfo(const struct neighbour *n, struct nda_cacheinfo *ci)
{
	unsigned long now = jiffies;

	ci->ndm_used = (u32)jiffies_to_clock_t(now - n->used);
	ci->ndm_confirmed = (u32)jiffies_to_clock_t(now - n->confirmed);
	ci->ndm_updated = (u32)jiffies_to_clock_t(now - n->updated);
	ci->ndm_refcnt = refcount_read(&n->refcnt) - 1;
}
EXPORT_SYMBOL(neigh_cacheinfo);

void neigh_stats_sum(const struct neigh_table *tbl, struct neigh_statistics *s)
{
	unsigned long *sum = (unsigned long *)s;

	memset(s, 0, sizeof(*s));
	for (unsigned int c = 0; c < tbl->machine->nr_cpus; c++) {
		const unsigned long *v =
			(const unsigned long *)per_cpu_ptr(tbl->stats, c);

		for (size_t i = 0; i < sizeof(*s) / sizeof(*sum); i++)
			sum[i] += v[i];
	}
}
EXPORT_SYMBOL(neigh_stats_sum);

/* /proc/net/stat/arp_cache: a line for each CPU. */
static int neigh_stat_show(struct seq_file *m, void *data)
{
	const struct neigh_table *tbl = data;

	seq_puts(m, "entries  allocs   destroys hash_grows lookups  hits     "
		    "res_failed rcv_probes_mcast rcv_probes_ucast "
		    "periodic_gc_runs forced_gc_runs unresolved_discards "
		    "table_fulls\n");
	for (unsigned int c = 0; c < tbl->machine->nr_cpus; c++) {
		const struct neigh_statistics *s = per_cpu_ptr(tbl->stats, c);

		seq_printf(m,
			   "%08x %08lx %08lx %08lx   %08lx %08lx %08lx   "
			   "%08lx         %08lx         %08lx         "
			   "%08lx       %08lx            %08lx\n",
			   atomic_read(&tbl->entries), s->allocs, s->destroys,
			   s->hash_grows, s->lookups, s->hits, s->res_failed,
			   s->rcv_probes_mcast, s->rcv_probes_ucast,
			   s->periodic_gc_runs, s->forced_gc_runs,
			   s->unres_discards, s->table_fulls);
	}
	return 0;
}

int neigh_stat_register(struct neigh_table *tbl)
{
	char path[64];
	struct proc_entry *pe;

	ksnprintf(path, sizeof(path), "/proc/net/stat/%s", tbl->id);
	pe = proc_file(&init_net, path, neigh_stat_show, NULL, tbl);
	if (IS_ERR(pe))
		return (int)PTR_ERR(pe);
	tbl->stat_file = pe;
	return 0;
}

void neigh_stat_unregister(struct neigh_table *tbl)
{
	proc_remove(tbl->stat_file);
}
