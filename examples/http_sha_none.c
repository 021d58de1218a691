// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http_sha_none - there is no libnettle: PUT answers 501
 *
 * Where:   instead of http_sha_nettle.c, when configure did not find it.
 * Mirrors: nothing.
 */
#include "examples/http.h"

int http_sha_there(void)
{
	return 0;
}

struct http_sha *http_sha_new(void)
{
	return NULL;
}

void http_sha_add(struct http_sha *sha, const void *buf, size_t len)
{
}

void http_sha_end(struct http_sha *sha, char *hex)
{
}
