// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conf - reading the configuration file
 *
 * Where:   strata up FILE.
 * Mirrors: nothing in the kernel.
 *
 * Three tables say which statements a file, a host and a device may have;
 * each handler gets the words of its statement. Everything is checked that can
 * be known without starting anything, so that a bad file starts nothing.
 */
#include "shell/conf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 64

const char config_default[] = "mode live;\n"
			      "host strata {\n"
			      "	dev eth0 {\n"
			      "		tap host=tap0;\n"
			      "		address 10.0.0.2/24;\n"
			      "		peer 10.0.0.1/24;\n"
			      "	}\n"
			      "}\n";

struct parser {
	const char *file;
	const char *p; /* what is not read yet */
	unsigned int line;
	char *err;
	size_t len;
	struct config *c;
	struct config_host *host;
	struct config_dev *dev;
	struct config_wire *wire;

	/* the statement in hand; words are cut out of buf */
	char buf[1024];
	char *word[MAX_WORDS];
	unsigned int nr_words;
	unsigned int first_line; /* of the statement */
};

enum ending { END_FILE, END_STATEMENT, END_OPEN, END_CLOSE, END_ERROR };

struct statement {
	const char *name;
	const char *usage;
	unsigned int min, max; /* words behind the name */
	bool block;
	int (*fn)(struct parser *ps);
};

