// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stats - the MIB counters: made with a namespace, printed for netstat
 *
 * Where:   /proc/net/snmp, /proc/net/netstat; counted by *_INC_STATS.
 * Mirrors: net/ipv4/proc.c, snmp_fold_field() of net/core.
 * Spec:    the names and their order are those that nstat and netstat read.
 */
#include "core/stats.h"
#include "core/net_namespace.h"
#include "core/proc.h"
#include "lib/slab.h"

const struct snmp_mib snmp4_ipstats_list[] = {
	{"InReceives", IPSTATS_MIB_INPKTS},
	{"InHdrErrors", IPSTATS_MIB_INHDRERRORS},
	{"InAddrErrors", IPSTATS_MIB_INADDRERRORS},
	{"ForwDatagrams", IPSTATS_MIB_OUTFORWDATAGRAMS},
	{"InUnknownProtos", IPSTATS_MIB_INUNKNOWNPROTOS},
	{"InDiscards", IPSTATS_MIB_INDISCARDS},
	{"InDelivers", IPSTATS_MIB_INDELIVERS},
	{"OutRequests", IPSTATS_MIB_OUTPKTS},
	{"OutDiscards", IPSTATS_MIB_OUTDISCARDS},
	{"OutNoRoutes", IPSTATS_MIB_OUTNOROUTES},
	{"ReasmTimeout", IPSTATS_MIB_REASMTIMEOUT},
	{"ReasmReqds", IPSTATS_MIB_REASMREQDS},
	{"ReasmOKs", IPSTATS_MIB_REASMOKS},
	{"ReasmFails", IPSTATS_MIB_REASMFAILS},
	{"FragOKs", IPSTATS_MIB_FRAGOKS},
	{"FragFails", IPSTATS_MIB_FRAGFAILS},
	{"FragCreates", IPSTATS_MIB_FRAGCREATES},
	{NULL, 0},
};
EXPORT_SYMBOL(snmp4_ipstats_list);

const struct snmp_mib snmp4_ipextstats_list[] = {
	{"InNoRoutes", IPSTATS_MIB_INNOROUTES},
	{"InTruncatedPkts", IPSTATS_MIB_INTRUNCATEDPKTS},
	{"InMcastPkts", IPSTATS_MIB_INMCASTPKTS},
	{"OutMcastPkts", IPSTATS_MIB_OUTMCASTPKTS},
	{"InBcastPkts", IPSTATS_MIB_INBCASTPKTS},
	{"OutBcastPkts", IPSTATS_MIB_OUTBCASTPKTS},
	{"InOctets", IPSTATS_MIB_INOCTETS},
	{"OutOctets", IPSTATS_MIB_OUTOCTETS},
	{"InMcastOctets", IPSTATS_MIB_INMCASTOCTETS},
	{"OutMcastOctets", IPSTATS_MIB_OUTMCASTOCTETS},
	{"InBcastOctets", IPSTATS_MIB_INBCASTOCTETS},
	{"OutBcastOctets", IPSTATS_MIB_OUTBCASTOCTETS},
	{"InCsumErrors", IPSTATS_MIB_CSUMERRORS},
	{"InNoECTPkts", IPSTATS_MIB_NOECTPKTS},
	{"InECT1Pkts", IPSTATS_MIB_ECT1PKTS},
	{"InECT0Pkts", IPSTATS_MIB_ECT0PKTS},
	{"InCEPkts", IPSTATS_MIB_CEPKTS},
	{"ReasmOverlaps", IPSTATS_MIB_REASM_OVERLAPS},
	{NULL, 0},
};
EXPORT_SYMBOL(snmp4_ipextstats_list);

/* By type: counted in icmpmsg_statistics. */
const struct snmp_mib snmp4_icmp_list[] = {
	{"DestUnreachs", 3}, {"TimeExcds", 11},	   {"ParmProbs", 12},
	{"SrcQuenchs", 4},   {"Redirects", 5},	   {"Echos", 8},
	{"EchoReps", 0},     {"Timestamps", 13},   {"TimestampReps", 14},
	{"AddrMasks", 17},   {"AddrMaskReps", 18}, {NULL, 0},
};
EXPORT_SYMBOL(snmp4_icmp_list);

