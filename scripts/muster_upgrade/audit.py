"""What must be true in the end: nothing lost, nothing twice, nothing given up."""

import base64
import collections
import json
import urllib.parse
import urllib.request

from muster_stack.servers import local

from .stage import Stage

LISTENER = "ops.upgrade"
ENDINGS = {"match.result.recorded.v1", "match.abandoned.v1"}
PAGE = 500


class Broker:
    """RabbitMQ by its management plugin, as an operator's tool sees it."""

    def __init__(self, stage: Stage):
        parts = urllib.parse.urlsplit(stage.management)
        self.url = f"http://{parts.hostname}:{parts.port}/api"
        self.login = "Basic " + base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()

    def listen(self) -> None:
        """A queue of our own that hears all public events from now on."""
        self._ask("PUT", f"queues/%2F/{LISTENER}", {"durable": True})
        self._ask("POST", f"bindings/%2F/e/muster.events/q/{LISTENER}", {"routing_key": "#"})

    def events(self) -> list[dict]:
        """All that was heard."""
        events = []
        request = {"count": PAGE, "ackmode": "ack_requeue_false", "encoding": "auto"}
        while messages := self._ask("POST", f"queues/%2F/{LISTENER}/get", request):
            events += [json.loads(message["payload"]) for message in messages]
        return events

    def waiting(self) -> dict[str, int]:
        """Messages in each of Muster's own queues that isn't empty, counted by the queues themselves."""
        counts = {}
        for queue in self._ask("GET", "queues/%2F"):
            name = queue["name"]
            if not name.startswith(("amq.", "rpc.", "ops.")) and queue.get("arguments", {}).get("x-queue-type") != "stream":
                # The listing's numbers are some seconds old; taking a look and putting it back is not.
                look = {"count": PAGE, "ackmode": "ack_requeue_true", "encoding": "auto"}
                found = self._ask("POST", f"queues/%2F/{urllib.parse.quote(name, safe='')}/get", look) if name.endswith(".dead") else []
                if count := len(found) or queue.get("messages", 0) * (not name.endswith(".dead")):
                    counts[name] = count
        return counts

    def _ask(self, method: str, path: str, body=None):
        headers = {"Authorization": self.login, "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        with local.open(urllib.request.Request(f"{self.url}/{path}", data, headers, method=method), timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def check_events(stage: Stage, events: list[dict]) -> tuple[list[str], int]:
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


def check_log(stage: Stage, since: str, followed: list[str], replayed: list[str]) -> list[str]:
    """The stream as somebody followed it, and the database's own telling; `since` is when the stream was declared."""
    kept = [row[0] for row in stage.query("results", "SELECT event_id FROM outbox WHERE audience = 'operators'")]
    later = f"SELECT event_id FROM outbox WHERE audience = 'operators' AND created_at > '{since}'"
    faults = listed("events are not in the stream", {row[0] for row in stage.query("results", later)} - set(followed))
    faults += listed("events of the stream aren't in the database", set(followed) - set(kept))
    faults += listed("events are not told again", set(kept) - set(replayed))
    faults += listed("events are told again twice", [id for id, count in collections.Counter(replayed).items() if count > 1])
    return faults


def check_logs(stage: Stage) -> list[str]:
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
