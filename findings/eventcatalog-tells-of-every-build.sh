#!/usr/bin/env bash
# @eventcatalog/core 3.48.4: whether DO_NOT_TRACK keeps a build from telling its makers of itself.
#
# Guess: a build of a static site talks to nobody; if it counts its users, DO_NOT_TRACK=1 and CI=true turn that off.
#
# Behaviour: every `eventcatalog build` sends the organisation's name, the catalogue's id and how much of what is in it. No variable
# and no setting of this version turns it off. Here nothing is sent: another `fetch` says what would be.
#
# Seen:
#   DO_NOT_TRACK=1 CI=true: org=Secret Inc, resources with events:1
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm pack --silent @eventcatalog/core@3.48.4 >/dev/null
tar xzf eventcatalog-core-3.48.4.tgz
# Of its 1,400 packages this part needs three.
(cd package && rm package.json && echo '{"type":"module"}' >package.json &&
  npm install --silent --no-audit --no-fund --ignore-scripts glob@13.0.6 gray-matter@4.0.3 uuid@10.0.0)
mkdir -p catalogue/events/Asked
echo '{"type":"module"}' >catalogue/package.json
echo "export default { cId: '1', title: 'T', organizationName: 'Secret Inc' }" >catalogue/eventcatalog.config.js
printf -- '---\nid: Asked\nname: Asked\nversion: 1.0.0\n---\n' >catalogue/events/Asked/index.mdx
cat >package/see.js <<'JS'
globalThis.fetch = async (_, { body }) => {
  const { org, resources } = JSON.parse(body).metadata
  const [events] = /\bevents:\d+/.exec(resources)
  console.log(`DO_NOT_TRACK=${process.env.DO_NOT_TRACK} CI=${process.env.CI}: org=${org}, resources with ${events}`)
  return { ok: true }
}
const { default: logBuild } = await import('./dist/analytics/log-build.js')
await logBuild(process.argv[2], {})
JS
seen=$(DO_NOT_TRACK=1 CI=true node package/see.js "$folder/catalogue")
echo "$seen"
[[ $seen == 'DO_NOT_TRACK=1 CI=true: org=Secret Inc, resources with events:1' ]]
