"""What the checks are given, and the views of it that several of them need."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ..history import OK, Record

ENDINGS = {"match.result.recorded.v1": "completed", "match.abandoned.v1": "abandoned"}
STATES = {"NotQueued", "LookingForMatch", "MatchFound", "MatchConfirmed", "MatchComplete"}


@dataclass
class Violation:
    rule: str
    what: str
    excerpt: list[Record] = field(default_factory=list)


@dataclass
class Match:
    """A match as the log tells it."""

    id: str
    mode: str
    address: str
    created: float
    told: float  # when results had noted the confirmation
    players: dict[str, str]  # id: nickname
    ending: str = ""  # "completed", "abandoned"
    ended: float | None = None
    places: dict[str, int] = field(default_factory=dict)  # by nickname


@dataclass
class Evidence:
    records: list[Record]  # in the order of their ends
    log: list[dict] = field(default_factory=list)  # events in the order of the stream
    documented: dict[str, set[int]] = field(default_factory=dict)  # operation: statuses that its description lists
    healed: float | None = None  # when the last fault was undone
    unfinished: list[str] = field(default_factory=list)  # what didn't come to an end after that

    @cached_property
    def by_client(self) -> dict[str, list[Record]]:
        own = defaultdict(list)
        for record in self.records:
            own[record.who].append(record)
        return own

    def of(self, *ops: str) -> list[Record]:
        return [record for record in self.records if record.op in ops]

    @cached_property
    def player_ids(self) -> dict[str, str]:
        """By the client's name."""
        return {record.who: record.answer["playerId"] for record in self.of("login") if record.outcome == OK}

    @cached_property
    def matches(self) -> dict[str, Match]:
        found = {}
        for event in self.log:
            data = event["data"]
            if event["type"] == "match.confirmed.v1" and event["subject"] not in found:
                players = {player["playerId"]: player["nickname"] for player in data["players"]}
                created, told = moment(data["createdAt"]), moment(event["time"])
                found[event["subject"]] = Match(event["subject"], data["mode"], data["address"], created, told, players)
        for event in self.log:
            match, ending = found.get(event["subject"]), ENDINGS.get(event["type"])
            if match and ending and not match.ending:
                match.ending = ending
                match.ended = moment(event["data"].get("completedAt") or event["time"])
                match.places = {player["nickname"]: player.get("placement") for player in event["data"]["players"]}
        return found


def is_state(record: Record) -> bool:
    """True of an answer that shows the caller's state; 404 shows that he isn't queued."""
    return record.answer.get("type") in STATES and "revision" in record.answer and (record.outcome == OK or record.status == 404)


def moment(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
