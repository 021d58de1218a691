// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module - load, unload, reload on one machine
 *
 * Where:   insmod and rmmod of the shell, st_insmod(), request_module().
 * Mirrors: kernel/module/main.c: states, references, the order of unloading.
 *
 *	COMING --init 0--> LIVE --unload, refcnt 1 -> 0--> GOING --exit--> gone
 *	   \---init -errno-------------------------------> GOING
 *
 * Unloading: exit(), then nobody can find the module any more; a grace period
 * and rcu_barrier(), then nobody is inside it; works are flushed; what it left
 * registered or armed is reported by name and taken out; no task may stand in
 * its text. Then the instance goes, and with the last one the text.
 */
#define pr_fmt(fmt) "module: " fmt
#include "core/kallsyms.h"
#include "core/module_internal.h"
#include "core/net_namespace.h"

#include "lib/printk.h"
#include "lib/rculist.h"
#include "lib/rcupdate.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "lib/workqueue.h"

DEFINE_PER_MACHINE(struct module_machine, module_machine);

static struct module_machine *here(void)
{
	return &machine_var(module_machine);
}

/* A module's init may load others: whoever holds the lock may take it again. */
bool modules_lock(void)
{
	might_sleep();
	if (mutex_is_mine(&here()->lock))
		return false;
	mutex_lock(&here()->lock);
	return true;
}

void modules_unlock(bool taken)
{
	if (taken)
		mutex_unlock(&here()->lock);
}

struct module_instance *module_instance_find(const char *name)
{
	struct module_instance *inst;

	list_for_each_entry_rcu (inst, &here()->instances, node) {
		if (!strcmp(inst->text->name, name))
			return inst;
	}
	return NULL;
}

struct module_instance *module_instance_of(const struct module *module)
{
	return module->text ? READ_ONCE(here()->by_id[module->text->id]) : NULL;
}

/* ---- references -------------------------------------------------------- */

bool try_module_get(struct module *module)
{
	struct module_instance *inst;

	if (!module)
		return true;
	inst = module_instance_of(module);
	return inst && READ_ONCE(inst->state) != MODULE_STATE_GOING &&
	       atomic_inc_not_zero(&inst->refcnt);
}
EXPORT_SYMBOL(try_module_get);

void __module_get(struct module *module)
{
	if (module)
		WARN(!try_module_get(module), "module %s is not there",
		     module->name);
}
EXPORT_SYMBOL(__module_get);

void module_put(struct module *module)
{
	struct module_instance *inst;

	if (!module)
		return;
	inst = module_instance_of(module);
	if (!inst || atomic_dec_return(&inst->refcnt) < 1)
		WARN(1, "module %s: a reference was put twice", module->name);
}
EXPORT_SYMBOL(module_put);

/* Users, without the one that it has for being there. */
int module_refcount(struct module *module)
{
	struct module_instance *inst =
		module ? module_instance_of(module) : NULL;

	return inst ? atomic_read(&inst->refcnt) - 1 : 0;
}
EXPORT_SYMBOL(module_refcount);

bool module_is_live(struct module *module)
{
	struct module_instance *inst =
		module ? module_instance_of(module) : NULL;

	return !module || (inst && inst->state == MODULE_STATE_LIVE);
}
EXPORT_SYMBOL(module_is_live);

/* ---- an instance begins and ends --------------------------------------- */

static struct module_instance *instance_new(struct module_text *text,
					    const char *params)
{
	struct machine *m = current_machine();
	struct module_instance *inst;

	inst = kzalloc(sizeof(*inst), GFP_KERNEL);
	if (!inst)
		return NULL;
	inst->params = kstrdup(params ? params : "", GFP_KERNEL);
	if (!inst->params)
		goto free_inst;
	if (*text->door->image < MAX_IMAGES &&
	    machine_image_add(m, *text->door->image, text->door->machine_start,
			      text->door->machine_stop, text->door->cpu_start,
			      text->door->cpu_stop))
		goto free_params;
	inst->text = text;
	inst->state = MODULE_STATE_COMING;
	atomic_set(&inst->refcnt, 1);
	WRITE_ONCE(here()->by_id[text->id], inst);
	list_add_rcu(&inst->node, &here()->instances);
	return inst;

free_params:
	kfree(inst->params);
free_inst:
	kfree(inst);
	return NULL;
}

/* Gives the text back. */
static void instance_free(struct module_instance *inst)
{
	struct module_text *text = inst->text;
	unsigned int i;

	for (i = 0; i < inst->nr_needs; i++)
		module_put(inst->needs[i]->text->module);
	kallsyms_forget(text->start, text->end);
	list_del_rcu(&inst->node);
	WRITE_ONCE(here()->by_id[text->id], NULL);
	synchronize_rcu(); /* try_module_get() may look at it */
	if (*text->door->image < MAX_IMAGES)
		machine_image_del(current_machine(), *text->door->image);
	kfree(inst->params);
	kfree(inst);
	module_text_put(text);
}

/*
 * Nobody finds it any more: wait for who is inside, see what it left. Reports
 * name the function that should have undone it.
 */
