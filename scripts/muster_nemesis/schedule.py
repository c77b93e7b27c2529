"""Which fault comes when: the same for the same seed."""

import random
from dataclasses import dataclass

# Kind: seconds that it holds, from and to. A kill holds until the replica is started again.
KINDS = {
    "kill a queue worker": (1, 6),
    "kill a replica": (1, 6),
    "stop a replica": (1, 3),
    "freeze a queue worker": (6, 12),
    "freeze a replica": (6, 12),
    "kill RabbitMQ": (0, 3),
    "kill Postgres": (0, 3),
    "kill Redis": (0, 3),
    "empty Redis": (0, 0),
    "memory alarm": (4, 8),
    "cut a server off": (0, 4),
    "cut a replica off": (2, 6),
    "stall a server": (5, 12),
    "stall a replica": (5, 12),
}
SERVERS = ["rabbitmq", "postgres", "redis"]
# What can't be done at the same time is of one subject; a replica is its own.
SUBJECTS = {"kill RabbitMQ": "rabbitmq", "memory alarm": "rabbitmq", "kill Postgres": "postgres"}
SUBJECTS |= {"kill Redis": "redis", "empty Redis": "redis"}
OVERLAPS = 0.3  # of the faults begin while the one before still holds
SETTLES = (4.0, 9.0)  # seconds between the end of a fault and the next, else


@dataclass(frozen=True)
class Fault:
    number: int
    kind: str
    at: float  # seconds from the beginning
    hold: float  # seconds
    target: str  # a replica, a server, or empty
    detail: str = ""

    @property
    def end(self) -> float:
        return self.at + self.hold

    @property
    def subject(self) -> str:
        return SUBJECTS.get(self.kind, self.target)

    def __str__(self) -> str:
        words = [self.kind] if self.kind in SUBJECTS else [self.kind, f"({self.target})"]
        return " ".join(words + ([self.detail] if self.detail else []))


def plan(seed: int, duration: float, replicas: list[str], brisk: bool = False) -> list[Fault]:
    """Faults that are all healed by `duration`. Each kind comes once before any comes again. `brisk`: shorter and closer together."""
    generator = random.Random(seed)
    faults: list[Fault] = []
    bag: list[str] = []
    pace, share = (0.25, 0.3) if brisk else (1.0, 1.0)
    at = 3.0 * pace
    while True:
        if not bag:
            bag = sorted(KINDS)
            generator.shuffle(bag)
        kind = bag.pop()
        least, most = KINDS[kind]
        hold = round(generator.uniform(least, least + (most - least) * share), 2)
        fault = Fault(len(faults) + 1, kind, round(at, 2), hold, *_target(kind, replicas, generator))
        overlaps, settle = generator.random() < OVERLAPS, generator.uniform(*SETTLES) * pace
        if fault.end > duration:
            return faults
        # A fault that meets another of its subject waits for its end.
        others = [other for other in faults if other.subject == fault.subject and other.end + 1 > fault.at]
        if others:
            begin = max(other.end for other in others) + 3.0
            fault = Fault(fault.number, kind, round(begin, 2), fault.hold, fault.target, fault.detail)
            if fault.end > duration:
                return faults
        faults.append(fault)
        at = fault.at + min(fault.hold * 0.5, 3.0) if overlaps else max(other.end for other in faults) + settle


def _target(kind: str, replicas: list[str], generator: random.Random) -> tuple[str, str]:
    """Target and detail. The same number of draws for every kind isn't needed: the plan is drawn in one go."""
    if "queue worker" in kind:
        return generator.choice([name for name in replicas if name.startswith("queue-")]), ""
    if kind == "stall a server":
        return generator.choice(SERVERS), generator.choice(["and go on", "and reset"])
    if kind == "cut a server off":
        return generator.choice(SERVERS), ""
    if kind == "stall a replica":
        return generator.choice(replicas), generator.choice(["and go on", "and reset"])
    if "replica" in kind:
        return generator.choice(replicas), ""
    return "", ""
