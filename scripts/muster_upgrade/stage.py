"""A stack whose replicas are of two releases."""

import dataclasses
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from muster_stack import ports, services, settings
from muster_stack.commands import DRAIN_LIMIT, Stack
from muster_stack.errors import StackError
from muster_stack.postgres import postgres_tool
from muster_stack.processes import wait_until
from muster_stack.services import Replica

from .builds import Release

REPLICAS = 2
# Counted from the base port, beside what muster_stack uses.
GATEWAY_PORT, LOBBY_PORT = 60, 70


class Stage:
    """Servers, and two replicas of each service, each of the release that it was last told."""

    def __init__(self, root: Path, run: Path):
        for name in [name for name in os.environ if name.startswith(("MUSTER_", "BIN_", "PG"))] + ["SCALE"]:
            os.environ.pop(name, None)  # settings of another stack
        self.run = run
        Stack(settings.load(root, run, None, None, fresh=False), durable=False).down()
        if run.exists():
            shutil.rmtree(run)
        base = ports.free_base(str(run))
        os.environ["SCALE"] = " ".join(f"{service}={REPLICAS}" for service in settings.SERVICES)
        os.environ["MUSTER_HTTP_PORT"] = str(base + GATEWAY_PORT)
        os.environ["MUSTER_LOBBY_TCP_PORT"] = str(base + LOBBY_PORT)
        os.environ["MUSTER_LOG_FORMAT"] = "json"
        self.settings = settings.load(root, run, run, str(base))
        self.stack = Stack(self.settings, durable=False)
        self.table = self.stack.table
        self.releases: dict[str, str] = {}

    @property
    def gateways(self) -> list[str]:
        return [self._replica("gateway", instance).http for instance in (1, 2)]

    @property
    def management(self) -> str:
        return self.settings["MUSTER_AMQP_MANAGEMENT_URL"]

    def start_servers(self) -> None:
        self.stack.up(only_servers=True)

    def end(self) -> None:
        self.stack.down()

    def prepare(self, release: Release) -> None:
        """Topology and migrations of a release, as an operator applies them before its services are started."""
        for name, (command, environment) in services.jobs(self._settings(release)).items():
            services.run_job(name, command, environment, self.table)

    def start(self, release: Release) -> None:
        """All replicas of all services."""
        replicas = [(service, instance) for service in settings.SERVICES for instance in (1, 2)]
        started = [(self._replica(*which, release), self._replica(*which, release).start(self.table)) for which in replicas]
        for replica, process in started:
            replica.await_ready(process, self.table)
            self.releases[replica.name] = release.name

    def replace(self, service: str, instance: int, release: Release) -> list[str]:
        """Ends a replica as an orchestrator does, and starts it of the release; returns what went wrong."""
        name = f"{service}-{instance}"
        process = self.table.alive(name)
        if not process:
            raise StackError(f"{name} has died; the end of its log:\n{self.table.tail(name)}")
        killed = self.table.stop([process], signal.SIGTERM, DRAIN_LIMIT)
        replica = self._replica(service, instance, release)
        replica.await_ready(replica.start(self.table), self.table)
        self.releases[name] = release.name
        return [f"{name} did not end within {DRAIN_LIMIT} s and was killed" for name in killed]

    def dead(self) -> list[str]:
        """Replicas that have ended by themselves."""
        return [f"{name} has died" for name in self.releases if not self.table.alive(name)]

    def query(self, database: str, sql: str) -> list[list[str]]:
        """Asks a service's database; rows of texts."""
        url = self.settings[f"MUSTER_{database.upper()}_DATABASE_URL"]
        result = subprocess.run(
            [postgres_tool("psql"), "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", url],
            input=sql, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        if result.returncode != 0:
            raise StackError(f"{database}'s database: {result.stderr.strip()}")
        return [line.split("\t") for line in result.stdout.splitlines()]

    def completed(self) -> int:
        """Matches whose result is recorded."""
        return int(self.query("results", "SELECT count(*) FROM matches WHERE state = 'completed'")[0][0])

    def under_way(self) -> int:
        """Matches that are found, waited for or played at this moment."""
        return int(self.query("queue", "SELECT count(*) FROM matches")[0][0])

    def play_on(self, matches: int, seconds: float, limit: float) -> int | None:
        """Waits until so many more matches are recorded and so much time has passed; None when that takes too long."""
        before, begin = self.completed(), time.monotonic()
        while time.monotonic() - begin < limit:
            count = self.completed() - before
            if count >= matches and time.monotonic() - begin >= seconds:
                return count
            time.sleep(0.25)
        return None

    def await_quiet(self, seconds: float) -> bool:
        """True when nothing is under way any more: no open match, nothing to be told."""

        def is_quiet() -> bool:
            open_matches = "SELECT count(*) FROM matches WHERE state = 'inProgress'"
            unsent = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"
            asked = [("results", open_matches), ("results", unsent), ("auth", unsent), ("queue", "SELECT count(*) FROM outbox")]
            return all(self.query(database, sql) == [["0"]] for database, sql in asked)

        return wait_until(is_quiet, seconds, interval=0.5)

    def _replica(self, service: str, instance: int, release: Release | None = None) -> Replica:
        return Replica(service, instance, self._settings(release) if release else self.settings)

    def _settings(self, release: Release) -> settings.Settings:
        values = self.settings.values | {"MUSTER_MODES": str(release.modes)}
        return dataclasses.replace(self.settings, bin=release.bin, values=values)
