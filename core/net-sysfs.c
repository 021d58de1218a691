// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * net-sysfs - /sys/class/net/NAME: a device's knobs and numbers as files
 *
 * Where:   st_file(), the launcher and the shell look files up by path.
 * Mirrors: net/core/net-sysfs.c.
 * Spec:    Documentation/ABI/testing/sysfs-class-net*; texts and errors too.
 */
#include "core/dev_priv.h"
#include "core/proc.h"
#include "core/rps.h"
#include "core/rtnl.h"
#include "core/sch_generic.h"
#include "lib/kstrtox.h"
#include "lib/slab.h"
#include "lib/string.h"

/* One file: of the device, or of one of its queues. */
struct netdev_attr {
	const char *name; /* below the device's, or the queue's directory */
	int (*show)(struct seq_file *m, struct net_device *dev, void *obj);
	/* rtnl held when @locked */
	int (*store)(struct net_device *dev, void *obj, const char *buf);
	bool locked;
};

/* ---- the device
 * ------------------------------------------------------------------ */

#define SHOW(name, fmt, ...)                                                   \
	static int show_##name(struct seq_file *m, struct net_device *dev,     \
			       void *obj)                                      \
	{                                                                      \
		seq_printf(m, fmt "\n", __VA_ARGS__);                          \
		return 0;                                                      \
	}

SHOW(ifindex, "%d", dev->ifindex)
SHOW(iflink, "%d", dev_get_iflink(dev))
SHOW(type, "%u", dev->type)
SHOW(addr_len, "%u", dev->addr_len)
SHOW(address, "%*phC", dev->addr_len, dev->dev_addr)
SHOW(broadcast, "%*phC", dev->addr_len, dev->broadcast)
SHOW(addr_assign_type, "%u", dev->addr_assign_type)
SHOW(name_assign_type, "%u", dev->name_assign_type)
SHOW(mtu, "%u", dev->mtu)
SHOW(flags, "0x%x", dev->flags)
SHOW(tx_queue_len, "%u", dev->tx_queue_len)
SHOW(gro_flush_timeout, "%lu", dev->gro_flush_timeout)
SHOW(napi_defer_hard_irqs, "%u", dev->napi_defer_hard_irqs)
SHOW(threaded, "%d", dev->threaded)
SHOW(ifalias, "%s", dev->ifalias ? dev->ifalias : "")
SHOW(netdev_group, "%u", dev->group)
SHOW(link_mode, "%u", dev->link_mode)
SHOW(proto_down, "%d", dev->proto_down)
SHOW(dev_id, "0x%x", dev->dev_id)
SHOW(dev_port, "%u", dev->dev_port)
SHOW(carrier_changes, "%d",
     atomic_read(&dev->carrier_up_count) +
	     atomic_read(&dev->carrier_down_count))
SHOW(carrier_up_count, "%d", atomic_read(&dev->carrier_up_count))
SHOW(carrier_down_count, "%d", atomic_read(&dev->carrier_down_count))

static int show_carrier(struct seq_file *m, struct net_device *dev, void *obj)
{
	if (!netif_running(dev))
		return -EINVAL; /* as the kernel: no answer while down */
	seq_printf(m, "%d\n", netif_carrier_ok(dev));
	return 0;
}

static int show_dormant(struct seq_file *m, struct net_device *dev, void *obj)
{
	if (!netif_running(dev))
		return -EINVAL;
	seq_printf(m, "%d\n", netif_dormant(dev));
	return 0;
}

static int show_operstate(struct seq_file *m, struct net_device *dev, void *obj)
{
	static const char *const names[] = {
		"unknown", "notpresent", "down", "lowerlayerdown",
		"testing", "dormant",	 "up",
	};
	unsigned char state = dev->operstate;

	if (!netif_running(dev))
		state = IF_OPER_DOWN;
	if (state >= ARRAY_SIZE(names))
		return -EINVAL;
	seq_printf(m, "%s\n", names[state]);
	return 0;
}

static int store_mtu(struct net_device *dev, void *obj, const char *buf)
{
	unsigned int val;
	int err = kstrtouint(buf, 0, &val);

	return err ? err : dev_set_mtu(dev, (int)val);
}

static int store_flags(struct net_device *dev, void *obj, const char *buf)
{
	unsigned int val;
	int err = kstrtouint(buf, 0, &val);

	return err ? err : dev_change_flags(dev, val, NULL);
}

