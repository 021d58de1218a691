// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysctl - how a knob's variable becomes text and text the variable
 *
 * Where:   proc_sysctl.c finds the row and calls its handler here.
 * Mirrors: kernel/sysctl.c; the texts, the roundings and the errno.
 *
 * One engine walks the numbers of a row; a struct ctl_conv says how one of
 * them is stored. As in the kernel, numbers that stood before a bad one have
 * been taken when -EINVAL comes back, and what follows the last one that fits
 * is ignored.
 */
#include "core/sysctl.h"

#include "lib/bitmap.h"
#include "lib/ktime.h"
#include "lib/slab.h"
#include "lib/string.h"
#include "lib/vsprintf.h"

const int sysctl_vals[] = {0,	1,    2,    3,	     4,	    100,
			   200, 1000, 3000, INT_MAX, 65535, -1};
EXPORT_SYMBOL(sysctl_vals);

/* One number of a row. @set returns -errno for what the variable cannot be. */
struct ctl_conv {
	unsigned int size;
	void (*get)(const void *p, bool *neg, unsigned long *val);
	int (*set)(void *p, bool neg, unsigned long val,
		   const struct ctl_table *t);
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' ||
	       c == '\r';
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

static int digit_of(char c, unsigned int base)
{
	int d = hex_to_bin((unsigned char)c);

	return d >= 0 && (unsigned int)d < base ? d : -1;
}

/* An unsigned number of base 0; NULL: none, or it does not fit a long. */
static const char *get_ulong(const char *p, const char *end, unsigned long *val)
{
	unsigned int base = 10;
	const char *start;

	if (end - p > 2 && p[0] == '0' && (p[1] | 0x20) == 'x' &&
	    digit_of(p[2], 16) >= 0) {
		base = 16;
		p += 2;
	} else if (p < end && *p == '0') {
		base = 8;
	}
	start = p;
	for (*val = 0; p < end && digit_of(*p, base) >= 0; p++)
		if (check_mul_overflow(*val, (unsigned long)base, val) ||
		    check_add_overflow(*val, (unsigned long)digit_of(*p, base),
				       val))
			return NULL;
	return p == start ? NULL : p;
}

/* A number that ends at @end, a blank, or one of @stops. */
static const char *get_long(const char *p, const char *end, bool *neg,
			    unsigned long *val, const char *stops)
{
	*neg = end - p > 1 && *p == '-';
	p = get_ulong(p + *neg, end, val);
	if (p && p < end && *p && !strchr(stops, *p))
		return NULL;
	return p;
}

/* Append to the text that is @used of @size long. */
static size_t put(char *buf, size_t size, size_t used, const char *sep,
		  bool neg, unsigned long val)
{
	return used + (size_t)scnprintf(buf + used, size - used, "%s%s%lu", sep,
					neg ? "-" : "", val);
}

static int vec_read(const struct ctl_table *t, char *buf, size_t *lenp,
		    const struct ctl_conv *conv)
{
	unsigned int i, n = (unsigned int)t->maxlen / conv->size;
	size_t used = 0;

	for (i = 0; i < n; i++) {
		unsigned long val;
		bool neg;

		conv->get((char *)t->data + i * conv->size, &neg, &val);
		used = put(buf, *lenp, used, i ? "\t" : "", neg, val);
	}
	*lenp = used + (size_t)scnprintf(buf + used, *lenp - used, "\n");
	return 0;
}

static int vec_write(const struct ctl_table *t, const char *buf, size_t len,
		     const struct ctl_conv *conv)
{
	unsigned int i, n = (unsigned int)t->maxlen / conv->size;
	const char *p = buf, *end = buf + len;

	for (i = 0; i < n; i++) {
		unsigned long val;
		bool neg;
		int err;

		p = skip_blanks(p, end);
		if (p == end || !*p)
			break;
		p = get_long(p, end, &neg, &val, " \t\n");
		if (!p)
			return -EINVAL;
		err = conv->set((char *)t->data + i * conv->size, neg, val, t);
		if (err)
			return err;
	}
	return i ? 0 : -EINVAL;
}

/* What all handlers have in common: nothing there, or read to the end. */
static bool nothing_to_do(const struct ctl_table *t, int write, size_t *lenp,
			  loff_t *ppos)
{
	if (t->data && t->maxlen && *lenp && !*ppos)
		return false;
	if (!write)
		*lenp = 0; /* a second write is taken and ignored */
	return true;
}

static int do_vec(const struct ctl_table *t, int write, void *buffer,
		  size_t *lenp, loff_t *ppos, const struct ctl_conv *conv)
{
	int err;

	if (nothing_to_do(t, write, lenp, ppos))
		return 0;
	if (write)
		err = vec_write(t, buffer, *lenp, conv);
	else
		err = vec_read(t, buffer, lenp, conv);
	if (!err)
		*ppos += (loff_t)*lenp;
	return err;
}

/* ---- int --------------------------------------------------------------- */

static void int_split(int v, bool *neg, unsigned long *val)
{
	*neg = v < 0;
	*val = v < 0 ? -(unsigned long)v : (unsigned long)v;
}

static void int_get(const void *p, bool *neg, unsigned long *val)
{
	int_split(READ_ONCE(*(const int *)p), neg, val);
}

static int int_join(bool neg, unsigned long val, int *v)
{
	if (val > (unsigned long)INT_MAX + neg)
		return -EINVAL;
	*v = neg ? (int)-val : (int)val;
	return 0;
}

static int int_set(void *p, bool neg, unsigned long val,
		   const struct ctl_table *t)
{
	int v;

	if (int_join(neg, val, &v))
		return -EINVAL;
	WRITE_ONCE(*(int *)p, v);
	return 0;
}

static bool int_outside(int v, const struct ctl_table *t)
{
	return (t->extra1 && v < *(const int *)t->extra1) ||
	       (t->extra2 && v > *(const int *)t->extra2);
}

static int int_minmax_set(void *p, bool neg, unsigned long val,
			  const struct ctl_table *t)
{
	int v;

	if (int_join(neg, val, &v) || int_outside(v, t))
		return -EINVAL;
	WRITE_ONCE(*(int *)p, v);
	return 0;
}

/**
 * proc_dointvec - a row of ints
 * @table: the row
 * @write: 1: parse, 0: print
 * @buffer: the text
 * @lenp: its size, then its length
 * @ppos: where in the file; moves on
 *
 * The other handlers take the same and differ in type, unit and range.
 * Context: process. Return: 0, -EINVAL.
 */
int proc_dointvec(const struct ctl_table *table, int write, void *buffer,
		  size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), int_get, int_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dointvec);

