// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show - a view as text or JSON
 *
 * Where:   st_show(), st_why(); the shell's show and why, tests that look.
 * Mirrors: nothing in the kernel; core/show.h does the work.
 */
#include "api/internal.h"

#include "core/show.h"
#include "core/why.h"
#include "lib/kernel.h"
#include "lib/slab.h"
#include "lib/string.h"

#define MAX_WORDS 16

/* Cut @line at blanks. Return: how many words. */
static unsigned int cut_words(char *line, const char **argv)
{
	unsigned int n = 0;
	char *word;

	while (n < MAX_WORDS && (word = strsep(&line, " \t\n")) != NULL)
		if (*word)
			argv[n++] = word;
	return n;
}

/* Words to a view: of "show", or @view itself. */
static char *look(struct st_host *h, const struct view *view, const char *what,
		  int json)
{
	const char *argv[MAX_WORDS];
	struct show s = {.json = json != 0, .argv = argv};
	char line[256], *text = NULL, *copy = NULL;
	struct task_guard g;
	int err;

	if (strscpy(line, what, sizeof(line)) < 0)
		return st_fail_ptr(-E2BIG, "a view's name and words have at "
					   "most 255 bytes");
	s.argc = cut_words(line, argv);
	err = st_enter(&g, h);
	if (err) {
		errno = -err;
		return NULL;
	}
	s.net = init_net_of(h->machine);
	err = view ? show_one(&s, view, &text) : show_view(&s, &text);
	if (!err) {
		copy = strdup(text);
		kfree(text);
	}
	task_leave(&g);
	if (err)
		return st_fail_ptr(err, "%s", s.error);
	return copy ? copy : st_fail_ptr(-ENOMEM, "out of memory for the view");
}

char *st_show(struct st_host *h, const char *what, int json)
{
	return look(h, NULL, what, json);
}

char *st_why(struct st_host *h, const char *what, int json)
{
	return look(h, &why_view, what, json);
}
