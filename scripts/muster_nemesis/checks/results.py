"""A result counts once, is in the log at least once under one id, in order and without gaps."""

from collections import Counter, defaultdict

from ..history import OK
from .evidence import ENDINGS, Evidence, Violation


def check(evidence: Evidence) -> list[Violation]:
    return [*_events(evidence), *_endings(evidence), *_reports(evidence), *_ratings(evidence), *_export(evidence)]


def _events(evidence: Evidence) -> list[Violation]:
    found, by_id, ids = [], {}, {}
    reached: dict[str, int] = defaultdict(int)
    for event in evidence.log:
        first = by_id.setdefault(event["id"], event)
        if any(first[name] != event[name] for name in ("subject", "seq", "type", "data")):
            found.append(Violation("always under one id", f"event {event['id']} was told with different contents"))
        subject, number = event["subject"], event["seq"]
        if ids.setdefault((subject, number), event["id"]) != event["id"]:
            found.append(Violation("always under one id", f"number {number} of {subject} has two ids"))
        if number > reached[subject] + 1:
            found.append(Violation("in order, without gaps", f"{subject}: {number} came after {reached[subject]}"))
        reached[subject] = max(reached[subject], number)
    return found


def _endings(evidence: Evidence) -> list[Violation]:
    """Confirmed once, ended once."""
    found = []
    confirmed, ended = defaultdict(set), defaultdict(set)
    for event in evidence.log:
        if event["type"] == "match.confirmed.v1":
            confirmed[event["subject"]].add(event["id"])
        elif event["type"] in ENDINGS:
            ended[event["subject"]].add((event["id"], ENDINGS[event["type"]]))
    for match in confirmed.keys() | ended.keys():
        if len(confirmed[match]) != 1:
            found.append(Violation("a match is confirmed once", f"{match}: {len(confirmed[match])} times"))
        if len(ended[match]) > 1:
            found.append(Violation("a result counts once", f"{match} ended as {sorted(ended[match])}"))
        if not ended[match]:
            found.append(Violation("matches end", f"{match} has no end in the log"))
    return found


def _reports(evidence: Evidence) -> list[Violation]:
    found = []
    reports = defaultdict(list)
    for record in evidence.of("report"):
        reports[record.asked["matchId"]].append(record)
    for id, own in reports.items():
        match, taken = evidence.matches.get(id), [record for record in own if record.outcome == OK]
        if any(record.asked["places"] != taken[0].asked["places"] for record in taken):
            found.append(Violation("a result counts once", f"two different reports of {id} were recorded", taken))
        if taken and (match is None or match.ending != "completed"):
            found.append(Violation("recorded is in the log", f"the result of {id} was recorded and is not in the log", taken[:1]))
        elif taken and match.places != taken[0].asked["places"]:
            found.append(Violation("recorded is in the log", f"the log has another result of {id}: {match.places}", taken[:1]))
        for record in own:
            refused = record.status == 409 and match and match.ending == "completed" and match.places == record.asked["places"]
            if record.status in (403, 404, 422) or refused:
                found.append(Violation("a result counts once", f"the report of {id} was refused by {record.status}", [record]))
    return found


def _ratings(evidence: Evidence) -> list[Violation]:
    """Each recorded match is counted once for each of its players."""
    counted = defaultdict(Counter)
    for match in evidence.matches.values():
        if match.ending == "completed":
            for player in match.players:
                counted[player][match.mode] += 1
    found = []
    for record in evidence.of("user"):
        if record.asked.get("final") and record.outcome == OK:
            player, shown = record.answer["playerId"], record.answer["ratings"]
            numbers = {mode: rating["matches"] for mode, rating in shown.items() if rating["matches"]}
            if numbers != dict(counted[player]):
                what = f"{record.asked['player']} has {dict(counted[player])} in the log, rated {numbers}"
                found.append(Violation("a result counts once", what, [record]))
    return found


def _export(evidence: Evidence) -> list[Violation]:
    """The operators' list of results has what the log has."""
    found = []
    for record in evidence.of("results"):
        if record.outcome != OK:
            continue
        listed = Counter((line["matchId"], line["state"]) for line in record.answer.get("lines", []))
        told = {(match.id, match.ending) for match in evidence.matches.values() if match.ending}
        for row, count in listed.items():
            if count > 1 or row not in told:
                found.append(Violation("a result counts once", f"{row} is listed {count} times and told {int(row in told)} times"))
        for row in told - listed.keys():
            found.append(Violation("recorded is in the log", f"{row} is in the log and not in the list of results"))
    return found
