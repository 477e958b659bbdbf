/* The lines of orderctl doctor. */
/* SPDX-License-Identifier: MIT */
#include "ctl/doctor_report.h"

#include <stdarg.h>
#include <stdio.h>

bool doctor_report(bool fine, const char *what, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("%-6s %-12s ", fine ? "ok" : "WRONG", what);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
    return fine;
}

bool doctor_skip(const char *what, const char *why)
{
    printf("%-6s %-12s not looked at: %s\n", "-", what, why);
    return true;
}
