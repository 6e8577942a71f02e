#!/bin/sh
# Tells filrouge of a call. From the dialplan of Asterisk (see extensions.conf beside this file):
#   filrouge-call.sh UNIQUEID in|out NUMBER START_EPOCH [END_EPOCH yes|no]
# FILROUGE_URL and FILROUGE_CALL_KEY (a key of the role ingest) stand in /etc/filrouge-call.conf.
set -eu
. "${FILROUGE_CALL_CONF:-/etc/filrouge-call.conf}"

# Whatever a caller sends as a number must stay a text: nothing but digits and a plus goes on.
id=$(printf %s "$1" | tr -cd '0-9A-Za-z._-')
number=$(printf %s "$3" | tr -cd '0-9+')
iso() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

body="{\"id\":\"$id\",\"direction\":\"$2\",\"number\":\"$number\",\"start\":\"$(iso "$4")\""
if [ $# -ge 6 ]; then
  answered=false
  [ "$6" = yes ] && answered=true
  body="$body,\"end\":\"$(iso "$5")\",\"answered\":$answered"
fi

# Told again, a call is only completed: trying again does no harm.
curl -sS --fail-with-body --max-time 10 --retry 5 --retry-all-errors \
  -H "Authorization: Bearer $FILROUGE_CALL_KEY" -H 'Content-Type: application/json' \
  -d "$body}" "$FILROUGE_URL/v1/requests/calls"
