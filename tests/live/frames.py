#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""frames - send the stack what no honest host sends; judge what comes back

Run by frames.sh on the peer's side, and once more with Linux in our place: the
same answers are expected of both. Each case sends frames and then a sentinel,
an echo with a number of its own: what arrives before the sentinel's answer is
the case's, so "no answer" needs no waiting. Lines: "ok - WHAT", "not ok - WHAT".
"""
import random
import select
import socket
import sys
import time

from scapy.all import (ARP, ICMP, IP, TCP, UDP, Dot1Q, Ether, IPerror,
                       IPOption_LSRR, IPOption_NOP, IPOption_RR,
                       LLC, Raw, UDPerror, conf, fragment)

conf.verb = 0
DEV, HOST, STACK = "tap0", "10.0.0.1", "10.0.0.2"
ALL = "ff:ff:ff:ff:ff:ff"
failed = 0
serial = 0


class Cable:
    """The host's end of the TAP, as frames."""

    def __init__(self):
        self.s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                               socket.htons(3))
        self.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.s.bind((DEV, 0))
        self.mac = ":".join("%02x" % b for b in self.s.getsockname()[4])

    def send(self, frame):
        self.s.send(bytes(frame))

    def receive(self, until):
        """The stack's next frame; None when the time is over."""
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.s], [], [], left)[0]:
                return None
            data, addr = self.s.recvfrom(65536)
            if addr[2] != socket.PACKET_OUTGOING:
                return Ether(data)


cable = Cable()
us = None  # the stack's address, once it is known


def is_sentinel(p):
    return (ICMP in p and p[ICMP].type == 0 and p[ICMP].id == 0x5e47 and
            p[ICMP].seq == serial)


def exchange(*frames):
    """What the stack says to @frames, in order; None: it fell silent."""
    global serial
    serial += 1
    for f in frames:
        cable.send(f)
    cable.send(eth(ip() / ICMP(id=0x5e47, seq=serial)))
    got, until = [], time.monotonic() + 10
    while True:
        p = cable.receive(until)
        if p is None:
            return None
        if is_sentinel(p):
            return got
        if not (ARP in p and p[ARP].op == 1):  # it may ask for us meanwhile
            got.append(p)


def check(what, good, got):
    global failed
    print("%sok - %s" % ("" if good else "not ", what))
    if not good:
        failed += 1
        for p in got if got is not None else ["nothing, nor the sentinel"]:
            print("got %s" % (p if isinstance(p, str) else p.summary() + " " + bytes(p).hex()))


def none(what, *frames):
    got = exchange(*frames)
    check("none: " + what, got == [], got)


def one(what, judge, *frames):
    """Exactly one answer, and @judge(answer) is true."""
    got = exchange(*frames)
    good = got is not None and len(got) == 1
    check(what, good and bool(judge(got[0])), got)


def eth(pkt, **kw):
    kw.setdefault("dst", us)
    return Ether(src=cable.mac, **kw) / pkt


def ip(**kw):
    kw.setdefault("src", HOST)
    kw.setdefault("dst", STACK)
    return IP(**kw)


def echo(size=32, **kw):
    return ip(**kw) / ICMP(id=77, seq=7) / Raw(bytes(i & 255
                                                     for i in range(size)))


def sums(p):
    """Are its checksums what scapy would make them?"""
    again = p.copy()
    del again[IP].chksum
    if ICMP in again:
        del again[ICMP].chksum
    return bytes(again) == bytes(p)


def answers(request, **fields):
    """A judge: the echo reply to @request, to the letter."""
    want = bytes(request[Raw].load)

    def judge(p):
        return (p.dst == cable.mac and p.src == us and IP in p and
                p[IP].src == STACK and p[IP].dst == HOST and
                p[IP].ttl == 64 and p[ICMP].type == 0 and
                p[ICMP].code == 0 and p[ICMP].id == 77 and p[ICMP].seq == 7 and
                bytes(p[ICMP].payload)[:len(want)] == want and
                p[IP].len == 4 * p[IP].ihl + 8 + len(want) and sums(p) and
                all(getattr(p[IP], k) == v for k, v in fields.items()))
    return judge


