// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_param - parameters: from "a=1 b=2,3" into a module's variables
 *
 * Where:   load_module(), and files in /sys/module/NAME/parameters/.
 * Mirrors: kernel/params.c.
 *
 * A parameter is a variable of the module, so it belongs to the process: two
 * machines that load a module share its values. Values are tried on a scratch
 * variable before the module is mapped, so a bad one costs nothing.
 */
#include "core/module_internal.h"

#include "core/proc.h"
#include "lib/printk.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

/* ---- the standard types ------------------------------------------------ */

#define STANDARD_PARAM(name, type, format, parse, tmptype)                     \
	static int __param_set_##name(const char *val,                         \
				      const struct kernel_param *kp)           \
	{                                                                      \
		tmptype v;                                                     \
		int err;                                                       \
                                                                               \
		if (!val)                                                      \
			return -EINVAL;                                        \
		err = parse(val, 0, &v);                                       \
		if (err)                                                       \
			return err;                                            \
		if ((tmptype)(type)v != v)                                     \
			return -ERANGE;                                        \
		WRITE_ONCE(*(type *)kp->arg, (type)v);                         \
		return 0;                                                      \
	}                                                                      \
	static int __param_get_##name(char *buffer,                            \
				      const struct kernel_param *kp)           \
	{                                                                      \
		return scnprintf(buffer, PARAM_MAX, format "\n",               \
				 READ_ONCE(*(type *)kp->arg));                 \
	}                                                                      \
	const struct kernel_param_ops param_ops_##name = {                     \
		.set = __param_set_##name,                                     \
		.get = __param_get_##name,                                     \
	}

STANDARD_PARAM(byte, unsigned char, "%u", kstrtoull, unsigned long long);
EXPORT_SYMBOL(param_ops_byte);
STANDARD_PARAM(short, short, "%d", kstrtoll, long long);
EXPORT_SYMBOL(param_ops_short);
STANDARD_PARAM(ushort, unsigned short, "%u", kstrtoull, unsigned long long);
EXPORT_SYMBOL(param_ops_ushort);
STANDARD_PARAM(int, int, "%d", kstrtoll, long long);
EXPORT_SYMBOL(param_ops_int);
STANDARD_PARAM(uint, unsigned int, "%u", kstrtoull, unsigned long long);
EXPORT_SYMBOL(param_ops_uint);
STANDARD_PARAM(long, long, "%ld", kstrtoll, long long);
EXPORT_SYMBOL(param_ops_long);
STANDARD_PARAM(ulong, unsigned long, "%lu", kstrtoull, unsigned long long);
EXPORT_SYMBOL(param_ops_ulong);
STANDARD_PARAM(ullong, unsigned long long, "%llu", kstrtoull,
	       unsigned long long);
EXPORT_SYMBOL(param_ops_ullong);

int param_set_int(const char *val, const struct kernel_param *kp)
{
	return __param_set_int(val, kp);
}
EXPORT_SYMBOL(param_set_int);

int param_get_int(char *buffer, const struct kernel_param *kp)
{
	return __param_get_int(buffer, kp);
}
EXPORT_SYMBOL(param_get_int);

int param_set_uint(const char *val, const struct kernel_param *kp)
{
	return __param_set_uint(val, kp);
}
EXPORT_SYMBOL(param_set_uint);

int param_get_uint(char *buffer, const struct kernel_param *kp)
{
	return __param_get_uint(buffer, kp);
}
EXPORT_SYMBOL(param_get_uint);

int param_set_bool(const char *val, const struct kernel_param *kp)
{
	bool v;

	if (kstrtobool(val ? val : "1", &v))
		return -EINVAL;
	WRITE_ONCE(*(bool *)kp->arg, v);
	return 0;
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_MAX, "%c\n",
			 READ_ONCE(*(bool *)kp->arg) ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

const struct kernel_param_ops param_ops_bool = {
	.noarg = true,
	.set = param_set_bool,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool);

static int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	int err = param_set_bool(val, kp);

	if (!err)
		*(bool *)kp->arg = !*(bool *)kp->arg;
	return err;
}

static int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_MAX, "%c\n",
			 READ_ONCE(*(bool *)kp->arg) ? 'N' : 'Y');
}

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
};
EXPORT_SYMBOL(param_ops_invbool);

/*
 * A string must live as long as the text that points to it, so it is the
 * process's; the list finds it again. Guarded by os_dl_lock().
 */
