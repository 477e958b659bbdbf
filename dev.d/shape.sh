# The shape of the code: how long functions and files are, how full folders, and which room knows
# which. Sourced by dev.
# SPDX-License-Identifier: MIT

# shape [COMMIT]: of the tree as it is, or as it was.
shape() {
    local tree=$top
    if [ -n "${1:-}" ]; then
        tree=$top/var/shape
        rm -rf "$tree"
        mkdir -p "$tree"
        git archive "$1" src HACKING.md | tar -x -C "$tree"
    fi
    (cd "$tree" && shape_sizes && shape_arrows)
}

# spread THING: median, 90th percentile and most of the numbers that begin the lines of the input,
# and whose the most is.
spread() {
    sort -n | awk -v thing="$1" '{ n[NR] = $1; last = $0 } END {
        sub(/^[0-9]+ /, "", last)
        printf "%-10s %5d, median %d, p90 %d, most %d: %s\n", thing, NR,
            n[int((NR + 1) / 2)], n[int(NR * 0.9 + 0.5)], n[NR], last }'
}

# Lines between the brace that opens a function and the one that closes it.
function_lines() {
    awk '/^[a-z].*\(/ { head = $0 } /^\{$/ { begin = FNR }
        /^\}$/ && begin {
            sub(/\(.*/, "", head); sub(/.*[ *]/, "", head)
            print FNR - begin - 1, head, FILENAME; begin = 0 }' "$@"
}

shape_sizes() {
    local sources
    sources=$(find src -name '*.c' | sort)
    function_lines $sources | spread functions
    wc -l $(find src -name '*.[ch]') | grep -v ' total$' | sed 's/^ *//' | spread files
    find src -type f -name '*.[ch]' | sed 's|/[^/]*$||' | sort | uniq -c | sed 's/^ *//' |
        spread folders
}

# "room room" of each #include of another room's; a noun of the API is a room in it.
arrows() {
    grep -rHo '^#include "[a-z_]*/[^"]*"' src --include='*.[ch]' | sed 's|^src/||; s|:#include "| |; s|"$||' |
        awk 'function room(path) {
                split(path, part, "/")
                return part[1] == "api" && part[3] != "" ? "api/" part[2] : part[1]
            }
            split($1, whose, "/") > 1 && room($1) != room($2) { print room($1), room($2) }' | sort | uniq -c |
        awk '{ print $2, $3, $1 }'
}

# A room knows those above it in the map of HACKING.md; of the nouns, none is known by one it knows.
shape_arrows() {
    local rooms
    rooms=$(sed -nE 's|^src/([a-z]+)/ .*|\1|p' HACKING.md)
    arrows | awk -v rooms="$rooms" '
        BEGIN { n = split(rooms, list, "\n"); for (i = 1; i <= n; i++) place[list[i]] = i }
        function house(room) { sub(/\/.*/, "", room); return room }
        { known[$1] = known[$1] " " $2; includes[$1, $2] = $3 }
        !place[house($1)] || !place[house($2)] { print "not on the map: " $1 " -> " $2; wrong = 1 }
        place[house($1)] < place[house($2)] { print "upward: " $1 " -> " $2; wrong = 1 }
        # Depth first; who is met again on the way closes a circle.
        function walk(room, way,    next_room, count, list, i) {
            if (index(way " ", " " room " ")) {
                print "circle:" substr(way, index(way " ", " " room " ")) " " room; wrong = 1; return
            }
            if (done[room])
                return
            count = split(known[room], list, " ")
            for (i = 1; i <= count; i++)
                walk(list[i], way " " room)
            done[room] = 1
        }
        END {
            for (i = 1; i <= n; i++)
                printf "%-10s knows%s\n", list[i], known[list[i]] ? known[list[i]] : " nobody"
            for (room in known)
                if (room ~ /\//)
                    printf "%-14s knows%s\n", room, known[room] | "sort"
            close("sort")
            for (room in known)
                walk(room, "")
            exit wrong
        }'
}