const struct snmp_mib snmp4_tcp_list[] = {
	{"RtoAlgorithm", TCP_MIB_RTOALGORITHM},
	{"RtoMin", TCP_MIB_RTOMIN},
	{"RtoMax", TCP_MIB_RTOMAX},
	{"MaxConn", TCP_MIB_MAXCONN},
	{"ActiveOpens", TCP_MIB_ACTIVEOPENS},
	{"PassiveOpens", TCP_MIB_PASSIVEOPENS},
	{"AttemptFails", TCP_MIB_ATTEMPTFAILS},
	{"EstabResets", TCP_MIB_ESTABRESETS},
	{"CurrEstab", TCP_MIB_CURRESTAB},
	{"InSegs", TCP_MIB_INSEGS},
	{"OutSegs", TCP_MIB_OUTSEGS},
	{"RetransSegs", TCP_MIB_RETRANSSEGS},
	{"InErrs", TCP_MIB_INERRS},
	{"OutRsts", TCP_MIB_OUTRSTS},
	{"InCsumErrors", TCP_MIB_CSUMERRORS},
	{NULL, 0},
};
EXPORT_SYMBOL(snmp4_tcp_list);

const struct snmp_mib snmp4_udp_list[] = {
	{"InDatagrams", UDP_MIB_INDATAGRAMS},
	{"NoPorts", UDP_MIB_NOPORTS},
	{"InErrors", UDP_MIB_INERRORS},
	{"OutDatagrams", UDP_MIB_OUTDATAGRAMS},
	{"RcvbufErrors", UDP_MIB_RCVBUFERRORS},
	{"SndbufErrors", UDP_MIB_SNDBUFERRORS},
	{"InCsumErrors", UDP_MIB_CSUMERRORS},
	{"IgnoredMulti", UDP_MIB_IGNOREDMULTI},
	{"MemErrors", UDP_MIB_MEMERRORS},
	{NULL, 0},
};
EXPORT_SYMBOL(snmp4_udp_list);

