#!/usr/bin/env bash
# nginx 1.22.1: an `if` of a location does not run for the methods that its `limit_except` is about.
#
# `limit_except GET POST { … }` reads like a list of methods for which more directives count. It is a location of its own, which inherits
# `add_header`, but nothing of the rewrite module. So a common block for preflights, `if ($request_method = OPTIONS) { return 204; }`,
# has no effect beside it, even if the inner block allows everyone, and the preflight goes to the files or to the application.
#
# Needs Debian's nginx 1.22.1 and curl. Nothing else is installed.
# Expected: 204 and the header of `if`, with and without the `limit_except`.
# Seen: 204 without it; 405 from the files with it, and the header of the location in place of that of `if`.
set -euo pipefail
PATH=$PATH:/usr/sbin
for program in nginx curl; do command -v "$program" >/dev/null || { echo "Install $program."; exit 1; }; done
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
chmod 755 "$folder"
mkdir "$folder/files"
echo 'a file' >"$folder/files/a.txt"
cat >"$folder/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $folder/pid; error_log stderr crit;
events {}
http {
  access_log off; client_body_temp_path $folder/1; proxy_temp_path $folder/2; fastcgi_temp_path $folder/3; uwsgi_temp_path $folder/4; scgi_temp_path $folder/5;
  server {
    listen unix:$folder/socket;
    root $folder/files;
    location /plain/ {
      alias $folder/files/;
      add_header X-From location always;
      if (\$request_method = OPTIONS) { add_header X-From if always; return 204; }
    }
    location /limited/ {
      alias $folder/files/;
      add_header X-From location always;
      if (\$request_method = OPTIONS) { add_header X-From if always; return 204; }
      limit_except GET POST { allow all; }
    }
  }
}
CONF
nginx -p "$folder" -c nginx.conf -e stderr &
until [ -S "$folder/socket" ]; do sleep 0.1; done
seen=$(nginx -v 2>&1 | sed 's/.*nginx/nginx/'
for path in plain limited; do
  curl --silent --max-time 20 --unix-socket "$folder/socket" --request OPTIONS --output /dev/null \
    --write-out "$path: %{http_code}" --dump-header "$folder/head" "http://nginx.example/$path/a.txt"
  sed -n 's/^X-From: \([a-z]*\).*/ \1/p' "$folder/head"
done)
echo "$seen"
expected='nginx/1.22.1
plain: 204 if
limited: 405 location'
[ "$seen" = "$expected" ] || { echo 'The behavior has changed.'; exit 1; }
