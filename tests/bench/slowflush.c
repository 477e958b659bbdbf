/* Preloaded into PostgreSQL: its flushes of the log (fdatasync) take a millisecond longer. */
/* SPDX-License-Identifier: MIT */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int fdatasync(int fd)
{
    const struct timespec millisecond = {.tv_nsec = 1000000};
    nanosleep(&millisecond, NULL);
    return (int)syscall(SYS_fdatasync, fd);
}
