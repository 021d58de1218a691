// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * api_port_test - frames in and out of a port, and what becomes of them
 *
 * Where:   api/port.c.
 * Mirrors: nothing in the kernel.
 * Spec:    api/strata.h.
 */
#include <string.h>

#include "api/strata.h"
#include "tests/harness.h"

struct got {
	unsigned int frames;
	size_t len;
};

static void count_out(void *data, const void *pkt, size_t len, unsigned int gso,
		      int64_t t_ns)
{
	struct got *got = data;

	got->frames++;
	got->len = len;
}

/* A frame that no protocol wants ends with a reason, and the books balance. */
TEST(frame_of_unknown_type_is_dropped_and_accounted)
{
	struct st_world *w = st_world_new(NULL);
	struct st_host *h = st_host_new_bare(w, "h", 1);
	struct got got = {0, 0};
	struct st_report r;
	unsigned char frame[64];
	int port;

	ASSERT(h != NULL);
	memset(frame, 0xff, sizeof(frame));
	frame[12] = 0x88;
	frame[13] = 0xb6;
	port = st_port_open(h, "eth0", ST_L2, count_out, &got);
	ASSERT(port >= 0);
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(st_port_input(h, port, frame, sizeof(frame), 0), 0);
	EXPECT_EQ(st_run(w, ST_SEC, NULL, NULL), 0);
	EXPECT_EQ(st_report(h, &r), 0);
	EXPECT_EQ(r.wire_in, 10);
	EXPECT_EQ(r.skb_births, 10);
	EXPECT_EQ(r.skb_dropped, 10);
	EXPECT_EQ(r.skb_alive, 0);
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST(frame_shorter_than_ethernet_is_an_error)
{
	struct st_world *w = st_world_new(NULL);
	struct st_host *h = st_host_new_bare(w, "h", 1);
	struct got got = {0, 0};
	struct st_report r;
	int port = st_port_open(h, "eth0", ST_L2, count_out, &got);

	EXPECT_EQ(st_port_input(h, port, "short", 5, 0), -22);
	EXPECT_EQ(st_port_input(h, 7, "short", 5, 0), -19);
	st_run(w, ST_SEC, NULL, NULL);
	st_report(h, &r);
	EXPECT_EQ(r.balanced, 1);
	EXPECT_EQ(r.skb_births, 0);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

/* A thousand hosts come and go, and nothing of them stays. */
TEST(hosts_come_and_go)
{
	struct st_world *w = st_world_new(NULL);

	for (int i = 0; i < 1000; i++) {
		struct st_host *h = st_host_new_bare(w, "h", 1);

		ASSERT(h != NULL);
		if (st_host_free(h))
			EXPECT_EQ(i, -1);
	}
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST(errors_name_the_next_thing_to_try)
{
	struct st_world *w = st_world_new(NULL);
	struct st_host *h = st_host_new_bare(w, "h", 1);

	EXPECT(st_host_new_bare(w, "h", 1) == NULL);
	EXPECT(strstr(st_errmsg(), "another name") != NULL);
	EXPECT(st_host_new_bare(w, "x", 65) == NULL);
	EXPECT(strstr(st_errmsg(), "1 to 64") != NULL);
	EXPECT(st_insmod(h, "no_such_module", NULL) < 0);
	EXPECT(strstr(st_errmsg(), "no_such_module") != NULL);
	EXPECT(st_cost(h, "irq=fast") < 0);
	EXPECT(st_trace(h, "no_such_event", NULL, NULL) < 0);
	EXPECT(strstr(st_errmsg(), "kfree_skb") != NULL);
	EXPECT_EQ(st_world_free(w, NULL), 0);
}