def error(type_, code, request, **fields):
    """A judge: that ICMP error, which quotes @request."""
    quote = bytes(IP(bytes(request)))

    def judge(p):
        return (ICMP in p and p[ICMP].type == type_ and
                p[ICMP].code == code and p[IP].src == STACK and
                p[IP].dst == HOST and p[IP].tos == 0xc0 and sums(p) and
                bytes(p[ICMP].payload)[:28] == quote[:28] and
                all(getattr(p[ICMP], k) == v for k, v in fields.items()))
    return judge


def learn():
    """ARP tells the stack's address; the host's kernel answers for us."""
    global us
    for _ in range(20):
        cable.send(Ether(src=cable.mac, dst=ALL) /
                   ARP(op=1, hwsrc=cable.mac, psrc=HOST, pdst=STACK))
        until = time.monotonic() + 1
        while True:
            p = cable.receive(until)
            if p is None:
                break
            if ARP in p and p[ARP].op == 2 and p[ARP].psrc == STACK:
                us = p[ARP].hwsrc
                return
    sys.exit("the stack does not answer ARP")


def arp(**kw):
    dst = kw.pop("dst", ALL)
    kw.setdefault("hwsrc", cable.mac)
    kw.setdefault("psrc", HOST)
    kw.setdefault("pdst", STACK)
    return Ether(src=cable.mac, dst=dst) / ARP(**kw)


def arp_cases():
    def is_at(psrc, hwdst=cable.mac):
        return lambda p: (
            p.type == 0x806 and p.dst == hwdst and p.src == us and
            (p[ARP].op, p[ARP].hwsrc, p[ARP].psrc, p[ARP].hwdst, p[ARP].pdst)
            == (2, us, STACK, hwdst, psrc))

    one("arp: asked, it tells", is_at(HOST), arp(op=1))
    one("arp: asked by one alone", is_at(HOST), arp(op=1, dst=us))
    one("arp: a probe is answered to 0.0.0.0", is_at("0.0.0.0"),
        arp(op=1, psrc="0.0.0.0"))
    other = "02:00:00:00:00:99"
    one("arp: the sender inside counts", is_at("10.0.0.9", other),
        arp(op=1, hwsrc=other, psrc="10.0.0.9"))
    none("arp: a neighbour's address", arp(op=1, pdst="10.0.0.99"))
    none("arp: another net's address", arp(op=1, pdst="10.3.0.1"))
    none("arp: a multicast address", arp(op=1, pdst="224.0.0.1"))
    none("arp: its loopback address", arp(op=1, pdst="127.0.0.1"))
    none("arp: an answer that nobody wanted",
         arp(op=2, psrc="10.0.0.55", hwdst=us, dst=us))
    none("arp: operation 9", arp(op=9))
    none("arp: hardware of 7 bytes", arp(op=1, hwlen=7))
    none("arp: addresses of 16 bytes", arp(op=1, plen=16))
    none("arp: hardware type 6 in an Ethernet frame", arp(op=1, hwtype=99))
    none("arp: protocol IPv6", arp(op=1, ptype=0x86dd))
    none("arp: cut short", Ether(bytes(arp(op=1))[:14 + 20]))
    none("arp: to another card", arp(op=1, dst="02:00:00:00:00:77"))


def ethernet_cases():
    r = echo()
    one("ethernet: padding is not data", answers(echo(1)),
        Ether(bytes(eth(echo(1))) + b"p" * 17))
    none("ethernet: for another card", eth(r, dst="02:00:00:00:00:77"))
    none("ethernet: type 0x1234", eth(Raw(b"x" * 60), type=0x1234))
    none("ethernet: 802.3 with garbage", eth(LLC() / Raw(b"x" * 40)))
    none("ethernet: IPv4 called ARP", eth(r, type=0x806))
    none("ethernet: ARP called IPv4",
         eth(ARP(op=1, psrc=HOST, pdst=STACK), type=0x800))
    none("ethernet: a VLAN that is not here", eth(Dot1Q(vlan=5) / r))
    none("ethernet: nothing behind the header", Ether(bytes(eth(r))[:14]))


