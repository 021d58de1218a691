# sched: one line per file, sorted.

