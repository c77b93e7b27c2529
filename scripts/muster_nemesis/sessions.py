"""Sessions that were ended, asked for again: nobody may be let in with one."""

import threading

from .client import Client
from .history import now

REST = 5.2  # seconds after which a session must be dead everywhere
AGAIN = 20  # seconds between two looks


class Graves:
    """`run` is a thread's body."""

    def __init__(self, client: Client, world):
        self.client, self.world = client, world
        self.tokens: list[tuple[float, str, str, float]] = []
        self.lock = threading.Lock()

    def bury(self, player: str, token: str, ended: float) -> None:
        with self.lock:
            self.tokens.append((ended + REST, player, token, ended))

    def run(self) -> None:
        while not self.world.closing.wait(0.1):
            self._visit(now())
        self._visit(float("inf"))

    def _visit(self, time: float) -> None:
        with self.lock:
            due = [grave for grave in self.tokens if grave[0] <= time]
            self.tokens = [grave for grave in self.tokens if grave[0] > time]
        for _, player, token, ended in due[-200:]:
            for _ in self.client.gateways:
                self.client.ask("user", asked={"player": player, "logout": ended}, token=token)
                self.client.move()
            with self.lock:
                self.tokens.append((now() + AGAIN, player, token, ended))
