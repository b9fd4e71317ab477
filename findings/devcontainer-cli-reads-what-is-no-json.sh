#!/usr/bin/env bash
# @devcontainers/cli 0.89.0: what `read-configuration` says of a file that is wrong.
#
# Guess: the reference implementation of the specification holds a devcontainer.json to the specification's JSON schema, or at
# least says that a file is no JSON: `read-configuration` ends with an error, and serves as a check in CI.
#
# Behaviour: it validates nothing. A misspelt property, which the schema refuses, is handed on as it is; of a file that is no JSON it
# takes what it can make out, silently. All end with 0. A check needs the schema itself (schemas/devContainer.base.schema.json of
# devcontainers/spec), which is in no package of the registry.
#
# Seen:
#   misspelt: {"imag":"debian"} 0
#   a wrong type: {"image":"debian","forwardPorts":"all of them"} 0
#   no JSON: {"image":[]} 0
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @devcontainers/cli@0.89.0
mkdir -p project/.devcontainer
see() { # NAME FILE'S TEXT
  printf '%s' "$2" >project/.devcontainer/devcontainer.json
  local answer status=0
  # It asks the engine for a container that runs already; `true` has none.
  answer=$(npx devcontainer read-configuration --workspace-folder project --docker-path "$(command -v true)" 2>/dev/null) || status=$?
  printf '%s: ' "$1"
  node -e 'const { configFilePath, ...rest } = JSON.parse(process.argv[1]).configuration
    console.log(JSON.stringify(rest), process.argv[2])' "$answer" "$status"
}
seen=$(
  see misspelt '{"imag":"debian"}'
  see 'a wrong type' '{"image":"debian","forwardPorts":"all of them"}'
  see 'no JSON' '{"image": [}'
)
echo "$seen"
expected='misspelt: {"imag":"debian"} 0
a wrong type: {"image":"debian","forwardPorts":"all of them"} 0
no JSON: {"image":[]} 0'
[[ $seen == "$expected" ]]