struct kept_string {
	struct list_head node;
	const char *arg; /* the variable */
	char s[];
};
static LIST_HEAD(kept_strings);

static int param_set_charp(const char *val, const struct kernel_param *kp)
{
	struct kept_string *k, *tmp, *old = NULL;

	if (!val)
		return -EINVAL;
	if (strlen(val) > PARAM_MAX - 2)
		return -ENOSPC;
	k = os_dl_alloc(sizeof(*k) + strlen(val) + 1);
	if (!k)
		return -ENOMEM;
	k->arg = kp->arg;
	memcpy(k->s, val, strlen(val) + 1);
	os_dl_lock();
	list_for_each_entry_safe (old, tmp, &kept_strings, node) {
		if (old->arg != kp->arg)
			continue;
		list_del(&old->node);
		os_dl_free(old);
	}
	list_add(&k->node, &kept_strings);
	WRITE_ONCE(*(char **)kp->arg, k->s);
	os_dl_unlock();
	return 0;
}

static int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	const char *s = *(char **)kp->arg;

	return scnprintf(buffer, PARAM_MAX, "%s\n", s ? s : "(null)");
}

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
};
EXPORT_SYMBOL(param_ops_charp);

/* Context: os_dl_lock() held. */
void module_params_forget(const char *start, const char *end)
{
	struct kept_string *k, *tmp;

	list_for_each_entry_safe (k, tmp, &kept_strings, node) {
		if (k->arg < start || k->arg >= end)
			continue;
		list_del(&k->node);
		os_dl_free(k);
	}
}

static int param_array_set(const char *val, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	struct kernel_param one = *kp;
	char elem[PARAM_MAX];
	unsigned int n = 0;
	size_t len;
	int err;

	if (!val)
		return -EINVAL;
	do {
		if (n == arr->max)
			return -E2BIG;
		len = strcspn(val, ",");
		if (len >= sizeof(elem))
			return -ENOSPC;
		memcpy(elem, val, len);
		elem[len] = '\0';
		one.arg = (char *)arr->elem + (size_t)arr->elemsize * n++;
		err = arr->ops->set(elem, &one);
		if (err)
			return err;
		val += len;
	} while (*val++ == ',');
	if (arr->num)
		*arr->num = n;
	return 0;
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int i, n = arr->num ? *arr->num : arr->max;
	struct kernel_param one = *kp;
	char elem[PARAM_MAX];
	size_t used = 0;

	for (i = 0; i < n; i++) {
		one.arg = (char *)arr->elem + (size_t)arr->elemsize * i;
		arr->ops->get(elem, &one);
		elem[strcspn(elem, "\n")] = '\0';
		used += (size_t)scnprintf(buffer + used, PARAM_MAX - used,
					  "%s%s", i ? "," : "", elem);
	}
	used += (size_t)scnprintf(buffer + used, PARAM_MAX - used, "\n");
	return (int)used;
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
};
EXPORT_SYMBOL(param_array_ops);

/* ---- trying values on a scratch variable ------------------------------- */

struct param_type {
	const char *name;
	const struct kernel_param_ops *ops;
	const char *range;
};

static const struct param_type types[] = {
	{"byte", &param_ops_byte, "0..255"},
	{"short", &param_ops_short, "-32768..32767"},
	{"ushort", &param_ops_ushort, "0..65535"},
	{"int", &param_ops_int, "-2147483648..2147483647"},
	{"uint", &param_ops_uint, "0..4294967295"},
	{"long", &param_ops_long, "a 64-bit number"},
	{"ulong", &param_ops_ulong, "a 64-bit number from 0 up"},
	{"ullong", &param_ops_ullong, "a 64-bit number from 0 up"},
	{"bool", &param_ops_bool, "y or n, 1 or 0"},
	{"invbool", &param_ops_invbool, "y or n, 1 or 0"},
};

static const struct param_type *type_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL; /* a string or the module's own: any text will do */
}

static int try_one(const struct param_type *type, const char *val)
{
	unsigned long long scratch = 0;
	struct kernel_param kp = {.ops = type->ops};

	kp.arg = &scratch;

	if (!val && !type->ops->noarg)
		return -EINVAL;
	return type->ops->set(val, &kp);
}

