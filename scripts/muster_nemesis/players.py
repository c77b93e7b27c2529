"""Players: each signs in, looks for matches, accepts, now and then declines, leaves or signs out."""

import secrets
import time

from .client import Client
from .history import OK, Record

MODES = ["duel", "duel", "duo", "brawl"]
# What a player does with a match that was found, per hundred; the rest accepts.
DECLINES, LEAVES, IGNORES, SIGNS_OUT = 3, 2, 1, 1
CANCELS = 4  # of a hundred searches
SIGNS_OUT_BETWEEN = 4  # of a hundred rounds


class Player:
    """One state machine; `run` is a thread's body. `world` has the signals `closing` and `over`."""

    def __init__(self, name: str, client: Client, world, think: float):
        self.name, self.client, self.world, self.think = name, client, world, think
        self.random = client.random
        self.password = secrets.token_hex(8)
        self.player_id = ""
        self.revision: int | None = None
        self.state: dict = {}
        self.refusals = 0  # of signing in, one after another

    def run(self, delay: float) -> None:
        self.world.closing.wait(delay)
        self._register()
        while not self.world.closing.is_set():
            if self.client.token is None and not self._sign_in():
                continue
            if self.random.randrange(100) < SIGNS_OUT_BETWEEN:
                self._sign_out()
                continue
            self._round()
            self.world.closing.wait(self.random.expovariate(1 / self.think))
        self._finish()

    @property
    def kind(self) -> str:
        return self.state.get("type", "")

    # Sessions

    def _register(self) -> None:
        body = {"type": "Register", "username": self.name, "password": self.password}
        tries = 0
        while not self.world.over.is_set():
            record = self.client.ask("register", body)
            # A registration whose answer was lost has happened.
            if record.status in (201, 409):
                return
            self.client.pause(record, tries)
            tries += 1

    def _sign_in(self) -> bool:
        body = {"type": "Login", "username": self.name, "password": self.password}
        record = self.client.ask("login", body)
        if record.outcome == OK:
            self.client.token = record.answer["token"]
            self.player_id = record.answer["playerId"]
            self.refusals = 0
            self._look(0)
            return True
        self.client.pause(record, self.refusals)
        self.refusals += 1
        return False

    def _sign_out(self) -> None:
        """Until it is known to have happened; 401 after an unknown one is that, too."""
        token = self.client.token
        while not self.world.over.is_set():
            record = self.client.ask("logout")
            if record.outcome == OK:
                self.world.graves.bury(self.name, token, record.ended)
            if record.outcome == OK or record.status == 401:
                break
            self.client.pause(record)
        self.client.token = None
        self.revision = None
        if not self.world.returns:
            self.world.closing.wait()

    # Matches

    def _round(self) -> None:
        """From being queued to whatever ends it."""
        if self.kind in ("", "NotQueued", "MatchComplete"):
            record = self._enqueue()
            if record is None:
                return
        if self.kind == "LookingForMatch" and self.random.randrange(100) < CANCELS:
            time.sleep(self.random.uniform(0, 0.5))
            self._cancel()
        answered = ignored = None
        while not self.world.over.is_set() and self.client.token:
            if self.kind in ("NotQueued", "MatchComplete"):
                return
            if self.kind == "LookingForMatch" and self.world.closing.is_set():
                return
            match = self.state.get("matchId")
            if self.kind == "MatchFound" and match not in (answered, ignored) and not self.state.get("youAccepted"):
                choice = self.random.randrange(100)
                if choice < SIGNS_OUT:
                    self._sign_out()
                    return
                if choice < SIGNS_OUT + LEAVES:
                    self._cancel()
                    continue
                if choice < SIGNS_OUT + LEAVES + IGNORES:
                    ignored = match
                else:
                    accept = choice >= SIGNS_OUT + LEAVES + IGNORES + DECLINES
                    if self._answer(match, accept):
                        answered = match
                    continue
            self._look(self.world.poll)

    def _enqueue(self) -> Record | None:
        mode = self.random.choice(MODES)
        body, key = {"type": "LookForMatch", "modes": [mode]}, secrets.token_hex(8)
        while not self.world.closing.is_set():
            record = self.client.ask("enqueue", body, asked={"mode": mode, "token": self._mark()}, key=key)
            if record.outcome == OK:
                self._take(record)
                return record
            if record.status == 409:
                # Queued by a request whose answer was lost, or still in a match that has just ended.
                time.sleep(0.2)
                self._look(0)
                if self.kind in ("NotQueued", "MatchComplete", ""):
                    return None
                return record
            if record.status == 401:
                self.client.token = None
                return None
            self.client.pause(record)
        return None

    def _answer(self, match: str, accept: bool) -> bool:
        body = {"type": "AcceptMatch" if accept else "DeclineMatch", "matchId": match}
        ticket = self.state.get("ticketId")
        while not self.world.over.is_set():
            record = self.client.ask("answer", body, asked={"matchId": match, "ticketId": ticket, "accept": accept})
            if record.outcome == OK:
                self._take(record)
                return True
            if record.status == 401:
                self.client.token = None
            if record.status in (401, 409):
                self._look(0)
                return False
            self.client.pause(record)
        return False

    def _cancel(self) -> None:
        ticket = self.state.get("ticketId")
        while not self.world.over.is_set():
            record = self.client.ask("cancel", asked={"ticketId": ticket})
            if record.outcome == OK:
                self._take(record)
                return
            if record.status == 401:
                self.client.token = None
            if record.status in (401, 409):
                self._look(0)
                return
            self.client.pause(record)

    def _look(self, wait: int) -> None:
        """The present state; with `wait`, the next one or the same after that time."""
        query = {"wait": wait} if wait else {}
        if wait and self.revision is not None:
            query["since"] = self.revision
        while not self.world.over.is_set():
            record = self.client.ask("state", wait=wait, query=query)
            if record.outcome == OK or record.status == 404:
                self._take(record)
                return
            if record.status == 401:
                self.client.token = None
                return
            self.client.pause(record)

    def _take(self, record: Record) -> None:
        # `type` of a problem is that of the state, see B1.
        self.state = record.answer
        self.revision = record.answer.get("revision", self.revision)

    def _mark(self) -> str:
        return (self.client.token or "")[:8]

    # The end

    def _finish(self) -> None:
        """Plays on what has begun, and leaves what hasn't; `world.over` bounds it."""
        while not self.world.over.is_set():
            if self.client.token is None:
                self._sign_in()
                continue
            self._look(0)
            if self.kind in ("NotQueued", "MatchComplete"):
                self.world.left.add(self.name)
                return
            if self.kind == "LookingForMatch":
                self._cancel()
            else:
                self._round()
