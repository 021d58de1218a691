# plugins: one line per file, sorted.

