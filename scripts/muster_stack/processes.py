"""Processes that outlive the script that started them, known again by pid and start time."""

import json
import os
import resource
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from .errors import StackError


@dataclass(frozen=True)
class Process:
    """A started process. A pid alone may belong to somebody else by now; with the start time it can't."""

    name: str
    pid: int
    started: int  # clock ticks since boot, field 22 of /proc/<pid>/stat
    boot: str  # the kernel's boot id: ticks begin anew with each boot
    port: int | None

    @property
    def alive(self) -> bool:
        return self.boot == _boot_id() and _start_time(self.pid) == self.started

    @property
    def replaced(self) -> bool:
        """True when the executable's file was exchanged since: an older build is still running."""
        try:
            return os.readlink(f"/proc/{self.pid}/exe").endswith(" (deleted)")
        except OSError:
            return False

    def signal(self, number: int) -> None:
        """Sends a signal if the process is still the one that was started."""
        if self.alive:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass  # it ended between the look and the signal

    def session(self) -> list[int]:
        """Every process of the session that this one leads: itself and what it has started."""
        return session_members(self.pid)

    def ended_within(self, seconds: float) -> bool:
        return wait_until(lambda: not self.alive, seconds)


class ProcessTable:
    """The records of a run folder, one JSON file a process."""

    def __init__(self, run: Path):
        self.folder = run / "processes"
        self.logs = run / "logs"
        self._log_begins: dict[str, int] = {}

    def all(self) -> dict[str, Process]:
        records = {}
        for file in sorted(self.folder.glob("*.json")):
            process = Process(**json.loads(file.read_text()))
            records[process.name] = process
        return records

    def alive(self, name: str) -> Process | None:
        process = self.all().get(name)
        return process if process and process.alive else None

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def start(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        port: int | None = None,
        cwd: Path | str = "/",
        user: str | None = None,
        descriptors: list[int] = [],
    ) -> Process:
        """Starts a session of its own with nothing of ours open but `descriptors`, its output appended to its log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        identity = {"user": user, "group": user, "extra_groups": []} if user else {}
        with self.open_log(name) as log:
            try:
                child = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    env=environment,
                    cwd=cwd,
                    pass_fds=descriptors,
                    **identity,
                )
            except OSError as error:
                raise StackError(f"{name} can't be started: {error}") from error
        # It may have ended already; its parent, this script, hasn't collected it, so that its times are still there.
        started = _start_time(child.pid, zombies=True)
        process = Process(name, child.pid, started or 0, _boot_id(), port)
        write_atomically(self.folder / f"{name}.json", json.dumps(asdict(process)))
        return process

    def forget(self, name: str) -> None:
        (self.folder / f"{name}.json").unlink(missing_ok=True)

    def open_log(self, name: str) -> BinaryIO:
        """For appending; `tail` then shows only what came after."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.log(name).open("ab")
        self._log_begins[name] = log.tell()
        return log

    def tail(self, name: str, lines: int = 15) -> str:
        """What was logged at last, since the log was opened here."""
        with self.log(name).open("rb") as log:
            log.seek(self._log_begins.get(name, 0))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])

    def stop(self, processes: list[Process], number: int, seconds: float) -> list[str]:
        """Signals all, waits for all, kills what is left together with its children; returns the names of the killed."""
        sessions = {process.name: process.session() for process in processes if process.alive}
        for process in processes:
            process.signal(number)
        deadline = time.monotonic() + seconds
        killed = []
        for process in processes:
            if not process.ended_within(max(0.0, deadline - time.monotonic())):
                process.signal(signal.SIGKILL)
                process.ended_within(5)
                killed.append(process.name)
            # What it had started mostly ends with it; what doesn't is ours as well.
            for pid in sessions.get(process.name, []):
                if pid != process.pid and not wait_until(lambda: _session(pid) != process.pid, 2):
                    os.kill(pid, signal.SIGKILL)
            self.forget(process.name)
        return killed

    def await_orphans(self, name: str) -> bool:
        """True once nothing is left of a process that died, nor of what it had started."""
        previous = self.all().get(name)
        if previous is None or previous.boot != _boot_id():
            return True
        return wait_until(lambda: not previous.alive and not previous.session(), 5)


def wait_until(condition, seconds: float, interval: float = 0.02) -> bool:
    """Asks until the condition holds; False when the time is over first."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(interval)
    return True


def widen_file_limit() -> None:
    """65,536 descriptors for us and what we start, or what is allowed.

    The usual 1,024 are too few for a gateway; and where there is no limit, as in some containers, Erlang makes a table
    for a thousand million of them.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def session_members(session: int) -> list[int]:
    return [pid for pid in _pids() if _session(pid) == session]


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """A reader sees the old file or the new one, never half of one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text if text.endswith("\n") else text + "\n")
    temporary.replace(path)


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text[text.rindex(")") + 2 :].split()


def _start_time(pid: int, zombies: bool = False) -> int | None:
    """None when there is no such process; one that ended and wasn't collected by its parent counts as none."""
    fields = _stat(pid)
    if fields is None or (fields[0] in "ZX" and not zombies):
        return None
    return int(fields[19])


def _session(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[3]) if fields and fields[0] not in "ZX" else None


def _pids() -> list[int]:
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
