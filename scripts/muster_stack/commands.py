"""up, servers-only, down, status."""

import contextlib
import fcntl
import json
import signal
from concurrent.futures import ThreadPoolExecutor

from . import ports, services
from .errors import StackError
from .postgres import Postgres
from .processes import Process, ProcessTable, write_atomically
from .rabbitmq import PortMapper, RabbitMQ
from .redis import Redis
from .servers import Server
from .services import Replica
from .settings import Settings

DRAIN_LIMIT = 25  # seconds; a service has 20 to finish what it has begun
SERVER_LIMIT = 30  # seconds


class Stack:
    def __init__(self, settings: Settings, durable: bool = True):
        self.settings = settings
        self.table = ProcessTable(settings.run)
        self.durable = durable

    def up(self, only_servers: bool = False) -> None:
        """Starts what isn't running and touches nothing else; returns when everything is ready."""
        with self._locked():
            wanted = [] if only_servers else services.replicas(self.settings)
            dead_servers = [server for server in self._servers() if not self.table.alive(server.name)]
            dead = [replica for replica in wanted if not self.table.alive(replica.name)]
            surplus = [] if only_servers else self._surplus(wanted)
            needed = {}
            for part in [*dead_servers, *dead]:
                needed |= part.ports()
            ports.require_free(needed)
            for replica in dead:
                self.settings.executable(f"muster-{replica.service}")
            self.settings.save()
            if surplus:
                say(f"stopping {', '.join(process.name for process in surplus)}: no longer asked for by SCALE")
                self.table.stop(surplus, signal.SIGTERM, DRAIN_LIMIT)
            self._start_servers(dead_servers)
            try:
                if dead:
                    self._start_services(dead)
            finally:
                if not only_servers:
                    self._write_services(wanted)
            if not dead_servers and not dead and not surplus:
                say("everything was running already")
            self._tell_older_builds(wanted)
            self._tell_where(wanted)

    def down(self) -> None:
        """Ends what was started here, services first, and nothing else."""
        with self._locked():
            servers = {server.name: server for server in self._servers()}
            records = self.table.all()
            running = [process for name, process in records.items() if name not in servers and process.alive]
            if running:
                say(f"stopping {', '.join(process.name for process in running)}")
                self._tell_killed(self.table.stop(running, signal.SIGTERM, DRAIN_LIMIT))
            started = [server for name, server in servers.items() if name in records and records[name].alive]
            # The port mapper last: RabbitMQ takes leave of it.
            with ThreadPoolExecutor(4) as pool:
                first = [server for server in started if server.name != PortMapper.name]
                if first:
                    say(f"stopping {', '.join(server.name for server in first)}")
                for killed in pool.map(lambda server: self._stop_server(server, records[server.name]), first):
                    self._tell_killed(killed)
            if PortMapper.name in records:
                self.table.stop([records[PortMapper.name]], signal.SIGTERM, 5)
            for name in records:
                self.table.forget(name)
            (self.settings.run / "services.json").unlink(missing_ok=True)
            if not records:
                say("nothing was running")

    def _stop_server(self, server: Server, process: Process) -> list[str]:
        if self.durable:
            return self.table.stop([process], server.stop_signal, SERVER_LIMIT)
        self.table.stop([process], signal.SIGKILL, SERVER_LIMIT)
        return []

    def status(self) -> bool:
        """Prints a line for each process; True when all that should run does and is ready."""
        records = self.table.all()
        wanted = {replica.name: replica for replica in services.replicas(self.settings)}
        names = [server.name for server in self._servers()] + sorted(wanted.keys() | records.keys(), key=_order)
        healthy = bool(records)
        for name in dict.fromkeys(names):
            process = records.get(name)
            state, address = "stopped", ""
            if process and process.alive:
                replica = wanted.get(name)
                ready = replica.is_ready() if replica else ports.answers(process.port)
                state = "ready" if ready else "not ready"
                state += ", of an older build" if process.replaced else ""
                address = replica.http if replica else f"127.0.0.1:{process.port}"
            elif process:
                state = "died"
            healthy = healthy and state.startswith("ready")
            print(f"{name:<12} {process.pid if process and process.alive else '-':>8}  {state:<12} {address}".rstrip())
        return healthy

    # Starting

    def _servers(self) -> list[Server]:
        mapper = PortMapper(self.settings, self.table)
        rabbit = RabbitMQ(self.settings, self.table)
        postgres = Postgres(self.settings, self.table, self.durable)
        return [mapper, rabbit, postgres, Redis(self.settings, self.table, self.durable)]

    def _start_servers(self, servers: list[Server]) -> None:
        if not servers:
            return
        say(f"starting {', '.join(server.name for server in servers)}")
        # RabbitMQ would start a port mapper of its own if it found none.
        for server in servers:
            if server.name == PortMapper.name:
                server.start()
        self._together(lambda server: server.start(), [server for server in servers if server.name != PortMapper.name])

    def _start_services(self, dead: list[Replica]) -> None:
        say("applying the topology and the migrations")
        self._together(
            lambda job: services.run_job(job[0], *job[1], self.table), list(services.jobs(self.settings).items())
        )
        say(f"starting {', '.join(replica.name for replica in dead)}")
        started = [(replica, replica.start(self.table)) for replica in dead]
        self._together(lambda pair: pair[0].await_ready(pair[1], self.table), started)

    def _together(self, action, items: list) -> None:
        """All at once; every failure is told, not only the first."""
        with ThreadPoolExecutor(max(1, len(items))) as pool:
            pending = [pool.submit(action, item) for item in items]
        failures = [future.exception() for future in pending if future.exception()]
        for failure in failures:
            if not isinstance(failure, StackError):
                raise failure
        if failures:
            raise StackError("\n".join(str(failure) for failure in failures))

    def _surplus(self, wanted: list[Replica]) -> list[Process]:
        keep = {replica.name for replica in wanted} | {server.name for server in self._servers()}
        return [process for name, process in self.table.all().items() if name not in keep and process.alive]

    # Telling

    def _write_services(self, wanted: list[Replica]) -> None:
        """Of those that run: after a failed start, that isn't all."""
        rows = []
        for replica in wanted:
            if process := self.table.alive(replica.name):
                row = {"service": replica.service, "instance": replica.instance, "pid": process.pid, "http": replica.http}
                rows.append(row)
        write_atomically(self.settings.run / "services.json", json.dumps(rows, indent=2))

    def _tell_where(self, wanted: list[Replica]) -> None:
        value = self.settings
        gateways = [replica.http for replica in wanted if replica.service == "gateway"]
        lines = {
            "gateway": ", ".join(gateways),
            "lobby": f"127.0.0.1:{value['MUSTER_LOBBY_TCP_PORT']} (TCP)" if gateways else "",
            "RabbitMQ": f"127.0.0.1:{value['MUSTER_AMQP_PORT']}, management at"
            f" http://127.0.0.1:{value['MUSTER_AMQP_MANAGEMENT_PORT']} (user muster)",
            "Postgres": f"127.0.0.1:{value['MUSTER_DATABASE_PORT']}, databases auth, queue, results",
            "Redis": f"127.0.0.1:{value['MUSTER_REDIS_PORT']}",
            "settings": f"{value.env_file} (with the passwords)",
            "logs": f"{self.table.logs}/",
        }
        for name, text in lines.items():
            if text:
                print(f"  {name:<10} {text}")

    def _tell_older_builds(self, wanted: list[Replica]) -> None:
        records = self.table.all()
        older = [replica.name for replica in wanted if replica.name in records and records[replica.name].replaced]
        if older:
            say(f"still of an older build: {', '.join(older)}; 'make down up' takes the new one")

    def _tell_killed(self, names: list[str]) -> None:
        if names:
            say(f"killed, since they did not end in time: {', '.join(names)}")

    @contextlib.contextmanager
    def _locked(self):
        """Two calls for one run folder go one after the other."""
        self.settings.run.mkdir(parents=True, exist_ok=True)
        with (self.settings.run / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def say(text: str) -> None:
    print(f"stack: {text}", flush=True)


def _order(name: str) -> tuple[int, str]:
    service = name.rpartition("-")[0]
    known = [*OWN_ORDER]
    return (known.index(service) if service in known else len(known), name)


OWN_ORDER = list(services.OWN_SETTINGS)
