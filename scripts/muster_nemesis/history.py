"""What clients asked, when, and what became of it.

Times are seconds of this machine's clock, which events have as well.
"""

import json
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

OK, FAILED, UNKNOWN = "ok", "failed", "unknown"


@dataclass(frozen=True)
class Record:
    """One request. `unknown`: it may have been done, be done later, or never."""

    who: str
    op: str  # of OPERATIONS in client.py
    invoked: float
    ended: float
    outcome: str
    status: int = 0  # 0: no answer
    asked: dict = field(default_factory=dict)  # what the checks need of the question
    answer: dict = field(default_factory=dict)
    fault: str = ""  # what is wrong with the answer itself, or why there is none


class History:
    """Append-only; each record is a line of a file, too."""

    def __init__(self, path: Path | None = None):
        self.records: list[Record] = []
        self._lock = threading.Lock()
        self._file = path.open("w") if path else None

    def add(self, record: Record) -> Record:
        with self._lock:
            self.records.append(record)
            if self._file:
                self._file.write(json.dumps(asdict(record), separators=(",", ":")) + "\n")
        return record

    def close(self) -> None:
        with self._lock:
            if self._file:
                self._file.close()
                self._file = None

    def count(self) -> int:
        return len(self.records)


def read(path: Path) -> list[Record]:
    """A history that was written before."""
    return [Record(**json.loads(line)) for line in path.read_text().splitlines()]


# Seconds since the epoch that never go back within a run.
_begin = time.time() - time.monotonic()


def now() -> float:
    return _begin + time.monotonic()
