// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * os_backtrace - unwind, find symbols, ask addr2line for lines
 *
 * Where:   oops.c, in the thread that has something to report.
 * Mirrors: lib/dump_stack.c, kernel/kallsyms.c, scripts/decode_stacktrace.sh.
 * Spec:    ELF-64 symbol tables; the Itanium unwinder interface of libgcc.
 *
 * The unwinder reads tables and so passes through code that keeps no frame
 * pointer. It cannot start at an address that is no code (a call through a
 * NULL slot); then the chain of frame pointers is followed, each read by
 * process_vm_readv(), which fails where a load would fault. Symbols come from
 * the object's own .symtab, for most of our functions are not exported.
 */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

#include "lib/os_backtrace.h"
#include "lib/os_regs.h"

#define ADDR2LINE_MS 5000

struct walk {
	const void **pc;
	unsigned int n, max;
};

static _Unwind_Reason_Code walk_frame(struct _Unwind_Context *ctx, void *arg)
{
	struct walk *w = arg;
	const void *pc = (const void *)_Unwind_GetIP(ctx);

	if (!pc)
		return _URC_END_OF_STACK;
	w->pc[w->n++] = pc;
	return w->n == w->max ? _URC_END_OF_STACK : _URC_NO_REASON;
}

struct regs {
	uintptr_t pc, sp, fp;
};

bool os_peek(const void *addr, void *buf, size_t len)
{
	struct iovec to = {buf, len}, from = {(void *)addr, len};
	ssize_t n = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

	/* A sandbox forbids the call: then hope. */
	if (n < 0 && (errno == EPERM || errno == ENOSYS)) {
		memcpy(buf, addr, len);
		return true;
	}
	return n == (ssize_t)len;
}

static bool peek(uintptr_t addr, void *buf, size_t len)
{
	return os_peek((const void *)addr, buf, len);
}

/* From registers along the saved frame pointers. */
static unsigned int walk_pointers(const void **pc, unsigned int max,
				  struct regs r)
{
	uintptr_t frame[2], ret;
	unsigned int n = 0;

	pc[n++] = (const void *)r.pc;
	/* A call to nowhere has pushed nothing but its return address. */
	if (n < max && peek(r.sp, &ret, sizeof(ret)) &&
	    os_symbol((const void *)ret, &(struct os_symbol){}))
		pc[n++] = (const void *)ret;
	while (n < max && peek(r.fp, frame, sizeof(frame)) && frame[1]) {
		pc[n++] = (const void *)frame[1];
		if (frame[0] <= r.fp)
			break;
		r.fp = frame[0];
	}
	return n;
}

unsigned int os_backtrace(const void **pc, unsigned int max,
			  const void *ucontext)
{
	const void *all[OS_MAX_FRAMES + 16];
	struct walk w = {.pc = all, .max = OS_MAX_FRAMES + 16};
	const ucontext_t *uc = ucontext;
	unsigned int first = 0;
	struct regs r;

	if (ucontext) {
		r = (struct regs){UC_PC(uc), UC_SP(uc), UC_FP(uc)};
		if (!os_symbol((const void *)r.pc, &(struct os_symbol){}))
			return walk_pointers(pc, max, r);
	}
	_Unwind_Backtrace(walk_frame, &w);
	if (ucontext) {
		while (first < w.n && all[first] != (const void *)r.pc)
			first++;
		if (first == w.n)
			return walk_pointers(pc, max, r);
	}
	if (max > w.n - first)
		max = w.n - first;
	memcpy(pc, all + first, max * sizeof(*pc));
	return max;
}

/* The function of @map that holds @vaddr. */
static void search_symbols(const char *map, const Elf64_Shdr *tab,
			   const Elf64_Shdr *str, struct os_symbol *sym)
{
	const Elf64_Sym *s = (const Elf64_Sym *)(map + tab->sh_offset);
	const Elf64_Sym *end = s + tab->sh_size / sizeof(*s);

	for (; s < end; s++) {
		if (ELF64_ST_TYPE(s->st_info) != STT_FUNC ||
		    sym->vaddr < s->st_value ||
		    sym->vaddr >= s->st_value + s->st_size ||
		    s->st_name >= str->sh_size)
			continue;
		snprintf(sym->name, sizeof(sym->name), "%s",
			 map + str->sh_offset + s->st_name);
		/* a compiler's copy (f.isra.0, f.cold) is the function */
		sym->name[1 + strcspn(sym->name + 1, ".")] = '\0';
		sym->offset = sym->vaddr - s->st_value;
		sym->size = s->st_size;
		return;
	}
}

static bool in_file(const Elf64_Shdr *sh, size_t len)
{
	return sh->sh_offset < len && sh->sh_size <= len - sh->sh_offset;
}

static void read_symbols(const char *map, size_t len, struct os_symbol *sym)
{
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)map;
	const Elf64_Shdr *sh = (const Elf64_Shdr *)(map + eh->e_shoff);

	if (len < sizeof(*eh) || memcmp(map, ELFMAG, SELFMAG) ||
	    eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_shoff > len ||
	    eh->e_shnum * sizeof(*sh) > len - eh->e_shoff)
		return;
	for (unsigned int i = 0; i < eh->e_shnum && !sym->name[0]; i++) {
		if (sh[i].sh_type != SHT_SYMTAB && sh[i].sh_type != SHT_DYNSYM)
			continue;
		if (sh[i].sh_link < eh->e_shnum && in_file(&sh[i], len) &&
		    in_file(&sh[sh[i].sh_link], len))
			search_symbols(map, &sh[i], &sh[sh[i].sh_link], sym);
	}
}

