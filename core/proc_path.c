// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proc_path - the one spelling of a path that the resolver knows
 *
 * Where:   first step of every vfs_read(), vfs_write(), vfs_stat().
 * Mirrors: what fs/namei.c and sysctl(8) do with "//", "..", "a.b.c".
 */
#include "core/proc_internal.h"

#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

/* Lexical: one slash between names, no "." nor ".."; 0 or -errno. */
static int tidy(const char *path, char *out)
{
	size_t len = 0, n;

	while (*path) {
		while (*path == '/')
			path++;
		n = strcspn(path, "/");
		if (n == 2 && path[0] == '.' && path[1] == '.') {
			while (len && out[--len] != '/')
				;
		} else if (n && !(n == 1 && *path == '.')) {
			if (len + n + 2 > PROC_PATH_MAX)
				return -ENAMETOOLONG;
			out[len++] = '/';
			memcpy(out + len, path, n);
			len += n;
		}
		path += n;
	}
	out[len] = '\0'; /* the root is "" */
	return 0;
}

/* "net.ipv4.conf.eth0/1.mtu" to "/proc/sys/net/ipv4/conf/eth0.1/mtu" */
static int undot(const char *name, char *out)
{
	size_t len = (size_t)scnprintf(out, PROC_PATH_MAX, "/proc/sys/");
	bool dots = name[strcspn(name, "./")] == '.';

	if (len + strlen(name) >= PROC_PATH_MAX)
		return -ENAMETOOLONG;
	for (; *name; name++) {
		char c = *name;

		if (dots && (c == '.' || c == '/'))
			c = c == '.' ? '/' : '.';
		out[len++] = c;
	}
	out[len] = '\0';
	return 0;
}

int proc_canonical(const char *path, char *out)
{
	static const char *const self[] = {"/proc/self/net",
					   "/proc/thread-self/net"};
	char buf[PROC_PATH_MAX];
	unsigned int i;
	size_t len;
	int err;

	if (*path != '/') {
		err = undot(path, buf);
		return err ? err : tidy(buf, out);
	}
	err = tidy(path, out);
	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(self); i++) {
		len = str_has_prefix(out, self[i]);
		if (!len || (out[len] && out[len] != '/'))
			continue;
		scnprintf(buf, sizeof(buf), "/proc/net%s", out + len);
		strscpy(out, buf, PROC_PATH_MAX);
		break;
	}
	return 0;
}

/* What stands behind @dir in @path: "/x", "" for itself; NULL: not below. */
const char *proc_rest(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (strncmp(path, dir, len) || (path[len] && path[len] != '/'))
		return NULL;
	return path + len;
}
