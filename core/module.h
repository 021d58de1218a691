/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module - code that comes and goes: entry, parameters, exports, loader
 *
 * Where:   every protocol, driver, hook, qdisc and plug-in includes this. The
 *          same lines work built in (an initcall) and as a shared object.
 * Mirrors: include/linux/module.h, init.h, moduleparam.h, kernel/module/,
 *          kernel/params.c.
 * Spec:    ELF-64; section ".modinfo" holds "key=value" strings as the
 *          kernel's does, so that a file is judged before its code is mapped.
 *
 * The text of a module is mapped once per process; struct module, which is
 * THIS_MODULE, and the parameters belong to it. What a machine knows of the
 * module (state, references, what it has registered) is a struct
 * module_instance of that machine; its variables are DEFINE_PER_MACHINE() and
 * DEFINE_PER_CPU() ones, of which each machine has its own copy.
 */
#ifndef CORE_MODULE_H
#define CORE_MODULE_H

#include "lib/compiler.h"
#include "lib/kernel.h"
#include "lib/list.h"
#include "lib/machine.h"
#include "lib/sched.h"
#include "lib/types.h"

struct kernel_param;
struct machine;
struct module_text;
struct seq_file;

/**
 * struct module - one shared object, for the whole process
 * @name: KBUILD_MODNAME; lies in the object, so copy what must outlive it
 * @init: entry, run once for each machine; process context
 * @exit: undoes @init; NULL: the module cannot be removed once it is live
 * @text: the loader's record; NULL before the first load
 *
 * Immutable from the first load on.
 */
struct module {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	struct module_text *text;
};

/* ---- parameters -------------------------------------------------------- */

/**
 * struct kernel_param_ops - how a parameter is read and written
 * @noarg: the bare name is enough ("debug" for "debug=1")
 * @set: parse @val (NULL: bare name) into @kp->arg; 0 or -errno
 * @get: print at most PARAM_MAX bytes; length or -errno
 */
#define PARAM_MAX 1024
struct kernel_param_ops {
	bool noarg;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
};

/* An array parameter: "ports=1,2,3". */
struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num; /* how many were given, or NULL */
	const struct kernel_param_ops *ops;
	void *elem;
};

struct kernel_param {
	const char *name;
	const char *modname;
	const struct kernel_param_ops *ops;
	u16 perm; /* of /sys/module/NAME/parameters/PARAM; 0: no file */
	union {
		void *arg;
		const struct kparam_array *arr;
	};
};

extern const struct kernel_param_ops param_ops_byte, param_ops_short,
	param_ops_ushort, param_ops_int, param_ops_uint, param_ops_long,
	param_ops_ulong, param_ops_ullong, param_ops_charp, param_ops_bool,
	param_ops_invbool, param_array_ops;

/* For module_param_cb(): the usual setters. */
int param_set_int(const char *val, const struct kernel_param *kp);
int param_set_uint(const char *val, const struct kernel_param *kp);
int param_set_bool(const char *val, const struct kernel_param *kp);
int param_get_int(char *buffer, const struct kernel_param *kp);
int param_get_uint(char *buffer, const struct kernel_param *kp);
int param_get_bool(char *buffer, const struct kernel_param *kp);

/* A variable of another type than the line says does not compile. */
#define param_check_byte(n, p)	  __param_check(n, p, unsigned char)
#define param_check_short(n, p)	  __param_check(n, p, short)
#define param_check_ushort(n, p)  __param_check(n, p, unsigned short)
#define param_check_int(n, p)	  __param_check(n, p, int)
#define param_check_uint(n, p)	  __param_check(n, p, unsigned int)
#define param_check_long(n, p)	  __param_check(n, p, long)
#define param_check_ulong(n, p)	  __param_check(n, p, unsigned long)
#define param_check_ullong(n, p)  __param_check(n, p, unsigned long long)
#define param_check_charp(n, p)	  __param_check(n, p, char *)
#define param_check_bool(n, p)	  __param_check(n, p, bool)
#define param_check_invbool(n, p) __param_check(n, p, bool)
#define __param_check(n, p, type)                                              \
	static inline type __always_unused *__check_##n(void)                  \
	{                                                                      \
		return (p);                                                    \
	}                                                                      \
	struct __param_check_##n

