"""Made-up histories: a good one, told step by step, from which the tests make bad ones."""

from dataclasses import replace

from ..checks.evidence import Evidence
from ..history import FAILED, OK, UNKNOWN, Record

DAY = "2026-03-01T00:00:"
ZERO = 1772323200.0  # that moment
AGE = f"{DAY}01.000Z"


class Story:
    """Requests and events in the order in which they are told; each takes a tenth of a second from `at` on."""

    def __init__(self):
        self.records: list[Record] = []
        self.log: list[dict] = []

    def ask(self, at: float, who: str, op: str, status: int = 200, asked: dict | None = None, took: float = 0.1, **answer) -> Record:
        outcome = OK if 200 <= status < 300 else UNKNOWN if status in (0, 503) else FAILED
        record = Record(who, op, ZERO + at, ZERO + at + took, outcome, status, asked or {}, answer)
        self.records.append(record)
        return record

    def sign_in(self, at: float, *names: str) -> None:
        for name in names:
            self.ask(at, name, "login", playerId=f"id-{name}", token=f"token-{name}")

    def enqueue(self, at: float, who: str, ticket: str, revision: int, mode: str = "duel") -> Record:
        answer = self._looking(ticket, revision, AGE)
        return self.ask(at, who, "enqueue", 201, {"mode": mode}, **answer)

    def looking(self, at: float, who: str, ticket: str, revision: int, age: str = AGE) -> Record:
        return self.ask(at, who, "state", **self._looking(ticket, revision, age))

    def found(self, at: float, who: str, ticket: str, match: str, revision: int) -> Record:
        answer = {"type": "MatchFound", "ticketId": ticket, "matchId": match, "revision": revision, "enqueuedAt": AGE}
        return self.ask(at, who, "state", **answer)

    def answer(self, at: float, who: str, ticket: str, match: str, revision: int, accept: bool = True, status: int = 202) -> Record:
        asked = {"matchId": match, "ticketId": ticket, "accept": accept}
        answer = {"type": "MatchFound", "ticketId": ticket, "matchId": match, "revision": revision, "enqueuedAt": AGE}
        return self.ask(at, who, "answer", status, asked, **(answer if status == 202 else {}))

    def confirmed(self, at: float, who: str, ticket: str, match: str, revision: int, address: str = "s:1", took: float = 0.1) -> Record:
        config = {"matchId": match, "address": address}
        answer = {"type": "MatchConfirmed", "ticketId": ticket, "matchId": match, "revision": revision, "matchConfig": config}
        return self.ask(at, who, "state", took=took, **answer)

    def complete(self, at: float, who: str, ticket: str, match: str, revision: int, outcome: str = "completed") -> Record:
        answer = {"type": "MatchComplete", "ticketId": ticket, "matchId": match, "revision": revision, "outcome": outcome}
        return self.ask(at, who, "state", **answer)

    def not_queued(self, at: float, who: str, revision: int, reason: str | None = None) -> Record:
        return self.ask(at, who, "state", 404, type="NotQueued", revision=revision, **({"reason": reason} if reason else {}))

    def cancel(self, at: float, who: str, ticket: str, revision: int) -> Record:
        return self.ask(at, who, "cancel", 200, {"ticketId": ticket}, type="NotQueued", revision=revision, reason="revoked")

    def report(self, at: float, match: str, status: int = 200, winner: str = "ada") -> Record:
        places = {name: 1 if name == winner else 2 for name in ("ada", "bob")}
        return self.ask(at, "server", "report", status, {"matchId": match, "places": places})

    def provide(self, at: float, *bookings: tuple[str, str]) -> Record:
        """Bookings are pairs of address and match."""
        prepare = [{"matchConfig": {"address": address, "matchId": match}} for address, match in bookings]
        return self.ask(at, "server", "provide", prepare=prepare)

    def tell(self, kind: str, match: str, seq: int, at: float, created: float = 2, ended: float | None = None, address: str = "s:1") -> dict:
        """An event of the log; the winner is ada."""
        players = [{"playerId": f"id-{name}", "nickname": name, "placement": 1 if name == "ada" else 2} for name in ("ada", "bob")]
        data = {"matchId": match, "mode": "duel", "address": address, "createdAt": _time(created), "players": players}
        if ended is not None:
            data["completedAt"] = _time(ended)
        event = {"id": f"{match}.{seq}", "seq": seq, "subject": match, "type": kind, "time": _time(at), "data": data}
        self.log.append(event)
        return event

    def play(self, match: str, begin: float, end: float, address: str = "s:1") -> None:
        """The log of a match as it should be."""
        self.tell("match.confirmed.v1", match, 1, begin + 1, begin, address=address)
        self.tell("match.result.recorded.v1", match, 2, end, begin, end, address)

    def change(self, record: Record, **members) -> None:
        self.records[self.records.index(record)] = replace(record, **members)

    def evidence(self, **members) -> Evidence:
        records = sorted(self.records, key=lambda record: record.ended)
        return Evidence(records, self.log, {"enqueue": {201, 409, 503}}, **members)

    def _looking(self, ticket: str, revision: int, age: str) -> dict:
        return {"type": "LookingForMatch", "ticketId": ticket, "revision": revision, "enqueuedAt": age}


def _time(seconds: float) -> str:
    return f"{DAY}{seconds:06.3f}Z"


def duel() -> Story:
    """Two players find each other, accept, play; the server reports, and says it again."""
    story = Story()
    story.sign_in(0, "ada", "bob")
    for who, ticket in (("ada", "t1"), ("bob", "t2")):
        story.enqueue(1, who, ticket, 1)
        story.found(2, who, ticket, "m1", 2)
        story.answer(2.5, who, ticket, "m1", 3)
        story.confirmed(4, who, ticket, "m1", 4)
        story.complete(9, who, ticket, "m1", 5)
    story.provide(3.5, ("s:1", "m1"))
    story.report(7, "m1")
    story.report(7.5, "m1")
    story.report(7.8, "m1", 409, winner="bob")
    story.play("m1", 2, 7.05)
    story.ask(20, "operator", "user", asked={"final": True, "player": "ada"}, playerId="id-ada", ratings={"duel": {"matches": 1}})
    story.ask(20, "operator", "results", lines=[{"matchId": "m1", "state": "completed"}])
    return story
