// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * good - a module without fault: every kind of parameter, own variables
 *
 * Where:   tests/plugin/loader_test.c loads it.
 * Mirrors: nothing.
 */
#include "core/module.h"

#include "core/proc.h"

static bool flag;
module_param(flag, bool, 0644);
MODULE_PARM_DESC(flag, "a switch");
static bool unflag = true;
module_param(unflag, invbool, 0644);
static int number = -5;
module_param(number, int, 0644);
MODULE_PARM_DESC(number, "a number");
static unsigned int count = 7;
module_param(count, uint, 0444);
static long big = -1;
module_param(big, long, 0644);
static unsigned long ubig = 1;
module_param(ubig, ulong, 0644);
static char *text = "none";
module_param(text, charp, 0644);
MODULE_PARM_DESC(text, "a word");
static short small = 3;
module_param(small, short, 0644);
static unsigned char octet = 9;
module_param(octet, byte, 0644);
static int ports[4] = {1, 2};
static unsigned int nr_ports = 2;
module_param_array(ports, int, &nr_ports, 0644);
static int hidden = 1;
module_param(hidden, int, 0);

/* Each machine counts its own loads; the static one is the process's. */
DEFINE_STATIC_PER_MACHINE(int, seen);
static int mapped;

DEFINE_STATIC_PER_MACHINE(struct proc_entry *, file);

static int good_show(struct seq_file *m, void *data)
{
	seq_printf(m, "seen %d mapped %d\n", machine_var(seen), mapped);
	return 0;
}

static int good_write(struct net *net, const char *buf, size_t len, void *data)
{
	machine_var(seen) += (int)len;
	mapped += (int)len;
	return 0;
}

static int __init good_init(void)
{
	machine_var(file) =
		proc_file(NULL, "/proc/good", good_show, good_write, NULL);
	return PTR_ERR_OR_ZERO(machine_var(file));
}

static void __exit good_exit(void)
{
	proc_remove(machine_var(file));
}

module_init(good_init);
module_exit(good_exit);
MODULE_AUTHOR("tests");
MODULE_DESCRIPTION("a module without fault");
MODULE_LICENSE("GPL");
MODULE_VERSION("1.2");
MODULE_ALIAS("net-pf-77");
MODULE_ALIAS("good-*-kind");