static int store_tx_queue_len(struct net_device *dev, void *obj,
			      const char *buf)
{
	unsigned long val;
	int err = kstrtoul(buf, 0, &val);

	return err ? err : dev_change_tx_queue_len(dev, val);
}

static int store_gro_flush_timeout(struct net_device *dev, void *obj,
				   const char *buf)
{
	unsigned long val;
	int err = kstrtoul(buf, 0, &val);

	if (!err)
		WRITE_ONCE(dev->gro_flush_timeout, val);
	return err;
}

static int store_napi_defer_hard_irqs(struct net_device *dev, void *obj,
				      const char *buf)
{
	unsigned int val;
	int err = kstrtouint(buf, 0, &val);

	if (!err && val > S32_MAX)
		err = -ERANGE;
	if (!err)
		WRITE_ONCE(dev->napi_defer_hard_irqs, val);
	return err;
}

static int store_threaded(struct net_device *dev, void *obj, const char *buf)
{
	unsigned int val;
	int err = kstrtouint(buf, 0, &val);

	if (err)
		return err;
	if (list_empty(&dev->napi_list))
		return -EOPNOTSUPP;
	return val > 1 ? -EOPNOTSUPP : dev_set_threaded(dev, val);
}

static int store_ifalias(struct net_device *dev, void *obj, const char *buf)
{
	size_t len = strlen(buf);
	int ret;

	if (len && buf[len - 1] == '\n')
		len--;
	ret = dev_set_alias(dev, buf, len);
	return ret < 0 ? ret : 0;
}

static int store_carrier(struct net_device *dev, void *obj, const char *buf)
{
	unsigned int val;
	int err = kstrtouint(buf, 0, &val);

	if (!netif_running(dev))
		return -EINVAL;
	return err ? err : dev_change_carrier(dev, val != 0);
}

static int store_group(struct net_device *dev, void *obj, const char *buf)
{
	unsigned int val;
	int err = kstrtouint(buf, 0, &val);

	if (!err)
		dev_set_group(dev, (int)val);
	return err;
}

#define STAT(name)                                                             \
	static int show_stat_##name(struct seq_file *m,                        \
				    struct net_device *dev, void *obj)         \
	{                                                                      \
		struct rtnl_link_stats64 st;                                   \
                                                                               \
		seq_printf(m, "%llu\n",                                        \
			   (unsigned long long)dev_get_stats(dev, &st)->name); \
		return 0;                                                      \
	}

STAT(rx_packets)
STAT(tx_packets)
STAT(rx_bytes)
STAT(tx_bytes)
STAT(rx_errors)
STAT(tx_errors)
STAT(rx_dropped)
STAT(tx_dropped)
STAT(multicast)
STAT(collisions)
STAT(rx_length_errors)
STAT(rx_over_errors)
STAT(rx_crc_errors)
STAT(rx_frame_errors)
STAT(rx_fifo_errors)
STAT(rx_missed_errors)
STAT(tx_aborted_errors)
STAT(tx_carrier_errors)
STAT(tx_fifo_errors)
STAT(tx_heartbeat_errors)
STAT(tx_window_errors)
STAT(rx_compressed)
STAT(tx_compressed)
STAT(rx_nohandler)

#define RO(attr)                                                               \
	{                                                                      \
#attr, show_##attr, NULL, false                                \
	}
#define RW(attr, store)                                                        \
	{                                                                      \
#attr, show_##attr, store, true                                \
	}
#define ST(stat)                                                               \
	{                                                                      \
		"statistics/" #stat, show_stat_##stat, NULL, false             \
	}

static const struct netdev_attr dev_attrs[] = {
	RO(ifindex),
	RO(iflink),
	RO(type),
	RO(addr_len),
	RO(address),
	RO(broadcast),
	RO(addr_assign_type),
	RO(name_assign_type),
	RO(link_mode),
	RO(proto_down),
	RO(dev_id),
	RO(dev_port),
	RO(carrier_changes),
	RO(carrier_up_count),
	RO(carrier_down_count),
	RO(dormant),
	RO(operstate),
	RW(carrier, store_carrier),
	RW(mtu, store_mtu),
	RW(flags, store_flags),
	RW(tx_queue_len, store_tx_queue_len),
	RW(gro_flush_timeout, store_gro_flush_timeout),
	RW(napi_defer_hard_irqs, store_napi_defer_hard_irqs),
	RW(threaded, store_threaded),
	RW(ifalias, store_ifalias),
	RW(netdev_group, store_group),
	ST(rx_packets),
	ST(tx_packets),
	ST(rx_bytes),
	ST(tx_bytes),
	ST(rx_errors),
	ST(tx_errors),
	ST(rx_dropped),
	ST(tx_dropped),
	ST(multicast),
	ST(collisions),
	ST(rx_length_errors),
	ST(rx_over_errors),
	ST(rx_crc_errors),
	ST(rx_frame_errors),
	ST(rx_fifo_errors),
	ST(rx_missed_errors),
	ST(tx_aborted_errors),
	ST(tx_carrier_errors),
	ST(tx_fifo_errors),
	ST(tx_heartbeat_errors),
	ST(tx_window_errors),
	ST(rx_compressed),
	ST(tx_compressed),
	ST(rx_nohandler),
};

