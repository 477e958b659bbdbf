# compose.yaml, as it stands: both images are built of the packages, the stack comes up, an order is
# placed, and is there when everything was started anew. Sourced by ./dev ops.
# SPDX-License-Identifier: MIT

wants=(buildah containernetworking-plugins crun iptables podman podman-compose)
pen=$lab/containers
settings=(CONTAINERS_CONF="$pen/containers.conf" CONTAINERS_STORAGE_CONF="$pen/storage.conf" TMPDIR="$pen")
compose=(podman-compose --project-name orderd --file "$pen/docker/compose.yaml")

# inside COMMAND…: in namespaces of its own, which end with all that runs in them.
inside() { nsenter -t "$(pgrep -P "$(cat "$pen/pid")")" --mount --net --pid -- env "${settings[@]}" "$@"; }

# Containers keep no control groups: this machine may have none to give. And Debian 12's podman-compose
# (1.0.3) gives every container a network, also one that is to have none.
pen_up() {
    mkdir -p "$pen/docker"
    ln -sfn "$top/sql" "$pen/sql"
    sed '/network_mode: none/d' docker/compose.yaml >"$pen/docker/compose.yaml"
    printf '%s\n' '[containers]' 'cgroups = "disabled"' 'log_driver = "k8s-file"' \
        '[engine]' 'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >"$pen/containers.conf"
    printf '%s\n' '[storage]' 'driver = "overlay"' "graphroot = \"$pen/storage\"" 'runroot = "/run/orderd-lab"' \
        >"$pen/storage.conf"
    unshare --mount --net --pid --fork --kill-child --mount-proc bash -euc '
        mount -t tmpfs none /run
        mount -t tmpfs none /dev/shm
        mount -t tmpfs none /sys/fs/cgroup
        mount -t cgroup2 none /sys/fs/cgroup
        ip link set lo up
        exec sleep infinity' &
    echo $! >"$pen/pid"
    for _ in $(seq 50); do
        ! inside test -e /sys/class/net/lo || return 0
        sleep 0.1
    done
    die "no namespaces"
}

# All processes of the namespaces go with their first one.
tidy_up() {
    [ ! -f "$pen/pid" ] || kill -KILL "$(cat "$pen/pid")" 2>/dev/null || true
    rm -f "$pen/pid"
    for _ in $(seq 50); do
        ! grep -q " $pen/storage/" /proc/mounts || sleep 0.1
    done
    rm -rf "$pen"
}

# image NAME FOLDER ARG…: no registry is asked for anything.
image() { env "${settings[@]}" buildah bud --quiet --isolation chroot --network host --pull-never --tag "$1" "${@:3}" "$2"; }

images() {
    tar -C "$lab/base" -c . | env "${settings[@]}" podman import --quiet - docker.io/library/debian:12-slim &&
        image docker.io/library/postgres:15 tests/ops/containers &&
        image orderd . --file docker/Dockerfile --target orderd &&
        image orderd-nginx . --file docker/Dockerfile --target nginx
}

in_service() { inside podman exec "orderd_$1_1" "${@:2}"; }
in_orderctl() { in_service relay orderctl "$@"; }

answers() {
    for _ in $(seq 120); do
        ! inside curl -sS --max-time 5 --cacert "$pen/cert.pem" https://localhost:8443/api/v1/health/ready || return 0
        sleep 0.5
    done
    return 1
}
# ask PATH [CURL-ARGUMENT…]
ask() {
    inside curl -sS --fail-with-body --max-time 10 --cacert "$pen/cert.pem" -H 'Content-Type: application/json' \
        ${token:+-H "Authorization: Bearer $token"} "https://localhost:8443/api/v1$1" "${@:2}"
}

# There are no timers without systemd, so podman looks at no health: what compose would wait for, we do.
stack_up() {
    inside "${compose[@]}" up --detach --no-build postgres || return
    for _ in $(seq 120); do
        ! in_service postgres psql -U orderd_owner -c '' orderd 2>/dev/null || break
        sleep 0.5
    done
    inside "${compose[@]}" up --detach --no-build migrate
    inside podman wait orderd_migrate_1 | grep -x 0 && inside "${compose[@]}" up --detach --no-build || return
    for _ in $(seq 60); do
        ! in_service nginx cat /tls/cert.pem >"$pen/cert.pem" 2>/dev/null || break
        sleep 0.5
    done
    answers
}
stack_down() { inside "${compose[@]}" down; }

password='a long enough one, 1874'
add_admin() {
    inside podman exec --interactive orderd_relay_1 orderctl user add --email owner@example.com --role admin \
        --password-stdin <<<"$password"
}
sign_in() {
    token=
    token=$(ask /auth/login -d "{\"email\":\"owner@example.com\",\"password\":\"$password\"}" |
        sed 's/.*"access_token":"\([^"]*\)".*/\1/') && [ -n "$token" ]
}
sell() { ask /products -d '{"sku":"CHAIR","name":"Chair","price":"40.00","stock":5}'; }
place() {
    ask /orders -H 'Idempotency-Key: containers-1' -d '{"items":[{"sku":"CHAIR","quantity":2}],
        "shipping_address":{"street":"1 Main Street","city":"Springfield","postal_code":"12345","country":"USA"}}' >"$pen/order"
}
# as_before: the same order, and what is left of the chairs.
as_before() {
    local id
    id=$(sed -n 's/^{"id":\([0-9]*\).*/\1/p' "$pen/order")
    ask "/orders/$id" | grep '"total":' && ask /products/sku/CHAIR | grep '"available":3'
}
# What builds an image is in none.
lean() {
    local image
    for image in orderd orderd-nginx; do
        ! inside podman run --rm --network none "$image" sh -c 'command -v npm node cc make || find / -xdev -name node_modules' | grep . || return
    done
}

scenario_containers() {
    pen_up
    check "both images are built of the packages" images
    check "neither has what builds them" lean
    check "the stack comes up" stack_up
    check "the operator makes an administrator" add_admin
    check "who signs in" sign_in
    check "puts something up for sale" sell
    check "and orders two of five" place
    check "all is stopped, and started anew" eval 'stack_down && stack_up'
    check "who was there signs in" sign_in
    check "the order is there" as_before
    check "sent again, it is the same order" eval 'cp "$pen/order" "$pen/first" && place && cmp "$pen/first" "$pen/order"'
    check "a backup is written" in_orderctl backup /var/backups/orderd/orderd.tar
}
