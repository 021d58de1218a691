# SPDX-License-Identifier: GPL-2.0-or-later
"""checklib - what the check-* scripts share: the tree's files, and TAP.

A script gives run() a function check(root), which returns its complaints as
"file:line: sentence", and plants: small bad trees that it must complain about.
So each run also proves that the check can fail.
"""
import os
import re
import sys
import tempfile

FOLDERS = ("lib", "hdr", "core", "drivers", "proto", "netfilter", "sched",
           "bpf", "netlink", "api", "shell", "launch", "plugins", "tests",
           "bench", "examples")


def files(root, ends=(".c", ".h", ".S")):
    """Paths of our sources, relative to root, sorted."""
    found = [f for f in ("main.c",) if os.path.exists(os.path.join(root, f))]
    for folder in FOLDERS:
        for base, dirs, names in os.walk(os.path.join(root, folder)):
            dirs[:] = sorted(d for d in dirs if not d.startswith("."))
            found += [os.path.relpath(os.path.join(base, n), root)
                      for n in names if n.endswith(ends)]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as f:
        return f.read().split("\n")


def includes(root, path):
    """(line number, '"' or '<', name) of each include line."""
    for n, line in enumerate(read(root, path), 1):
        m = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if m:
            yield n, m.group(1), m.group(2)


def plant(tree):
    """A temporary tree of {path: text}; the caller keeps the object alive."""
    tmp = tempfile.TemporaryDirectory(prefix="strata-check-")
    for path, text in tree.items():
        full = os.path.join(tmp.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)
    return tmp


class Tap:
    """Numbers the lines, remembers whether one failed."""

    def __init__(self):
        self.n = 0
        self.bad = 0

    def report(self, ok, what, notes=()):
        self.n += 1
        self.bad += not ok
        for note in notes:
            print("# " + note)
        print("%s %d - %s" % ("ok" if ok else "not ok", self.n, what))

    def skip(self, what, why):
        self.n += 1
        print("ok %d - %s # SKIP %s" % (self.n, what, why))

    def end(self):
        print("1..%d" % self.n)
        return 1 if self.bad else 0


def run(name, check, plants):
    """plants: (what, {path: text}, words that the complaint must contain;
    None: there must be no complaint)."""
    root = os.environ.get("srcdir") or os.path.dirname(
        os.path.dirname(os.path.abspath(__file__)))
    tap = Tap()
    found = check(root)
    tap.report(not found, name + ": the tree is clean", found)
    for what, tree, words in plants:
        tmp = plant(tree)
        found = check(tmp.name)
        if words is None:
            tap.report(not found, "%s: accepts %s" % (name, what), found)
        else:
            tap.report(any(words in c for c in found),
                       "%s: catches %s" % (name, what),
                       [] if any(words in c for c in found)
                       else ["expected: " + words] + found)
        tmp.cleanup()
    return tap.end()


sys.dont_write_bytecode = True
