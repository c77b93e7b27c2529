"""Streaming hosts that say that they are there, and clients that look for one."""

import threading
import time

from .client import Client
from .history import OK, now

BEAT = 5  # seconds
SEEK = 0.5  # seconds between two searches of a client, on average
COMES = 70  # of a hundred claims become a session; the others lapse
SESSION = 4  # seconds, on average


class Host:
    """Its calls go one after another."""

    def __init__(self, number: int, region: str):
        self.id, self.room, self.region = f"host-{number}", f"room-{number}", region
        self.busy = False
        self.until: float | None = None  # when a session ends
        self.due = 0.0
        self.lock = threading.Lock()

    def beat(self, client: Client) -> None:
        status = "busy" if self.busy else "idle"
        body = {"hostId": self.id, "roomId": self.room, "region": self.region, "capacity": 1, "status": status}
        client.ask("heartbeat", body, asked={"hostId": self.id, "status": status})
        self.due = now() + BEAT

    def tell(self, client: Client, status: str) -> bool:
        record = client.ask("host-status", {"hostId": self.id, "status": status}, asked={"hostId": self.id, "status": status})
        if record.outcome != OK:
            client.pause(record)
        if record.status == 404:
            self.beat(client)
        return record.outcome == OK


class Hosts:
    """`run` is the body of the hosts' threads, each with a part of them; `seek` that of a client."""

    def __init__(self, count: int, world):
        self.world = world
        self.regions = ["north", "south"]
        self.hosts = [Host(number, self.regions[number % 2]) for number in range(count)]
        self.by_room = {host.room: host for host in self.hosts}

    def run(self, client: Client, part: int, parts: int) -> None:
        while not self.world.over.wait(0.1):
            for host in self.hosts[part::parts]:
                with host.lock:
                    if host.until and host.until <= now() and host.busy:
                        # Free from the moment of the request on, whatever becomes of its answer.
                        if host.tell(client, "idle"):
                            host.busy, host.until = False, None
                    if host.due <= now():
                        host.beat(client)

    def seek(self, client: Client) -> None:
        while not self.world.over.is_set():
            time.sleep(client.random.expovariate(1 / SEEK))
            region = client.random.choice([*self.regions, None])
            record = client.ask("find", {"region": region} if region else {}, asked={"region": region})
            if record.outcome != OK:
                if record.status != 404:
                    client.pause(record)
                continue
            host = self.by_room.get(record.answer.get("roomId", ""))
            if host and client.random.randrange(100) < COMES:
                with host.lock:
                    came = host.tell(client, "busy")
                    host.busy = True
                    # When it isn't known whether there is a session it ends at once.
                    host.until = now() + (client.random.expovariate(1 / SESSION) if came else 0)