#define __param_record(n, kops, kperm, field, value)                           \
	static const struct kernel_param __param_##n __used __section(         \
		"st_param") __aligned(sizeof(void *)) = {                      \
		.name = #n,                                                    \
		.modname = KBUILD_MODNAME,                                     \
		.ops = kops,                                                   \
		.perm = kperm,                                                 \
		{.field = value},                                              \
	}

#define module_param_cb(n, kops, karg, kperm)                                  \
	__param_record(n, kops, kperm, arg, karg);                             \
	MODULE_PARM_TYPE(n, "string")
/* "bool" is a macro: the type is pasted at once, never handed on. */
#define __module_param(n, value, check, pops, tname, kperm)                    \
	check(n, &(value));                                                    \
	__param_record(n, &pops, kperm, arg, &(value));                        \
	MODULE_PARM_TYPE(n, tname)
#define module_param_named(n, value, type, kperm)                              \
	__module_param(n, value, param_check_##type, param_ops_##type, #type,  \
		       kperm)
#define module_param(n, type, kperm)                                           \
	__module_param(n, n, param_check_##type, param_ops_##type, #type, kperm)
#define __module_param_array(n, array, check, pops, tname, nump, kperm)        \
	check(n, &(array)[0]);                                                 \
	static const struct kparam_array __param_arr_##n = {                   \
		.max = ARRAY_SIZE(array),                                      \
		.elemsize = sizeof((array)[0]),                                \
		.num = nump,                                                   \
		.ops = &pops,                                                  \
		.elem = array,                                                 \
	};                                                                     \
	__param_record(n, &param_array_ops, kperm, arr, &__param_arr_##n);     \
	MODULE_PARM_TYPE(n, "array of " tname)
#define module_param_array_named(n, array, type, nump, kperm)                  \
	__module_param_array(n, array, param_check_##type, param_ops_##type,   \
			     #type, nump, kperm)
#define module_param_array(n, type, nump, kperm)                               \
	__module_param_array(n, n, param_check_##type, param_ops_##type,       \
			     #type, nump, kperm)

/* ---- what a module says of itself -------------------------------------- */

#ifdef MODULE
#define MODULE_INFO(tag, info)                                                 \
	static const char __UNIQUE_ID(modinfo)[] __used __section(".modinfo")  \
		__aligned(1) = #tag "=" info
#else
#define MODULE_INFO(tag, info) struct __PASTE(__modinfo_unused_, __LINE__)
#endif

#define MODULE_AUTHOR(s)	 MODULE_INFO(author, s)
#define MODULE_DESCRIPTION(s)	 MODULE_INFO(description, s)
#define MODULE_LICENSE(s)	 MODULE_INFO(license, s)
#define MODULE_VERSION(s)	 MODULE_INFO(version, s)
#define MODULE_ALIAS(s)		 MODULE_INFO(alias, s)
#define MODULE_SOFTDEP(s)	 MODULE_INFO(softdep, s) /* "pre: a b" */
#define MODULE_PARM_DESC(n, s)	 MODULE_INFO(parm, #n ":" s)
#define MODULE_PARM_TYPE(n, s)	 MODULE_INFO(parmtype, #n ":" s)
#define MODULE_ALIAS_NETPROTO(p) MODULE_ALIAS("net-pf-" __stringify(p))
#define MODULE_ALIAS_NET_PF_PROTO(pf, p)                                       \
	MODULE_ALIAS("net-pf-" __stringify(pf) "-proto-" __stringify(p))
#define MODULE_ALIAS_NET_SCH(id)  MODULE_ALIAS("net-sch-" id)
#define MODULE_ALIAS_NET_CLS(id)  MODULE_ALIAS("net-cls-" id)
#define MODULE_ALIAS_NET_ACT(id)  MODULE_ALIAS("net-act-" id)
#define MODULE_ALIAS_RTNL_LINK(k) MODULE_ALIAS("rtnl-link-" k)

/* ---- entry and exit ---------------------------------------------------- */

/*
 * The one name that the loader asks a shared object for. The rest is hidden:
 * two modules never see each other's.
 */
struct module_door {
	unsigned int size; /* of this struct */
	struct module *module;
	unsigned int *image;
	const char *machine_start, *machine_stop, *cpu_start, *cpu_stop;
	const struct kernel_param *param_start, *param_stop;
};

#ifdef MODULE
#include "vermagic.h"

#define __module_hidden __attribute__((weak, visibility("hidden")))

extern const struct kernel_param __start_st_param[] __module_hidden;
extern const struct kernel_param __stop_st_param[] __module_hidden;
int init_module(void) __module_hidden;
void cleanup_module(void) __module_hidden;

/* Weak: every source file of a module defines them, the linker keeps one. */
unsigned int __this_image __module_hidden = MAX_IMAGES;
struct module __this_module __module_hidden = {
	.name = KBUILD_MODNAME,
	.init = init_module,
	.exit = cleanup_module,
};
extern const struct module_door __strata_module;
const struct module_door __strata_module
	__attribute__((weak, visibility("default"))) = {
		.size = sizeof(struct module_door),
		.module = &__this_module,
		.image = &__this_image,
		.machine_start = __start_st_machine,
		.machine_stop = __stop_st_machine,
		.cpu_start = __start_st_percpu,
		.cpu_stop = __stop_st_percpu,
		.param_start = __start_st_param,
		.param_stop = __stop_st_param,
};

/* Of every source file: objects built at different times must agree. */
MODULE_INFO(vermagic, STRATA_VERMAGIC);
MODULE_INFO(name, KBUILD_MODNAME);

#define THIS_MODULE (&__this_module)

#define module_init(initfn)                                                    \
	int init_module(void) __attribute__((alias(#initfn)))
#define module_exit(exitfn)                                                    \
	void cleanup_module(void) __attribute__((alias(#exitfn)))

#else /* built in */

#define THIS_MODULE ((struct module *)NULL)

/* module_exit() may stand above or below, or nowhere. */
#define module_init(initfn)                                                    \
	static void (*const __module_exitcall)(void);                          \
	static void __module_exit(void)                                        \
	{                                                                      \
		if (__module_exitcall)                                         \
			__module_exitcall();                                   \
	}                                                                      \
	device_initcall(initfn, __module_exit)
#define module_exit(exitfn)                                                    \
	static void (*const __module_exitcall)(void) __used = exitfn

#endif

/*
 * Generated forms: init and exit of a module that registers one thing. The
 * functions are those of the header that declares the thing.
 */
#define module_driver(ops, reg, unreg)                                         \
	static int __init ops##_module_init(void)                              \
	{                                                                      \
		return reg(&(ops));                                            \
	}                                                                      \
	static void __exit ops##_module_exit(void)                             \
	{                                                                      \
		unreg(&(ops));                                                 \
	}                                                                      \
	module_init(ops##_module_init);                                        \
	module_exit(ops##_module_exit)

#define module_qdisc(ops) module_driver(ops, register_qdisc, unregister_qdisc)
#define module_tcf_proto(ops)                                                  \
	module_driver(ops, register_tcf_proto_ops, unregister_tcf_proto_ops)
#define module_congestion_control(ops)                                         \
	module_driver(ops, tcp_register_congestion_control,                    \
		      tcp_unregister_congestion_control)
#define module_rtnl_link(ops)                                                  \
	module_driver(ops, rtnl_link_register, rtnl_link_unregister)
#define module_xdp(prog)                                                       \
	module_driver(prog, register_xdp_prog, unregister_xdp_prog)
#define module_pernet(ops)                                                     \
	module_driver(ops, register_pernet_subsys, unregister_pernet_subsys)

#define __module_add_pack(pt) (dev_add_pack(pt), 0)
#define module_packet_type(pt)                                                 \
	module_driver(pt, __module_add_pack, dev_remove_pack)

/* In every struct net, present and future. */
#define module_nf_hooks(ops)                                                   \
	static int ops##_net_init(struct net *net)                             \
	{                                                                      \
		return nf_register_net_hooks(net, ops, ARRAY_SIZE(ops));       \
	}                                                                      \
	static void ops##_net_exit(struct net *net)                            \
	{                                                                      \
		nf_unregister_net_hooks(net, ops, ARRAY_SIZE(ops));            \
	}                                                                      \
	static struct pernet_operations ops##_net_ops = {                      \
		.init = ops##_net_init,                                        \
		.exit = ops##_net_exit,                                        \
	};                                                                     \
	module_pernet(ops##_net_ops)

/* ---- references -------------------------------------------------------- */

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
};

/*
 * Context: any with a baton; of the current machine. NULL is what is built
 * in: it is always there. try_module_get() fails while the module goes;
 * __module_get() is for who holds a reference already.
 */
bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);
int module_refcount(struct module *module);
bool module_is_live(struct module *module);

static inline const char *module_name(const struct module *module)
{
	return module ? module->name : "strata";
}

/* The module whose object @addr lies in, or NULL. Any thread. */
struct module *__module_address(const void *addr);

/**
 * module_track - write a registration into the book
 * @owner: the module, or NULL: the one in whose object @obj lies, if any
 * @kind: "packet_type", "qdisc", …: a literal of the registry's file
 * @obj: what the registry will give back at module_untrack()
 * @name: shown in reports, copied; NULL: none
 * @unregister: takes @obj out when the module forgot to; may be NULL
 *
 * Called by every register_…() of core, so that an unload names what was
 * forgotten and takes it out. Nothing happens for what is built in. It cannot
 * fail: without memory the entry is missing from later reports.
 *
 * Context: process or BH disabled, with a baton.
 */
void module_track(struct module *owner, const char *kind, const void *obj,
		  const char *name, void (*unregister)(void *obj));
/* The last entry of (@kind, @obj) goes. Context: as module_track(). */
void module_untrack(const char *kind, const void *obj);

/* ---- the loader -------------------------------------------------------- */

/**
 * load_module - map a module, check it, run its init on this machine
 * @name: "sch_tbf", found in the module directories; or a path (with a slash)
 * @params: "a=1 b=2,3 c=\"x y\"", or NULL
 * @msg: on failure, and for warnings, one sentence; may be NULL
 * @len: size of @msg
 *
 * What it needs (other modules whose symbols it uses, MODULE_SOFTDEP) is
 * loaded first. Everything that can be known from the file is checked before
 * it is mapped.
 *
 * Context: process; sleeps.
 * Return: 0, -EEXIST (loaded already), -ENOENT (no such module, or symbols
 * that nobody exports), -ENOEXEC (not a module of ours, other headers),
 * -EINVAL (parameters), -ELOOP (dependencies), or what init returned.
 */
int load_module(const char *name, const char *params, char *msg, size_t len);
/* -EBUSY: referenced; @msg names by whom. Context: process; sleeps. */
int unload_module(const char *name, char *msg, size_t len);
/*
 * Take the file anew: checked first; then the old one exits and the new one
 * inits with @params (NULL: those of the last load). When that fails the old
 * one is live again and -errno says why. Context: process; sleeps.
 */
int reload_module(const char *name, const char *params, char *msg, size_t len);

/*
 * Load what bears the name or the alias ("net-pf-2", "net-sch-tbf",
 * "tcp_cubic"), if this machine allows it. Context: process; sleeps. Return: 0
 * it is there now (or was), -ENOENT nobody bears it, -EPERM not allowed.
 */
int request_module(const char *fmt, ...) __printf(1, 2);
/* Whether request_module() may load. On by default. */
void module_set_autoload(bool on);

/* The process's module directories, "dir:dir"; NULL: the installed one. */
int module_set_path(const char *path);
/*
 * Keep the text of @name mapped although no machine uses it, so that many
 * machines can come and go cheaply; module_unpin() lets it go.
 */
int module_pin(const char *name);
void module_unpin(const char *name);

/* One line of lsmod. The strings are valid during the callback. */
struct module_stat {
	const char *name;
	const char *version; /* or "" */
	const char *path;
	const char *params; /* of the last load, or "" */
	const char *users;  /* "a,b": the modules that need it, or "" */
	enum module_state state;
	unsigned int refcnt;
	unsigned long size; /* bytes mapped */
};
/* Newest first, as lsmod. Context: process. Return: @fn's non-zero, or 0. */
int modules_walk(int (*fn)(void *data, const struct module_stat *st),
		 void *data);
/*
 * Each "key=value" of a module file, without mapping it: filename first, then
 * as they stand, then depends and uses (libc's). Any thread.
 */
int modinfo_walk(const char *name,
		 void (*fn)(void *data, const char *key, const char *value),
		 void *data, char *msg, size_t len);

/* What is left of modules on this machine: for reports. Process context. */
unsigned int modules_referenced(void);

#endif /* CORE_MODULE_H */
