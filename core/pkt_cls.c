// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pkt_cls - tc's door into a device, and the registries behind it
 *
 * Where:   dev_rx.c and dev_tx.c call sch_handle_ingress() and _egress(); the
 *          chains behind mini_Qdisc.classify are sched/'s.
 * Mirrors: sch_handle_ingress(), sch_handle_egress() of net/core/dev.c; the
 *          registries of net/sched/cls_api.c and act_api.c.
 */
#define pr_fmt(fmt) "tc: " fmt

#include "core/pkt_cls.h"
#include "core/act_api.h"
#include "core/kind.h"
#include "core/module.h"
#include "core/rtnl.h"
#include "core/trace.h"
#include "lib/slab.h"
#include "lib/string.h"

DEFINE_STATIC_PER_MACHINE(struct list_head, tcf_proto_base); /* rtnl */
DEFINE_STATIC_PER_MACHINE(struct list_head, act_base);	     /* rtnl */
DEFINE_STATIC_PER_MACHINE(const struct tc_redirect_ops *, tc_redirect);

/* ---- classifiers
 * ------------------------------------------------------------------ */

static void cls_forgotten(void *obj)
{
	unregister_tcf_proto_ops(obj);
}

/**
 * register_tcf_proto_ops - make a kind of classifier known
 *
 * Context: process, rtnl not held. Return: 0, -EINVAL with a line that names
 * the slot, -EEXIST, -ENOMEM.
 */
int register_tcf_proto_ops(const struct tcf_proto_ops *ops)
{
	if (!ops->kind || !ops->classify) {
		pr_err("tcf_proto_ops.%s is required\n",
		       ops->kind ? "classify" : "kind");
		return -EINVAL;
	}
	return kind_register(&machine_var(tcf_proto_base), "tcf_proto", ops,
			     ops->kind, ops->owner, cls_forgotten);
}
EXPORT_SYMBOL(register_tcf_proto_ops);

void unregister_tcf_proto_ops(const struct tcf_proto_ops *ops)
{
	kind_unregister(&machine_var(tcf_proto_base), "tcf_proto", ops,
			ops->kind);
}
EXPORT_SYMBOL(unregister_tcf_proto_ops);

/* A module reference is taken: module_put(ops->owner). Context: rtnl. */
const struct tcf_proto_ops *tcf_proto_lookup_ops(const char *kind)
{
	const struct tcf_proto_ops *ops =
		kind_find(&machine_var(tcf_proto_base), kind);

	return ops && try_module_get(ops->owner) ? ops : NULL;
}
EXPORT_SYMBOL(tcf_proto_lookup_ops);

/* ---- actions
 * ------------------------------------------------------------------------- */

static void act_forgotten(void *obj)
{
	tcf_unregister_action(obj);
}

int tcf_register_action(const struct tc_action_ops *ops)
{
	if (!ops->kind || !ops->act || ops->size < sizeof(struct tc_action)) {
		pr_err("tc_action_ops.%s is required\n", !ops->kind  ? "kind"
							 : !ops->act ? "act"
								     : "size");
		return -EINVAL;
	}
	return kind_register(&machine_var(act_base), "tc_action", ops,
			     ops->kind, ops->owner, act_forgotten);
}
EXPORT_SYMBOL(tcf_register_action);

void tcf_unregister_action(const struct tc_action_ops *ops)
{
	kind_unregister(&machine_var(act_base), "tc_action", ops, ops->kind);
}
EXPORT_SYMBOL(tcf_unregister_action);

const struct tc_action_ops *tc_lookup_action(const char *kind)
{
	const struct tc_action_ops *ops =
		kind_find(&machine_var(act_base), kind);

	return ops && try_module_get(ops->owner) ? ops : NULL;
}
EXPORT_SYMBOL(tc_lookup_action);

/* ---- redirect
 * ---------------------------------------------------------------------------
 */

int tc_register_redirect(const struct tc_redirect_ops *ops)
{
	if (machine_var(tc_redirect))
		return -EBUSY;
	rcu_assign_pointer(machine_var(tc_redirect), ops);
	return 0;
}
EXPORT_SYMBOL(tc_register_redirect);

