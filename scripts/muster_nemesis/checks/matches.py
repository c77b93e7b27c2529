"""A player is in at most one match at a time, a server in at most one; what was shown to players is in the log."""

from collections import defaultdict

from ..history import OK, Record
from .evidence import Evidence, Violation, is_state

MARGIN = 0.25  # seconds by which a worker's clock may differ from the database's


def check(evidence: Evidence) -> list[Violation]:
    return [*_players(evidence), *_addresses_told(evidence), *_addresses_seen(evidence), *_lists(evidence), *_shown(evidence)]


def _players(evidence: Evidence) -> list[Violation]:
    """By the log: from being found to the result a player belongs to a match."""
    spans = defaultdict(list)
    for match in evidence.matches.values():
        for player in match.players:
            # When an abandoned one let its players go isn't told; they were in it when it was made.
            end = match.ended - MARGIN if match.ending == "completed" else match.created
            spans[player].append((match.created, max(end, match.created), match.id))
    return [
        Violation("one match at a time", f"player {player} was in {one} and {other} at once")
        for player, own in spans.items()
        for one, other in _overlaps(own)
    ]


def _addresses_told(evidence: Evidence) -> list[Violation]:
    """By the log: it may tell of a confirmation late, never of a result early."""
    spans = defaultdict(list)
    for match in evidence.matches.values():
        if match.ending == "completed" and match.told < match.ended:
            spans[match.address].append((match.told, match.ended, match.id))
    return [
        Violation("a server is promised once", f"{address} was given to {one} and {other} at once")
        for address, own in spans.items()
        for one, other in _overlaps(own)
    ]


def _addresses_seen(evidence: Evidence) -> list[Violation]:
    """By what players and servers saw: confirmed from the first answer that showed it to the last question that did."""
    seen: dict[tuple[str, str], list[float]] = {}
    for record in evidence.records:
        for config in _confirmed(record):
            first, last = seen.setdefault((config["address"], config["matchId"]), [record.ended, record.invoked])
            seen[config["address"], config["matchId"]] = [min(first, record.ended), max(last, record.invoked)]
    spans = defaultdict(list)
    for (address, match), (first, last) in seen.items():
        if first < last:
            spans[address].append((first, last, match))
    return [
        Violation("a server is promised once", f"{address} was seen in {one} and {other} at once")
        for address, own in spans.items()
        for one, other in _overlaps(own)
    ]


def _confirmed(record: Record) -> list[dict]:
    if record.op == "provide" and record.outcome == OK:
        return [prepare["matchConfig"] for prepare in record.answer["prepare"]]
    if is_state(record) and record.answer["type"] == "MatchConfirmed":
        return [record.answer["matchConfig"]]
    return []


def _overlaps(spans: list[tuple[float, float, str]]) -> list[tuple[str, str]]:
    """Pairs of different matches that share a moment, each with the one before it."""
    found, reach = [], None
    for begin, end, match in sorted(spans):
        if reach and begin < reach[1] and reach[2] != match:
            found.append((reach[2], match))
        if reach is None or end > reach[1]:
            reach = (begin, end, match)
    return found


def _lists(evidence: Evidence) -> list[Violation]:
    """One answer shows an address in one match, and each match once."""
    found = []
    for record in evidence.of("provide"):
        if record.outcome != OK:
            continue
        configs = [prepare["matchConfig"] for prepare in record.answer["prepare"]]
        for name in ("address", "matchId"):
            values = [config[name] for config in configs]
            if len(set(values)) < len(values):
                found.append(Violation("a server is promised once", f"one answer has the same {name} twice", [record]))
    return found


def _shown(evidence: Evidence) -> list[Violation]:
    """What a player saw confirmed or complete is in the log in the same way, with him in it."""
    found, told = [], set()
    for record in evidence.records:
        kind = record.answer.get("type")
        if not is_state(record) or kind not in ("MatchConfirmed", "MatchComplete"):
            continue
        id, player = record.answer["matchId"], evidence.player_ids.get(record.who)
        match = evidence.matches.get(id)
        if match is None:
            fault = f"match {id} was shown to {record.who} as {kind} and is not in the log"
        elif player not in match.players:
            fault = f"match {id} was shown to {record.who}, who isn't in it"
        elif kind == "MatchComplete" and record.answer.get("outcome") != match.ending:
            fault = f"match {id} was shown as {record.answer.get('outcome')}, and the log has it as {match.ending or 'open'}"
        else:
            continue
        if fault not in told:
            told.add(fault)
            found.append(Violation("what was shown is in the log", fault, [record]))
    return found
