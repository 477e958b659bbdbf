/* The commands of orderctl: each is a row of the table in orderctl.c. */
/* SPDX-License-Identifier: MIT */
#ifndef ORDERD_CTL_COMMANDS_H
#define ORDERD_CTL_COMMANDS_H

#include "ctl/ctl.h"

enum ctl_exit after_restore(struct ctl *ctl);
enum ctl_exit audit_archive(struct ctl *ctl);
enum ctl_exit audit_check(struct ctl *ctl);
enum ctl_exit audit_find(struct ctl *ctl);
enum ctl_exit audit_seal(struct ctl *ctl);
enum ctl_exit backup(struct ctl *ctl);
enum ctl_exit cell_add(struct ctl *ctl);
enum ctl_exit cell_list(struct ctl *ctl);
enum ctl_exit cell_remove(struct ctl *ctl);
enum ctl_exit chores_list(struct ctl *ctl);
enum ctl_exit demo(struct ctl *ctl);
enum ctl_exit doctor(struct ctl *ctl);
enum ctl_exit import_categories_file(struct ctl *ctl);
enum ctl_exit import_customers_file(struct ctl *ctl);
enum ctl_exit import_orders_file(struct ctl *ctl);
enum ctl_exit import_products_file(struct ctl *ctl);
enum ctl_exit keys_bring(struct ctl *ctl);
enum ctl_exit keys_export(struct ctl *ctl);
enum ctl_exit keys_init(struct ctl *ctl);
enum ctl_exit keys_replace(struct ctl *ctl);
enum ctl_exit mail_test(struct ctl *ctl);
enum ctl_exit migrate(struct ctl *ctl);
enum ctl_exit money_reconcile(struct ctl *ctl);
enum ctl_exit orders_expire(struct ctl *ctl);
enum ctl_exit outbox_list(struct ctl *ctl);
enum ctl_exit outbox_replay(struct ctl *ctl);
enum ctl_exit outbox_retry(struct ctl *ctl);
enum ctl_exit payments_settle(struct ctl *ctl);
enum ctl_exit relay_accept(struct ctl *ctl);
enum ctl_exit reload(struct ctl *ctl);
enum ctl_exit restore(struct ctl *ctl);
enum ctl_exit setup(struct ctl *ctl);
enum ctl_exit stock_reconcile(struct ctl *ctl);
enum ctl_exit tidy(struct ctl *ctl);
enum ctl_exit user_add(struct ctl *ctl);
enum ctl_exit user_reset_link(struct ctl *ctl);
enum ctl_exit user_totp_off(struct ctl *ctl);
enum ctl_exit user_unlock(struct ctl *ctl);

extern const struct schema after_restore_options, setup_options;
extern const struct schema audit_archive_options, audit_find_options, audit_verify_options;
extern const struct schema backup_options, cell_add_options, cell_remove_options, doctor_options,
    import_options, import_orders_options, keys_file_options, mail_test_options, migrate_options,
    money_options, outbox_list_options, outbox_replay_options, outbox_retry_options, reload_options,
    restore_options, stock_options, user_add_options, user_email_options;

#endif
