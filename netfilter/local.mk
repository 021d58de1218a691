# netfilter: one line per file, sorted.

