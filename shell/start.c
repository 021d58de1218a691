// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * start - from the configuration to a running world, and back
 *
 * Where:   up.c, in the daemon, in the peer's namespace.
 * Mirrors: nothing in the kernel; what an init script does with ip(8).
 *
 * In this order: hosts and modules, devices, wires, the host's end of each
 * TAP, addresses, routes, sysctls, services. What fails is told with the line
 * of the file that asked for it; the caller ends the process, and with it
 * everything.
 */
#include "shell/daemon.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* To the log file; what goes wrong at the start is told as one sentence. */
static void keep_log(void *data, const char *host, int level, const char *line)
{
	struct daemon *d = data;

	if (__atomic_load_n(&d->ready, __ATOMIC_RELAXED))
		log_line(d, host, level, line);
}

static int refused(struct daemon *d, char *err, size_t len, unsigned int line)
{
	if (d->file)
		snprintf(err, len, "%s:%u: %s", d->file, line, st_errmsg());
	else
		snprintf(err, len, "%s", st_errmsg());
	return -1;
}

struct st_host *daemon_host(struct daemon *d, const char *name)
{
	return st_host_find(d->world,
			    name && *name ? name : d->config->host[0].name);
}

static int load_once(struct st_host *h, const char *name, const char *params)
{
	int err = st_insmod(h, name, params && *params ? params : NULL);

	return err == -EEXIST ? 0 : err;
}

/* ---- the TAPs ------------------------------------------------------------
 */

/* The TAP's name in the host's kernel: option host=, else tap0, tap1, … */
static void tap_name(struct config_dev *d, unsigned int nr, char *name,
		     size_t len)
{
	const char *opt = strstr(d->options, "host=");

	if (opt)
		snprintf(name, len, "%.*s", (int)strcspn(opt + 5, " "),
			 opt + 5);
	else
		snprintf(name, len, "tap%u", nr);
}

static int add_tap(struct st_net *n, struct config_dev *dev, unsigned int nr)
{
	char options[CONFIG_TEXT + 32], name[CONFIG_NAME];

	tap_name(dev, nr, name, sizeof(name));
	snprintf(options, sizeof(options), "%s%s%s", dev->options,
		 strstr(dev->options, "host=") ? "" : " host=",
		 strstr(dev->options, "host=") ? "" : name);
	return st_link_add(n, dev->name, "tap", options);
}

/* The prefix of the peer's address must lead nowhere yet (--host). */
static int check_free(struct config_dev *dev, char *err, size_t len)
{
	char prefix[CONFIG_NAME * 2];
	char *argv[] = {"strata-hostnet", "free", prefix, NULL};

	if (!dev->peer[0])
		return 0;
	memcpy(prefix, dev->peer, sizeof(prefix));
	return hostnet(argv, err, len);
}

static int host_end(struct config_dev *dev, unsigned int nr, char *err,
		    size_t len)
{
	char name[CONFIG_NAME], peer[CONFIG_NAME * 2];
	char *argv[] = {
		"strata-hostnet", "up", name, "address", name, peer, NULL};

	tap_name(dev, nr, name, sizeof(name));
	memcpy(peer, dev->peer, sizeof(peer));
	if (!dev->peer[0])
		argv[3] = NULL;
	return hostnet(argv, err, len);
}

/* Call @fn for each tap of the file, with its number. */
static int each_tap(struct daemon *d, char *err, size_t len,
		    int (*fn)(struct config_dev *dev, unsigned int nr,
			      char *err, size_t len))
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < d->config->nr_hosts; i++) {
		struct config_host *h = &d->config->host[i];

		for (unsigned int k = 0; k < h->nr_devs; k++) {
			if (strcmp(h->dev[k].kind, "tap"))
				continue;
			if (fn(&h->dev[k], nr++, err, len))
				return -1;
		}
	}
	return 0;
}

static int tap_must_be_free(struct config_dev *dev, unsigned int nr, char *err,
			    size_t len)
{
	return check_free(dev, err, len);
}

/* ---- a host --------------------------------------------------------------
 */

