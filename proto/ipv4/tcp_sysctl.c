// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tcp_sysctl - net.ipv4.tcp_*
 *
 * Where:   /proc/sys/net/ipv4/, by name or by st_file().
 * Mirrors: net/ipv4/sysctl_net_ipv4.c and tcp_ipv4.c's tcp_sk_init(), cut.
 * Spec:    Documentation/networking/ip-sysctl.rst. What Linux has and we do
 *          not obey is not there: writing it says so.
 */
#include "core/sysctl.h"
#include "lib/err.h"
#include "lib/string.h"
#include "proto/ipv4/tcp_priv.h"

static const int one = 1, syn_retries_max = MAX_TCP_SYNCNT, u8_max = 255;
static const int min_snd_mss_min = TCP_MIN_SND_MSS, min_snd_mss_max = 65535;
static const int app_win_max = 31, thousand = 1000;
static const int day_seconds = 86400;

/* ---- congestion control by name
 * ------------------------------------------------- */

/* The text of a row that is no variable: run @table's text through a copy. */
static int with_text(const struct ctl_table *table, int write, void *buffer,
		     size_t *lenp, loff_t *ppos, char *text, size_t size)
{
	struct ctl_table tmp = *table;

	tmp.data = text;
	tmp.maxlen = (int)size;
	return proc_dostring(&tmp, write, buffer, lenp, ppos);
}

/* @table's data is the namespace's field: whose is it? */
static struct net *row_net(const struct ctl_table *table)
{
	return container_of(
		       (const struct tcp_congestion_ops *const *)table->data,
		       struct netns_ipv4, tcp_congestion_control)
		->net;
}

static int proc_tcp_congestion_control(const struct ctl_table *table, int write,
				       void *buffer, size_t *lenp, loff_t *ppos)
{
	struct net *net = row_net(table);
	char val[TCP_CA_NAME_MAX];
	int ret;

	tcp_get_default_congestion_control(net, val);
	ret = with_text(table, write, buffer, lenp, ppos, val, sizeof(val));
	if (write && ret == 0)
		ret = tcp_set_default_congestion_control(net, val);
	return ret;
}

#define TCP_CA_BUF_MAX (TCP_CA_NAME_MAX * TCP_CA_MAX)

static int proc_tcp_available(const struct ctl_table *table, int write,
			      void *buffer, size_t *lenp, loff_t *ppos)
{
	char *text = kzalloc(TCP_CA_BUF_MAX, GFP_KERNEL);
	int ret = -ENOMEM;

	if (!text)
		return ret;
	tcp_get_available_congestion_control(text, TCP_CA_BUF_MAX);
	ret = with_text(table, write, buffer, lenp, ppos, text, TCP_CA_BUF_MAX);
	kfree(text);
	return ret;
}

static int proc_tcp_allowed(const struct ctl_table *table, int write,
			    void *buffer, size_t *lenp, loff_t *ppos)
{
	char *text = kzalloc(TCP_CA_BUF_MAX, GFP_KERNEL);
	int ret = -ENOMEM;

	if (!text)
		return ret;
	tcp_get_allowed_congestion_control(text, TCP_CA_BUF_MAX);
	ret = with_text(table, write, buffer, lenp, ppos, text, TCP_CA_BUF_MAX);
	if (write && ret == 0)
		ret = tcp_set_allowed_congestion_control(text);
	kfree(text);
	return ret;
}

/* ---- the table
 * --------------------------------------------------------------------- */

#define TCP_ROW(name, field, handler, ...)                                     \
	{                                                                      \
		.procname = name,                                              \
		.data = SYSCTL_OFFSET(struct netns_ipv4, field),               \
		.maxlen = sizeof_field(struct netns_ipv4, field),              \
		.mode = 0644, .proc_handler = handler, ##__VA_ARGS__           \
	}
#define TCP_U8(name, lo, hi)                                                   \
	TCP_ROW(#name, sysctl_##name, proc_dou8vec_minmax,                     \
		.extra1 = (void *)(lo), .extra2 = (void *)(hi))
#define TCP_BYTE(name)	  TCP_U8(name, SYSCTL_ZERO, &u8_max)
#define TCP_INT(name)	  TCP_ROW(#name, sysctl_##name, proc_dointvec)
#define TCP_SECONDS(name) TCP_ROW(#name, sysctl_##name, proc_dointvec_jiffies)

