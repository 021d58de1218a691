// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_vsprintf_test - printf goldens, and libc as a second opinion
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/tests/printf_kunit.c.
 * Spec:    lib/vsprintf.h; RFC 5952 §4.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "tests/harness.h"

#include <linux/in6.h>

#include "lib/byteorder.h"
#include "lib/err.h"
#include "lib/kernel.h"
#include "lib/seq_buf.h"
#include "lib/vsprintf.h"

#undef snprintf

#define EXPECT_PRINTS(expected, ...)                                           \
	do {                                                                   \
		char __buf[300];                                               \
		int __len = ksnprintf(__buf, sizeof(__buf), __VA_ARGS__);      \
		EXPECT_STREQ(__buf, expected);                                 \
		EXPECT_EQ((size_t)__len, strlen(expected));                    \
	} while (0)

TEST(vsprintf_prints_numbers)
{
	EXPECT_PRINTS("0 -1 4294967295", "%d %d %u", 0, -1, -1);
	EXPECT_PRINTS("-9223372036854775808", "%lld", (long long)S64_MIN);
	EXPECT_PRINTS("18446744073709551615", "%llu", ~0ULL);
	EXPECT_PRINTS("ff FF 0xff 0XFF", "%x %X %#x %#X", 255, 255, 255, 255);
	EXPECT_PRINTS("17 017 -128 255", "%o %#o %hhd %hhu", 15, 15, (s8)-128,
		      (u8)255);
	EXPECT_PRINTS("4096 -5", "%zu %zd", (size_t)4096, (ssize_t)-5);
	EXPECT_PRINTS("[   42] [42   ] [00042] [+42]",
		      "[%5d] [%-5d] [%05d] [%+d]", 42, 42, 42, 42);
	EXPECT_PRINTS("[  -7] [-007] [0x0f]", "[%4d] [%04d] [%#04x]", -7, -7,
		      15);
}

/* As the kernel, not as C11 §7.21.6.1. */
TEST(vsprintf_special_zero_has_a_prefix)
{
	EXPECT_PRINTS("0x0", "%#x", 0);
}

TEST(vsprintf_prints_strings)
{
	const char *volatile none = NULL;

	EXPECT_PRINTS("abc|  abc|abc  |ab", "%s|%5s|%-5s|%.2s", "abc", "abc",
		      "abc", "abc");
	EXPECT_PRINTS("[  ab] [ab  ] [x] [  x]", "[%*.*s] [%*s] [%c] [%3c]", 4,
		      2, "abc", -4, "ab", 'x', 'x');
	EXPECT_PRINTS("(null) (efault) 100%", "%s %s 100%%", none,
		      (const char *)ERR_PTR(-EFAULT));
}

TEST(vsprintf_bounded_string_is_not_read_beyond)
{
	char four[4] = {'a', 'b', 'c', 'd'}; /* no NUL: the sanitizer looks */

	EXPECT_PRINTS("abcd", "%.4s", four);
}

TEST(vsprintf_cuts_and_tells_the_whole_length)
{
	char buf[8] = "zzzzzzz";

	EXPECT_EQ(ksnprintf(buf, 4, "%d", 123456), 6);
	EXPECT_STREQ(buf, "123");
	EXPECT_EQ(buf[4], 'z');
	EXPECT_EQ(ksnprintf(NULL, 0, "%s", "hello"), 5);
	EXPECT_EQ(kscnprintf(buf, 4, "%d", 123456), 3);
	EXPECT_EQ(kscnprintf(buf, 0, "%d", 1), 0);
	EXPECT_EQ(ksprintf(buf, "%d", 12), 2);
}

/* Whatever libc and we both know, we print alike. */
TEST(vsprintf_equals_libc_on_random_formats)
{
	static const char conv[] = "diuoxX";
	char fmt[40], ours[100], theirs[100];

	for (int round = 0; round < 20000; round++) {
		u64 r = test_random(), v = test_random() >> test_random() % 64;
		bool precision = r & 0x20;
		int len = 0, a, b;
		char c = conv[(r >> 8) % 6];

		fmt[len++] = '%';
		if (r & 0x01)
			fmt[len++] = '-';
		if (r & 0x02)
			fmt[len++] = c == 'd' || c == 'i' ? '+' : '0';
		if ((r & 0x04) && v)
			fmt[len++] = '#';
		if ((r & 0x08) && (c == 'd' || c == 'i'))
			fmt[len++] = ' ';
		if (c == 'o' && (r & 0x04))
			precision = false;
		if (r & 0x10)
			len += snprintf(fmt + len, 8, "%d",
					1 + (int)((r >> 16) % 30));
		if (precision)
			len += snprintf(fmt + len, 8, ".%d",
					1 + (int)((r >> 24) % 30));
		fmt[len++] = 'l';
		fmt[len++] = 'l';
		fmt[len++] = c;
		fmt[len] = '\0';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		a = ksnprintf(ours, sizeof(ours), fmt, v);
		b = snprintf(theirs, sizeof(theirs), fmt, v);
#pragma GCC diagnostic pop
		if (!test_check(a == b && !strcmp(ours, theirs), false,
				__FILE__, __LINE__, "%s: '%s' '%s'", fmt, ours,
				theirs))
			return;
	}
}

