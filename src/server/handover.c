/* Text, since the two programs are of different versions. */
/* SPDX-License-Identifier: MIT */
#include "server/handover.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

FILE *handover_begin(void)
{
    int fd = memfd_create("orderd-handover", MFD_CLOEXEC);
    FILE *file = fd >= 0 ? fdopen(fd, "w+") : NULL;
    if (!file && fd >= 0)
        close(fd);
    return file;
}

void handover_fd(FILE *file, const char *word, const char *about, int fd)
{
    if (fd >= 0 && fcntl(fd, F_SETFD, 0) == 0)
        fprintf(file, "%s %s%s%d\n", word, about, *about ? " " : "", fd);
}

int handover_end(FILE *file)
{
    int fd = fileno(file);
    bool whole = fflush(file) == 0 && lseek(fd, 0, SEEK_SET) == 0 && fcntl(fd, F_SETFD, 0) == 0;
    return whole ? fd : -1;
}

/* Reads on from where the file stands. */
static void read_lines(FILE *file, void (*take)(void *to, const char *word, const char *rest),
                       void *to)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = line + strcspn(line, " ");
        if (*rest)
            *rest++ = '\0';
        take(to, line, rest);
    }
    free(line);
}

static void close_on_exec(void *to, const char *word, const char *rest)
{
    (void)to;
    (void)word;
    (void)!handover_taken(rest);
}

void handover_drop(FILE *file)
{
    rewind(file);
    read_lines(file, close_on_exec, NULL);
    fclose(file);
}

bool handover_read(int fd, void (*take)(void *to, const char *word, const char *rest), void *to)
{
    FILE *file = fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? fdopen(fd, "r") : NULL;
    if (!file)
        return false;
    read_lines(file, take, to);
    fclose(file);
    return true;
}

int handover_taken(const char *number)
{
    const char *last = strrchr(number, ' ');
    int fd = (int)strtol(last ? last + 1 : number, NULL, 10);
    return fd > STDERR_FILENO && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? fd : -1;
}
