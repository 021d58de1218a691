#!/usr/bin/env python3
"""http_peer - what strata-http.sh does from the other side, beside curl

usage: http_peer.py sha N             SHA-256 of /bytes/N
       http_peer.py conns N           N connections at once, a request on each
       http_peer.py udp SECONDS       datagrams to the discard port
       http_peer.py syn SECONDS       SYNs to port 80 from 198.18.0.0/15
"""
import hashlib
import os
import random
import resource
import socket
import struct
import sys
import time

STACK = "10.0.0.2"


def sha(n):
    """The pattern repeats after 251 bytes."""
    block = bytes(range(251)) * 4096
    h = hashlib.sha256()
    while n >= len(block):
        h.update(block)
        n -= len(block)
    h.update(block[:n])
    print(h.hexdigest())


def conns(n):
    resource.setrlimit(resource.RLIMIT_NOFILE, (n + 64, n + 64))
    socks = [socket.create_connection((STACK, 80), 20) for _ in range(n)]
    for s in socks:
        s.sendall(b"HEAD /bytes/1 HTTP/1.1\r\nHost: x\r\n\r\n")
    ok = sum(s.recv(4096).startswith(b"HTTP/1.1 200 ") for s in socks)
    print(ok, "answered")
    return ok != n


def udp(seconds):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end = time.monotonic() + seconds
    sent = 0
    while time.monotonic() < end:
        for _ in range(256):
            try:
                s.sendto(b"x" * 64, (STACK, 9))
                sent += 1
            except OSError:
                pass
    print(sent, "datagrams")


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def syn_packet(rng):
    src = struct.pack("!I", 0xc6120000 | rng.randrange(1, 0x1ffff))
    dst = socket.inet_aton(STACK)
    tcp = struct.pack("!HHIIBBHHH", rng.randrange(1024, 65535), 80,
                      rng.getrandbits(32), 0, 5 << 4, 2, 64240, 0, 0)
    pseudo = src + dst + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6,
                       0, src, dst)
    return head + tcp


def syn(seconds):
    rng = random.Random(1)
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    end = time.monotonic() + seconds
    sent = 0
    while time.monotonic() < end:
        for _ in range(64):
            s.sendto(syn_packet(rng), (STACK, 0))
            sent += 1
    print(sent, "SYNs")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    verb = {"sha": sha, "conns": conns, "udp": udp, "syn": syn}[sys.argv[1]]
    sys.exit(verb(int(sys.argv[2])) or os.EX_OK)
