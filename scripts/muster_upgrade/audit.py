"""What must be true in the end: nothing lost, nothing twice, nothing given up."""

import collections
import json

from .stage import UpgradeStage

LISTENER = "ops.upgrade"
ENDINGS = {"match.result.recorded.v1", "match.abandoned.v1"}


def check_events(stage: UpgradeStage, events: list[dict]) -> tuple[list[str], int]:
    """The log against the database of results; what is wrong, and how many matches the log has."""
    faults = []
    told = {event["id"]: event for event in events}
    kept = {row[0] for row in stage.query("results", "SELECT event_id FROM outbox WHERE audience = 'operators'")}
    faults += listed("events that the database has were never heard", kept - told.keys())
    faults += listed("events were heard that the database doesn't have", told.keys() - kept)
    for event in events:
        if event["data"] != told[event["id"]]["data"] or event["type"] != told[event["id"]]["type"]:
            faults.append(f"event {event['id']} was told with different contents")
    by_subject = collections.defaultdict(list)
    for event in told.values():
        by_subject[event["subject"]].append(event)
    faults += listed("subjects have gaps in their numbers", [
        subject for subject, own in by_subject.items()
        if sorted(int(event["sequence"]) for event in own) != list(range(1, len(own) + 1))
    ])  # fmt: skip
    by_match = {subject: own for subject, own in by_subject.items() if any(event["type"].startswith("match.") for event in own)}
    faults += listed("matches weren't confirmed exactly once", [
        match for match, own in by_match.items() if sum(event["type"] == "match.confirmed.v1" for event in own) != 1
    ])  # fmt: skip
    faults += listed("matches didn't end exactly once", [
        match for match, own in by_match.items() if sum(event["type"] in ENDINGS for event in own) != 1
    ])  # fmt: skip
    rows = stage.query("results", "SELECT match_id, state FROM matches")
    faults += listed("matches of the database aren't in the log", {row[0] for row in rows} - by_match.keys())
    faults += listed("matches were abandoned", [row[0] for row in rows if row[1] == "abandoned"])
    faults += listed("matches are still open", [row[0] for row in rows if row[1] == "inProgress"])
    return faults, len(by_match)


def check_log(stage: UpgradeStage, since: str, followed: list[str], replayed: list[str]) -> list[str]:
    """The stream as somebody followed it, and the database's own telling; `since` is when the stream was declared."""
    kept = [row[0] for row in stage.query("results", "SELECT event_id FROM outbox WHERE audience = 'operators'")]
    later = f"SELECT event_id FROM outbox WHERE audience = 'operators' AND created_at > '{since}'"
    faults = listed("events are not in the stream", {row[0] for row in stage.query("results", later)} - set(followed))
    faults += listed("events of the stream aren't in the database", set(followed) - set(kept))
    faults += listed("events are not told again", set(kept) - set(replayed))
    faults += listed("events are told again twice", [id for id, count in collections.Counter(replayed).items() if count > 1])
    return faults


def check_logs(stage: UpgradeStage) -> list[str]:
    """What services call an error is a fault of theirs."""
    faults = collections.Counter()
    for name in stage.releases:
        for line in stage.table.log(name).read_text(errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                faults[f"{name} wrote: {line[:200]}"] += 1
                continue
            if entry.get("level") in ("error", "critical"):
                what = json.dumps(entry.get("metadata", {}), sort_keys=True)
                faults[f"{name.rpartition('-')[0]}: {entry['message']} {what[:300]}"] += 1
    return [f"{count} × {what}" for what, count in faults.most_common(20)]


def listed(what: str, names) -> list[str]:
    some = sorted(names)
    return [f"{len(some)} {what}: {', '.join(some[:5])}{' …' if len(some) > 5 else ''}"] if some else []