/* ---- queues
 * ------------------------------------------------------------------------- */

/* "3", with a comma before each 32 bits, as many as there are CPUs. */
static void show_mask(struct seq_file *m, u64 mask)
{
	unsigned int digits = DIV_ROUND_UP(nr_cpu_ids, 4);

	if (nr_cpu_ids > 32)
		seq_printf(m, "%0*x,%08x\n", (int)digits - 8,
			   (unsigned int)(mask >> 32), (unsigned int)mask);
	else
		seq_printf(m, "%0*x\n", (int)digits, (unsigned int)mask);
}

static int parse_mask(const char *buf, u64 *mask)
{
	int digits = 0;

	*mask = 0;
	for (; *buf && *buf != '\n'; buf++) {
		int d = *buf == ',' ? 0 : hex_to_bin((unsigned char)*buf);

		if (d < 0 || digits > 16)
			return -EINVAL;
		if (*buf == ',')
			continue;
		*mask = *mask << 4 | (unsigned int)d;
		digits++;
	}
	return digits ? 0 : -EINVAL;
}

static int show_rps_cpus(struct seq_file *m, struct net_device *dev, void *obj)
{
	show_mask(m, netdev_rx_queue_rps_mask(obj));
	return 0;
}

static int store_rps_cpus(struct net_device *dev, void *obj, const char *buf)
{
	u64 mask;
	int err = parse_mask(buf, &mask);

	return err ? err : netdev_rx_queue_set_rps_mask(obj, mask);
}

static int show_rps_flow_cnt(struct seq_file *m, struct net_device *dev,
			     void *obj)
{
	seq_printf(m, "%u\n", rps_dev_flow_table_size(obj));
	return 0;
}

static int store_rps_flow_cnt(struct net_device *dev, void *obj,
			      const char *buf)
{
	unsigned long val;
	int err = kstrtoul(buf, 0, &val);

	return err ? err : rps_dev_flow_table_resize(obj, val);
}

static int show_xps_cpus(struct seq_file *m, struct net_device *dev, void *obj)
{
	const struct netdev_queue *q = obj;

	if (!netif_is_multiqueue(dev))
		return -ENOENT; /* as the kernel says it */
	show_mask(m, netif_get_xps_queue(dev, (u16)q->index));
	return 0;
}

static int store_xps_cpus(struct net_device *dev, void *obj, const char *buf)
{
	const struct netdev_queue *q = obj;
	u64 mask;
	int err;

	if (!netif_is_multiqueue(dev))
		return -ENOENT;
	err = parse_mask(buf, &mask);
	return err ? err : netif_set_xps_queue(dev, mask, (u16)q->index);
}

#define QSHOW(name, fmt, val)                                                  \
	static int show_##name(struct seq_file *m, struct net_device *dev,     \
			       void *obj)                                      \
	{                                                                      \
		const struct netdev_queue *q = obj;                            \
                                                                               \
		seq_printf(m, fmt "\n", val);                                  \
		return 0;                                                      \
	}

QSHOW(tx_timeout, "%lu", q->trans_timeout)
QSHOW(bql_limit, "%u", q->dql.limit)
QSHOW(bql_limit_max, "%u", q->dql.max_limit)
QSHOW(bql_limit_min, "%u", q->dql.min_limit)
QSHOW(bql_inflight, "%u", q->dql.num_queued - q->dql.num_completed)
QSHOW(bql_hold_time, "%u", jiffies_to_msecs(q->dql.slack_hold_time))

