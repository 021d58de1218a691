// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * http_sha_nettle - SHA-256 by libnettle
 *
 * Where:   http.c's PUT; the program links it, never libstrata.
 * Mirrors: nothing.
 */
#include "examples/http.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

struct http_sha {
	struct sha256_ctx ctx;
};

int http_sha_there(void)
{
	return 1;
}

struct http_sha *http_sha_new(void)
{
	struct http_sha *sha = malloc(sizeof(*sha));

	if (sha)
		sha256_init(&sha->ctx);
	return sha;
}

void http_sha_add(struct http_sha *sha, const void *buf, size_t len)
{
	sha256_update(&sha->ctx, len, buf);
}

void http_sha_end(struct http_sha *sha, char *hex)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	if (hex) {
		sha256_digest(&sha->ctx, sizeof(digest), digest);
		for (size_t i = 0; i < sizeof(digest); i++)
			snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	}
	free(sha);
}
