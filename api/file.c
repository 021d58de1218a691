// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file - /proc, /sys and sysctls by name
 *
 * Where:   the door behind which the launcher's FUSE tree and the shell's cat
 *          stand; core/proc.c finds the file.
 * Mirrors: fs/proc, fs/sysfs, as seen by open, read, write, readdir.
 */
#include "api/internal.h"

#include "core/proc.h"
#include "lib/slab.h"
#include "lib/string.h"

static ssize_t file_read(struct st_net *n, const char *path, void *buf,
			 size_t len, off_t off)
{
	size_t size, take = 0;
	char *text;
	int err = vfs_read(n->net, path, &text, &size);

	if (err)
		return st_fail(err, "%s: %pe", path, ERR_PTR(err));
	if (off >= 0 && (size_t)off < size) {
		take = size - (size_t)off;
		if (take > len)
			take = len;
		memcpy(buf, text + off, take);
	}
	kfree(text);
	return (ssize_t)take;
}

struct listing {
	char *buf;
	size_t len, used;
};

static int list_name(void *ctx, const char *name, umode_t mode)
{
	struct listing *l = ctx;
	size_t size = strlen(name) + (S_ISDIR(mode) ? 2 : 1);

	if (l->used + size > l->len)
		return -ERANGE;
	memcpy(l->buf + l->used, name, strlen(name));
	if (S_ISDIR(mode))
		l->buf[l->used + size - 2] = '/';
	l->buf[l->used + size - 1] = '\0';
	l->used += size;
	return 0;
}

static ssize_t file_list(struct st_net *n, const char *path, void *buf,
			 size_t len)
{
	struct listing l = {buf, len, 0};
	int err = vfs_readdir(n->net, path, list_name, &l);

	return err ? st_fail(err, "%s: %pe", path, ERR_PTR(err))
		   : (ssize_t)l.used;
}

static ssize_t file_stat(struct st_net *n, const char *path, void *buf,
			 size_t len)
{
	struct st_file_stat st = {.size = 0};
	struct vfs_stat vst;
	int err = vfs_stat(n->net, path, &vst);

	if (err)
		return st_fail(err, "%s: %pe", path, ERR_PTR(err));
	if (len < sizeof(st))
		return -EINVAL;
	st.mode = vst.mode;
	memcpy(buf, &st, sizeof(st));
	return sizeof(st);
}

ssize_t st_file(struct st_net *n, const char *path, int op, void *buf,
		size_t len, off_t off)
{
	struct task_guard g;
	ssize_t ret = st_enter(&g, n->h);
	int err;

	if (ret)
		return ret;
	if (off < 0) {
		task_leave(&g);
		return st_fail(-EINVAL, "%s: offset %lld", path,
			       (long long)off);
	}
	switch ((enum st_file_op)op) {
	case ST_FILE_READ:
		ret = file_read(n, path, buf, len, off);
		break;
	case ST_FILE_WRITE:
		err = vfs_write(n->net, path, buf, len);
		ret = err ? st_fail(err, "%s: %pe", path, ERR_PTR(err))
			  : (ssize_t)len;
		break;
	case ST_FILE_LIST:
		ret = file_list(n, path, buf, len);
		break;
	case ST_FILE_STAT:
		ret = file_stat(n, path, buf, len);
		break;
	default:
		ret = -EINVAL;
	}
	task_leave(&g);
	return ret;
}

char *st_file_text(struct st_net *n, const char *path)
{
	char *text, *copy = NULL;
	struct task_guard g;
	size_t len;
	int err = st_enter(&g, n->h);

	if (err) {
		errno = -err;
		return NULL;
	}
	err = vfs_read(n->net, path, &text, &len);
	if (!err) {
		copy = malloc(len + 1);
		if (copy)
			memcpy(copy, text, len + 1);
		else
			err = -ENOMEM;
		kfree(text);
	}
	task_leave(&g);
	return err ? st_fail_ptr(err, "%s: %pe", path, ERR_PTR(err)) : copy;
}

int st_sysctl(struct st_net *n, const char *name, const char *value)
{
	ssize_t ret = st_file(n, name, ST_FILE_WRITE, (void *)value,
			      strlen(value), 0);

	return ret < 0 ? (int)ret : 0;
}
