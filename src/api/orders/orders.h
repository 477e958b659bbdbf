/* Orders: what a caller may send and gets, and the rules in between. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_API_ORDERS_ORDERS_H
#define ORDERD_API_ORDERS_ORDERS_H

#include "gateway/list.h"
#include "gateway/route.h"

extern const struct schema order_in, order_change_in, order_out, order_query;
extern const struct schema order_export_query, order_export_in, order_selection_query;
extern const struct schema order_lines_export_query;
extern const struct schema order_status_in, order_note_in;
extern const struct schema bulk_in, bulk_out, action_out, history_out, printing_in, printing_out,
    quote_out, return_in, return_out, return_query, return_receive_in, selection_out,
    shipment_change_in, shipment_in, slip_out;
extern const struct schema currency_sum_out;   /* how many orders, and their total, in a currency */
extern const struct schema selected_order_out; /* what is to be known of one that is chosen */
extern const struct schema address;            /* an F_ADDRESS anywhere */
extern const struct schema order_tax_out;      /* what a rate comes to */
extern const struct schema order_item_in;      /* a product and how many of it */
extern const struct word order_statuses[];
extern const struct list orders_list, returns_list;

handler orders_bulk;    /* the one handler that does I/O: it sends each entry through the gate */
handler order_quote;    /* prices items without ordering them */
handler orders_printed; /* all that are named are there */
counter order_count;    /* placed, or why not */
handler order_place;    /* prices, checks stock and policy, and writes the order */
handler order_move;     /* a step of an order's life: the action of the route or a status */
handler order_change_action; /* before the facts: is it the buyer's part that changes? */
handler order_change; /* new lines, addresses, notes; stock, money, budget and approval follow */
handler order_place_draft; /* at today's prices, with today's stock and policy */
handler order_ship;        /* what the items name leaves, or all that remains */
handler shipment_mend;     /* another carrier or tracking number */
handler shipment_undo;     /* it never left: its pieces are reserved again */
handler order_return;      /* takes pieces back, or asks for it */
handler return_receive;    /* takes in what was asked for, or a part of it */
handler return_reject;     /* refuses what was asked for */
handler return_withdraw;   /* who asked takes it back */

/* For whom an order may be: E_FORBIDDEN when a customer names another one, E_INVALID_FIELDS when
 * customer_id names none. Looks at the facts' customer_id. */
enum error order_check_customer(struct request *r) __attribute__((warn_unused_result));

#endif