/* extra1 and extra2 point to ints. */
int proc_dointvec_minmax(const struct ctl_table *table, int write, void *buffer,
			 size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), int_get,
					     int_minmax_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dointvec_minmax);

/* ---- unsigned int, u8, bool -------------------------------------------- */

static void uint_get(const void *p, bool *neg, unsigned long *val)
{
	*neg = false;
	*val = READ_ONCE(*(const unsigned int *)p);
}

static int uint_set(void *p, bool neg, unsigned long val,
		    const struct ctl_table *t)
{
	if (neg || val > UINT_MAX)
		return -EINVAL;
	WRITE_ONCE(*(unsigned int *)p, (unsigned int)val);
	return 0;
}

static int uint_minmax_set(void *p, bool neg, unsigned long val,
			   const struct ctl_table *t)
{
	if (neg || val > UINT_MAX)
		return -EINVAL;
	if ((t->extra1 && val < *(const unsigned int *)t->extra1) ||
	    (t->extra2 && val > *(const unsigned int *)t->extra2))
		return -ERANGE;
	WRITE_ONCE(*(unsigned int *)p, (unsigned int)val);
	return 0;
}

int proc_douintvec(const struct ctl_table *table, int write, void *buffer,
		   size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), uint_get, uint_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_douintvec);

/* Here, and only here, what is out of range is -ERANGE. */
int proc_douintvec_minmax(const struct ctl_table *table, int write,
			  void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), uint_get,
					     uint_minmax_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_douintvec_minmax);

static void u8_get(const void *p, bool *neg, unsigned long *val)
{
	*neg = false;
	*val = READ_ONCE(*(const u8 *)p);
}

static int u8_set(void *p, bool neg, unsigned long val,
		  const struct ctl_table *t)
{
	unsigned int min = t->extra1 ? *(const unsigned int *)t->extra1 : 0;
	unsigned int max = t->extra2 ? *(const unsigned int *)t->extra2 : 255;

	if (neg || val < min || val > max || val > U8_MAX)
		return -EINVAL;
	WRITE_ONCE(*(u8 *)p, (u8)val);
	return 0;
}

