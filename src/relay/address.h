/* Which addresses a webhook may be at: nobody reaches what is inside by asking to be called there.
 */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_RELAY_ADDRESS_H
#define ORDERD_RELAY_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* Addresses with the same first `bits`; IPv4 as IPv6 maps it (::ffff:0:0/96). */
struct range {
    uint8_t bytes[16];
    unsigned bits;
};

enum { RANGES_MOST = 32 };

struct ranges {
    struct range list[RANGES_MOST];
    size_t count;
};

/* Reads "10.1.0.0/16 ::1", separated by spaces; a missing length is that of one address. False when
 * a word is no range, or there are too many. */
bool ranges_read(struct ranges *ranges, const char *words) __attribute__((warn_unused_result));

/* Why nobody may be called at a socket address, as a word: "loopback", "private", "link_local",
 * "shared", "multicast", "documentation", "benchmark", "reserved", "unspecified"; NULL: they may.
 * What is not global unicast (the IANA registries of special-purpose addresses, RFC 6890) is
 * refused, IPv6 that holds an IPv4 address (mapped, compatible, 6to4, NAT64, Teredo, ISATAP) also
 * by that. What is in `allowed` is not refused. */
const char *address_refusal(const struct sockaddr *address, const struct ranges *allowed);

#endif
