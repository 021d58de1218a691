// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_module - insmod, rmmod, reload, lsmod, modinfo
 *
 * Where:   verbs.c's table; core/module.h does the work.
 * Mirrors: kmod(8) in what is printed.
 */
#include "shell/daemon.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/internal.h"
#include "core/module.h"

static int told(struct command *c, int err)
{
	if (err)
		return refuse(c, "%s", st_errmsg());
	if (c->json)
		out(c, "{}\n");
	return EXIT_OK;
}

/* "./x.so" lies where the client stands; a bare name stays one. */
static const char *module_file(struct command *c, char *path, size_t len)
{
	const char *name = c->argv[1];
	int n;

	if (name[0] == '/' || !strchr(name, '/'))
		return name;
	n = snprintf(path, len, "%s/%s", c->cwd, name);
	return n > 0 && (size_t)n < len ? path : name;
}

int cmd_insmod(struct command *c)
{
	char path[PATH_MAX];
	char params[1024] = "";
	size_t used = 0;

	for (int i = 2; i < c->argc; i++) {
		int n = snprintf(params + used, sizeof(params) - used, "%s%s",
				 i > 2 ? " " : "", c->argv[i]);

		if (n < 0 || (size_t)n >= sizeof(params) - used)
			return refuse(c, "at most 1,000 bytes of parameters");
		used += (size_t)n;
	}
	return told(c, st_insmod(c->h, module_file(c, path, sizeof(path)),
				 used ? params : NULL));
}

int cmd_rmmod(struct command *c)
{
	return told(c, st_rmmod(c->h, c->argv[1]));
}

int cmd_reload(struct command *c)
{
	return told(c, st_reload(c->h, c->argv[1]));
}

/* ---- lsmod ---------------------------------------------------------------
 */

#define MAX_LISTED 128

/* Copies: the callback runs inside the stack. */
struct listed {
	char name[48], users[96];
	unsigned long size;
	unsigned int refcnt;
};

struct list {
	struct listed row[MAX_LISTED];
	unsigned int n;
};

static int note(void *data, const struct module_stat *st)
{
	struct list *l = data;
	struct listed *row = &l->row[l->n];

	if (l->n == MAX_LISTED)
		return 0;
	snprintf(row->name, sizeof(row->name), "%s", st->name);
	snprintf(row->users, sizeof(row->users), "%s", st->users);
	row->size = st->size;
	row->refcnt = st->refcnt;
	l->n++;
	return 0;
}

static struct list *list_modules(struct command *c)
{
	struct list *l = calloc(1, sizeof(*l));
	struct task_guard g;

	if (l && !st_enter(&g, c->h)) {
		modules_walk(note, l);
		task_leave(&g);
		return l;
	}
	free(l);
	return NULL;
}

int cmd_lsmod(struct command *c)
{
	struct list *l = list_modules(c);

	if (!l)
		return refuse(c, "the modules cannot be listed now");
	out(c, c->json ? "{\"modules\":["
		       : "Module                  Size  Used by\n");
	for (unsigned int i = 0; i < l->n; i++) {
		struct listed *r = &l->row[i];

		out(c,
		    c->json ? "%s{\"name\":\"%s\",\"size\":%lu,\"refcnt\":%u,"
			      "\"users\":\"%s\"}"
			    : "%s%-20s %7lu  %u %s\n",
		    c->json && i ? "," : "", r->name, r->size, r->refcnt,
		    r->users);
	}
	if (c->json)
		out(c, "]}\n");
	free(l);
	return EXIT_OK;
}

void words_loaded(struct command *c, void (*add)(void *data, const char *),
		  void *data)
{
	struct list *l = list_modules(c);

	for (unsigned int i = 0; l && i < l->n; i++)
		add(data, l->row[i].name);
	free(l);
}

/* ---- modinfo -------------------------------------------------------------
 */

struct info {
	struct command *c;
	unsigned int n;
};

static void one_info(void *data, const char *key, const char *value)
{
	struct info *i = data;

	if (i->c->json) {
		out(i->c, "%s[\"%s\",", i->n++ ? "," : "", key);
		out_json(i->c, value);
		out(i->c, "]");
	} else {
		char head[40];

		snprintf(head, sizeof(head), "%s:", key);
		out(i->c, "%-15s %s\n", head, value);
	}
}

/* Reads the file, is not inside the stack: it may print at once. */
int cmd_modinfo(struct command *c)
{
	struct info i = {c, 0};
	char msg[400] = "", path[PATH_MAX];

	if (c->json)
		out(c, "{\"info\":[");
	if (modinfo_walk(module_file(c, path, sizeof(path)), one_info, &i, msg,
			 sizeof(msg))) {
		c->used = 0;
		return refuse(c, "%s", msg);
	}
	if (c->json)
		out(c, "]}\n");
	return EXIT_OK;
}

static void words_in(const char *dir, void (*add)(void *data, const char *),
		     void *data)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d)) != NULL) {
		char *dot = strrchr(e->d_name, '.');

		if (!dot || strcmp(dot, ".so"))
			continue;
		*dot = '\0';
		add(data, e->d_name);
	}
	if (d)
		closedir(d);
}

void words_modules(struct command *c, void (*add)(void *data, const char *),
		   void *data)
{
	const char *path = module_path();
	char *copy, *dir, *save = NULL;

	if (c->argc > 1)
		return;
	if (!path)
		path = getenv("STRATA_MODULES");
	copy = strdup(path ? path : PKGLIBDIR "/modules");
	for (dir = copy ? strtok_r(copy, ":", &save) : NULL; dir;
	     dir = strtok_r(NULL, ":", &save))
		words_in(dir, add, data);
	free(copy);
}