int proc_dou8vec_minmax(const struct ctl_table *table, int write, void *buffer,
			size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(u8), u8_get, u8_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dou8vec_minmax);

static void bool_get(const void *p, bool *neg, unsigned long *val)
{
	*neg = false;
	*val = READ_ONCE(*(const bool *)p);
}

static int bool_set(void *p, bool neg, unsigned long val,
		    const struct ctl_table *t)
{
	WRITE_ONCE(*(bool *)p, val != 0);
	return 0;
}

int proc_dobool(const struct ctl_table *table, int write, void *buffer,
		size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(bool), bool_get, bool_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dobool);

/* ---- ints that hold jiffies -------------------------------------------- */

static void jiffies_get(const void *p, bool *neg, unsigned long *val)
{
	int_get(p, neg, val);
	*val /= HZ;
}

static int jiffies_set(void *p, bool neg, unsigned long val,
		       const struct ctl_table *t)
{
	if (val > INT_MAX / (unsigned long)HZ)
		return -EINVAL;
	return int_set(p, neg, val * HZ, t);
}

int proc_dointvec_jiffies(const struct ctl_table *table, int write,
			  void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), jiffies_get,
					     jiffies_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dointvec_jiffies);

static void userhz_get(const void *p, bool *neg, unsigned long *val)
{
	int_get(p, neg, val);
	*val /= HZ / USER_HZ;
}

static int userhz_set(void *p, bool neg, unsigned long val,
		      const struct ctl_table *t)
{
	if (val > INT_MAX / (unsigned long)(HZ / USER_HZ))
		return -EINVAL;
	return int_set(p, neg, val * (HZ / USER_HZ), t);
}

int proc_dointvec_userhz_jiffies(const struct ctl_table *table, int write,
				 void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), userhz_get,
					     userhz_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dointvec_userhz_jiffies);

static void ms_get(const void *p, bool *neg, unsigned long *val)
{
	int_get(p, neg, val);
	*val = jiffies_to_msecs(*val);
}

/* As msecs_to_jiffies(): more than an int of them is for ever. */
static int ms_join(bool neg, unsigned long val, int *v)
{
	unsigned long jif;

	if (neg || val > INT_MAX)
		return -EINVAL;
	jif = msecs_to_jiffies((unsigned int)val);
	return int_join(false, jif, v);
}

static int ms_set(void *p, bool neg, unsigned long val,
		  const struct ctl_table *t)
{
	int v;

	if (ms_join(neg, val, &v))
		return -EINVAL;
	WRITE_ONCE(*(int *)p, v);
	return 0;
}

static int ms_minmax_set(void *p, bool neg, unsigned long val,
			 const struct ctl_table *t)
{
	int v;

	if (ms_join(neg, val, &v) || int_outside(v, t))
		return -EINVAL;
	WRITE_ONCE(*(int *)p, v);
	return 0;
}

int proc_dointvec_ms_jiffies(const struct ctl_table *table, int write,
			     void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), ms_get, ms_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dointvec_ms_jiffies);

/* The bounds are jiffies. */
int proc_dointvec_ms_jiffies_minmax(const struct ctl_table *table, int write,
				    void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(int), ms_get,
					     ms_minmax_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_dointvec_ms_jiffies_minmax);

/* ---- unsigned long ----------------------------------------------------- */

static void ulong_get(const void *p, bool *neg, unsigned long *val)
{
	*neg = false;
	*val = READ_ONCE(*(const unsigned long *)p);
}

static int ulong_set(void *p, bool neg, unsigned long val,
		     const struct ctl_table *t)
{
	if (neg)
		return 0; /* as the kernel: skipped, not refused */
	if ((t->extra1 && val < *(const unsigned long *)t->extra1) ||
	    (t->extra2 && val > *(const unsigned long *)t->extra2))
		return -EINVAL;
	WRITE_ONCE(*(unsigned long *)p, val);
	return 0;
}

int proc_doulongvec_minmax(const struct ctl_table *table, int write,
			   void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(long), ulong_get,
					     ulong_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_doulongvec_minmax);

