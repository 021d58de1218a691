/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemon - the process that holds the world
 *
 * Where:   up.c makes it; session.c is one client's thread; start.c makes the
 *          world out of the configuration; the verbs are in verbs.c, cmd_*.c.
 * Mirrors: nothing in the kernel.
 *
 * Threads: the main one accepts and waits; each client has one; the world has
 * its own. No thread is inside the stack (a task of a host) while it waits for
 * a terminal or a socket: texts are made first and sent afterwards.
 */
#ifndef SHELL_DAEMON_H
#define SHELL_DAEMON_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/strata.h"
#include "shell/conf.h"
#include "shell/netns.h"
#include "shell/shell.h"

#define MAX_SESSIONS 64

struct session {
	struct daemon *d;
	int fd;
	pthread_t thread;
	bool used, over; /* d->lock */
};

#define MAX_APPS (CONFIG_MAX_HOSTS * CONFIG_MAX_SERVICES)

struct app;

struct daemon {
	struct config *config;
	const char *file; /* it came from; NULL: the default */
	struct st_world *world;
	struct netns ns;
	struct app *app[MAX_APPS]; /* services */
	unsigned int nr_apps;
	bool host_side; /* --host */
	bool foreground;
	bool ready;    /* started: from here on the log is kept; atomic */
	int dir_fd;    /* flock: one daemon a folder */
	int listen_fd; /* -1: not yet */
	int wake_fd;   /* eventfd: a session is over, or wants the end */
	char socket[128];
	pthread_mutex_t log_lock;
	int log_fd; /* -1: the log goes to the terminal */

	pthread_mutex_t lock;
	struct session session[MAX_SESSIONS];
	int down_fd; /* -1; else who asked for the end: his socket */
};

/* ---- start.c ------------------------------------------------------------- */

/* Make d->world out of d->config. 0, or -1 with a sentence. */
int world_start(struct daemon *d, char *err, size_t len);
/* What is up, for people. */
void world_summary(struct daemon *d, char *text, size_t len);
/* Check the books and end the world; @text: the account. 0: clean. */
int world_stop(struct daemon *d, char **text);
/* By name; NULL or "": the first. NULL: none of that name. */
struct st_host *daemon_host(struct daemon *d, const char *name);

/* ---- service.c ----------------------------------------------------------- */

/* The services of one host. 0, or -1 with a sentence. */
int services_start(struct daemon *d, struct config_host *ch, char *err,
		   size_t len);
void services_stop(struct daemon *d);
/* Of the http service; 0: the host has none. */
unsigned int services_http_port(const struct config_host *ch);

/* ---- log.c --------------------------------------------------------------- */

/* Begin the log file. Return: its fd, or -1. */
int log_open(struct daemon *d);
void log_line(struct daemon *d, const char *host, int level, const char *line);

/* ---- session.c ----------------------------------------------------------- */

/* A client is there; takes @fd. */
void session_start(struct daemon *d, int fd);
/* Join those that are over; @all: end the others first. */
void sessions_reap(struct daemon *d, bool all);

/* ---- verbs --------------------------------------------------------------- */

#define COMMAND_WORDS 64 /* at most, in a line */

/* One command being run. */
struct command {
	struct session *s;
	struct st_host *h;
	const char *cwd; /* the client's; names of files start there */
	int argc;
	char *argv[COMMAND_WORDS + 1]; /* argv[0]: the verb; into the line */
	bool json;
	size_t used;
	char buf[8192]; /* output that is not sent yet */
};

struct verb {
	const char *name;
	const char *args;
	const char *what;
	int min, max; /* words behind the verb */
	int (*fn)(struct command *c);
	/* words for the completion, told one by one; may be NULL */
	void (*words)(struct command *c, void (*add)(void *data, const char *),
		      void *data);
};

extern const struct verb verbs[]; /* ends with a NULL name */
const struct verb *verb_find(const char *name);
/* Cut, find, run. Return: an exit status. */
int verb_run(struct command *c, char *line);
/* What may follow @line, one word a line, into @c's output. */
void verb_complete(struct command *c, char *line);

/* Output is collected and sent when a packet is full, and at the end. */
void out(struct command *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void out_text(struct command *c, const char *text);
/* takes (frees) @text; NULL: refuse() with st_errmsg() */
int out_taken(struct command *c, char *text);
/* 0, or -errno: the client is gone */
int out_flush(struct command *c);
/* One sentence. Return: EXIT_FAILED. */
int refuse(struct command *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes. */
void out_json(struct command *c, const char *text);

int cmd_show(struct command *c);
void words_show(struct command *c, void (*add)(void *data, const char *),
		void *data);
int cmd_last(struct command *c);
int cmd_map(struct command *c);
void words_layers(struct command *c, void (*add)(void *data, const char *),
		  void *data);
int cmd_timeline(struct command *c);
int cmd_trace(struct command *c);
int cmd_insmod(struct command *c);
int cmd_rmmod(struct command *c);
int cmd_reload(struct command *c);
int cmd_lsmod(struct command *c);
int cmd_modinfo(struct command *c);
void words_modules(struct command *c, void (*add)(void *data, const char *),
		   void *data);
void words_loaded(struct command *c, void (*add)(void *data, const char *),
		  void *data);
int cmd_knob(struct command *c);
int cmd_dmesg(struct command *c);
int cmd_run(struct command *c);
int cmd_help(struct command *c);
int cmd_dropwatch(struct command *c);
int cmd_perf(struct command *c);
int cmd_why(struct command *c);
void words_why(struct command *c, void (*add)(void *data, const char *),
	       void *data);

#endif
