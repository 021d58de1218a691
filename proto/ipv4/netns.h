/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns - IPv4's part of a network namespace
 *
 * Where:   net_ipv4(net) from anywhere in proto/ipv4/ and its users.
 * Mirrors: include/net/netns/ipv4.h. Fields stand in groups, each under the
 *          name of the file that fills them; another file adds its group.
 * Spec:    Documentation/networking/ip-sysctl.rst names the sysctls.
 */
#ifndef PROTO_IPV4_NETNS_H
#define PROTO_IPV4_NETNS_H

#include "core/net_namespace.h"
#include "lib/atomic.h"
#include "lib/hlist.h"
#include "lib/siphash.h"
#include "lib/spinlock.h"
#include "lib/types.h"
#include "lib/workqueue.h"
#include "proto/ipv4/inet_timewait_sock.h"

struct ctl_table_header;
struct fib_rules_ops;
struct fib_table;
struct fqdir;
struct inet_peer_base;
struct ip_ra_chain;
struct ipv4_devconf;
struct mutex;
struct proc_entry;
struct seq_file;
struct sock;
struct tcp_congestion_ops;

/* The longest chains of in_ifaddr by local address; a power of two. */
#define IN4_ADDR_HSIZE_SHIFT 6
#define IN4_ADDR_HSIZE	     (1 << IN4_ADDR_HSIZE_SHIFT)

struct netns_ipv4 {
	struct net *net; /* immutable: whose this is */

	/* arp_ctl.c */
	struct proc_entry *arp_proc;

	/* devinet.c */
	struct ipv4_devconf *devconf_all;
	struct ipv4_devconf *devconf_dflt;
	struct ctl_table_header *forw_hdr;
	struct hlist_head inet_addr_lst[IN4_ADDR_HSIZE]; /* RTNL, RCU */
	struct delayed_work addr_chk_work; /* armed while a lifetime ends */
	atomic_t dev_addr_genid; /* +1 when an address comes or goes */

	/* fib_rules.c */
	struct fib_rules_ops *rules_ops;
	bool fib_has_custom_rules;
	unsigned int fib_rules_require_fldissect;
	struct fib_table *fib_main;    /* RCU; may be a direct way while */
	struct fib_table *fib_default; /* there are no custom rules */

	/* fib_frontend.c */
	struct hlist_head *fib_table_hash; /* FIB_TABLE_HASHSZ; RTNL, RCU */
	bool fib_exiting;
	bool fib_has_custom_local_routes;
	struct proc_entry *fib_proc;
	unsigned int fib_seq; /* RTNL: +1 with each change of a table */

	/* fib_semantics.c; RTNL */
	struct hlist_head *fib_info_hash;
	struct hlist_head *fib_info_laddrhash;
	unsigned int fib_info_hash_bits;
	unsigned int fib_info_cnt;
	struct hlist_head *fib_info_devhash; /* struct fib_nh by nh_dev */
	int fib_num_tclassid_users;

	/* route.c */
	atomic_t rt_genid; /* +1: every kept route is looked up again */
	atomic_t fnhe_genid;
	struct ctl_table_header *route_hdr;
	struct ctl_table_header *route_init_hdr; /* init_net only */
	struct ctl_table_header *fib_hdr;
	struct inet_peer_base *peers;
	siphash_key_t ip_id_key;
	siphash_key_t multipath_key;
	siphash_key_t fnhe_key;
	int sysctl_min_pmtu;	  /* bytes */
	int sysctl_mtu_expires;	  /* jiffies */
	int sysctl_min_adv_mss;	  /* bytes */
	int sysctl_gc_timeout;	  /* jiffies that a redirect is believed */
	int sysctl_flush;	  /* write-only */
	int sysctl_redirect_load; /* jiffies */
	int sysctl_redirect_number;
	int sysctl_redirect_silence; /* jiffies */
	int sysctl_error_cost;	     /* jiffies */
	int sysctl_error_burst;	     /* jiffies */
	u8 sysctl_fib_multipath_hash_policy;
	u8 sysctl_fib_multipath_use_neigh;
	u8 sysctl_fwmark_reflect;
	u8 sysctl_raw_l3mdev_accept;
	u8 sysctl_ip_fwd_use_pmtu;
	u8 sysctl_ip_fwd_update_priority;
	u8 sysctl_ip_no_pmtu_disc;

	/* af_inet.c, sysctl_net_ipv4.c */
	u8 sysctl_ip_default_ttl;
	u8 sysctl_ip_dynaddr;
	u8 sysctl_ip_early_demux;
	u8 sysctl_tcp_early_demux;
	u8 sysctl_udp_early_demux;
	u8 sysctl_ip_nonlocal_bind;
	u8 sysctl_ip_autobind_reuse;
	int sysctl_ip_prot_sock; /* ports below it need CAP_NET_BIND_SERVICE */
	u32 ip_local_ports;	 /* high << 16 | low */
	bool ip_local_ports_warned;
	unsigned long *sysctl_local_reserved_ports; /* a bit for each port */
	u32 ping_group_range[2];		    /* gids, first to last */
	struct ctl_table_header *ipv4_hdr;

