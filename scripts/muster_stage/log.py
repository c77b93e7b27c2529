"""The log for operators: the stream as somebody follows it, and the database's own telling."""

import json
import signal
from pathlib import Path

from muster_stack.settings import Settings

from .commands import END_LIMIT, end, start


class LogFollower:
    """An operator who follows the log by a release's own command, from its first event on."""

    def __init__(self, settings: Settings, bin: Path):
        self.settings, self.muster = settings, str(bin / "muster")
        self.logs = settings.run / "logs"
        self.log = self.logs / "log.jsonl"
        self.process = start([self.muster, "results", "tail", "--from", "first"], settings, self.log)

    def stop(self) -> list[dict]:
        """The events that were followed, in their order."""
        if self.process.poll() is None:
            end(self.process, signal.SIGINT)
        return events(self.log)

    def replay(self) -> list[dict]:
        """The events that the database tells again."""
        replayed = self.logs / "replay.jsonl"
        start([self.muster, "results", "replay"], self.settings, replayed).wait(END_LIMIT)
        return events(replayed)


def events(log: Path) -> list[dict]:
    """What a command says beside the events of the log is for people; the last line may be cut off."""
    lines = log.read_text().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")]
