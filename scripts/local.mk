# scripts: what is built out of the tree's own text, and the tree's checks.
EXTRA_DIST += scripts/build-tree
EXTRA_DIST += scripts/check-checklist
EXTRA_DIST += scripts/check-exports
EXTRA_DIST += scripts/check-format
EXTRA_DIST += scripts/check-headers
EXTRA_DIST += scripts/check-layering
EXTRA_DIST += scripts/check-map
EXTRA_DIST += scripts/check-names
EXTRA_DIST += scripts/check-shell
EXTRA_DIST += scripts/check-style
EXTRA_DIST += scripts/check-tour
EXTRA_DIST += scripts/checklib.py
EXTRA_DIST += scripts/tap.sh

CHECKS += scripts/check-checklist
EXTRA_DIST += scripts/vermagic

# A module carries the hash of the headers that it was built against. The file
# is touched only when the hash changes.
vermagic_headers = $(sort $(filter lib/%.h hdr/%.h core/%.h proto/%.h \
	netfilter/%.h sched/%.h,$(nobase_pkginclude_HEADERS)))
vermagic.h: vermagic.stamp ; @:
vermagic.stamp: scripts/vermagic $(vermagic_headers)
	$(AM_V_GEN)$(srcdir)/scripts/vermagic $(srcdir) $(vermagic_headers) \
		>vermagic.new
	@cmp -s vermagic.new vermagic.h || cp vermagic.new vermagic.h
	@rm -f vermagic.new; touch $@
BUILT_SOURCES += vermagic.h
nodist_pkginclude_HEADERS = vermagic.h
CLEANFILES += vermagic.h vermagic.stamp vermagic.new

CHECKS += scripts/check-exports
CHECKS += scripts/check-format
CHECKS += scripts/check-headers
CHECKS += scripts/check-layering
CHECKS += scripts/check-map
CHECKS += scripts/check-names
CHECKS += scripts/check-shell
CHECKS += scripts/check-style
CHECKS += scripts/check-tour
