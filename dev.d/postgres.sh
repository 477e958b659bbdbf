# An instance's private PostgreSQL: reachable through a socket in a directory of its own alone.
# SPDX-License-Identifier: MIT

# The major version of the newest PostgreSQL installed; a client alone is none.
postgres_major() {
    printf '%s\n' /usr/lib/postgresql/*/bin/initdb | cut -d / -f 5 | sort -n | tail -n 1
}

# pg PROGRAM…: a program of that PostgreSQL, as the instance's account.
pg() { as_instance "/usr/lib/postgresql/$(postgres_major)/bin/$1" "${@:2}"; }

conninfo() { printf 'postgresql://%s@/%s?host=%s' "$1" "${2:-orderd}" "$dir/run"; }

postgres_runs() { pg pg_ctl status -D "$dir/pg" >/dev/null 2>&1; }

postgres_start() {
    if [ ! -f "$dir/pg/PG_VERSION" ]; then
        # What an interrupted initdb left is of no use.
        rm -rf "$dir/pg"
        pg initdb -D "$dir/pg" --username=postgres --auth=trust --locale=C.UTF-8 --encoding=UTF8 \
            --data-checksums --no-instructions >"$dir/log/initdb.log" ||
            die "initdb failed: $dir/log/initdb.log"
        cat >>"$dir/pg/postgresql.conf" <<TEXT

# Added by ./dev.
listen_addresses = ''
unix_socket_directories = '"$dir/run"'
unix_socket_permissions = 0700
log_line_prefix = '%m [%p] %u@%d %a '
log_error_verbosity = terse
TEXT
    fi
    postgres_runs && return
    pg pg_ctl start -D "$dir/pg" -w -t 60 -l "$dir/log/postgresql.log" >/dev/null ||
        die "PostgreSQL did not start: $dir/log/postgresql.log"
}

postgres_stop() {
    [ -f "$dir/pg/postmaster.pid" ] || return 0
    postgres_runs || return 0
    pg pg_ctl stop -D "$dir/pg" -w -t 60 -m fast >/dev/null
}

# migrate COMMAND [DATABASE]: sqitch deploy, verify or revert, as the owner.
migrate() {
    (
        cd "$dir/root/usr/share/orderd/sql"
        as_instance env PGHOST="$dir/run" PGUSER=orderd_owner \
            SQITCH_FULLNAME=dev SQITCH_EMAIL=dev@orderd.invalid \
            sqitch --quiet "$1" ${3:-} "db:pg:${2:-orderd}"
    )
}

superuser() { as_instance psql -Xq -v ON_ERROR_STOP=1 "$(conninfo postgres "${1:-postgres}")" "${@:2}"; }

database_up() {
    superuser postgres -f "$dir/root/usr/share/orderd/sql/roles.sql"
    migrate deploy
}
