# What the pages of the web UI are made of, from all of its *.js, as paths from its folder: the modules
# of the start, in the order in which they are wanted (-v want=first), or, for lib/first.js, what
# each page has beside these (-v want=pages). What import() fetches later is not among it.
# SPDX-License-Identifier: MIT

# "pages/shop/", "../../lib/api.js" -> "lib/api.js"
function from(folder, path) {
    sub(/^\.\//, "", path)
    while (sub(/^\.\.\//, "", path))
        sub(/[^\/]*\/$/, "", folder)
    return folder path
}

function wants(what) { parts[file] = parts[file] " " what }

# All that comes with these, the nearest first, without what `known` has.
function all_of(files, known,    list, n, i, all) {
    all = known
    n = split(files, list, " ")
    for (i = 1; i <= n; i++) {
        if (index(all " ", " " list[i] " "))
            continue
        all = all " " list[i]
        if (list[i] in parts)
            n += split_onto(list, n, parts[list[i]])
    }
    return substr(all, length(known) + 1)
}

function split_onto(list, n, words,    more, m, i) {
    m = split(words, more, " ")
    for (i = 1; i <= m; i++)
        list[n + i] = more[i]
    return m
}

# Texts stand in every language: "text/*/orders.js".
function only(kind, files,    list, n, i, some) {
    n = split(files, list, " ")
    for (i = 1; i <= n; i++)
        if ((list[i] ~ /^[^*]*\.js$/) == (kind == "modules"))
            some = some " " list[i]
    return some
}

FNR == 1 {
    file = FILENAME
    sub(/^\.\//, "", file)
    folder = file
    sub(/[^\/]*$/, "", folder)
}

/^(import|export|\}).* from '\.[^']*';$/ {
    path = $0
    sub(/^.* from '/, "", path)
    sub(/';$/, "", path)
    wants(from(folder, path))
}

# A library's, which has no lines.
file ~ /^vendor\// {
    path = $0
    while (match(path, /from"\.[^"]*"/)) {
        wants(from(folder, substr(path, RSTART + 5, RLENGTH - 6)))
        path = substr(path, RSTART + RLENGTH)
    }
}

/^const [a-z]+ = texts\('[a-z-]+'\)/ {
    path = $0
    sub(/^[^']*'/, "", path)
    sub(/'.*$/, "", path)
    wants("text/*/" path ".js")
}

/^styles\(/ {
    n = split($0, word, "'")
    for (i = 2; i <= n; i += 2)
        wants("styles/" word[i] ".css")
}

# "  { path: '/orders', area: 'orders', role: 'customer', load: () => import('./pages/orders/mine.js') },"
file == "routes.js" && /^ *\{ path: '/ {
    split($0, word, "'")
    route[++routes] = word[2]
    path = $0
    sub(/^.* import\('/, "", path)
    sub(/'\).*$/, "", path)
    # Whoever may open these has the rail.
    page[routes] = from(folder, path) ($0 ~ /role: '(staff|manager|admin)'/ ? " components/rail.js" : "")
}

END {
    begun = all_of("lib/first.js app.js", "")
    first = only("modules", begun)
    if (want == "first") {
        print first
        exit
    }
    for (i = 1; i <= routes; i++) {
        n = split(only("others", begun) all_of(page[i], begun), list, " ")
        line = ""
        for (j = 1; j <= n; j++) {
            if (!(list[j] in place)) {
                place[list[j]] = count++
                names = names (count > 1 ? " " : "") list[j]
            }
            line = line (j > 1 ? "," : "") place[list[j]]
        }
        pages = pages (i > 1 ? "," : "") "'" route[i] "':[" line "]"
    }
    printf "const FILES = '%s'.split(' '), PAGES = {%s};\n", names, pages
}
