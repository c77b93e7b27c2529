"""Clients get only answers that are documented; of the 5xx only 503."""

from .evidence import Evidence, Violation


def check(evidence: Evidence) -> list[Violation]:
    found = []
    for record in evidence.records:
        documented = evidence.documented.get(record.op)
        if record.status >= 500 and record.status != 503:
            found.append(Violation("documented answers", f"{record.op} was answered by {record.status}", [record]))
        elif record.status and documented and record.status not in documented:
            what = f"{record.op} was answered by {record.status}, which isn't documented"
            found.append(Violation("documented answers", what, [record]))
        elif record.status and record.fault:
            found.append(Violation("documented answers", f"{record.op}: {record.fault}", [record]))
    return found