static int try_value(const char *tname, const char *val)
{
	size_t array = str_has_prefix(tname, "array of ");
	const struct param_type *type = type_of(tname + array);
	char elem[PARAM_MAX];
	size_t len;
	int err = 0;

	if (!type)
		return val ? 0 : -EINVAL;
	if (!array)
		return try_one(type, val);
	if (!val)
		return -EINVAL;
	do {
		len = strcspn(val, ",");
		scnprintf(elem, sizeof(elem), "%.*s", (int)len, val);
		err = try_one(type, elem);
		val += len;
	} while (!err && *val++ == ',');
	return err;
}

/* ---- "name=value name=\"a b\"" ----------------------------------------- */

struct param_arg {
	char name[64];
	char buf[PARAM_MAX];
	char *val; /* NULL: bare name */
};

/* The next argument at *@s, or false at the end. */
static bool next_arg(const char **s, struct param_arg *arg)
{
	bool quoted = false, in_value = false;
	size_t n = 0, v = 0;
	const char *p = skip_spaces(*s);

	if (!*p)
		return false;
	for (; *p && (quoted || (*p != ' ' && *p != '\n' && *p != '\t')); p++) {
		if (*p == '"') {
			quoted = !quoted;
		} else if (*p == '=' && !in_value) {
			in_value = true;
		} else if (in_value) {
			if (v < sizeof(arg->buf) - 1)
				arg->buf[v++] = *p;
		} else if (n < sizeof(arg->name) - 1) {
			arg->name[n++] = *p == '-' ? '_' : *p;
		}
	}
	arg->name[n] = '\0';
	arg->buf[v] = '\0';
	arg->val = in_value ? arg->buf : NULL;
	*s = p;
	return true;
}

/* "name:type" of the file; the type, or NULL. */
static const char *parmtype(const struct module_file *mf, const char *name)
{
	size_t n = strlen(name);
	const char *v;

	for_each_modinfo(mf, "parmtype",
			 v) if (!strncmp(v, name, n) && v[n] == ':') return v +
		n + 1;
	return NULL;
}

static int unknown_param(const struct module_file *mf, const char *name,
			 struct module_msg *msg)
{
	char known[512] = "";
	size_t used = 0;
	const char *v;

	for_each_modinfo(mf, "parmtype", v) used +=
		(size_t)scnprintf(known + used, sizeof(known) - used, "%s%.*s",
				  used ? ", " : "", (int)strcspn(v, ":"), v);
	return module_fail(
		msg, -EINVAL,
		used ? "module %s has no parameter \"%s\"; it has: %s"
		     : "module %s has no parameter \"%s\"; it has none%s",
		module_file_name(mf), name, known);
}

static int bad_value(const struct module_file *mf, const struct param_arg *arg,
		     const char *tname, int err, struct module_msg *msg)
{
	size_t array = str_has_prefix(tname, "array of ");
	const struct param_type *type = type_of(tname + array);

	if (!arg->val)
		return module_fail(
			msg, -EINVAL,
			"module %s: parameter \"%s\" wants a value: %s=VALUE",
			module_file_name(mf), arg->name, arg->name);
	return module_fail(
		msg, err,
		"module %s: parameter \"%s\" cannot be \"%s\": %s is %s",
		module_file_name(mf), arg->name, arg->val, tname,
		type ? type->range : "a text");
}

int module_params_check(const struct module_file *mf, const char *params,
			struct module_msg *msg)
{
	struct param_arg arg;
	const char *tname;
	int err;

	while (params && next_arg(&params, &arg)) {
		tname = parmtype(mf, arg.name);
		if (!tname)
			return unknown_param(mf, arg.name, msg);
		err = try_value(tname, arg.val);
		if (err)
			return bad_value(mf, &arg, tname, err, msg);
	}
	return 0;
}

static const struct kernel_param *find_param(const struct module_text *text,
					     const char *name)
{
	const struct kernel_param *kp;

	for (kp = text->door->param_start; kp < text->door->param_stop; kp++)
		if (!strcmp(kp->name, name))
			return kp;
	return NULL;
}

int module_params_set(const struct module_text *text, const char *params,
		      struct module_msg *msg)
{
	const struct kernel_param *kp;
	struct param_arg arg;
	int err;

	while (params && next_arg(&params, &arg)) {
		kp = find_param(text, arg.name);
		if (!kp)
			return unknown_param(&text->file, arg.name, msg);
		err = CALL("kernel_param_ops.set", kp->ops->set, arg.val, kp);
		if (err)
			return module_fail(msg, err,
					   "module %s: parameter \"%s\" cannot "
					   "be \"%s\": %pe",
					   text->name, arg.name,
					   arg.val ? arg.val : "",
					   ERR_PTR(err));
	}
	return 0;
}
