// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s14_nf_hook_ops - struct nf_hook_ops
 *
 * Where:   compiled by tests/symbols/compile against installed headers.
 * Mirrors: include/linux/netfilter.h
 */
#include "core/netfilter.h"
#include "symbols.h"

HAS_SLOT(struct nf_hook_ops, hook);
HAS_MEMBER(struct nf_hook_ops, dev);
HAS_MEMBER(struct nf_hook_ops, priv);
HAS_MEMBER(struct nf_hook_ops, pf);
HAS_MEMBER(struct nf_hook_ops, hooknum);
HAS_MEMBER(struct nf_hook_ops, priority);
