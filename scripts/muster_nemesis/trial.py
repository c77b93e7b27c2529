"""The course of a run: start, faults under load, healing, the end of all that has begun, and the verdict."""

import json
import random
import secrets
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from muster_stack.errors import StackError
from muster_stack.processes import wait_until
from muster_stage.log import LogFollower

from . import checks
from .checks.evidence import ENDINGS, Evidence, Violation
from .client import OPERATIONS, Client
from .crowd import Crowd
from .faults import Done, Nemesis
from .history import OK, History, Record, now
from .players import MODES
from .schedule import plan
from .stage import NemesisStage

ENTRY = 60  # seconds in which the first matches must be recorded
AFTERWARDS = 6  # seconds of load after the last fault at least; it goes on until each mode has a new match
READY = checks.liveness.BOUND  # seconds after the last fault
DRAIN = 60  # seconds in which everything that has begun comes to its end
OPERATOR = "nemesis-operator"


@dataclass
class Outcome:
    records: list[Record]
    faults: list[Done]
    violations: list[Violation]
    matches: Counter = field(default_factory=Counter)
    events: int = 0
    seconds: float = 0  # of faults
    failures: list[str] = field(default_factory=list)  # of the trial itself


class Trial:
    def __init__(self, root: Path, run: Path, bin: Path, seed: int, duration: float, players: int, brisk: bool):
        self.stage = NemesisStage(root, run, bin)
        self.seed, self.duration, self.players, self.brisk = seed, duration, players, brisk
        self.begin = now()
        self.unfinished: list[str] = []

    def say(self, text: str) -> None:
        print(f"nemesis: {now() - self.begin:6.1f} s  {text}", flush=True)

    def run(self) -> Outcome:
        stage = self.stage
        self.history = History()
        crowd = nemesis = follower = None
        try:
            self.say(f"starting servers and {len(stage.names)} replicas in {stage.run}")
            stage.start()
            self.history = History(stage.run / "history.jsonl")
            self.password = secrets.token_hex(12)
            self._make_operator()
            crowd = Crowd(stage.gateways, self.history, self.seed, self.players, stage.settings["MUSTER_SERVER_KEY"], self.brisk)
            crowd.start()
            self._await_play()
            nemesis = Nemesis(stage, plan(self.seed, self.duration, stage.names, self.brisk), self.say)
            faults_began = now()
            nemesis.run()
            seconds = now() - faults_began
            healed = now()
            self.say(f"all healed; {self.history.count()} requests so far")
            self._heal(healed)
            self._drain(crowd)
            self.say("reading what was written down, and the log")
            follower = LogFollower(stage.settings, stage.settings.bin)
            documented = self._look_back(crowd)
            events = self._follow(follower)
            failures = [*nemesis.failures, *crowd.faults]
        finally:
            if nemesis:
                nemesis.stopping.set()
            if crowd:
                hanging = crowd.stop(20)
            if follower:
                follower.stop()
            self.history.close()
            stage.end()
        failures += [f"{name} did not end" for name in hanging]
        self.say("checking")
        records = sorted(self.history.records, key=lambda record: record.ended)
        evidence = Evidence(records, events, documented, healed, self.unfinished)
        violations = checks.check(evidence)
        matches = Counter(match.ending or "open" for match in evidence.matches.values())
        return Outcome(records, nemesis.done, violations, matches, len(events), seconds, failures)

    # Steps

    def _make_operator(self) -> None:
        command = [str(self.stage.settings.executable("muster")), "operator", "create", OPERATOR]
        result = subprocess.run(
            command, input=self.password + "\n", capture_output=True, text=True, timeout=30, env=self.stage.settings.values
        )  # fmt: skip
        if result.returncode != 0:
            raise StackError(f"the operator was not made: {result.stdout}{result.stderr}")

    def _await_play(self) -> None:
        def playing() -> bool:
            records = list(self.history.records)
            reports = sum(record.op == "report" and record.outcome == OK for record in records)
            arrived = {record.who for record in records if record.op == "login" and record.outcome == OK}
            return reports >= 3 and len(arrived) > self.players

        if not wait_until(playing, ENTRY, interval=0.1):
            raise StackError(f"not all players were there, or no match was recorded, within {ENTRY} s and before any fault")
        self.say(f"{self.players} players are at it")

    def _heal(self, healed: float) -> None:
        """Load goes on; every replica must get ready, newcomers come in, and new matches be played."""
        for gateway in self.stage.gateways:
            self._newcomer(gateway)
        if not wait_until(lambda: not self.stage.unready(), READY, interval=0.5):
            self.unfinished.append(f"not ready {READY:.0f} s after the last fault: {', '.join(self.stage.unready())}")
        self.unfinished += [f"{name} has ended by itself" for name in self.stage.dead()]
        wait_until(lambda: self._played_since(healed) >= set(MODES), healed + READY - now(), interval=0.5)
        time.sleep(max(0.0, healed + AFTERWARDS - now()))

    def _played_since(self, moment: float) -> set[str]:
        """Modes with a match that was found after this moment and is complete."""
        before, after = set(), set()
        for record in list(self.history.records):
            if match := record.answer.get("matchId"):
                if record.ended < moment:
                    before.add(match)
                elif record.answer.get("type") == "MatchComplete" and record.answer.get("outcome") == "completed":
                    after.add((match, record.answer["mode"]))
        return {mode for match, mode in after if match not in before}

    def _newcomer(self, gateway: str) -> None:
        client = Client("newcomer", [gateway], self.history, random.Random(self.seed))
        name, password = f"new-{secrets.token_hex(4)}", secrets.token_hex(8)
        deadline = now() + READY
        user = {"username": name, "password": password}
        for op, body in (("register", user), ("login", user), ("user", None)):
            while now() < deadline:
                record = client.ask(op, body)
                if record.outcome == OK or record.status == 409:
                    client.token = record.answer.get("token", client.token)
                    break
                client.pause(record)
            else:
                self.unfinished.append(f"a newcomer's {op} by {gateway} did not succeed within {READY} s")
                return

    def _drain(self, crowd: Crowd) -> None:
        self.say("no new tickets; what has begun comes to its end")
        crowd.close()
        if not wait_until(lambda: crowd.is_quiet or crowd.faults, DRAIN, interval=0.1):
            busy = sorted({player.name for player in crowd.players} - crowd.world.left)
            self.unfinished += [f"{name} has something open {DRAIN} s after the end" for name in busy[:5]]
            self.unfinished += [f"{server.name} has matches open" for server in crowd.servers if not server.idle.is_set()]

    def _look_back(self, crowd: Crowd) -> dict[str, set[int]]:
        """Ratings of all players, the list of results; which answers are documented."""
        client = Client("operator", self.stage.gateways, self.history, random.Random(self.seed))
        signed_in = self._insist(client, "login", {"username": OPERATOR, "password": self.password})
        for player in crowd.players:
            if player.client.token:
                self._insist(client, "user", asked={"player": player.name, "final": True}, token=player.client.token)
        client.token = signed_in.answer.get("token")
        self._insist(client, "results", query={"format": "jsonl"})
        description = client.describe()
        return {
            op: {int(status) for status in description["paths"][path][method.lower()]["responses"]}
            for op, (method, path, _) in OPERATIONS.items()
        }

    def _insist(self, client: Client, op: str, *arguments, **options) -> Record:
        for _ in range(20):
            record = client.ask(op, *arguments, **options)
            if record.outcome == OK:
                break
            client.pause(record)
        return record

    def _follow(self, follower: LogFollower) -> list[dict]:
        """The whole log: until every match that it has is ended and nothing comes for a second."""
        size, quiet, limit = -1, now(), now() + 30
        while now() < limit and (now() - quiet < 1 or self._open_in(follower.log)):
            if follower.process.poll() is not None:
                break
            if (length := follower.log.stat().st_size) != size:
                size, quiet = length, now()
            time.sleep(0.2)
        return follower.stop()

    def _open_in(self, log: Path) -> bool:
        confirmed, ended = set(), set()
        for line in log.read_text().splitlines(keepends=True):
            if line.startswith("{") and line.endswith("\n"):
                event = json.loads(line)
                if event["type"] == "match.confirmed.v1":
                    confirmed.add(event["subject"])
                elif event["type"] in ENDINGS:
                    ended.add(event["subject"])
        return bool(confirmed - ended) or not confirmed
