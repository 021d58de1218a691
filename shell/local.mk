# shell: one line per file, sorted.

