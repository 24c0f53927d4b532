# What the scripts beside this one share: a Hufu of their own, a person, clients, and the results file. Sourced, with `set -euo pipefail`.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
NODE=$ROOT/node_modules/node/bin/node
WORK=$(mktemp -d)
STARTED=()
PERSON=lin
PASSWORD=violet-anchor-93-mosaic

clean_up() {
  for pid in "${STARTED[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$WORK"
}
trap clean_up EXIT

say() { printf '%s\n' "$*" >&2; }

# Installs a package of Debian when it is missing; without it nothing is claimed.
need_package() { # package
  dpkg -s "$1" >/dev/null 2>&1 && return
  say "Installing $1 ..."
  if ! apt-get install -y --no-install-recommends "$1" >"$WORK/apt.log" 2>&1; then
    tail -3 "$WORK/apt.log" >&2
    say "not run: $1 cannot be installed here"
    exit 3
  fi
}

free_port() {
  "$NODE" -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

hufu() { (cd "$WORK" && "$NODE" "$ROOT/packages/server/bin/hufu.mjs" "$@"); }

# Starts a server in an empty directory, with one person; sets ISSUER.
start_hufu() {
  PORT=$(free_port)
  ISSUER=http://localhost:$PORT
  (cd "$WORK" && exec "$NODE" "$ROOT/packages/server/bin/hufu.mjs" serve --port "$PORT") >"$WORK/hufu.log" 2>&1 &
  STARTED+=($!)
  wait_for "$ISSUER/readyz"
  printf '%s\n' "$PASSWORD" | hufu user add "$PERSON" --fullname 林晓雨 --email lin@example.com --password-stdin --permanent >"$WORK/user.log"
}

wait_for() { # URL
  for _ in $(seq 1 150); do
    curl -s -o "$WORK/answer" "$1" && return
    sleep 0.2
  done
  say "nothing answers at $1"
  tail -n 20 "$WORK"/*.log >&2
  exit 1
}

# Registers clients as YAML on standard input; prints the id and the secret of the first.
register() {
  hufu --json apply - | jq -r '.entries[0] | [.id, .generated_secret // ""] | @tsv'
}

# A person in Chromium: opens an address, signs in where Hufu asks, and prints the address and the text of the page at the end.
browse() { # URL, further steps
  PERSON=$PERSON PASSWORD=$PASSWORD "$NODE" --disable-warning=ExperimentalWarning "$ROOT/conformance/browse.ts" "$@"
}

begin_results() { # client, package
  CLIENT=$1
  RESULTS=$ROOT/conformance/results/$CLIENT.tsv
  mkdir -p "$(dirname "$RESULTS")"
  printf '%s %s\n' "$2" "$(dpkg-query -W -f '${Version}' "$2")" >"$WORK/results"
}

# One line of the matrix: the text must hold what is expected, else it failed, and the script with it.
expect() { # specification, scenario, text, pattern
  local status=passed
  grep -Eq -- "$4" <<<"$3" || status=failed
  printf '%s\t%s\t%s\n' "$1" "$2" "$status" >>"$WORK/results"
  say "$status: $2"
  [[ $status == passed ]] || {
    FAILED=yes
    head -c 400 <<<"$3" >&2
  }
}

# What was not tried, and why.
not_run() { # specification, scenario, reason
  printf '%s\t%s\tnot run: %s\n' "$1" "$2" "$3" >>"$WORK/results"
  say "not run: $2: $3"
}

end_results() {
  cp "$WORK/results" "$RESULTS"
  [[ -z ${FAILED:-} ]]
}