const struct snmp_mib snmp4_net_list[] = {
	{"SyncookiesSent", LINUX_MIB_SYNCOOKIESSENT},
	{"SyncookiesRecv", LINUX_MIB_SYNCOOKIESRECV},
	{"SyncookiesFailed", LINUX_MIB_SYNCOOKIESFAILED},
	{"EmbryonicRsts", LINUX_MIB_EMBRYONICRSTS},
	{"PruneCalled", LINUX_MIB_PRUNECALLED},
	{"RcvPruned", LINUX_MIB_RCVPRUNED},
	{"OfoPruned", LINUX_MIB_OFOPRUNED},
	{"OutOfWindowIcmps", LINUX_MIB_OUTOFWINDOWICMPS},
	{"LockDroppedIcmps", LINUX_MIB_LOCKDROPPEDICMPS},
	{"ArpFilter", LINUX_MIB_ARPFILTER},
	{"TW", LINUX_MIB_TIMEWAITED},
	{"TWRecycled", LINUX_MIB_TIMEWAITRECYCLED},
	{"TWKilled", LINUX_MIB_TIMEWAITKILLED},
	{"PAWSActive", LINUX_MIB_PAWSACTIVEREJECTED},
	{"PAWSEstab", LINUX_MIB_PAWSESTABREJECTED},
	{"DelayedACKs", LINUX_MIB_DELAYEDACKS},
	{"DelayedACKLocked", LINUX_MIB_DELAYEDACKLOCKED},
	{"DelayedACKLost", LINUX_MIB_DELAYEDACKLOST},
	{"ListenOverflows", LINUX_MIB_LISTENOVERFLOWS},
	{"ListenDrops", LINUX_MIB_LISTENDROPS},
	{"TCPHPHits", LINUX_MIB_TCPHPHITS},
	{"TCPPureAcks", LINUX_MIB_TCPPUREACKS},
	{"TCPHPAcks", LINUX_MIB_TCPHPACKS},
	{"TCPRenoRecovery", LINUX_MIB_TCPRENORECOVERY},
	{"TCPSackRecovery", LINUX_MIB_TCPSACKRECOVERY},
	{"TCPSACKReneging", LINUX_MIB_TCPSACKRENEGING},
	{"TCPSACKReorder", LINUX_MIB_TCPSACKREORDER},
	{"TCPRenoReorder", LINUX_MIB_TCPRENOREORDER},
	{"TCPTSReorder", LINUX_MIB_TCPTSREORDER},
	{"TCPFullUndo", LINUX_MIB_TCPFULLUNDO},
	{"TCPPartialUndo", LINUX_MIB_TCPPARTIALUNDO},
	{"TCPDSACKUndo", LINUX_MIB_TCPDSACKUNDO},
	{"TCPLossUndo", LINUX_MIB_TCPLOSSUNDO},
	{"TCPLostRetransmit", LINUX_MIB_TCPLOSTRETRANSMIT},
	{"TCPRenoFailures", LINUX_MIB_TCPRENOFAILURES},
	{"TCPSackFailures", LINUX_MIB_TCPSACKFAILURES},
	{"TCPLossFailures", LINUX_MIB_TCPLOSSFAILURES},
	{"TCPFastRetrans", LINUX_MIB_TCPFASTRETRANS},
	{"TCPSlowStartRetrans", LINUX_MIB_TCPSLOWSTARTRETRANS},
	{"TCPTimeouts", LINUX_MIB_TCPTIMEOUTS},
	{"TCPLossProbes", LINUX_MIB_TCPLOSSPROBES},
	{"TCPLossProbeRecovery", LINUX_MIB_TCPLOSSPROBERECOVERY},
	{"TCPRenoRecoveryFail", LINUX_MIB_TCPRENORECOVERYFAIL},
	{"TCPSackRecoveryFail", LINUX_MIB_TCPSACKRECOVERYFAIL},
	{"TCPRcvCollapsed", LINUX_MIB_TCPRCVCOLLAPSED},
	{"TCPBacklogCoalesce", LINUX_MIB_TCPBACKLOGCOALESCE},
	{"TCPDSACKOldSent", LINUX_MIB_TCPDSACKOLDSENT},
	{"TCPDSACKOfoSent", LINUX_MIB_TCPDSACKOFOSENT},
	{"TCPDSACKRecv", LINUX_MIB_TCPDSACKRECV},
	{"TCPDSACKOfoRecv", LINUX_MIB_TCPDSACKOFORECV},
	{"TCPAbortOnData", LINUX_MIB_TCPABORTONDATA},
	{"TCPAbortOnClose", LINUX_MIB_TCPABORTONCLOSE},
	{"TCPAbortOnMemory", LINUX_MIB_TCPABORTONMEMORY},
	{"TCPAbortOnTimeout", LINUX_MIB_TCPABORTONTIMEOUT},
	{"TCPAbortOnLinger", LINUX_MIB_TCPABORTONLINGER},
	{"TCPAbortFailed", LINUX_MIB_TCPABORTFAILED},
	{"TCPMemoryPressures", LINUX_MIB_TCPMEMORYPRESSURES},
	{"TCPMemoryPressuresChrono", LINUX_MIB_TCPMEMORYPRESSURESCHRONO},
	{"TCPSACKDiscard", LINUX_MIB_TCPSACKDISCARD},
	{"TCPDSACKIgnoredOld", LINUX_MIB_TCPDSACKIGNOREDOLD},
	{"TCPDSACKIgnoredNoUndo", LINUX_MIB_TCPDSACKIGNOREDNOUNDO},
	{"TCPSpuriousRTOs", LINUX_MIB_TCPSPURIOUSRTOS},
	{"TCPMD5NotFound", LINUX_MIB_TCPMD5NOTFOUND},
	{"TCPMD5Unexpected", LINUX_MIB_TCPMD5UNEXPECTED},
	{"TCPMD5Failure", LINUX_MIB_TCPMD5FAILURE},
	{"TCPSackShifted", LINUX_MIB_SACKSHIFTED},
	{"TCPSackMerged", LINUX_MIB_SACKMERGED},
	{"TCPSackShiftFallback", LINUX_MIB_SACKSHIFTFALLBACK},
	{"TCPBacklogDrop", LINUX_MIB_TCPBACKLOGDROP},
	{"PFMemallocDrop", LINUX_MIB_PFMEMALLOCDROP},
	{"TCPMinTTLDrop", LINUX_MIB_TCPMINTTLDROP},
	{"TCPDeferAcceptDrop", LINUX_MIB_TCPDEFERACCEPTDROP},
	{"IPReversePathFilter", LINUX_MIB_IPRPFILTER},
	{"TCPTimeWaitOverflow", LINUX_MIB_TCPTIMEWAITOVERFLOW},
	{"TCPReqQFullDoCookies", LINUX_MIB_TCPREQQFULLDOCOOKIES},
	{"TCPReqQFullDrop", LINUX_MIB_TCPREQQFULLDROP},
	{"TCPRetransFail", LINUX_MIB_TCPRETRANSFAIL},
	{"TCPRcvCoalesce", LINUX_MIB_TCPRCVCOALESCE},
	{"TCPOFOQueue", LINUX_MIB_TCPOFOQUEUE},
	{"TCPOFODrop", LINUX_MIB_TCPOFODROP},
	{"TCPOFOMerge", LINUX_MIB_TCPOFOMERGE},
	{"TCPChallengeACK", LINUX_MIB_TCPCHALLENGEACK},
	{"TCPSYNChallenge", LINUX_MIB_TCPSYNCHALLENGE},
	{"TCPFastOpenActive", LINUX_MIB_TCPFASTOPENACTIVE},
	{"TCPFastOpenActiveFail", LINUX_MIB_TCPFASTOPENACTIVEFAIL},
	{"TCPFastOpenPassive", LINUX_MIB_TCPFASTOPENPASSIVE},
	{"TCPFastOpenPassiveFail", LINUX_MIB_TCPFASTOPENPASSIVEFAIL},
	{"TCPFastOpenListenOverflow", LINUX_MIB_TCPFASTOPENLISTENOVERFLOW},
	{"TCPFastOpenCookieReqd", LINUX_MIB_TCPFASTOPENCOOKIEREQD},
	{"TCPFastOpenBlackhole", LINUX_MIB_TCPFASTOPENBLACKHOLE},
	{"TCPSpuriousRtxHostQueues", LINUX_MIB_TCPSPURIOUS_RTX_HOSTQUEUES},
	{"BusyPollRxPackets", LINUX_MIB_BUSYPOLLRXPACKETS},
	{"TCPAutoCorking", LINUX_MIB_TCPAUTOCORKING},
	{"TCPFromZeroWindowAdv", LINUX_MIB_TCPFROMZEROWINDOWADV},
	{"TCPToZeroWindowAdv", LINUX_MIB_TCPTOZEROWINDOWADV},
	{"TCPWantZeroWindowAdv", LINUX_MIB_TCPWANTZEROWINDOWADV},
	{"TCPSynRetrans", LINUX_MIB_TCPSYNRETRANS},
	{"TCPOrigDataSent", LINUX_MIB_TCPORIGDATASENT},
	{"TCPHystartTrainDetect", LINUX_MIB_TCPHYSTARTTRAINDETECT},
	{"TCPHystartTrainCwnd", LINUX_MIB_TCPHYSTARTTRAINCWND},
	{"TCPHystartDelayDetect", LINUX_MIB_TCPHYSTARTDELAYDETECT},
	{"TCPHystartDelayCwnd", LINUX_MIB_TCPHYSTARTDELAYCWND},
	{"TCPACKSkippedSynRecv", LINUX_MIB_TCPACKSKIPPEDSYNRECV},
	{"TCPACKSkippedPAWS", LINUX_MIB_TCPACKSKIPPEDPAWS},
	{"TCPACKSkippedSeq", LINUX_MIB_TCPACKSKIPPEDSEQ},
	{"TCPACKSkippedFinWait2", LINUX_MIB_TCPACKSKIPPEDFINWAIT2},
	{"TCPACKSkippedTimeWait", LINUX_MIB_TCPACKSKIPPEDTIMEWAIT},
	{"TCPACKSkippedChallenge", LINUX_MIB_TCPACKSKIPPEDCHALLENGE},
	{"TCPWinProbe", LINUX_MIB_TCPWINPROBE},
	{"TCPKeepAlive", LINUX_MIB_TCPKEEPALIVE},
	{"TCPMTUPFail", LINUX_MIB_TCPMTUPFAIL},
	{"TCPMTUPSuccess", LINUX_MIB_TCPMTUPSUCCESS},
	{"TCPDelivered", LINUX_MIB_TCPDELIVERED},
	{"TCPDeliveredCE", LINUX_MIB_TCPDELIVEREDCE},
	{"TCPAckCompressed", LINUX_MIB_TCPACKCOMPRESSED},
	{"TCPZeroWindowDrop", LINUX_MIB_TCPZEROWINDOWDROP},
	{"TCPRcvQDrop", LINUX_MIB_TCPRCVQDROP},
	{"TCPWqueueTooBig", LINUX_MIB_TCPWQUEUETOOBIG},
	{"TCPFastOpenPassiveAltKey", LINUX_MIB_TCPFASTOPENPASSIVEALTKEY},
	{"TcpTimeoutRehash", LINUX_MIB_TCPTIMEOUTREHASH},
	{"TcpDuplicateDataRehash", LINUX_MIB_TCPDUPLICATEDATAREHASH},
	{"TCPDSACKRecvSegs", LINUX_MIB_TCPDSACKRECVSEGS},
	{"TCPDSACKIgnoredDubious", LINUX_MIB_TCPDSACKIGNOREDDUBIOUS},
	{"TCPMigrateReqSuccess", LINUX_MIB_TCPMIGRATEREQSUCCESS},
	{"TCPMigrateReqFailure", LINUX_MIB_TCPMIGRATEREQFAILURE},
	{NULL, 0},
};
EXPORT_SYMBOL(snmp4_net_list);

