// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug_over_budget - polls more than it was allowed to
 *
 * Where:   the poll of a driver, bug_napi.h.
 * Mirrors: nothing. One planted bug; bugs_test.c names what must be reported.
 */
#include "tests/plugin/bugs/bug_napi.h"

static int over_budget_poll(struct napi_struct *napi, int budget)
{
	struct bug_priv *priv = container_of(napi, struct bug_priv, napi);
	struct sk_buff *skb;
	int work = 0;

	while ((skb = skb_dequeue(&priv->ring))) {
		bug_receive(napi, skb);
		work++;
	}
	napi_complete_done(napi, work);
	return work + budget; /* BUG */
}

static int __init bug_init(void)
{
	return bug_probe(over_budget_poll);
}

static void __exit bug_exit(void)
{
	bug_remove();
}

module_init(bug_init);
module_exit(bug_exit);
MODULE_DESCRIPTION("polls more than it was allowed to");
MODULE_LICENSE("GPL");
