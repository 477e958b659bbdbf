# sql/queries/*.sql to C: the enums of statements and parameters (-v want=h) or their tables
# (-v want=c); or, for the tests of SQL, to PREPAREs and a table of their parameters' names
# (-v want=sql). A file *.txt names what no statement binds, one a line, before what it is.
# SPDX-License-Identifier: MIT
#
#   -- name: order_get :one [flush]     begins a statement that answers :one row, :many rows or
#                                       no rows (:exec); flush: see struct statement
#   -- fragment: order_columns          begins a text that @order_columns stands for, in any file
#   :order_id                           a named parameter; its first use may carry ::type

function die(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
    failed = 1
    exit 1
}

function expand(text,    at, word) {
    text = " " text
    while (match(text, /[ (]@[a-z_]+/)) {
        word = substr(text, RSTART + 2, RLENGTH - 2)
        if (!(word in fragment))
            die("unknown fragment @" word)
        text = substr(text, 1, RSTART) fragment[word] substr(text, RSTART + RLENGTH)
    }
    sub(/^ /, "", text)
    return text
}

# :has_x binds whether x was sent.
function asks(name) {
    return name ~ /^has_/
}

# The position of a parameter in the current statement.
function place(name) {
    if ((current, name) in position)
        return position[current, name]
    bound[substr(name, asks(name) ? 5 : 1)] = 1
    if (name == "deadline_ms")
        in_time[current] = 1
    parameter[current, ++parameters[current]] = name
    if (parameters[current] > most)
        most = parameters[current]
    return position[current, name] = parameters[current]
}

# Named parameters become $1, $2 … in order of first use; literals and :: casts stay.
function number(text,    out, name) {
    out = ""
    while (text != "") {
        if (match(text, /^'[^']*'/) || match(text, /^::/) || match(text, /^[^':]+/)) {
            out = out substr(text, 1, RLENGTH)
            text = substr(text, RLENGTH + 1)
        } else if (match(text, /^:[a-z_][a-z0-9_]*/)) {
            name = substr(text, 2, RLENGTH - 1)
            text = substr(text, RLENGTH + 1)
            out = out "$" place(name)
        } else {
            die("cannot read: " substr(text, 1, 40))
        }
    }
    return out
}

# All names in the order of strcmp, in which C looks them up, from 1 to what it answers.
function sort_names(    n, name, i) {
    n = 0
    for (name in bound) {
        if (name in unbound)
            die("a statement binds " name "; take it out of " unbound[name])
        unbound[name] = ""
    }
    for (name in unbound) {
        for (i = ++n; i > 1 && sorted[i - 1] > name; i--)
            sorted[i] = sorted[i - 1]
        sorted[i] = name
    }
    return n
}

function finish(    text) {
    text = body
    body = ""
    gsub(/[ \t]+/, " ", text)
    gsub(/^ | $/, "", text)
    sub(/;$/, "", text)
    if (inside != "" && text == "")
        die("nothing under " current)
    if (inside == "fragment")
        fragment[current] = text
    else if (inside == "name")
        sql[current] = text
}

FNR == 1 { finish(); inside = "" }

FILENAME ~ /\.txt$/ {
    if (/^[a-z]/)
        unbound[$1] = FILENAME
    next
}

/^-- (name|fragment): / {
    finish()
    inside = $2 == "name:" ? "name" : "fragment"
    current = $3
    if (($2, current) in seen)
        die(current " stands twice")
    seen[$2, current] = 1
    if (inside == "name") {
        if ($4 !~ /^:(one|many|exec)$/)
            die(current ": want :one, :many or :exec")
        names[++count] = current
        split(FILENAME, folders, "/")
        noun[current] = folders[3]
        answers[current] = toupper(substr($4, 2))
        flush_after[current] = $5 == "flush" ? "true" : "false"
    }
    next
}

{
    line = $0
    sub(/(^|[ \t])--.*$/, "", line)
    if (line !~ /^[ \t]*$/) {
        if (inside == "")
            die("text before the first name")
        body = body " " line
    }
}

END {
    if (failed)
        exit 1
    finish()
    for (i = 1; i <= count; i++) {
        current = names[i]
        sql[current] = number(expand(sql[current]))
    }
    known = sort_names()
    print "/* Made by sql2c.awk from sql/queries; change those. */"
    if (want == "h") {
        print "#ifndef ORDERD_DB_QUERIES_H\n#define ORDERD_DB_QUERIES_H\n\nenum query {\n    Q_NONE,"
        for (i = 1; i <= count; i++)
            print "    Q_" toupper(names[i]) ","
        print "    Q_COUNT\n};\n\nenum parameter {\n    P_NONE,"
        for (i = 1; i <= known; i++)
            print "    P_" toupper(sorted[i]) ","
        print "    P_COUNT\n};\n\nenum { STATEMENT_PARAMETERS = " most " };\n\n#endif"
        exit
    }
    if (want == "sql") {
        print "CREATE TEMP TABLE statement (name text PRIMARY KEY, answers text, parameters text[]);"
        for (i = 1; i <= count; i++) {
            n = names[i]
            list = ""
            for (j = 1; j <= parameters[n]; j++)
                list = list (j > 1 ? "," : "") parameter[n, j]
            printf "PREPARE %s AS %s;\nINSERT INTO statement VALUES ('%s', '%s', '{%s}');\n", n, sql[n], n, answers[n], list
        }
        exit
    }
    print "#include <stddef.h>\n\n#include \"db/statement.h\"\n\nconst struct statement statements[Q_COUNT] = {"
    for (i = 1; i <= count; i++) {
        n = names[i]
        gsub(/\\/, "\\\\", sql[n])
        gsub(/"/, "\\\"", sql[n])
        printf "    [Q_%s] = {\"%s\", \"%s\",\n        \"%s\",\n        ROWS_%s, %s, %s, %d, {", toupper(n), n, noun[n], sql[n], answers[n], flush_after[n], in_time[n] ? "true" : "false", parameters[n]
        for (j = 1; j <= parameters[n]; j++) {
            name = parameter[n, j]
            printf "{P_%s, %s}, ", toupper(substr(name, asks(name) ? 5 : 1)), asks(name) ? "true" : "false"
        }
        print "}},"
    }
    print "};\n\nconst char *const parameter_names[P_COUNT] = {"
    for (i = 1; i <= known; i++)
        printf "    [P_%s] = \"%s\",\n", toupper(sorted[i]), sorted[i]
    print "};"
}
