#!/bin/sh
# Packs the web UI: its files go below a/HASH/ and may be kept for ever there, since another version is
# another folder; beside each lies its .gz. The documents stay where they are and say which it is.
# usage: pack-html.sh SOURCE NODE_MODULES TARGET PACKAGE_FILE:TARGET_FILE…
# SPDX-License-Identifier: MIT
set -eu
script=$0 parts=$(realpath "${0%/*}/web-parts.awk") source=$(realpath "$1") packages=$(realpath -m "$2") target=$(realpath -m "$3")
shift 3
documents="index.html docs/index.html"

if [ ! -d "$packages" ]; then
    echo "The web UI lacks its libraries: run npm ci in the source, then make again." >&2
    exit 1
fi

# The same files are the same version, whenever and wherever they are packed.
hash=$({
    cat "$script" "$parts"
    (cd "$source" && find . -type f | LC_ALL=C sort | xargs sha256sum)
    for pair in "$@"; do echo "$pair" && cat "$packages/${pair%%:*}"; done
} | sha256sum | cut -c 1-16)
[ ! -d "$target/a/$hash" ] || exit 0

rm -rf "$target.new"
mkdir -p "$target.new/a"
cp -R "$source" "$target.new/a/$hash"
chmod -R u+w "$target.new"
cd "$target.new/a/$hash"
for pair in "$@"; do
    mkdir -p "$(dirname "vendor/${pair#*:}")"
    cp "$packages/${pair%%:*}" "vendor/${pair#*:}"
done

# What is /vendor/ in a source lies in this folder.
up=./
for depth in 1 2 3 4; do
    find . -mindepth $depth -maxdepth $depth -name '*.js' ! -path './vendor/*' -exec sed -i "s|'/vendor/|'${up}vendor/|g" {} +
    up=${up#./}../
done

# made_of first|pages
made_of() { find . -name '*.js' ! -path './text/*' ! -path './docs/*' | LC_ALL=C sort | xargs awk -v want="$1" -f "$parts"; }

links=$(made_of first | tr ' ' '\n' | sed -n "s#..*#<link rel=\"modulepreload\" href=\"/a/$hash/&\">#p" | tr -d '\n')
made_of pages >pages.new
sed -i -e '/^const FILES = .*, PAGES = /{r pages.new' -e 'd}' lib/first.js
rm pages.new

cd ../..
for document in $documents; do
    mkdir -p "$(dirname "$document")"
    sed -E "s#(href|src)=\"/(app\.js|docs/|lib/|styles/|vendor/)#\1=\"/a/$hash/\2#
        s#^<link rel=\"modulepreload\".*#$links#" "a/$hash/$document" >"$document"
    rm "a/$hash/$document"
done
mv "a/$hash/favicon.svg" favicon.svg # asked for there, too, by who shows icons
find . -type f ! -name '*LICENSE' -exec gzip -9 -n -k {} +

rm -rf "$target"
mv "$target.new" "$target"
