// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * port_fuzz_test - mutated frames into a host, and nothing breaks
 *
 * Where:   drives port_fuzz.c from the seeds of tests/fuzz/corpus.
 * Spec:    issue 2: 100,000 frames in check, ten million in soak: no crash,
 *          hang, leak or report; books balance after every input.
 *
 * Mutation: bits, edge values, pieces cut out, doubled, borrowed from another
 * seed; mostly with checksums made right again, so that what is behind them is
 * reached, too. A failing input is kept in the file port_fuzz.crash.
 * Mirrors: nothing in the kernel.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/fuzz/port_fuzz.h"
#include "tests/harness.h"

#define MAX_SEEDS 256
#define INPUT_MAX 16384

static struct seed {
	char *name;
	uint8_t *data;
	size_t len;
} seeds[MAX_SEEDS];
static unsigned int nr_seeds;

/* The input at hand; a fatal signal writes it to a file. */
static uint8_t input[INPUT_MAX];
static size_t input_len;

/* ---- chance ----------------------------------------------------------------
 */

static uint64_t state;

static uint32_t rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (uint32_t)((state >> 32) % below) : 0;
}

/* ---- seeds -----------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct seed *)a)->name,
		      ((const struct seed *)b)->name);
}

static void load_seed(const char *dir, const char *name)
{
	struct seed *s = &seeds[nr_seeds];
	char path[700];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	ASSERT(f != NULL);
	s->data = malloc(INPUT_MAX);
	s->len = fread(s->data, 1, INPUT_MAX, f);
	s->name = strdup(name);
	fclose(f);
	nr_seeds++;
}

static void load_seeds(void)
{
	const char *src = getenv("srcdir");
	struct dirent *e;
	char dir[400];
	DIR *d;

	if (nr_seeds)
		return;
	snprintf(dir, sizeof(dir), "%s/tests/fuzz/corpus", src ? src : "..");
	d = opendir(dir);
	ASSERT(d != NULL);
	while ((e = readdir(d)) != NULL && nr_seeds < MAX_SEEDS)
		if (e->d_name[0] != '.')
			load_seed(dir, e->d_name);
	closedir(d);
	/* a folder has no order of its own */
	qsort(seeds, nr_seeds, sizeof(seeds[0]), by_name);
	ASSERT(nr_seeds >= 80);
}

static void free_seeds(void)
{
	while (nr_seeds) {
		nr_seeds--;
		free(seeds[nr_seeds].name);
		free(seeds[nr_seeds].data);
	}
}
SUITE_TEARDOWN(free_seeds);

/* ---- checksums that are right again ----------------------------------------
 */

static uint32_t add(uint32_t sum, const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	return sum;
}

static void put_sum(uint8_t *at, uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	at[0] = (uint8_t)(~sum >> 8);
	at[1] = (uint8_t)~sum;
}

static void fix_transport(uint8_t *ip, size_t hlen, size_t len)
{
	static const struct {
		uint8_t proto, at;
		int pseudo;
	} kinds[] = {{1, 2, 0}, {2, 2, 0}, {6, 16, 1}, {17, 6, 1}};
	uint8_t *l4 = ip + hlen;

	for (size_t i = 0; i < 4; i++) {
		uint32_t sum = 0;

		if (kinds[i].proto != ip[9] || len < kinds[i].at + 2U)
			continue;
		l4[kinds[i].at] = l4[kinds[i].at + 1] = 0;
		if (kinds[i].pseudo)
			sum = add(ip[9] + (uint32_t)len, ip + 12, 8);
		put_sum(l4 + kinds[i].at, add(sum, l4, len));
	}
}

static void fix_ip(uint8_t *ip, size_t len)
{
	size_t hlen = (size_t)(ip[0] & 15) * 4, total;

	if (len < 20 || ip[0] >> 4 != 4 || hlen < 20 || hlen > len)
		return;
	total = (size_t)ip[2] << 8 | ip[3];
	if (total >= hlen && total <= len)
		fix_transport(ip, hlen, total - hlen);
	ip[10] = ip[11] = 0;
	put_sum(ip + 10, add(0, ip, hlen));
}

static void fix_frame(uint8_t flags, uint8_t *p, size_t len)
{
	size_t at = 14;

	if (flags & FUZZ_L3) {
		fix_ip(p, len);
		return;
	}
	while (len >= at + 4 && p[at - 2] == 0x81 && !p[at - 1])
		at += 4;
	if (len > at && p[at - 2] == 8 && !p[at - 1])
		fix_ip(p + at, len - at);
}

static void fix_all(void)
{
	uint8_t *p = input, *end = input + input_len;

	while (end - p > FUZZ_HEAD) {
		size_t len = p[1] | (size_t)p[2] << 8;

		if (len > (size_t)(end - p) - FUZZ_HEAD)
			len = (size_t)(end - p) - FUZZ_HEAD;
		fix_frame(p[0], p + FUZZ_HEAD, len);
		p += FUZZ_HEAD + len;
	}
}

/* ---- mutations -------------------------------------------------------------
 */

static void flip_bit(size_t at)
{
	input[at] ^= (uint8_t)(1U << rnd(8));
}

