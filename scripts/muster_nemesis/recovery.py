"""How long it took after each fault until requests of each kind succeeded again."""

from collections import defaultdict
from dataclasses import dataclass, field

from .faults import Done
from .history import OK, Record

# What each group stands for; its time is that of its slowest kind.
GROUPS = {
    "sessions": ["login", "user"],
    "queue": ["enqueue duel", "enqueue duo", "enqueue brawl", "state", "answer"],
    "servers": ["provide"],
    "results": ["report"],
    "hosts": ["heartbeat", "find"],
    "peers": ["join", "matcher"],
}


@dataclass
class Recovery:
    """One fault. `after[group]`: seconds from its end to the end of the first success that was asked for after it; from
    the moment in which no other fault holds, when it ended within one."""

    done: Done
    refused: int = 0  # requests of its time with a 503, or no answer though nothing was sent
    unknown: int = 0
    during: dict[str, float] = field(default_factory=dict)  # seconds from its beginning to the first success within it
    after: dict[str, float] = field(default_factory=dict)


def measure(records: list[Record], faults: list[Done]) -> list[Recovery]:
    """`records` in any order. A kind that wasn't asked for in the minute after a fault is left out."""
    kinds = defaultdict(list)
    for record in records:
        kinds[_kind(record)].append(record)
    found = []
    for done in sorted(faults, key=lambda done: done.began):
        recovery = Recovery(done)
        for record in records:
            if record.ended >= done.began and record.invoked <= done.healed:
                recovery.unknown += record.outcome == "unknown"
                recovery.refused += record.outcome == "failed" and record.status in (0, 503)
        clear = _clear(done.healed, faults)
        for group, names in GROUPS.items():
            after = [_first(kinds[name], clear, 60) for name in names]
            during = [_first(kinds[name], done.began, done.healed - done.began) for name in names]
            if times := [time for time in after if time is not None]:
                recovery.after[group] = max(times)
            if all(time is not None for time in during):
                recovery.during[group] = max(during)
        found.append(recovery)
    return found


def _clear(moment: float, faults: list[Done]) -> float:
    """The first moment from this one on in which no fault holds."""
    while holding := [fault.healed for fault in faults if fault.began <= moment < fault.healed]:
        moment = max(holding)
    return moment


def _kind(record: Record) -> str:
    return f"{record.op} {record.asked['mode']}" if record.op == "enqueue" else record.op


def _first(records: list[Record], begin: float, limit: float) -> float | None:
    ends = [r.ended for r in records if r.outcome == OK and r.invoked >= begin and r.ended <= begin + limit]
    return min(ends) - begin if ends else None
