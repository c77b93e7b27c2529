"""A stack whose replicas reach each server by a link of their own, and can be killed, frozen and started again."""

import contextlib
import dataclasses
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from muster_stack import services
from muster_stack.commands import DRAIN_LIMIT
from muster_stack.errors import StackError
from muster_stack.postgres import Postgres
from muster_stack.rabbitmq import RabbitMQ
from muster_stack.redis import Redis
from muster_stack.services import Replica
from muster_stage.stage import Stage

from .links import Links

REPLICAS = {"auth": 2, "queue": 3, "hosts": 2, "results": 2, "gateway": 2}


class NemesisStage(Stage):
    """`killed` are the replicas that are away because somebody here ended them."""

    def __init__(self, root: Path, run: Path, bin: Path):
        super().__init__(root, run, bin, REPLICAS, durable=True)
        self.links = Links(self.settings)
        self.servers = {
            "rabbitmq": RabbitMQ(self.settings, self.table),
            "postgres": Postgres(self.settings, self.table, durable=True),
            "redis": Redis(self.settings, self.table, durable=True),
        }
        self.names = [replica.name for replica in services.replicas(self.settings)]
        self.killed: set[str] = set()

    def start(self) -> None:
        """Everything; returns when all are ready."""
        self.start_servers()
        self.links.start()
        jobs = services.jobs(self.settings).items()
        self._together(lambda job: services.run_job(job[0], *job[1], self.table), jobs)
        started = [(self.replica(name), self.replica(name).start(self.table)) for name in self.names]
        self._together(lambda pair: pair[0].await_ready(pair[1], self.table), started)

    def end(self) -> None:
        """At once, frozen ones as well."""
        records = self.table.all()
        self.table.stop([records[name] for name in self.names if name in records], signal.SIGKILL, 10)
        super().end()
        self.links.end()

    def replica(self, name: str) -> Replica:
        service, _, instance = name.rpartition("-")
        values = self.settings.values | self.links.addresses(self.settings, name)
        return Replica(service, int(instance), dataclasses.replace(self.settings, values=values))

    def kill(self, name: str) -> None:
        self.killed.add(name)
        if process := self.table.alive(name):
            process.signal(signal.SIGKILL)
            process.ended_within(5)

    def stop(self, name: str) -> None:
        """As an orchestrator does it."""
        self.killed.add(name)
        if process := self.table.alive(name):
            if self.table.stop([process], signal.SIGTERM, DRAIN_LIMIT):
                raise StackError(f"{name} did not end within {DRAIN_LIMIT} s")

    def restart(self, name: str) -> None:
        """Starts one that was killed or stopped; it gets ready when it can."""
        if not self.table.alive(name):
            self.replica(name).start(self.table)
        self.killed.discard(name)

    def freeze(self, name: str) -> None:
        self._signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self._signal(name, signal.SIGCONT)

    def dead(self) -> list[str]:
        """Replicas that have ended by themselves."""
        return [name for name in self.names if name not in self.killed and not self.table.alive(name)]

    def unready(self) -> list[str]:
        return [name for name in self.names if not self.replica(name).is_ready()]

    def kill_server(self, name: str) -> None:
        """kill -9 of it and all that it has started; returns once nothing is left."""
        if process := self.table.alive(name):
            for pid in process.session():
                with contextlib.suppress(ProcessLookupError):  # it ended with another one
                    os.kill(pid, signal.SIGKILL)
            self.table.await_orphans(name)

    def start_server(self, name: str) -> None:
        """Returns once it answers."""
        self.servers[name].start()

    def _signal(self, name: str, number: int) -> None:
        if process := self.table.alive(name):
            process.signal(number)

    def _together(self, action, items) -> None:
        with ThreadPoolExecutor(max(1, len(items))) as pool:
            for pending in [pool.submit(action, item) for item in items]:
                pending.result()