TEST(vsprintf_pointer_values_never_show)
{
	int x;

	EXPECT_PRINTS("(ptr) (ptr)   (ptr)", "%p %pS %7p", (void *)&x,
		      (void *)&x, (void *)&x);
	EXPECT_PRINTS("(ptr)", "%px", (void *)&x);
}

TEST(vsprintf_prints_ip4)
{
	__be32 a = cpu_to_be32(0x0a00020f);
	u32 h = 0x0a00020f;

	EXPECT_PRINTS("10.0.2.15 010.000.002.015", "%pI4 %pi4", &a, &a);
	EXPECT_PRINTS("10.0.2.15 10.0.2.15 15.2.0.10", "%pI4h %pI4n %pI4h", &h,
		      &a, &a);
	EXPECT_PRINTS("[      10.0.2.15] [10.0.2.15      ]",
		      "[%15pI4] [%-15pI4]", &a, &a);
	EXPECT_PRINTS("(null)", "%pI4", NULL);
	EXPECT_PRINTS("10.0.2.15.x", "%pI4.x", &a);
}

TEST(vsprintf_prints_ip6)
{
	struct in6_addr a;

	inet_pton(AF_INET6, "fd00:10::2", &a);
	EXPECT_PRINTS("fd00:0010:0000:0000:0000:0000:0000:0002", "%pI6", &a);
	EXPECT_PRINTS("fd000010000000000000000000000002", "%pi6", &a);
	EXPECT_PRINTS("fd00:10::2", "%pI6c", &a);
	inet_pton(AF_INET6, "::ffff:192.0.2.1", &a);
	EXPECT_PRINTS("::ffff:192.0.2.1", "%pI6c", &a);
	inet_pton(AF_INET6, "fe80::5efe:c000:0201", &a);
	EXPECT_PRINTS("fe80::5efe:192.0.2.1", "%pI6c", &a);
}

/* RFC 5952 §4, and what libc thinks. */
TEST(vsprintf_ip6_compressed_equals_inet_ntop)
{
	static const char *const fixed[] = {
		"::",
		"::1",
		"1::",
		"2001:db8::1",
		"2001:db8:0:1:1:1:1:1",
		"1:0:0:2::3",
		"1:0:0:2:0:0:3:4",
		"a:b:c:d:e:f:0:1",
		"0:a:b:c:d:e:f:1",
	};
	char ours[64], theirs[64];
	struct in6_addr a;

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++) {
		inet_pton(AF_INET6, fixed[i], &a);
		inet_ntop(AF_INET6, &a, theirs, sizeof(theirs));
		EXPECT_PRINTS(theirs, "%pI6c", &a);
	}
	for (int round = 0; round < 5000; round++) {
		u8 *p = (u8 *)&a;

		for (int i = 0; i < 16; i++)
			p[i] = test_random() % 3 ? 0 : (u8)test_random();
		p[0] = 0x20; /* no mapped or compatible addresses here */
		p[10] = 1;
		inet_ntop(AF_INET6, &a, theirs, sizeof(theirs));
		ksnprintf(ours, sizeof(ours), "%pI6c", &a);
		ASSERT_STREQ(ours, theirs);
	}
}

TEST(vsprintf_prints_sockaddr)
{
	struct sockaddr_in sin = {.sin_family = 2, .sin_port = htons(8080)};
	struct sockaddr_in6 s6 = {.sin6_family = 10, .sin6_port = htons(443)};
	struct sockaddr_in bad = {.sin_family = 77};

	inet_pton(AF_INET, "192.0.2.7", &sin.sin_addr);
	inet_pton(AF_INET6, "fe80::1", &s6.sin6_addr);
	s6.sin6_scope_id = 3;
	s6.sin6_flowinfo = htonl(0x12345);
	EXPECT_PRINTS("192.0.2.7 192.0.2.7:8080", "%pIS %pISp", &sin, &sin);
	EXPECT_PRINTS("fe80::1 [fe80::1]:443", "%pISc %pISpc", &s6, &s6);
	EXPECT_PRINTS("[fe80::1]:443/74565%3", "%pISpfsc", &s6);
	EXPECT_PRINTS("(einval)", "%pIS", &bad);
}

