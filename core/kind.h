/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kind - registries of ops by their name: qdiscs, classifiers, kinds of links
 *
 * Where:   sch_api.c, pkt_cls.c, rtnl.c, xdp.c: what a module registers and
 *          tc and ip call by its name.
 * Mirrors: nothing; the kernel's registries link the caller's struct, ours
 *          write nothing into it.
 * Spec:    none.
 */
#ifndef CORE_KIND_H
#define CORE_KIND_H

#include "lib/list.h"

struct module;

struct kind {
	struct list_head list; /* guarded by rtnl */
	const char *name;      /* lies in @ops */
	const void *ops;
};

/**
 * kind_register - make @ops known by a name
 * @base: per machine
 * @what: kind of registration, for the module's book
 * @ops: borrows until kind_unregister()
 * @forgotten: unregisters @ops when the module has not
 *
 * Context: process, rtnl not held. Return: 0, -EEXIST, -ENOMEM.
 */
int kind_register(struct list_head *base, const char *what, const void *ops,
		  const char *name, struct module *owner,
		  void (*forgotten)(void *ops));
/* Waits until no CPU is inside @ops. Context: process, rtnl not held. */
void kind_unregister(struct list_head *base, const char *what, const void *ops,
		     const char *name);
/* The same without waiting; false: it was not there. Context: rtnl. */
bool __kind_unregister(struct list_head *base, const char *what,
		       const void *ops, const char *name);
/* The ops, or NULL. Context: rtnl. */
const void *kind_find(const struct list_head *base, const char *name);

#endif /* CORE_KIND_H */
