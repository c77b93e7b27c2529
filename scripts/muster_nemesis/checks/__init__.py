"""What must be true of a history and the log: one module a promise, each a pure function of the evidence.

A finding must be certain: whatever an unknown request may have done, and whenever within its time an answer was true, it
can't be explained. So a check may miss something, but never blames a stack that keeps its promises.
"""

from . import answers, hosts, liveness, matches, peers, results, sessions, tickets
from .evidence import Evidence, Violation

ALL = [answers, sessions, tickets, matches, results, hosts, peers, liveness]


def check(evidence: Evidence) -> list[Violation]:
    return [violation for module in ALL for violation in module.check(evidence)]
