/* Names as they come from schemas and paths, to what values know them by. */
/* SPDX-License-Identifier: MIT */
#include "db/statement.h"

#include <string.h>

enum parameter parameter_named(const char *name)
{
    int least = P_NONE + 1, most = P_COUNT - 1;
    while (least <= most) {
        int middle = (least + most) / 2;
        int order = strcmp(name, parameter_names[middle]);
        if (order == 0)
            return (enum parameter)middle;
        if (order < 0)
            most = middle - 1;
        else
            least = middle + 1;
    }
    return P_NONE;
}
