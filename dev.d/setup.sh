# What must be on the machine, and the builds. Sourced by dev.
# SPDX-License-Identifier: MIT

packages_to_run=(
    build-essential autoconf automake pkg-config
    libcmocka-dev libcurl4-openssl-dev libevent-dev libfcgi-dev libidn2-dev libpq-dev libsodium-dev libssl-dev libunistring-dev libyajl-dev
    nginx postgresql sqitch libdbd-pg-perl
    ca-certificates curl openssl util-linux
)
packages_to_test=(
    clang libclang-rt-dev                    # fuzz
    clang-tidy                               # lint
    libtap-parser-sourcehandler-pgtap-perl   # sql, with pgTAP itself: see set_up_to_test
    chromium-headless-shell fonts-dejavu-core # browser
    xz-utils                                 # install
    prometheus                               # api, lint: promtool
)

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        command -v sudo >/dev/null || die "not root, and no sudo: as root, run $*"
        sudo "$@"
    fi
}

# install_packages NAME…: asks apt only for what is missing.
install_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed ||
            missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "dev: installing ${missing[*]}"
    as_root apt-get -qq update
    # Runlevel 1: no service starts. Debian's own nginx and PostgreSQL are not what runs here.
    as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install "${missing[@]}" >&2
}

# npm_packages DIR: fetches what DIR/package-lock.json names, once.
npm_packages() {
    cmp -s "$1/package-lock.json" "$1/node_modules/.fetched" && return
    say "dev: fetching npm packages of $1"
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1 npm ci --loglevel=error >&2)
    cp "$1/package-lock.json" "$1/node_modules/.fetched"
}

set_up_to_run() {
    local packages=("${packages_to_run[@]}")
    # Somebody's own Node (of another origin, which brings its npm) is good enough.
    command -v npm >/dev/null || packages+=(nodejs npm)
    install_packages "${packages[@]}"
    npm_packages .
}

set_up_to_test() {
    set_up_to_run
    # pgTAP's package is named after the PostgreSQL it is for.
    install_packages "${packages_to_test[@]}" "postgresql-$(postgres_major)-pgtap"
    use_npm_programs
}

# use_npm_programs: the tests' programs, and Node as tests/package.json pins it, before Debian's.
use_npm_programs() {
    npm_packages tests
    local node=("$top"/tests/node_modules/node-linux-*/bin)
    PATH=${node[0]}:$top/tests/node_modules/.bin:$PATH
}

# clang_format OPTION…: over every C file, by the one version that tests/package.json pins.
clang_format() {
    find src tests -name node_modules -prune -o -name '*.[ch]' -print0 |
        xargs -0 clang-format "$@"
}

# build NAME [CONFIGURE-ARGUMENT…]: configures var/NAME when needed, and builds there.
build() {
    local name=$1
    shift
    mkdir -p "var/$name"
    # One lock for all: autoreconf writes into the tree they share.
    flock var/build.lock bash -euc '
        name=$1; shift
        if [ ! configure -nt configure.ac ] || [ ! Makefile.in -nt Makefile.am ]; then
            autoreconf -i
        fi
        cd "var/$name"
        [ Makefile -nt ../../configure ] ||
            ../../configure --quiet --enable-werror \
                --prefix=/usr --sysconfdir=/etc --localstatedir=/var "$@"
        make --quiet -j"$(nproc)" all
    ' build "$name" "$@" >&2
}
