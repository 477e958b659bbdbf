# Every command that README has for operators, one after the other, by a newcomer on a fresh Debian. Sourced
# by ./dev ops.
# SPDX-License-Identifier: MIT

. tests/ops/shop.sh
tree=readme

# Blocks of commands, each ended by a NUL.
readme_commands() {
    awk '/^## / { ours = /For operators/ }
        /^```/ { if (inside) printf "%c", 0; inside = ours && !inside && /^```sh/; next }
        inside' README.md
}

# As typed at a prompt, in the folder of the packages; apt's question whether to go on is answered.
typed() { in_tree "$tree" sh -ec "cd /root/packages; $1"; }

scenario_readme() {
    local block began=$EPOCHSECONDS blocks=0 commands=0
    tree_up
    in_tree "$tree" sh -c "echo 'APT::Get::Assume-Yes \"true\";' >/etc/apt/apt.conf.d/90yes"
    while read -r -d '' block; do
        blocks=$((blocks + 1))
        commands=$((commands + $(grep -cE '^[a-z]+[ -]' <<<"$block")))
        check "$(head -n 1 <<<"$block" | cut -c 1-60) …" typed "$block"
        # What the relay does for the first time takes a moment.
        [[ $block != *'apt install'* ]] || check "it is well" healthy
    done < <(readme_commands)
    check "all blocks were there" test "$blocks" -ge 7
    say "        $commands commands in $((EPOCHSECONDS - began)) s"
    check "nothing has failed" in_tree "$tree" sh -c '! systemctl --failed --no-legend | grep .'
}
