// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lib_string_test - string, kstrtox, hexdump, net_utils: text to values
 *
 * Where:   tests/unit/lib_test.
 * Mirrors: lib/tests/string_kunit.c, lib/test-kstrtox.c.
 * Spec:    lib/string.h, lib/kstrtox.h; inet_pton() as second opinion.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "tests/harness.h"

#include "lib/kernel.h"
#include "lib/net_utils.h"
#include "lib/string.h"

TEST(strscpy_cuts_and_ends)
{
	char buf[8];

	memset(buf, 'z', sizeof(buf));
	EXPECT_EQ(strscpy(buf, "abc", 8), 3);
	EXPECT_EQ(buf[4], 'z');
	EXPECT_EQ(strscpy(buf, "12345678", 8), -E2BIG);
	EXPECT_STREQ(buf, "1234567");
	EXPECT_EQ(strscpy(buf, "1234567", 8), 7);
	EXPECT_EQ(strscpy(buf, "x", 0), -E2BIG);
	EXPECT_EQ(strscpy_pad(buf, "ab", 8), 2);
	EXPECT_NULL(memchr_inv(buf + 2, 0, 6));
}

TEST(strim_cuts_both_ends)
{
	char a[] = " \t eth0 x \n", b[] = "  ", c[] = "";

	EXPECT_STREQ(strim(a), "eth0 x");
	EXPECT_STREQ(strim(b), "");
	EXPECT_STREQ(strim(c), "");
}

TEST(string_helpers_answer)
{
	static const char *const names[] = {"off", "on", NULL, "never"};
	char s[] = "a.b.c";

	EXPECT(sysfs_streq("on\n", "on"));
	EXPECT(sysfs_streq("on", "on\n"));
	EXPECT(!sysfs_streq("on", "one"));
	EXPECT(!sysfs_streq("on\n\n", "on"));
	EXPECT_EQ(match_string(names, 4, "on"), 1);
	EXPECT_EQ(match_string(names, 4, "never"), -EINVAL);
	EXPECT_STREQ(strreplace(s, '.', '/'), "a/b/c");
	EXPECT_STREQ(kbasename("net/ipv4/ip_forward"), "ip_forward");
	EXPECT_STREQ(kbasename("plain"), "plain");
	EXPECT(strnchr("abc", 2, 'c') == NULL);
	EXPECT_STREQ(strnchr("abc", 3, 'c'), "c");
	EXPECT_EQ(str_has_prefix("eth0", "eth"), 3u);
	EXPECT_EQ(str_has_prefix("lo", "eth"), 0u);
	EXPECT(mem_is_zero("\0\0\0", 3));
	EXPECT(memchr_inv("aab", 'a', 3) != NULL);
}

TEST(str_to_args_cuts_words_and_honours_quotes)
{
	char a[] = "  show  \"a b\" c\"d\"e \n", b[] = "", c[] = "x \"y";
	char d[] = "a b c", *argv[4];

	EXPECT_EQ(str_to_args(a, argv, 4), 3);
	EXPECT_STREQ(argv[0], "show");
	EXPECT_STREQ(argv[1], "a b");
	EXPECT_STREQ(argv[2], "cde");
	EXPECT_NULL(argv[3]);
	EXPECT_EQ(str_to_args(b, argv, 4), 0);
	EXPECT_NULL(argv[0]);
	EXPECT_EQ(str_to_args(c, argv, 4), -EINVAL);
	EXPECT_EQ(str_to_args(d, argv, 3), -E2BIG);
}

