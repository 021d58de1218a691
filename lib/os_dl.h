/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * os_dl - what the module loader needs of the host: files, objects, symbols
 *
 * Where:   core/module*.c and lib/oops.c. The only caller of dlopen(),
 *          dlsym() and dladdr().
 * Mirrors: nothing; the kernel is its own linker.
 *
 * The text of a module belongs to the process, not to a machine. So does what
 * is allocated here, and the one lock that orders mapping and unmapping. That
 * lock is the host's: nothing that sleeps may be called under it.
 */
#ifndef LIB_OS_DL_H
#define LIB_OS_DL_H

#include "lib/compiler.h"
#include "lib/types.h"

void os_dl_lock(void);
void os_dl_unlock(void);

/* Zeroed memory of the process, or NULL. Any thread. */
void *os_dl_alloc(size_t size);
char *os_dl_strdup(const char *s);
void os_dl_free(void *p);

/* A file, read whole; and what tells it from its successor. */
struct os_file {
	u8 *data; /* os_dl_free() it */
	size_t size;
	u64 dev, ino;
	s64 mtime; /* ns */
};
int os_file_read(const char *path, struct os_file *file);
int os_file_stat(const char *path, struct os_file *file); /* no data */
int os_dir_stat(const char *path, struct os_file *file);

/* Each name in @dir, sorted; non-zero of @fn ends it. 0, -errno, or @fn's. */
int os_dir_walk(const char *dir, int (*fn)(void *data, const char *name),
		void *data);
/* STRATA_MODULES of the environment, or the installed directory. */
const char *os_module_path(void);

/* Mapped objects. On failure NULL, and the linker's words in @msg. */
struct os_dl;
struct os_dl *os_dl_open(const char *path, char *msg, size_t len);
/*
 * A library of the system, by its soname: once mapped it stays. Such libraries
 * are not written to go (threads, atexit), and mapping libpcap with all that
 * it needs takes milliseconds.
 */
struct os_dl *os_dl_library(const char *soname);
void os_dl_close(struct os_dl *dl);
void *os_dl_sym(struct os_dl *dl, const char *name);
/* The addresses it occupies. */
void os_dl_range(struct os_dl *dl, const char **start, const char **end);

enum os_dl_owner {
	OS_DL_NOBODY,
	OS_DL_CORE, /* libstrata, or the program it is linked into */
	OS_DL_OTHER /* libc and its like */
};
/* Who defines @name for a module that is mapped now. */
enum os_dl_owner os_dl_whose(const char *name);

/*
 * The object (last part of its path) and the symbol at @addr, with the offset
 * into it. Strings live as long as the object. Any context, signals too.
 */
bool os_dl_addr(const void *addr, const char **object, const char **symbol,
		unsigned long *offset);

/* @fn runs when a sanitizer, if there is one, ends the process. */
void os_dl_on_death(void (*fn)(void));

#endif /* LIB_OS_DL_H */
