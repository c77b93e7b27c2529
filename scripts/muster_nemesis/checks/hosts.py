"""A host with one slot is given to one client at a time, whatever Redis has forgotten."""

from collections import defaultdict

from ..history import OK, UNKNOWN, Record
from .evidence import Evidence, Violation

RESERVATION = 20.0  # seconds that a claim holds
SESSION = 120.0  # seconds after the last heartbeat that a session lasts
LATE = 60.0  # seconds after which an unknown request isn't done any more


def check(evidence: Evidence) -> list[Violation]:
    claims, calls = defaultdict(list), defaultdict(list)
    for record in evidence.records:
        if record.op == "find" and record.outcome == OK:
            claims[record.answer["roomId"].replace("room-", "host-")].append(record)
        elif record.op in ("host-status", "heartbeat"):
            calls[record.asked["hostId"]].append(record)
    found = []
    for host, own in claims.items():
        frees = [call for call in calls[host] if call.op == "host-status" and call.asked["status"] == "idle"]
        takes = [call for call in calls[host] if call.op == "host-status" and call.asked["status"] == "busy" and call.outcome == OK]
        beats = [call.invoked for call in calls[host] if call.outcome == OK]
        own.sort(key=lambda record: record.ended)
        for claim in own:
            # It holds from its answer on, at least until 20 s after its question, unless the host said idle.
            until = min([claim.invoked + RESERVATION] + [free.invoked for free in frees if _end(free) > claim.invoked])
            for other in own:
                if other.invoked >= claim.ended and other.ended < until:
                    found.append(Violation("a host's slot is promised once", f"{host} was reserved, and found again", [claim, other]))
        for take in takes:
            last = max((beat for beat in beats if beat >= take.invoked), default=take.invoked)
            until = min([last + SESSION] + [free.invoked for free in frees if _end(free) > take.invoked])
            for other in own:
                if other.invoked >= take.ended and other.ended < until:
                    found.append(Violation("a host's slot is promised once", f"{host} was in a session, and found", [take, other]))
    return found


def _end(record: Record) -> float:
    """When it was done at the latest."""
    return record.ended + (LATE if record.outcome == UNKNOWN else 0)
