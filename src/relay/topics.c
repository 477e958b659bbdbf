/* Each event is held to each listener, so words are numbers. */
/* SPDX-License-Identifier: MIT */
#include "relay/topics.h"

#include <stddef.h>

#include "base/crypto.h"
#include "base/words.h"

/* One key for the life of the process. */
static const uint8_t *hash_key(void)
{
    static uint8_t key[CRYPTO_WORD_KEY_BYTES];
    static bool made;
    if (!made)
        crypto_random(key, sizeof key);
    made = true;
    return key;
}

bool topics_read(struct topics *topics, const char *text)
{
    size_t length;
    topics->count = 0;
    for (const char *word; (word = words_next(&text, &length));) {
        if (topics->count == TOPICS_MOST) {
            topics->count = 0;
            return false;
        }
        topics->words[topics->count++] = crypto_hash_word(hash_key(), word, length);
    }
    return true;
}

bool topics_meet(const struct topics *a, const struct topics *b)
{
    for (int i = 0; i < a->count; i++) {
        for (int j = 0; j < b->count; j++) {
            if (a->words[i] == b->words[j])
                return true;
        }
    }
    return false;
}
