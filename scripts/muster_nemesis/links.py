"""The links between replicas and servers, as the rest sees them."""

import subprocess
import sys
import threading
from pathlib import Path

from muster_stack.errors import StackError
from muster_stack.settings import Settings

WIRE = Path(__file__).with_name("wire.py")
# Counted from the base port, beside what a stage uses.
FIRST_PORT = 75

# Whom each service speaks with: the server's name, its port's setting, and the settings that hold the address.
SERVERS = {
    "rabbitmq": ("MUSTER_AMQP_PORT", {"auth", "queue", "hosts", "results", "gateway"}),
    "postgres": ("MUSTER_DATABASE_PORT", {"auth", "queue", "results"}),
    "redis": ("MUSTER_REDIS_PORT", {"hosts"}),
}
ADDRESSES = ["MUSTER_AMQP_URL", "MUSTER_REDIS_URL"]
ADDRESSES += [f"MUSTER_{service.upper()}_DATABASE_URL" for service in ("auth", "queue", "results")]


class Links:
    """Named `<replica>/<server>`. Ends with this process, whatever ends that."""

    def __init__(self, settings: Settings):
        self.targets = {server: settings.port(setting) for server, (setting, _) in SERVERS.items()}
        self.ports: dict[str, int] = {}
        port = settings.port("MUSTER_BASE_PORT") + FIRST_PORT
        for service, count in settings.replicas.items():
            for instance in range(1, count + 1):
                for server, (_, users) in SERVERS.items():
                    if service in users:
                        self.ports[f"{service}-{instance}/{server}"] = port
                        port += 1
        self.lock = threading.Lock()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        arguments = [f"{name}={port}:{self.targets[name.partition('/')[2]]}" for name, port in self.ports.items()]
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(WIRE), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self._await("ready")

    def end(self) -> None:
        if self.process:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def set(self, state: str, names: list[str]) -> None:
        with self.lock:
            print(state, *names, file=self.process.stdin, flush=True)
            self._await("ok")

    def to(self, server: str) -> list[str]:
        """All that lead to a server."""
        return [name for name in self.ports if name.endswith(f"/{server}")]

    def addresses(self, settings: Settings, replica: str) -> dict[str, str]:
        """The settings by which this replica finds its links instead of the servers."""
        values = {name: settings[name] for name in ADDRESSES}
        for server, target in self.targets.items():
            if port := self.ports.get(f"{replica}/{server}"):
                values = {name: url.replace(f"127.0.0.1:{target}", f"127.0.0.1:{port}") for name, url in values.items()}
        return values

    def _await(self, word: str) -> None:
        line = self.process.stdout.readline().strip()
        if line != word:
            raise StackError(f"the links' process said {line!r} instead of {word!r}")
