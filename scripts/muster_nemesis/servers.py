"""Match servers: each offers addresses, learns of matches, says how they end, and says it again."""

import datetime
import queue
import secrets
import threading
import time

from .client import Client
from .history import OK, now

OFFER = 600  # seconds
RENEW = 20  # seconds
# Of a hundred matches:
ABANDONED, REPEATED, DIFFERING = 2, 15, 6
REPORTERS = 4  # threads a server


class MatchServer:
    """`run` and `play` (several times) are bodies of threads."""

    def __init__(self, name: str, clients: list[Client], world, addresses: list[str], server_key: str, play_seconds: float):
        self.name, self.client, self.reporters = name, clients[0], clients[1:]
        self.world, self.addresses, self.server_key = world, addresses, server_key
        self.play_seconds = play_seconds
        self.password = secrets.token_hex(8)
        self.matches: queue.PriorityQueue = queue.PriorityQueue()
        self.known: set[str] = set()
        self.idle = threading.Event()

    def run(self) -> None:
        body = {"type": "Register", "username": self.name, "password": self.password, "serverUser": self.server_key}
        while not self.world.over.is_set():
            record = self.client.ask("register", body)
            if record.status in (201, 409):
                break
            self.client.pause(record)
        revision, renewed = None, 0.0
        while not self.world.over.is_set():
            if self.client.token is None:
                self._sign_in()
                continue
            if now() - renewed > RENEW:
                if not self._offer():
                    continue
                renewed = now()
            query = {"wait": self.world.poll} | ({"since": revision} if revision is not None else {})
            record = self.client.ask("provide", wait=self.world.poll, query=query, asked={"server": self.name})
            if record.outcome != OK:
                if record.status == 401:
                    self._drop_session()
                self.client.pause(record)
                continue
            revision = record.answer["revision"]
            for prepare in record.answer["prepare"]:
                match = prepare["matchConfig"]["matchId"]
                if match not in self.known:
                    self.known.add(match)
                    self.matches.put((now(), match, "begin", prepare["matchConfig"]))
            if self.world.closing.is_set() and not record.answer["prepare"]:
                self.idle.set()

    def play(self, client: Client) -> None:
        """Carries out what is due of the matches."""
        while not self.world.over.is_set():
            try:
                due, match, step, config = self.matches.get(timeout=0.5)
            except queue.Empty:
                continue
            if due > now():
                self.matches.put((due, match, step, config))
                time.sleep(min(0.05, due - now()) if due > now() else 0)
                continue
            if step == "begin":
                self._begin(client, match, config)
            else:
                self._conclude(client, match, config)

    def _begin(self, client: Client, match: str, config: dict) -> None:
        body = {"matchId": match, "state": "MatchInProgress"}
        self._insist(client, "match-state", body, body)
        seconds = client.random.uniform(0.3, 2) * self.play_seconds
        self.matches.put((now() + seconds, match, "end", config))

    def _conclude(self, client: Client, match: str, config: dict) -> None:
        chance = client.random.randrange(100)
        if chance < ABANDONED:
            body = {"matchId": match, "state": "Idle", "reason": "the server gave it up"}
            self._insist(client, "match-state", body, {"matchId": match, "state": "Idle"})
            return
        sides = sorted(set(config["factions"]))
        if len(sides) == len(config["nicknames"]):
            order = list(config["nicknames"])
            client.random.shuffle(order)
            places = {name: order.index(name) + 1 for name in order}
        else:
            first = client.random.choice(sides)
            places = {name: 1 if side == first else 2 for name, side in zip(config["nicknames"], config["factions"])}
        recorded = self._report(client, match, places)
        if recorded and chance < ABANDONED + REPEATED:
            self._report(client, match, places)
        if recorded and chance >= 100 - DIFFERING:
            other = {name: len(set(places.values())) + 1 - place for name, place in places.items()}
            self._report(client, match, other)

    def _report(self, client: Client, match: str, places: dict[str, int]) -> bool:
        outcome = [{"nickname": name, "placement": place} for name, place in places.items()]
        body = {"type": "MatchComplete", "matchData": {"matchId": match, "outcome": outcome}}
        return self._insist(client, "report", body, {"matchId": match, "places": places})

    def _insist(self, client: Client, op: str, body: dict, asked: dict) -> bool:
        """Until it is answered for good; True when with success."""
        while not self.world.over.is_set():
            client.token = self.client.token
            if client.token is None:
                self.world.over.wait(0.2)  # the server signs in again
                continue
            record = client.ask(op, body, asked=asked | {"server": self.name})
            if record.outcome == OK:
                return True
            if record.status in (403, 404, 409, 422):
                return False
            client.pause(record)
        return False

    def _sign_in(self) -> None:
        record = self.client.ask("login", {"type": "Login", "username": self.name, "password": self.password})
        if record.outcome == OK:
            self.client.token = record.answer["token"]
        else:
            self.client.pause(record)

    def _drop_session(self) -> None:
        self.client.token = None

    def _offer(self) -> bool:
        expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=OFFER)
        body = {"type": "OfferMatchServer", "address": self.addresses, "expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ")}
        record = self.client.ask("offer", body, asked={"server": self.name, "addresses": len(self.addresses)})
        if record.outcome == OK:
            return True
        if record.status == 401:
            self._drop_session()
        self.client.pause(record)
        return False
