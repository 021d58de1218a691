/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * if - interface flags, ifreq, and the link statistics, without libc
 *
 * Where:   net_device.flags, SIOCGIF* ioctls, rtnetlink.
 * Mirrors: <linux/if.h>, <linux/if_link.h>, <linux/if_arp.h>, which want
 *          struct sockaddr; hdr/socket.h brings it.
 * Spec:    RFC 2863 for operational states; netdevice(7) for flags.
 */
#ifndef HDR_IF_H
#define HDR_IF_H

#include "hdr/socket.h"

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/netdevice.h> /* MAX_ADDR_LEN, INIT_NETDEV_GROUP */

#endif /* HDR_IF_H */
