/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loader - a host on which modules are loaded, and what it says
 *
 * Where:   loader_test.c, reload_test.c.
 * Mirrors: nothing.
 */
#ifndef TESTS_PLUGIN_LOADER_H
#define TESTS_PLUGIN_LOADER_H

#include "tests/world.h"

extern struct test_host h;
extern struct task_guard g; /* the test is a task of it */
extern char msg[512];	    /* of the last load, unload, reload */
extern char loader_dir[256];

/* Set-up and tear-down of each test. */
void loader_begin(void);
void loader_end(void);

int load(const char *name, const char *params);
int unload(const char *name);
int reload(const char *name, const char *params);
bool says(const char *part);	 /* the message contains it */
bool reported(const char *part); /* some report contains it */
/* The text of a file of /proc or /sys, or the errno as text. */
const char *text_of(const char *path);

#endif /* TESTS_PLUGIN_LOADER_H */