void tc_unregister_redirect(const struct tc_redirect_ops *ops)
{
	if (machine_var(tc_redirect) != ops)
		return;
	RCU_INIT_POINTER(machine_var(tc_redirect), NULL);
	synchronize_net();
}
EXPORT_SYMBOL(tc_unregister_redirect);

/* Takes. Context: softirq, rcu_read_lock(). */
int skb_do_redirect(struct sk_buff *skb)
{
	const struct tc_redirect_ops *ops =
		rcu_dereference(machine_var(tc_redirect));

	if (!ops) {
		kfree_skb_reason(skb, SKB_DROP_REASON_TC_COOKIE_ERROR);
		return -EOPNOTSUPP;
	}
	return CALL("tc_redirect_ops.redirect", ops->redirect, skb);
}
EXPORT_SYMBOL(skb_do_redirect);

/* ---- the two doors
 * -------------------------------------------------------------------- */

static int tc_run(struct mini_Qdisc *miniq, struct sk_buff *skb, u32 *classid)
{
	struct tcf_result res = {};
	int verdict;

	/* for the statistics of clsact, which counts what it sees */
	qdisc_bstats_update(miniq->qdisc, skb);
	verdict =
		CALL("mini_Qdisc.classify", miniq->classify, skb, miniq, &res);
	*classid = res.classid;
	if (verdict == TC_ACT_SHOT)
		qdisc_qstats_drop(miniq->qdisc);
	else if (verdict == TC_ACT_OK || verdict == TC_ACT_RECLASSIFY)
		skb->tc_index = TC_H_MIN(res.classid);
	trace_tc_action(skb, miniq->qdisc->id, verdict, res.classid);
	return verdict;
}

struct sk_buff *sch_handle_ingress(struct sk_buff *skb, int *ret)
{
	struct mini_Qdisc *miniq = rcu_dereference(skb->dev->miniq_ingress);
	unsigned int mac_len = skb->mac_len;
	u32 classid;

	if (!miniq)
		return skb;
	qdisc_skb_cb(skb)->pkt_len = skb->len + mac_len;
	qdisc_skb_cb(skb)->pkt_segs = (u16)skb_wire_segs(skb);
	skb->tc_at_ingress = 1;
	switch (tc_run(miniq, skb, &classid)) {
	case TC_ACT_REDIRECT:
		/* the redirect sends or receives a frame: header in front */
		__skb_push(skb, mac_len);
		*ret = NET_RX_SUCCESS;
		if (skb_do_redirect(skb) < 0)
			*ret = NET_RX_DROP;
		return NULL;
	case TC_ACT_SHOT:
		kfree_skb_reason(skb, SKB_DROP_REASON_TC_INGRESS);
		*ret = NET_RX_DROP;
		return NULL;
	case TC_ACT_STOLEN:
	case TC_ACT_QUEUED:
	case TC_ACT_TRAP:
		consume_skb(skb);
		fallthrough;
	case TC_ACT_CONSUMED:
		*ret = NET_RX_SUCCESS;
		return NULL;
	}
	return skb;
}

struct sk_buff *sch_handle_egress(struct sk_buff *skb, int *ret,
				  struct net_device *dev)
{
	struct mini_Qdisc *miniq = rcu_dereference(dev->miniq_egress);
	u32 classid;

	if (!miniq)
		return skb;
	switch (tc_run(miniq, skb, &classid)) {
	case TC_ACT_REDIRECT:
		*ret = NET_XMIT_SUCCESS;
		skb_do_redirect(skb);
		return NULL;
	case TC_ACT_SHOT:
		kfree_skb_reason(skb, SKB_DROP_REASON_TC_EGRESS);
		*ret = NET_XMIT_DROP;
		return NULL;
	case TC_ACT_STOLEN:
	case TC_ACT_QUEUED:
	case TC_ACT_TRAP:
		consume_skb(skb);
		fallthrough;
	case TC_ACT_CONSUMED:
		*ret = NET_XMIT_SUCCESS;
		return NULL;
	}
	return skb;
}

static int pkt_cls_init(void)
{
	INIT_LIST_HEAD(&machine_var(tcf_proto_base));
	INIT_LIST_HEAD(&machine_var(act_base));
	return 0;
}
pure_initcall(pkt_cls_init, NULL);
