/* Departments: parts of the company that order within limits. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_PEOPLE_DEPARTMENTS_H
#define ORDERD_API_PEOPLE_DEPARTMENTS_H

#include "gateway/route.h"

extern const struct schema department_in, department_change_in, department_out;

#endif
