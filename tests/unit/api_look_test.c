// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * api_look_test - events, the way of a packet, stops, costs
 *
 * Where:   api/look.c, st_cost() of api/world.c.
 * Mirrors: nothing in the kernel.
 * Spec:    api/strata.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/strata.h"
#include "tests/harness.h"

static struct st_world *w;
static struct st_host *h;
static int port;
static unsigned int events;

static void begin(void)
{
	w = st_world_new(NULL);
	h = st_host_new_bare(w, "h", 1);
	port = st_port_open(h, "eth0", ST_L2, NULL, NULL);
	EXPECT_GE(port, 0);
	events = 0;
}

static void end(void)
{
	EXPECT_EQ(st_world_free(w, NULL), 0);
}

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static void one_frame(void)
{
	unsigned char frame[60];

	memset(frame, 0xff, sizeof(frame));
	frame[12] = 0x88;
	frame[13] = 0xb6;
	EXPECT_EQ(st_port_input(h, port, frame, sizeof(frame), 0), 0);
}

static void count(void *data, const struct st_event *ev, const char *text)
{
	if (strstr(text, "kfree_skb"))
		events++;
}

TEST(trace_tells_what_it_is_asked_until_it_ends)
{
	EXPECT_EQ(st_trace(h, "kfree_skb", count, NULL), 0);
	one_frame();
	st_run(w, ST_SEC, NULL, NULL);
	EXPECT_EQ(events, 1);
	EXPECT_EQ(st_trace(h, NULL, NULL, NULL), 0);
	one_frame();
	st_run(w, 2 * ST_SEC, NULL, NULL);
	EXPECT_EQ(events, 1);
}

TEST(last_tells_the_way_of_the_last_packet)
{
	char *text = st_last(h, 0, 0);

	EXPECT(text == NULL);
	EXPECT_EQ(st_trace(h, "*", NULL, NULL), 0);
	one_frame();
	st_run(w, ST_SEC, NULL, NULL);
	text = st_last(h, 0, 0);
	ASSERT(text != NULL);
	EXPECT(strstr(text, "nic_rx") != NULL);
	EXPECT(strstr(text, "kfree_skb") != NULL);
	EXPECT(strstr(text, "nic_rx") < strstr(text, "kfree_skb"));
	free(text);
}

/* Stand before the drop; one step; then on to the end. */
TEST(stop_step_continue)
{
	struct st_report r;

	EXPECT_EQ(st_step(h), -ENOENT);
	EXPECT(st_stop(h, "no_such_event", NULL) < 0);
	EXPECT_EQ(st_stop(h, "netif_receive_skb", "skb="), -EINVAL);
	EXPECT_EQ(st_stop(h, "netif_receive_skb", NULL), 0);
	one_frame();
	one_frame();
	EXPECT_EQ(st_run(w, ST_SEC, NULL, NULL), 2);
	EXPECT_EQ(st_step(h), 0);
	EXPECT_EQ(st_run(w, ST_SEC, NULL, NULL), 2);
	EXPECT_EQ(st_continue(h), 0);
	EXPECT_EQ(st_run(w, ST_SEC, NULL, NULL), 2); /* the second frame */
	EXPECT_EQ(st_continue(h), 0);
	EXPECT_EQ(st_run(w, ST_SEC, NULL, NULL), 0);
	EXPECT_EQ(st_stop(h, NULL, NULL), 0);
	EXPECT_EQ(st_report(h, &r), 0);
	EXPECT_EQ(r.skb_dropped, 2);
}

TEST(cost_is_parsed_or_refused)
{
	EXPECT_EQ(st_cost(h, "lab"), 0);
	EXPECT_EQ(st_cost(h, "irq=2us, poll=500ns skb=0"), 0);
	EXPECT_EQ(st_cost(h, "irq=us"), -EINVAL);
	EXPECT_EQ(st_cost(h, "irq=-1"), -EINVAL);
	EXPECT_EQ(st_cost(h, "irq=18446744073709552us"), -ERANGE);
	EXPECT_EQ(st_cost(h, "tea=1"), -EINVAL);
}

TEST(port_refuses_what_is_no_frame)
{
	struct st_report r;
	int l3 = st_port_open(h, "tun0", ST_L3, NULL, NULL);

	ASSERT(l3 >= 0);
	EXPECT_EQ(st_port_input(h, l3, NULL, 0, 0), -EINVAL);
	EXPECT_EQ(st_port_input(h, l3, "x", 1, 1 << 20), -EINVAL);
	EXPECT_EQ(st_port_input(h, l3, "x", 1 << 20, 0), -EMSGSIZE);
	EXPECT_LT(st_port_open(h, "tun0", ST_L3, NULL, NULL), 0);
	EXPECT_EQ(st_report(h, &r), 0);
	EXPECT_EQ(r.wire_in, 1);
	EXPECT_EQ(r.balanced, 1);
}
