// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topo - hosts on wires, in virtual time, under one of several weathers
 *
 * Where:   tests/topology: each test runs once for each environment.
 * Mirrors: the env-* idea of saminiir/level-ip's tests.
 */
#ifndef TESTS_TOPO_H
#define TESTS_TOPO_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "api/strata.h"

/* What a wire does to frames. Bad ones lose, so tests try again. */
struct topo_env {
	const char *name;
	const char *knobs;
	bool hostile; /* frames may not arrive, or twice, or wrong */
};

extern const struct topo_env topo_envs[];
extern const unsigned int topo_nr_envs;

#define TOPO_MAX_HOSTS 4

/* h[0] - h[1] - … in a row; 10.0.i.0/24 between h[i] (.1) and h[i+1] (.2). */
struct topo {
	struct st_world *w;
	struct st_host *h[TOPO_MAX_HOSTS];
	struct st_net *n[TOPO_MAX_HOSTS];
	unsigned int nr;
};

/* A chain of @nr hosts; those in the middle forward, all routes are there. */
void topo_chain(struct topo *t, unsigned int nr, const struct topo_env *env,
		uint64_t seed);
void topo_chain_opts(struct topo *t, unsigned int nr, const char *knobs,
		     const struct st_opts *opts);
/* Ends it: asserts that nothing is left and both books balance. */
void topo_end(struct topo *t);

struct sockaddr_in topo_addr(const char *ip, uint16_t port);
/* Let @ns of virtual time pass. */
void topo_run(struct topo *t, int64_t ns);

struct ping_result {
	unsigned int sent, received, duplicates, errors;
	int64_t rtt_ns;	   /* of the last answer */
	uint8_t icmp_type; /* of the last error */
	uint8_t icmp_code;
	uint32_t from; /* who answered, network order */
	uint32_t mtu;  /* of a fragmentation-needed error */
};

struct ping_opts {
	unsigned int count, size;
	int ttl; /* 0: the default */
	bool df;
	int64_t interval_ns, wait_ns;
};

/* As ping(8) on a raw socket of @h. */
struct ping_result topo_ping(struct topo *t, unsigned int h, const char *to,
			     const struct ping_opts *o);
/* The value behind "Name" of group "Ip:" in /proc/net/snmp; -1: not there. */
int64_t topo_snmp(struct topo *t, unsigned int h, const char *group,
		  const char *name);
/* The same of /proc/net/netstat: "TcpExt:". */
int64_t topo_netstat(struct topo *t, unsigned int h, const char *group,
		     const char *name);

#endif
