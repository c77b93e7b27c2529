"""A private Postgres, with a database and a role for each service that has one."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from .errors import StackError
from .servers import Server, require
from .settings import MIGRATED


class Postgres(Server):
    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends the sessions instead of waiting for them

    def __init__(self, settings, table, durable: bool):
        super().__init__(settings, table)
        self.durable = durable
        # Postgres refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None

    def ports(self):
        return {"Postgres": (self.settings.port("MUSTER_DATABASE_PORT"), "MUSTER_DATABASE_PORT")}

    def start(self):
        made = self.make_folder(self.user)
        if made or not (self.folder / "PG_VERSION").exists():
            self._initialise()
        self._clear_lock()
        port = self.settings.port("MUSTER_DATABASE_PORT")
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "300",
            "logging_collector": "off",
            "fsync": "on" if self.durable else "off",
        }
        with self._data() as (data, descriptor):
            command = [postgres_tool("postgres"), "-D", data, "-p", str(port)]
            for name, value in options.items():
                command += ["-c", f"{name}={value}"]
            process = self.table.start(
                self.name, command, self._environment(), port, user=self.user, descriptors=[descriptor]
            )
        self.await_ready(process, lambda: self._query("SELECT 1").returncode == 0)
        self._make_databases()

    def _clear_lock(self) -> None:
        """A postmaster that was killed leaves its lock; while its pid isn't collected, Postgres believes in it."""
        previous = self.table.all().get(self.name)
        lock = self.folder / "postmaster.pid"
        if previous and lock.exists() and lock.read_text().split("\n", 1)[0] == str(previous.pid):
            if self.table.await_orphans(self.name):
                lock.unlink()

    def _initialise(self) -> None:
        """Into a folder that is emptied first: an interrupted attempt leaves one that initdb refuses."""
        for leftover in self.folder.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        reading, writing = os.pipe()
        with os.fdopen(writing, "w") as pipe:
            pipe.write(self.settings["MUSTER_DATABASE_PASSWORD"] + "\n")
        if self.user:
            os.fchown(reading, pwd.getpwnam(self.user).pw_uid, -1)
        identity = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        with self._data() as (data, descriptor):
            command = [postgres_tool("initdb"), "-D", data, "-U", "muster", "-A", "scram-sha-256"]
            command += [f"--pwfile=/proc/self/fd/{reading}", "-E", "UTF8", "--locale=C.UTF-8"]
            command += [] if self.durable else ["--no-sync"]
            result = subprocess.run(
                command,
                cwd="/",
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                pass_fds=[reading, descriptor],
                **identity,
            )
        os.close(reading)
        if result.returncode != 0:
            raise StackError(f"initdb failed:\n{result.stdout}{result.stderr}")

    @contextlib.contextmanager
    def _data(self):
        """A name for the data folder, and the descriptor that it stands for, which the server must inherit.

        Postgres's user may not be allowed to walk to the run folder (a checkout in root's home, a temporary folder);
        this name leads there without a walk.
        """
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}", descriptor
        finally:
            os.close(descriptor)

    def _make_databases(self) -> None:
        """A database and a role for each service that has one; nobody else may connect to it."""
        script = ["\\set ON_ERROR_STOP on"]
        for service in MIGRATED:
            password = self.settings[f"MUSTER_{service.upper()}_DATABASE_PASSWORD"]
            role = f"SELECT 'CREATE ROLE {service} LOGIN' WHERE NOT EXISTS"
            base = f"SELECT 'CREATE DATABASE {service} OWNER {service}' WHERE NOT EXISTS"
            script += [
                f"{role} (SELECT FROM pg_roles WHERE rolname = '{service}') \\gexec",
                f"ALTER ROLE {service} PASSWORD '{password}';",
                f"{base} (SELECT FROM pg_database WHERE datname = '{service}') \\gexec",
                f"REVOKE CONNECT ON DATABASE {service} FROM PUBLIC;",
            ]
        # A worker that is frozen inside a transaction must not hold its rows against its successor.
        script.append("ALTER ROLE queue SET idle_in_transaction_session_timeout = '1s';")
        result = self._query("\n".join(script))
        if result.returncode != 0:
            raise StackError(f"the databases can't be made:\n{result.stderr}")

    def _query(self, script: str) -> subprocess.CompletedProcess:
        """Runs psql as superuser; the script goes through a pipe, since it may hold passwords."""
        environment = self._environment() | {
            "PGPASSWORD": self.settings["MUSTER_DATABASE_PASSWORD"],
            "PGCONNECT_TIMEOUT": "2",
        }
        command = [postgres_tool("psql"), "-X", "-q", "-At", "-h", "127.0.0.1", "-U", "muster", "-d", "postgres"]
        command += ["-p", self.settings["MUSTER_DATABASE_PORT"]]
        return subprocess.run(command, env=environment, input=script, capture_output=True, text=True)

    def _environment(self) -> dict[str, str]:
        return {key: text for key, text in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def postgres_tool(name: str) -> str:
    """Of the newest version installed; Debian keeps them out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(versions[-1]) if versions else require(name)
