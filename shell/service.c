// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * service - the servers that a host runs
 *
 * Where:   start.c, when a host is set up, and before the world ends; the
 *          servers are those of examples/.
 * Mirrors: inetd(8): a table of ports.
 *
 * A host with a card to the outside and no "service" statement has http, echo,
 * discard and chargen, so that there is somebody to talk to.
 */
#include "examples/app.h"
#include "shell/daemon.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const usual[] = {"http", "echo", "discard", "chargen"};

static int start_one(struct daemon *d, struct st_host *h, const char *name,
		     uint16_t port, char *err, size_t len)
{
	struct app_opts o = {.port = port};
	const struct service *service = service_find(name);

	d->app[d->nr_apps] = app_start(h, service, &o);
	if (d->app[d->nr_apps]) {
		d->nr_apps++;
		return 0;
	}
	snprintf(err, len,
		 "service %s: port %u of host %s: %s: give another port: "
		 "service %s PORT;",
		 name, port ? port : service->port, st_host_name(h),
		 strerror(errno), name);
	return -1;
}

static bool has_card(const struct config_host *h)
{
	for (unsigned int i = 0; i < h->nr_devs; i++)
		if (!strcmp(h->dev[i].kind, "tap"))
			return true;
	return false;
}

int services_start(struct daemon *d, struct config_host *ch, char *err,
		   size_t len)
{
	struct st_host *h = st_host_find(d->world, ch->name);
	int ret = 0;

	for (unsigned int i = 0; !ret && i < ch->nr_services; i++)
		ret = start_one(d, h, ch->service[i].name, ch->service[i].port,
				err, len);
	if (ch->nr_services || ch->no_services || !has_card(ch))
		return ret;
	for (size_t i = 0; !ret && i < sizeof(usual) / sizeof(*usual); i++)
		ret = start_one(d, h, usual[i], 0, err, len);
	return ret;
}

void services_stop(struct daemon *d)
{
	while (d->nr_apps)
		app_stop(d->app[--d->nr_apps]);
}

unsigned int services_http_port(const struct config_host *ch)
{
	for (unsigned int i = 0; i < ch->nr_services; i++)
		if (!strcmp(ch->service[i].name, "http"))
			return ch->service[i].port ? ch->service[i].port : 80;
	return ch->nr_services || ch->no_services || !has_card(ch) ? 0 : 80;
}
