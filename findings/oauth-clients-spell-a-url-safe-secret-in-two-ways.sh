#!/usr/bin/env bash
# oauth4webapi 3.8.8 (beneath openid-client 6) and Authlib 1.9.10: a client's id and secret in HTTP Basic.
#
# Guess: RFC 6749 (section 2.3.1) has both halves form-encoded before they are joined; some clients leave that out, which can be seen
# only where a secret has a space, "%", "+" or the like. A secret of letters, digits, "-", "_" and "." (base64url, a UUID) is its own
# encoding, so every client sends the same bytes, and an issuer may compare them as they are.
#
# Behaviour: oauth4webapi encodes "-", "_", "." and "~", too, in the secret and in the id: `live-page` goes out as `live%2Dpage`.
# Authlib sends both as they are, even a "%". No two of these are the same header, so an issuer that compares without decoding takes
# one of them only, for nearly every id and secret that there is; one that always decodes refuses Authlib's with a "%".
#
# Seen:
#   oauth4webapi: live%2Dpage:a%2Db%5Fc%2Ed%7E and live%2Dpage:50%25
#   Authlib:      live-page:a-b_c.d~ and live-page:50%
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts oauth4webapi@3.8.8
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check Authlib==1.9.10 requests==2.34.2
cat >see.mjs <<'JS'
import * as oauth from 'oauth4webapi'
const server = { issuer: 'https://issuer.example', token_endpoint: 'https://issuer.example/token' }
for (const secret of ['a-b_c.d~', '50%']) {
  const seen = async (_url, { headers }) => {
    console.log(atob(new Headers(headers).get('authorization').slice('Basic '.length)))
    return new Response('{}')
  }
  const client = { client_id: 'live-page' }
  await oauth.clientCredentialsGrantRequest(server, client, oauth.ClientSecretBasic(secret), {}, { [oauth.customFetch]: seen })
}
JS
cat >see.py <<'PY'
import base64
import requests
from authlib.integrations.requests_client import OAuth2Session

class Seen(requests.adapters.BaseAdapter):
    def send(self, request, **_):
        print(base64.b64decode(request.headers["Authorization"][len("Basic "):]).decode())
        answer = requests.Response()
        answer.status_code = 200
        answer.headers["content-type"] = "application/json"
        answer._content = b'{"access_token":"t","token_type":"Bearer"}'
        answer.request, answer.url = request, request.url
        return answer
    def close(self):
        pass

for secret in ["a-b_c.d~", "50%"]:
    session = OAuth2Session("live-page", secret)
    session.mount("https://", Seen())
    session.fetch_token("https://issuer.example/token", grant_type="client_credentials")
PY
encoded=$(node see.mjs)
raw=$(venv/bin/python -W ignore see.py)
printf 'oauth4webapi:\n%s\nAuthlib:\n%s\n' "$encoded" "$raw"
[[ $encoded == $'live%2Dpage:a%2Db%5Fc%2Ed%7E\nlive%2Dpage:50%25' ]]
[[ $raw == $'live-page:a-b_c.d~\nlive-page:50%' ]]