static void symbol_from_file(struct os_symbol *sym)
{
	int fd = open(sym->path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *map;

	if (fd < 0)
		return;
	if (!fstat(fd, &st) && st.st_size > 0) {
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
			   0);
		if (map != MAP_FAILED) {
			read_symbols(map, (size_t)st.st_size, sym);
			munmap(map, (size_t)st.st_size);
		}
	}
	close(fd);
}

bool os_symbol(const void *pc, struct os_symbol *sym)
{
	struct link_map *lm = NULL;
	const char *base;
	ssize_t n = 0;
	Dl_info info;

	memset(sym, 0, sizeof(*sym));
	if (!dladdr1(pc, &info, (void **)&lm, RTLD_DL_LINKMAP) || !lm)
		return false;
	sym->vaddr = (unsigned long)pc - lm->l_addr;
	if (lm->l_name && lm->l_name[0])
		snprintf(sym->path, sizeof(sym->path), "%s", lm->l_name);
	else
		n = readlink("/proc/self/exe", sym->path,
			     sizeof(sym->path) - 1);
	if (n < 0)
		return true;
	base = strrchr(sym->path, '/');
	snprintf(sym->object, sizeof(sym->object), "%.40s",
		 base ? base + 1 : sym->path);
	symbol_from_file(sym);
	return true;
}

/* "/a/b/lib/slab.c:12 (discriminator 3)" → "lib/slab.c:12" */
static void keep_line(char *out, const char *text)
{
	size_t len = strcspn(text, " \n");
	unsigned int slashes = 0;
	size_t start = len;

	out[0] = '\0';
	if (!len || text[0] == '?' || text[len - 1] == '?')
		return;
	while (start && !(text[start - 1] == '/' && ++slashes == 2))
		start--;
	snprintf(out, OS_LINE_LEN, "%.*s", (int)(len - start), text + start);
}

/* Read all that the child says, for at most a few seconds. */
static size_t read_all(int fd, char *buf, size_t size)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};
	size_t used = 0;
	ssize_t n;

	while (used < size - 1 && poll(&pfd, 1, ADDR2LINE_MS) == 1) {
		n = read(fd, buf + used, size - 1 - used);
		if (n <= 0)
			break;
		used += (size_t)n;
	}
	buf[used] = '\0';
	return used;
}

/* Where addr2line's own libraries are, if not where all are; or NULL. */
static char *library_path(void)
{
	for (char **e = environ; *e; e++)
		if (!strncmp(*e, "LD_LIBRARY_PATH=", 16))
			return *e;
	return NULL;
}

/* Run addr2line; its output lands in @buf. */
static bool run(char *const argv[], char *buf, size_t size)
{
	char *env[] = {"LC_ALL=C", "PATH=/usr/local/bin:/usr/bin:/bin",
		       library_path(), NULL};
	posix_spawn_file_actions_t fa;
	pid_t pid = -1;
	int fd[2];

	if (pipe2(fd, O_CLOEXEC))
		return false;
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fd[1], 1);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &fa, NULL, argv, env))
		pid = -1;
	posix_spawn_file_actions_destroy(&fa);
	close(fd[1]);
	if (pid > 0) {
		size = read_all(fd[0], buf, size);
		kill(pid, SIGKILL); /* it has ended, or hangs */
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(fd[0]);
	return pid > 0 && size > 0;
}

/*
 * The addresses of one object, those of @path, in one run. Each answer is the
 * address and then a line for each function that was inlined there, innermost
 * first: the last is the place in the function that the report names.
 */
static void lines_of(const char *path, const unsigned long *vaddr,
		     const unsigned int *index, unsigned int n,
		     char (*line)[OS_LINE_LEN])
{
	char hex[OS_MAX_FRAMES][20], out[OS_MAX_FRAMES * 512];
	char *argv[OS_MAX_FRAMES + 4] = {"llvm-addr2line", "-aiCe",
					 (char *)path};
	unsigned int i, at = 0;
	char *p;

	for (i = 0; i < n; i++) {
		snprintf(hex[i], sizeof(hex[i]), "%#lx", vaddr[i]);
		argv[3 + i] = hex[i];
	}
	/* binutils' does not know what clang has inlined, but is always there
	 */
	if (!run(argv, out, sizeof(out))) {
		argv[0] = "addr2line";
		if (!run(argv, out, sizeof(out)))
			return;
	}
	for (p = out; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (p[0] == '0' && p[1] == 'x')
			at++;
		else if (at && at <= n && *p)
			keep_line(line[index[at - 1]], p);
	}
}

void os_addr2line(const void *const *pc, unsigned int n, bool exact,
		  char (*line)[OS_LINE_LEN])
{
	struct os_symbol first, sym;
	unsigned long vaddr[OS_MAX_FRAMES];
	unsigned int index[OS_MAX_FRAMES], todo = 0, same, i;
	bool done[OS_MAX_FRAMES] = {false};

	for (i = 0; i < n && i < OS_MAX_FRAMES; i++)
		line[i][0] = '\0';
	for (todo = 0; todo < i; todo++) {
		if (done[todo] || !os_symbol(pc[todo], &first))
			continue;
		same = 0;
		for (unsigned int j = todo; j < i; j++) {
			if (!os_symbol(pc[j], &sym) ||
			    strcmp(sym.path, first.path))
				continue;
			done[j] = true;
			index[same] = j;
			vaddr[same++] = sym.vaddr - !(exact && !j);
		}
		lines_of(first.path, vaddr, index, same, line);
	}
}
