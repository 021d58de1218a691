// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_linux - the host's kernel under a packet script: the oracle
 *
 * Where:   run.c's target under --kernel; needs root and /dev/net/tun.
 * Mirrors: packetdrill's local mode: a tun device in a network namespace.
 * Spec:    the kernel's Documentation/networking/tuntap.rst.
 *
 * Time is real: what should take 60 s does, and times are compared with a
 * tolerance. Packets come as TCP made them, before they are cut for the wire.
 */
#include "tests/scenario/run.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/route.h>
#include <linux/virtio_net.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct linux_host {
	int tun;
	int64_t base;
};

static int64_t mono(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/* ---- set up -------------------------------------------------------------- */

static void set_in(struct sockaddr *sa, const char *addr)
{
	struct sockaddr_in *sin = (void *)sa;

	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = inet_addr(addr);
}

static int addresses(struct run *r)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), err;
	struct ifreq ifr = {.ifr_name = "tun0"};
	struct rtentry rt = {.rt_flags = RTF_UP | RTF_GATEWAY};

	ifr.ifr_mtu = (int)r->s->mtu;
	err = ioctl(fd, SIOCSIFMTU, &ifr);
	set_in(&ifr.ifr_addr, LOCAL_ADDR);
	err = err ?: ioctl(fd, SIOCSIFADDR, &ifr);
	set_in(&ifr.ifr_netmask, "255.255.0.0");
	err = err ?: ioctl(fd, SIOCSIFNETMASK, &ifr);
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	err = err ?: ioctl(fd, SIOCSIFFLAGS, &ifr);
	set_in(&rt.rt_dst, "192.0.2.0");
	set_in(&rt.rt_genmask, "255.255.255.0");
	set_in(&rt.rt_gateway, GATEWAY);
	err = err ?: ioctl(fd, SIOCADDRT, &rt);
	close(fd);
	return err;
}