def ip_cases():
    r = echo()
    one("ip: an echo, to the letter", answers(r), eth(r))
    one("ip: the largest frame", answers(echo(1472)), eth(echo(1472)))
    one("ip: ttl 1 is enough", answers(echo(ttl=1)), eth(echo(ttl=1)))
    one("ip: type of service comes back", answers(r, tos=0x28),
        eth(echo(tos=0x28)))
    none("ip: version 5", eth(echo(version=5)))
    none("ip: header of 16 bytes", eth(echo(ihl=4)))
    none("ip: header longer than the packet", eth(echo(ihl=15, len=40)))
    none("ip: wrong checksum", eth(echo(chksum=0x1234)))
    none("ip: longer than the frame", eth(echo(len=1400)))
    none("ip: shorter than its header", eth(echo(len=12)))
    for n in (1, 8, 19):
        none("ip: %d bytes of a header" % n, Ether(bytes(eth(r))[:14 + n]))
    none("ip: for somebody else", eth(echo(dst="10.0.0.88")))
    none("ip: for another net, we are no router", eth(echo(dst="10.3.0.1")))
    none("ip: from our own address", eth(echo(src=STACK)))
    none("ip: from 127.0.0.1", eth(echo(src="127.0.0.1")))
    none("ip: to 127.0.0.1", eth(echo(dst="127.0.0.1")))
    none("ip: from a multicast address", eth(echo(src="224.0.0.5")))
    none("ip: from the broadcast address", eth(echo(src="255.255.255.255")))
    none("icmp: echo to the net's broadcast",
         eth(echo(dst="10.0.0.255"), dst=ALL))
    none("icmp: wrong checksum",
         eth(ip() / ICMP(id=77, seq=7, chksum=0x4321) / Raw(b"x" * 20)))
    none("icmp: cut short", eth(ip(proto=1) / Raw(b"\x08\0\xf7\xff")))
    none("icmp: type 44", eth(ip() / ICMP(type=44) / Raw(b"x" * 20)))
    none("icmp: an address mask request", eth(ip() / ICMP(type=17)))
    none("icmp: an error about nothing of ours",
         eth(ip() / ICMP(type=3, code=3) /
             IPerror(src=STACK, dst=HOST, proto=17) /
             UDPerror(sport=4000, dport=4001)))
    none("icmp: an error about an error",
         eth(ip() / ICMP(type=3, code=1) /
             IPerror(src=STACK, dst=HOST, proto=1) / ICMP(type=3, code=3)))
    none("icmp: an error with half a header",
         eth(ip() / ICMP(type=3, code=3) / Raw(b"\x45\0\0")))
    stamp = ip() / ICMP(type=13, id=5, seq=6, ts_ori=123456)
    one("icmp: a timestamp request", lambda p: (
        p[ICMP].type == 14 and p[ICMP].id == 5 and p[ICMP].ts_ori == 123456 and
        p[ICMP].ts_rx == p[ICMP].ts_tx and p[ICMP].ts_rx < 86400000), eth(stamp))


