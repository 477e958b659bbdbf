/* Users: who they are, and how they come to be. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_PEOPLE_USERS_H
#define ORDERD_API_PEOPLE_USERS_H

#include "gateway/route.h"
#include "setting/passwords.h"

extern const struct schema register_in, registered_out, me_in, me_out, user_out;

extern const struct word role_words[];

handler user_register; /* makes a customer's account; an admin may choose role and department */

/* Refuses a password that holds the shop's name or its owner's, as `field` of the body. */
enum error user_check_password(struct request *r, enum parameter field,
                               const struct password_owner *owner);

#endif
