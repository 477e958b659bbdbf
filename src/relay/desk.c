/* What all desks do alike. */
/* SPDX-License-Identifier: MIT */
#include "relay/desk.h"

#include <poll.h>
#include <stdint.h>
#include <unistd.h>

static bool is_readable_in(int fd, int ms)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    return poll(&look, 1, ms) > 0;
}

bool desk_turn(struct desk *desk)
{
    uint64_t times;
    while (read(desk->wake_fd, &times, sizeof times) > 0)
        ;
    arena_reset(desk->arena);
    desk->values = values_new(desk->arena, P_COUNT);
    return !is_readable_in(desk->stop_fd, 0);
}

bool desk_pause(struct desk *desk, int ms)
{
    struct pollfd news[] = {{.fd = desk->wake_fd, .events = POLLIN},
                            {.fd = desk->stop_fd, .events = POLLIN}};
    poll(news, 2, ms);
    return desk_turn(desk);
}

bool desk_rest(struct desk *desk, int ms)
{
    return !is_readable_in(desk->stop_fd, ms) && desk_turn(desk);
}

void desk_wake_others(const struct desk *desk)
{
    uint64_t once = 1;
    for (int i = 0; i < desk->desks; i++) {
        /* A counter that is full wakes as well. */
        if (desk->wake_fds[i] != desk->wake_fd && write(desk->wake_fds[i], &once, sizeof once) < 0)
            continue;
    }
}

bool desk_run(struct desk *desk, const struct plan *plan, const struct rows *rows[])
{
    return !db_run_again(desk->db, desk->arena, plan, &desk->values, rows);
}

const struct rows *desk_ask(struct desk *desk, enum query query)
{
    const struct rows *rows[1] = {NULL};
    struct plan plan = {0};
    plan_add(&plan, query);
    return desk_run(desk, &plan, rows) ? rows[0] : NULL;
}
