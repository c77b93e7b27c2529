"""Processes that a trial starts beside the stack, and tells to end."""

import os
import signal
import subprocess
from pathlib import Path

from muster_stack.settings import Settings

END_LIMIT = 60  # seconds


def start(command: list[str], settings: Settings, log: Path) -> subprocess.Popen:
    """In a session of its own, with the stack's settings; its output is appended to the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ) | settings.values | {"NO_COLOR": "1", "TERM": "dumb"}
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