static int make_host(struct daemon *d, struct config_host *ch,
		     unsigned int *nr_tap, char *err, size_t len)
{
	struct st_host *h = st_host_new(d->world, ch->name, ch->cpus);
	struct st_net *n = h ? st_net_get(h, 0) : NULL;

	if (!n)
		return refused(d, err, len, ch->line);
	for (unsigned int i = 0; i < ch->nr_modules; i++)
		if (load_once(h, ch->module[i].name, ch->module[i].params))
			return refused(d, err, len, ch->module[i].line);
	for (unsigned int i = 0; i < ch->nr_devs; i++) {
		struct config_dev *dev = &ch->dev[i];
		int ret = 0;

		if (!dev->kind[0])
			continue; /* lo, or a wire's end: made elsewhere */
		ret = load_once(h, dev->kind, NULL);
		if (!ret && !strcmp(dev->kind, "tap"))
			ret = add_tap(n, dev, (*nr_tap)++);
		else if (!ret)
			ret = st_link_add(n, dev->name, dev->kind,
					  dev->options);
		if (ret)
			return refused(d, err, len, dev->line);
	}
	return 0;
}

static int make_wires(struct daemon *d, char *err, size_t len)
{
	for (unsigned int i = 0; i < d->config->nr_wires; i++) {
		struct config_wire *w = &d->config->wire[i];
		struct st_host *a = st_host_find(d->world, w->host[0]);
		struct st_host *b = st_host_find(d->world, w->host[1]);

		if (st_wire(a, w->dev[0], b, w->dev[1], w->knobs))
			return refused(d, err, len, w->line);
	}
	return 0;
}

static int set_up_dev(struct st_net *n, struct config_dev *dev)
{
	int ret = 0;

	if (dev->mtu)
		ret = st_link_mtu(n, dev->name, dev->mtu);
	for (unsigned int i = 0; !ret && i < dev->nr_addresses; i++)
		ret = st_addr_add(n, dev->name, dev->address[i]);
	return ret ? ret : st_link_up(n, dev->name, !dev->down);
}

static int set_up_host(struct daemon *d, struct config_host *ch, char *err,
		       size_t len)
{
	struct st_host *h = st_host_find(d->world, ch->name);
	struct st_net *n = st_net_get(h, 0);

	for (unsigned int i = 0; i < ch->nr_devs; i++)
		if (set_up_dev(n, &ch->dev[i]))
			return refused(d, err, len, ch->dev[i].line);
	for (unsigned int i = 0; i < ch->nr_routes; i++) {
		struct config_route *r = &ch->route[i];

		if (st_route_add(n, r->prefix, r->via[0] ? r->via : NULL,
				 r->dev[0] ? r->dev : NULL))
			return refused(d, err, len, r->line);
	}
	for (unsigned int i = 0; i < ch->nr_sysctls; i++)
		if (st_sysctl(n, ch->sysctl[i].name, ch->sysctl[i].value))
			return refused(d, err, len, ch->sysctl[i].line);
	if (!ch->no_events && st_trace(h, "*", NULL, NULL))
		return refused(d, err, len, ch->line);
	return 0;
}

/* ---- the world -----------------------------------------------------------
 */

int world_start(struct daemon *d, char *err, size_t len)
{
	struct st_opts opts = {
		.clock = d->config->virtual_time ? ST_VIRTUAL : ST_LIVE,
		.seed = d->config->seed,
		.module_path = module_path(),
		.log = keep_log,
		.data = d,
	};
	char *lo[] = {"strata-hostnet", "up", "lo", NULL};
	unsigned int nr_tap = 0;

	if (d->host_side && each_tap(d, err, len, tap_must_be_free))
		return -1;
	if (!d->host_side && hostnet(lo, err, len))
		return -1;
	d->world = st_world_new(&opts);
	if (!d->world)
		return refused(d, err, len, 1);
	for (unsigned int i = 0; i < d->config->nr_hosts; i++)
		if (make_host(d, &d->config->host[i], &nr_tap, err, len))
			return -1;
	if (make_wires(d, err, len) || each_tap(d, err, len, host_end))
		return -1;
	for (unsigned int i = 0; i < d->config->nr_hosts; i++)
		if (set_up_host(d, &d->config->host[i], err, len) ||
		    services_start(d, &d->config->host[i], err, len))
			return -1;
	return 0;
}

