# The lab: trees of Debian in which systemd runs, each an overlay of one that debootstrap made. They
# have no wire to the outside. Sourced by ./dev and by the scenarios beside it.
# SPDX-License-Identifier: MIT

lab_suite=${LAB_SUITE:-bookworm} # trixie: Debian 13
lab=$top/var/ops/$lab_suite
packages=$top/var/packages # where those for the trees are

passed=0 failed=0
# check WHAT COMMAND…: one step, and how long it took.
check() {
    local began=$EPOCHREALTIME seconds
    if "${@:2}" >"$lab/step.log" 2>&1; then
        passed=$((passed + 1))
        seconds=$(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $began }")
        say "ok      $1 ($seconds s)"
    else
        failed=$((failed + 1))
        say "FAILED  $1" && sed 's/^/        /' "$lab/step.log" | tail -n 20 >&2
    fi
}
fails() { ! "$@"; }

# What keeps this machine from being a lab, in a line; nothing: nothing does.
lab_lacks() {
    [ "$(id -u)" = 0 ] || { echo "root" && return; }
    command -v debootstrap >/dev/null || { echo "debootstrap" && return; }
    command -v systemd-nspawn >/dev/null || { echo "systemd-nspawn" && return; }
    unshare --mount --pid --fork true 2>/dev/null || echo "the right to make namespaces"
}

# Where this machine's own apt has Debian from.
lab_mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | head -n 1
}

# The tree below all others, made once.
lab_base() {
    [ ! -d "$lab/base" ] || return 0
    rm -rf "$lab/base.new"
    mkdir -p "$lab"
    debootstrap --variant=minbase --include=apt-utils,dbus,systemd,systemd-sysv \
        "$lab_suite" "$lab/base.new" "$(lab_mirror)" >"$lab/base.log" 2>&1 ||
        { tail -n 5 "$lab/base.log" && die "debootstrap failed: $lab/base.log"; }
    rm -f "$lab/base.new/usr/sbin/policy-rc.d"
    mv "$lab/base.new" "$lab/base"
}

# lay NAME: an overlay over the base and what was fetched; lay fetching, lay building: what is kept of
# that. A tree that is thrown away waits for no disk.
lay() {
    local lower=$lab/fetched:$lab/base upper=$lab/$1/changes how=,volatile
    rm -rf "${lab:?}/$1"
    case $1 in
    fetching) lower=$lab/base upper=$lab/fetched how= ;;
    building) lower=$lab/base upper=$lab/built how= ;;
    esac
    mkdir -p "$lab/$1/root" "$lab/$1/work" "$upper"
    mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$lab/$1/work$how" "$lab/$1/root"
}

unlay() {
    ! mountpoint -q "$lab/$1/root" || umount "$lab/$1/root"
    rm -rf "${lab:?}/$1"
}

# apt_in ROOT ARGUMENT…: apt in a tree that is not booted, with this machine's wire to the outside.
apt_in() {
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    [ -n "$(find "$1/var/lib/apt/lists" -name '*Packages*' -print -quit)" ] ||
        chroot "$1" apt-get -qq update
    chroot "$1" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o APT::Sandbox::User=root "${@:2}"
}

# lab_fetch NAME…: what apt would fetch for our packages and these of Debian, kept below all trees.
lab_fetch() {
    local root=$lab/fetching/root debs
    lay fetching
    rm -rf "$root/root/packages"
    mkdir "$root/root/packages"
    cp "$packages"/orderd{,-web}_*.deb "$root/root/packages/"
    debs=("$root"/root/packages/*)
    apt_in "$root" --download-only install "${debs[@]#"$root"}" "$@" >"$lab/fetch.log" 2>&1 ||
        { tail -n 5 "$lab/fetch.log" && die "apt could not fetch: $lab/fetch.log"; }
    unlay fetching
}

# Another Debian has other libraries, so its packages are built and checked in a tree of it, of the same
# source.
lab_package() {
    local root=$lab/building/root source
    [ "$lab_suite" != "$(. /etc/os-release && echo "$VERSION_CODENAME")" ] || return 0
    packages=$lab/packages
    lay building
    rm -rf "$root/root/build" "$packages"
    mkdir "$root/root/build" "$packages"
    source=("$top"/var/packages/orderd_*.{dsc,tar.xz})
    cp "${source[@]}" "$root/root/build/"
    {
        apt_in "$root" --no-install-recommends install build-essential
        apt_in "$root" --no-install-recommends build-dep "/root/build/${source[0]##*/}"
        without_network unshare --mount-proc="$root/proc" --pid --fork chroot "$root" sh -ec '
            cd /root/build && dpkg-source -x *.dsc source && cd source && dpkg-buildpackage -b -us -uc'
    } >"$lab/build.log" 2>&1 ||
        { tail -n 40 "$lab/build.log" && die "no packages for $lab_suite: $lab/build.log"; }
    mv "$root"/root/build/*.deb "$packages/"
    rm -rf "$root/root/build"
    unlay building
}

# Where systemd does not hand out control groups, a tree gets one of its own.
lab_group() {
    local hierarchy
    for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
        [ ! -d "$hierarchy" ] || echo "$hierarchy/orderd-ops-$1"
    done
}

# boot NAME: systemd as its first process; comes back when it has started all it starts.
boot() {
    local group
    for group in $(lab_group "$1"); do mkdir -p "$group"; done
    (
        for group in $(lab_group "$1"); do echo "$BASHPID" >"$group/cgroup.procs"; done
        export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        exec setsid systemd-nspawn --quiet --boot --register=no --keep-unit --private-network \
            --machine="$1" --hostname="$1" --resolv-conf=off --timezone=off --console=pipe \
            --directory="$lab/$1/root" systemd.unit=multi-user.target
    ) </dev/null >"$lab/$1/console.log" 2>&1 &
    echo $! >"$lab/$1/pid"
    for _ in $(seq 300); do
        ! leader "$1" >/dev/null || ! in_tree "$1" systemctl is-system-running --wait >/dev/null 2>&1 || return 0
        sleep 0.2
    done
    in_tree "$1" systemctl --failed --no-legend || true
    die "the tree $1 does not come up: $lab/$1/console.log"
}

# The tree's first process, as this machine counts.
leader() { pgrep -P "$(cat "$lab/$1/pid")" | head -n 1 | grep .; }

# in_tree NAME COMMAND…: as root in it.
in_tree() {
    nsenter -t "$(leader "$1")" --all -- env -i HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "${@:2}"
}

# wired NAME COMMAND…: a program of this machine on the tree's network.
wired() { nsenter -t "$(leader "$1")" --net -- "${@:2}"; }

# Ends a tree whatever state it is in, and leaves nothing of it.
off() {
    local first group
    [ -f "$lab/$1/pid" ] || { unlay "$1" && return; }
    if first=$(leader "$1"); then
        kill -s RTMIN+4 "$first" || true
        for _ in $(seq 100); do
            kill -0 "$first" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$first" 2>/dev/null || true
    fi
    wait "$(cat "$lab/$1/pid")" 2>/dev/null || true
    for group in $(lab_group "$1"); do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
    unlay "$1"
}
