"""The way from one release to another and back, a step at a time, while matches are played."""

import time
from pathlib import Path

from muster_stack.errors import StackError
from muster_stack.processes import wait_until

from . import audit
from .builds import Release
from .load import Demos, Players
from .probes import Prober
from .stage import REPLICAS, Stage

BOTS, DEMO_BOTS = 12, 4
# A combination of releases has worked when so many matches were recorded in it, not before so many seconds.
HOLD_MATCHES, HOLD_SECONDS, HOLD_LIMIT = 10, 2, 60


class Trial:
    def __init__(self, root: Path, run: Path, old: Release, new: Release, deadline: float):
        self.stage = Stage(root, run)
        self.old, self.new, self.deadline = old, new, deadline
        self.faults: list[str] = []
        self.rows: list[tuple[str, str, str, str]] = []

    def run(self, services: list[str]) -> list[str]:
        """All steps; what went wrong."""
        stage = self.stage
        try:
            stage.start_servers()
            stage.prepare(self.old)
            broker = audit.Broker(stage)
            broker.listen()
            stage.start(self.old)
            self.prober = Prober(stage.gateways)
            first, second = stage.gateways
            players = Players(stage, self.new, first, BOTS)
            demos = Demos(stage, self.old, second, DEMO_BOTS)
            try:
                self._steps(services)
            finally:
                seen_by_demos, faults = demos.stop()
                self.faults += faults
                seen_by_players, faults = players.stop()
                self.faults += faults
            self._audit(broker, seen_by_demos + seen_by_players, demos.runs)
        finally:
            stage.end()
        self._print()
        return self.faults

    def _steps(self, services: list[str]) -> None:
        old, new, stage = self.old, self.new, self.stage
        self._hold("all old", [])
        begin = time.monotonic()
        stage.prepare(new)
        self._hold("all old, topology and schema new", [], begin)
        for service in services:
            self._replace(f"{service} new, the others old", service, new)
            self._replace(f"{service} old again", service, old)
        for service in services:
            self._replace(f"all but {service} as they were, {service} new", service, new)
        for service in services:
            self._replace(f"{service} old, the others new", service, old)
            self._replace(f"{service} new again", service, new)

    def _replace(self, what: str, service: str, release: Release) -> None:
        """One replica after the other; both releases work side by side in between."""
        begin, faults = time.monotonic(), []
        for instance in range(1, REPLICAS + 1):
            faults += self.stage.replace(service, instance, release)
        self._hold(what, faults, begin)

    def _hold(self, what: str, faults: list[str], begin: float | None = None) -> None:
        """Lets matches be played in this combination, and asks what they leave out."""
        if time.monotonic() > self.deadline:
            raise StackError(f"not done in time: '{what}' is still to come")
        begin = begin or time.monotonic()
        faults = faults + self.prober.run() + self.stage.dead()
        count = self.stage.play_on(HOLD_MATCHES, HOLD_SECONDS, HOLD_LIMIT)
        if count is None:
            faults.append(f"fewer than {HOLD_MATCHES} matches were recorded in {HOLD_LIMIT} s")
        self._row(what, "–" if count is None else str(count), time.monotonic() - begin, faults)

    def _audit(self, broker: audit.Broker, seen: int, demos: int) -> None:
        stage, begin = self.stage, time.monotonic()
        faults = [] if stage.await_quiet(30) else ["matches or messages are still under way after 30 s"]
        wrong, logged = audit.check_events(stage, broker.events())
        faults += wrong
        completed = stage.completed()
        if completed < seen:
            faults.append(f"players saw {seen} matches complete, {completed} are recorded")
        # The broker's own numbers are some seconds old.
        wait_until(lambda: not broker.waiting(), 15, interval=1)
        faults += [f"{count} messages wait in {queue}" for queue, count in broker.waiting().items()]
        faults += audit.check_logs(stage)
        self._row("in the end", str(completed), time.monotonic() - begin, faults)
        statuses = ", ".join(f"{count} × {status or 'no answer'}" for status, count in sorted(self.prober.statuses.items()))
        print(f"upgrade-test: {logged} matches in the log, {completed} recorded, {seen} seen complete by their players")
        print(f"upgrade-test: {demos} demos of the old release; probes were answered: {statuses}")

    def _row(self, what: str, matches: str, seconds: float, faults: list[str]) -> None:
        self.rows.append((what, matches, f"{seconds:.1f} s", "ok" if not faults else f"{len(faults)} faults"))
        self.faults += [f"{what}: {fault}" for fault in faults]
        print(f"  {what}: {matches} matches, {seconds:.1f} s" + "".join(f"\n    {fault}" for fault in faults))

    def _print(self) -> None:
        rows = [("releases", "matches", "time", ""), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        print()
        for row in rows:
            print(f"  {row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}")
        print()
