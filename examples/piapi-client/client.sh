#!/usr/bin/env bash
# A sound track for a video: create a task, poll it, download the result. curl, grep and cut.
# PiAPI or any compatible server: only the base URL differs.
#
#   PIAPI_BASE_URL=http://127.0.0.1:8787 PIAPI_KEY=… bash client.sh https://example.com/clip.mp4 track.mp3
set -euo pipefail
BASE_URL=${PIAPI_BASE_URL:-https://api.piapi.ai}
VIDEO=${1:?usage: client.sh <URL of a video> <file to write>}
FILE=${2:?usage: client.sh <URL of a video> <file to write>}

call() { curl -sS --max-time 30 -H "X-API-Key: ${PIAPI_KEY:-}" -H 'Content-Type: application/json' "$@"; }
# The first text under a name; empty when there is none. (jq is the better tool where it is installed.)
field() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4 || true; }

task=$(call "$BASE_URL/api/v1/task" -d '{"model": "Qubico/mmaudio", "task_type": "video2audio",
  "input": {"video": "'"$VIDEO"'", "prompt": "rain on a tin roof"}}')
id=$(field task_id <<<"$task")
[ -n "$id" ] || { field message <<<"$task" >&2; exit 1; }

for _ in $(seq 600); do
  task=$(call "$BASE_URL/api/v1/task/$id")
  status=$(field status <<<"$task")
  case $status in
    completed)
      curl -sSf --max-time 60 -o "$FILE" "$(field audio_url <<<"$task")"
      echo "$id $status $FILE"
      exit 0
      ;;
    failed)
      field raw_message <<<"$task" >&2
      exit 1
      ;;
  esac
  sleep 1
done
echo "task $id took too long" >&2
exit 1
