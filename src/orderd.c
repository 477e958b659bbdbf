/* orderd: the service. The master keeps workers; a worker is the same program, told so. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/routes.h"
#include "base/crypto.h"
#include "base/log.h"
#include "gateway/name_check.h"
#include "gateway/route_check.h"
#include "server/master.h"
#include "server/worker.h"
#include "setting/conf.h"

#ifndef ORDERD_CONF
#define ORDERD_CONF "/etc/orderd/orderd.conf"
#endif

enum { EXIT_USAGE = 2 };

static const char usage[] =
    "usage: orderd [-c FILE] [-t]\n"
    "\n"
    "  -c FILE        settings, instead of " ORDERD_CONF "\n"
    "  -t             test the settings and exit\n"
    "  --worker POOL  serve the listening socket on descriptor 0 as this pool\n"
    "  --version, --help\n"
    "\n"
    "SIGHUP replaces the workers one by one, with new settings; SIGTERM finishes and ends.\n";

struct arguments {
    const char *settings;
    enum pool worker; /* in a worker; else POOL_ANY */
    struct worker_start start;
    int resume_fd; /* what the program left that became this one; -1: none did */
    bool test;
};

static enum pool pool_of(const char *name)
{
    enum pool pool = pool_named(name, strlen(name));
    if (pool < POOLS)
        return pool;
    fprintf(stderr, "orderd: there is no pool %s\n", name);
    exit(EXIT_USAGE);
}

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
    case 'w':
        arguments->worker = pool_of(optarg);
        break;
    case 'r':
    case 'R': /* the master's own: which worker is this, and where it reports */
        arguments->start.ready_fd = (int)strtol(optarg, NULL, 10);
        arguments->start.replaces = option == 'R';
        break;
    case 'b':
        sscanf(optarg, "%d:%d", &arguments->start.board_fd, &arguments->start.seat);
        break;
    case 'T':
        arguments->start.tally_fd = (int)strtol(optarg, NULL, 10);
        break;
    case 'u': /* the master's own, too */
        arguments->resume_fd = (int)strtol(optarg, NULL, 10);
        break;
    case 'v':
        puts("orderd " PACKAGE_VERSION);
        exit(EXIT_SUCCESS);
    case 'h':
        tell_usage(stdout, EXIT_SUCCESS);
    default:
        tell_usage(stderr, EXIT_USAGE);
    }
}

static void read_arguments(int argc, char **argv, struct arguments *arguments)
{
    static const struct option options[] = {
        {"worker", required_argument, NULL, 'w'},
        {"ready", required_argument, NULL, 'r'},
        {"replace", required_argument, NULL, 'R'},
        {"board", required_argument, NULL, 'b'},
        {"tally", required_argument, NULL, 'T'},
        {"resume", required_argument, NULL, 'u'},
        {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    *arguments =
        (struct arguments){.worker = POOL_ANY,
                           .resume_fd = -1,
                           .start = {.ready_fd = -1, .board_fd = -1, .seat = -1, .tally_fd = -1}};
    for (int option; (option = getopt_long(argc, argv, "c:t", options, NULL)) != -1;)
        read_option(option, arguments);
    if (optind < argc)
        tell_usage(stderr, EXIT_USAGE);
    /* A worker has its settings from the master, by the environment. */
    if (!arguments->settings && arguments->worker == POOL_ANY)
        arguments->settings = ORDERD_CONF;
}

/* Workers are executed by an absolute path, so that an upgrade's binary is the one they run. Links
 * are not resolved: an upgrade may consist in one that points elsewhere. */
static const char *absolute_path(const char *program)
{
    static char path[PATH_MAX];
    char directory[PATH_MAX];
    int length = -1;
    if (*program == '/')
        length = snprintf(path, sizeof path, "%s", program);
    else if (strchr(program, '/') && getcwd(directory, sizeof directory))
        length = snprintf(path, sizeof path, "%s/%s", directory, program);
    else if (realpath("/proc/self/exe", path)) /* found in $PATH */
        length = (int)strlen(path);
    if (length > 0 && (size_t)length < sizeof path && access(path, X_OK) == 0)
        return path;
    fprintf(stderr, "orderd: can't find my own program %s\n", program);
    exit(EXIT_FAILURE);
}

/* A socket must never get the number of a standard stream that was closed. */
static void hold_standard_streams(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    close(fd);
}

int main(int argc, char **argv)
{
    struct arguments arguments;
    struct conf conf;
    char why[300];

    hold_standard_streams();
    read_arguments(argc, argv, &arguments);
    routes_open(api_routes);
    if (!routes_check(why, sizeof why) || !names_check(why, sizeof why) ||
        !conf_load(&conf, arguments.settings, why, sizeof why)) {
        fprintf(stderr, "orderd: %s\n", why);
        return EXIT_FAILURE;
    }
    if (arguments.test) {
        printf("orderd: the settings in %s are good\n", arguments.settings);
        return EXIT_SUCCESS;
    }
    crypto_setup();
    log_begin(conf.log_level, arguments.worker < POOLS ? pools[arguments.worker].name : "master");
    if (arguments.worker < POOLS)
        return worker_run(&conf, arguments.worker, arguments.start);
    return master_run(&conf, absolute_path(argv[0]), arguments.settings, arguments.resume_fd);
}
