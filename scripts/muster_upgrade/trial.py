"""The way from one release to another and back, a step at a time, while matches are played."""

import time
from pathlib import Path

from muster_stack.errors import StackError
from muster_stack.processes import wait_until
from muster_stage.broker import Broker
from muster_stage.log import LogFollower

from . import audit
from .builds import Release
from .load import Demos, Players
from .probes import Prober
from .stage import REPLICAS, UpgradeStage

BOTS, DEMO_BOTS = 12, 4
# A combination of releases has worked when so many matches were recorded in it, not before so many seconds.
HOLD_MATCHES, HOLD_SECONDS, HOLD_LIMIT = 12, 2, 60


class Trial:
    def __init__(self, root: Path, run: Path, old: Release, new: Release, deadline: float):
        self.stage = UpgradeStage(root, run)
        self.old, self.new, self.deadline = old, new, deadline
        self.faults: list[str] = []
        self.rows: list[tuple[str, ...]] = []
        self.follower: LogFollower | None = None

    def run(self, services: list[str]) -> list[str]:
        """All steps; what went wrong."""
        stage = self.stage
        try:
            stage.start_servers()
            stage.prepare(self.old)
            broker = Broker(stage.management)
            broker.listen(audit.LISTENER)
            stage.start(self.old)
            self.prober = Prober(stage.gateways)
            first, second = stage.gateways
            players = Players(stage, self.new, first, BOTS)
            demos = Demos(stage, self.old, second, DEMO_BOTS)
            try:
                self._steps(services)
            finally:
                seen = {}
                for name, load in (("the demos", demos), ("the players", players)):
                    seen[name], faults = load.stop()
                    self.faults += [f"{name}: {fault}" for fault in faults]
            self._audit(broker, seen, demos.runs)
        finally:
            if self.follower:
                self.follower.stop()
            stage.end()
        self._print()
        return self.faults

    def _steps(self, services: list[str]) -> None:
        old, new, stage = self.old, self.new, self.stage
        self._hold("all old", [])
        begin = time.monotonic()
        stage.prepare(new)
        self.prepared = stage.query("results", "SELECT clock_timestamp()")[0][0]
        self.follower = LogFollower(stage.settings, new.bin)
        self._hold("all old, topology and schema new", [], begin)
        for service in services:
            self._replace(f"{service} new, the others old", service, new)
            self._replace(f"{service} old again", service, old)
        for service in services:
            self._replace(f"{service} new to stay", service, new)
        for service in services:
            self._replace(f"{service} old, the others new", service, old)
            self._replace(f"{service} new again", service, new)

    def _replace(self, what: str, service: str, release: Release) -> None:
        """One replica after the other; both releases work side by side in between."""
        begin, faults, under_way = time.monotonic(), [], 0
        for instance in range(1, REPLICAS + 1):
            under_way += self.stage.under_way()
            faults += self.stage.replace(service, instance, release)
        self._hold(what, faults, begin, str(under_way))

    def _hold(self, what: str, faults: list[str], begin: float | None = None, under_way: str = "–") -> None:
        """Lets matches be played in this combination, and asks what they leave out."""
        if time.monotonic() > self.deadline:
            raise StackError(f"not done in time: '{what}' is still to come")
        begin = begin or time.monotonic()
        faults = faults + self.prober.run() + self.stage.dead()
        count = self.stage.play_on(HOLD_MATCHES, HOLD_SECONDS, HOLD_LIMIT)
        if count is None:
            faults.append(f"fewer than {HOLD_MATCHES} matches were recorded in {HOLD_LIMIT} s")
        self._row(what, under_way, "–" if count is None else str(count), time.monotonic() - begin, faults)

    def _audit(self, broker: Broker, seen: dict[str, int], demos: int) -> None:
        stage, begin = self.stage, time.monotonic()
        faults = [] if stage.await_quiet(30) else ["matches or messages are still under way after 30 s"]
        wrong, logged = audit.check_events(stage, broker.events(audit.LISTENER))
        followed = [event["id"] for event in self.follower.stop()]
        replayed = [event["id"] for event in self.follower.replay()]
        faults += wrong + audit.check_log(stage, self.prepared, followed, replayed)
        completed = stage.completed()
        # Many were seen by both, since they play with one another.
        if not max(seen.values()) <= completed <= sum(seen.values()):
            faults.append(f"{completed} matches are recorded, seen complete were {seen}")
        # The broker's own numbers are some seconds old.
        wait_until(lambda: not broker.waiting(), 15, interval=1)
        faults += [f"{count} messages wait in {queue}" for queue, count in broker.waiting().items()]
        faults += audit.check_logs(stage)
        self._row("in the end", "0", str(completed), time.monotonic() - begin, faults)
        statuses = ", ".join(f"{count} × {status or 'no answer'}" for status, count in sorted(self.prober.statuses.items()))
        seen_by = ", ".join(f"{count} seen complete by {name}" for name, count in seen.items())
        print(f"upgrade-test: {logged} matches in the log, {completed} recorded, {seen_by}")
        print(f"upgrade-test: {len(set(followed))} events followed in the stream, {len(replayed)} told again by the database")
        print(f"upgrade-test: {demos} demos of the old release; probes were answered: {statuses}")

    def _row(self, what: str, under_way: str, recorded: str, seconds: float, faults: list[str]) -> None:
        verdict = "ok" if not faults else f"{len(faults)} faults"
        self.rows.append((what, under_way, recorded, f"{seconds:.1f} s", verdict))
        self.faults += [f"{what}: {fault}" for fault in faults]
        print(f"  {what}: {verdict}" + "".join(f"\n    {fault}" for fault in faults))

    def _print(self) -> None:
        """`under way`: matches at the moments in which replicas were told to stop; `recorded`: results since then."""
        rows = [("releases", "under way", "recorded", "time", ""), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        print()
        for row in rows:
            numbers = "  ".join(f"{text:>{width}}" for text, width in zip(row[1:4], widths[1:4]))
            print(f"  {row[0]:<{widths[0]}}  {numbers}  {row[4]}")
        print()
