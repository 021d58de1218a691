// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conf_read - cutting the configuration file into words and statements
 *
 * Where:   shell/conf.c's hands.
 * Mirrors: nothing in the kernel.
 */
#include "shell/conf_read.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One sentence, the first that is told wins. Return: -1. */
int conf_bad(struct parser *ps, const char *fmt, ...)
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
		return conf_bad(ps,
				"a quoted word does not end on its line: add "
				"the second \"");
	if (n + 1 > room)
		return conf_bad(ps, "a statement has at most 1000 bytes");
	memcpy(to, ps->p, n);
	to[n] = '\0';
	ps->p += n + (*stop == '"');
	return (int)n + 1;
}

/* Words up to ; { or }. */
enum ending conf_read_statement(struct parser *ps)
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
			conf_bad(ps, "\"%s\" is not finished: expected \";\"",
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
				conf_bad(ps,
					 "\"%s\" is not finished: expected "
					 "\";\" before \"}\"",
					 ps->word[ps->nr_words - 1]);
				return END_ERROR;
			}
			ps->p++;
			return END_CLOSE;
		}
		if (ps->nr_words == MAX_WORDS) {
			conf_bad(ps, "more than %d words: expected \";\"",
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
int conf_take(struct parser *ps, char *to, size_t room, const char *word,
	      const char *what)
{
	if (!*word)
		return conf_bad(ps, "%s is empty: expected a word", what);
	if (strlen(word) >= room)
		return conf_bad(ps, "%s %.20s… is too long: at most %zu bytes",
				what, word, room - 1);
	memcpy(to, word, strlen(word) + 1);
	return 0;
}

/* All words from @from on, a blank between. */
int conf_take_rest(struct parser *ps, char *to, size_t room, unsigned int from)
{
	size_t used = 0;

	to[0] = '\0';
	for (unsigned int i = from; i < ps->nr_words; i++) {
		int n = snprintf(to + used, room - used, "%s%s",
				 i > from ? " " : "", ps->word[i]);

		if (n < 0 || (size_t)n >= room - used)
			return conf_bad(ps, "%s: at most %zu bytes of options",
					ps->word[0], room - 1);
		used += (size_t)n;
	}
	return 0;
}

int conf_take_number(struct parser *ps, const char *word, uint64_t min,
		     uint64_t max, uint64_t *to)
{
	char *end;

	errno = 0;
	*to = strtoull(word, &end, 0);
	if (errno || end == word || *end || *word == '-' || *to < min ||
	    *to > max)
		return conf_bad(ps,
				"%s %s: expected a number from %llu to %llu",
				ps->word[0], word, (unsigned long long)min,
				(unsigned long long)max);
	return 0;
}

/* "10.0.0.2/24"; @length: whether the prefix length must be there. */
int conf_check_address(struct parser *ps, const char *word, bool length)
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
	return conf_bad(ps, "%s %s: expected an IPv4 address as in %s",
			ps->word[0], word, length ? "10.0.0.2/24" : "10.0.0.1");
}

/* Words of the form key=value from @from on. */
int conf_check_options(struct parser *ps, unsigned int from)
{
	for (unsigned int i = from; i < ps->nr_words; i++) {
		const char *eq = strchr(ps->word[i], '=');

		if (!eq || eq == ps->word[i])
			return conf_bad(ps, "%s %s: expected KEY=VALUE",
					ps->word[0], ps->word[i]);
	}
	return 0;
}

int conf_full(struct parser *ps, unsigned int n, unsigned int max,
	      const char *what)
{
	return n < max ? 0 : conf_bad(ps, "more than %u %s here", max, what);
}
