"""Peers who pair by REST."""

import itertools
import time

from .client import Client
from .history import OK, now

GIVES_UP = 25  # seconds alone after which a peer leaves
# Of a hundred:
BAD_PINGS, QUITS = 15, 3


class Peers:
    """`run` is the body of a peer's thread. Each join has an address of its own, by which others' answers show who it is."""

    def __init__(self, world):
        self.world = world
        self.numbers = itertools.count(1)

    def run(self, client: Client) -> None:
        while not self.world.closing.is_set():
            self._pair(client)
            self.world.closing.wait(client.random.expovariate(1 / 2))

    def _pair(self, client: Client) -> None:
        number = next(self.numbers)
        address = f"198.18.{number // 250}.{number % 250 + 1}:{4000 + number % 1000}"
        joined = client.ask("join", {"ipAddress": address, "region": "EU"}, asked={"address": address})
        if joined.outcome != OK:
            client.pause(joined)
            return
        me = joined.answer["matcherID"]
        asked, path, begin = {"address": address}, {"matcherID": me}, now()
        while not self.world.over.is_set():
            if now() - begin > GIVES_UP or client.random.randrange(100) < QUITS:
                client.ask("leave", asked=asked, path=path)
                return
            record = client.ask("matcher", asked=asked, path=path)
            if record.status == 404:
                return
            if record.status != 200:
                if record.status != 204:
                    client.pause(record)
                time.sleep(client.random.uniform(0.2, 0.6))
                continue
            if record.answer.get("shouldStartMatch"):
                return
            good = client.random.randrange(100) >= BAD_PINGS
            handle = record.answer["matcherID"]
            body = {"clientMatcherId": me, "matcherID": handle, "pingResult": 40 if good else 400}
            pinged = client.ask("ping", body, asked=asked | {"good": good, "peer": record.answer["matcherAddress"]})
            if pinged.status == 200 and pinged.answer.get("openPort") and self._open(client, me, address):
                return

    def _open(self, client: Client, me: str, address: str) -> bool:
        """True when the other is told to come."""
        port = int(address.rpartition(":")[2])
        for _ in range(8):
            record = client.ask("port", {"clientMatcherId": me, "port": port}, asked={"address": address})
            if record.outcome == OK:
                return True
            if record.status in (404, 409):
                return False
            client.pause(record)
        return False
