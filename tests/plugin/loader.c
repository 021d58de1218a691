// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * loader - what the tests of the module loader share
 *
 * Where:   loader_test.c, reload_test.c.
 * Mirrors: nothing.
 */
#include <stdlib.h>

#include "tests/plugin/loader.h"

#include "core/module_internal.h"
#include "core/proc.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"
#include "tests/harness.h"
#include "tests/unit/vfs_text.h"

struct test_host h;
struct task_guard g;
char msg[512];
static char reports[65536];
char loader_dir[256];

static void keep_report(void *data, const char *text)
{
	size_t len = strlen(reports);

	scnprintf(reports + len, sizeof(reports) - len, "%s\n", text);
}

void loader_begin(void)
{
	const char *build = getenv("builddir");

	scnprintf(loader_dir, sizeof(loader_dir), "%s/tests/plugin",
		  build ? build : ".");
	module_set_path(loader_dir);
	reports[0] = '\0';
	oops_set_sink(keep_report, NULL);
	h = test_host(1);
	task_enter(&g, h.machine, 0);
}

void loader_end(void)
{
	task_leave(&g);
	test_host_end(&h);
	oops_set_sink(NULL, NULL);
	EXPECT_NULL(module_text_find("good")); /* the last machine unmaps */
	module_set_path(NULL);
}

int load(const char *name, const char *params)
{
	return load_module(name, params, msg, sizeof(msg));
}

int unload(const char *name)
{
	return unload_module(name, msg, sizeof(msg));
}

int reload(const char *name, const char *params)
{
	return reload_module(name, params, msg, sizeof(msg));
}

bool says(const char *part)
{
	return test_check(strstr(msg, part) != NULL, false, __FILE__, __LINE__,
			  "\"%s\" says \"%s\"", msg, part);
}

bool reported(const char *part)
{
	return test_check(strstr(reports, part) != NULL, false, __FILE__,
			  __LINE__, "no report \"%s\"", part);
}

const char *text_of(const char *path)
{
	return slurp(NULL, path);
}
