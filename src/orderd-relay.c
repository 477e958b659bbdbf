/* orderd-relay: tells the world what happened, and does what time asks for. */
/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "base/log.h"
#include "gateway/name_check.h"
#include "relay/relay.h"
#include "setting/conf.h"

#ifndef ORDERD_CONF
#define ORDERD_CONF "/etc/orderd/orderd.conf"
#endif

enum { EXIT_USAGE = 2 };

static const char usage[] = "usage: orderd-relay [-c FILE] [-t]\n"
                            "\n"
                            "  -c FILE  settings, instead of " ORDERD_CONF "\n"
                            "  -t       test the settings and exit\n"
                            "  --version, --help\n"
                            "\n"
                            "SIGHUP begins anew with new settings; SIGTERM ends.\n";

struct arguments {
    const char *settings;
    bool test;
};

static _Noreturn void tell_usage(FILE *out, int status)
{
    fputs(usage, out);
    exit(status);
}

static void read_option(int option, struct arguments *arguments)
{
    switch (option) {
    case 'c':
        arguments->settings = optarg;
        break;
    case 't':
        arguments->test = true;
        break;
    case 'v':
        puts("orderd-relay " PACKAGE_VERSION);
        exit(EXIT_SUCCESS);
    case 'h':
        tell_usage(stdout, EXIT_SUCCESS);
    default:
        tell_usage(stderr, EXIT_USAGE);
    }
}

static struct arguments read_arguments(int argc, char **argv)
{
    static const struct option options[] = {
        {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct arguments arguments = {.settings = ORDERD_CONF};
    for (int option; (option = getopt_long(argc, argv, "c:t", options, NULL)) != -1;)
        read_option(option, &arguments);
    if (optind < argc)
        tell_usage(stderr, EXIT_USAGE);
    return arguments;
}

int main(int argc, char **argv)
{
    struct arguments arguments = read_arguments(argc, argv);
    struct conf conf;
    char why[300];

    if (!names_check_noun("relay", why, sizeof why) ||
        !names_check_noun("chores", why, sizeof why) ||
        !conf_load(&conf, arguments.settings, why, sizeof why)) {
        fprintf(stderr, "orderd-relay: %s\n", why);
        return EXIT_FAILURE;
    }
    if (arguments.test) {
        printf("orderd-relay: the settings in %s are good\n", arguments.settings);
        return EXIT_SUCCESS;
    }
    crypto_setup();
    log_begin(conf.log_level, "relay");
    return relay_run(&conf, arguments.settings);
}
