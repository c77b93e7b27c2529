"""Signs in and asks for its user all the time, so that it shows when that works; players do so too seldom."""

import secrets

from .client import Client
from .history import OK

BEAT = 0.5  # seconds
SIGNS_IN = 3  # beats


class Pulse:
    """`run` is a thread's body."""

    def __init__(self, name: str, client: Client, world):
        self.name, self.client, self.world = name, client, world
        self.user = {"username": name, "password": secrets.token_hex(8)}

    def run(self) -> None:
        while not self.world.over.is_set() and self.client.ask("register", self.user).status not in (201, 409):
            self.world.over.wait(BEAT)
        beats = 0
        while not self.world.over.wait(BEAT):
            if beats % SIGNS_IN == 0 or not self.client.token:
                record = self.client.ask("login", self.user)
                if record.outcome == OK:
                    self.client.token = record.answer["token"]
            if self.client.token:
                self.client.ask("user")
            beats += 1
