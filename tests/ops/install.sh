# A newcomer's host: the packages are installed, a shop is open, and goes and comes back. Sourced by
# ./dev ops.
# SPDX-License-Identifier: MIT

. tests/ops/shop.sh
tree=install

# From apt to a sign-in, and how busy the machine was.
clock_begins() { began=$EPOCHSECONDS; }
clock_says() {
    seconds=$((EPOCHSECONDS - began))
    say "        $seconds s from apt to a sign-in, $1 (load $(cut -d ' ' -f 1 /proc/loadavg))"
}
preseed() {
    in_tree "$tree" debconf-set-selections <<TEXT
orderd orderd/host string $host
orderd orderd/admin string $admin
TEXT
}

leads() { wired "$tree" curl -sS -o /dev/null -w '%{redirect_url}' -H "Host: $host" http://127.0.0.1/x | grep -x "https://$host/x"; }
password='a long enough one, 1874'
set_password() {
    local link token
    link=$(grep -o "https://$host/#/password/reset?token=[A-Za-z0-9_-]*" "$lab/apt.log") && token=${link##*=} &&
        ask /api/v1/auth/password/reset -d "{\"token\":\"$token\",\"password\":\"$password\"}"
}
sign_in() {
    ask /api/v1/auth/login -d "{\"email\":\"$admin\",\"password\":\"$password\"}" | grep '"role":"admin"'
}

scenario_install() {
    tree_up
    check "a fresh Debian runs" active dbus
    preseed
    clock_begins
    check "apt installs it, with three answers given" install_packages_of_ours
    check "doctor has nothing to say" healthy
    check "the administrator sets a password by the link that apt printed" set_password
    check "and signs in" sign_in
    clock_says "with all that it depends on, in apt's cache"
    check "plain HTTP leads to it" leads
    check "nginx has nothing against its settings" fails in_tree "$tree" sh -c 'nginx -t 2>&1 | grep warn'
    check "the units may little" in_tree "$tree" systemd-analyze security --no-pager --threshold=15 orderd.service orderd-relay.service
    check "a second setup changes nothing" in_tree "$tree" sh -c \
        'sha256sum /etc/orderd/orderd.conf /etc/nginx/orderd/local/* >/tmp/before; orderctl setup && sha256sum -c /tmp/before'
    check "and all serves on" sign_in

    check "apt removes it" apt remove orderd orderd-web
    check "nginx does without" in_tree "$tree" sh -c 'nginx -t && systemctl is-active nginx && ! ls /etc/nginx/sites-enabled/orderd'
    check "no socket is left" fails in_tree "$tree" sh -c 'ls /run/orderd/*.sock'
    check "nothing has failed" in_tree "$tree" sh -c '! systemctl --failed --no-legend | grep .'
    check "apt brings it back" install_packages_of_ours
    check "as it was" healthy
    check "with whom it knew" sign_in

    check "apt purges it" apt purge orderd orderd-web
    check "nginx does without" in_tree "$tree" nginx -t
    check "the settings are gone" fails exists /etc/orderd/orderd.conf
    check "the keys are not" in_tree "$tree" sh -c 'ls /var/lib/orderd/keys/* >/dev/null'
    clock_begins
    check "apt brings it back, with nothing answered" install_packages_of_ours
    check "it waits for its setup" fails active orderd orderd-relay orderd-api.socket
    check "and says so" grep 'orderctl setup --host' "$lab/apt.log"
    check "which is one command" in_tree "$tree" orderctl setup --host "$host" --admin "$admin"
    check "doctor has nothing to say" healthy
    check "whom it knew signs in" sign_in
    clock_says "with what it depends on there already"
    check "which is less than a minute" test "$seconds" -lt 60

    in_tree "$tree" sh -c 'echo orderd orderd/forget-keys boolean true | debconf-set-selections'
    check "a purge that shall forget the keys" apt purge orderd
    check "does" fails exists /var/lib/orderd/keys
}