/* ---- life, sums
 * ------------------------------------------------------------------ */

u64 snmp_sum(const void __percpu *mib, unsigned int field)
{
	unsigned int cpu;
	u64 sum = 0;

	for_each_possible_cpu(cpu)
	{
		const u64 *mibs =
			(const u64 *)per_cpu_ptr((const char *)mib, cpu);

		sum += READ_ONCE(mibs[field]);
	}
	return sum;
}
EXPORT_SYMBOL(snmp_sum);

void netns_mib_exit(struct net *net)
{
	struct netns_mib *mib = &net->mib;

	free_percpu(mib->ip_statistics);
	free_percpu(mib->icmp_statistics);
	free_percpu(mib->tcp_statistics);
	free_percpu(mib->net_statistics);
	free_percpu(mib->udp_statistics);
	free_percpu(mib->udplite_statistics);
	kfree(mib->icmpmsg_statistics);
}

int netns_mib_init(struct net *net)
{
	struct netns_mib *mib = &net->mib;

	mib->ip_statistics = alloc_percpu(struct ipstats_mib);
	mib->icmp_statistics = alloc_percpu(struct icmp_mib);
	mib->tcp_statistics = alloc_percpu(struct tcp_mib);
	mib->net_statistics = alloc_percpu(struct linux_mib);
	mib->udp_statistics = alloc_percpu(struct udp_mib);
	mib->udplite_statistics = alloc_percpu(struct udp_mib);
	mib->icmpmsg_statistics =
		kzalloc(sizeof(*mib->icmpmsg_statistics), GFP_KERNEL);
	if (mib->ip_statistics && mib->icmp_statistics && mib->tcp_statistics &&
	    mib->net_statistics && mib->udp_statistics &&
	    mib->udplite_statistics && mib->icmpmsg_statistics)
		return 0;
	netns_mib_exit(net);
	return -ENOMEM;
}

