// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_no_complete - has emptied its ring and does not say so
 *
 * Where:   the poll of a driver, bug_napi.h.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "tests/plugin/bugs/bug_napi.h"

static int no_complete_poll(struct napi_struct *napi, int budget)
{
	struct bug_priv *priv = container_of(napi, struct bug_priv, napi);
	struct sk_buff *skb;
	int work = 0;

	while (work < budget && (skb = skb_dequeue(&priv->ring))) {
		bug_receive(napi, skb);
		work++;
	}
	return work; /* BUG: napi_complete_done() is missing */
}

static int __init bug_init(void)
{
	return bug_probe(no_complete_poll);
}

static void __exit bug_exit(void)
{
	bug_remove();
}

module_init(bug_init);
module_exit(bug_exit);
MODULE_DESCRIPTION("has emptied its ring and does not say so");
MODULE_LICENSE("GPL");
