// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check - what a script says about counters, states and sysctls
 *
 * Where:   run.c, at lines with `commands`, %{ code }% and expect.
 * Mirrors: packetdrill's run_command.c and code.c, without shell and python.
 * Spec:    tests/scenario/README.md; the expressions are in check_expr.c.
 */
#include "tests/scenario/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- commands ------------------------------------------------------------ */

static int set_sysctl(struct run *r, int line, const char *name,
		      const char *value)
{
	int err = r->target->sysctl(r, name, value);

	return err < 0 && !r->loose ? run_fail(r, line, "sysctl %s=%s: %s",
					       name, value, strerror(-err))
				    : 0;
}

/* sysctl [-q] [-w] net.ipv4.x=y, where y goes to the end of the line */
static int run_sysctl(struct run *r, int line, char *args)
{
	char *eq;

	for (;;) {
		args += strspn(args, " \t");
		if (*args != '-')
			break;
		args += strcspn(args, " \t");
	}
	eq = strchr(args, '=');
	if (!eq)
		return run_fail(r, line, "write it as sysctl -q name=value");
	*eq++ = '\0';
	if (*eq == '"' || *eq == '\'') {
		eq++;
		eq[strcspn(eq, "\"'")] = '\0';
	}
	return set_sysctl(r, line, args, eq);
}

/* The set of sysctls that packetdrill's own scripts start from. */
static void google_defaults(struct run *r, int line)
{
	static const char *const set[][2] = {
		{"tcp_rmem", "4096 540000 15728640"},
		{"tcp_wmem", "4096 262144 4194304"},
		{"tcp_timestamps", "1"},
		{"tcp_syn_retries", "5"},
		{"tcp_synack_retries", "5"},
		{"tcp_sack", "1"},
		{"tcp_dsack", "1"},
		{"tcp_reordering", "3"},
		{"tcp_congestion_control", "cubic"},
		{"tcp_slow_start_after_idle", "0"},
		{"tcp_ecn", "0"},
		{"tcp_syncookies", "1"},
	};
	char name[64];

	set_sysctl(r, line, "net.core.rmem_max", "212992");
	set_sysctl(r, line, "net.core.wmem_max", "212992");
	for (size_t i = 0; i < sizeof(set) / sizeof(*set); i++) {
		snprintf(name, sizeof(name), "net.ipv4.%s", set[i][0]);
		set_sysctl(r, line, name, set[i][1]);
	}
}

/* /proc/sys/net/ipv4/x=y, as set_sysctls.py has it */
static void run_proc_word(struct run *r, int line, char *word)
{
	char *eq = strchr(word, '=');

	if (!eq || strncmp(word, "/proc/sys/", 10))
		return;
	*eq++ = '\0';
	if (*eq == '"' || *eq == '\'') {
		eq++;
		eq[strcspn(eq, "\"'")] = '\0';
	}
	for (char *p = word; *p; p++)
		*p = *p == '/' ? '.' : *p;
	set_sysctl(r, line, word + 10, eq);
}

static int run_command(struct run *r, int line, char *cmd)
{
	char *word, *save = NULL;

	cmd += strspn(cmd, " \t");
	if (!strncmp(cmd, "sysctl ", 7))
		return run_sysctl(r, line, cmd + 7);
	if (!r->loose && *cmd)
		return run_fail(r, line, "only sysctl is known here: %s", cmd);
	if (strstr(cmd, "defaults.sh"))
		google_defaults(r, line);
	for (word = strtok_r(cmd, " \t\\", &save); word;
	     word = strtok_r(NULL, " \t\\", &save))
		run_proc_word(r, line, word);
	return 0;
}

int check_shell(struct run *r, struct event *ev)
{
	char *text = strdup(ev->text), *save = NULL, *cmd;
	int err = 0;

	for (cmd = strtok_r(text, ";\n", &save); cmd && !err;
	     cmd = strtok_r(NULL, ";\n", &save))
		err = run_command(r, ev->line, cmd);
	free(text);
	return err;
}

/* ---- counters ------------------------------------------------------------ */

/* One more book: what was there when the script began. */
struct counters {
	char *netstat, *snmp;
};

