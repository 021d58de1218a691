// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * log - the daemon's log file, which does not grow without end
 *
 * Where:   up.c opens it when the daemon leaves the terminal; start.c hands
 *          each line of a host's log in. An oops writes to the same file.
 * Mirrors: nothing in the kernel; logrotate(8), for one file.
 *
 * When it has become longer than its limit, the older half of the limit is
 * taken out, at the end of a line, and a line says so.
 */
#include "shell/daemon.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char cut_here[] = "<6>strata: older lines were dropped here\n";

static void write_all(int fd, const char *text, size_t len)
{
	ssize_t n = 1;

	while (len && n > 0) {
		n = write(fd, text, len);
		text += n;
		len -= n > 0 ? (size_t)n : 0;
	}
}

/* Under log_lock. @size: of the file, as it is too long. */
static void drop_oldest(struct daemon *d, off_t size)
{
	size_t keep = d->config->log_limit / 2;
	char *text = malloc(keep), *line;
	ssize_t n;

	if (!text)
		return; /* the next line tries again */
	n = pread(d->log_fd, text, keep, size - (off_t)keep);
	line = n > 0 ? memchr(text, '\n', (size_t)n) : NULL;
	if (line && !ftruncate(d->log_fd, 0)) {
		write_all(d->log_fd, cut_here, sizeof(cut_here) - 1);
		write_all(d->log_fd, line + 1, (size_t)(text + n - (line + 1)));
	}
	free(text);
}

int log_open(struct daemon *d)
{
	char path[sizeof(d->socket)], err[8];

	if (runtime_path(path, sizeof(path), "log", err, sizeof(err)))
		return -1;
	d->log_fd = open(
		path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	return d->log_fd;
}

void log_line(struct daemon *d, const char *host, int level, const char *line)
{
	struct stat st;

	pthread_mutex_lock(&d->log_lock);
	fprintf(stderr, "<%d>%s: %s\n", level, host, line);
	if (d->log_fd >= 0 && !fstat(d->log_fd, &st) &&
	    (uint64_t)st.st_size > d->config->log_limit)
		drop_oldest(d, st.st_size);
	pthread_mutex_unlock(&d->log_lock);
}
