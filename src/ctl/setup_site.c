/* The part of setup in nginx: names and certificate in nginx/local, and the link that opens it. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/cell.h"
#include "ctl/edit.h"
#include "ctl/program.h"
#include "ctl/setup.h"

#ifndef ORDERD_NGINX
#define ORDERD_NGINX "/usr/share/orderd/nginx"
#endif
#ifndef ORDERD_NGINX_OWN
#define ORDERD_NGINX_OWN "/etc/nginx"
#endif
#ifndef ORDERD_TLS
#define ORDERD_TLS "/etc/orderd/tls"
#endif

struct certificate {
    const char *chain, *key;
};

/* Good for the name, and for nobody who does not trust it by hand: until there is another. */
static bool sign_own(struct ctl *ctl, const char *host, const struct certificate *made)
{
    const char *const words[] = {
        "openssl",  "req",
        "-x509",    "-nodes",
        "-days",    "825",
        "-subj",    arena_printf(ctl->arena, "/CN=%.64s", host),
        "-newkey",  "ec",
        "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-addext",  arena_printf(ctl->arena, "subjectAltName=DNS:%s", host),
        "-keyout",  made->key,
        "-out",     made->chain,
        NULL};
    mkdir(ORDERD_TLS, 0755);
    mode_t before = umask(077);
    bool made_it = program_do(ctl->arena, words);
    umask(before);
    if (!made_it)
        return false;
    printf(
        "made a certificate for %s, signed by itself; run this again once certbot has a better\n",
        host);
    return true;
}

static bool is_there(const struct certificate *certificate)
{
    return access(certificate->chain, R_OK) == 0 && access(certificate->key, R_OK) == 0;
}

/* certbot's, where there is one; else one of our own, which it makes. */
static bool find_certificate(struct ctl *ctl, const char *host, struct certificate *found)
{
    found->chain = arena_printf(ctl->arena, "/etc/letsencrypt/live/%s/fullchain.pem", host);
    found->key = arena_printf(ctl->arena, "/etc/letsencrypt/live/%s/privkey.pem", host);
    if (is_there(found))
        return true;
    found->chain = arena_printf(ctl->arena, ORDERD_TLS "/%s.pem", host);
    found->key = arena_printf(ctl->arena, ORDERD_TLS "/%s.key", host);
    return is_there(found) || sign_own(ctl, host, found);
}

/* Opens NAME of nginx/local with the site's name in it. */
static bool open_local(struct ctl *ctl, struct edit *edit, const char *name, const char *host)
{
    const char *path = cell_site(ctl->arena, ctl->cell, name);
    const char *standard = arena_printf(ctl->arena, ORDERD_NGINX "/local/%s", name);
    if (!edit_open(edit, ctl->arena, path, standard))
        return false;
    edit_set(edit, "server_name", arena_printf(ctl->arena, " %s;", host));
    return true;
}

/* From 1.25.1 on HTTP/2 has a line of its own, and nginx warns of the word behind "listen". */
static bool has_http2_line(struct ctl *ctl)
{
    static const char *const words[] = {"sh", "-c", "nginx -v 2>&1", NULL};
    struct program program = {.words = words, .keep_output = true};
    const char *version = program_run(&program, ctl->arena) ? strrchr(program.output, '/') : NULL;
    return version && strverscmp(version + 1, "1.25.1") >= 0;
}

/* Where the lines are still as they ship. */
static void use_http2_line(struct edit *edit)
{
    static const char word[] = " http2;";
    if (!strstr(edit->text, "\n#http2 "))
        return;
    for (char *at = edit->text; (at = strstr(at, word));)
        memmove(at, at + sizeof word - 2, strlen(at + sizeof word - 2) + 1);
    edit_set(edit, "http2", "      on;");
}

