// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * packetscript - plays packet scripts, each in a process and world of its own
 *
 * Where:   make check runs it without arguments: all of its folder.
 * Mirrors: packetdrill, whose syntax the scripts have.
 * Spec:    tests/scenario/README.md; Test Anything Protocol on stdout.
 */
#include "tests/scenario/run.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] =
	"usage: packetscript [OPTION]... [FILE]...\n"
	"Plays packet scripts on the stack; without FILE all of its own.\n"
	"  --kernel   on the host's kernel instead, in a namespace (root)\n"
	"  --loose    by packetdrill's rules: 4 ms, other connections pass\n"
	"  --verbose  with all packets\n"
	"  --jobs N   so many at a time (default 1)\n"
	"  --soak PERCENT, --seed N  packetdrill's own scripts, loosely, from\n"
	"             $STRATA_CONFORMANCE; tells how many pass\n";

static const struct target *target = &strata_target;
static bool loose, verbose;
static int jobs = 1;

/* ---- one script ---------------------------------------------------------- */

/*
 * In the child, which is left as it is after a failure: a call may still
 * sleep. What is wrong goes to @out. Return: the exit status.
 */
static int play(const char *path, FILE *out)
{
	static struct run r;
	struct script s;
	char error[512];
	int err;

	if (script_read(&s, path, error, sizeof(error))) {
		fprintf(out, "%s\n", error);
		script_free(&s);
		return 1;
	}
	r.loose = loose;
	r.verbose = verbose;
	err = run_script(&r, &s, target);
	if (err)
		fprintf(out, "%s\n", r.error);
	else
		script_free(&s);
	return err != 0;
}

struct job {
	pid_t pid;
	FILE *out;
	const char *path;
	int nr;
};

static int job_start(struct job *j, const char *path, int nr)
{
	j->path = path;
	j->nr = nr;
	j->out = tmpfile();
	fflush(stdout);
	j->pid = fork();
	if (j->pid)
		return 0;
	dup2(fileno(j->out), STDERR_FILENO); /* sanitizers, too */
	alarm(target->real_time ? 300 : 25);
	nr = play(path, j->out);
	fflush(j->out);
	fflush(stdout);
	_exit(nr); /* the world has counted what it leaves */
}

static const char *short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && !loose ? slash + 1 : path;
}

static void job_report(struct job *j, int status, bool ok)
{
	char line[1024];

	printf("%sok %d - %s\n", ok ? "" : "not ", j->nr, short_name(j->path));
	rewind(j->out);
	while (!ok && fgets(line, sizeof(line), j->out))
		printf("# %s", line);
	if (!ok && WIFSIGNALED(status))
		printf("# ended by signal %d (%s)\n", WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
}

/* Waits for one of @jobs to end. Return: whether its script passed. */
static bool job_wait(struct job *job, int nr)
{
	int status;
	pid_t pid = wait(&status);
	bool ok = WIFEXITED(status) && !WEXITSTATUS(status);

	for (int i = 0; i < nr; i++) {
		if (job[i].pid != pid)
			continue;
		job_report(&job[i], status, ok);
		fclose(job[i].out);
		job[i].pid = 0;
	}
	return ok;
}

static int play_all(char **path, int nr)
{
	struct job job[64] = {{0}};
	int running = 0, passed = 0;

	for (int i = 0; i < nr; i++) {
		int free_job = 0;

		if (running == jobs) {
			passed += job_wait(job, jobs);
			running--;
		}
		while (job[free_job].pid)
			free_job++;
		job_start(&job[free_job], path[i], i + 1);
		running++;
	}
	while (running--)
		passed += job_wait(job, jobs);
	return passed;
}

/* ---- sets of scripts ----------------------------------------------------- */

static int find_all(const char *dir, const char *const *patterns, glob_t *g)
{
	char path[4096];
	int flags = 0;

	for (; *patterns; patterns++) {
		snprintf(path, sizeof(path), "%s/%s", dir, *patterns);
		glob(path, flags, NULL, g);
		flags = GLOB_APPEND;
	}
	return (int)g->gl_pathc;
}

/*
 * packetdrill's own scripts are not part of this tree, and what they ask for
 * goes beyond issue 3: the run tells how many pass and fails when none does.
 */
static int soak(void)
{
	static const char *const patterns[] = {
		"google/tcp/*/*.pkt",	  "google/tcp/*/*/*.pkt",
		"google/tcp/*/*/*/*.pkt", "gvisor/*.pkt",
		"ligurio/tcp/*/*.pkt",	  NULL};
	const char *dir = getenv("STRATA_CONFORMANCE");
	glob_t g = {.gl_pathc = 0};
	int passed, nr, tap;

	nr = dir ? find_all(dir, patterns, &g) : 0;
	if (!nr) {
		printf("1..1\nok 1 - packetdrill # SKIP STRATA_CONFORMANCE "
		       "names no folder with scripts\n");
		return 0;
	}
	loose = true;
	fflush(stdout);
	tap = dup(STDOUT_FILENO);
	if (tap < 0 || !freopen("packetdrill.out", "w", stdout))
		return 1;
	passed = play_all(g.gl_pathv, nr);
	fflush(stdout);
	dup2(tap, STDOUT_FILENO);
	printf("1..1\n%sok 1 - packetdrill: %d of %d scripts pass\n",
	       passed ? "" : "not ", passed, nr);
	globfree(&g);
	return !passed;
}

static int own(char **path, int nr)
{
	static const char *const patterns[] = {"*.pkt", NULL};
	const char *src = getenv("srcdir");
	glob_t g = {.gl_pathc = 0};
	char dir[4096];
	int passed;

	snprintf(dir, sizeof(dir), "%s/tests/scenario", src ? src : ".");
	if (!nr) {
		nr = find_all(dir, patterns, &g);
		path = g.gl_pathv;
	}
	if (!nr) {
		fprintf(stderr, "no scripts in %s: set srcdir\n", dir);
		return 1;
	}
	printf("1..%d\n", nr);
	passed = play_all(path, nr);
	if (g.gl_pathc)
		globfree(&g);
	return passed != nr;
}

int main(int argc, char **argv)
{
	bool do_soak = false;
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--kernel")) {
			target = &linux_target;
		} else if (!strcmp(argv[i], "--loose")) {
			loose = true;
		} else if (!strcmp(argv[i], "--verbose")) {
			verbose = true;
		} else if (!strcmp(argv[i], "--jobs") && i + 1 < argc) {
			jobs = atoi(argv[++i]);
		} else if (!strcmp(argv[i], "--soak") && i + 1 < argc) {
			do_soak = true;
			i++;
		} else if (!strcmp(argv[i], "--seed") && i + 1 < argc) {
			i++;
		} else {
			fputs(usage, stderr);
			return strcmp(argv[i], "--help") ? 2 : 0;
		}
	}
	jobs = jobs < 1 ? 1 : jobs > 64 ? 64 : jobs;
	return do_soak ? soak() : own(argv + i, argc - i);
}
