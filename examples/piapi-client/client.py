#!/usr/bin/env python3
"""A sound track for a video: create a task, poll it, download the result. Standard library only.

PiAPI or any compatible server: only the base URL differs.

  PIAPI_BASE_URL=http://127.0.0.1:8787 PIAPI_KEY=... python3 client.py https://example.com/clip.mp4 track.mp3
"""
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request

BASE_URL = os.environ.get("PIAPI_BASE_URL", "https://api.piapi.ai")
HEADERS = {"x-api-key": os.environ.get("PIAPI_KEY", ""), "Content-Type": "application/json"}
POLL_SECONDS = 1
GIVE_UP_SECONDS = 600


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE_URL + path, data=data, headers=HEADERS, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            answer = json.load(reply)
    except urllib.error.HTTPError as error:
        answer = json.load(error)
    if answer["code"] != 200:
        sys.exit(f"{answer['code']}: {answer['message']}")
    return answer["data"]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: client.py <URL of a video> <file to write>")
    _, video, file = sys.argv
    task = call("POST", "/api/v1/task", {
        "model": "Qubico/mmaudio",
        "task_type": "video2audio",
        "input": {"video": video, "prompt": "rain on a tin roof"},
    })
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    while task["status"] != "completed":
        if task["status"] == "failed":
            sys.exit(task["error"]["message"])
        if time.monotonic() > give_up_at:
            sys.exit(f"task {task['task_id']} took too long")
        time.sleep(POLL_SECONDS)
        task = call("GET", f"/api/v1/task/{task['task_id']}")
    with urllib.request.urlopen(task["output"]["audio_url"], timeout=60) as download, open(file, "wb") as target:
        shutil.copyfileobj(download, target)
    print(task["task_id"], task["status"], file)


main()
