# The tests: suites of any kind, counted together. Sourced by dev.
# SPDX-License-Identifier: MIT

# In two lanes, since most suites leave a processor idle; the second has instances of its own. siege,
# which wants all of the machine, is over before the faults, which wait for seconds, begin.
lanes=("unit sql prism browser faults" "unit-asan fuzz siege api lint install")

# run_suites [NAME…]: these, or all.
run_suites() {
    mkdir -p var/tests
    rm -f var/tests/*.{count,broke,tap,took}
    beside=
    trap '[ -z "$beside" ] || kill "$beside"; instance_down test; instance_down asan; instance_down siege' EXIT
    set_up_to_test
    instance_reset test
    instance_reset asan
    if [ -n "${1:-}" ]; then
        run_lane "$@"
    else
        run_lane ${lanes[1]} >var/tests/beside.log 2>&1 &
        beside=$!
        run_lane ${lanes[0]}
        wait "$beside"
        beside=
        cat var/tests/beside.log
        set -- ${lanes[*]}
    fi
    sum_up "$@"
}

# Each suite in a process of its own, so that one that breaks off breaks off alone.
run_lane() {
    local suite began
    for suite in "$@"; do
        say "== $suite"
        began=$SECONDS
        "$top/dev" suite "$suite" 2>&1 | tee "var/tests/$suite.log" || touch "var/tests/$suite.broke"
        echo "$((SECONDS - began)) s" >"var/tests/$suite.took"
        say "-- $suite took $(<"var/tests/$suite.took")"
    done
}

# What node's tests say of those that failed, once more at the end, where nobody has to look for it.
tell_failures() {
    local tap=var/tests/$1.tap
    [ ! -f "$tap" ] || awk '/^not ok/ { said = 0; failed = 1 }
        /^ok|^# Subtest/ { failed = 0 }
        failed && said++ < 40' "$tap"
}

# A suite leaves "passed failed" in its .count file. One that breaks off, or counts nothing, has
# failed.
sum_up() {
    local suite passed failed all_passed=0 all_failed=0
    for suite in "$@"; do
        passed=0 failed=0
        [ ! -f "var/tests/$suite.count" ] || read -r passed failed <"var/tests/$suite.count"
        if [ "$failed" = 0 ] && { [ "$passed" = 0 ] || [ -f "var/tests/$suite.broke" ]; }; then
            failed=1
        fi
        [ "$failed" = 0 ] || tell_failures "$suite"
        say "== $suite: $passed of $((passed + failed)), $(<"var/tests/$suite.took")"
        all_passed=$((all_passed + passed))
        all_failed=$((all_failed + failed))
    done
    echo "$all_passed passed, $all_failed failed"
    [ "$all_failed" = 0 ]
}

run_suite() {
    suite=$1
    use_npm_programs
    "suite_${1//-/_}"
}

count() { echo "$1 $2" >"var/tests/$suite.count"; }

# counted COMMAND…: of a suite that counts steps of its own, one step.
steps_passed=0 steps_failed=0
counted() {
    say "-- $*"
    if "$@"; then steps_passed=$((steps_passed + 1)); else steps_failed=$((steps_failed + 1)); fi
    count $steps_passed $steps_failed
}

# Sums automake's lines "# PASS: N"; a skipped test has not passed.
make_check() {
    local log=var/tests/$suite.make
    flock var/build.lock make -C "var/$1" check 2>&1 | tee "$log" | grep -Ev '^(make|PASS)' || true
    count "$(awk '/^# PASS:/ { n += $3 } END { print n + 0 }' "$log")" \
        "$(awk '/^# (FAIL|XPASS|ERROR|SKIP):/ { n += $3 } END { print n + 0 }' "$log")"
}

suite_unit() {
    build build
    make_check build
}

suite_unit_asan() {
    build build-asan --enable-sanitizers
    make_check build-asan
}

# fuzz TARGET: for ten seconds. What it finds goes to a copy; the corpus of the tree grows by hand.
fuzz() {
    FUZZ_TARGET=$1 var/build-fuzz/tests/fuzz/fuzz -max_total_time=10 -verbosity=0 -print_final_stats=1 \
        -artifact_prefix="var/tests/$1-" "var/tests/corpus/$1"
}

suite_fuzz() {
    local target
    build build-fuzz --enable-fuzzing CC=clang
    make --quiet -C var/build-fuzz tests/fuzz/fuzz
    rm -rf var/tests/corpus
    cp -r tests/fuzz/corpus var/tests/corpus
    for target in tests/fuzz/corpus/*; do
        counted fuzz "${target##*/}"
    done
}