def transport_cases():
    r = ip() / UDP(sport=4000, dport=4001) / Raw(b"hello, is there anybody?")
    one("udp: a closed port", error(3, 3, r), eth(r))
    r = ip() / UDP(sport=4000, dport=4001, chksum=0) / Raw(b"no checksum")
    one("udp: a closed port, no checksum", error(3, 3, r), eth(r))
    none("udp: wrong checksum",
         eth(ip() / UDP(sport=4000, dport=4001, chksum=0x1111) / Raw(b"x" * 9)))
    none("udp: longer than its packet",
         eth(ip() / UDP(sport=4000, dport=4001, len=999) / Raw(b"x" * 9)))
    none("udp: shorter than its header",
         eth(ip() / UDP(sport=4000, dport=4001, len=7) / Raw(b"x" * 9)))
    none("udp: half a header", eth(ip(proto=17, len=24) / Raw(b"\x0f\xa0\0\1")))
    none("udp: a closed port, by broadcast",
         eth(ip(dst="10.0.0.255") / UDP(sport=1, dport=4001) / Raw(b"x"),
             dst=ALL))
    r = ip(proto=200) / Raw(b"y" * 40)
    one("ip: protocol 200", error(3, 2, r), eth(r))


def fragments(pkt, size=16):
    return [eth(f) for f in fragment(IP(bytes(pkt)), fragsize=size)]