static void ulong_ms_get(const void *p, bool *neg, unsigned long *val)
{
	ulong_get(p, neg, val);
	*val = *val * 1000 / HZ;
}

static int ulong_ms_set(void *p, bool neg, unsigned long val,
			const struct ctl_table *t)
{
	if (val > ULONG_MAX / HZ)
		return -EINVAL;
	return ulong_set(p, neg, val * HZ / 1000, t);
}

/* The bounds are jiffies. */
int proc_doulongvec_ms_jiffies_minmax(const struct ctl_table *table, int write,
				      void *buffer, size_t *lenp, loff_t *ppos)
{
	static const struct ctl_conv conv = {sizeof(long), ulong_ms_get,
					     ulong_ms_set};

	return do_vec(table, write, buffer, lenp, ppos, &conv);
}
EXPORT_SYMBOL(proc_doulongvec_ms_jiffies_minmax);

/* ---- string, bitmap ---------------------------------------------------- */

/* @table->data is a char array of @table->maxlen; a line at most. */
int proc_dostring(const struct ctl_table *table, int write, void *buffer,
		  size_t *lenp, loff_t *ppos)
{
	char *data = table->data;
	const char *text = buffer;
	size_t len, max;

	if (nothing_to_do(table, write, lenp, ppos))
		return 0;
	if (write) {
		max = min((size_t)table->maxlen - 1, *lenp);
		for (len = 0; len < max && text[len] && text[len] != '\n';)
			len++;
		memmove(data, text, len);
		data[len] = '\0';
	} else {
		len = strnlen(data, (size_t)table->maxlen);
		*lenp = (size_t)scnprintf(buffer, *lenp, "%.*s\n", (int)len,
					  data);
	}
	*ppos += (loff_t)*lenp;
	return 0;
}
EXPORT_SYMBOL(proc_dostring);

static void bitmap_print(const unsigned long *map, unsigned int nbits,
			 char *buf, size_t *lenp)
{
	unsigned int a, b = 0;
	size_t used = 0;

	while ((a = (unsigned int)find_next_bit(map, nbits, b)) < nbits) {
		b = (unsigned int)find_next_zero_bit(map, nbits, a + 1);
		used = put(buf, *lenp, used, used ? "," : "", false, a);
		if (b - 1 != a)
			used = put(buf, *lenp, used, "-", false, b - 1);
	}
	*lenp = used + (size_t)scnprintf(buf + used, *lenp - used, "\n");
}

static int bitmap_scan(const char *p, const char *end, unsigned long *map,
		       unsigned int nbits)
{
	unsigned long a, b;
	bool neg;

	while (p < end && *p == '\n')
		p++;
	while (p < end && *p) {
		p = get_long(p, end, &neg, &a, "-,\n");
		if (!p || neg || a >= nbits)
			return -EINVAL;
		b = a;
		if (p < end && *p == '-') {
			p = get_long(p + 1, end, &neg, &b, ",\n");
			if (!p || neg || b >= nbits || b < a)
				return -EINVAL;
		}
		bitmap_set(map, (unsigned int)a, (unsigned int)(b - a + 1));
		while (p < end && (*p == '\n' || *p == ','))
			p++;
	}
	return 0;
}

/* Text: "5,8080,9000-9100". All or nothing; an empty line clears. */
int proc_do_large_bitmap(const struct ctl_table *table, int write, void *buffer,
			 size_t *lenp, loff_t *ppos)
{
	unsigned int nbits = (unsigned int)table->maxlen;
	unsigned long *map, *fresh;
	int err;

	if (nothing_to_do(table, write, lenp, ppos))
		return 0;
	map = *(unsigned long **)table->data;
	if (!map)
		return 0;
	if (!write) {
		bitmap_print(map, nbits, buffer, lenp);
		*ppos += (loff_t)*lenp;
		return 0;
	}
	fresh = kcalloc(BITS_TO_LONGS(nbits), sizeof(long), GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;
	err = bitmap_scan(buffer, (char *)buffer + *lenp, fresh, nbits);
	if (!err) {
		memcpy(map, fresh, BITS_TO_LONGS(nbits) * sizeof(long));
		*ppos += (loff_t)*lenp;
	}
	kfree(fresh);
	return err;
}
EXPORT_SYMBOL(proc_do_large_bitmap);
