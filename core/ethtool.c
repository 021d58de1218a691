// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ethtool - what drivers' ethtool_ops are made of
 *
 * Where:   called by drivers; the ioctls and netlink of the tool come on top.
 * Mirrors: net/ethtool/ioctl.c, common.c.
 */
#include "core/ethtool.h"
#include "core/netdevice.h"
#include "lib/random.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

#include <linux/net_tstamp.h>

#define RSS_KEY_LEN 52

static DEFINE_PER_MACHINE(u8, rss_key[RSS_KEY_LEN]);

u32 ethtool_op_get_link(struct net_device *dev)
{
	return netif_carrier_ok(dev) ? 1 : 0;
}
EXPORT_SYMBOL(ethtool_op_get_link);

int ethtool_op_get_ts_info(struct net_device *dev, struct ethtool_ts_info *info)
{
	info->so_timestamping = SOF_TIMESTAMPING_TX_SOFTWARE |
				SOF_TIMESTAMPING_RX_SOFTWARE |
				SOF_TIMESTAMPING_SOFTWARE;
	info->phc_index = -1;
	return 0;
}
EXPORT_SYMBOL(ethtool_op_get_ts_info);

void ethtool_sprintf(u8 **data, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf((char *)*data, ETH_GSTRING_LEN, fmt, args);
	va_end(args);
	*data += ETH_GSTRING_LEN;
}
EXPORT_SYMBOL(ethtool_sprintf);

void ethtool_puts(u8 **data, const char *s)
{
	strscpy((char *)*data, s, ETH_GSTRING_LEN);
	*data += ETH_GSTRING_LEN;
}
EXPORT_SYMBOL(ethtool_puts);

/* The same for all devices of a machine, so that their queues agree. */
void netdev_rss_key_fill(void *buffer, size_t len)
{
	static const u8 none[RSS_KEY_LEN];
	u8 *key = machine_var(rss_key);

	WARN_ON(len > RSS_KEY_LEN);
	if (!memcmp(key, none, RSS_KEY_LEN))
		get_random_bytes(key, RSS_KEY_LEN);
	memcpy(buffer, key, len < RSS_KEY_LEN ? len : RSS_KEY_LEN);
}
EXPORT_SYMBOL(netdev_rss_key_fill);
