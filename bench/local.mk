# bench: one line per file, sorted.

