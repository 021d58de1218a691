# doc: the manual page and the pages that the README points to.
dist_man_MANS += doc/libstrata.3
dist_man_MANS += doc/strata.1
dist_man_MANS += doc/strata.conf.5
EXTRA_DIST += doc/deviations.md
EXTRA_DIST += doc/glossary.md

# The tour: read as pages, walked by `tour`.
tour_stops =
tour_stops += doc/tour/01-pipeline.md
tour_stops += doc/tour/02-rings.md
tour_stops += doc/tour/03-napi.md
tour_stops += doc/tour/04-skb.md
tour_stops += doc/tour/05-gro.md
tour_stops += doc/tour/06-hooks.md
tour_stops += doc/tour/07-qdisc.md
tour_stops += doc/tour/08-budget.md
tour_stops += doc/tour/09-tuning.md
tour_stops += doc/tour/10-debug.md
EXTRA_DIST += $(tour_stops)
