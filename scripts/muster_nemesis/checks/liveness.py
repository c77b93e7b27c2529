"""After the last fault everything works again within a bound, and everything that had begun comes to its end."""

from ..history import OK, Record
from .evidence import Evidence, Violation

BOUND = 30.0  # seconds
QUARANTINE = 20.0  # seconds for which an emptied Redis offers no host
WANTED = ["register", "login", "user", "enqueue", "state", "answer", "provide", "report", "heartbeat", "find", "join", "matcher"]
RULE = "all works again"


def check(evidence: Evidence) -> list[Violation]:
    if evidence.healed is None:
        return []
    found = []
    for op in WANTED:
        limit = evidence.healed + BOUND + (QUARANTINE if op == "find" else 0)
        if not any(_shows(record) and evidence.healed <= record.invoked and record.ended <= limit for record in evidence.of(op)):
            found.append(Violation(RULE, f"no {op} succeeded within {limit - evidence.healed:.0f} s after the last fault"))
    for mode in {record.asked["mode"] for record in evidence.of("enqueue")}:
        new = [match for match in evidence.matches.values() if match.mode == mode and match.created >= evidence.healed]
        ends = [match.ended for match in new if match.ending == "completed"]
        if not ends or min(ends) > evidence.healed + BOUND:
            found.append(Violation(RULE, f"no new match of {mode} was recorded within {BOUND:.0f} s after the last fault"))
    found += [Violation("all comes to its end", what) for what in evidence.unfinished]
    return found


def _shows(record: Record) -> bool:
    return record.outcome == OK or record.op == "state" and record.status == 404