static int linux_open(struct run *r)
{
	struct linux_host *h = calloc(1, sizeof(*h));
	struct ifreq ifr = {.ifr_name = "tun0",
			    .ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR};

	r->priv = h;
	if (!h || unshare(CLONE_NEWNET))
		return run_fail(r, 1, "no network namespace: %s",
				strerror(errno));
	h->tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	if (h->tun < 0 || ioctl(h->tun, TUNSETIFF, &ifr) ||
	    ioctl(h->tun, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4) ||
	    addresses(r))
		return run_fail(r, 1, "no tun device: %s", strerror(errno));
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static int linux_sysctl(struct run *r, const char *name, const char *value)
{
	char path[256] = "/proc/sys/";
	size_t n = strlen(path), len = strlen(value);
	int fd, err;

	snprintf(path + n, sizeof(path) - n, "%s", name);
	for (char *p = path + n; *p; p++)
		*p = *p == '.' ? '/' : *p;
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	err = write(fd, value, len) == (ssize_t)len ? 0 : -errno;
	close(fd);
	return err;
}

/*
 * The defaults that our stack has, which are those of 6.1; the largest buffer
 * decides the window scale.
 */
static void linux_begin(struct run *r)
{
	struct linux_host *h = r->priv;

	linux_sysctl(r, "net.ipv4.tcp_rmem", "4096 131072 16777216");
	if (linux_sysctl(r, "net.ipv4.tcp_congestion_control", "cubic"))
		linux_sysctl(r, "net.ipv4.tcp_congestion_control", "reno");
	linux_sysctl(r, "net.ipv4.tcp_syn_linear_timeouts", "0");
	linux_sysctl(r, "net.ipv4.tcp_wmem", "4096 16384 4194304");
	h->base = mono();
}

static void linux_close(struct run *r)
{
	struct linux_host *h = r->priv;

	close(h->tun);
	free(h);
	r->priv = NULL;
}

/* ---- time and packets ---------------------------------------------------- */

static int64_t linux_now(struct run *r)
{
	struct linux_host *h = r->priv;

	return mono() - h->base;
}

static void drain(struct run *r)
{
	struct linux_host *h = r->priv;
	static uint8_t buf[70000];
	struct virtio_net_hdr *vh = (void *)buf;
	ssize_t n;

	while ((n = read(h->tun, buf, sizeof(buf))) > (ssize_t)sizeof(*vh))
		wire_sent(r, buf + sizeof(*vh), (size_t)n - sizeof(*vh),
			  vh->gso_type ? vh->gso_size : 0, linux_now(r));
}

/* One wait for packets, at most until then. */
static void wait_tun(struct run *r, int64_t until)
{
	struct linux_host *h = r->priv;
	struct pollfd p = {.fd = h->tun, .events = POLLIN};
	int64_t left = until - linux_now(r);
	struct timespec ts;

	if (left < 0)
		left = 0;
	ts.tv_sec = left / NSEC_PER_SEC;
	ts.tv_nsec = left % NSEC_PER_SEC;
	ppoll(&p, 1, &ts, NULL);
	drain(r);
}

static void linux_advance(struct run *r, int64_t until)
{
	do {
		wait_tun(r, until);
	} while (linux_now(r) < until);
}

static bool linux_await(struct run *r, int64_t until)
{
	while (!r->sent && linux_now(r) < until)
		wait_tun(r, until);
	return r->sent;
}

static int linux_input(struct run *r, const void *pkt, size_t len)
{
	struct linux_host *h = r->priv;
	static uint8_t buf[70000];

	memset(buf, 0, sizeof(struct virtio_net_hdr));
	memcpy(buf + sizeof(struct virtio_net_hdr), pkt, len);
	len += sizeof(struct virtio_net_hdr);
	return write(h->tun, buf, len) == (ssize_t)len ? 0 : -errno;
}

/* ---- sockets --------------------------------------------------------------
 */

static long ret_of(long ret)
{
	return ret < 0 ? -errno : ret;
}

static int linux_socket(struct run *r, int family, int type, int proto)
{
	return (int)ret_of(socket(family, type, proto));
}

static long linux_call(struct run *r, int h, enum st_op op, struct st_args *a)
{
	socklen_t len = (socklen_t)a->len, alen = a->addrlen;
	int flags = a->flags | (a->how & ST_TRY ? MSG_DONTWAIT : 0);
	long ret;

	switch (op) {
	case ST_BIND:
		return ret_of(bind(h, a->addr, alen));
	case ST_LISTEN:
		return ret_of(listen(h, a->arg));
	case ST_ACCEPT:
		return ret_of(accept(h, a->addr, &alen));
	case ST_CONNECT:
		return ret_of(connect(h, a->addr, alen));
	case ST_GETNAME:
		return ret_of(a->arg ? getpeername(h, a->addr, &alen)
				     : getsockname(h, a->addr, &alen));
	case ST_SENDMSG:
		return ret_of(sendmsg(h, a->msg, flags));
	case ST_RECVMSG:
		return ret_of(recvmsg(h, a->msg, flags));
	case ST_SHUTDOWN:
		return ret_of(shutdown(h, a->arg));
	case ST_SETSOCKOPT:
		return ret_of(
			setsockopt(h, a->level, (int)a->name, a->buf, len));
	case ST_GETSOCKOPT:
		ret = getsockopt(h, a->level, (int)a->name, a->buf, &len);
		a->len = len;
		return ret_of(ret);
	case ST_IOCTL:
		return ret_of(ioctl(h, a->name, a->buf));
	case ST_CLOSE:
		return ret_of(close(h));
	}
	return -EINVAL;
}

static int linux_nonblock(struct run *r, int h, bool on)
{
	return (int)ret_of(fcntl(h, F_SETFL, on ? O_NONBLOCK : 0));
}

static int linux_poll(struct run *r, struct pollfd *fds, int nr, int ms)
{
	return (int)ret_of(poll(fds, (nfds_t)nr, ms));
}

struct start {
	int (*fn)(void *data);
	void *data;
};

static void *thread(void *data)
{
	struct start s = *(struct start *)data;

	free(data);
	s.fn(s.data);
	return NULL;
}

static int linux_spawn(struct run *r, int (*fn)(void *data), void *data)
{
	struct start *s = malloc(sizeof(*s));
	pthread_t id;

	if (!s)
		return -ENOMEM;
	*s = (struct start){fn, data};
	if (pthread_create(&id, NULL, thread, s))
		return -EAGAIN;
	pthread_detach(id);
	return 0;
}

/* ---- files --------------------------------------------------------------- */

/* Of this thread's namespace, not of the process that made it. */
static char *linux_file(struct run *r, const char *path)
{
	char real[256];
	size_t max = 1 << 18, n;
	char *text;
	FILE *f;

	snprintf(real, sizeof(real), "/proc/thread-self/%s",
		 path + strlen("/proc/"));
	f = fopen(real, "r");
	if (!f)
		return NULL;
	text = calloc(1, max);
	n = text ? fread(text, 1, max - 1, f) : 0;
	if (text)
		text[n] = '\0';
	fclose(f);
	return text;
}

const struct target linux_target = {
	.name = "linux",
	.real_time = true,
	.open = linux_open,
	.close = linux_close,
	.begin = linux_begin,
	.now = linux_now,
	.advance = linux_advance,
	.await = linux_await,
	.input = linux_input,
	.socket = linux_socket,
	.call = linux_call,
	.nonblock = linux_nonblock,
	.poll = linux_poll,
	.spawn = linux_spawn,
	.sysctl = linux_sysctl,
	.file = linux_file,
};
