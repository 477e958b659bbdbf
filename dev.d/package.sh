# Debian packages, built from the checkout. Sourced by dev.
# SPDX-License-Identifier: MIT

packages_to_pack=(debhelper lintian po-debconf systemd xz-utils)

# orig NAME FOLDER: the tarball of a part of the source; of the same files, the same bytes.
orig() {
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=go=rX,u+rw,a-s \
        --mtime="@$SOURCE_DATE_EPOCH" --use-compress-program='xz -T1' --file="$1" --directory="${2%/*}" "${2##*/}"
}

# No build needs a network, and none is there where it can be kept away.
without_network() {
    if [ "$(id -u)" = 0 ]; then unshare --net "$@"; else "$@"; fi
}

# What `make dist` would pack, and npm's files of the web UI, become packages in var/packages. What
# make check looks at, ./dev test has.
package() {
    local version upstream name source target=$top/var/packages
    version=$(dpkg-parsechangelog -S Version)
    upstream=${version%-*}
    SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
    export SOURCE_DATE_EPOCH
    rm -rf "$target" "var/build/orderd-$upstream"
    mkdir -p "$target/npm"
    flock var/build.lock make --quiet -C var/build distdir >/dev/null ||
        die "make distdir failed; is debian/changelog of another version than configure.ac?"
    source=$target/orderd-$upstream
    mv "var/build/orderd-$upstream" "$target/"
    rm -rf "$source/debian"
    orig "$target/orderd_$upstream.orig.tar.xz" "$source"
    for name in $(node -p 'Object.keys(require("./package.json").dependencies).join(" ")'); do
        cp -rL "node_modules/$name" "$target/npm/"
    done
    orig "$target/orderd_$upstream.orig-npm.tar.xz" "$target/npm"
    mv "$target/npm" "$source/npm"
    cp -r debian "$source/"
    (cd "$source" && DEB_BUILD_OPTIONS=nocheck without_network dpkg-buildpackage -us -uc "$@") >"$target/build.log" 2>&1 ||
        { tail -n 40 "$target/build.log" && die "dpkg-buildpackage failed: $target/build.log"; }
    rm -rf "$source"
}

# What Debian's own judge refuses or warns of. No bug of Debian's asks for these packages.
lint_packages() {
    lintian --allow-root --fail-on error,warning --display-level '>=warning' \
        --suppress-tags initial-upload-closes-no-bugs var/packages/*.changes
}
