# The test that the source package brings, run by Debian's own runner of such tests. Sourced by ./dev ops.
# SPDX-License-Identifier: MIT

. tests/ops/shop.sh
tree=autopkgtest

run_tests() {
    in_tree "$tree" sh -c 'autopkgtest --no-built-binaries /root/packages/*.deb /root/source -- null' | tee "$lab/tests.log"
}

scenario_autopkgtest() {
    tree_up autopkgtest ca-certificates curl dpkg-dev postgresql
    mkdir "$lab/$tree/root/root/source"
    cp -r debian "$lab/$tree/root/root/source/"
    check "Debian has a runner of tests" apt --no-install-recommends install autopkgtest dpkg-dev
    check "the package's own pass" run_tests
    grep -E ' (PASS|FAIL|SKIP)' "$lab/tests.log" | sed 's/^/        /' >&2
}
