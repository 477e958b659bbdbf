/* Preloaded: the system has no memory for a tally, so that nothing is counted. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

int memfd_create(const char *name, unsigned flags)
{
    int (*real)(const char *, unsigned) =
        (int (*)(const char *, unsigned))dlsym(RTLD_NEXT, "memfd_create");
    if (strcmp(name, "orderd-tally") == 0) {
        errno = ENOMEM;
        return -1;
    }
    return real(name, flags);
}
