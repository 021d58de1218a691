// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nic_ring_test - who may read a descriptor, and what the ring's list says
 *
 * Where:   drivers/nic.c and nic_show.c; the hardware half is the test.
 * Mirrors: nothing in the kernel.
 * Spec:    checklist row 17: no driver reads a descriptor without DD.
 */
#include <stdlib.h>

#include "core/show.h"
#include "lib/interrupt.h"
#include "lib/oops.h"
#include "lib/slab.h"
#include "lib/vsprintf.h"
#include "tests/unit/card_fixture.h"

TEST_SETUP(begin);
TEST_TEARDOWN(end);

static struct nic_queue *queue(void)
{
	return &((struct nic *)netdev_priv(dev))->queues[0];
}

/* ---- a driver that goes by its budget, and does not look at DD ------------
 */

static unsigned int refused;

/* As nic_poll(), without the question whether the frame is there. */
static int wrong_poll(struct napi_struct *napi, int budget)
{
	struct nic_queue *q = container_of(napi, struct nic_queue, napi);
	struct wire_book_rx *book = &dev->_rx[0].book;
	int work = 0;

	for (; work < budget; work++) {
		struct nic_rx_desc *d =
			&q->rx.desc[q->rx.next_to_clean & (q->rx.count - 1)];
		void *data = nic_rx_desc_data(q, d);
		struct sk_buff *skb;

		if (!data) { /* a real card would have read old memory here */
			refused++;
			break;
		}
		skb = napi_alloc_skb(napi, d->len);
		skb_put_data(skb, data, d->len);
		skb->protocol = eth_type_trans(skb, dev);
		napi_gro_receive(napi, skb);
		book->in_ring--;
		book->delivered++;
		d->status = 0;
		q->rx.next_to_clean++;
	}
	if (work < budget && napi_complete_done(napi, work))
		enable_irq((unsigned int)q->irq);
	return work;
}

static char report[4096];

static void keep_report(void *data, const char *text)
{
	strscpy(report, text, sizeof(report));
}

TEST(driver_that_reads_without_dd_is_caught)
{
	refused = 0;
	report[0] = '\0';
	oops_set_sink(keep_report, NULL);
	queue()->napi.poll = wrong_poll;
	receive(3);
	oops_set_sink(NULL, NULL);
	EXPECT_EQ(got, 3);
	EXPECT_EQ(refused, 1);
	EXPECT_EQ(oops_count(), 1);
	EXPECT(strstr(report, "eth0: queue 0: the driver reads descriptor 3, "
			      "which the NIC has not written (no DD)"));
	oops_reset();
}

/* The card's own driver empties, fills and wraps its ring, and never does. */
TEST(driver_of_the_card_reads_only_what_has_dd)
{
	for (unsigned int n = 1; n <= NIC_RING_DEFAULT; n *= 2) {
		receive(n);
		receive(NIC_RING_DEFAULT);
	}
	EXPECT_EQ(got, 511 + 9 * NIC_RING_DEFAULT);
	EXPECT_EQ(oops_count(), 0);
}

/* ---- the list --------------------------------------------------------------
 */

static char *ring_list(const char *which, bool json)
{
	const char *argv[] = {"ring", "eth0", which, "list"};
	struct show s = {
		.net = dev_net(dev), .argc = 4, .argv = argv, .json = json};
	char *text = NULL;

	EXPECT_EQ(show_view(&s, &text), 0);
	return text;
}

/* Three frames that nobody has read: DD, buffer and length of each. */
TEST(ring_list_shows_owner_dd_buffer_and_length)
{
	char *text;

	disable_irq((unsigned int)queue()->irq);
	receive(3);
	text = ring_list("rx", false);
	EXPECT(text && strstr(text, "index owner  dd     buf   len\n"
				    "    0 driver  1       0    60\n"
				    "    1 driver  1       1    60\n"
				    "    2 driver  1       2    60\n"
				    "    3 nic     0       3     0\n"));
	kfree(text);
	text = ring_list("rx", true);
	EXPECT(text && strstr(text, "{\"index\":2,\"owner\":\"driver\","
				    "\"dd\":1,\"buf\":2,\"len\":60}"));
	EXPECT(text && strstr(text, "{\"index\":255,\"owner\":\"nic\","
				    "\"dd\":0,\"buf\":255,\"len\":0}"));
	kfree(text);
	enable_irq((unsigned int)queue()->irq);
	schedule_timeout_uninterruptible(2);
	EXPECT_EQ(got, 3);
	/* short frames are copied out: the same buffers wait again */
	text = ring_list("rx", false);
	EXPECT(text && strstr(text, "    0 nic     0       0     0\n"));
	kfree(text);
}
