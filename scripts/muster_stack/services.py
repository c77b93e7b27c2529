"""The five services and the jobs that come before them."""

import os
import subprocess
import urllib.error
from dataclasses import dataclass

from .errors import StackError
from .processes import Process, ProcessTable, wait_until
from .servers import local
from .settings import MIGRATED, SERVICES, Settings

READY_LIMIT = 60  # seconds
JOB_LIMIT = 60  # seconds

# What a service is told beside what it shares with all: its own store and secrets, never another's.
OWN_SETTINGS = {
    "auth": ["MUSTER_AUTH_DATABASE_URL", "MUSTER_SERVER_KEY"],
    "queue": ["MUSTER_QUEUE_DATABASE_URL", "MUSTER_COOKIE_KEY", "MUSTER_MODES"],
    "hosts": ["MUSTER_REDIS_URL", "MUSTER_TURN_SECRET", "MUSTER_SIGNALING_URL"],
    "results": ["MUSTER_RESULTS_DATABASE_URL"],
    "gateway": ["MUSTER_SERVER_KEY", "MUSTER_TURN_SECRET", "MUSTER_MODES", "MUSTER_TRUSTED_NETWORKS", "MUSTER_PEER_TRUSTED_RELAYS"],
}
SHARED_SETTINGS = ["MUSTER_AMQP_URL"]


@dataclass(frozen=True)
class Replica:
    service: str
    instance: int
    settings: Settings

    @property
    def name(self) -> str:
        return f"{self.service}-{self.instance}"

    @property
    def port(self) -> int:
        return self.settings.http_port(self.service, self.instance)

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ports(self) -> dict[str, tuple[int, str]]:
        if self.service != "gateway":
            return {self.name: (self.port, "MUSTER_BASE_PORT")}
        ports = {self.name: (self.port, "MUSTER_HTTP_PORT")}
        if self.instance == 1:
            ports["the lobby's TCP door"] = (self.settings.port("MUSTER_LOBBY_TCP_PORT"), "MUSTER_LOBBY_TCP_PORT")
        return ports

    def start(self, table: ProcessTable) -> Process:
        environment = service_environment(self.settings, self.service) | {"MUSTER_INSTANCE": self.name}
        if self.service == "gateway":
            environment["MUSTER_HTTP_HOST"] = self.settings["MUSTER_HTTP_HOST"]
            environment["MUSTER_HTTP_PORT"] = str(self.port)
            if self.instance == 1:
                environment["MUSTER_LOBBY_TCP_PORT"] = self.settings["MUSTER_LOBBY_TCP_PORT"]
        else:
            environment["MUSTER_ADMIN_PORT"] = str(self.port)
        executable = self.settings.executable(f"muster-{self.service}")
        return table.start(self.name, [str(executable)], environment, self.port, cwd=self.settings.run)

    def await_ready(self, process: Process, table: ProcessTable) -> None:
        # Asked once more it may be unready for a moment: on a busy machine a lease may be renewed late.
        if not wait_until(lambda: not process.alive or self.is_ready(), READY_LIMIT) or not process.alive:
            state = f"is not ready after {READY_LIMIT} s" if process.alive else "ended"
            raise StackError(f"{self.name} {state}; the end of {table.log(self.name)}:\n{table.tail(self.name)}")

    def is_ready(self) -> bool:
        try:
            with local.open(f"{self.http}/readyz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.HTTPError, OSError):
            return False


def replicas(settings: Settings) -> list[Replica]:
    return [
        Replica(service, instance, settings)
        for service in SERVICES
        for instance in range(1, settings.replicas.get(service, 0) + 1)
    ]


def service_environment(settings: Settings, service: str) -> dict[str, str]:
    """The caller's environment, in which everything that belongs to this stack is replaced by what the service may know."""
    environment = {name: value for name, value in os.environ.items() if name not in settings.values}
    return environment | {name: settings[name] for name in SHARED_SETTINGS + OWN_SETTINGS[service]}


def jobs(settings: Settings) -> dict[str, tuple[list[str], dict[str, str]]]:
    """{name: (command, environment)} of what must be done before services start; each may be done again at any time."""
    everything = dict(os.environ) | settings.values
    result = {"topology": ([str(settings.executable("muster")), "topology", "apply"], everything)}
    for service in MIGRATED:
        if settings.replicas.get(service, 0) > 0:
            command = [str(settings.executable(f"muster-{service}")), "migrate"]
            result[f"migrate-{service}"] = (command, service_environment(settings, service))
    return result


def run_job(name: str, command: list[str], environment: dict[str, str], table: ProcessTable) -> None:
    with table.open_log(name) as log:
        try:
            code = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=JOB_LIMIT
            ).returncode
        except subprocess.TimeoutExpired:
            raise StackError(f"{name} is not done after {JOB_LIMIT} s; see {table.log(name)}") from None
    if code != 0:
        raise StackError(f"{name} failed ({code}); the end of {table.log(name)}:\n{table.tail(name)}")