def piece(whole, start, end, ident, more):
    body = bytes(whole)[20:]
    return eth(ip(id=ident, proto=1, frag=start // 8, flags="MF" if more else 0)
               / Raw(body[start:end]))


def fragment_cases():
    r = IP(bytes(echo(88)))  # 96 bytes behind the header
    for n, (name, order) in enumerate((
            ("in order", lambda f: f), ("backwards", lambda f: f[::-1]),
            ("shuffled", lambda f: random.sample(f, len(f))),
            ("each twice", lambda f: f[:-1] * 2 + f[-1:]))):
        r.id = 100 + n
        r.chksum = None
        one("fragments: " + name, answers(r), *order(fragments(r)))
    none("fragments: one is missing", *fragments(r)[1:])
    none("fragments: overlap by 8 bytes", piece(r, 0, 48, 200, True),
         piece(r, 40, 96, 200, False))
    one("fragments: one that lies inside another is a repetition",
        answers(r), piece(r, 0, 64, 201, True), piece(r, 16, 32, 201, True),
        piece(r, 64, 96, 201, False))
    none("fragments: what overlaps ruins the rest",
         piece(r, 0, 48, 202, True), piece(r, 40, 56, 202, True),
         piece(r, 48, 96, 202, False))
    none("fragments: two ends", piece(r, 48, 96, 203, False),
         piece(r, 48, 80, 203, False), piece(r, 0, 48, 203, True))
    none("fragments: past the end", piece(r, 48, 80, 204, False),
         piece(r, 80, 96, 204, False), piece(r, 0, 48, 204, True))
    none("fragments: the ping of death", *[
        eth(ip(id=205, proto=1, frag=o // 8, flags="MF" if o < 65120 else 0) /
            Raw(b"z" * 1480)) for o in range(0, 66600, 1480)
        if o // 8 < 8192])
    none("fragments: none but the last", piece(r, 48, 96, 206, False))
    none("fragments: empty", eth(ip(id=207, proto=1, flags="MF", frag=3)))
    big = echo(30000, id=300)
    got = exchange(*fragments(big, 1480))
    total = sum(len(p[IP].payload) for p in got or [])
    check("fragments: 30,000 bytes go and come back in 21 pieces",
          got is not None and len(got) == 21 and total == 30008 and
          all(p[IP].id == got[0][IP].id for p in got), got)
    random.seed(5)
    flood = [eth(ip(id=random.randrange(65536), proto=17, flags="MF",
                    frag=random.randrange(100)) / Raw(b"q" * 1000))
             for _ in range(1500)]
    quiet = True
    for i in range(0, len(flood), 100):
        quiet &= exchange(*flood[i:i + 100]) == []
    check("none: 1,500 pieces of nothing", quiet, [])
    r.id = 400
    r.chksum = None
    got = exchange(*fragments(r))
    check("fragments: a whole one still comes through",
          got is not None and len(got) == 1 and answers(r)(got[0]), got)


def option_cases():
    room = ["0.0.0.0"] * 3
    r = ip(options=[IPOption_RR(pointer=4, routers=room)]) / ICMP(
        id=77, seq=7) / Raw(b"record")
    one("options: record route", lambda p: (
        p[ICMP].type == 0 and p[IP].options[0].routers ==
        [STACK, STACK, "0.0.0.0"] and p[IP].options[0].pointer == 12 and
        sums(p)), eth(r))
    r = ip(options=[IPOption_RR(pointer=16, routers=["1.2.3.4"] * 3)]) / ICMP(
        id=77, seq=7) / Raw(b"full")
    one("options: a route that is full", lambda p: (
        p[ICMP].type == 0 and p[IP].options[0].routers == ["1.2.3.4"] * 3),
        eth(r))
    r = ip(options=b"\x44\x14\x05\x01" + b"\0" * 16) / ICMP(
        id=77, seq=7) / Raw(b"time")
    one("options: timestamps", lambda p: (
        p[ICMP].type == 0 and
        bytes(p[IP])[20:24] == b"\x44\x14\x15\x01" and
        bytes(p[IP])[24:28] == bytes(p[IP])[32:36] ==
        socket.inet_aton(STACK) and sums(p)), eth(r))
    none("options: a loose source route", eth(
        ip(options=[IPOption_LSRR(pointer=4, routers=["10.3.0.1"])]) /
        ICMP(id=77, seq=7)))
    nop = ip(options=[IPOption_NOP()] * 40) / ICMP(id=77, seq=7) / Raw(b"nop")
    one("options: forty of nothing", lambda p: (
        p[ICMP].type == 0 and p[IP].ihl == 5), eth(nop))
    for what, opts, where in (
            ("of length 1", b"\x07\x01\0\0", 20),
            ("longer than the header", b"\x07\x27\x04\0", 20),
            ("a pointer below 4", b"\x07\x07\x03\0\0\0\0\0", 22),
            ("stamps of 3 bytes", b"\x44\x03\x05\0", 21)):
        bad = ip(options=opts) / ICMP(id=77, seq=7) / Raw(b"bad" * 9)
        one("options: %s: parameter problem" % what,
            error(12, 0, bad, ptr=where), eth(bad))
    # the first is filled in already when the second is seen: not quoted as sent
    twice = ip(options=b"\x07\x07\x04\0\0\0\0" * 2 + b"\0\0") / ICMP()
    one("options: two routes: parameter problem", lambda p: (
        p[ICMP].type == 12 and p[ICMP].ptr == 27 and sums(p)), eth(twice))
    none("options: bad ones, by broadcast", eth(
        ip(options=b"\x07\x01\0\0", dst="10.0.0.255") / ICMP(id=77, seq=7),
        dst=ALL))


def mutations():
    """Bits and lengths of honest frames, changed by chance."""
    random.seed(11)
    honest = [bytes(f) for f in (
        eth(echo()), arp(op=1), eth(ip() / UDP(dport=4001) / Raw(b"u" * 30)),
        eth(ip() / TCP(dport=80)), eth(ip(flags="MF", id=9) / Raw(b"f" * 64)),
        eth(ip(options=b"\x07\x07\x04\0\0\0\0\0") / ICMP()),
        eth(ip() / ICMP(type=3, code=4) / IPerror(src=STACK, dst=HOST)))]
    alive = True
    for _ in range(40):
        row = []
        for _ in range(50):
            f = bytearray(random.choice(honest))
            for _ in range(random.randrange(1, 6)):
                f[random.randrange(12, len(f))] = random.randrange(256)
            cut = random.random()
            if cut < 0.2:
                f = f[:random.randrange(14, len(f))]
            elif cut < 0.3:
                f += bytes(random.randrange(200))
            row.append(bytes(f))
        alive &= exchange(*row) is not None
    check("2,000 frames with bytes changed: it lives", alive, None)


learn()
random.seed(3)
arp_cases()
ethernet_cases()
ip_cases()
transport_cases()
option_cases()
fragment_cases()
mutations()
one("and still answers to the letter", answers(echo()), eth(echo()))
sys.exit(failed != 0)
