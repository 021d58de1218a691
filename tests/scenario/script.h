/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * script - a packet script, read
 *
 * Where:   parse.c, parse_value.c and parse_packet.c make it from text; run.c
 *          plays it.
 * Mirrors: the syntax of packetdrill, with lines of our own: `expect`.
 * Spec:    tests/scenario/README.md.
 */
#ifndef TESTS_SCENARIO_SCRIPT_H
#define TESTS_SCENARIO_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NSEC_PER_USEC 1000LL
#define NSEC_PER_MSEC 1000000LL
#define NSEC_PER_SEC  1000000000LL
#define NO_TIME	      INT64_MIN

enum value_kind {
	V_ANY, /* ... */
	V_NUM,
	V_STR,
	V_LIST,	  /* [a, b] */
	V_STRUCT, /* {a=1, b=2} or {1, 2} */
};

/**
 * struct value - an argument of a call
 * @name: "linger" in {linger=0}; NULL: none
 * @unit: a word that was no symbol; @num is not its value
 */
struct value {
	enum value_kind kind;
	int64_t num;
	char *name;
	char *str;
	struct value **kid;
	int nr;
};

#define TCP_MAX_OPTS 40

#define FL_FIN 0x001
#define FL_SYN 0x002
#define FL_RST 0x004
#define FL_PSH 0x008
#define FL_ACK 0x010
#define FL_URG 0x020
#define FL_ECE 0x040
#define FL_CWR 0x080
#define FL_AE  0x100

/**
 * struct packet - one line with < or >, in the script's numbers
 * @sport, @dport: 0: those of the connection at hand
 * @win: -1: whatever it is
 * @any_opts: <...>
 * @opts: as on the wire, but sequence numbers and times are the script's
 * @ecn: bits of the IP header; -1: whatever they are
 * @icmp: -1: TCP, else the type
 */
struct packet {
	uint16_t sport, dport;
	unsigned int flags;
	uint32_t seq, ack;
	unsigned int len;
	int win;
	unsigned int urg;
	bool any_opts;
	uint8_t opts[TCP_MAX_OPTS];
	unsigned int optlen;
	int ecn, ttl;
	int icmp, code;
	unsigned int mtu;
};

enum event_kind {
	EV_IN,
	EV_OUT,
	EV_CALL,
	EV_SHELL,
	EV_CODE,
	EV_EXPECT,
};

enum time_kind {
	T_ABS,
	T_REL,
	T_ANY,
	T_ABS_RANGE,
	T_REL_RANGE,
};

/**
 * struct event - one line that happens
 * @t, @t2: ns; @t2 of ranges only
 * @end: when a call that blocks returns; NO_TIME: it does not block
 * @text: of shell, code and expect: what stands there
 * @func, @args, @ret, @err: of a call; @ret NULL is "any"
 */
struct event {
	enum event_kind kind;
	int line;
	enum time_kind time;
	int64_t t, t2, end;
	struct packet pkt;
	char *text;
	char *func;
	struct value **args;
	int nr_args;
	struct value *ret;
	int err; /* the errno that is expected; 0 none */
	struct event *next;
};

/**
 * struct script - all of a file
 * @tolerance: ns by which times may differ; -1: not said
 * @loose: packetdrill's own rules, see README.md
 */
struct script {
	const char *path;
	char *text;
	struct event *events;
	int64_t tolerance;
	bool check_ts;
	unsigned int mss;
	unsigned int mtu;
};

/* What the parser stands on. */
struct parser {
	struct script *s;
	const char *p;
	int line;
	char error[512];
};

/* 0, or -1 with the sentence in @error ("FILE:LINE: ..."). */
int script_read(struct script *s, const char *path, char *error, size_t len);
void script_free(struct script *s);

/* ---- between the parser's files ---------------------------------------- */

int parse_fail(struct parser *ps, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void skip_space(struct parser *ps);
/* Is @text next? Then it is taken, with the space before it. */
bool take(struct parser *ps, const char *text);
/* The same for a whole word. */
bool take_word(struct parser *ps, const char *word);
/* A word of letters, digits, _ ; at most @len - 1. Return: its length. */
int get_word(struct parser *ps, char *word, size_t len);
int get_uint(struct parser *ps, uint32_t *n);
int parse_packet(struct parser *ps, struct event *ev);
int parse_call(struct parser *ps, struct event *ev);
void value_free(struct value *v);

/* ---- symbols ------------------------------------------------------------- */

/* The number of a name of the headers: SOL_SOCKET, EAGAIN, TCP_CLOSE. */
bool symbol_find(const char *name, int64_t *num);
const char *errno_name(int err);

#endif /* TESTS_SCENARIO_SCRIPT_H */
