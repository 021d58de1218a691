#!/bin/bash
# readme - the README's commands, word by word, as a new user types them
name=readme
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap
need ping
srcdir=$(cd "$srcdir" && pwd)

# A clone that is built in build/: links to this one.
tree=$tmp/clone
mkdir "$tree"
ln -s "$srcdir"/* "$tree/"
rm -f "$tree/build" "$tree/plugins"
cp -r "$srcdir/plugins" "$tree/"
ln -s "$builddir" "$tree/build"
cd "$tree" || exit 1

# block WORDS: the block of the README that holds them
block() {
	awk -v words="$1" '/^```/ {
			if (on && index(text, words)) {
				printf "%s", text
				exit
			}
			on = !on
			text = ""
			next
		}
		on { text = text $0 "\n" }' "$srcdir/README.md"
}

# type_in BLOCK: each of its lines, in a shell
type_in() {
	local line
	while IFS= read -r line; do
		# the shell of ./run wants a terminal and a long build
		[[ $line != ./run* ]] || line="build/strata up"
		env CC="${CC:-gcc}" bash -c "$line" >"$tmp/out" 2>&1 </dev/null
		ok $? "${line%%  #*}"
	done <<<"$1"
}

block=$(block "build/strata -c 'last'")
[ "$(wc -l <<<"$block")" -ge 5 ]
ok $? "the first session is there"
type_in "$block"

block=$(block "insmod mine/")
[ "$(wc -l <<<"$block")" -ge 5 ]
ok $? "the plug-in is there"
type_in "$block"

{
	echo '#include <stdio.h>'
	echo '#include "api/strata.h"'
	echo 'int main(void) {'
	block st_world_new
	printf "%s\n" 'printf("%lld", (long long)st_now(b, 1));'
	echo 'return st_world_free(w, NULL); }'
} >"$tmp/snippet.c"
# the flags of this tree's sanitizers, as strata.pc has them
flags=$(sed -n 's/^module_cflags=//p' "$builddir/strata.pc" |
	grep -o -- '-fsanitize[^ ]*' | xargs)
# shellcheck disable=SC2086 # flags are words
${CC:-gcc} $flags ${CPPFLAGS-} ${LDFLAGS-} -Wall -Werror -I "$srcdir" -o "$tmp/snippet" "$tmp/snippet.c" \
	-L "$builddir/.libs" -lstrata -Wl,-rpath,"$builddir/.libs" \
	>"$tmp/out" 2>&1
ok $? "the program in C compiles"
[ "$("$tmp/snippet" 2>"$tmp/out")" -ge 60000000000 ]
ok $? "and a minute passes in it"

grep -oE 'check-[a-z]+' "$srcdir/README.md" | sort -u >"$tmp/targets"
while read -r target; do
	make -C "$builddir" -n "$target" >"$tmp/out" 2>&1
	ok $? "make $target is a target"
done <"$tmp/targets"
grep -oE '\]\([^)#]*\)' "$srcdir/README.md" | tr -d '])(' | while read -r f; do
	[ -e "$srcdir/$f" ] || echo "$f"
done >"$tmp/out"
[ ! -s "$tmp/out" ]
ok $? "each link of the README leads somewhere"
plan
