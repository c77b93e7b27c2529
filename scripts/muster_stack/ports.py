"""Which ports are free, and who has those that are not."""

import os
import socket
import zlib
from pathlib import Path

from .errors import StackError

# RabbitMQ's command line tools listen here, so nothing of ours may.
COMMAND_LINE_TOOLS = range(35672, 35683)

# A stack's servers and internal ports lie within this many ports from its base.
SPAN = 100


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """True when a listener could be opened now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """True when somebody accepts connections on loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_base(seed: str) -> int:
    """A base port with nothing near it; where the search begins depends on the seed, so that two rarely meet."""
    first, last = 20000, 26000
    slots = (last - first) // SPAN
    offset = zlib.crc32(seed.encode())
    for step in range(slots):
        base = first + (offset + step) % slots * SPAN
        if all(is_free(port) for port in range(base, base + SPAN)):
            return base
    raise StackError(f"no {SPAN} free ports in a row between {first} and {last}")


def require_free(wanted: dict[str, tuple[int, str]]) -> None:
    """Takes {what: (port, setting)}; tells every port that somebody else has, by whom and what to set instead."""
    taken = []
    for what, (port, setting) in wanted.items():
        if not 1024 <= port <= 65535 and os.geteuid() != 0 or not 0 < port <= 65535:
            taken.append(f"port {port} for {what} is none that can be used: choose another with {setting}=…")
        elif port in COMMAND_LINE_TOOLS:
            taken.append(f"port {port} for {what} belongs to RabbitMQ's command line tools: set another {setting}=…")
        elif not is_free(port):
            taken.append(f"port {port} for {what} is taken{_holder(port)}: free it, or choose another with {setting}=…")
    if taken:
        raise StackError("\n".join(taken))


def _holder(port: int) -> str:
    """' by redis-server (pid 12)', or nothing where the kernel doesn't tell us."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            for descriptor in os.scandir(f"/proc/{pid}/fd"):
                if os.readlink(descriptor.path) in inodes:
                    return f" by {Path(f'/proc/{pid}/comm').read_text().strip()} (pid {pid})"
        except OSError:
            continue  # it ended meanwhile, or belongs to somebody else
    return ""
