# What the tests reach of src/. Sourced by dev.
# SPDX-License-Identifier: MIT

# Whoever a process runs as, it adds to the counters that lie ready in the instance's folder.
count_from_zero() {
    export GCOV_PREFIX=$dir/counted GCOV_PREFIX_STRIP
    GCOV_PREFIX_STRIP=$(tr -dc / <<<"$top/var/$built" | wc -c)
    rm -rf "$GCOV_PREFIX"
    mkdir "$GCOV_PREFIX"
    (cd "var/$built" && find src -name '*.gcno' -exec cp --parents {} "$GCOV_PREFIX" \;)
    local notes
    find "$GCOV_PREFIX" -name '*.gcno' | while read -r notes; do
        install -m 666 /dev/null "${notes%.gcno}.gcda"
    done
    chmod -R a+rX "$GCOV_PREFIX"
}

counting() {
    instance_ready coverage
    node_tests "$@"
    instance_down coverage
}

coverage() {
    mkdir -p var/tests
    set_up_to_test
    build build-coverage --enable-coverage CFLAGS='-g -O0'
    instance_reset coverage
    use_instance coverage
    make_dir
    count_from_zero
    # A process adds what it counted when it ends; the faults end many too suddenly for that.
    suite=coverage
    counting tests/api/*/*.test.js tests/seeds/*.test.js
    counting tests/faults/*.test.js
    make_check build-coverage
    find "$GCOV_PREFIX" -name '*.gcda' -empty -delete
    node tests/coverage/report.js "$GCOV_PREFIX"
}
