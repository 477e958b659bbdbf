# An instance: PostgreSQL, orderd and nginx of one purpose, in one private directory, with the
# files of a `make install` under its root/. Sourced by dev.
# SPDX-License-Identifier: MIT

# use_instance NAME: sets name, dir, port and url for everything below.
use_instance() {
    name=$1
    built=build
    case "$name" in
    up) port=8443 ;;
    test) port=9443 ;;
    asan) port=9543 built=build-asan ;;
    bench) port=9643 ;;
    siege) port=9943 ;;
    shots) port=9843 ;;
    coverage) port=10043 built=build-coverage ;;
    *) die "no instance is called $name" ;;
    esac
    port=$((port + ${DEV_PORT_SHIFT:-0}))
    url=https://localhost:$port
    metrics_port=$((port + 5))
    dir=$(readlink -f "var/$name" || true)
    [ -d "$dir" ] || dir=
}

# PostgreSQL refuses to run as root; then all of an instance runs as postgres.
account=$(id -un)
[ "$account" != root ] || account=postgres

as_instance() {
    (
        case "$PWD/" in "$dir"/*) ;; *) cd "$dir" ;; esac
        [ "$(id -un)" != root ] || {
            export HOME=$dir
            set -- setpriv --reuid="$account" --regid="$account" --init-groups "$@"
        }
        exec "$@"
    )
}

# var/NAME will not do when its sockets' paths would be too long (107 bytes), or when the account
# can't go there (a checkout under /root): then it links to a directory under /var/tmp.
make_dir() {
    if [ -z "$dir" ]; then
        rm -f "var/$name"
        dir=$top/var/$name
        mkdir -m 700 "$dir"
        chown "$account" "$dir"
        if [ ${#dir} -gt 80 ] || ! as_instance test -w "$dir"; then
            rmdir "$dir"
            dir=$(mktemp -d "/var/tmp/orderd-$name.XXXXXX")
            chown "$account" "$dir"
            ln -s "$dir" "var/$name"
        fi
    fi
    [ "$(stat -c %U "$dir")" = "$account" ] ||
        die "$dir belongs to $(stat -c %U "$dir"): as that user, run ./dev reset"
    as_instance mkdir -p log nginx/tmp run
}

# runs PIDFILE: is the process there, and is it this instance's?
runs() {
    pid=$(cat "$dir/run/$1" 2>/dev/null) && [ -n "$pid" ] &&
        tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$dir/"
}

# stop PIDFILE SIGNAL: and wait until it is gone.
stop() {
    runs "$1" || return 0
    kill -s "$2" "$pid"
    for _ in $(seq 450); do
        runs "$1" || return 0
        sleep 0.1
    done
    die "process $pid does not stop; see $dir/log"
}

install_files() {
    rm -rf "$dir/root"
    flock var/build.lock make --quiet -C "var/$built" install DESTDIR="$dir/root" >"$dir/log/install.log" ||
        die "make install failed: $dir/log/install.log"
    # The site's files lie below root/, too.
    find "$dir/root" -path '*/nginx/*' -type f -exec sed -Ei "s#(include +)/usr/#\1$dir/root/usr/#" {} +
}

# Where the sanitizers of instance asan report; elsewhere these have no effect.
sanitizers() {
    echo "ASAN_OPTIONS=detect_leaks=1:log_path=$dir/log/asan" \
        "UBSAN_OPTIONS=print_stacktrace=1:log_path=$dir/log/ubsan"
}

write_settings() {
    cat >"$dir/orderd.conf" <<TEXT
# Made by ./dev.
database = "host=$dir/run dbname=orderd user=orderd_app"
admin_database = "host=$dir/run dbname=orderd user=orderd_owner"
socket_dir = $dir/run
keys_dir = $dir/keys
issuer = $url
mail_dir = $dir/mail
mail_templates = $dir/root/etc/orderd/mail:$dir/root/usr/share/orderd/mail
TEXT
    # Tests ask for much at once of a busy machine, as one user; who is besieged sheds, and shares,
    # as people's servers do.
    case "$name" in
    test | asan | coverage)
        printf '%s\n' 'queue_ms = 30000' 'workers_slow = 8' 'stream_beat_seconds = 1' \
            'streams_a_user = 2000' >>"$dir/orderd.conf"
        # Where the tests' receivers listen; 127.0.0.1 stays refused.
        printf '%s\n' 'webhook_allow = 127.0.0.2' 'webhook_plain_http = yes' 'webhook_seconds = 8' \
            "webhook_ca_file = $dir/cert.pem" >>"$dir/orderd.conf"
        ;;
    bench) echo 'streams_a_user = 2000' >>"$dir/orderd.conf" ;;
    esac
    # orderctl as an operator has it: with the settings, as the account that owns the keys.
    cat >"$dir/orderctl" <<TEXT
#!/bin/bash
as=
[ "\$(id -un)" != root ] || as="setpriv --reuid=$account --regid=$account --init-groups"
exec \$as env $(sanitizers) $dir/root/usr/sbin/orderctl -c $dir/orderd.conf "\$@"
TEXT
    chmod +x "$dir/orderctl"
}

# Whether a pool is missing: a reload makes no sockets, only a start does.
has_new_pools() {
    local socket
    for socket in $(grep -o '[a-z]*\.sock' "$dir/root/etc/nginx/orderd/local/backend.conf"); do
        [ -S "$dir/run/$socket" ] || return 0
    done
    return 1
}

orderd_up() {
    ! has_new_pools || stop orderd.pid TERM
    if runs orderd.pid; then
        kill -HUP "$pid"
        return
    fi
    # setsid -f: it outlives this script, and its terminal.
    as_instance env $(sanitizers) setsid -f bash -c 'echo $$ >run/orderd.pid; exec "$@"' bash \
        "$dir/root/usr/sbin/orderd" -c "$dir/orderd.conf" </dev/null >>"$dir/log/orderd.log" 2>&1
}

relay_up() {
    stop relay.pid TERM
    as_instance env $(sanitizers) setsid -f bash -c 'echo $$ >run/relay.pid; exec "$@"' bash \
        "$dir/root/usr/sbin/orderd-relay" -c "$dir/orderd.conf" </dev/null >>"$dir/log/relay.log" 2>&1
}

# Tests say themselves when something is due, and what they made old is not done behind their back.
hold_chores() {
    case "$name" in
    test | asan | coverage)
        psql -Xqc "ALTER TABLE orderd.chores ALTER due_at SET DEFAULT 'infinity'" "$(conninfo orderd_owner)"
        ;;
    esac
}

# How this nginx is told to speak HTTP/2: a word of listen before 1.25.1, a line of its own since.
nginx_speaks_http2() {
    local version
    version=$(/usr/sbin/nginx -v 2>&1 | grep -oE '[0-9]+(\.[0-9]+)+')
    if printf '%s\n' 1.25.1 "$version" | sort -VC; then
        listen_http2='' http2_line='http2 on;'
    else
        listen_http2=' http2' http2_line=''
    fi
}

nginx_up() {
    local conf=$dir/nginx files=$dir/root/etc/nginx
    [ -f "$dir/cert.pem" ] || as_instance openssl req -x509 -nodes -days 825 -subj /CN=localhost \
        -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2 \
        -keyout key.pem -out cert.pem 2>/dev/null

    # The site as it is installed, and the files that are an operator's to write.
    mkdir -p "$conf/orderd/local"
    sed "s|/run/nginx-orderd-cache|$conf/cache|; s|/run/orderd|$dir/run|" \
        "$files/orderd/local/backend.conf" >"$conf/orderd/local/backend.conf"
    cp "$files"/orderd/local/{limits,bursts,connections,cors,hsts,trusted-proxies}.conf "$conf/orderd/local/"
    sed "s/:9464/:$metrics_port/" "$files/orderd/local/metrics.conf" >"$conf/orderd/local/metrics.conf"
    # Tests ask more often than people, and meet the bound of what waits for a slow reader; a siege
    # meets the limits that people meet.
    case "$name" in
    up | siege) ;;
    *)
        sed -i 's/rate=[^;]*/rate=500r\/s/' "$conf/orderd/local/limits.conf"
        sed -i 's/burst=[0-9]*/burst=500/' "$conf/orderd/local/bursts.conf"
        sed -Ei 's/^(limit_conn \w+ +)[0-9]+/\12000/; s/^(fastcgi_max_temp_file_size +).*/\14m;/' \
            "$conf/orderd/local/connections.conf"
        ;;
    esac
    if [ "$name" != up ]; then
        # They say from where they ask (X-Forwarded-For).
        printf '%s;\n' 'set_real_ip_from 127.0.0.1' 'set_real_ip_from ::1' \
            'real_ip_header X-Forwarded-For' \
            >"$conf/orderd/local/trusted-proxies.conf"
        # And a site whose pages may call the API.
        sed -i 's/^    #"/    "/' "$conf/orderd/local/cors.conf"
    fi
    # "localhost" is both, where there is IPv6.
    local listen6= listen_http2 http2_line
    nginx_speaks_http2
    ! grep -qs '^0\{31\}1 ' /proc/net/if_inet6 || listen6="listen [::1]:$port ssl$listen_http2;"
    cat >"$conf/orderd/local/listen.conf" <<TEXT
listen 127.0.0.1:$port ssl$listen_http2;
$listen6
$http2_line
server_name localhost;
ssl_certificate $dir/cert.pem;
ssl_certificate_key $dir/key.pem;
root $dir/root/usr/share/orderd/html;
access_log $dir/log/nginx.access.log orderd;
TEXT
    cat >"$conf/nginx.conf" <<TEXT
worker_processes 2;
worker_rlimit_nofile 8192;
worker_shutdown_timeout 5s;
pid $dir/run/nginx.pid;
error_log $dir/log/nginx.error.log;
events {
    worker_connections 4096;
}
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path $conf/tmp/body;
    fastcgi_temp_path $conf/tmp/fastcgi;
    proxy_temp_path $conf/tmp/proxy;
    scgi_temp_path $conf/tmp/scgi;
    uwsgi_temp_path $conf/tmp/uwsgi;
    include $files/sites-available/orderd;
}
TEXT
    local nginx=(as_instance /usr/sbin/nginx -q -e "$dir/log/nginx.error.log" -c "$conf/nginx.conf")
    "${nginx[@]}" -t || die "nginx refuses its configuration, $conf/nginx.conf"
    if runs nginx.pid; then
        kill -HUP "$pid"
        return
    fi
    ! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
        die "port $port is taken by another program; stop it, or set DEV_PORT_SHIFT"
    "${nginx[@]}" || die "nginx did not start: $dir/log/nginx.error.log"
}

wait_until_ready() {
    for _ in $(seq 150); do
        curl -fs -o /dev/null --cacert "$dir/cert.pem" "$url/api/v1/health/ready" && return
        sleep 0.2
    done
    tail -n 5 "$dir"/log/{orderd,nginx.error,postgresql}.log >&2 || true
    die "orderd is not ready after 30 s; see $dir/log"
}

instance_up() {
    use_instance "$1"
    make_dir
    install_files
    write_settings
    postgres_start
    database_up
    hold_chores
    "$dir/orderctl" keys init >"$dir/log/setup.log"
    "$dir/orderctl" demo >>"$dir/log/setup.log"
    orderd_up
    relay_up
    nginx_up
    wait_until_ready
}

instance_down() {
    use_instance "$1"
    [ -n "$dir" ] || return 0
    stop nginx.pid QUIT
    stop relay.pid TERM
    stop orderd.pid TERM
    postgres_stop
}

instance_reset() {
    instance_down "$1"
    [ -z "$dir" ] || rm -rf "$dir" "var/$name"
}