struct summary {
	struct daemon *d;
	char *text;
	size_t len, used;
};

static void add(struct summary *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void add(struct summary *s, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(s->text + s->used, s->len - s->used, fmt, ap);
	va_end(ap);
	if (n > 0)
		s->used += (size_t)n < s->len - s->used ? (size_t)n
							: s->len - s->used - 1;
}

static void sum_dev(struct summary *s, struct config_dev *dev,
		    unsigned int *nr_tap)
{
	char name[CONFIG_NAME] = "";

	if (!strcmp(dev->kind, "tap"))
		tap_name(dev, (*nr_tap)++, name, sizeof(name));
	add(s, "  %s", dev->name);
	for (unsigned int i = 0; i < dev->nr_addresses; i++)
		add(s, " %s", dev->address[i]);
	if (name[0])
		add(s, "  <->  %s %s of %s", name, dev->peer,
		    s->d->host_side ? "this host" : "the peer's namespace");
	add(s, "\n");
}

/* The first address that a peer can ping, or NULL; its host's http port. */
static const char *ping_target(struct config *c, unsigned int *port)
{
	for (unsigned int i = 0; i < c->nr_hosts; i++)
		for (unsigned int k = 0; k < c->host[i].nr_devs; k++)
			if (c->host[i].dev[k].peer[0] &&
			    c->host[i].dev[k].nr_addresses) {
				*port = services_http_port(&c->host[i]);
				return c->host[i].dev[k].address[0];
			}
	return NULL;
}

static void sum_try(struct summary *s)
{
	const char *peer = s->d->host_side ? "" : "strata peer -- ";
	unsigned int port = 0;
	const char *target = ping_target(s->d->config, &port);
	int len = target ? (int)strcspn(target, "/") : 0;
	char colon[16] = "";

	if (port && port != 80)
		snprintf(colon, sizeof(colon), ":%u", port);
	if (target)
		add(s, "try: %sping -c 3 %.*s\n", peer, len, target);
	if (port)
		add(s, "     %scurl http://%.*s%s/\n", peer, len, target,
		    colon);
}

void world_summary(struct daemon *d, char *text, size_t len)
{
	struct summary s = {d, text, len, 0};
	unsigned int nr_tap = 0;

	for (unsigned int i = 0; i < d->config->nr_hosts; i++) {
		struct config_host *h = &d->config->host[i];

		add(&s, "host %s is up (%s, %u CPU%s)\n", h->name,
		    d->config->virtual_time ? "virtual time" : "live", h->cpus,
		    h->cpus > 1 ? "s" : "");
		for (unsigned int k = 0; k < h->nr_devs; k++)
			sum_dev(&s, &h->dev[k], &nr_tap);
	}
	sum_try(&s);
}

int world_stop(struct daemon *d, char **text)
{
	struct st_report r;
	int left;

	services_stop(d);
	left = st_world_free(d->world, &r);
	d->world = NULL;
	if (asprintf(text,
		     "packets  %llu born = %llu consumed + %llu sent + %llu "
		     "dropped + %llu merged + %llu alive\n"
		     "wire in  %llu = %llu accounted for\n"
		     "wire out %llu = %llu accounted for\n"
		     "%s\n",
		     (unsigned long long)r.skb_births,
		     (unsigned long long)r.skb_consumed,
		     (unsigned long long)r.skb_xmit_done,
		     (unsigned long long)r.skb_dropped,
		     (unsigned long long)r.skb_merged,
		     (unsigned long long)r.skb_alive,
		     (unsigned long long)r.wire_in,
		     (unsigned long long)r.wire_in_accounted,
		     (unsigned long long)r.wire_out,
		     (unsigned long long)r.wire_out_accounted,
		     !r.balanced ? "THE BOOKS DO NOT BALANCE"
		     : left ? "both books balance, but THINGS WERE LEFT BEHIND"
			    : "both books balance, nothing is left") < 0)
		*text = NULL;
	return left || !r.balanced || r.oopses;
}
