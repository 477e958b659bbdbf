/* The common passwords of eight characters and more, from the yearly lists of leaked ones; shorter
 * ones are refused for their length. Sorted, for the eye and for bsearch. */
/* SPDX-License-Identifier: MIT */
#include "setting/passwords.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* clang-format off */
static const char *const common[] = {
    "00000000", "0123456789", "0987654321", "11111111", "1111111111", "12121212", "123123123",
    "12344321", "1234512345", "12345678", "123456789", "1234567890", "12345678910", "123abc123",
    "123qwe123", "123qweasd", "1g2w3e4r", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "1qaz2wsx3edc",
    "1qazxsw2", "20202020", "22222222", "31415926", "33333333", "44444444", "55555555", "66666666",
    "77777777", "7777777777", "87654321", "88888888", "98765432", "987654321", "99999999",
    "aa123456", "aaaaaaaa", "abc12345", "abcd1234", "abcd12345", "abcdefgh", "access14", "admin123",
    "admin1234", "adminadmin", "administrator", "alexander", "amanda123", "anderson", "andromeda",
    "asdasdasd", "asdf1234", "asdfasdf", "asdfghjk", "asdfghjkl", "asdfjkl;", "asdqwe123",
    "autumn2026", "babygirl", "baseball", "basketball", "benjamin", "bigdaddy", "blink182",
    "butterfly", "carolina", "changeme", "changeme1", "changeme123", "chocolate", "christian",
    "computer", "corvette", "counterstrike", "cowboys1", "dallas123", "danielle", "darkness",
    "december", "dolphins", "drowssap", "einstein", "elephant", "explorer", "facebook", "fernando",
    "firebird", "football", "football1", "forever1", "freedom1", "fuckyou1", "gateway1",
    "george123", "gfhjkm123", "giants123", "godzilla", "hello123", "hello1234", "helloworld",
    "homelesspa", "hunter12", "iloveyou", "iloveyou1", "iloveyou2", "infinity", "internet",
    "jennifer", "jessica1", "jonathan", "jordan23", "justdoit", "killer123", "kingkong", "kristina",
    "lavender", "letmein1", "letmein123", "liverpool", "liverpool1", "lovelove", "loveyou1",
    "marlboro", "maverick", "mercedes", "metallica", "michael1", "michelle", "midnight",
    "minecraft", "monkey123", "mountain", "mustang1", "myspace1", "naruto123", "nicholas",
    "november", "p@ssw0rd", "p@ssword", "pa55word", "pass1234", "passw0rd", "passw0rd1", "password",
    "password!", "password1", "password12", "password123", "password1234", "password2", "patricia",
    "pokemon1", "pokemon123", "porsche911", "portugal", "princess", "princess1", "q1w2e3r4",
    "q1w2e3r4t5", "qazwsx123", "qazwsxedc", "qwer1234", "qwerasdf", "qwerqwer", "qwerty12",
    "qwerty123", "qwerty1234", "qwerty12345", "qwertyui", "qwertyuiop", "rainbow1", "rangers1",
    "realmadrid", "redskins", "remember", "rush2112", "samantha", "sandiego", "scarface",
    "scorpion", "secret123", "security", "september", "sergeant", "shadow12", "slipknot",
    "snickers", "snowball", "softball", "spiderman", "spring2026", "squirrel", "starwars",
    "starwars1", "steelers", "strawberry", "summer2026", "sunflower", "sunshine", "sunshine1",
    "superman", "superman1", "swordfish", "terminator", "test1234", "testtest", "tigger12",
    "trustno1", "undertaker", "valentina", "veronica", "victoria", "voyager1", "warcraft",
    "welcome1", "welcome123", "whatever", "william1", "winter2026", "zaq12wsx", "zxcvbnm,",
    "zxcvbnm1", "zxcvbnm123",
};
/* clang-format on */
enum { COMMON_COUNT = sizeof common / sizeof *common };

static int compare(const void *password, const void *row)
{
    return strcasecmp(password, *(const char *const *)row);
}

/* Bytes of other alphabets count as letters: they are no signs that one adds. */
static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* How much is left without the figures and signs at the end. */
static size_t stem(const char *password)
{
    size_t length = strlen(password);
    while (length > 0 && !is_letter(password[length - 1]))
        length--;
    return length;
}

bool password_is_common(const char *password)
{
    enum { STEM_LEAST = 3, TAIL_MOST = 8 };
    if (bsearch(password, common, COMMON_COUNT, sizeof *common, compare))
        return true;
    size_t length = stem(password);
    if (length < STEM_LEAST || strlen(password + length) > TAIL_MOST)
        return false;
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (stem(common[i]) == length && strncasecmp(common[i], password, length) == 0)
            return true;
    return false;
}

/* The bytes of the blank that `text` begins with, or 0. */
static size_t blank(const char *text)
{
    static const char *const blanks[] = {
        "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
        "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u200b",
        "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff",
    };
    if ((unsigned char)*text <= ' ' || *text == 0x7f)
        return 1;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (strncmp(text, blanks[i], strlen(blanks[i])) == 0)
            return strlen(blanks[i]);
    return 0;
}

bool password_is_blank(const char *password)
{
    for (size_t length; *password; password += length)
        if (!(length = blank(password)))
            return false;
    return true;
}

static bool holds(const char *password, const char *word, size_t length)
{
    for (; strlen(password) >= length; password++)
        if (strncasecmp(password, word, length) == 0)
            return true;
    return false;
}

static size_t letters(const char *word, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += is_letter(word[i]) && ((unsigned char)word[i] & 0xc0) != 0x80;
    return count;
}

/* Whether it holds one of the words of `name`, the first `length` bytes of it. */
static bool holds_word(const char *password, const char *name, size_t length)
{
    enum { LETTERS_LEAST = 4 };
    for (size_t begin = 0, end; begin < length; begin = end + 1) {
        end = begin;
        while (end < length && (is_letter(name[end]) || isdigit((unsigned char)name[end])))
            end++;
        if (letters(name + begin, end - begin) >= LETTERS_LEAST &&
            holds(password, name + begin, end - begin))
            return true;
    }
    return false;
}

/* Of orders.example.com the last word says nothing of the shop. */
static bool holds_host(const char *password, const char *issuer)
{
    const char *host = strstr(issuer, "://");
    host = host ? host + 3 : issuer;
    size_t length = strcspn(host, ":/");
    const char *last = memrchr(host, '.', length);
    return holds_word(password, host, last ? (size_t)(last - host) : length);
}

bool password_holds_name(const char *password, const char *issuer,
                         const struct password_owner *owner)
{
    const char *const names[] = {owner->email, owner->username, owner->first_name, owner->last_name,
                                 "orderd"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = names[i];
        size_t length = !name ? 0 : name == owner->email ? strcspn(name, "@") : strlen(name);
        if (holds_word(password, name, length))
            return true;
    }
    return holds_host(password, issuer);
}
