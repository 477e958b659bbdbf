/* orderctl doctor: whether this installation is as it should be, and what to do if not. */
/* SPDX-License-Identifier: MIT */
#include "ctl/doctor.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "ctl/commands.h"
#include "ctl/doctor_report.h"
#include "gateway/route.h"
#include "gateway/route_check.h"
#include "identity/keyring.h"
#include "setting/pools.h"

static const struct field fields[] = {
    {.name = "cluster", .type = F_BOOL},
    {.name = "hosts", .type = F_INT, .least = 1, .most = 1000, .standard = "1"},
    {.name = NULL},
};
const struct schema doctor_options = {.name = "Doctor", .fields = fields};

/* ---- keys ---- */

/* Private, and of the account that the folder belongs to; the secret may be root's. */
static bool check_key_file(const char *folder, const char *name, uid_t owner)
{
    char path[4200];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (lstat(path, &st) != 0)
        return doctor_report(false, "keys", "%s: %s", path, strerror(errno));
    if ((st.st_mode & 077) != 0)
        return doctor_report(false, "keys", "others may read %s: chmod 600 it", path);
    if (st.st_uid != owner && (st.st_uid != 0 || strcmp(name, KEYS_SECRET_FILE) != 0))
        return doctor_report(false, "keys", "%s is not of the folder's owner: chown it", path);
    if (access(path, R_OK) != 0)
        return doctor_report(false, "keys", "%s: %s; run as root", path, strerror(errno));
    return true;
}

static bool check_key_files(const char *folder, uid_t owner)
{
    DIR *open = opendir(folder);
    bool fine = true;
    if (!open)
        return doctor_report(false, "keys", "%s: %s; run as root", folder, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(open));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            fine = check_key_file(folder, entry->d_name, owner) && fine;
    closedir(open);
    return fine;
}

static bool check_keys(struct ctl *ctl)
{
    const char *folder = ctl->conf.keys_dir;
    struct stat st;
    char why[300];
    if (stat(folder, &st) != 0)
        return doctor_report(false, "keys", "%s: %s; run orderctl keys init", folder,
                             strerror(errno));
    if ((st.st_mode & 077) != 0)
        return doctor_report(false, "keys", "others may enter %s: chmod 700 it", folder);
    if (!check_key_files(folder, st.st_uid))
        return false;
    struct keys *keys = keys_open(folder, why, sizeof why);
    if (!keys)
        return doctor_report(false, "keys", "%s; run orderctl keys init", why);
    doctor_report(true, "keys", "%s, key %s signs", folder, keys_current(keys)->id);
    keys_close(keys);
    return true;
}

/* ---- sockets ---- */

/* True when somebody listens, or this account may not ask. */
static bool is_answered(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool answered = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 ||
                    errno == EAGAIN || errno == EACCES;
    close(fd);
    return answered;
}

static bool check_socket(const struct conf *conf, const char *path)
{
    struct stat st;
    const struct group *group = *conf->socket_group ? getgrnam(conf->socket_group) : NULL;
    if (strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path)
        return doctor_report(false, "sockets", "%s is longer than a socket's path may be", path);
    if (stat(path, &st) != 0)
        return doctor_report(false, "sockets", "%s: %s; start orderd", path, strerror(errno));
    if (!S_ISSOCK(st.st_mode))
        return doctor_report(false, "sockets", "%s is no socket; remove it, start orderd", path);
    if ((st.st_mode & 0777) != 0660)
        return doctor_report(false, "sockets", "%s has mode %03o, not 660; restart orderd", path,
                             st.st_mode & 0777U);
    if (*conf->socket_group && (!group || group->gr_gid != st.st_gid))
        return doctor_report(false, "sockets", "%s is not of group %s; restart orderd", path,
                             conf->socket_group);
    if (!is_answered(path))
        return doctor_report(false, "sockets", "nobody listens on %s; start orderd", path);
    return true;
}

static bool check_sockets(struct ctl *ctl)
{
    bool fine = true;
    for (enum pool pool = 0; pool < POOLS; pool++)
        fine = check_socket(&ctl->conf, arena_printf(ctl->arena, "%s/%s.sock", ctl->conf.socket_dir,
                                                     pools[pool].name)) &&
               fine;
    return fine && doctor_report(true, "sockets", "one a pool in %s", ctl->conf.socket_dir);
}

/* What the program itself brings along. */
static bool check_routes(void)
{
    char why[300];
    if (!routes_check(why, sizeof why))
        return doctor_report(false, "routes", "%s; install another version", why);
    return doctor_report(true, "routes", "%zu, and each is sound", route_count);
}

enum ctl_exit doctor(struct ctl *ctl)
{
    char why[600];
    bool sound = check_routes();
    if (!ctl_settings(ctl, why, sizeof why)) {
        doctor_report(false, "settings", "%s", why);
        return CTL_FAILED;
    }
    doctor_report(true, "settings", "%s", ctl->path ? ctl->path : "defaults and environment");
    bool keys = check_keys(ctl);
    bool payments = doctor_payments(ctl);
    bool sockets = check_sockets(ctl);
    bool database = doctor_database(ctl);
    return sound && keys && payments && sockets && database ? CTL_OK : CTL_FAILED;
}
