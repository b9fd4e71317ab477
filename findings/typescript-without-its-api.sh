#!/usr/bin/env bash
# typescript 7.0.2: what a program that imports the compiler finds.
#
# Guess: what every version since 1.4 had. `require('typescript')` has createSourceFile, transpileModule and
# createProgram: a text is parsed to a tree in the same process, with no file and no project.
#
# Behaviour: the package's entry has its version and nothing else; the compiler is a native program of another package,
# by platform. Trees are had from `typescript/unstable/sync` and `/async`, which start that program and ask it about the
# files of a project. `typescript/unstable/ast` names the kinds of nodes and makes nodes, but parses no text. So what codemods,
# linters and bundlers did with the compiler as a library needs another parser, or typescript 6 beside it.
#
# Seen:
#   typescript: version, versionMajorMinor
#   createSourceFile in ast: undefined, transpileModule in sync: undefined, API in sync: function
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts typescript@7.0.2
cat >see.mjs <<'JS'
import { createRequire } from 'node:module'
import * as ast from 'typescript/unstable/ast'
import * as sync from 'typescript/unstable/sync'
const names = Object.keys(createRequire(import.meta.url)('typescript')).join(', ')
const of = (module, name) => typeof module[name]
const seen =
  `typescript: ${names}\n` +
  `createSourceFile in ast: ${of(ast, 'createSourceFile')}, ` +
  `transpileModule in sync: ${of(sync, 'transpileModule')}, API in sync: ${of(sync, 'API')}`
console.log(seen)
const expected =
  'typescript: version, versionMajorMinor\n' +
  'createSourceFile in ast: undefined, transpileModule in sync: undefined, API in sync: function'
process.exit(seen === expected ? 0 : 1)
JS
node see.mjs