static unsigned int instance_drain(struct module_instance *inst,
				   const char *slot, const void *guilty)
{
	struct callsite site = {slot, guilty, current->callsite};
	unsigned int left;

	synchronize_rcu();
	rcu_barrier();
	flush_scheduled_work();
	if (guilty)
		current->callsite = &site;
	left = module_book_force(inst);
	if (left) {
		synchronize_rcu();
		rcu_barrier();
		flush_scheduled_work();
	}
	left += module_leftovers(inst);
	current->callsite = site.up;
	return left;
}

/* Reports of init and exit are the module's: name it as running. */
static int call_init(struct module_instance *inst)
{
	struct module_instance *outer = here()->running;
	int err = 0;

	here()->running = inst;
	if (inst->text->module->init)
		err = CALL("module.init", inst->text->module->init);
	here()->running = outer;
	if (err > 0) {
		pr_warn("%s: init returned %d; it should be 0 or -errno\n",
			inst->text->name, err);
		err = 0;
	}
	return err;
}

static void call_exit(struct module_instance *inst)
{
	struct module_instance *outer = here()->running;

	here()->running = inst;
	if (inst->text->module->exit)
		CALL_VOID("module.exit", inst->text->module->exit);
	here()->running = outer;
}

/* Takes @text's reference, whatever is returned. */
int module_start(struct module_text *text, struct module_instance **needs,
		 unsigned int nr_needs, const char *params,
		 struct module_msg *msg)
{
	struct module_instance *inst = instance_new(text, params);
	unsigned int i;
	int err;

	if (!inst) {
		module_fail(msg, -ENOMEM, "module %s: out of memory",
			    text->name);
		module_text_put(text);
		return -ENOMEM;
	}
	for (i = 0; i < nr_needs; i++) {
		__module_get(needs[i]->text->module);
		inst->needs[inst->nr_needs++] = needs[i];
	}
	err = module_params_set(text, params, msg);
	if (!err) {
		err = call_init(inst);
		if (err)
			module_fail(msg, err, "module %s: its init failed: %pe",
				    text->name, ERR_PTR(err));
	}
	if (err) {
		WRITE_ONCE(inst->state, MODULE_STATE_GOING);
		instance_drain(inst, "module.init",
			       (const void *)text->module->init);
		instance_free(inst);
		return err;
	}
	WRITE_ONCE(inst->state, MODULE_STATE_LIVE);
	return 0;
}

/* ---- unload ------------------------------------------------------------ */

static int busy(struct module_instance *inst, struct module_msg *msg)
{
	int refs = atomic_read(&inst->refcnt) - 1;
	char users[256], has[256];

	module_users(inst, users, sizeof(users));
	module_book_list(inst, has, sizeof(has));
	return module_fail(msg, -EBUSY,
			   "module %s is in use: %d reference%s%s%s%s%s",
			   inst->text->name, refs, refs == 1 ? "" : "s",
			   *users ? ", needed by " : "", users,
			   *has ? "; it has registered " : "", has);
}

/* From LIVE to gone; or -EBUSY and nothing has changed. */
static int instance_stop(struct module_instance *inst, struct module_msg *msg)
{
	const struct module *module = inst->text->module;
	unsigned int left;

	if (inst->state != MODULE_STATE_LIVE)
		return module_fail(msg, -EBUSY,
				   "module %s is coming or going just now",
				   inst->text->name);
	if (module->init && !module->exit)
		return module_fail(
			msg, -EBUSY,
			"module %s has no module_exit(), so it stays",
			inst->text->name);
	if (atomic_cmpxchg(&inst->refcnt, 1, 0) != 1)
		return busy(inst, msg);

	WRITE_ONCE(inst->state, MODULE_STATE_GOING);
	call_exit(inst);
	left = instance_drain(inst, "module.exit", (const void *)module->exit);
	if (left && msg->buf)
		scnprintf(
			msg->buf, msg->len,
			"module %s left %u thing%s behind; the log names them",
			inst->text->name, left, left == 1 ? "" : "s");
	instance_free(inst);
	return 0;
}

static struct module_instance *find_loaded(const char *name,
					   struct module_msg *msg)
{
	struct module_instance *inst;
	char canon[MODULE_NAME_LEN];

	module_canonical(name, canon);
	inst = module_instance_find(canon);
	if (!inst)
		module_fail(msg, -ENOENT, "module %s is not loaded", canon);
	return inst;
}

int unload_module(const char *name, char *msg, size_t len)
{
	struct module_msg m = {msg, len};
	struct module_instance *inst;
	bool taken;
	int err = -ENOENT;

	if (msg && len)
		*msg = '\0';
	taken = modules_lock();
	inst = find_loaded(name, &m);
	if (inst)
		err = instance_stop(inst, &m);
	modules_unlock(taken);
	return err;
}
EXPORT_SYMBOL(unload_module);

/* ---- reload ------------------------------------------------------------ */

