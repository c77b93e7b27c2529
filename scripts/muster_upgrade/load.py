"""Matches that are played all the time, and what the clients say of them in the end."""

import re
import signal
import subprocess
import threading

from muster_stage.commands import END_LIMIT, end, start, tail

from .builds import Release
from .stage import UpgradeStage

SIGN_IN_LIMIT = 60  # seconds


class Players:
    """Bots and match servers of one process that play until they are told to stop."""

    def __init__(self, stage: UpgradeStage, release: Release, gateway: str, bots: int):
        self.log = stage.run / "logs" / f"players-{release.name}.log"
        command = [str(release.bin / "muster"), "play", "--bots", str(bots), "--servers", "2", "--unhurried"]
        self.process = start([*command, "--gateway", gateway], stage.settings, self.log)

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

    def __init__(self, stage: UpgradeStage, release: Release, gateway: str, bots: int):
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
            process = start([*command, "--gateway", self.gateway], self.stage.settings, self.log)
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
