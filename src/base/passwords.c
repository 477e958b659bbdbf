/* The common passwords of eight characters and more, from the yearly lists of leaked ones; shorter
 * ones are refused for their length. Sorted, for the eye and for bsearch. */
/* SPDX-License-Identifier: MIT */
#include "base/passwords.h"

#include <stdlib.h>
#include <strings.h>

/* clang-format off */
static const char *const common[] = {
    "00000000", "0123456789", "0987654321", "11111111", "1111111111", "12121212", "123123123",
    "12344321", "1234512345", "12345678", "123456789", "1234567890", "12345678910", "123abc123",
    "123qwe123", "123qweasd", "1g2w3e4r", "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "1qaz2wsx3edc",
    "1qazxsw2", "20202020", "22222222", "31415926", "33333333", "44444444", "55555555",
    "66666666", "77777777", "7777777777", "87654321", "88888888", "98765432", "987654321",
    "99999999", "aa123456", "aaaaaaaa", "abc12345", "abcd1234", "abcd12345", "abcdefgh",
    "access14", "admin123", "admin1234", "adminadmin", "administrator", "alexander", "amanda123",
    "anderson", "andromeda", "asdasdasd", "asdf1234", "asdfasdf", "asdfghjk", "asdfghjkl",
    "asdfjkl;", "asdqwe123", "babygirl", "baseball", "basketball", "benjamin", "bigdaddy",
    "blink182", "butterfly", "carolina", "changeme", "changeme1", "changeme123", "chocolate",
    "christian", "computer", "corvette", "counterstrike", "cowboys1", "dallas123", "danielle",
    "darkness", "december", "dolphins", "drowssap", "einstein", "elephant", "explorer",
    "facebook", "fernando", "firebird", "football", "football1", "forever1", "freedom1",
    "fuckyou1", "gateway1", "george123", "gfhjkm123", "giants123", "godzilla", "hello123",
    "hello1234", "helloworld", "homelesspa", "hunter12", "iloveyou", "iloveyou1", "iloveyou2",
    "infinity", "internet", "jennifer", "jessica1", "jonathan", "jordan23", "justdoit",
    "killer123", "kingkong", "kristina", "lavender", "letmein1", "letmein123", "liverpool",
    "liverpool1", "lovelove", "loveyou1", "marlboro", "maverick", "mercedes", "metallica",
    "michael1", "michelle", "midnight", "minecraft", "monkey123", "mountain", "mustang1",
    "myspace1", "naruto123", "nicholas", "november", "p@ssw0rd", "p@ssword", "pa55word",
    "pass1234", "passw0rd", "passw0rd1", "password", "password!", "password1", "password12",
    "password123", "password1234", "password2", "patricia", "pokemon1", "pokemon123",
    "porsche911", "portugal", "princess", "princess1", "q1w2e3r4", "q1w2e3r4t5", "qazwsx123",
    "qazwsxedc", "qwer1234", "qwerasdf", "qwerqwer", "qwerty12", "qwerty123", "qwerty1234",
    "qwerty12345", "qwertyui", "qwertyuiop", "rainbow1", "rangers1", "realmadrid", "redskins",
    "remember", "rush2112", "samantha", "sandiego", "scarface", "scorpion", "secret123",
    "security", "september", "sergeant", "shadow12", "slipknot", "snickers", "snowball",
    "softball", "spiderman", "squirrel", "starwars", "starwars1", "steelers", "strawberry",
    "sunflower", "sunshine", "sunshine1", "superman", "superman1", "swordfish", "terminator",
    "test1234", "testtest", "tigger12", "trustno1", "undertaker", "valentina", "veronica",
    "victoria", "voyager1", "warcraft", "welcome1", "welcome123", "whatever", "william1",
    "zaq12wsx", "zxcvbnm,", "zxcvbnm1", "zxcvbnm123",
};
/* clang-format on */

static int compare(const void *password, const void *row)
{
    return strcasecmp(password, *(const char *const *)row);
}

bool password_is_common(const char *password)
{
    return bsearch(password, common, sizeof common / sizeof *common, sizeof *common, compare);
}