static int parse_bql(const char *buf, unsigned int *to)
{
	unsigned int val;
	int err;

	if (!strcmp(buf, "max") || !strcmp(buf, "max\n")) {
		*to = DQL_MAX_LIMIT;
		return 0;
	}
	err = kstrtouint(buf, 10, &val);
	if (err)
		return err;
	if (val > DQL_MAX_LIMIT)
		return -EINVAL;
	*to = val;
	return 0;
}

static int store_bql_max(struct net_device *dev, void *obj, const char *buf)
{
	return parse_bql(buf, &((struct netdev_queue *)obj)->dql.max_limit);
}

static int store_bql_min(struct net_device *dev, void *obj, const char *buf)
{
	return parse_bql(buf, &((struct netdev_queue *)obj)->dql.min_limit);
}

static const struct netdev_attr rx_attrs[] = {
	RW(rps_cpus, store_rps_cpus),
	RW(rps_flow_cnt, store_rps_flow_cnt),
};

#define BQL "byte_queue_limits/"
static const struct netdev_attr tx_attrs[] = {
	RO(tx_timeout),
	RW(xps_cpus, store_xps_cpus),
	{BQL "limit", show_bql_limit, NULL, false},
	{BQL "limit_max", show_bql_limit_max, store_bql_max, true},
	{BQL "limit_min", show_bql_limit_min, store_bql_min, true},
	{BQL "inflight", show_bql_inflight, NULL, false},
	{BQL "hold_time", show_bql_hold_time, NULL, false},
};

/* ---- as files
 * ---------------------------------------------------------------------- */

/*
 * Nothing is made when a device registers: the tree is looked up in the list
 * of devices. walk_files() names every file of a device, those of a directory
 * together; @fn returns true to end the walk.
 */
typedef bool (*file_fn)(void *ctx, const char *path,
			const struct netdev_attr *attr, void *obj);

static bool walk_attrs(const char *dir, const struct netdev_attr *attrs,
		       unsigned int n, void *obj, file_fn fn, void *ctx)
{
	char path[80];

	for (unsigned int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s%s", dir, attrs[i].name);
		if (fn(ctx, path, &attrs[i], obj))
			return true;
	}
	return false;
}

static bool walk_files(struct net_device *dev, file_fn fn, void *ctx)
{
	char dir[32];

	if (walk_attrs("", dev_attrs, ARRAY_SIZE(dev_attrs), NULL, fn, ctx))
		return true;
	for (unsigned int i = 0; i < dev->real_num_rx_queues; i++) {
		snprintf(dir, sizeof(dir), "queues/rx-%u/", i);
		if (walk_attrs(dir, rx_attrs, ARRAY_SIZE(rx_attrs),
			       &dev->_rx[i], fn, ctx))
			return true;
	}
	for (unsigned int i = 0; i < dev->real_num_tx_queues; i++) {
		snprintf(dir, sizeof(dir), "queues/tx-%u/", i);
		if (walk_attrs(dir, tx_attrs, ARRAY_SIZE(tx_attrs),
			       &dev->_tx[i], fn, ctx))
			return true;
	}
	return false;
}

/* What a lookup has found; holds the device until release(). */
struct netdev_file {
	const struct netdev_attr *attr;
	struct net_device *dev;
	void *obj; /* queue, or NULL */
};

static int netdev_file_show(struct seq_file *m, void *data)
{
	const struct netdev_file *f = data;

	return f->attr->show(m, f->dev, f->obj);
}

static int netdev_file_write(struct net *net, const char *buf, size_t len,
			     void *data)
{
	const struct netdev_file *f = data;
	int err;

	if (!f->attr->locked)
		return f->attr->store(f->dev, f->obj, buf);
	rtnl_lock();
	/* it may have gone since the lookup */
	err = f->dev->reg_state == NETREG_REGISTERED
		      ? f->attr->store(f->dev, f->obj, buf)
		      : -ENODEV;
	rtnl_unlock();
	return err;
}

static void netdev_file_release(struct proc_node *node)
{
	struct netdev_file *f = node->hold;

	dev_put(f->dev);
	kfree(f);
}

/* The device of "eth0/mtu", with a reference, and "mtu". */
static struct net_device *path_dev(struct net *net, const char *rel,
				   const char **rest)
{
	const char *slash = strchr(rel, '/');
	size_t len = slash ? (size_t)(slash - rel) : strlen(rel);
	char name[IFNAMSIZ];

	if (len >= sizeof(name))
		return NULL;
	memcpy(name, rel, len);
	name[len] = '\0';
	*rest = slash ? slash + 1 : rel + len;
	return dev_get_by_name(net, name);
}

