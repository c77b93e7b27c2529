"""A peer is given to one other: who hosts is joined by one, and who joins hosts nothing."""

from collections import defaultdict

from ..history import OK
from .evidence import Evidence, Violation

RULE = "a peer is promised once"


def check(evidence: Evidence) -> list[Violation]:
    """Each time somebody joins the queue it is with an address of its own, by which others' answers name that peer."""
    hosts, joined = {}, defaultdict(dict)
    for record in evidence.records:
        if record.op == "port" and record.outcome == OK:
            hosts.setdefault(record.asked["address"], record)
        elif record.op == "matcher" and record.status == 200 and record.answer.get("shouldStartMatch"):
            joined[record.asked["address"]].setdefault(_ip(record.answer["matchAddress"]), record)
    found, guests = [], defaultdict(list)
    for guest, starts in joined.items():
        if len(starts) > 1:
            found.append(Violation(RULE, f"{guest} was sent to {len(starts)} hosts", list(starts.values())))
        if guest in hosts:
            found.append(Violation(RULE, f"{guest} hosts, and was sent to another", [hosts[guest], *starts.values()]))
        for host, record in starts.items():
            guests[host].append(record)
    for host, records in guests.items():
        if len(records) > 1:
            found.append(Violation(RULE, f"{host} was given to {len(records)} peers", records))
    asked = {_ip(record.asked["address"]) for record in evidence.of("port")}
    for host in guests.keys() - asked:
        found.append(Violation(RULE, f"somebody was sent to {host}, which has opened no port", guests[host]))
    return found


def _ip(address: str) -> str:
    return address.partition(":")[0]