TEST(vsprintf_prints_mac_and_bytes)
{
	static const u8 b[] = {0x02, 0x00, 0x5e, 0x10, 0xab, 0xff};

	EXPECT_PRINTS("02:00:5e:10:ab:ff", "%pM", b);
	EXPECT_PRINTS("02-00-5e-10-ab-ff", "%pMF", b);
	EXPECT_PRINTS("ff:ab:10:5e:00:02", "%pMR", b);
	EXPECT_PRINTS("02005e10abff", "%pm", b);
	EXPECT_PRINTS("02 00 5e", "%*ph", 3, b);
	EXPECT_PRINTS("02:00 02-00 0200 02", "%*phC %*phD %*phN %ph", 2, b, 2,
		      b, 2, b, b);
	EXPECT_PRINTS("", "%*ph", 0, b);
}

TEST(vsprintf_prints_masks_errors_formats)
{
	unsigned long bits[2] = {0x8000000f00000001UL, 1};
	u64 features = 0x10;
	int x;

	EXPECT_PRINTS("1,8000000f,00000001", "%*pb", 65, bits);
	EXPECT_PRINTS("0,32-35,63-64", "%*pbl", 65, bits);
	EXPECT_PRINTS("1", "%*pb", 4, bits);
	EXPECT_PRINTS("-ENOENT -ENETUNREACH -4000", "%pe %pe %pe",
		      ERR_PTR(-ENOENT), ERR_PTR(-ENETUNREACH), ERR_PTR(-4000));
	EXPECT_PRINTS("(ptr)", "%pe", (void *)&x);
	EXPECT_PRINTS("0x0000000000000010", "%pNF", &features);
	EXPECT_STREQ(errname(-EPROTONOSUPPORT), "EPROTONOSUPPORT");
	EXPECT_NULL(errname(4000));
	EXPECT_NULL(errname(0));
}

static int outer(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static int outer(char *buf, size_t size, const char *fmt, ...)
{
	struct va_format vaf = {.fmt = fmt};
	va_list args;
	int len;

	va_start(args, fmt);
	vaf.va = &args;
	len = ksnprintf(buf, size, "eth0: %pV!", &vaf);
	va_end(args);
	return len;
}

TEST(vsprintf_va_format_prints_inside)
{
	char buf[40];

	EXPECT_EQ(outer(buf, sizeof(buf), "%d of %s", 3, "four"), 16);
	EXPECT_STREQ(buf, "eth0: 3 of four!");
	EXPECT_EQ(outer(buf, 9, "%d of %s", 3, "four"), 16);
	EXPECT_STREQ(buf, "eth0: 3 ");
}

TEST(vsprintf_unknown_conversion_shows_itself)
{
	char buf[20];
	const char *volatile fmt = "a%y b%";

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
	ksnprintf(buf, sizeof(buf), fmt);
#pragma GCC diagnostic pop
	EXPECT_STREQ(buf, "a%y b%");
}

TEST(seq_buf_remembers_overflow)
{
	struct seq_buf s;
	char buf[10];

	seq_buf_init(&s, buf, sizeof(buf));
	EXPECT_EQ(seq_buf_printf(&s, "%d", 1234), 0);
	EXPECT_EQ(seq_buf_puts(&s, "ab"), 0);
	EXPECT_EQ(seq_buf_putc(&s, 'c'), 0);
	EXPECT_STREQ(seq_buf_str(&s), "1234abc");
	EXPECT_EQ(seq_buf_printf(&s, "%d", 567), -1);
	EXPECT(seq_buf_has_overflowed(&s));
	EXPECT_EQ(seq_buf_buffer_left(&s), 0u);
	EXPECT_EQ(seq_buf_puts(&s, "x"), -1);
	seq_buf_clear(&s);
	EXPECT_EQ(seq_buf_puts(&s, "0123456789"), 0);
	EXPECT(!seq_buf_has_overflowed(&s));
	EXPECT_STREQ(seq_buf_str(&s), "012345678");
}
