// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_dl - files, objects and symbols of the host, for the module loader
 *
 * Where:   under core/module*.c; see os_dl.h.
 * Mirrors: nothing.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os_dl.h"

#define MODULE_FILE_MAX (256u << 20)

static pthread_mutex_t dl_lock = PTHREAD_MUTEX_INITIALIZER;

void os_dl_lock(void)
{
	pthread_mutex_lock(&dl_lock);
}

void os_dl_unlock(void)
{
	pthread_mutex_unlock(&dl_lock);
}

void *os_dl_alloc(size_t size)
{
	return calloc(1, size);
}

char *os_dl_strdup(const char *s)
{
	return strdup(s);
}

void os_dl_free(void *p)
{
	free(p);
}

/* ---- files ------------------------------------------------------------- */

static void identify(struct os_file *file, const struct stat *st)
{
	file->dev = st->st_dev;
	file->ino = st->st_ino;
	file->mtime =
		(s64)st->st_mtim.tv_sec * 1000000000LL + st->st_mtim.tv_nsec;
	file->size = (size_t)st->st_size;
}

static int stat_type(const char *path, struct os_file *file, mode_t type,
		     int otherwise)
{
	struct stat st;

	file->data = NULL;
	if (stat(path, &st))
		return -errno;
	if ((st.st_mode & S_IFMT) != type)
		return otherwise;
	identify(file, &st);
	return 0;
}

int os_file_stat(const char *path, struct os_file *file)
{
	return stat_type(path, file, S_IFREG, -EISDIR);
}

int os_dir_stat(const char *path, struct os_file *file)
{
	return stat_type(path, file, S_IFDIR, -ENOTDIR);
}

static int read_all(int fd, u8 *buf, size_t size)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = read(fd, buf + got, size - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -EIO; /* it shrank under us */
		got += (size_t)n;
	}
	return 0;
}

int os_file_read(const char *path, struct os_file *file)
{
	struct stat st;
	int fd, err;

	file->data = NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = fstat(fd, &st) ? -errno : 0;
	if (!err && !S_ISREG(st.st_mode))
		err = -EISDIR;
	if (!err && (u64)st.st_size > MODULE_FILE_MAX)
		err = -EFBIG;
	if (err)
		goto out_close;
	identify(file, &st);
	file->data = malloc(file->size + 1);
	err = file->data ? read_all(fd, file->data, file->size) : -ENOMEM;
	if (err) {
		free(file->data);
		file->data = NULL;
	}
out_close:
	close(fd);
	return err;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name); /* not the locale's order */
}

int os_dir_walk(const char *dir, int (*fn)(void *data, const char *name),
		void *data)
{
	struct dirent **names;
	int i, n, ret = 0;

	n = scandir(dir, &names, NULL, by_name);
	if (n < 0)
		return -errno;
	for (i = 0; i < n; i++) {
		if (!ret && names[i]->d_name[0] != '.')
			ret = fn(data, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return ret;
}

const char *os_module_path(void)
{
	const char *env = secure_getenv("STRATA_MODULES");

	return env && *env ? env : PKGLIBDIR "/modules";
}

/* ---- objects ----------------------------------------------------------- */

struct os_dl *os_dl_open(const char *path, char *msg, size_t len)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		snprintf(msg, len, "%s", dlerror());
	return handle;
}

struct os_dl *os_dl_library(const char *soname)
{
	return dlopen(soname, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

void os_dl_close(struct os_dl *dl)
{
	dlclose(dl);
}

void *os_dl_sym(struct os_dl *dl, const char *name)
{
	return dlsym(dl, name);
}

struct range {
	const char *base, *name;
	const char *start, *end;
};

static int add_segments(struct dl_phdr_info *info, size_t size, void *data)
{
	struct range *r = data;
	int i;

	if ((const char *)info->dlpi_addr != r->base ||
	    strcmp(info->dlpi_name, r->name))
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		const char *at = r->base + ph->p_vaddr;

		if (ph->p_type != PT_LOAD)
			continue;
		if (!r->start || at < r->start)
			r->start = at;
		if (at + ph->p_memsz > r->end)
			r->end = at + ph->p_memsz;
	}
	return 1;
}

void os_dl_range(struct os_dl *dl, const char **start, const char **end)
{
	struct link_map *map = NULL;
	struct range r = {0};

	if (!dlinfo(dl, RTLD_DI_LINKMAP, &map)) {
		r.base = (const char *)map->l_addr;
		r.name = map->l_name;
		dl_iterate_phdr(add_segments, &r);
	}
	*start = r.start;
	*end = r.end;
}

static bool same_object(const void *a, const void *b)
{
	Dl_info x, y;

	return dladdr(a, &x) && dladdr(b, &y) && x.dli_fbase == y.dli_fbase;
}

/*
 * libstrata may itself have been opened RTLD_LOCAL, by an interpreter: then
 * the default scope does not have its names, but a module's has.
 */
static void *core_sym(const char *name)
{
	Dl_info self;
	void *handle, *sym = NULL;

	if (!dladdr((void *)core_sym, &self))
		return NULL;
	handle = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD);
	if (handle) {
		sym = dlsym(handle, name);
		dlclose(handle);
	}
	return sym;
}

/* A sanitizer that is linked into the program defines libc's names there. */
static bool libc_has(const char *name)
{
	void *libc = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
	bool has = libc && dlsym(libc, name);

	if (libc)
		dlclose(libc);
	return has;
}

enum os_dl_owner os_dl_whose(const char *name)
{
	void *sym = dlsym(RTLD_DEFAULT, name);

	if (!sym)
		sym = core_sym(name);
	if (!sym)
		return OS_DL_NOBODY;
	return same_object(sym, (void *)core_sym) && !libc_has(name)
		       ? OS_DL_CORE
		       : OS_DL_OTHER;
}

bool os_dl_addr(const void *addr, const char **object, const char **symbol,
		unsigned long *offset)
{
	const char *slash;
	Dl_info info;

	if (!dladdr(addr, &info))
		return false;
	slash = strrchr(info.dli_fname, '/');
	*object = slash ? slash + 1 : info.dli_fname;
	*symbol = info.dli_sname;
	*offset = (unsigned long)((const char *)addr -
				  (const char *)(info.dli_saddr
							 ? info.dli_saddr
							 : info.dli_fbase));
	return true;
}

/*
 * Each runtime has a callback of its own, under one name: the default scope
 * shows the first only.
 */
static int set_death_callback(struct dl_phdr_info *info, size_t size,
			      void *data)
{
	void (*set)(void (*)(void));
	void *handle;

	if (!strstr(info->dlpi_name, "san.so"))
		return 0;
	handle = dlopen(info->dlpi_name, RTLD_NOW | RTLD_NOLOAD);
	if (!handle)
		return 0;
	set = (void (*)(void (*)(void)))dlsym(handle,
					      "__sanitizer_set_death_callback");
	if (set)
		set((void (*)(void))data);
	dlclose(handle);
	return 0;
}

void os_dl_on_death(void (*fn)(void))
{
	void (*set)(void (*)(void)) = (void (*)(void (*)(void)))dlsym(
		RTLD_DEFAULT, "__sanitizer_set_death_callback");

	if (set)
		set(fn); /* it may be linked into the program */
	dl_iterate_phdr(set_death_callback, (void *)fn);
}
