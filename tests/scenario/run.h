/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run - a packet script that is being played
 *
 * Where:   run.c plays; wire.c has the packets, calls.c the calls, check.c the
 *          rest; a target is the stack that is tested: target_strata.c is
 *          ours, in virtual time, target_linux.c the host's kernel.
 * Mirrors: nothing.
 * Spec:    tests/scenario/README.md.
 */
#ifndef TESTS_SCENARIO_RUN_H
#define TESTS_SCENARIO_RUN_H

#include "api/strata.h"
#include "tests/scenario/script.h"

#include <poll.h>

#define LOCAL_ADDR  "192.168.0.1"
#define REMOTE_ADDR "192.0.2.1"
#define GATEWAY	    "192.168.0.2"
#define PORT	    8080
#define FIRST_PORT  5000 /* of the remote ends that nobody named */
#define MAX_FDS	    64
#define MAX_CONNS   64
#define HISTORY	    5

struct run;

/* A packet that the stack has sent and the script has not yet seen. */
struct sent {
	int64_t t;
	unsigned int gso;
	size_t len;
	struct sent *next;
	uint8_t data[];
};

/**
 * struct target - the stack that is tested
 *
 * Handles are small numbers >= 0; failures are -errno. Times are ns since the
 * script began.
 */
struct target {
	const char *name;
	bool real_time;
	int (*open)(struct run *r);
	void (*close)(struct run *r); /* what is left over is an error */
	void (*begin)(struct run *r); /* now is 0 */
	int64_t (*now)(struct run *r);
	/* until then, and all that is due by then; sent packets queue up */
	void (*advance)(struct run *r, int64_t until);
	/* until a packet is there; false: none came */
	bool (*await)(struct run *r, int64_t until);
	int (*input)(struct run *r, const void *pkt, size_t len);
	int (*socket)(struct run *r, int family, int type, int proto);
	/* as st_call(); ACCEPT gives the handle, CLOSE ends it */
	long (*call)(struct run *r, int h, enum st_op op, struct st_args *a);
	int (*nonblock)(struct run *r, int h, bool on);
	int (*poll)(struct run *r, struct pollfd *fds, int nr, int ms);
	/* in the background; @fn must return before close() */
	int (*spawn)(struct run *r, int (*fn)(void *data), void *data);
	int (*sysctl)(struct run *r, const char *name, const char *value);
	char *(*file)(struct run *r, const char *path); /* free() it */
};

extern const struct target strata_target, linux_target;

/**
 * struct conn - one connection as the script sees it
 * @lport: 0: the stack has not said yet
 * @lisn, @risn: live sequence number of the script's 0 behind the SYN
 * @fresh_syn: a SYN came in; its answer may have a new @lisn
 * @ts_live, @ts_script: the first pair of time stamps
 */
struct conn {
	uint16_t lport, rport;
	bool have_lisn, have_risn, fresh_syn, connecting, have_ts;
	uint32_t lisn, risn, syn_seq;
	uint32_t ts_live, ts_script;
};

/**
 * struct sd - a descriptor of the script
 * @tx, @rx: bytes written and read
 */
struct sd {
	bool used, nonblock, listening, connected;
	int handle;
	uint64_t tx, rx;
};

/* A call that is being made, perhaps in the background. */
struct call {
	struct run *r;
	struct event *ev;
	bool done;
	int64_t begun, ended;
	long ret; /* -errno */
	char error[512];
};

struct run {
	struct script *s;
	const struct target *target;
	void *priv; /* the target's */
	bool loose, verbose;
	int64_t tolerance;
	int64_t slip, late; /* of timers: all together; this one */

	struct sent *sent, **sent_tail;
	struct conn conns[MAX_CONNS];
	int nr_conns;
	struct conn *conn; /* at hand */
	struct sd fds[MAX_FDS];
	int info_fd;	      /* whose TCP_INFO the code blocks ask for */
	bool wild_rx;	      /* urgent data: bytes read are not in order */
	struct call *pending; /* blocks */
	void *before;	      /* counters at the start */

	char history[HISTORY][256];
	int nr_history;
	char error[4096];
};

/*
 * Plays it all; @r is zero but for @loose and @verbose. Return: 0, or -1 with
 * @error in @r.
 */
int run_script(struct run *r, struct script *s, const struct target *target);
/* By how much a timer of this length may be late. */
int64_t timer_grain(const struct run *r, int64_t ns);
/* "FILE:LINE: ..." and the last packets; the first failure stays. */
int run_fail(struct run *r, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void run_history(struct run *r, int64_t t, const char *text);

/* ---- wire.c: packets ----------------------------------------------------- */

void wire_sent(struct run *r, const void *pkt, size_t len, unsigned int gso,
	       int64_t t);
int wire_inject(struct run *r, struct event *ev);
int wire_expect(struct run *r, struct event *ev, int64_t *when);
/* At the end nothing may be left that the script has not seen. */
int wire_end(struct run *r, int line);
void wire_drop(struct run *r);
/* A connection for a socket that connects. */
void wire_connecting(struct run *r, uint16_t lport, uint16_t rport);
/* Byte @i of each stream. */
static inline uint8_t pattern(uint64_t i)
{
	return (uint8_t)(i % 251);
}

/* ---- wire_text.c, wire_check.c ------------------------------------------- */

/* What came out of the stack, in the script's numbers. */
void wire_decode(const struct conn *c, const struct sent *s, struct packet *p,
		 const uint8_t **payload);
void packet_text(char *buf, size_t len, const struct packet *p, bool out);
uint32_t be32_at(const uint8_t *p);
void put_be32(uint8_t *p, uint32_t v);
uint16_t csum_fold_of(const void *data, size_t len, uint32_t sum);
uint32_t pseudo_sum(const uint8_t *ip, size_t len);

/* ---- calls.c, check.c ------------------------------------------------------
 */

int calls_start(struct run *r, struct event *ev);
/* Waits for the call in the background, if there is one. */
int calls_finish(struct run *r);
void calls_close_all(struct run *r);
long getsockopt_fd(struct run *r, int fd, int level, int name, void *buf,
		   unsigned int *len);

int check_code(struct run *r, struct event *ev);
int check_expect(struct run *r, struct event *ev);
int check_shell(struct run *r, struct event *ev);
int check_begin(struct run *r);
void check_end(struct run *r);

#endif /* TESTS_SCENARIO_RUN_H */
