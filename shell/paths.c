// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paths - where the socket, the helpers, the modules and the history are
 *
 * Where:   every part of the program.
 * Mirrors: nothing in the kernel.
 * Spec:    XDG Base Directory Specification 0.8.
 */
#include "shell/shell.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

int fail(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("strata: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_FAILED;
}

static const char *set_or_null(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* Ours alone, or nobody's: another user could answer for the daemon. */
static int check_dir(const char *dir, char *err, size_t len)
{
	struct stat st;

	if (mkdir(dir, 0700) && errno != EEXIST) {
		snprintf(err, len,
			 "%s cannot be made (%s): set XDG_RUNTIME_DIR to a "
			 "folder of yours",
			 dir, strerror(errno));
		return -1;
	}
	if (lstat(dir, &st) || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077)) {
		snprintf(err, len,
			 "%s is not a folder of yours alone (mode 0700): "
			 "remove it, or set XDG_RUNTIME_DIR",
			 dir);
		return -1;
	}
	return 0;
}

int runtime_dir(char *dir, size_t len, char *err, size_t errlen)
{
	const char *xdg = set_or_null("XDG_RUNTIME_DIR");
	int n;

	if (xdg)
		n = snprintf(dir, len, "%s/strata", xdg);
	else if (!geteuid() && !access("/run", W_OK))
		n = snprintf(dir, len, "/run/strata");
	else
		n = snprintf(dir, len, "/tmp/strata-%u", geteuid());
	if (n < 0 || (size_t)n >= len) {
		snprintf(err, errlen,
			 "XDG_RUNTIME_DIR is too long: at most "
			 "80 bytes");
		return -1;
	}
	return check_dir(dir, err, errlen);
}

int runtime_path(char *path, size_t len, const char *name, char *err,
		 size_t errlen)
{
	struct sockaddr_un *un;
	char dir[PATH_MAX];
	int n;

	if (len > sizeof(un->sun_path))
		len = sizeof(un->sun_path);
	if (runtime_dir(dir, sizeof(dir), err, errlen))
		return -1;
	n = snprintf(path, len, "%s/%s", dir, name);
	if (n > 0 && (size_t)n < len)
		return 0;
	snprintf(err, errlen,
		 "%s/%s is too long for a socket: set XDG_RUNTIME_DIR to a "
		 "shorter one",
		 dir, name);
	return -1;
}

/* The folder that was built in, or NULL: we are installed. */
static const char *build_dir(void)
{
	static char dir[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", dir, sizeof(dir) - 32);
	char *slash;

	if (n <= 0)
		return NULL;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	*slash = '\0';
	slash = strrchr(dir, '/');
	if (slash && !strcmp(slash, "/.libs"))
		*slash = '\0';
	n = (ssize_t)strlen(dir);
	strcpy(dir + n, "/modules/.libs");
	if (access(dir, X_OK))
		return NULL;
	dir[n] = '\0';
	return dir;
}

void libexec_path(char *path, size_t len, const char *name)
{
	const char *dir = build_dir();

	snprintf(path, len, "%s/%s", dir ? dir : PKGLIBEXECDIR, name);
}

const char *module_path(void)
{
	static char path[PATH_MAX];
	const char *dir = build_dir();

	if (set_or_null("STRATA_MODULES") || !dir)
		return NULL;
	snprintf(path, sizeof(path), "%s/modules/.libs", dir);
	return path;
}

/* mkdir -p of the folders in @path; what fails is seen later. */
static void make_parents(char *path)
{
	for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
}

int history_path(char *path, size_t len)
{
	const char *state = set_or_null("XDG_STATE_HOME");
	const char *home = set_or_null("HOME");
	int n;

	if (state)
		n = snprintf(path, len, "%s/strata/history", state);
	else if (home)
		n = snprintf(path, len, "%s/.local/state/strata/history", home);
	else
		return -1;
	if (n < 0 || (size_t)n >= len)
		return -1;
	make_parents(path);
	return 0;
}
