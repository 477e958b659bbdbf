/* orderctl keys export and import: what no backup of the database holds, in one file that a
 * passphrase opens. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl/commands.h"
#include "ctl/password.h"
#include "identity/sealed_keys.h"

enum { PASSPHRASE_LEAST = 12 };

static const struct field fields[] = {
    {.name = "file", .type = F_TEXT, .required = ALWAYS, .least = 1, .most = 4000},
    {.name = "passphrase_file", .type = F_TEXT, .least = 1, .most = 4000},
    {.name = NULL},
};
const struct schema keys_file_options = {.name = "KeysFile", .fields = fields};

/* ---- out ---- */

/* On the disk, or not there. */
static bool write_new(const char *path, const char *text)
{
    size_t length = strlen(text);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (fd >= 0 && !fine)
        unlink(path);
    if (!fine)
        ctl_fail("%s: %s", path, strerror(why));
    return fine;
}

/* Of the keys folder, sealed; NULL after saying why. */
static const char *seal(struct ctl *ctl, const char *passphrase)
{
    char why[300];
    struct keyring ring;
    const char *text = NULL;
    if (!keyring_read(&ring, ctl->conf.keys_dir, why, sizeof why))
        ctl_fail("%s", why);
    else if (!(text = sealed_keys_text(ctl->arena, &ring, passphrase)))
        ctl_fail("not enough memory to seal the keys");
    explicit_bzero(&ring, sizeof ring);
    return text;
}

enum ctl_exit keys_export(struct ctl *ctl)
{
    const char *file = values_get(&ctl->values, P_FILE);
    if (access(file, F_OK) == 0)
        return ctl_fail("%s is there already, and is not overwritten", file);
    const char *passphrase = passphrase_ask(ctl, values_get(&ctl->values, P_PASSPHRASE_FILE), true);
    if (!passphrase)
        return CTL_FAILED;
    if (strlen(passphrase) < PASSPHRASE_LEAST)
        return ctl_fail("the passphrase is shorter than %d characters", PASSPHRASE_LEAST);
    const char *text = seal(ctl, passphrase);
    if (!text || !write_new(file, text))
        return CTL_FAILED;
    printf("%s holds the secret and the signing keys; keep it apart from the backups, and the "
           "passphrase apart from it\n",
           file);
    return CTL_OK;
}

/* ---- in ---- */

static bool read_whole(const char *path, char text[SEALED_KEYS_MOST])
{
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, SEALED_KEYS_MOST - 1, file) : 0;
    text[length] = '\0';
    if (!file)
        ctl_fail("%s: %s", path, strerror(errno));
    else if (!sealed_keys_whole(text))
        ctl_fail("%s is not a file of keys export, or was cut or changed", path);
    bool fine = file && sealed_keys_whole(text);
    if (file)
        fclose(file);
    return fine;
}

static bool put(struct ctl *ctl, const char *text, const char *passphrase)
{
    char why[300];
    struct keyring ring = {.count = 0};
    bool opened = sealed_keys_open(&ring, text, passphrase), fine = false;
    if (!opened)
        ctl_fail(errno == ENOMEM ? "not enough memory to open the file"
                                 : "the passphrase does not open the file");
    else if (!(fine = keyring_put(&ring, ctl->conf.keys_dir, why, sizeof why)))
        ctl_fail("%s", why);
    else
        printf("%s: key %s signs\n", ctl->conf.keys_dir, ring.current);
    explicit_bzero(&ring, sizeof ring);
    return fine;
}

enum ctl_exit keys_bring(struct ctl *ctl)
{
    char text[SEALED_KEYS_MOST];
    if (!read_whole(values_get(&ctl->values, P_FILE), text))
        return CTL_FAILED;
    const char *passphrase =
        passphrase_ask(ctl, values_get(&ctl->values, P_PASSPHRASE_FILE), false);
    return passphrase && put(ctl, text, passphrase) ? CTL_OK : CTL_FAILED;
}