struct find {
	const char *path;
	size_t len;
	const struct netdev_attr *attr; /* a file */
	void *obj;
	bool dir;
};

static bool find_file(void *ctx, const char *path,
		      const struct netdev_attr *attr, void *obj)
{
	struct find *find = ctx;

	if (strncmp(path, find->path, find->len))
		return false;
	if (!path[find->len]) {
		find->attr = attr;
		find->obj = obj;
		return true;
	}
	find->dir = !find->len || path[find->len] == '/';
	return find->dir;
}

static int sysfs_lookup(struct net *net, void *data, const char *rel,
			struct proc_node *node)
{
	struct find find = {};
	struct net_device *dev;
	struct netdev_file *f;

	*node = (struct proc_node){.mode = S_IFDIR | 0755};
	if (!*rel)
		return 0;
	dev = path_dev(net, rel, &find.path);
	if (!dev)
		return -ENOENT;
	find.len = strlen(find.path);
	walk_files(dev, find_file, &find);
	if (!find.attr) {
		dev_put(dev);
		return find.dir ? 0 : -ENOENT;
	}
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f) {
		dev_put(dev);
		return -ENOMEM;
	}
	f->attr = find.attr;
	f->dev = dev;
	f->obj = find.obj;
	node->mode = S_IFREG | (f->attr->store ? 0644 : 0444);
	node->show = netdev_file_show;
	node->write = f->attr->store ? netdev_file_write : NULL;
	node->data = f;
	node->release = netdev_file_release;
	node->hold = f;
	return 0;
}

struct list {
	const char *dir;
	size_t len;
	proc_fill_t fill;
	void *ctx;
	char last[48];
	int ret;
	bool any;
};

/* Each name once: the files of a directory come together. */
static bool list_file(void *ctx, const char *path,
		      const struct netdev_attr *attr, void *obj)
{
	struct list *list = ctx;
	const char *slash;
	char name[48];
	umode_t mode;

	if (strncmp(path, list->dir, list->len))
		return false;
	path += list->len;
	if (list->len && *path++ != '/')
		return false;
	list->any = true;
	slash = strchr(path, '/');
	strscpy(name, path,
		slash ? min(sizeof(name), (size_t)(slash - path) + 1)
		      : sizeof(name));
	if (!strcmp(name, list->last))
		return false;
	strscpy(list->last, name, sizeof(list->last));
	mode = slash ? S_IFDIR | 0755 : S_IFREG | (attr->store ? 0644 : 0444);
	list->ret = list->fill(list->ctx, name, mode);
	return list->ret != 0;
}

static int sysfs_readdir(struct net *net, void *data, const char *rel,
			 proc_fill_t fill, void *ctx)
{
	struct list list = {.fill = fill, .ctx = ctx};
	struct net_device *dev;
	int ret = 0;

	if (!*rel) {
		rtnl_lock();
		for_each_netdev (net, dev) {
			ret = fill(ctx, dev->name, S_IFDIR | 0755);
			if (ret)
				break;
		}
		rtnl_unlock();
		return ret;
	}
	dev = path_dev(net, rel, &list.dir);
	if (!dev)
		return -ENOENT;
	list.len = strlen(list.dir);
	walk_files(dev, list_file, &list);
	dev_put(dev);
	return list.any ? list.ret : -ENOTDIR;
}

static const struct proc_dir_ops sysfs_ops = {
	.lookup = sysfs_lookup,
	.readdir = sysfs_readdir,
};

static int net_sysfs_net_init(struct net *net)
{
	struct proc_entry *e;

	e = proc_dynamic(net, "/sys/class/net", &sysfs_ops, NULL);
	if (IS_ERR(e))
		return (int)PTR_ERR(e);
	net->sysfs = e;
	return 0;
}

static void net_sysfs_net_exit(struct net *net)
{
	proc_remove(net->sysfs);
}

static const struct pernet_operations net_sysfs_ops = {
	.init = net_sysfs_net_init,
	.exit = net_sysfs_net_exit,
};

static int net_sysfs_init(void)
{
	return register_pernet_subsys(&net_sysfs_ops);
}

static void net_sysfs_exit(void)
{
	unregister_pernet_subsys(&net_sysfs_ops);
}
subsys_initcall(net_sysfs_init, net_sysfs_exit);
