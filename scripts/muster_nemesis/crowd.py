"""All clients of a run, each a thread."""

import random
import threading
from dataclasses import dataclass, field

from .client import Client
from .history import History
from .hosts import Hosts
from .peers import Peers
from .players import Player
from .pulse import Pulse
from .servers import REPORTERS, MatchServer
from .sessions import Graves

SERVERS = 4
ARRIVALS = 12  # players a second, at first


@dataclass
class World:
    """What the clients know of the run: `closing`, begin nothing new; `over`, stop."""

    poll: int = 8  # seconds that a poll waits
    returns: bool = True  # who signed out signs in again; in a short run he stays out until the end
    closing: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    left: set[str] = field(default_factory=set)  # players who have nothing open any more
    graves: Graves | None = None


class Crowd:
    def __init__(self, gateways: list[str], history: History, seed: int, players: int, server_key: str, brisk: bool):
        self.gateways, self.history, self.seed = gateways, history, seed
        self.world = World(poll=3 if brisk else 8, returns=not brisk)
        self.world.graves = Graves(self._client("graves"), self.world)
        # A fifth of a second of thought for each player keeps the rate of requests the same, whatever their number.
        think, play = max(1.0, players / 40), 1.5
        self.players = [Player(name, self._client(name), self.world, think) for name in (f"player-{n}" for n in range(players))]
        self.servers = []
        for number in range(SERVERS):
            name = f"server-{number}"
            addresses = [f"203.0.113.{number + 1}:{7000 + slot}" for slot in range(players // SERVERS // 2 + 4)]
            clients = [self._client(name) for _ in range(REPORTERS + 1)]
            self.servers.append(MatchServer(name, clients, self.world, addresses, server_key, play))
        self.hosts = Hosts(max(6, players // 10), self.world)
        self.peers = Peers(self.world)
        self.threads: list[threading.Thread] = []
        self.faults: list[str] = []  # of ours: a thread that died

    def start(self) -> None:
        for server in self.servers:
            self._thread(server.run)
            for client in server.reporters:
                self._thread(server.play, client)
        for part in range(2):
            self._thread(self.hosts.run, self._client(f"hosts-{part}"), part, 2)
        for number in range(3):
            self._thread(self.hosts.seek, self._client(f"seeker-{number}"))
        for number in range(6):
            self._thread(self.peers.run, self._client(f"peer-{number}"))
        for number in range(2):
            name = f"pulse-{number}"
            self._thread(Pulse(name, self._client(name), self.world).run)
        self._thread(self.world.graves.run)
        for number, player in enumerate(self.players):
            self._thread(player.run, number / ARRIVALS)

    def close(self) -> None:
        """Nothing new is begun; what has begun is played on."""
        self.world.closing.set()

    @property
    def is_quiet(self) -> bool:
        return len(self.world.left) == len(self.players) and all(server.idle.is_set() for server in self.servers)

    def stop(self, seconds: float) -> list[str]:
        """Names of threads that didn't end."""
        self.world.closing.set()
        self.world.over.set()
        for thread in self.threads:
            thread.join(seconds)
        return [thread.name for thread in self.threads if thread.is_alive()]

    def _client(self, who: str) -> Client:
        # Text seeds are the same in every process.
        return Client(who, self.gateways, self.history, random.Random(f"{self.seed} {who}"))

    def _thread(self, body, *arguments) -> None:
        def guarded():
            try:
                body(*arguments)
            except Exception as error:  # anything: a client that has died silently would prove nothing
                self.faults.append(f"{getattr(body, '__qualname__', body)}: {type(error).__name__}: {error}")
                raise

        thread = threading.Thread(target=guarded, daemon=True, name=getattr(body, "__qualname__", "client"))
        self.threads.append(thread)
        thread.start()
