/* The checks of orderctl doctor: each reports one line. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_DOCTOR_H
#define ORDERD_CTL_DOCTOR_H

#include "ctl/ctl.h"

/* "ok     clock      …" or "WRONG  clock      …", the latter with what to do; gives `fine`. */
bool doctor_report(bool fine, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line for what could not be looked at; true. */
bool doctor_skip(const char *what, const char *why);

/* Each false when something is wrong. */
bool doctor_keys(struct ctl *ctl);
bool doctor_payments(struct ctl *ctl);
bool doctor_sockets(struct ctl *ctl);
bool doctor_database(struct ctl *ctl); /* and what is in it, if it can be reached */

#endif
