"""What a player is told of his tickets: one at a time, each with an end, and with its age kept."""

from collections import defaultdict

from ..history import OK, Record
from .evidence import Evidence, Violation, is_state

REQUEST_TIMEOUT = 600.0  # seconds of the modes that are played
PRESENCE = 60.0  # seconds without a sign after which a player is taken out
MARGIN = 0.25  # seconds by which a worker's clock may differ from the database's
OPEN = {"LookingForMatch", "MatchFound"}
MATCHED = {"MatchConfirmed", "MatchComplete"}


def check(evidence: Evidence) -> list[Violation]:
    found = []
    for who, own in evidence.by_client.items():
        states = sorted(filter(is_state, own), key=lambda record: (record.answer["revision"], record.ended))
        if states:
            found += _revisions(who, states)
            found += _ages(who, states)
            found += _endings(who, own, states)
            found += _acceptors(who, own, states)
            found += _cancelled(who, own, states, evidence)
    return found


def _revisions(who: str, states: list[Record]) -> list[Violation]:
    """One revision, one state; no ticket comes back after another."""
    found, shown = [], {}
    for record in states:
        first = shown.setdefault(record.answer["revision"], record)
        if _what(first) != _what(record):
            found.append(Violation("one ticket at a time", f"{who} has two states of one revision", [first, record]))
    last, over = None, set()
    for record in states:
        ticket = record.answer.get("ticketId")
        if ticket and ticket != last:
            if ticket in over:
                found.append(Violation("one ticket at a time", f"ticket {ticket} of {who} came back after another", [record]))
            if last:
                over.add(last)
            last = ticket
    return found


def _what(record: Record) -> tuple:
    return tuple(record.answer.get(name) for name in ("type", "ticketId", "matchId"))


def _ages(who: str, states: list[Record]) -> list[Violation]:
    """A ticket's time of arrival is the same whatever became of its proposals."""
    found, first = [], {}
    for record in states:
        if (ticket := record.answer.get("ticketId")) and "enqueuedAt" in record.answer:
            before = first.setdefault(ticket, record)
            if before.answer["enqueuedAt"] != record.answer["enqueuedAt"]:
                found.append(Violation("acceptors keep their age", f"ticket {ticket} of {who} has another age", [before, record]))
    return found


def _endings(who: str, own: list[Record], states: list[Record]) -> list[Violation]:
    """Each ticket ends, and as something that its player or the rules have brought about."""
    found = []
    tickets = defaultdict(list)
    for index, record in enumerate(states):
        if ticket := record.answer.get("ticketId"):
            tickets[ticket].append(index)
    for ticket, places in tickets.items():
        seen = [states[place] for place in places]
        if any(record.answer["type"] in MATCHED for record in seen):
            continue
        last = seen[-1]
        later = states[places[-1] + 1] if places[-1] + 1 < len(states) else None
        if later is None:
            if last.answer["type"] in OPEN:
                found.append(Violation("tickets end", f"ticket {ticket} of {who} never ended", [last]))
            continue
        begin = min(record.invoked for record in seen)
        acts = [record for record in own if record.invoked >= begin and record.invoked <= later.ended]
        if fault := _fault(later, seen, acts):
            found.append(Violation("tickets end", f"ticket {ticket} of {who} {fault}", [last, *acts[-4:], later]))
    return found


def _fault(later: Record, seen: list[Record], acts: list[Record]) -> str:
    """What is wrong with a ticket's end, as its player saw it next."""
    cancelled = any(act.op == "cancel" for act in acts)
    signed_out = any(act.op == "logout" for act in acts)
    declined = any(act.op == "answer" and not act.asked["accept"] for act in acts)
    match = next((record.answer["matchId"] for record in reversed(seen) if "matchId" in record.answer), None)
    accepted = any(act.op == "answer" and act.asked["accept"] and act.outcome == OK and act.asked["matchId"] == match for act in acts)
    if later.answer["type"] != "NotQueued":
        return "" if cancelled or signed_out or declined else "was followed by another without an end"
    match reason := later.answer.get("reason"):
        case None:
            allowed = cancelled or signed_out or declined
        case "revoked":
            allowed = cancelled
        case "declined":
            allowed = declined or cancelled
        case "notAccepted":
            # An acceptance that was answered counts; one whose answer was lost may have come too late.
            allowed = match is not None and not accepted
        case "sessionEnded":
            allowed = signed_out
        case "expired":
            allowed = later.ended - seen[0].invoked >= REQUEST_TIMEOUT - 1
        case "disconnected":
            allowed = _silence(seen, later) >= PRESENCE - 1
        case _:
            allowed = False
    return "" if allowed else f"ended as {reason or 'nothing'}"


def _silence(seen: list[Record], later: Record) -> float:
    """The longest time within which no answer shows that the player was heard."""
    times = sorted(record.ended for record in [*seen, later])
    return max((after - before for before, after in zip(times, times[1:])), default=0.0)


def _acceptors(who: str, own: list[Record], states: list[Record]) -> list[Violation]:
    """Who has accepted searches on when the match doesn't come about."""
    found = []
    for act in own:
        if act.op != "answer" or act.outcome != OK or not act.asked["accept"] or not is_state(act):
            continue
        match = act.asked["matchId"]
        after = (r for r in states if r.answer["revision"] >= act.answer["revision"] and r.answer.get("matchId") != match)
        later = next(after, None)
        if later is None or later.answer["type"] == "NotQueued" and later.answer.get("reason") in ("revoked", "sessionEnded", None):
            continue  # whether that was his own doing is looked at above
        played = any(r.answer["type"] in MATCHED and r.answer.get("matchId") == match for r in states)
        if played:
            continue
        gone = any(r.op in ("cancel", "logout") and act.ended <= r.invoked <= later.ended for r in own)
        if not gone and (later.answer["type"] == "NotQueued" or later.answer.get("ticketId") != act.asked["ticketId"]):
            what = later.answer.get("reason") or later.answer["type"]
            found.append(Violation("acceptors keep their age", f"{who} accepted and lost his place: {what}", [act, later]))
    return found


def _cancelled(who: str, own: list[Record], states: list[Record], evidence: Evidence) -> list[Violation]:
    """What was cancelled with success is never matched."""
    found = []
    cancels = [record for record in own if record.op == "cancel" and record.outcome == OK]
    enqueues = [record for record in own if record.op == "enqueue"]
    for cancel in cancels:
        ticket = cancel.asked.get("ticketId")
        for record in states:
            later = record.answer["revision"] > cancel.answer.get("revision", 1 << 62)
            if ticket and later and record.answer.get("ticketId") == ticket:
                found.append(Violation("cancelled is never matched", f"ticket {ticket} of {who} lives on", [cancel, record]))
    for match in evidence.matches.values():
        if evidence.player_ids.get(who) not in match.players:
            continue
        for cancel in cancels:
            # Answered with success in the midst of a match.
            within = match.ending == "completed" and cancel.ended < match.ended - MARGIN
            if within and match.created + MARGIN < cancel.invoked:
                what = f"{who} left, and was in match {match.id} all the same"
                found.append(Violation("cancelled is never matched", what, [cancel]))
        before = [cancel for cancel in cancels if cancel.ended + MARGIN <= match.created]
        if before:
            cancel = before[-1]
            if not any(cancel.invoked <= enqueue.invoked <= match.created + MARGIN for enqueue in enqueues):
                what = f"{who} left, and match {match.id} came afterwards"
                found.append(Violation("cancelled is never matched", what, [cancel]))
    return found
