# launch: one line per file, sorted.

