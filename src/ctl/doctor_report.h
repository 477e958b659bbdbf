/* What orderctl doctor prints: a line for each thing it has looked at. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_DOCTOR_REPORT_H
#define ORDERD_CTL_DOCTOR_REPORT_H

#include <stdbool.h>

/* "ok     clock      …" or "WRONG  clock      …", the latter with what to do; gives `fine`. */
bool doctor_report(bool fine, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line for what could not be looked at; true. */
bool doctor_skip(const char *what, const char *why);

#endif