TEST(kstrtoint_takes_numbers_only)
{
	static const struct {
		const char *s;
		unsigned int base;
		int err, val;
	} v[] = {
		{"0", 0, 0, 0},
		{"42\n", 0, 0, 42},
		{"+7", 10, 0, 7},
		{"-7", 10, 0, -7},
		{"0x1F", 0, 0, 31},
		{"0x1f", 16, 0, 31},
		{"1f", 16, 0, 31},
		{"017", 0, 0, 15},
		{"2147483647", 0, 0, INT_MAX},
		{"-2147483648", 0, 0, INT_MIN},
		{"2147483648", 0, -ERANGE, 0},
		{"-2147483649", 0, -ERANGE, 0},
		{"99999999999999999999", 0, -ERANGE, 0},
		{"", 0, -EINVAL, 0},
		{"\n", 0, -EINVAL, 0},
		{"-", 0, -EINVAL, 0},
		{"-+1", 0, -EINVAL, 0},
		{"+-1", 0, -EINVAL, 0},
		{" 1", 0, -EINVAL, 0},
		{"1 ", 0, -EINVAL, 0},
		{"1\n\n", 0, -EINVAL, 0},
		{"08", 0, -EINVAL, 0},
		{"0x", 0, -EINVAL, 0},
		{"1x", 10, -EINVAL, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(v); i++) {
		int val = 12345, err = kstrtoint(v[i].s, v[i].base, &val);

		test_check(err == v[i].err && val == (err ? 12345 : v[i].val),
			   false, __FILE__, __LINE__, "'%s': %d, %d", v[i].s,
			   err, val);
	}
}

TEST(kstrto_narrow_types_check_their_range)
{
	u64 u64v;
	u16 u16v;
	s16 s16v;
	s8 s8v;
	u8 v;

	EXPECT_EQ(kstrtou8("255", 0, &v), 0);
	EXPECT_EQ(kstrtou8("256", 0, &v), -ERANGE);
	EXPECT_EQ(kstrtou8("-1", 0, &v), -EINVAL);
	EXPECT_EQ(kstrtos8("-128", 0, &s8v), 0);
	EXPECT_EQ(s8v, -128);
	EXPECT_EQ(kstrtos8("128", 0, &s8v), -ERANGE);
	EXPECT_EQ(kstrtou16("65536", 0, &u16v), -ERANGE);
	EXPECT_EQ(kstrtos16("-32768", 0, &s16v), 0);
	EXPECT_EQ(kstrtou64("18446744073709551615", 0, &u64v), 0);
	EXPECT_EQ(u64v, U64_MAX);
	EXPECT_EQ(kstrtou64("18446744073709551616", 0, &u64v), -ERANGE);
}

TEST(kstrtobool_knows_the_kernels_words)
{
	static const char *const yes[] = {"y", "Y", "1", "on", "ON", "true"};
	static const char *const no[] = {"n", "N", "0", "off", "OFF", "false"};
	bool b;

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		EXPECT_EQ(kstrtobool(yes[i], &b), 0);
		EXPECT(b);
		EXPECT_EQ(kstrtobool(no[i], &b), 0);
		EXPECT(!b);
	}
	EXPECT_EQ(kstrtobool("o", &b), -EINVAL);
	EXPECT_EQ(kstrtobool("2", &b), -EINVAL);
	EXPECT_EQ(kstrtobool("", &b), -EINVAL);
}

TEST(simple_strtoul_stops_at_the_first_other)
{
	char *end;

	EXPECT_EQ(simple_strtoul("0x1fz", &end, 0), 31u);
	EXPECT_STREQ(end, "z");
	EXPECT_EQ(simple_strtoul("12.5", &end, 10), 12u);
	EXPECT_STREQ(end, ".5");
	EXPECT_EQ(simple_strtol("-3", NULL, 10), -3);
	EXPECT_EQ(simple_strtoul("x", &end, 10), 0u);
	EXPECT_STREQ(end, "x");
}