/* ---- text
 * ------------------------------------------------------------------------ */

static void put_names(struct seq_file *m, const char *prefix,
		      const struct snmp_mib *list)
{
	for (; list->name; list++)
		seq_printf(m, " %s%s", prefix, list->name);
}

/* "Udp: InDatagrams …" and under it "Udp: 12 …". */
static void put_mib(struct seq_file *m, const char *title,
		    const struct snmp_mib *list, const void __percpu *mib)
{
	seq_printf(m, "%s:", title);
	put_names(m, "", list);
	seq_printf(m, "\n%s:", title);
	for (; list->name; list++)
		seq_printf(m, " %llu",
			   (unsigned long long)snmp_sum(
				   mib, (unsigned int)list->entry));
	seq_putc(m, '\n');
}

static void put_ip(struct seq_file *m, struct net *net)
{
	int forwarding = 2, ttl = 64; /* 2: this host does not forward */
	const struct snmp_mib *list = snmp4_ipstats_list;

	if (net->mib.ip_info)
		net->mib.ip_info(net, &forwarding, &ttl);
	seq_puts(m, "Ip: Forwarding DefaultTTL");
	put_names(m, "", list);
	seq_printf(m, "\nIp: %d %d", forwarding, ttl);
	for (; list->name; list++)
		seq_printf(m, " %llu",
			   (unsigned long long)snmp_sum(
				   net->mib.ip_statistics,
				   (unsigned int)list->entry));
	seq_putc(m, '\n');
}