static const struct ctl_table tcp_table[] = {
	TCP_ROW("tcp_congestion_control", tcp_congestion_control,
		proc_tcp_congestion_control),
	{.procname = "tcp_available_congestion_control",
	 .mode = 0444,
	 .proc_handler = proc_tcp_available},
	{.procname = "tcp_allowed_congestion_control",
	 .mode = 0644,
	 .proc_handler = proc_tcp_allowed},
	TCP_ROW("tcp_rmem", sysctl_tcp_rmem, proc_dointvec_minmax,
		.extra1 = (void *)&one),
	TCP_ROW("tcp_wmem", sysctl_tcp_wmem, proc_dointvec_minmax,
		.extra1 = (void *)&one),
	TCP_ROW("tcp_max_syn_backlog", sysctl_max_syn_backlog, proc_dointvec),
	TCP_ROW("tcp_max_tw_buckets", tcp_death_row.sysctl_max_tw_buckets,
		proc_dointvec),
	TCP_INT(tcp_max_orphans),
	TCP_SECONDS(tcp_keepalive_time),
	TCP_SECONDS(tcp_keepalive_intvl),
	TCP_BYTE(tcp_keepalive_probes),
	TCP_ROW("tcp_fin_timeout", sysctl_tcp_fin_timeout,
		proc_dointvec_jiffies),
	TCP_U8(tcp_syn_retries, &one, &syn_retries_max),
	TCP_BYTE(tcp_synack_retries),
	TCP_BYTE(tcp_syncookies),
	TCP_BYTE(tcp_retries1),
	TCP_BYTE(tcp_retries2),
	TCP_BYTE(tcp_orphan_retries),
	TCP_U8(tcp_tw_reuse, SYSCTL_ZERO, SYSCTL_TWO),
	TCP_BYTE(tcp_sack),
	TCP_BYTE(tcp_dsack),
	TCP_BYTE(tcp_window_scaling),
	TCP_BYTE(tcp_timestamps),
	TCP_BYTE(tcp_slow_start_after_idle),
	TCP_BYTE(tcp_retrans_collapse),
	TCP_BYTE(tcp_stdurg),
	TCP_BYTE(tcp_rfc1337),
	TCP_BYTE(tcp_abort_on_overflow),
	TCP_U8(tcp_app_win, SYSCTL_ZERO, &app_win_max),
	TCP_BYTE(tcp_moderate_rcvbuf),
	TCP_BYTE(tcp_autocorking),
	TCP_BYTE(tcp_thin_linear_timeouts),
	TCP_BYTE(tcp_workaround_signed_windows),
	TCP_U8(tcp_min_tso_segs, &one, &u8_max),
	TCP_BYTE(tcp_tso_win_divisor),
	TCP_BYTE(tcp_tso_rtt_log),
	TCP_INT(tcp_reordering),
	TCP_INT(tcp_max_reordering),
	TCP_INT(tcp_challenge_ack_limit),
	TCP_ROW("tcp_invalid_ratelimit", sysctl_tcp_invalid_ratelimit,
		proc_dointvec_ms_jiffies),
	TCP_ROW("tcp_min_rtt_wlen", sysctl_tcp_min_rtt_wlen,
		proc_dointvec_minmax, .extra1 = SYSCTL_ZERO,
		.extra2 = (void *)&day_seconds),
	TCP_INT(tcp_limit_output_bytes),
	TCP_ROW("tcp_notsent_lowat", sysctl_tcp_notsent_lowat, proc_douintvec),
	TCP_ROW("tcp_pacing_ss_ratio", sysctl_tcp_pacing_ss_ratio,
		proc_dointvec_minmax, .extra1 = SYSCTL_ZERO,
		.extra2 = (void *)&thousand),
	TCP_ROW("tcp_pacing_ca_ratio", sysctl_tcp_pacing_ca_ratio,
		proc_dointvec_minmax, .extra1 = SYSCTL_ZERO,
		.extra2 = (void *)&thousand),
	TCP_ROW("tcp_min_snd_mss", sysctl_tcp_min_snd_mss, proc_dointvec_minmax,
		.extra1 = (void *)&min_snd_mss_min,
		.extra2 = (void *)&min_snd_mss_max),
};

