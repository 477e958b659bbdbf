# Operation, for real: what an operator does, in trees in which systemd runs. Sourced by dev.
# SPDX-License-Identifier: MIT

. tests/ops/lab.sh

packages_of_the_lab=(debootstrap procps systemd-container)

# ops NAME: builds the packages, and runs a scenario of tests/ops with them.
ops() {
    local lacks scenario=tests/ops/$1.sh
    [ -f "$scenario" ] && [[ $1 != lab && $1 != shop ]] || die "no scenario is called $1; see tests/ops"
    [ "$(id -u)" = 0 ] || die "trees are root's to boot: run this as root"
    set_up_to_run
    . "$scenario"
    install_packages "${packages_to_pack[@]}" "${packages_of_the_lab[@]}" "${wants[@]}"
    lacks=$(lab_lacks)
    [ -z "$lacks" ] || die "this machine can't be a lab: it lacks $lacks"
    trap tidy_up EXIT
    build build
    package
    lab_base
    lab_package
    "scenario_$1"
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