TEST(hex2bin_and_back)
{
	u8 bin[3];
	char hex[7] = "";

	EXPECT_EQ(hex2bin(bin, "01aBfF", 3), 0);
	EXPECT_EQ(*bin2hex(hex, bin, 3), '\0');
	EXPECT_STREQ(hex, "01abff");
	EXPECT_EQ(hex2bin(bin, "0g", 1), -EINVAL);
	EXPECT_EQ(hex2bin(bin, "0", 1), -EINVAL);
	EXPECT_EQ(hex_to_bin('`'), -1);
	EXPECT_EQ(hex_to_bin('@'), -1);
}

TEST(in4_pton_takes_strict_quads)
{
	static const char *const bad[] = {"",	       "1.2.3",	   "1.2.3.4.5",
					  "1.2.3.256", "1.2.3.",   "a.b.c.d",
					  "1..2.3",    "1.2.3.4x", "01.2.3.4"};
	const char *end;
	u8 a[4] = {9, 9, 9, 9};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(in4_pton(bad[i], -1, a, -1, NULL), 0);
	EXPECT_EQ(a[0], 9);
	EXPECT_EQ(in4_pton("10.0.2.255/24", -1, a, '/', &end), 1);
	EXPECT_STREQ(end, "/24");
	EXPECT_MEMEQ(a, "\x0a\x00\x02\xff", 4);
	EXPECT_EQ(in4_pton("1.2.3.45", 7, a, -1, NULL), 1);
	EXPECT_EQ(a[3], 4);
	EXPECT_EQ(in_aton("10.1.2.3"), htonl(0x0a010203));
}

/* Random near-addresses: we say what libc says. */
TEST(in6_pton_equals_inet_pton)
{
	static const char *const fixed[] = {
		"::",
		"::1",
		"1::",
		"fd00:10::2",
		"1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7::",
		"::2:3:4:5:6:7:8",
		"::ffff:1.2.3.4",
		"1:2:3:4:5:6:1.2.3.4",
		"::1.2.3.4",
		":",
		":1",
		"1:",
		":::",
		"1::2::3",
		"1:2:3:4:5:6:7:8:9",
		"12345::",
		"g::",
		"1.2.3.4",
		"::1.2.3",
		"1:2:3:4:5:6:7:1.2.3.4",
		"",
		"1::2:3:4:5:6:7:8",
		"::1.2.3.4:5",
	};
	static const char alphabet[] = "0123af:::.";
	u8 ours[16], theirs[16];
	char s[24];
	int a, b;

	for (int round = 0; round < 200000; round++) {
		if (round < (int)ARRAY_SIZE(fixed)) {
			strscpy(s, fixed[round], sizeof(s));
		} else {
			int len = 2 + (int)(test_random() % 16);

			for (int i = 0; i < len; i++)
				s[i] = alphabet[test_random() % 10];
			s[len] = '\0';
		}
		a = in6_pton(s, -1, ours, -1, NULL);
		b = inet_pton(AF_INET6, s, theirs);
		if (!test_check(a == b && (!a || !memcmp(ours, theirs, 16)),
				false, __FILE__, __LINE__, "'%s': %d, libc %d",
				s, a, b))
			return;
	}
}

TEST(in6_pton_stops_at_delimiter)
{
	const char *end;
	u8 a[16];

	EXPECT_EQ(in6_pton("fd00::1%eth0", -1, a, '%', &end), 1);
	EXPECT_STREQ(end, "%eth0");
	EXPECT_EQ(a[15], 1);
}

TEST(mac_pton_takes_six_pairs)
{
	u8 m[6] = {0};

	EXPECT(mac_pton("02:00:5E:10:ab:ff", m));
	EXPECT_MEMEQ(m, "\x02\x00\x5e\x10\xab\xff", 6);
	EXPECT(mac_pton("02-00-5e-10-ab-fe", m));
	EXPECT(!mac_pton("02:00:5e:10:ab", m));
	EXPECT(!mac_pton("02:00:5e:10:ab:f", m));
	EXPECT(!mac_pton("02.00:5e:10:ab:ff", m));
	EXPECT_EQ(m[5], 0xfe);
}
