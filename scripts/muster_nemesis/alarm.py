"""RabbitMQ's memory alarm, set off by a limit of nothing."""

import os
import subprocess

from muster_stack.errors import StackError
from muster_stack.servers import require
from muster_stack.settings import Settings

LIMIT = 20  # seconds


def set_watermark(settings: Settings, fraction: float) -> None:
    """0 raises the alarm, which stops all who publish; RabbitMQ's own value is 0.4."""
    # Asked by the distribution protocol: rabbitmqctl would do the same, with an Erlang system of its own started first.
    home = settings.run / "rabbitmq" / "home"
    cookie = (home / ".erlang.cookie").read_text()
    environment = dict(os.environ) | {"HOME": str(home), "ERL_EPMD_PORT": settings["MUSTER_EPMD_PORT"]}
    command = [require("erl_call"), "-c", cookie, "-n", "muster@localhost", "-a"]
    command.append(f"vm_memory_monitor set_vm_memory_high_watermark [{fraction}]")
    try:
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise StackError(f"the memory limit was not set in {LIMIT} s") from None
    if result.returncode != 0 or result.stdout.strip() != "ok":
        raise StackError(f"the memory limit could not be set: {result.stdout}{result.stderr}")
