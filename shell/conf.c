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
#include "examples/app.h"
#include "shell/conf_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char config_default[] = "mode live;\n"
			      "host strata {\n"
			      "	dev eth0 {\n"
			      "		tap host=tap0;\n"
			      "		address 10.0.0.2/24;\n"
			      "		peer 10.0.0.1/24;\n"
			      "	}\n"
			      "}\n";

/* ---- in a device ---------------------------------------------------------
 */

static int dev_kind(struct parser *ps)
{
	if (ps->dev->kind[0])
		return conf_bad(ps, "device %s is a %s already: one kind each",
				ps->dev->name, ps->dev->kind);
	if (conf_check_options(ps, 1) ||
	    TAKE(ps, ps->dev->kind, ps->word[0], "kind"))
		return -1;
	return conf_take_rest(ps, ps->dev->options, sizeof(ps->dev->options),
			      1);
}

static int dev_address(struct parser *ps)
{
	struct config_dev *d = ps->dev;

	if (conf_full(ps, d->nr_addresses, CONFIG_MAX_ADDRESSES, "addresses") ||
	    conf_check_address(ps, ps->word[1], true))
		return -1;
	return TAKE(ps, d->address[d->nr_addresses++], ps->word[1], "address");
}

static int dev_peer(struct parser *ps)
{
	if (conf_check_address(ps, ps->word[1], true))
		return -1;
	return TAKE(ps, ps->dev->peer, ps->word[1], "peer");
}

static int dev_mtu(struct parser *ps)
{
	uint64_t n;

	if (conf_take_number(ps, ps->word[1], 68, 65535, &n))
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

	if (conf_take_number(ps, ps->word[1], 1, 64, &n))
		return -1;
	ps->host->cpus = (unsigned int)n;
	return 0;
}

static int host_events(struct parser *ps)
{
	if (strcmp(ps->word[1], "on") && strcmp(ps->word[1], "off"))
		return conf_bad(ps, "events %s: expected on or off",
				ps->word[1]);
	ps->host->no_events = !strcmp(ps->word[1], "off");
	return 0;
}

static int host_module(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_module *m = &h->module[h->nr_modules];

	if (conf_full(ps, h->nr_modules, CONFIG_MAX_MODULES, "modules") ||
	    conf_check_options(ps, 2) ||
	    TAKE(ps, m->name, ps->word[1], "module"))
		return -1;
	m->line = ps->first_line;
	h->nr_modules++;
	return conf_take_rest(ps, m->params, sizeof(m->params), 2);
}

