# scripts: what is built out of the tree's own text, and the tree's checks.
EXTRA_DIST += scripts/check-checklist
EXTRA_DIST += scripts/check-exports
EXTRA_DIST += scripts/check-format
EXTRA_DIST += scripts/check-headers
EXTRA_DIST += scripts/check-layering
EXTRA_DIST += scripts/check-names
EXTRA_DIST += scripts/check-style
EXTRA_DIST += scripts/checklib.py

CHECKS += scripts/check-checklist
CHECKS += scripts/check-exports
CHECKS += scripts/check-format
CHECKS += scripts/check-headers
CHECKS += scripts/check-layering
CHECKS += scripts/check-names
CHECKS += scripts/check-style
