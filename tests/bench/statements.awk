# A pgbench script of orderd's own statements, out of sql2c.awk's table:
#   -v want="( session_principal order_context ) BEGIN order_place COMMIT"
# What stands in ( ) goes as one pipeline.
# SPDX-License-Identifier: MIT
#
# A parameter becomes the pgbench variable of its name (one that is never set is a NULL), with its
# type at every use, since pgbench makes each use a parameter of its own. What pgbench can't hold
# in a variable is an expression.

BEGIN {
    spelled["id"] = "(SELECT currval('orders_id_seq'))" # drawn by order_context
    spelled["order_number"] = "('ORD-' || :day::text || '-' || :number::text)"
    spelled["product_ids"] = "ARRAY[:low::bigint, :high::bigint]"
    spelled["items"] = "('[{\"product_id\": ' || :low::text || ', \"quantity\": 1}, " \
        "{\"product_id\": ' || :high::text || ', \"quantity\": 1}]')"
    script["("] = "\\startpipeline"
    script[")"] = "\\endpipeline"
    script["BEGIN"] = "BEGIN;"
    script["COMMIT"] = "COMMIT;"
}

# Each statement is three lines: its name; its text; what it answers and its parameters.
/^    \[Q_/ {
    split($0, quoted, "\"")
    name = quoted[2]
    getline sql
    sub(/^ *"/, "", sql)
    sub(/",$/, "", sql)
    gsub(/\\"/, "\"", sql)
    getline
    count = split($0, constants, "{P_")
    for (i = count - 1; i >= 1; i--) # from the last, or $1 would be found in $12
        replace(i, (constants[i + 1] ~ /, true/ ? "has_" : "") tolower(substr(constants[i + 1], 1, index(constants[i + 1], ",") - 1)))
    script[name] = sql ";"
}

function replace(i, parameter,    use, type) {
    use = parameter in spelled ? spelled[parameter] : ":" parameter
    if (match(sql, "\\$" i "::[a-z_]+(\\[\\])?"))
        type = substr(sql, RSTART + length(i) + 1, RLENGTH - length(i) - 1)
    gsub("\\$" i "::[a-z_]+(\\[\\])?", "$" i, sql)
    gsub("\\$" i, use type, sql)
}

END {
    count = split(want, list, " ")
    for (i = 1; i <= count; i++) {
        if (!(list[i] in script)) {
            print "statements.awk: there is no " list[i] > "/dev/stderr"
            exit 1
        }
        print script[list[i]]
    }
}