/* One sentence, the first that is told wins. Return: -1. */
static int bad(struct parser *ps, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (ps->err[0])
		return -1;
	n = snprintf(ps->err, ps->len, "%s:%u: ", ps->file, ps->first_line);
	va_start(ap, fmt);
	if (n > 0 && (size_t)n < ps->len)
		vsnprintf(ps->err + n, ps->len - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

/* ---- words ---------------------------------------------------------------
 */

static void skip_blank(struct parser *ps)
{
	for (;; ps->p++) {
		if (*ps->p == '#')
			ps->p += strcspn(ps->p, "\n");
		if (*ps->p == '\n')
			ps->line++;
		else if (!*ps->p || !strchr(" \t\r", *ps->p))
			return;
	}
}

/* One word to @to; @room bytes are there. Return: bytes used, or -1. */
static int read_word(struct parser *ps, char *to, size_t room)
{
	const char *stop = " \t\r\n{};#";
	size_t n;

	if (*ps->p == '"') {
		ps->p++;
		stop = "\"\n";
	}
	n = strcspn(ps->p, stop);
	if (*stop == '"' && ps->p[n] != '"')
		return bad(ps, "a quoted word does not end on its line: add "
			       "the second \"");
	if (n + 1 > room)
		return bad(ps, "a statement has at most 1000 bytes");
	memcpy(to, ps->p, n);
	to[n] = '\0';
	ps->p += n + (*stop == '"');
	return (int)n + 1;
}

/* Words up to ; { or }. */
static enum ending read_statement(struct parser *ps)
{
	size_t used = 0;
	int n;

	ps->nr_words = 0;
	skip_blank(ps);
	ps->first_line = ps->line;
	for (;; skip_blank(ps)) {
		switch (*ps->p) {
		case '\0':
			if (!ps->nr_words)
				return END_FILE;
			bad(ps, "\"%s\" is not finished: expected \";\"",
			    ps->word[0]);
			return END_ERROR;
		case ';':
			ps->p++;
			if (!ps->nr_words)
				continue;
			return END_STATEMENT;
		case '{':
			ps->p++;
			return END_OPEN;
		case '}':
			if (ps->nr_words) {
				bad(ps,
				    "\"%s\" is not finished: expected "
				    "\";\" before \"}\"",
				    ps->word[ps->nr_words - 1]);
				return END_ERROR;
			}
			ps->p++;
			return END_CLOSE;
		}
		if (ps->nr_words == MAX_WORDS) {
			bad(ps, "more than %d words: expected \";\"",
			    MAX_WORDS);
			return END_ERROR;
		}
		ps->word[ps->nr_words] = ps->buf + used;
		n = read_word(ps, ps->buf + used, sizeof(ps->buf) - used);
		if (n < 0)
			return END_ERROR;
		used += (size_t)n;
		ps->nr_words++;
	}
}

/* Copy a word; @what names it in the complaint. */
static int take(struct parser *ps, char *to, size_t room, const char *word,
		const char *what)
{
	if (!*word)
		return bad(ps, "%s is empty: expected a word", what);
	if (strlen(word) >= room)
		return bad(ps, "%s %.20s… is too long: at most %zu bytes", what,
			   word, room - 1);
	memcpy(to, word, strlen(word) + 1);
	return 0;
}
#define TAKE(ps, to, word, what) take(ps, to, sizeof(to), word, what)

/* All words from @from on, a blank between. */
static int take_rest(struct parser *ps, char *to, size_t room,
		     unsigned int from)
{
	size_t used = 0;

	to[0] = '\0';
	for (unsigned int i = from; i < ps->nr_words; i++) {
		int n = snprintf(to + used, room - used, "%s%s",
				 i > from ? " " : "", ps->word[i]);

		if (n < 0 || (size_t)n >= room - used)
			return bad(ps, "%s: at most %zu bytes of options",
				   ps->word[0], room - 1);
		used += (size_t)n;
	}
	return 0;
}

static int take_number(struct parser *ps, const char *word, uint64_t min,
		       uint64_t max, uint64_t *to)
{
	char *end;

	errno = 0;
	*to = strtoull(word, &end, 0);
	if (errno || end == word || *end || *word == '-' || *to < min ||
	    *to > max)
		return bad(ps, "%s %s: expected a number from %llu to %llu",
			   ps->word[0], word, (unsigned long long)min,
			   (unsigned long long)max);
	return 0;
}

/* "10.0.0.2/24"; @length: whether the prefix length must be there. */
static int check_address(struct parser *ps, const char *word, bool length)
{
	char addr[INET_ADDRSTRLEN];
	const char *slash = strchr(word, '/');
	size_t n = slash ? (size_t)(slash - word) : strlen(word);
	struct in_addr in;
	char *end;

	if (n >= sizeof(addr) || (length && !slash))
		goto no;
	memcpy(addr, word, n);
	addr[n] = '\0';
	if (inet_pton(AF_INET, addr, &in) != 1)
		goto no;
	if (!slash)
		return 0;
	if (slash[1] < '0' || slash[1] > '9' ||
	    strtoul(slash + 1, &end, 10) > 32 || *end)
		goto no;
	return 0;
no:
	return bad(ps, "%s %s: expected an IPv4 address as in %s", ps->word[0],
		   word, length ? "10.0.0.2/24" : "10.0.0.1");
}

/* Words of the form key=value from @from on. */
static int check_options(struct parser *ps, unsigned int from)
{
	for (unsigned int i = from; i < ps->nr_words; i++) {
		const char *eq = strchr(ps->word[i], '=');

		if (!eq || eq == ps->word[i])
			return bad(ps, "%s %s: expected KEY=VALUE", ps->word[0],
				   ps->word[i]);
	}
	return 0;
}

static int full(struct parser *ps, unsigned int n, unsigned int max,
		const char *what)
{
	return n < max ? 0 : bad(ps, "more than %u %s here", max, what);
}

/* ---- in a device ---------------------------------------------------------
 */

static int dev_kind(struct parser *ps)
{
	if (ps->dev->kind[0])
		return bad(ps, "device %s is a %s already: one kind each",
			   ps->dev->name, ps->dev->kind);
	if (check_options(ps, 1) ||
	    TAKE(ps, ps->dev->kind, ps->word[0], "kind"))
		return -1;
	return take_rest(ps, ps->dev->options, sizeof(ps->dev->options), 1);
}

static int dev_address(struct parser *ps)
{
	struct config_dev *d = ps->dev;

	if (full(ps, d->nr_addresses, CONFIG_MAX_ADDRESSES, "addresses") ||
	    check_address(ps, ps->word[1], true))
		return -1;
	return TAKE(ps, d->address[d->nr_addresses++], ps->word[1], "address");
}

static int dev_peer(struct parser *ps)
{
	if (check_address(ps, ps->word[1], true))
		return -1;
	return TAKE(ps, ps->dev->peer, ps->word[1], "peer");
}

static int dev_mtu(struct parser *ps)
{
	uint64_t n;

	if (take_number(ps, ps->word[1], 68, 65535, &n))
		return -1;
	ps->dev->mtu = (unsigned int)n;
	return 0;
}

static int dev_down(struct parser *ps)
{
	ps->dev->down = true;
	return 0;
}

static const struct statement dev_statements[] = {
	{"tap", "tap [host=NAME] [KEY=VALUE …]", 0, MAX_WORDS, false, dev_kind},
	{"dummy", "dummy", 0, 0, false, dev_kind},
	{"address", "address A.B.C.D/LEN", 1, 1, false, dev_address},
	{"peer", "peer A.B.C.D/LEN", 1, 1, false, dev_peer},
	{"mtu", "mtu BYTES", 1, 1, false, dev_mtu},
	{"down", "down", 0, 0, false, dev_down},
	{NULL, NULL, 0, 0, false, NULL},
};

/* ---- in a host -----------------------------------------------------------
 */

static int parse_block(struct parser *ps, const struct statement *table,
		       const char *what);

static int host_cpus(struct parser *ps)
{
	uint64_t n;

	if (take_number(ps, ps->word[1], 1, 64, &n))
		return -1;
	ps->host->cpus = (unsigned int)n;
	return 0;
}

static int host_events(struct parser *ps)
{
	if (strcmp(ps->word[1], "on") && strcmp(ps->word[1], "off"))
		return bad(ps, "events %s: expected on or off", ps->word[1]);
	ps->host->no_events = !strcmp(ps->word[1], "off");
	return 0;
}

static int host_module(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_module *m = &h->module[h->nr_modules];

	if (full(ps, h->nr_modules, CONFIG_MAX_MODULES, "modules") ||
	    check_options(ps, 2) || TAKE(ps, m->name, ps->word[1], "module"))
		return -1;
	m->line = ps->first_line;
	h->nr_modules++;
	return take_rest(ps, m->params, sizeof(m->params), 2);
}

static int host_dev(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_dev *d = &h->dev[h->nr_devs];

	if (full(ps, h->nr_devs, CONFIG_MAX_DEVS, "devices"))
		return -1;
	if (config_find_dev(h, ps->word[1]))
		return bad(ps,
			   "host %s has a device %s already: take another "
			   "name",
			   h->name, ps->word[1]);
	if (strlen(ps->word[1]) > 15)
		return bad(ps, "device %s: at most 15 bytes", ps->word[1]);
	if (TAKE(ps, d->name, ps->word[1], "device"))
		return -1;
	d->line = ps->first_line;
	h->nr_devs++;
	ps->dev = d;
	return parse_block(ps, dev_statements, "a device");
}

/* route PREFIX [via A] [dev D] */
static int host_route(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_route *r = &h->route[h->nr_routes];

	if (full(ps, h->nr_routes, CONFIG_MAX_ROUTES, "routes"))
		return -1;
	if (strcmp(ps->word[1], "default") &&
	    check_address(ps, ps->word[1], true))
		return -1;
	if (TAKE(ps, r->prefix, ps->word[1], "prefix"))
		return -1;
	for (unsigned int i = 2; i < ps->nr_words; i += 2) {
		bool via = !strcmp(ps->word[i], "via");

		if ((!via && strcmp(ps->word[i], "dev")) ||
		    i + 1 == ps->nr_words)
			return bad(ps,
				   "route … %s: expected via ADDRESS or "
				   "dev DEVICE",
				   ps->word[i]);
		if (via && check_address(ps, ps->word[i + 1], false))
			return -1;
		if (via ? TAKE(ps, r->via, ps->word[i + 1], "gateway")
			: TAKE(ps, r->dev, ps->word[i + 1], "device"))
			return -1;
	}
	if (!r->via[0] && !r->dev[0])
		return bad(ps,
			   "route %s leads nowhere: add via ADDRESS or dev "
			   "DEVICE",
			   r->prefix);
	r->line = ps->first_line;
	h->nr_routes++;
	return 0;
}

/* sysctl NAME = VALUE …, blanks at the = or not */
static int host_sysctl(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_sysctl *s = &h->sysctl[h->nr_sysctls];
	char all[CONFIG_TEXT * 2], *eq, *end;

	if (full(ps, h->nr_sysctls, CONFIG_MAX_SYSCTLS, "sysctls") ||
	    take_rest(ps, all, sizeof(all), 1))
		return -1;
	eq = strchr(all, '=');
	if (!eq || eq == all || !eq[1 + strspn(eq + 1, " ")])
		return bad(ps, "sysctl %s: expected NAME = VALUE", all);
	end = eq;
	while (end > all && end[-1] == ' ')
		end--;
	*end = '\0';
	if (TAKE(ps, s->name, all, "sysctl") ||
	    TAKE(ps, s->value, eq + 1 + strspn(eq + 1, " "), "value"))
		return -1;
	s->line = ps->first_line;
	h->nr_sysctls++;
	return 0;
}

static const struct statement host_statements[] = {
	{"cpus", "cpus N", 1, 1, false, host_cpus},
	{"events", "events on|off", 1, 1, false, host_events},
	{"module", "module NAME [PARAM=VALUE …]", 1, MAX_WORDS, false,
	 host_module},
	{"dev", "dev NAME { … }", 1, 1, true, host_dev},
	{"route", "route PREFIX via ADDRESS dev DEVICE", 1, 5, false,
	 host_route},
	{"sysctl", "sysctl NAME = VALUE", 1, MAX_WORDS, false, host_sysctl},
	{NULL, NULL, 0, 0, false, NULL},
};

/* ---- in the file ---------------------------------------------------------
 */

static int file_mode(struct parser *ps)
{
	if (strcmp(ps->word[1], "live") && strcmp(ps->word[1], "virtual"))
		return bad(ps, "mode %s: expected live or virtual",
			   ps->word[1]);
	ps->c->virtual_time = !strcmp(ps->word[1], "virtual");
	return 0;
}

static int file_seed(struct parser *ps)
{
	return take_number(ps, ps->word[1], 1, UINT64_MAX, &ps->c->seed);
}

static int file_host(struct parser *ps)
{
	struct config *c = ps->c;
	struct config_host *h;

	if (full(ps, c->nr_hosts, CONFIG_MAX_HOSTS, "hosts"))
		return -1;
	if (config_find_host(c, ps->word[1]))
		return bad(ps, "there is a host %s already: take another name",
			   ps->word[1]);
	h = &c->host[c->nr_hosts];
	if (TAKE(ps, h->name, ps->word[1], "host"))
		return -1;
	h->cpus = 1;
	h->line = ps->first_line;
	c->nr_hosts++;
	ps->host = h;
	return parse_block(ps, host_statements, "a host");
}

/* "A:eth1" */
static int wire_end(struct parser *ps, struct config_wire *w, unsigned int i,
		    char *word)
{
	char *colon = strchr(word, ':');

	if (!colon || colon == word || !colon[1])
		return bad(ps, "wire … %s: expected HOST:DEVICE", word);
	*colon = '\0';
	if (TAKE(ps, w->host[i], word, "host"))
		return -1;
	return TAKE(ps, w->dev[i], colon + 1, "device");
}

/* delay 5ms; appends "delay=5ms" */
static int wire_knob(struct parser *ps)
{
	struct config_wire *w = ps->wire;
	size_t used = strlen(w->knobs);
	int n = snprintf(w->knobs + used, sizeof(w->knobs) - used, "%s%s=%s",
			 used ? " " : "", ps->word[0], ps->word[1]);

	if (n < 0 || (size_t)n >= sizeof(w->knobs) - used)
		return bad(ps, "too many knobs on one wire");
	return 0;
}

static const struct statement wire_statements[] = {
	{"rate", "rate 10mbit", 1, 1, false, wire_knob},
	{"delay", "delay 5ms", 1, 1, false, wire_knob},
	{"jitter", "jitter 1ms", 1, 1, false, wire_knob},
	{"loss", "loss 0.01", 1, 1, false, wire_knob},
	{"reorder", "reorder 0.05", 1, 1, false, wire_knob},
	{"duplicate", "duplicate 0.01", 1, 1, false, wire_knob},
	{"corrupt", "corrupt 0.001", 1, 1, false, wire_knob},
	{"limit", "limit 1000", 1, 1, false, wire_knob},
	{NULL, NULL, 0, 0, false, NULL},
};

static int file_wire(struct parser *ps)
{
	struct config *c = ps->c;
	struct config_wire *w = &c->wire[c->nr_wires];

	if (full(ps, c->nr_wires, CONFIG_MAX_WIRES, "wires") ||
	    wire_end(ps, w, 0, ps->word[1]) || wire_end(ps, w, 1, ps->word[2]))
		return -1;
	w->line = ps->first_line;
	c->nr_wires++;
	ps->wire = w;
	return parse_block(ps, wire_statements, "a wire");
}

static const struct statement file_statements[] = {
	{"mode", "mode live|virtual", 1, 1, false, file_mode},
	{"seed", "seed N", 1, 1, false, file_seed},
	{"host", "host NAME { … }", 1, 1, true, file_host},
	{"wire", "wire HOST:DEV HOST:DEV { … }", 2, 2, true, file_wire},
	{NULL, NULL, 0, 0, false, NULL},
};

/* ---- blocks --------------------------------------------------------------
 */

static int unknown(struct parser *ps, const struct statement *table,
		   const char *what)
{
	char list[160] = "";
	size_t used = 0;

	for (; table->name; table++)
		used += (size_t)snprintf(list + used, sizeof(list) - used,
					 "%s%s", used ? ", " : "", table->name);
	return bad(ps, "%s has no \"%s\": expected %s", what, ps->word[0],
		   list);
}

static int run_statement(struct parser *ps, const struct statement *table,
			 const char *what, bool block)
{
	const struct statement *st = table;

	if (!ps->nr_words)
		return bad(ps, "\"{\" without a name before it");
	while (st->name && strcmp(st->name, ps->word[0]))
		st++;
	if (!st->name)
		return unknown(ps, table, what);
	if (ps->nr_words - 1 < st->min || ps->nr_words - 1 > st->max ||
	    block != st->block)
		return bad(ps, "\"%s\" is written otherwise: expected %s%s",
			   ps->word[0], st->usage, st->block ? "" : ";");
	return st->fn(ps);
}

static int parse_block(struct parser *ps, const struct statement *table,
		       const char *what)
{
	unsigned int open = ps->first_line;

	for (;;) {
		enum ending end = read_statement(ps);

		switch (end) {
		case END_ERROR:
			return -1;
		case END_CLOSE:
			if (table != file_statements)
				return 0;
			return bad(ps, "\"}\" without a \"{\" before it");
		case END_FILE:
			if (table == file_statements)
				return 0;
			ps->first_line = open;
			return bad(ps,
				   "%s is not closed: expected \"}\" "
				   "before the end of the file",
				   what);
		case END_STATEMENT:
		case END_OPEN:
			if (run_statement(ps, table, what, end == END_OPEN))
				return -1;
		}
	}
}

/* ---- the whole -----------------------------------------------------------
 */

struct config_host *config_find_host(struct config *c, const char *name)
{
	for (unsigned int i = 0; i < c->nr_hosts; i++)
		if (!strcmp(c->host[i].name, name))
			return &c->host[i];
	return NULL;
}

struct config_dev *config_find_dev(struct config_host *h, const char *name)
{
	for (unsigned int i = 0; i < h->nr_devs; i++)
		if (!strcmp(h->dev[i].name, name))
			return &h->dev[i];
	return NULL;
}

/* Both hosts of a wire exist, and no device ends two wires. */
static int check_wire(struct parser *ps, unsigned int nr)
{
	struct config *c = ps->c;
	struct config_wire *w = &c->wire[nr];

	ps->first_line = w->line;
	for (unsigned int i = 0; i < 2; i++) {
		struct config_host *h = config_find_host(c, w->host[i]);
		struct config_dev *d;

		if (!h)
			return bad(ps,
				   "wire: no host %s: add a block \"host "
				   "%s { }\"",
				   w->host[i], w->host[i]);
		d = config_find_dev(h, w->dev[i]);
		if (d && d->kind[0])
			return bad(ps,
				   "wire: %s of host %s is a %s: a wire "
				   "makes its own device",
				   d->name, h->name, d->kind);
		for (unsigned int k = 0; k < 2 * nr + i; k++) {
			struct config_wire *o = &c->wire[k / 2];

			if (!strcmp(o->host[k % 2], w->host[i]) &&
			    !strcmp(o->dev[k % 2], w->dev[i]))
				return bad(ps,
					   "wire: %s:%s has a wire "
					   "already, of line %u",
					   w->host[i], w->dev[i], o->line);
		}
	}
	return 0;
}

static bool has_wire(struct config *c, const char *host, const char *dev)
{
	for (unsigned int i = 0; i < 2 * c->nr_wires; i++)
		if (!strcmp(c->wire[i / 2].host[i % 2], host) &&
		    !strcmp(c->wire[i / 2].dev[i % 2], dev))
			return true;
	return false;
}

static int check_dev(struct parser *ps, struct config_host *h,
		     struct config_dev *d)
{
	bool tap = !strcmp(d->kind, "tap");

	ps->first_line = d->line;
	if (!d->kind[0] && strcmp(d->name, "lo") &&
	    !has_wire(ps->c, h->name, d->name))
		return bad(ps,
			   "device %s of host %s is nothing: add tap; or "
			   "dummy; or a wire block",
			   d->name, h->name);
	if (d->peer[0] && !tap)
		return bad(ps,
			   "peer is the address of a tap's other end: %s "
			   "is none",
			   d->name);
	if (tap && ps->c->virtual_time)
		return bad(ps, "a tap needs mode live: use a wire in virtual "
			       "time");
	return 0;
}

static int check_all(struct parser *ps)
{
	struct config *c = ps->c;

	ps->first_line = ps->line;
	if (!c->nr_hosts)
		return bad(ps, "no host: expected at least \"host NAME { }\"");
	for (unsigned int i = 0; i < c->nr_wires; i++)
		if (check_wire(ps, i))
			return -1;
	for (unsigned int i = 0; i < c->nr_hosts; i++)
		for (unsigned int k = 0; k < c->host[i].nr_devs; k++)
			if (check_dev(ps, &c->host[i], &c->host[i].dev[k]))
				return -1;
	return 0;
}

struct config *config_parse(const char *file, const char *text, char *err,
			    size_t len)
{
	struct parser ps = {
		.file = file,
		.p = text,
		.line = 1,
		.first_line = 1,
		.err = err,
		.len = len,
	};

	err[0] = '\0';
	ps.c = calloc(1, sizeof(*ps.c));
	if (ps.c) {
		ps.c->host = calloc(CONFIG_MAX_HOSTS, sizeof(*ps.c->host));
		ps.c->wire = calloc(CONFIG_MAX_WIRES, sizeof(*ps.c->wire));
	}
	if (!ps.c || !ps.c->host || !ps.c->wire)
		bad(&ps, "out of memory");
	else if (!parse_block(&ps, file_statements, "the file"))
		check_all(&ps);
	if (!err[0])
		return ps.c;
	config_free(ps.c);
	return NULL;
}

struct config *config_load(const char *file, char *err, size_t len)
{
	struct config *c = NULL;
	size_t used = 0, room = 1 << 20;
	char *text;
	FILE *f = fopen(file, "re");

	if (!f) {
		snprintf(err, len,
			 "%s: %s: give the name of a configuration file, or "
			 "none; strata.conf(5) has an example",
			 file, strerror(errno));
		return NULL;
	}
	text = malloc(room + 1);
	if (text)
		used = fread(text, 1, room, f);
	if (!text || ferror(f) || used == room) {
		snprintf(err, len, "%s: cannot be read, or is above 1 MB",
			 file);
	} else if (memchr(text, 0, used)) {
		snprintf(err, len, "%s: is not a text", file);
	} else {
		text[used] = '\0';
		c = config_parse(file, text, err, len);
	}
	free(text);
	fclose(f);
	return c;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	free(c->host);
	free(c->wire);
	free(c);
}
