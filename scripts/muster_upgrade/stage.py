"""A stack whose replicas are of two releases."""

import dataclasses
import signal
import time
from pathlib import Path

from muster_stack import services, settings
from muster_stack.commands import DRAIN_LIMIT
from muster_stack.errors import StackError
from muster_stack.processes import wait_until
from muster_stack.services import Replica
from muster_stage.stage import Stage

from .builds import Release

REPLICAS = 2


class UpgradeStage(Stage):
    """Servers, and two replicas of each service, each of the release that it was last told."""

    def __init__(self, root: Path, run: Path):
        super().__init__(root, run, run, dict.fromkeys(settings.SERVICES, REPLICAS))
        self.releases: dict[str, str] = {}

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