/* Everything that can be known without unmapping what runs. */
static int reload_check(struct module_instance *inst, struct module_file *mf,
			const char *params, struct module_msg *msg)
{
	char path[MODULE_PATH_MAX];
	int err;

	if (atomic_read(&inst->refcnt) != 1)
		return busy(inst, msg);
	err = module_find_file(inst->text->name, path, NULL);
	if (err) /* it was loaded by path */
		err = module_find_file(inst->text->file.path, path, msg);
	if (!err)
		err = module_file_read(mf, path, msg);
	if (!err)
		err = module_file_check(mf, msg);
	if (!err)
		err = module_params_check(mf, params, msg);
	return err;
}

/* The old one comes back: its text, or the file that it still is. */
static void reload_undo(struct module_text *old, const char *path,
			const char *params)
{
	struct module_msg quiet = {0};
	struct load_chain chain = {.msg = &quiet};
	int err;

	if (old)
		module_text_get(old);
	err = old ? module_load_text(&chain, old, NULL, params)
		  : module_load_by_name(&chain, path, params);
	if (err)
		pr_err("%s: neither the new nor the old one starts: %pe\n",
		       kbasename(path), ERR_PTR(err));
}

/*
 * An unchanged file is unmapped in between, so that its variables are fresh;
 * a changed one is mapped beside the old text, which may have to come back.
 */
static int reload(struct module_instance *inst, struct module_file *mf,
		  const char *params, struct module_msg *msg)
{
	struct module_text *old = inst->text;
	struct load_chain chain = {.msg = msg};
	char name[MODULE_NAME_LEN], path[MODULE_PATH_MAX];
	char *old_params;
	int err;

	strscpy(name, old->name, sizeof(name));
	strscpy(path, mf->path, sizeof(path));
	old_params = kstrdup(inst->params, GFP_KERNEL);
	if (!old_params)
		return -ENOMEM;
	if (same_file(&old->file.id, &mf->id))
		old = NULL;
	else
		module_text_get(old);
	err = instance_stop(inst, msg);
	if (err)
		goto put_old;
	err = module_load_text(&chain, NULL, mf, params ? params : old_params);
	if (err)
		reload_undo(old, path, old_params);
	else if (old && module_instance_find(name))
		module_text_move_pins(old, module_instance_find(name)->text);
put_old:
	kfree(old_params);
	if (old)
		module_text_put(old);
	return err;
}

int reload_module(const char *name, const char *params, char *msg, size_t len)
{
	struct module_msg m = {msg, len};
	struct module_file mf = {0};
	struct module_instance *inst;
	bool taken;
	int err = -ENOENT;

	if (msg && len)
		*msg = '\0';
	taken = modules_lock();
	inst = find_loaded(name, &m);
	if (inst)
		err = reload_check(inst, &mf, params ? params : inst->params,
				   &m);
	if (inst && !err)
		err = reload(inst, &mf, params, &m);
	modules_unlock(taken);
	module_file_free(&mf);
	return err;
}
EXPORT_SYMBOL(reload_module);

/* ---- the machine begins and ends --------------------------------------- */

/* One that nobody uses; false: there is none. */
static bool unload_one(struct module_msg *quiet)
{
	struct module_instance *inst, *tmp;

	list_for_each_entry_safe (inst, tmp, &here()->instances, node)
		if (atomic_read(&inst->refcnt) == 1 &&
		    !instance_stop(inst, quiet))
			return true;
	return false;
}

/*
 * Newest first; what is referenced waits for its users. What is left then is
 * taken down all the same: the machine goes.
 */
int module_unload_all(void)
{
	struct module_instance *inst, *tmp;
	struct module_msg quiet = {0};
	int left = 0;

	net_ns_pre_exit();
	/* what a driver lets go of may be held by RCU only: ask twice */
	do {
		while (unload_one(&quiet))
			;
		rcu_barrier();
	} while (unload_one(&quiet));

	list_for_each_entry_safe (inst, tmp, &here()->instances, node) {
		if (inst->text->module->exit || !inst->text->module->init) {
			busy(inst, &quiet);
			left++;
		}
		atomic_set(&inst->refcnt, 0);
		WRITE_ONCE(inst->state, MODULE_STATE_GOING);
		call_exit(inst);
		instance_drain(inst, "module.exit", NULL);
		inst->nr_needs = 0; /* they go too, in whatever order */
		instance_free(inst);
	}
	return left;
}

static int __init module_machine_init(void)
{
	struct module_machine *mm = here();

	mutex_init(&mm->lock);
	spin_lock_init(&mm->book_lock);
	INIT_LIST_HEAD(&mm->instances);
	INIT_LIST_HEAD(&mm->book);
	mm->autoload = true;
	return 0;
}
core_initcall(module_machine_init, NULL);

/* Files and modules go before what they stand on. */
static int __init module_files_init(void)
{
	return module_sysfs_init();
}

static void __exit module_files_exit(void)
{
	bool taken = modules_lock();

	WARN_ON(module_unload_all());
	modules_unlock(taken);
	module_sysfs_exit();
}
late_initcall(module_files_init, module_files_exit);
