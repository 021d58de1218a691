// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbols - the names of the headers that a packet script may use
 *
 * Where:   asked by the parser for each word that stands as a value.
 * Mirrors: <sys/socket.h>, <linux/tcp.h> and their like.
 */
#include "tests/scenario/script.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

struct symbol {
	const char *name;
	int64_t num;
};

#define S(name)                                                                \
	{                                                                      \
#name, name                                                    \
	}

static const struct symbol errnos[] = {
	S(EACCES),	 S(EADDRINUSE),	  S(EADDRNOTAVAIL), S(EAFNOSUPPORT),
	S(EAGAIN),	 S(EALREADY),	  S(EBADF),	    S(ECONNABORTED),
	S(ECONNREFUSED), S(ECONNRESET),	  S(EDESTADDRREQ),  S(EFAULT),
	S(EHOSTDOWN),	 S(EHOSTUNREACH), S(EINPROGRESS),   S(EINTR),
	S(EINVAL),	 S(EISCONN),	  S(EMSGSIZE),	    S(ENETUNREACH),
	S(ENOBUFS),	 S(ENOENT),	  S(ENOMEM),	    S(ENOMSG),
	S(ENOPROTOOPT),	 S(ENOTCONN),	  S(ENOTSOCK),	    S(EOPNOTSUPP),
	S(EPERM),	 S(EPIPE),	  S(EPROTO),	    S(EPROTONOSUPPORT),
	S(ERANGE),	 S(ETIMEDOUT),	  S(EWOULDBLOCK),   S(EDEADLK),
	S(ENODEV),	 S(ENONET),
};

static const struct symbol symbols[] = {
	S(AF_INET),
	S(AF_UNSPEC),
	S(SOCK_STREAM),
	S(SOCK_DGRAM),
	S(SOCK_NONBLOCK),
	S(SOCK_CLOEXEC),
	S(IPPROTO_TCP),
	S(IPPROTO_IP),
	S(SOL_SOCKET),
	S(SOL_IP),
	{"SOL_TCP", IPPROTO_TCP},
	S(SO_REUSEADDR),
	S(SO_REUSEPORT),
	S(SO_SNDBUF),
	S(SO_RCVBUF),
	S(SO_ERROR),
	S(SO_KEEPALIVE),
	S(SO_LINGER),
	S(SO_OOBINLINE),
	S(SO_RCVTIMEO),
	S(SO_SNDTIMEO),
	S(SO_RCVLOWAT),
	S(SO_ACCEPTCONN),
	S(SO_TYPE),
	S(SO_PROTOCOL),
	S(TCP_NODELAY),
	S(TCP_MAXSEG),
	S(TCP_CORK),
	S(TCP_KEEPIDLE),
	S(TCP_KEEPINTVL),
	S(TCP_KEEPCNT),
	S(TCP_SYNCNT),
	S(TCP_LINGER2),
	S(TCP_DEFER_ACCEPT),
	S(TCP_WINDOW_CLAMP),
	S(TCP_INFO),
	S(TCP_QUICKACK),
	S(TCP_CONGESTION),
	S(TCP_USER_TIMEOUT),
	S(TCP_FASTOPEN),
	S(TCP_FASTOPEN_CONNECT),
	S(TCP_NOTSENT_LOWAT),
	S(TCP_INQ),
	S(IP_TOS),
	S(IP_TTL),
	S(IP_MTU),
	S(IP_MTU_DISCOVER),
	S(IP_RECVERR),
	S(IP_FREEBIND),
	S(MSG_DONTWAIT),
	S(MSG_PEEK),
	S(MSG_TRUNC),
	S(MSG_WAITALL),
	S(MSG_OOB),
	S(MSG_MORE),
	S(MSG_NOSIGNAL),
	S(MSG_EOR),
	S(MSG_CTRUNC),
	S(MSG_FASTOPEN),
	S(MSG_ERRQUEUE),
	S(MSG_ZEROCOPY),
	S(SHUT_RD),
	S(SHUT_WR),
	S(SHUT_RDWR),
	S(F_GETFL),
	S(F_SETFL),
	S(O_NONBLOCK),
	S(O_RDWR),
	S(O_RDONLY),
	S(O_WRONLY),
	S(POLLIN),
	S(POLLOUT),
	S(POLLPRI),
	S(POLLERR),
	S(POLLHUP),
	S(POLLNVAL),
	S(POLLRDHUP),
	S(POLLRDNORM),
	S(POLLWRNORM),
	S(FIONREAD),
	S(SIOCATMARK),
	S(SIOCINQ),
	S(SIOCOUTQ),
	S(SIOCOUTQNSD),
	S(TCPI_OPT_TIMESTAMPS),
	S(TCPI_OPT_SACK),
	S(TCPI_OPT_WSCALE),
	S(TCPI_OPT_ECN),
	S(TCPI_OPT_SYN_DATA),
	S(TCP_CA_Open),
	S(TCP_CA_Disorder),
	S(TCP_CA_CWR),
	S(TCP_CA_Recovery),
	S(TCP_CA_Loss),
	{"TCP_ESTABLISHED", 1},
	{"TCP_SYN_SENT", 2},
	{"TCP_SYN_RECV", 3},
	{"TCP_FIN_WAIT1", 4},
	{"TCP_FIN_WAIT2", 5},
	{"TCP_TIME_WAIT", 6},
	{"TCP_CLOSE", 7},
	{"TCP_CLOSE_WAIT", 8},
	{"TCP_LAST_ACK", 9},
	{"TCP_LISTEN", 10},
	{"TCP_CLOSING", 11},
	{"TCP_NEW_SYN_RECV", 12},
	{"INADDR_ANY", 0},
};

static bool find(const struct symbol *tab, size_t nr, const char *name,
		 int64_t *num)
{
	for (size_t i = 0; i < nr; i++) {
		if (!strcmp(tab[i].name, name)) {
			*num = tab[i].num;
			return true;
		}
	}
	return false;
}

bool symbol_find(const char *name, int64_t *num)
{
	return find(symbols, sizeof(symbols) / sizeof(*symbols), name, num) ||
	       find(errnos, sizeof(errnos) / sizeof(*errnos), name, num);
}

const char *errno_name(int err)
{
	for (size_t i = 0; i < sizeof(errnos) / sizeof(*errnos); i++)
		if (errnos[i].num == err)
			return errnos[i].name;
	return "?";
}
