/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp_states - the states of a connection, which other sockets borrow
 *
 * Where:   sk->sk_state of every protocol; a datagram socket is TCP_CLOSE, or
 *          TCP_ESTABLISHED when it has a peer.
 * Mirrors: include/net/tcp_states.h. The numbers are seen by ss.
 * Spec:    RFC 9293 §3.3.2; NEW_SYN_RECV is Linux's own.
 */
#ifndef CORE_TCP_STATES_H
#define CORE_TCP_STATES_H

enum {
	TCP_ESTABLISHED = 1, /* open: data can be sent and received */
	TCP_SYN_SENT,	     /* our SYN waits for its match */
	TCP_SYN_RECV,	     /* SYNs were exchanged, the ACK is missing */
	TCP_FIN_WAIT1,	     /* our FIN is on its way */
	TCP_FIN_WAIT2,	     /* it was acknowledged; the peer's is missing */
	TCP_TIME_WAIT,	     /* old segments die before the ports are reused */
	TCP_CLOSE,	     /* no connection at all */
	TCP_CLOSE_WAIT,	     /* the peer has closed, we have not */
	TCP_LAST_ACK,	     /* and now we have: its ACK is missing */
	TCP_LISTEN,	     /* waits for connections from anybody */
	TCP_CLOSING,	     /* both closed at once: the ACK is missing */
	TCP_NEW_SYN_RECV,    /* SYN_RECV as a request_sock */
	TCP_MAX_STATES
};

#define TCP_STATE_MASK 0xF
#define TCP_ACTION_FIN (1 << TCP_CLOSE)

enum {
	TCPF_ESTABLISHED = 1 << TCP_ESTABLISHED,
	TCPF_SYN_SENT = 1 << TCP_SYN_SENT,
	TCPF_SYN_RECV = 1 << TCP_SYN_RECV,
	TCPF_FIN_WAIT1 = 1 << TCP_FIN_WAIT1,
	TCPF_FIN_WAIT2 = 1 << TCP_FIN_WAIT2,
	TCPF_TIME_WAIT = 1 << TCP_TIME_WAIT,
	TCPF_CLOSE = 1 << TCP_CLOSE,
	TCPF_CLOSE_WAIT = 1 << TCP_CLOSE_WAIT,
	TCPF_LAST_ACK = 1 << TCP_LAST_ACK,
	TCPF_LISTEN = 1 << TCP_LISTEN,
	TCPF_CLOSING = 1 << TCP_CLOSING,
	TCPF_NEW_SYN_RECV = 1 << TCP_NEW_SYN_RECV,
};

#endif
