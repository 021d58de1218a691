# doc: the manual page and the pages that the README points to.
dist_man_MANS += doc/strata.1
dist_man_MANS += doc/strata.conf.5
EXTRA_DIST += doc/deviations.md
EXTRA_DIST += doc/glossary.md