static void counters_read(struct run *r, struct counters *c)
{
	c->netstat = r->target->file(r, "/proc/net/netstat");
	c->snmp = r->target->file(r, "/proc/net/snmp");
}

static void counters_free(struct counters *c)
{
	free(c->netstat);
	free(c->snmp);
}

/*
 * TcpExtListenDrops: in the pair of lines that begin with "TcpExt:", the
 * column that is called ListenDrops. Return: -1: there is none.
 */
static long long counter_in(const char *text, const char *name)
{
	const char *line = text, *next, *h, *v;

	for (; line && *line; line = next) {
		const char *colon = strchr(line, ':');
		size_t n = colon ? (size_t)(colon - line) : 0;

		next = strchr(line, '\n');
		if (!next || !n)
			return -1;
		next++;
		if (strncmp(line, name, n) || strncmp(next, line, n))
			continue;
		h = line + n + 1;
		v = next + n + 1;
		while (*h == ' ') {
			size_t len = strcspn(++h, " \n");

			v += strspn(v, " ");
			if (len == strlen(name + n) &&
			    !strncmp(h, name + n, len))
				return strtoll(v, NULL, 10);
			h += len;
			v += strcspn(v, " \n");
		}
	}
	return -1;
}

static long long counter(const struct counters *c, const char *name)
{
	long long v = c->netstat ? counter_in(c->netstat, name) : -1;

	return v < 0 && c->snmp ? counter_in(c->snmp, name) : v;
}

int check_begin(struct run *r)
{
	r->before = calloc(1, sizeof(struct counters));
	if (r->before)
		counters_read(r, r->before);
	return r->before ? 0 : -1;
}

void check_end(struct run *r)
{
	if (r->before)
		counters_free(r->before);
	free(r->before);
	r->before = NULL;
}

/* expect counter NAME +N: so much more than at the start */
static int expect_counter(struct run *r, struct event *ev, const char *name,
			  long long want)
{
	struct counters now;
	long long a, b;

	counters_read(r, &now);
	a = counter(r->before, name);
	b = counter(&now, name);
	counters_free(&now);
	if (b < 0)
		return run_fail(r, ev->line, "no counter %s", name);
	if (b - (a < 0 ? 0 : a) != want)
		return run_fail(r, ev->line, "%s: expected +%lld, got +%lld",
				name, want, b - (a < 0 ? 0 : a));
	return 0;
}

/* ---- states -------------------------------------------------------------- */

static const char *const states[] = {
	"CLOSED",	"ESTABLISHED", "SYN-SENT",  "SYN-RECEIVED",
	"FIN-WAIT-1",	"FIN-WAIT-2",  "TIME-WAIT", "CLOSED",
	"CLOSE-WAIT",	"LAST-ACK",    "LISTEN",    "CLOSING",
	"SYN-RECEIVED",
};

/* The state of the connection at hand, as /proc/net/tcp has it; 0: none. */
static unsigned int state_of(const char *text, const struct conn *c)
{
	unsigned int lport, rport, state;

	for (const char *p = text; p && *p; p++) {
		if (sscanf(p, "%*d: %*8x:%4x %*8x:%4x %2x", &lport, &rport,
			   &state) == 3 &&
		    lport == c->lport && rport == c->rport)
			return state;
		p = strchr(p, '\n');
		if (!p)
			break;
	}
	return 0;
}

static int expect_state(struct run *r, struct event *ev, const char *want)
{
	char *text = r->target->file(r, "/proc/net/tcp");
	unsigned int state;

	if (!r->conn || !text) {
		free(text);
		return run_fail(r, ev->line, "no connection, or no list");
	}
	state = state_of(text, r->conn);
	free(text);
	if (state > 12 || strcmp(states[state], want))
		return run_fail(r, ev->line, "state: expected %s, got %s", want,
				state > 12 ? "?" : states[state]);
	return 0;
}

int check_expect(struct run *r, struct event *ev)
{
	char what[64], name[64];
	long long n;

	if (sscanf(ev->text, " counter %63s +%lld", name, &n) == 2)
		return expect_counter(r, ev, name, n);
	if (sscanf(ev->text, " state %63s", what) == 1)
		return expect_state(r, ev, what);
	return run_fail(r, ev->line, "expect counter NAME +N, expect state S");
}
