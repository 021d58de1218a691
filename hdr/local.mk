# hdr: what is on the wire. One line per header, sorted.