static bool write_listen(struct ctl *ctl, const char *host)
{
    struct edit edit;
    struct certificate found;
    if (!open_local(ctl, &edit, "listen.conf", host))
        return false;
    if (has_http2_line(ctl))
        use_http2_line(&edit);
    if (ctl->cell && edit.is_new)
        edit_set(
            &edit, "access_log",
            arena_printf(ctl->arena, "  /var/log/nginx/orderd-%s.access.log orderd;", ctl->cell));
    /* One that an operator named stays. */
    if (edit.is_new || strstr(edit.text, ORDERD_TLS "/") ||
        strstr(edit.text, "/ssl-cert-snakeoil.")) {
        if (!find_certificate(ctl, host, &found))
            return false;
        edit_set(&edit, "ssl_certificate", arena_printf(ctl->arena, "      %s;", found.chain));
        edit_set(&edit, "ssl_certificate_key", arena_printf(ctl->arena, "  %s;", found.key));
    }
    return edit_save(&edit, 0644, (gid_t)-1);
}

static bool write_redirect(struct ctl *ctl, const char *host)
{
    struct edit edit;
    return open_local(ctl, &edit, "redirect.conf", host) && edit_save(&edit, 0644, (gid_t)-1);
}

/* The server of a cell, which is program and so written anew; *is_new: it was not there. */
static bool write_cell(struct ctl *ctl, bool *is_new)
{
    struct edit edit;
    static const char standard[] = ORDERD_NGINX "/cell.conf";
    const char *name = arena_printf(ctl->arena, "s|@cell@|%s|g", ctl->cell);
    const char *const words[] = {"sed", name, standard, NULL};
    struct program program = {.words = words, .keep_output = true};
    if (!program_run(&program, ctl->arena) ||
        !edit_open(&edit, ctl->arena, cell_site(ctl->arena, ctl->cell, "cell.conf"), standard))
        return false;
    *is_new = edit.is_new;
    edit.changed = edit.is_new || strcmp(edit.text, program.output) != 0;
    edit.text = program.output;
    return edit_save(&edit, 0644, (gid_t)-1);
}

/* A reload cuts off who asks on a connection that nginx takes for idle, so it is for news alone:
 * what has changed since the one before. */
static bool reload_for_news(struct ctl *ctl)
{
    static const char script[] =
        "last=/run/orderd-nginx.reloaded; [ -e $last ] && systemctl --quiet is-active nginx && "
        "[ -z \"$(find \"$@\" -newercm $last -print -quit 2>/dev/null)\" ] || "
        "{ touch $last.new && systemctl reload-or-restart nginx && mv $last.new $last; }";
    static const char *const words[] = {"sh",
                                        "-c",
                                        script,
                                        "sh",
                                        ORDERD_NGINX_OWN,
                                        ORDERD_NGINX,
                                        ORDERD_TLS,
                                        "/etc/letsencrypt/live",
                                        NULL};
    return !setup_has_systemd() || program_do(ctl->arena, words);
}

/* What makes nginx see a site: of the first company a link, of a cell its file. */
static bool show(struct ctl *ctl, const char *shown, bool *is_new)
{
    if (ctl->cell)
        return write_cell(ctl, is_new);
    *is_new = symlink("../sites-available/orderd", shown) == 0;
    return *is_new || errno == EEXIST || ctl_fail("%s: %s", shown, strerror(errno)) == CTL_OK;
}

/* With what nginx would not start with, no other company would be served. */
static bool open_site(struct ctl *ctl)
{
    const char *shown = ctl->cell ? cell_site(ctl->arena, ctl->cell, "cell.conf")
                                  : ORDERD_NGINX_OWN "/sites-enabled/orderd";
    static const char *const test[] = {"nginx", "-t", "-q", NULL};
    bool is_new = false;
    if (!show(ctl, shown, &is_new))
        return false;
    if (program_do(ctl->arena, test))
        return reload_for_news(ctl);
    if (is_new)
        unlink(shown);
    return false;
}

static bool make_folder(struct ctl *ctl)
{
    const char *const words[] = {"install", "-d", cell_site(ctl->arena, ctl->cell, ""), NULL};
    return program_do(ctl->arena, words);
}

bool setup_site(struct ctl *ctl, const char *host)
{
    if (access(ORDERD_NGINX_OWN "/sites-available/orderd", F_OK) != 0)
        return puts("no site of nginx on this host (orderd-web)") >= 0;
    return make_folder(ctl) && write_listen(ctl, host) && write_redirect(ctl, host) &&
           open_site(ctl);
}