	/* tcp_sysctl.c: by their names below net.ipv4, in the kernel's units */
	struct ctl_table_header *tcp_hdr;
	struct ctl_table_header *tcp_mem_hdr; /* init_net only */
	struct proc_entry *tcp_proc;
	struct sock *tcp_ctl_sk; /* sends RSTs and ACKs of nobody's */
	const struct tcp_congestion_ops *tcp_congestion_control; /* RCU */
	struct inet_timewait_death_row tcp_death_row;
	int sysctl_tcp_rmem[3]; /* bytes: least, default, most */
	int sysctl_tcp_wmem[3];
	int sysctl_max_syn_backlog;
	int sysctl_tcp_max_orphans;
	int sysctl_tcp_keepalive_time;	/* jiffies */
	int sysctl_tcp_keepalive_intvl; /* jiffies */
	int sysctl_tcp_fin_timeout;	/* jiffies: FIN_WAIT2 of orphans */
	int sysctl_tcp_reordering;
	int sysctl_tcp_max_reordering;
	int sysctl_tcp_challenge_ack_limit;
	int sysctl_tcp_invalid_ratelimit; /* jiffies */
	int sysctl_tcp_min_rtt_wlen;	  /* seconds */
	int sysctl_tcp_limit_output_bytes;
	int sysctl_tcp_pacing_ss_ratio; /* percent */
	int sysctl_tcp_pacing_ca_ratio;
	int sysctl_tcp_base_mss;
	int sysctl_tcp_min_snd_mss;
	unsigned int sysctl_tcp_notsent_lowat;
	unsigned long sysctl_tcp_comp_sack_delay_ns;
	unsigned long sysctl_tcp_comp_sack_slack_ns;
	u8 sysctl_tcp_comp_sack_nr;
	u8 sysctl_tcp_keepalive_probes;
	u8 sysctl_tcp_syn_retries;
	u8 sysctl_tcp_synack_retries;
	u8 sysctl_tcp_syncookies;
	u8 sysctl_tcp_retries1;
	u8 sysctl_tcp_retries2;
	u8 sysctl_tcp_orphan_retries;
	u8 sysctl_tcp_tw_reuse;
	u8 sysctl_tcp_sack;
	u8 sysctl_tcp_dsack;
	u8 sysctl_tcp_window_scaling;
	u8 sysctl_tcp_timestamps;
	u8 sysctl_tcp_recovery;
	u8 sysctl_tcp_thin_linear_timeouts;
	u8 sysctl_tcp_slow_start_after_idle;
	u8 sysctl_tcp_retrans_collapse;
	u8 sysctl_tcp_stdurg;
	u8 sysctl_tcp_rfc1337;
	u8 sysctl_tcp_abort_on_overflow;
	u8 sysctl_tcp_app_win;
	u8 sysctl_tcp_frto;
	u8 sysctl_tcp_moderate_rcvbuf;
	u8 sysctl_tcp_workaround_signed_windows;
	u8 sysctl_tcp_autocorking;
	u8 sysctl_tcp_reflect_tos;
	u8 sysctl_tcp_min_tso_segs;
	u8 sysctl_tcp_tso_win_divisor;
	u8 sysctl_tcp_tso_rtt_log;
	u8 sysctl_tcp_ecn;
	u8 sysctl_tcp_ecn_fallback;
	u8 sysctl_tcp_shrink_window;
	u8 sysctl_tcp_migrate_req;
	u8 sysctl_tcp_early_retrans;
	u32 tcp_challenge_timestamp; /* seconds: of the count below */
	u32 tcp_challenge_count;

	/* udp.c: bytes that each socket may have under pressure, too */
	int sysctl_udp_wmem_min;
	int sysctl_udp_rmem_min;
	struct ctl_table_header *udp_mem_hdr; /* init_net only */

	/* icmp.c */
	u8 sysctl_icmp_echo_ignore_all;
	u8 sysctl_icmp_echo_enable_probe;
	u8 sysctl_icmp_echo_ignore_broadcasts;
	u8 sysctl_icmp_ignore_bogus_error_responses;
	u8 sysctl_icmp_errors_use_inbound_ifaddr;
	int sysctl_icmp_ratelimit; /* jiffies between errors to one host */
	int sysctl_icmp_ratemask;  /* bit per type */
	int sysctl_icmp_msgs_per_sec;
	int sysctl_icmp_msgs_burst;
	atomic_t icmp_global_credit;
	u32 icmp_global_stamp; /* jiffies */

	/* ip_fragment.c */
	struct fqdir *fqdir;
	struct ctl_table_header *frags_hdr;

	/* igmp.c */
	int sysctl_igmp_max_memberships;
	int sysctl_igmp_max_msf;
	int sysctl_igmp_qrv;
	u8 sysctl_igmp_llm_reports;
	struct sock *mc_autojoin_sk;
	struct ctl_table_header *igmp_hdr;
	struct proc_entry *igmp_proc;
	struct proc_entry *mcfilter_proc;

	/* proc.c */
	struct proc_entry *sockstat_proc;
	/* TCP's own line of it, or NULL: there is no TCP */
	void (*tcp_sockstat)(struct seq_file *m, struct net *net);

	/* ip_input.c, raw.c: sockets with IP_ROUTER_ALERT; RCU */
	struct ip_ra_chain *ra_chain;
	struct mutex *ra_mutex;
};

/* Context: any. The namespace's IPv4 part; never NULL once ipv4.so runs. */
static inline struct netns_ipv4 *net_ipv4(const struct net *net)
{
	return net->ipv4;
}

/* netns.c: register first of all of ipv4.so, unregister last. Process. */
int ipv4_netns_init(void);
void ipv4_netns_exit(void);

#endif /* PROTO_IPV4_NETNS_H */
