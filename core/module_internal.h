/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module_internal - what the loader's files share
 *
 * Where:   core/module*.c only.
 * Mirrors: kernel/module/internal.h.
 *
 * Two levels. The process: struct module_text, one mapped object with its
 * file's strings, guarded by os_dl_lock(). The machine: struct module_instance,
 * one for each module that is loaded there, guarded by module_machine.lock.
 */
#ifndef CORE_MODULE_INTERNAL_H
#define CORE_MODULE_INTERNAL_H

#include "core/module.h"
#include "lib/atomic.h"
#include "lib/mutex.h"
#include "lib/os_dl.h"
#include "lib/spinlock.h"

#define MODULE_TEXTS_MAX 256
#define MODULE_NEEDS_MAX 16
#define MODULE_NAME_LEN	 56
#define MODULE_PATH_MAX	 512
#define MODULE_CHAIN_MAX 16

/* Where a sentence for the caller goes; buf may be NULL. */
struct module_msg {
	char *buf;
	size_t len;
};
/* Says why, there and in the log; NULL: nowhere. Return: @err. */
int module_fail(struct module_msg *msg, int err, const char *fmt, ...)
	__printf(3, 4);

/*
 * What a file says of itself: "key=value" strings one behind the other. To
 * those of .modinfo the reader adds needed= (DT_NEEDED) and undef= (symbols
 * that others must define).
 */
struct module_file {
	char path[MODULE_PATH_MAX];
	struct os_file id; /* no data */
	char *info;
	size_t len, room;
};
int module_file_read(struct module_file *mf, const char *path,
		     struct module_msg *msg);
void module_file_free(struct module_file *mf);
/* The next value of @key behind @prev (NULL: the first), or NULL. */
const char *module_file_next(const struct module_file *mf, const char *key,
			     const char *prev);
#define for_each_modinfo(mf, key, v)                                           \
	for ((v) = module_file_next(mf, key, NULL); (v);                       \
	     (v) = module_file_next(mf, key, v))
const char *module_file_name(const struct module_file *mf);
/* Vermagic, licence, description: is it one of ours? 0 or -errno. */
int module_file_check(const struct module_file *mf, struct module_msg *msg);
/* "sch_tbf" of needed=sch_tbf.so; false: libc or libstrata. */
bool module_need_name(const char *needed, char *name);
/* Name without directory and suffix, dashes as underscores. */
void module_canonical(const char *name, char *out);

/* ---- the process ------------------------------------------------------- */

struct module_text {
	struct list_head node; /* newest first */
	/* immutable */
	unsigned int id; /* place in module_machine.by_id */
	char name[MODULE_NAME_LEN];
	struct module_file file;
	struct os_dl *dl;
	const struct module_door *door;
	struct module *module;
	const char *start, *end;
	struct module_text *needs[MODULE_NEEDS_MAX];
	unsigned int nr_needs;
	/* guarded by os_dl_lock() */
	unsigned int users; /* machines, pins, texts that need it */
	unsigned int pins;
};

/* Where the file of @name is; looks into the directories unless it is a path */
int module_find_file(const char *name, char *path, struct module_msg *msg);
/* The newest text of that name, with a reference; or NULL. */
struct module_text *module_text_find(const char *name);
/* Map @mf, which becomes the text's. Text with a reference, or ERR_PTR(). */
struct module_text *module_text_map(struct module_file *mf,
				    struct module_text **needs,
				    unsigned int nr_needs,
				    struct module_msg *msg);
bool same_file(const struct os_file *a, const struct os_file *b);
void module_text_get(struct module_text *text);
void module_text_put(struct module_text *text);
void module_text_move_pins(struct module_text *from, struct module_text *to);
void module_get_path(char *buf, size_t size);
/* The next directory of "a:b:c" into @dir, or false. */
bool module_next_dir(const char **path, char *dir, size_t size);
/* The name of a module file that has @alias; 0 or -ENOENT. */
int module_find_alias(const char *alias, char *name);
void module_alias_forget(void);
static inline bool module_text_holds(const struct module_text *t,
				     const void *addr)
{
	return (const char *)addr >= t->start && (const char *)addr < t->end;
}

/* ---- the machine ------------------------------------------------------- */

struct module_instance {
	struct list_head node; /* newest first; guarded by lock */
	/* immutable */
	struct module_text *text;
	struct module_instance *needs[MODULE_NEEDS_MAX];
	unsigned int nr_needs;
	/* guarded by lock */
	enum module_state state;
	char *params;
	/* one for being there, one for each user */
	atomic_t refcnt;
};

struct module_machine {
	struct mutex lock; /* one load or unload at a time; owner may nest */
	struct list_head instances;
	struct module_instance *by_id[MODULE_TEXTS_MAX];
	struct module_instance *running; /* its init or exit runs */
	bool autoload;
	struct list_head book; /* registrations, newest first */
	spinlock_t book_lock;
	struct proc_entry *proc, *sys;
};
DECLARE_PER_MACHINE(struct module_machine, module_machine);

/* One load with all that it pulls in: who asked for whom. */
struct load_chain {
	struct module_msg *msg;
	const char *name[MODULE_CHAIN_MAX];
	unsigned int depth;
};

/* Maps @mf, or takes @text's reference; then its init runs. lock held. */
int module_load_text(struct load_chain *chain, struct module_text *text,
		     struct module_file *mf, const char *params);
int module_load_by_name(struct load_chain *chain, const char *name,
			const char *params);
/* Takes @text's reference, whatever is returned. lock held. */
int module_start(struct module_text *text, struct module_instance **needs,
		 unsigned int nr_needs, const char *params,
		 struct module_msg *msg);
/* Whoever holds the lock may take it again. Return: whether to unlock. */
bool modules_lock(void);
void modules_unlock(bool taken);

/* lock held, or no sleep until try_module_get(); by canonical name */
struct module_instance *module_instance_find(const char *name);
struct module_instance *module_instance_of(const struct module *module);
int module_unload_all(void); /* the machine dies; how many would not */

/* module_book.c: what an instance has registered and left armed */
unsigned int module_book_force(struct module_instance *inst);
void module_book_list(struct module_instance *inst, char *buf, size_t len);
unsigned int module_leftovers(struct module_instance *inst);
int module_sysfs_init(void);
void module_sysfs_exit(void);
/* "a,b": instances that need @inst */
void module_users(const struct module_instance *inst, char *buf, size_t len);

/* ---- parameters -------------------------------------------------------- */

/* Names and values against the file's parmtype strings; nothing is set. */
int module_params_check(const struct module_file *mf, const char *params,
			struct module_msg *msg);
int module_params_set(const struct module_text *text, const char *params,
		      struct module_msg *msg);
/* Strings that charp parameters in this range point to. */
void module_params_forget(const char *start, const char *end);

#endif /* CORE_MODULE_INTERNAL_H */
