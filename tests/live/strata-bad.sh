#!/bin/bash
# strata-bad - bad input: one sentence, non-zero, nothing is left
name=strata-bad
# shellcheck source=tests/live/lib.sh
. "${srcdir:-.}/tests/live/lib.sh"
need_tap

conf() { # conf TEXT: a file of it
	printf '%s\n' "$1" >"$tmp/conf"
	echo "$tmp/conf"
}

refused "unknown command" "strata --help" strata fly
refused "two files" "one configuration file" strata up a b
refused "no such file" "strata.conf(5)" strata up "$tmp/none"
refused "bad line" ":2: a host has no \"cpu\": expected cpus" \
	strata up "$(conf $'host a {\ncpu 2;\n}')"
refused "unknown module" "there is no module \"nonsense\"" \
	strata up "$(conf 'host a { module nonsense; }')"
refused "bad option of a device" "a tap has host=NAME" \
	strata up "$(conf 'host a { dev eth0 { tap colour=red; } }')"
refused "bad size of the log" "log 1: expected a number from 4096" \
	strata up "$(conf 'log 1; host a { }')"
refused "bad sysctl" "net.no.such" \
	strata up "$(conf 'host a { sysctl net.no.such = 1; }')"
refused "two services at one port" "service echo: port 80 of host a: Address" \
	strata up "$(conf 'host a { service http 80; service echo 80; }')"
refused "an unknown service" "there is no service gopher: expected http" \
	strata up "$(conf 'host a { service gopher; }')"
refused "bad knob of a wire" "delay" \
	strata up "$(conf 'host a { } wire a:x a:y { delay soon; }')"
refused "nothing is up: down" "strata up" strata down
refused "nothing is up: peer" "strata up" strata peer -- true
refused "nothing is up: a verb" "strata up" strata -c lsmod
refused "a name that is too long" "XDG_RUNTIME_DIR" \
	env XDG_RUNTIME_DIR="$tmp/$(printf '%0120d' 0)" "$builddir/strata" up
[ -z "$(find "$tmp/run" -name socket)" ]
ok $? "no socket was left by any of them"

# An unknown option is told by getopt, then the usage.
strata up --nonsense >"$tmp/out" 2>&1
[ $? -eq 2 ] && grep -q "nonsense" "$tmp/out"
ok $? "unknown option"

strata up >"$tmp/out" 2>&1
ok $? "up"
refused "a second up in the same place" "a stack is up already" strata up
refused "an unknown verb" "did you mean lsmod?" strata -c lsmd
refused "too few words" "usage: insmod" strata -c insmod
refused "an unknown module" "there is no module" strata -c 'insmod nonsense'
refused "a bad parameter" "no_such" strata -c 'insmod dummy no_such=1'
refused "a module in use" "is in use" strata -c 'rmmod nic'
refused "an unknown host" "no host mars" strata -H mars -c lsmod
refused "an unknown device" "no device eth9" strata -c 'show ring eth9'
refused "an unknown view" "help show" strata -c 'show nothing'
refused "an unknown event" "names no event" strata -c 'trace nothing'
refused "a file that is not there" "lists some" \
	strata -c 'show file /proc/nothing'
refused "a quote without end" "a quote that does not end" strata -c 'show "x'
strata -c lsmod >"$tmp/out" 2>&1
ok $? "the stack is still well"
strata down >"$tmp/out" 2>&1
ok $? "down"

# In the caller's namespace: a busy TAP, a prefix that is routed already.
cat >"$tmp/host.sh" <<'END'
. "$srcdir/tests/live/lib.sh"
name=strata-bad
strata up --host >"$tmp/out" 2>&1
mkdir -m 700 "$tmp/run2"
export XDG_RUNTIME_DIR=$tmp/run2
echo 'host b { dev eth0 { tap; address 10.7.0.2/24; peer 10.7.0.1/24; } }' \
	>"$tmp/conf"
"$builddir/strata" up --host "$tmp/conf" 2>"$1/busy"
echo $? >>"$1/busy"
"$builddir/strata" up --host 2>"$1/routed"
echo $? >>"$1/routed"
[ -z "$(find "$tmp/run2" -name socket)" ] || echo left >>"$1/busy"
END
if [ "$(id -u)" -eq 0 ]; then
	mkdir "$tmp/res"
	export srcdir builddir
	unshare -n bash "$tmp/host.sh" "$tmp/res" >"$tmp/out" 2>&1
	cp "$tmp/res/busy" "$tmp/out"
	grep -q 'TAP tap0 is in use' "$tmp/res/busy" &&
		[ "$(tail -1 "$tmp/res/busy")" = 1 ]
	ok $? "--host: a busy TAP, nothing left"
	cp "$tmp/res/routed" "$tmp/out"
	grep -q '10.0.0.1/24 is routed here already' "$tmp/res/routed" &&
		[ "$(tail -1 "$tmp/res/routed")" = 1 ]
	ok $? "--host: a prefix that is routed already"
else
	ok 0 "--host # SKIP needs root"
fi
plan
