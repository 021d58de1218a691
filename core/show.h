/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show - views: what the stack lets people and programs see of itself
 *
 * Where:   `strata -c 'show napi'` and st_show(). Core and modules register
 *          one struct view for each word behind "show"; a network card fills
 *          ndo_show, which is `show ring DEV`.
 * Mirrors: nothing in the kernel; seq_file's one text in two renderings.
 *
 * A view says what it has once, as values, tables and cells; the writer makes
 * text of at most 80 columns or JSON of it. Lines (show_line()) are for people
 * and are left out of the JSON.
 */
#ifndef CORE_SHOW_H
#define CORE_SHOW_H

#include "core/proc.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct module;
struct net;
struct net_device;

/* A column: JSON key and head; width, negative: left-aligned. */
struct show_col {
	const char *key;
	int width;
};

/**
 * struct show - a view being written
 * @net: the namespace that was asked about
 * @argc, @argv: the words behind the view's name
 * @json: whether JSON is made; a view with a picture of its own may look
 * @error: what to tell when the view returns -errno; a sentence
 */
struct show {
	struct net *net;
	unsigned int argc;
	const char *const *argv;
	bool json;
	char error[160];

	/* the writer's own */
	struct seq_file m;
	bool member; /* JSON: something stands before in the object */
	bool row;    /* JSON: a row stands before in the table */
	const struct show_col *cols;
	unsigned int ncols, col;
};

/* "key: value"; a member of the JSON object. */
void show_str(struct show *s, const char *key, const char *fmt, ...)
	__printf(3, 4);
void show_num(struct show *s, const char *key, u64 value);

/* A table; rows begin and end by themselves, cells come in their order. */
void show_table(struct show *s, const char *key, const struct show_col *cols,
		unsigned int ncols);
#define SHOW_TABLE(s, key, cols) show_table(s, key, cols, ARRAY_SIZE(cols))
void show_cell(struct show *s, const char *fmt, ...) __printf(2, 3);
void show_cell_num(struct show *s, u64 value);
void show_table_end(struct show *s);

/* A line for people, with its newline. */
void show_line(struct show *s, const char *fmt, ...) __printf(2, 3);
void show_gap(struct show *s); /* an empty one */
/* A refusal: keeps the sentence, returns @err. */
int show_fail(struct show *s, int err, const char *fmt, ...) __printf(3, 4);

/* The device that @argv[0] names; NULL: show_fail() was called. Holds RTNL. */
struct net_device *show_device(struct show *s);

/**
 * struct view - one word behind "show"
 * @name: the word
 * @args: what follows it: "DEV [rx|tx]", or ""
 * @what: one line of help
 * @show: process context, a task of the host; 0 or -errno after show_fail()
 * @owner: THIS_MODULE
 */
struct view {
	const char *name;
	const char *args;
	const char *what;
	int (*show)(struct show *s);
	struct module *owner;
};

/* Context: process. Return: 0, -EEXIST (the name is taken) or -ENOMEM. */
int register_view(const struct view *view);
/* Returns when nobody looks through it any more. Context: process. */
void unregister_view(const struct view *view);

/**
 * show_view - write the view @s->argv[0]
 * @s: net, argc, argv, json are set
 * @text: the result, NUL-terminated; kfree() it
 *
 * Context: process. Return: 0, or -errno with @s->error set.
 */
int show_view(struct show *s, char **text);
/* As show_view(), for a view that is no word behind "show". */
int show_one(struct show *s, const struct view *view, char **text);
/* Each view in the order of the names. Context: process. */
void views_walk(void (*fn)(void *data, const struct view *view), void *data);

#endif /* CORE_SHOW_H */
