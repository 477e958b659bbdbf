/* What waits for who asks. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_HOME_HOME_H
#define ORDERD_API_HOME_HOME_H

#include "gateway/route.h"

extern const struct schema waiting_out;

#endif
