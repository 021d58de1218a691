EXTRA_DIST += scripts/check-exports
