// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns - entering, joining and setting up the peer's namespace
 *
 * Where:   up.c, peer.c, doctor.c.
 * Mirrors: nothing in the kernel.
 *
 * As root a network namespace is enough. Everybody else gets a user namespace
 * around it, in which he is root: uid 0 inside is his own outside, and no
 * other uid exists there (a single-uid map needs no setuid helper).
 */
#include "shell/netns.h"
#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int map_single_uid(uid_t uid, gid_t gid)
{
	char map[64];
	int err = write_file("/proc/self/setgroups", "deny");

	if (err && err != -ENOENT)
		return err;
	snprintf(map, sizeof(map), "0 %u 1\n", uid);
	err = write_file("/proc/self/uid_map", map);
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %u 1\n", gid);
	return write_file("/proc/self/gid_map", map);
}

static int explain(int err, char *msg, size_t len)
{
	switch (err) {
	case EPERM:
	case EACCES:
		snprintf(msg, len,
			 "this system does not let users make network "
			 "namespaces: run as root, or allow it (sysctl "
			 "kernel.unprivileged_userns_clone=1 or "
			 "kernel.apparmor_restrict_unprivileged_userns=0)");
		break;
	case ENOSPC:
	case EUSERS:
		snprintf(
			msg, len,
			"no more namespaces are allowed: raise sysctl "
			"user.max_user_namespaces and user.max_net_namespaces");
		break;
	case EINVAL:
	case ENOSYS:
		snprintf(msg, len,
			 "this kernel has no network namespaces: it needs "
			 "CONFIG_NET_NS and CONFIG_USER_NS");
		break;
	default:
		snprintf(msg, len,
			 "no network namespace could be made (%s): "
			 "`strata doctor` looks why",
			 strerror(err));
	}
	return -1;
}

static int leave(bool *user)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	*user = false;
	if (!uid && !unshare(CLONE_NEWNET))
		return 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return -errno;
	*user = true;
	return map_single_uid(uid, gid);
}

int netns_enter(struct netns *ns, bool own, char *err, size_t len)
{
	bool user = false;
	int ret = own ? leave(&user) : 0;

	ns->user_fd = -1;
	ns->net_fd = -1;
	if (ret)
		return explain(-ret, err, len);
	ns->net_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (user)
		ns->user_fd = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
	if (ns->net_fd >= 0 && (!user || ns->user_fd >= 0))
		return 0;
	snprintf(err, len, "/proc/self/ns: %s: is /proc mounted?",
		 strerror(errno));
	return -1;
}

int netns_join(const struct netns *ns)
{
	if (ns->user_fd >= 0 && setns(ns->user_fd, CLONE_NEWUSER))
		return -errno;
	if (setns(ns->net_fd, CLONE_NEWNET))
		return -errno;
	return 0;
}

/* What the helper had to say, without its newline. */
static void read_sentence(int fd, char *err, size_t len)
{
	size_t used = 0;
	ssize_t n;

	while (used < len - 1 && (n = read(fd, err + used, len - 1 - used)) > 0)
		used += (size_t)n;
	err[used] = '\0';
	err[strcspn(err, "\n")] = '\0';
}

int hostnet(char *const argv[], char *err, size_t len)
{
	char path[PATH_MAX];
	int pipefd[2], status = 0;
	pid_t pid;

	libexec_path(path, sizeof(path), "strata-hostnet");
	if (pipe2(pipefd, O_CLOEXEC)) {
		snprintf(err, len, "no pipe: %s", strerror(errno));
		return -1;
	}
	pid = fork();
	if (!pid) {
		dup2(pipefd[1], STDERR_FILENO);
		execv(path, argv);
		dprintf(STDERR_FILENO,
			"%s cannot be run (%s): was it built? it needs "
			"libnl-route-3-dev\n",
			path, strerror(errno));
		_exit(127);
	}
	close(pipefd[1]);
	if (pid > 0) {
		read_sentence(pipefd[0], err, len);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	close(pipefd[0]);
	if (pid > 0 && WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (!err[0] || pid < 0)
		snprintf(err, len,
			 "strata-hostnet did not end well: try it "
			 "by hand, %s",
			 path);
	return -1;
}
