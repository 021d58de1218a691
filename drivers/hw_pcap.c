// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_pcap - capture files, by libpcap
 *
 * Where:   drivers/pcap.c.
 * Mirrors: nothing in the kernel.
 */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "drivers/hw_pcap.h"

struct hw_pcap {
	pcap_t *in;
	pcap_dumper_t *out;
};

struct hw_pcap *hw_pcap_open(const char *path, char *msg, size_t len)
{
	char err[PCAP_ERRBUF_SIZE];
	struct hw_pcap *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->in = pcap_open_offline_with_tstamp_precision(
		path, PCAP_TSTAMP_PRECISION_NANO, err);
	if (!p->in) {
		snprintf(msg, len, "read=%s: %s", path, err);
		free(p);
		return NULL;
	}
	if (pcap_datalink(p->in) == DLT_EN10MB)
		return p;
	snprintf(msg, len,
		 "read=%s: holds %s frames; only Ethernet is replayed", path,
		 pcap_datalink_val_to_name(pcap_datalink(p->in)));
	hw_pcap_close(p);
	return NULL;
}

struct hw_pcap *hw_pcap_create(const char *path, char *msg, size_t len)
{
	struct hw_pcap *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->in = pcap_open_dead_with_tstamp_precision(
		DLT_EN10MB, 262144, PCAP_TSTAMP_PRECISION_NANO);
	if (p->in)
		p->out = pcap_dump_open(p->in, path);
	if (p->out)
		return p;
	snprintf(msg, len, "write=%s: %s", path,
		 p->in ? pcap_geterr(p->in) : "out of memory");
	hw_pcap_close(p);
	return NULL;
}

int hw_pcap_next(struct hw_pcap *p, const void **data, u32 *len, s64 *t_ns)
{
	struct pcap_pkthdr *hdr;
	const u_char *bytes;
	int ret = pcap_next_ex(p->in, &hdr, &bytes);

	if (ret == PCAP_ERROR_BREAK)
		return 0;
	if (ret != 1)
		return -EIO;
	*data = bytes;
	*len = hdr->caplen;
	*t_ns = (s64)hdr->ts.tv_sec * 1000000000 + hdr->ts.tv_usec;
	return 1;
}

int hw_pcap_write(struct hw_pcap *p, const void *data, u32 len, s64 t_ns)
{
	struct pcap_pkthdr hdr = {
		.ts.tv_sec = t_ns / 1000000000,
		.ts.tv_usec = t_ns % 1000000000, /* ns, by the file's magic */
		.caplen = len,
		.len = len,
	};

	pcap_dump((u_char *)p->out, &hdr, data);
	return ferror(pcap_dump_file(p->out)) ? -EIO : 0;
}

void hw_pcap_close(struct hw_pcap *p)
{
	if (!p)
		return;
	if (p->out)
		pcap_dump_close(p->out);
	if (p->in)
		pcap_close(p->in);
	free(p);
}
