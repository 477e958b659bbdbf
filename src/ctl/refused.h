/* The lines of a file that an import did not take, to be mended and sent again. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_REFUSED_H
#define ORDERD_CTL_REFUSED_H

#include <stdio.h>

#include "api/imports/import.h"

/* Writes to `out` the lines of `in` that the import's faults name, and all lines of what they
 * belong to, as they are, with a column more: `refused`, in which the faults of the line stand.
 * `in` is what the import read, and is read again from its beginning. Faults past the listed ones
 * are not known. */
void refused_write(const struct import *import, FILE *in, FILE *out);

#endif