static void edge_byte(size_t at)
{
	static const uint8_t edge[] = {0,   1,	 4,   5,   6,	 0x0f, 0x10,
				       17,  20,	 32,  63,  0x45, 0x46, 0x4f,
				       127, 128, 131, 136, 148,	 254,  255};

	input[at] = edge[rnd(sizeof(edge))];
}

static void edge_word(size_t at)
{
	static const uint16_t edge[] = {
		0,     1,      7,      8,      19,     20,     21,  27,	  28,
		60,    0x1fff, 0x2000, 0x2001, 0x4000, 0x3fff, 576, 1500, 65535,
		65515, 0x0800, 0x0806, 0x8100, 0x86dd, 5000,   9};
	uint16_t v = edge[rnd(sizeof(edge) / sizeof(edge[0]))];

	input[at] = (uint8_t)(v >> 8);
	if (at + 1 < input_len)
		input[at + 1] = (uint8_t)v;
}

static void random_byte(size_t at)
{
	input[at] = (uint8_t)rnd(256);
}

static void cut(size_t at)
{
	size_t n = 1 + rnd(rnd(4) ? 8 : 200);

	if (n > input_len - at)
		n = input_len - at;
	memmove(input + at, input + at + n, input_len - at - n);
	input_len -= n;
}

static void repeat(size_t at)
{
	size_t n = 1 + rnd(rnd(4) ? 8 : 400);

	if (n > input_len - at)
		n = input_len - at;
	if (n > INPUT_MAX - input_len)
		n = INPUT_MAX - input_len;
	memmove(input + at + n, input + at, input_len - at);
	input_len += n;
}

static void borrow(size_t at)
{
	const struct seed *s = &seeds[rnd(nr_seeds)];
	size_t from = rnd((uint32_t)s->len), n = 1 + rnd(64);

	if (n > s->len - from)
		n = s->len - from;
	if (n > input_len - at)
		n = input_len - at;
	memcpy(input + at, s->data + from, n);
}

static void append_seed(size_t at)
{
	const struct seed *s = &seeds[rnd(nr_seeds)];
	size_t n = s->len;

	if (n > 4096 || n > INPUT_MAX - input_len)
		return;
	memcpy(input + input_len, s->data, n);
	input_len += n;
}

static void mutate(void)
{
	static void (*const kind[])(size_t at) = {
		flip_bit,  flip_bit,  edge_byte,   edge_byte,
		edge_word, edge_word, random_byte, cut,
		repeat,	   borrow,    append_seed};

	for (uint32_t n = rnd(6); n && input_len; n--)
		kind[rnd(sizeof(kind) / sizeof(kind[0]))](
			rnd((uint32_t)input_len));
	if (rnd(4))
		fix_all();
}

/* ---- a run -----------------------------------------------------------------
 */

static void keep_input(int sig)
{
	int fd = open("port_fuzz.crash", O_CREAT | O_TRUNC | O_WRONLY, 0644);

	if (fd >= 0 && write(fd, input, input_len) < 0)
		_exit(1);
	signal(sig, SIG_DFL);
	raise(sig);
}

static void next_input(void)
{
	const struct seed *s = &seeds[rnd(nr_seeds)];

	input_len = s->len;
	memcpy(input, s->data, s->len);
	mutate();
	LLVMFuzzerTestOneInput(input, input_len);
}

/* A host lives for 20,000 frames; then everything must be gone. */
static void fuzz_frames(uint64_t frames)
{
	const struct port_fuzz_stats *st = port_fuzz_stats();
	uint64_t end = st->frames + frames, host;

	load_seeds();
	state = test_random() | 1;
	signal(SIGABRT, keep_input);
	while (st->frames < end) {
		host = st->frames + 20000;
		while (st->frames < host && st->frames < end)
			next_input();
		EXPECT_EQ(port_fuzz_settle(), 0);
		EXPECT_EQ(port_fuzz_end(), 0);
	}
	signal(SIGABRT, SIG_DFL);
	EXPECT_EQ(st->bad_out, 0);
	printf("# %llu frames in, %llu out\n", (unsigned long long)st->frames,
	       (unsigned long long)st->out);
}

/* Each seed as it is: what is good gets an answer. */
TEST(seeds_pass_and_the_host_answers)
{
	const struct port_fuzz_stats *st = port_fuzz_stats();
	uint64_t out = st->out;

	load_seeds();
	for (unsigned int i = 0; i < nr_seeds; i++) {
		memcpy(input, seeds[i].data, seeds[i].len);
		input_len = seeds[i].len;
		LLVMFuzzerTestOneInput(input, input_len);
		EXPECT_EQ(port_fuzz_settle(), 0);
	}
	EXPECT_EQ(port_fuzz_end(), 0);
	EXPECT(st->out - out >= 20);
	EXPECT_EQ(st->bad_out, 0);
}

TEST(fuzz_100000_frames_break_nothing)
{
	fuzz_frames(100000);
}

TEST_SOAK(fuzz_10000000_frames_break_nothing)
{
	fuzz_frames(test_soak_count(10000000));
}
