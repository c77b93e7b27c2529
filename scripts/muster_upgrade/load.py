"""Matches that are played all the time, what the clients say of them in the end, and operators who follow the log."""

import json
import os
import re
import signal
import subprocess
import threading
from pathlib import Path

from .builds import Release
from .stage import Stage

SIGN_IN_LIMIT = 60  # seconds
END_LIMIT = 60  # seconds


class Players:
    """Bots and match servers of one process that play until they are told to stop."""

    def __init__(self, stage: Stage, release: Release, gateway: str, bots: int):
        self.log = stage.run / "logs" / f"players-{release.name}.log"
        command = [str(release.bin / "muster"), "play", "--bots", str(bots), "--servers", "2", "--unhurried"]
        self.process = start([*command, "--gateway", gateway], stage, self.log)

    def stop(self) -> tuple[int, list[str]]:
        """Lets them play on what has begun; how many matches they saw complete, and what went wrong."""
        code = end(self.process, signal.SIGINT)
        text = self.log.read_text(errors="replace")
        counts = re.findall(r"^(\d+) matches complete$", text, re.MULTILINE)
        if code == 0 and counts:
            return int(counts[-1]), []
        return int(counts[-1]) if counts else 0, [f"the players ended with {code}; the end of {self.log}:\n{tail(self.log)}"]


class Demos:
    """The demo of a release, over and over: matches, two peers who meet, and a streaming host, each checked by itself."""

    def __init__(self, stage: Stage, release: Release, gateway: str, bots: int):
        self.stage, self.release, self.gateway, self.bots = stage, release, gateway, bots
        self.log = stage.run / "logs" / f"demo-{release.name}.log"
        self.runs, self.faults = 0, []
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._play, daemon=True)
        self.thread.start()

    def stop(self) -> tuple[int, list[str]]:
        """Waits for the end of the run under way; how many matches were complete, and what went wrong."""
        self.ending.set()
        self.thread.join(END_LIMIT + SIGN_IN_LIMIT)
        faults = self.faults + (["a demo did not end"] if self.thread.is_alive() else [])
        return self._matches(), faults

    def _play(self) -> None:
        command = [str(self.release.bin / "muster"), "demo", "--bots", str(self.bots), "--servers", "1", "--seconds", "12"]
        while not self.ending.is_set():
            self.runs += 1
            process = start([*command, "--gateway", self.gateway], self.stage, self.log)
            try:
                code = process.wait(END_LIMIT + SIGN_IN_LIMIT)
            except subprocess.TimeoutExpired:
                code = end(process, signal.SIGKILL)
            if code != 0:
                self.faults.append(f"demo {self.runs} ended with {code}; the end of {self.log}:\n{tail(self.log)}")

    def _matches(self) -> int:
        """Of the tables: mode, matches, results recorded, …; with several modes the last row is their sum."""
        rows = re.findall(r"^(duel|duo|brawl|all) +(\d+) +(\d+) ", self.log.read_text(errors="replace"), re.MULTILINE)
        sums = [int(count) for name, count, _ in rows if name == "all"]
        return sum(sums) if sums else sum(int(count) for _, count, _ in rows)


class LogFollower:
    """An operator who follows the log by the release's own command, from its first event on."""

    def __init__(self, stage: Stage, release: Release):
        self.stage, self.release = stage, release
        self.log = stage.run / "logs" / "log.jsonl"
        self.process = start([str(release.bin / "muster"), "results", "tail", "--from", "first"], stage, self.log)

    def stop(self) -> list[str]:
        """The ids that were followed, in their order."""
        if self.process.poll() is None:
            end(self.process, signal.SIGINT)
        return self._ids(self.log)

    def replay(self) -> list[str]:
        """The ids that the database tells again."""
        replayed = self.stage.run / "logs" / "replay.jsonl"
        command = [str(self.release.bin / "muster"), "results", "replay"]
        start(command, self.stage, replayed).wait(END_LIMIT)
        return self._ids(replayed)

    def _ids(self, log: Path) -> list[str]:
        ids = []
        for line in log.read_text().splitlines():
            # What a command says beside the events of the log is for people.
            if line.startswith("{"):
                ids.append(json.loads(line)["id"])
        return ids


def start(command: list[str], stage: Stage, log: Path) -> subprocess.Popen:
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ) | stage.settings.values | {"NO_COLOR": "1", "TERM": "dumb"}
    with log.open("ab") as output:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=environment
        )


def end(process: subprocess.Popen, number: int) -> int:
    process.send_signal(number)
    try:
        return process.wait(END_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return -signal.SIGKILL


def tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
