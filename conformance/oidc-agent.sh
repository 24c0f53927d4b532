#!/usr/bin/env bash
# Drives logins through oidc-agent, as Debian ships it: the device flow, the code flow, refreshing. On request, not in CI.
set -euo pipefail
source "$(dirname "$0")/support.sh"
need_package oidc-agent-cli
begin_results oidc-agent oidc-agent-cli

start_hufu
REDIRECT=http://localhost:$(free_port)
IFS=$'\t' read -r CLIENT_ID CLIENT_SECRET < <(register <<YAML
clients:
  - fullname: oidc-agent
    redirect_uris: ['$REDIRECT']
    grant_types: [authorization_code, refresh_token, 'urn:ietf:params:oauth:grant-type:device_code']
    scope: openid profile offline_access
YAML
)
# The agent keeps its accounts under the home directory, encrypted by a password that it reads from the environment.
export HOME=$WORK/home OIDC_ENCRYPTION_PW
mkdir "$HOME"
OIDC_ENCRYPTION_PW=$(head -c 12 /dev/urandom | base64)
eval "$(oidc-agent)" >"$WORK/agent.log"
STARTED+=("$OIDCD_PID")
trap 'clean_up; rm -rf "$(dirname "$OIDC_SOCK")"' EXIT

generate() { # flow, name; prints what it says, which goes on until the account is there
  oidc-gen --issuer="$ISSUER/" --client-id="$CLIENT_ID" --client-secret="$CLIENT_SECRET" --redirect-uri="$REDIRECT" \
    --scope='openid profile offline_access' --flow="$1" --pw-env=OIDC_ENCRYPTION_PW --prompt=none --no-url-call "$2" \
    </dev/null >"$WORK/$2.log" 2>&1 &
  GENERATING=$!
  STARTED+=("$GENERATING")
}

finish() { # name; sets KEPT to the accounts that are there when the generation has ended
  wait "$GENERATING" || tail -n 1 "$WORK/$1.log" >&2
  KEPT=$(oidc-gen --accounts)
}

said() { # file, pattern; waits until it is there and prints it
  for _ in $(seq 1 100); do
    grep -Eo -m1 -- "$2" "$1" && return
    sleep 0.2
  done
  return 1
}

token_works() { # name; whether userinfo takes what the agent gives
  curl -s "$ISSUER/oauth2/userinfo" -H "Authorization: Bearer $(oidc-token "$1" 2>&1)"
}

generate device box
code=$(said "$WORK/box.log" '\b[A-Z]{4}-[A-Z]{4}\b' | head -1)
browse "$ISSUER/oauth2/device?user_code=$code" Continue 'Connect the device' >"$WORK/page.log" || true
finish box
expect 'RFC 8628 §3' 'discovery, device flow, the account is kept' "$KEPT" '\bbox\b'
expect 'RFC 8628 §3.5' 'the token of a device that was let in works' "$(token_works box)" "\"sub\":\"$PERSON\""

generate code desk
url=$(said "$WORK/desk.log" 'http://localhost:[0-9]+/oauth2/authorize\?\S+' | head -1)
browse "$url" >"$WORK/page.log" || true
finish desk
expect 'RFC 7636 §4' 'code flow with PKCE, the answer taken by its own web server' "$KEPT" '\bdesk\b'
expect 'RFC 6749 §4.1.4' 'the token of the code flow works' "$(token_works desk)" "\"sub\":\"$PERSON\""

before=$(oidc-token desk)
# `--time`: a token that is good for longer than any is, so the agent must refresh.
after=$(oidc-token --time=7200 desk)
expect 'RFC 6749 §6' 'refreshing gives another token' "$([[ -n $after && $before != "$after" ]] && echo another)" another
expect 'RFC 6749 §6' 'the refreshed token works' "$(token_works desk)" "\"sub\":\"$PERSON\""
end_results
