/* In memory, then under another name, then under its own. */
/* SPDX-License-Identifier: MIT */
#include "ctl/edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/ctl.h"

enum { FILE_MOST = 64 * 1024 };

bool edit_open(struct edit *edit, struct arena *arena, const char *path, const char *standard)
{
    bool is_new = access(path, F_OK) != 0;
    const char *from = is_new ? standard : path;
    *edit = (struct edit){.arena = arena, .path = path, .is_new = is_new, .changed = is_new};
    edit->text = arena_alloc(arena, FILE_MOST + 1);
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    ssize_t length = read(fd, edit->text, FILE_MOST);
    close(fd);
    if (length < 0 || length == FILE_MOST) {
        ctl_fail("%s: %s", from, length < 0 ? strerror(errno) : "too long to be edited");
        return false;
    }
    if (length > 0 && edit->text[length - 1] != '\n')
        edit->text[length++] = '\n';
    edit->text[length] = '\0';
    return true;
}

/* Where the line of `name` stands, past its indent; with `mark` before the name. NULL: nowhere. */
static char *find(char *text, const char *mark, const char *name)
{
    size_t marked = strlen(mark), named = strlen(name);
    for (char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        char *begin = line + strspn(line, " \t");
        if (strncmp(begin, mark, marked) == 0 && strncmp(begin + marked, name, named) == 0 &&
            strchr(" \t=", begin[marked + named]))
            return begin;
    }
    return NULL;
}

void edit_set(struct edit *edit, const char *name, const char *rest)
{
    char *line = find(edit->text, "", name);
    if (!line)
        line = find(edit->text, "#", name);
    if (!line)
        line = edit->text + strlen(edit->text);
    const char *after = line + strcspn(line, "\n");
    char *text = arena_printf(edit->arena, "%.*s%s%s%s%s", (int)(line - edit->text), edit->text,
                              name, rest, *after ? "" : "\n", after);
    edit->changed = edit->changed || strcmp(text, edit->text) != 0;
    edit->text = text;
}

static bool write_whole(const char *path, const char *text, mode_t mode, gid_t group)
{
    size_t length = strlen(text);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write(fd, text, length) == (ssize_t)length &&
                fchown(fd, (uid_t)-1, group) == 0 && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    close(fd);
    return fine;
}

bool edit_save(struct edit *edit, mode_t mode, gid_t group)
{
    const char *made = arena_printf(edit->arena, "%s.new", edit->path);
    if (!edit->changed)
        return true;
    if (write_whole(made, edit->text, mode, group) && rename(made, edit->path) == 0)
        return true;
    ctl_fail("%s: %s", edit->path, strerror(errno));
    return false;
}
