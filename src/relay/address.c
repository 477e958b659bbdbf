/* Tables of the special-purpose addresses, IPv4's as IPv6 maps them. */
/* SPDX-License-Identifier: MIT */
#include "relay/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"

struct special {
    const char *range;
    const char *word; /* NULL: global */
};

/* The first that fits; all else is global. */
static const struct special of_ipv4[] = {
    {"0.0.0.0/32", "unspecified"},
    {"0.0.0.0/8", "reserved"},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "shared"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link_local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "reserved"},
    {"192.0.2.0/24", "documentation"},
    {"192.88.99.0/24", "reserved"},
    {"192.168.0.0/16", "private"},
    {"198.18.0.0/15", "benchmark"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved"},
};

/* The first that fits; what none does is reserved. */
static const struct special of_ipv6[] = {
    {"::/128", "unspecified"},
    {"::1/128", "loopback"},
    {"64:ff9b::/96", NULL}, /* NAT64: what it holds is judged */
    {"fc00::/7", "private"},
    {"fe80::/10", "link_local"},
    {"fec0::/10", "private"},
    {"ff00::/8", "multicast"},
    {"2001::/32", NULL}, /* Teredo: what it holds is judged */
    {"2001:2::/48", "benchmark"},
    {"2001::/23", "reserved"},
    {"2001:db8::/32", "documentation"},
    {"3fff::/20", "documentation"},
    {"2000::/3", NULL},
};

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static void map(uint8_t out[16], const uint8_t four[4])
{
    memcpy(out, mapped, sizeof mapped);
    memcpy(out + 12, four, 4);
}

/* ---- ranges ---- */

static bool within(const struct range *range, const uint8_t bytes[16])
{
    unsigned whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(range->bytes, bytes, whole) != 0)
        return false;
    uint8_t mask = (uint8_t)(0xff00U >> rest);
    return !rest || ((range->bytes[whole] ^ bytes[whole]) & mask) == 0;
}

/* The length after the slash; -1 when it is none. */
static long read_bits(const char *slash, long most)
{
    char *end;
    if (!slash)
        return most;
    long bits = strtol(slash + 1, &end, 10);
    return slash[1] && !*end && bits >= 0 && bits <= most ? bits : -1;
}

static bool range_read(struct range *range, const char *word, size_t length)
{
    char text[64];
    uint8_t four[4];
    if (length >= sizeof text)
        return false;
    memcpy(text, word, length);
    text[length] = '\0';
    char *slash = strchr(text, '/');
    bool short_one = !strchr(text, ':');
    long bits = read_bits(slash, short_one ? 32 : 128);
    if (slash)
        *slash = '\0';
    if (bits < 0)
        return false;
    range->bits = (unsigned)bits + (short_one ? 96 : 0);
    if (!short_one)
        return inet_pton(AF_INET6, text, range->bytes) == 1;
    if (inet_pton(AF_INET, text, four) != 1)
        return false;
    map(range->bytes, four);
    return true;
}

bool ranges_read(struct ranges *ranges, const char *words)
{
    size_t length;
    ranges->count = 0;
    for (const char *word; (word = words_next(&words, &length));) {
        if (ranges->count == RANGES_MOST ||
            !range_read(&ranges->list[ranges->count++], word, length))
            return false;
    }
    return true;
}

/* ---- judging ---- */

static bool are_allowed(const struct ranges *allowed, const uint8_t bytes[16])
{
    for (size_t i = 0; allowed && i < allowed->count; i++)
        if (within(&allowed->list[i], bytes))
            return true;
    return false;
}

static const char *look_up(const struct special *table, size_t count, const uint8_t bytes[16],
                           const char *otherwise)
{
    for (size_t i = 0; i < count; i++) {
        struct range range;
        if (range_read(&range, table[i].range, strlen(table[i].range)) && within(&range, bytes))
            return table[i].word;
    }
    return otherwise;
}

static const char *refuse_ipv4(const uint8_t four[4], const struct ranges *allowed)
{
    uint8_t bytes[16];
    map(bytes, four);
    if (are_allowed(allowed, bytes))
        return NULL;
    return look_up(of_ipv4, sizeof of_ipv4 / sizeof *of_ipv4, bytes, NULL);
}

static bool begins(const uint8_t bytes[16], const char *with, size_t length)
{
    return memcmp(bytes, with, length) == 0;
}

/* Teredo (RFC 4380): its server, and its client with all bits turned. */
static const char *refuse_teredo(const uint8_t bytes[16], const struct ranges *allowed)
{
    uint8_t client[4];
    for (int i = 0; i < 4; i++)
        client[i] = bytes[12 + i] ^ 0xff;
    const char *word = refuse_ipv4(bytes + 4, allowed);
    return word ? word : refuse_ipv4(client, allowed);
}

/* What an IPv6 address says of an IPv4 one in it. ISATAP (RFC 5214) is a form of the last eight. */
static const char *refuse_held(const uint8_t bytes[16], const struct ranges *allowed)
{
    static const char none[12] = {0};
    if (begins(bytes, "\x00\x64\xff\x9b\0\0\0\0\0\0\0\0", 12))
        return refuse_ipv4(bytes + 12, allowed);
    if (begins(bytes, "\x20\x02", 2))
        return refuse_ipv4(bytes + 2, allowed);
    if (begins(bytes, "\x20\x01\0\0", 4))
        return refuse_teredo(bytes, allowed);
    bool isatap =
        memcmp(bytes + 8, "\0\0\x5e\xfe", 4) == 0 || memcmp(bytes + 8, "\2\0\x5e\xfe", 4) == 0;
    bool compatible = begins(bytes, none, 12) && (bytes[12] || bytes[13] || bytes[14]);
    return isatap || compatible ? refuse_ipv4(bytes + 12, allowed) : NULL;
}

static const char *refuse_ipv6(const uint8_t bytes[16], const struct ranges *allowed)
{
    if (begins(bytes, (const char *)mapped, sizeof mapped))
        return refuse_ipv4(bytes + 12, allowed);
    if (are_allowed(allowed, bytes))
        return NULL;
    const char *word = refuse_held(bytes, allowed);
    return word ? word : look_up(of_ipv6, sizeof of_ipv6 / sizeof *of_ipv6, bytes, "reserved");
}

const char *address_refusal(const struct sockaddr *address, const struct ranges *allowed)
{
    uint8_t bytes[16];
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(bytes, &in.sin_addr, 4);
        return refuse_ipv4(bytes, allowed);
    }
    if (address->sa_family != AF_INET6)
        return "reserved";
    struct sockaddr_in6 in6;
    memcpy(&in6, address, sizeof in6);
    memcpy(bytes, &in6.sin6_addr, 16);
    return refuse_ipv6(bytes, allowed);
}
