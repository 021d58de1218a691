/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_read - words and statements of the configuration file
 *
 * Where:   between shell/conf.c, which knows what they mean, and
 *          shell/conf_read.c, which cuts them out of the text.
 * Mirrors: nothing in the kernel.
 */
#ifndef SHELL_CONF_READ_H
#define SHELL_CONF_READ_H

#include "shell/conf.h"

#define MAX_WORDS 64

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
int conf_bad(struct parser *ps, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Words up to ; { or }. */
enum ending conf_read_statement(struct parser *ps);

/* Each returns 0, or -1 after conf_bad(). */
int conf_take(struct parser *ps, char *to, size_t room, const char *word,
	      const char *what);
#define TAKE(ps, to, word, what) conf_take(ps, to, sizeof(to), word, what)
/* All words from @from on, a blank between. */
int conf_take_rest(struct parser *ps, char *to, size_t room, unsigned int from);
int conf_take_number(struct parser *ps, const char *word, uint64_t min,
		     uint64_t max, uint64_t *to);
/* "10.0.0.2/24"; @length: whether the prefix length must be there. */
int conf_check_address(struct parser *ps, const char *word, bool length);
/* Words of the form key=value from @from on. */
int conf_check_options(struct parser *ps, unsigned int from);
int conf_full(struct parser *ps, unsigned int n, unsigned int max,
	      const char *what);

#endif
