/* The columns that most rows of the nouns' tables share; their routes.c alone include this. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_COLUMNS_H
#define ORDERD_API_COLUMNS_H

#include "api/routes.h"

/* In this order. */
#define ROUTE(method_, pattern_, role_, pool_, tag_, summary_)                                     \
    .method = method_, .pattern = pattern_, .role = role_, .pool = pool_, .tag = tag_,             \
    .summary = summary_

#define ANYONE ROLE_ANYONE
#define CUSTOMER ROLE_CUSTOMER
#define STAFF ROLE_STAFF
#define MANAGER ROLE_MANAGER
#define ADMIN ROLE_ADMIN

#define API POOL_API
#define AUTH POOL_AUTH
#define LIVE POOL_LIVE
#define PASSWORD POOL_PASSWORD
#define PAY POOL_PAY
#define SLOW POOL_SLOW

#endif