static int host_dev(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_dev *d = &h->dev[h->nr_devs];

	if (conf_full(ps, h->nr_devs, CONFIG_MAX_DEVS, "devices"))
		return -1;
	if (config_find_dev(h, ps->word[1]))
		return conf_bad(ps,
				"host %s has a device %s already: take another "
				"name",
				h->name, ps->word[1]);
	if (strlen(ps->word[1]) > 15)
		return conf_bad(ps, "device %s: at most 15 bytes", ps->word[1]);
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

	if (conf_full(ps, h->nr_routes, CONFIG_MAX_ROUTES, "routes"))
		return -1;
	if (strcmp(ps->word[1], "default") &&
	    conf_check_address(ps, ps->word[1], true))
		return -1;
	if (TAKE(ps, r->prefix, ps->word[1], "prefix"))
		return -1;
	for (unsigned int i = 2; i < ps->nr_words; i += 2) {
		bool via = !strcmp(ps->word[i], "via");

		if ((!via && strcmp(ps->word[i], "dev")) ||
		    i + 1 == ps->nr_words)
			return conf_bad(ps,
					"route … %s: expected via ADDRESS or "
					"dev DEVICE",
					ps->word[i]);
		if (via && conf_check_address(ps, ps->word[i + 1], false))
			return -1;
		if (via ? TAKE(ps, r->via, ps->word[i + 1], "gateway")
			: TAKE(ps, r->dev, ps->word[i + 1], "device"))
			return -1;
	}
	if (!r->via[0] && !r->dev[0])
		return conf_bad(
			ps,
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

	if (conf_full(ps, h->nr_sysctls, CONFIG_MAX_SYSCTLS, "sysctls") ||
	    conf_take_rest(ps, all, sizeof(all), 1))
		return -1;
	eq = strchr(all, '=');
	if (!eq || eq == all || !eq[1 + strspn(eq + 1, " ")])
		return conf_bad(ps, "sysctl %s: expected NAME = VALUE", all);
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

/* service NAME [PORT]; or service none */
static int host_service(struct parser *ps)
{
	struct config_host *h = ps->host;
	struct config_service *s = &h->service[h->nr_services];
	uint64_t port = 0;

	if (!strcmp(ps->word[1], "none")) {
		if (ps->nr_words > 2 || h->nr_services)
			return conf_bad(ps, "service none stands alone: it "
					    "means that there is no other");
		h->no_services = true;
		return 0;
	}
	if (h->no_services)
		return conf_bad(ps,
				"service %s after service none: take one "
				"of them away",
				ps->word[1]);
	if (!service_find(ps->word[1]))
		return conf_bad(ps,
				"there is no service %s: expected http, echo, "
				"discard, chargen, source, sink or none",
				ps->word[1]);
	if (conf_full(ps, h->nr_services, CONFIG_MAX_SERVICES, "services") ||
	    TAKE(ps, s->name, ps->word[1], "service") ||
	    (ps->nr_words > 2 &&
	     conf_take_number(ps, ps->word[2], 1, 65535, &port)))
		return -1;
	s->port = (uint16_t)port;
	s->line = ps->first_line;
	h->nr_services++;
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
	{"service", "service NAME [PORT]", 1, 2, false, host_service},
	{"sysctl", "sysctl NAME = VALUE", 1, MAX_WORDS, false, host_sysctl},
	{NULL, NULL, 0, 0, false, NULL},
};

/* ---- in the file ---------------------------------------------------------
 */

static int file_mode(struct parser *ps)
{
	if (strcmp(ps->word[1], "live") && strcmp(ps->word[1], "virtual"))
		return conf_bad(ps, "mode %s: expected live or virtual",
				ps->word[1]);
	ps->c->virtual_time = !strcmp(ps->word[1], "virtual");
	return 0;
}

static int file_seed(struct parser *ps)
{
	return conf_take_number(ps, ps->word[1], 1, UINT64_MAX, &ps->c->seed);
}

static int file_log(struct parser *ps)
{
	return conf_take_number(ps, ps->word[1], 4096, 1 << 30,
				&ps->c->log_limit);
}

static int file_host(struct parser *ps)
{
	struct config *c = ps->c;
	struct config_host *h;

	if (conf_full(ps, c->nr_hosts, CONFIG_MAX_HOSTS, "hosts"))
		return -1;
	if (config_find_host(c, ps->word[1]))
		return conf_bad(ps,
				"there is a host %s already: take another name",
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
		return conf_bad(ps, "wire … %s: expected HOST:DEVICE", word);
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
		return conf_bad(ps, "too many knobs on one wire");
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

	if (conf_full(ps, c->nr_wires, CONFIG_MAX_WIRES, "wires") ||
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
	{"log", "log BYTES", 1, 1, false, file_log},
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
	return conf_bad(ps, "%s has no \"%s\": expected %s", what, ps->word[0],
			list);
}

static int run_statement(struct parser *ps, const struct statement *table,
			 const char *what, bool block)
{
	const struct statement *st = table;

	if (!ps->nr_words)
		return conf_bad(ps, "\"{\" without a name before it");
	while (st->name && strcmp(st->name, ps->word[0]))
		st++;
	if (!st->name)
		return unknown(ps, table, what);
	if (ps->nr_words - 1 < st->min || ps->nr_words - 1 > st->max ||
	    block != st->block)
		return conf_bad(ps,
				"\"%s\" is written otherwise: expected %s%s",
				ps->word[0], st->usage, st->block ? "" : ";");
	return st->fn(ps);
}

static int parse_block(struct parser *ps, const struct statement *table,
		       const char *what)
{
	unsigned int open = ps->first_line;

	for (;;) {
		enum ending end = conf_read_statement(ps);

		switch (end) {
		case END_ERROR:
			return -1;
		case END_CLOSE:
			if (table != file_statements)
				return 0;
			return conf_bad(ps, "\"}\" without a \"{\" before it");
		case END_FILE:
			if (table == file_statements)
				return 0;
			ps->first_line = open;
			return conf_bad(ps,
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
			return conf_bad(ps,
					"wire: no host %s: add a block \"host "
					"%s { }\"",
					w->host[i], w->host[i]);
		d = config_find_dev(h, w->dev[i]);
		if (d && d->kind[0])
			return conf_bad(ps,
					"wire: %s of host %s is a %s: a wire "
					"makes its own device",
					d->name, h->name, d->kind);
		for (unsigned int k = 0; k < 2 * nr + i; k++) {
			struct config_wire *o = &c->wire[k / 2];

			if (!strcmp(o->host[k % 2], w->host[i]) &&
			    !strcmp(o->dev[k % 2], w->dev[i]))
				return conf_bad(ps,
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
		return conf_bad(ps,
				"device %s of host %s is nothing: add tap; or "
				"dummy; or a wire block",
				d->name, h->name);
	if (d->peer[0] && !tap)
		return conf_bad(ps,
				"peer is the address of a tap's other end: %s "
				"is none",
				d->name);
	if (tap && ps->c->virtual_time)
		return conf_bad(ps,
				"a tap needs mode live: use a wire in virtual "
				"time");
	return 0;
}

static int check_all(struct parser *ps)
{
	struct config *c = ps->c;

	ps->first_line = ps->line;
	if (!c->nr_hosts)
		return conf_bad(ps,
				"no host: expected at least \"host NAME { }\"");
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
		ps.c->log_limit = CONFIG_LOG_LIMIT;
		ps.c->host = calloc(CONFIG_MAX_HOSTS, sizeof(*ps.c->host));
		ps.c->wire = calloc(CONFIG_MAX_WIRES, sizeof(*ps.c->wire));
	}
	if (!ps.c || !ps.c->host || !ps.c->wire)
		conf_bad(&ps, "out of memory");
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