lint_openapi() { redocly lint --config tests/lint/redocly.yaml var/build/openapi.json; }
lint_openapi_again() {
    spectral lint --fail-severity error -r tests/lint/spectral.yaml var/build/openapi.json
}
lint_html() { html-validate --config tests/lint/html-validate.json 'nginx/html/**/*.html'; }
lint_texts() { node tests/lint/texts.js; }
lint_problems() { node tests/lint/problems.js; }
lint_screens() { node tests/lint/screens.js; }
lint_scripts() { eslint -c tests/lint/eslint.config.js nginx/html tests; }
# The web UI fits the document: the types of what the API answers are made of it.
lint_types() {
    openapi-typescript var/build/openapi.json --default-non-nullable=false -o var/types/api.d.ts >var/tests/types.log 2>&1 ||
        { cat var/tests/types.log && return 1; }
    tsc -p nginx
}
lint_format() { clang_format --dry-run -Werror -ferror-limit=3; }
lint_tidy() { flock var/build.lock make --quiet -k -j"$(nproc)" -C var/build tidy; }
lint_shell() {
    local file
    for file in dev dev.d/*.sh .ci/run docker/start-nginx src/tools/*.sh tests/ops/*.sh debian/*.config debian/*.p*{inst,rm} debian/tests/shop; do
        bash -n "$file" || return
    done
}
lint_compose() {
    spectral lint --ignore-unknown-format --fail-severity error -r tests/lint/compose.yaml \
        docker/compose.yaml
}
# Every command of orderctl that the papers, units and containers name is there.
lint_commands() {
    local word='[a-z][a-z-]*' known said line wrong=0
    known=$(var/build/orderctl --help | grep -oE "^  $word( $word)*" | cut -c 3-)
    said=$(grep -ohE "orderctl (-c \S+ )?$word( $word)?" README.md docs/*.md man/*.in systemd/*.in docker/* |
        sed -E 's/^orderctl (-c \S+ )?//' | sort -u)
    while read -r line; do
        grep -qxF -e "$line" -e "${line% *}" <<<"$known" || { echo "orderctl $line?" && wrong=1; }
    done <<<"$said"
    [ "$wrong" = 0 ]
}

lint_alerts() { promtool check rules ops/alerts.yml && promtool test rules ops/alerts.test.yml; }
lint_scrape() { promtool check config --syntax-only ops/prometheus.yml; }
lint_dashboard() { promtool check rules <(node tests/lint/dashboard.js); }

# All units are held in alike.
lint_units() { ! grep -L '^@HARDENING@$' systemd/*.service.in | grep .; }

# No room knows one below it, and no circle.
lint_rooms() { shape_arrows; }

suite_lint() {
    build build
    counted lint_openapi
    counted lint_openapi_again
    counted lint_html
    counted lint_texts
    counted lint_problems
    counted lint_screens
    counted lint_types
    counted lint_scripts
    counted lint_format
    counted lint_tidy
    counted lint_shell
    counted lint_compose
    counted lint_commands
    counted lint_alerts
    counted lint_scrape
    counted lint_dashboard
    counted lint_units
    counted lint_rooms
}

distcheck() {
    flock var/build.lock make --quiet -C var/build distcheck >var/tests/distcheck.log 2>&1 ||
        { tail -n 40 var/tests/distcheck.log && return 1; }
}

# The package builds, checks, installs and goes again without a trace.
suite_install() {
    build build
    counted distcheck
}

instance_ready() {
    use_instance "$1"
    case "$1" in
    asan) build build-asan --enable-sanitizers ;;
    coverage) ;; # counts since it was built
    *) build build ;;
    esac
    runs nginx.pid || instance_up "$1"
    test_environment
}

test_environment() {
    export ORDERD_TEST_URL=$url ORDERD_TEST_DIR=$dir ORDERD_TEST_CTL=$dir/orderctl
    ORDERD_TEST_DATABASE=$(conninfo orderd_owner)
    export ORDERD_TEST_DATABASE NODE_EXTRA_CA_CERTS=$dir/cert.pem
    export ORDERD_TEST_METRICS=http://127.0.0.1:$metrics_port
}

deploy_again() { migrate revert orderd_sql -y && migrate deploy orderd_sql; }

# sql_database NAME: empty, of the owner.
sql_database() {
    superuser postgres -c 'SET client_min_messages = warning' -c "DROP DATABASE IF EXISTS $1" \
        -c "CREATE DATABASE $1 OWNER orderd_owner TEMPLATE template0"
}

as_superuser() { PGHOST=$dir/run PGUSER=postgres PGDATABASE=$1 PGOPTIONS='-c search_path=orderd,public' "${@:2}"; }

# sql_tests DATABASE FILE…
sql_tests() {
    superuser "$1" -c 'CREATE EXTENSION pgtap'
    as_superuser "$1" pg_prove --verbose "${@:2}" || true
}

# A shop of the version before line_money becomes one of today.
upgrade() {
    sql_database orderd_upgrade && migrate deploy orderd_upgrade '--to webhooks' &&
        as_superuser orderd_upgrade psql -Xq -f tests/sql/upgrade/before.sql && migrate deploy orderd_upgrade
}

# On databases of its own, deployed afresh.
suite_sql() {
    instance_ready test
    sql_database orderd_sql
    migrate deploy orderd_sql
    counted migrate verify orderd_sql
    counted deploy_again
    counted upgrade
    local log=var/tests/sql.tap
    { sql_tests orderd_sql tests/sql/*.sql && sql_tests orderd_upgrade tests/sql/upgrade/after.sql; } 2>&1 | tee "$log" || true
    [ "$(grep -c '^Result: PASS' "$log")" = 2 ] || steps_failed=$((steps_failed + 1))
    count $((steps_passed + $(grep -c '^ok' "$log"))) $((steps_failed + $(grep -c '^not ok' "$log")))
}

# One file at a time: they share an instance, and some take it down on purpose.
# The limit is a whole file's, too; a test in a browser has its own.
node_tests() {
    local tap=var/tests/$suite.tap
    node --test --test-concurrency=1 --test-timeout=900000 --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$tap" "$@" || true
    count "$(awk '/^# pass / { n = $3 } END { print n + 0 }' "$tap")" \
        "$(awk '/^# (fail|cancelled|skipped|todo) / { n += $3 } END { print n + 0 }' "$tap")"
}

# Each operation once, as somebody else's program reads the document.
suite_prism() {
    instance_ready test
    node_tests tests/prism/*.test.js
}

# On an instance of its own: what other tests left in the catalogue would be in the way.
suite_browser() {
    instance_reset test
    instance_ready test
    export ORDERD_TEST_CALLS=$top/var/tests/browser.calls
    rm -f "$ORDERD_TEST_CALLS"
    node_tests tests/browser/*.test.js
    node tests/browser/called.js || true # told, not counted: journeys do not walk to all of them yet
}

# Last on its instance: they kill its workers and its PostgreSQL.
suite_faults() {
    instance_ready test
    node_tests tests/faults/*.test.js
}

# Under the limits that people meet, which no other test's instance has.
suite_siege() {
    instance_reset siege
    instance_ready siege
    node_tests tests/siege/*.test.js
}

# With the sanitizers, each reply held to the document: then nothing in that was never seen, and the
# workers, which end, have nothing to report, leaks among it.
suite_api() {
    instance_ready asan
    export ORDERD_TEST_REPLIES=$top/var/tests/api.replies
    rm -f "$ORDERD_TEST_REPLIES"
    node_tests tests/api/*/*.test.js tests/seeds/*.test.js
    read -r steps_passed steps_failed <"var/tests/$suite.count"
    counted node tests/api/seen.js
    instance_down asan
    counted nothing_reported
}

nothing_reported() {
    local reports
    reports=$(find "$dir/log" -name 'asan.*' -o -name 'ubsan.*')
    [ -z "$reports" ] || { cat $reports && return 1; }
}
