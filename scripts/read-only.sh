#!/usr/bin/env bash
# Serves the built filrouge as the container does, without a container engine: as a user without any rights, on a file system that is
# read-only but for the data folder and an empty /tmp. Does what writes: measures, a stop, evidence, a PDF, a backup. Ends with 1
# where something cannot be done, or where it could write elsewhere.
#
#     npm run build && scripts/read-only.sh
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then
  if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
    echo "not run: a read-only file system of its own needs root and unshare"
    exit 0
  fi
  [ -f dist/main.js ] || { echo "build first: npm run build"; exit 1; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  unshare --mount --propagation private "$0" inside "$work"
  exit
fi

# From here on mounts are this process's own, and gone with it.
work=$2
root=$work/root
app=$PWD
mkdir -p "$root" "$work/data"
chmod 755 "$work"
chown 65534:65534 "$work/data"
mount --rbind / "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs -o size=64m,mode=1777,nosuid,nodev,noexec tmpfs "$root/tmp"
mkdir -p "$root/tmp/app" "$root/tmp/data"
# The checkout, its packages and the data, wherever they lie.
mount --bind "$app" "$root/tmp/app"
mount -o remount,bind,ro "$root/tmp/app"
if [ -L node_modules ]; then
  mount --bind "$(readlink -f node_modules)" "$root/$(readlink -f node_modules)"
  mount -o remount,bind,ro "$root/$(readlink -f node_modules)"
fi
mount --bind "$work/data" "$root/tmp/data"

as_nobody=(chroot "$root" setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs)
for place in /etc /usr /var/tmp /tmp/app /root "$HOME"; do
  if "${as_nobody[@]}" sh -c "echo x > '$place/filrouge-probe'" 2>/dev/null; then
    echo "$place can be written to: this proves nothing"
    exit 1
  fi
done

key=fr_$(printf 'r%.0s' {1..43})
"${as_nobody[@]}" env -i PATH="$PATH" NODE_ENV=production FILROUGE_PORT=0 FILROUGE_ADMIN_KEY="$key" FILROUGE_DATA=/tmp/data \
  FILROUGE_RULES=/tmp/app/rules FILROUGE_BACKUP_DIR=/tmp/data/backups \
  "$(command -v node)" /tmp/app/dist/main.js serve >"$work/log" 2>&1 &
service=$!
for _ in $(seq 240); do
  url=$(sed -n 's/.*"url":"\([^"]*\)".*"listening".*/\1/p' "$work/log")
  [ -z "$url" ] || break
  kill -0 "$service" 2>/dev/null || { cat "$work/log"; exit 1; }
  sleep 0.25
done
[ -n "$url" ] || { echo "it did not listen:"; cat "$work/log"; kill "$service"; exit 1; }

ask() {
  local path=$1
  shift
  curl -sS --fail-with-body --retry 20 --retry-delay 1 --retry-connrefused -H "authorization: Bearer $key" "$@" "$url$path" || {
    echo
    echo "$path failed"
    cat "$work/log"
    kill "$service"
    exit 1
  }
}
ask /v1/samples -o "$work/samples" -H 'content-type: application/json' \
  -d '{"samples":[{"agent":"margaux","metric":"error_rate","value":0.3,"weight":100}]}'
ask /v1/plans/1 -o "$work/plan"
ask /v1/agents/margaux/switch | grep -q '"mayRun":false'
ask /v1/incidents/1/evidence -o "$work/evidence" -F 'file=@README.md;type=text/markdown'
ask /v1/reports/weekly -o "$work/plan.pdf" -H 'accept: application/pdf'
head -c 4 "$work/plan.pdf" | grep -q %PDF || { head -c 200 "$work/plan.pdf"; exit 1; }
ask /v1/backup -o "$work/backup.tar"
tar -tf "$work/backup.tar" | grep -qx end.json
caps=$(sed -n 's/^CapEff:\s*//p' "/proc/$service/status")
user=$(sed -n 's/^Uid:\s*\([0-9]*\).*/\1/p' "/proc/$service/status")
left=$(find "$root/tmp" -xdev -mindepth 1 -not -path "$root/tmp/app" -not -path "$root/tmp/data" | head -5)
kill -TERM "$service"
wait "$service"
[ "$user" = 65534 ] && [ "$caps" = 0000000000000000 ] || { echo "user $user, capabilities $caps"; exit 1; }
echo "served as user $user without capabilities on a read-only file system; in its data folder: $(ls "$work/data" | tr '\n' ' ')"
[ -z "$left" ] || { echo "left in /tmp: $left"; exit 1; }
