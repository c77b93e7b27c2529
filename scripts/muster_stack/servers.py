"""What the private servers of a stack have in common."""

import shutil
import signal
import urllib.request

from .errors import StackError
from .processes import Process, ProcessTable, wait_until
from .settings import Settings

START_LIMIT = 60  # seconds

# Health checks on loopback never go through a proxy.
local = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Server:
    """What each has in common. `stop_signal` is the one that it answers with a quick, clean end."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, settings: Settings, table: ProcessTable):
        self.settings = settings
        self.table = table
        self.folder = settings.run / self.name

    def ports(self) -> dict[str, tuple[int, str]]:
        """{what: (port, setting)} of the ports that must be free before a start."""
        raise NotImplementedError

    def start(self) -> None:
        """Prepares the data at the first start, starts, returns once it answers."""
        raise NotImplementedError

    def await_ready(self, process: Process, condition) -> None:
        wait_until(lambda: not process.alive or condition(), START_LIMIT)
        if not process.alive or not condition():
            state = "did not get ready" if process.alive else "ended"
            raise StackError(f"{self.name} {state}; the end of {self.table.log(self.name)}:\n{self.table.tail(self.name)}")

    def make_folder(self, user: str | None = None) -> bool:
        """True when it was made just now."""
        if self.folder.exists():
            return False
        self.folder.mkdir(parents=True, mode=0o700)
        if user:
            shutil.chown(self.folder, user, user)
        return True


def require(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not path:
        raise StackError(f"no '{name}' here; 'make setup' installs it")
    return path