static unsigned long long icmpmsg(const struct net *net, int i)
{
	return (unsigned long long)atomic_long_read(
		&net->mib.icmpmsg_statistics->mibs[i]);
}

/* Only the types that were seen. */
static void put_icmpmsg(struct seq_file *m, const struct net *net)
{
	bool any = false;

	for (int i = 0; i < ICMPMSG_MIB_MAX; i++) {
		if (!icmpmsg(net, i))
			continue;
		if (!any)
			seq_puts(m, "IcmpMsg:");
		any = true;
		seq_printf(m, " %sType%u", i & 0x100 ? "Out" : "In", i & 0xff);
	}
	if (!any)
		return;
	seq_puts(m, "\nIcmpMsg:");
	for (int i = 0; i < ICMPMSG_MIB_MAX; i++) {
		if (icmpmsg(net, i))
			seq_printf(m, " %llu", icmpmsg(net, i));
	}
	seq_putc(m, '\n');
}

static unsigned long long icmp(const struct net *net, unsigned int field)
{
	return snmp_sum(net->mib.icmp_statistics, field);
}

static void put_icmp(struct seq_file *m, const struct net *net)
{
	const struct snmp_mib *l;

	seq_puts(m, "Icmp: InMsgs InErrors InCsumErrors");
	put_names(m, "In", snmp4_icmp_list);
	seq_puts(m, " OutMsgs OutErrors");
	put_names(m, "Out", snmp4_icmp_list);
	seq_printf(m, "\nIcmp: %llu %llu %llu", icmp(net, ICMP_MIB_INMSGS),
		   icmp(net, ICMP_MIB_INERRORS),
		   icmp(net, ICMP_MIB_CSUMERRORS));
	for (l = snmp4_icmp_list; l->name; l++)
		seq_printf(m, " %llu", icmpmsg(net, l->entry));
	seq_printf(m, " %llu %llu", icmp(net, ICMP_MIB_OUTMSGS),
		   icmp(net, ICMP_MIB_OUTERRORS));
	for (l = snmp4_icmp_list; l->name; l++)
		seq_printf(m, " %llu", icmpmsg(net, l->entry | 0x100));
	seq_putc(m, '\n');
	put_icmpmsg(m, net);
}

static void put_tcp(struct seq_file *m, const struct net *net)
{
	const struct snmp_mib *list = snmp4_tcp_list;

	seq_puts(m, "Tcp:");
	put_names(m, "", list);
	seq_puts(m, "\nTcp:");
	for (; list->name; list++) {
		u64 v = snmp_sum(net->mib.tcp_statistics,
				 (unsigned int)list->entry);

		/* MaxConn is signed: -1 means no limit (RFC 2012) */
		if (list->entry == TCP_MIB_MAXCONN)
			seq_printf(m, " %lld", (long long)v);
		else
			seq_printf(m, " %llu", (unsigned long long)v);
	}
	seq_putc(m, '\n');
}

int snmp_seq_show(struct seq_file *m, void *v)
{
	struct net *net = seq_file_net(m);

	put_ip(m, net);
	put_icmp(m, net);
	put_tcp(m, net);
	put_mib(m, "Udp", snmp4_udp_list, net->mib.udp_statistics);
	put_mib(m, "UdpLite", snmp4_udp_list, net->mib.udplite_statistics);
	return 0;
}

int netstat_seq_show(struct seq_file *m, void *v)
{
	struct net *net = seq_file_net(m);

	put_mib(m, "TcpExt", snmp4_net_list, net->mib.net_statistics);
	put_mib(m, "IpExt", snmp4_ipextstats_list, net->mib.ip_statistics);
	return 0;
}