/* Linux's defaults; what it has by memory is that of a host with 8 GB. */
static void tcp_sysctl_defaults(struct netns_ipv4 *ip4)
{
	ip4->sysctl_tcp_rmem[0] = 4096;
	ip4->sysctl_tcp_rmem[1] = 131072;
	ip4->sysctl_tcp_rmem[2] = 6 * 1024 * 1024;
	ip4->sysctl_tcp_wmem[0] = 4096;
	ip4->sysctl_tcp_wmem[1] = 16 * 1024;
	ip4->sysctl_tcp_wmem[2] = 4 * 1024 * 1024;
	ip4->sysctl_max_syn_backlog = INET_EHASH_SIZE / 128;
	ip4->tcp_death_row.sysctl_max_tw_buckets = INET_EHASH_SIZE / 2;
	ip4->sysctl_tcp_max_orphans = INET_EHASH_SIZE / 2;
	ip4->sysctl_tcp_keepalive_time = TCP_KEEPALIVE_TIME;
	ip4->sysctl_tcp_keepalive_intvl = TCP_KEEPALIVE_INTVL;
	ip4->sysctl_tcp_keepalive_probes = TCP_KEEPALIVE_PROBES;
	ip4->sysctl_tcp_fin_timeout = TCP_FIN_TIMEOUT;
	ip4->sysctl_tcp_syn_retries = 6;
	ip4->sysctl_tcp_synack_retries = 5;
	ip4->sysctl_tcp_syncookies = 1;
	ip4->sysctl_tcp_retries1 = 3;
	ip4->sysctl_tcp_retries2 = 15;
	ip4->sysctl_tcp_tw_reuse = 2;
	ip4->sysctl_tcp_sack = 1;
	ip4->sysctl_tcp_dsack = 1;
	ip4->sysctl_tcp_window_scaling = 1;
	ip4->sysctl_tcp_timestamps = 1;
	ip4->sysctl_tcp_slow_start_after_idle = 1;
	ip4->sysctl_tcp_retrans_collapse = 1;
	ip4->sysctl_tcp_app_win = 31;
	ip4->sysctl_tcp_moderate_rcvbuf = 1;
	ip4->sysctl_tcp_autocorking = 1;
	ip4->sysctl_tcp_min_tso_segs = 2;
	ip4->sysctl_tcp_tso_win_divisor = 3;
	ip4->sysctl_tcp_tso_rtt_log = 9;
	ip4->sysctl_tcp_reordering = 3;
	ip4->sysctl_tcp_max_reordering = 300;
	ip4->sysctl_tcp_challenge_ack_limit = INT_MAX;
	ip4->sysctl_tcp_invalid_ratelimit = HZ / 2;
	ip4->sysctl_tcp_min_rtt_wlen = 300;
	ip4->sysctl_tcp_limit_output_bytes = 16 * 65536;
	ip4->sysctl_tcp_notsent_lowat = UINT_MAX;
	ip4->sysctl_tcp_pacing_ss_ratio = 200;
	ip4->sysctl_tcp_pacing_ca_ratio = 120;
	ip4->sysctl_tcp_min_snd_mss = TCP_MIN_SND_MSS;
	ip4->sysctl_tcp_base_mss = TCP_BASE_MSS;
}

/* A new namespace has the first one's congestion control. */
static void tcp_inherit(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	/* NULL: tcp_cong.c chooses when somebody asks */
	if (!net_eq(net, &init_net))
		ip4->tcp_congestion_control =
			net_ipv4(&init_net)->tcp_congestion_control;
}

/* The machine's account, so only its first namespace has the file. */
static const struct ctl_table tcp_mem_table[] = {
	{.procname = "tcp_mem",
	 .maxlen = 3 * sizeof(long),
	 .mode = 0644,
	 .proc_handler = proc_doulongvec_minmax},
};

int tcp_sysctl_net_init(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	tcp_sysctl_defaults(ip4);
	tcp_inherit(net);
	ip4->tcp_hdr = register_net_sysctl_of(net, "net/ipv4", tcp_table, ip4);
	if (!ip4->tcp_hdr)
		return -ENOMEM;
	if (!net_eq(net, &init_net))
		return 0;
	ip4->tcp_mem_hdr = register_net_sysctl_of(
		net, "net/ipv4", tcp_mem_table, proto_sysctl_mem(&tcp_prot));
	if (ip4->tcp_mem_hdr)
		return 0;
	unregister_net_sysctl_table(ip4->tcp_hdr);
	return -ENOMEM;
}

void tcp_sysctl_net_exit(struct net *net)
{
	struct netns_ipv4 *ip4 = net_ipv4(net);

	if (ip4->tcp_mem_hdr)
		unregister_net_sysctl_table(ip4->tcp_mem_hdr);
	unregister_net_sysctl_table(ip4->tcp_hdr);
}
