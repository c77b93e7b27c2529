"""A session that was ended stays ended; one that wasn't is never lost."""

from ..history import OK
from .evidence import Evidence, Violation

WITHIN = 5.0  # seconds after which an ended session is dead on every gateway, whatever is away


def check(evidence: Evidence) -> list[Violation]:
    found = []
    for record in evidence.of("user"):
        ended = record.asked.get("logout")
        if ended is not None and record.outcome == OK and record.invoked > ended + WITHIN:
            late = record.invoked - ended
            found.append(Violation("ended sessions stay ended", f"let in {late:.1f} s after its logout", [record]))
    for who, own in evidence.by_client.items():
        signed_in = None
        for record in sorted(own, key=lambda record: record.invoked):
            if record.op == "login" and record.outcome == OK:
                signed_in = record
            elif record.op == "logout":
                signed_in = None
            elif record.status == 401 and signed_in and "logout" not in record.asked and record.op != "login":
                found.append(Violation("sessions aren't lost", f"{who} was refused with a live session", [signed_in, record]))
    return found
