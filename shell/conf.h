/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf - the configuration file: hosts, devices, wires
 *
 * Where:   `strata up FILE`; without a file the text config_default is read.
 * Mirrors: nothing in the kernel; strata.conf(5) describes the language.
 *
 *	file	= { "mode" ("live"|"virtual") ";" | "seed" N ";"
 *		  | "log" BYTES ";"
 *		  | "host" NAME "{" … "}" | "wire" A:DEV B:DEV "{" … "}" }
 *
 * A word ends at a blank or at one of { } ; and may stand in double quotes.
 * "#" begins a comment. The parser only reads; shell/start.c does.
 */
#ifndef SHELL_CONF_H
#define SHELL_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_MAX_ADDRESSES 8
#define CONFIG_MAX_DEVS	     16
#define CONFIG_MAX_MODULES   32
#define CONFIG_MAX_ROUTES    32
#define CONFIG_MAX_SERVICES  16
#define CONFIG_MAX_SYSCTLS   64
#define CONFIG_MAX_HOSTS     16
#define CONFIG_MAX_WIRES     32

#define CONFIG_LOG_LIMIT (1 << 20) /* the default */

#define CONFIG_NAME 32
#define CONFIG_TEXT 256

struct config_dev {
	char name[CONFIG_NAME];
	char kind[CONFIG_NAME]; /* "tap", "dummy"; "": the end of a wire */
	char options[CONFIG_TEXT];
	char address[CONFIG_MAX_ADDRESSES][CONFIG_NAME * 2];
	unsigned int nr_addresses;
	char peer[CONFIG_NAME * 2]; /* tap: the address of the host's end */
	unsigned int mtu;	    /* 0: the driver's */
	bool down;
	unsigned int line;
};

struct config_module {
	char name[CONFIG_TEXT];
	char params[CONFIG_TEXT];
	unsigned int line;
};

struct config_route {
	char prefix[CONFIG_NAME * 2];
	char via[CONFIG_NAME * 2]; /* or "" */
	char dev[CONFIG_NAME];	   /* or "" */
	unsigned int line;
};

struct config_sysctl {
	char name[CONFIG_TEXT];
	char value[CONFIG_TEXT];
	unsigned int line;
};

struct config_service {
	char name[CONFIG_NAME];
	uint16_t port; /* 0: the service's own */
	unsigned int line;
};

struct config_host {
	char name[CONFIG_NAME];
	unsigned int cpus;
	bool no_events; /* "events off": `last` has nothing to tell */
	struct config_dev dev[CONFIG_MAX_DEVS];
	struct config_module module[CONFIG_MAX_MODULES];
	struct config_route route[CONFIG_MAX_ROUTES];
	struct config_sysctl sysctl[CONFIG_MAX_SYSCTLS];
	struct config_service service[CONFIG_MAX_SERVICES];
	unsigned int nr_devs, nr_modules, nr_routes, nr_sysctls, nr_services;
	bool no_services; /* "service none" */
	unsigned int line;
};

struct config_wire {
	char host[2][CONFIG_NAME];
	char dev[2][CONFIG_NAME];
	char knobs[CONFIG_TEXT]; /* "delay=5ms loss=0.01" */
	unsigned int line;
};

struct config {
	bool virtual_time;
	uint64_t seed;	    /* 0: not said */
	uint64_t log_limit; /* bytes of the daemon's log file */
	struct config_host *host;
	struct config_wire *wire;
	unsigned int nr_hosts, nr_wires;
};

/* What `strata up` without a file reads. */
extern const char config_default[];

/*
 * Read @text; @file names it in errors. Give a config for config_free(), or
 * NULL with one sentence in @err: "FILE:LINE: what is wrong: what would do".
 */
struct config *config_parse(const char *file, const char *text, char *err,
			    size_t len);
struct config *config_load(const char *file, char *err, size_t len);
void config_free(struct config *c);

/* The device of that host, or NULL. */
struct config_dev *config_find_dev(struct config_host *h, const char *name);
struct config_host *config_find_host(struct config *c, const char *name);

#endif
