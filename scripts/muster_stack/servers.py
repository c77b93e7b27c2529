"""The private RabbitMQ, Postgres and Redis of a stack, each on loopback with its data under the run folder."""

import base64
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from . import ports
from .errors import StackError
from .processes import Process, ProcessTable, wait_until, write_atomically
from .settings import MIGRATED, Settings

START_LIMIT = 60  # seconds


class Server:
    """What each has in common. `stop_signal` is the one that it answers with a quick, clean end."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, settings: Settings, table: ProcessTable):
        self.settings = settings
        self.table = table
        self.folder = settings.run / self.name

    def ports(self) -> dict[str, tuple[int, str]]:
        """{what: (port, setting)} of the ports that must be free before a start."""
        raise NotImplementedError

    def start(self) -> None:
        """Prepares the data at the first start, starts, returns once it answers."""
        raise NotImplementedError

    def await_ready(self, process: Process, condition) -> None:
        wait_until(lambda: not process.alive or condition(), START_LIMIT)
        if not process.alive or not condition():
            state = "did not get ready" if process.alive else "ended"
            raise StackError(f"{self.name} {state}; the end of {self.table.log(self.name)}:\n{self.table.tail(self.name)}")

    def make_folder(self, user: str | None = None) -> bool:
        """True when it was made just now."""
        if self.folder.exists():
            return False
        self.folder.mkdir(parents=True, mode=0o700)
        if user:
            shutil.chown(self.folder, user, user)
        return True


class PortMapper(Server):
    """Erlang's epmd, started by us, so that RabbitMQ doesn't leave one behind that nobody ends."""

    name = "epmd"

    def ports(self):
        return {"epmd": (self.settings.port("MUSTER_EPMD_PORT"), "MUSTER_EPMD_PORT")}

    def start(self):
        port = self.settings.port("MUSTER_EPMD_PORT")
        command = [require("epmd"), "-port", str(port), "-address", "127.0.0.1"]
        process = self.table.start(self.name, command, dict(os.environ), port)
        self.await_ready(process, lambda: ports.answers(port))


class RabbitMQ(Server):
    name = "rabbitmq"

    def ports(self):
        names = {
            "RabbitMQ": "MUSTER_AMQP_PORT",
            "RabbitMQ's management": "MUSTER_AMQP_MANAGEMENT_PORT",
            "RabbitMQ's distribution": "MUSTER_AMQP_DISTRIBUTION_PORT",
        }
        return {what: (self.settings.port(name), name) for what, name in names.items()}

    def start(self):
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        cookie = home / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text(os.urandom(20).hex())
            cookie.chmod(0o400)
        write_atomically(self.folder / "rabbitmq.conf", self._configuration())
        write_atomically(self.folder / "enabled_plugins", "[rabbitmq_management].")
        port = self.settings.port("MUSTER_AMQP_PORT")
        # /usr/sbin/rabbitmq-server changes the user; this one doesn't.
        process = self.table.start(
            self.name, ["/usr/lib/rabbitmq/bin/rabbitmq-server"], self._environment(home), port, cwd=self.folder
        )
        self.await_ready(process, lambda: ports.answers(port) and self._management_answers())

    def _configuration(self) -> str:
        value = self.settings
        return "\n".join(
            [
                f"listeners.tcp.1 = 127.0.0.1:{value['MUSTER_AMQP_PORT']}",
                "management.tcp.ip = 127.0.0.1",
                f"management.tcp.port = {value['MUSTER_AMQP_MANAGEMENT_PORT']}",
                "default_user = muster",
                f"default_pass = {value['MUSTER_AMQP_PASSWORD']}",
                "default_user_tags.administrator = true",
                "log.console = true",
                "log.console.level = info",
                "log.file = false",
            ]
        )

    def _environment(self, home: Path) -> dict[str, str]:
        value = self.settings
        # A caller's RABBITMQ_… would lead elsewhere.
        inherited = {key: text for key, text in os.environ.items() if not key.startswith(("RABBITMQ_", "ERL_"))}
        return inherited | {
            "HOME": str(home),
            "RABBITMQ_NODENAME": "muster@localhost",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_DIST_PORT": value["MUSTER_AMQP_DISTRIBUTION_PORT"],
            "ERL_EPMD_PORT": value["MUSTER_EPMD_PORT"],
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            # Schedulers that spin while idle take a core from everybody else.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"
            " +sbwt none +sbwtdcpu none +sbwtdio none",
            # Lets the start script become the broker instead of a parent that turns signals into rabbitmqctl calls.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def _management_answers(self) -> bool:
        request = urllib.request.Request(f"http://127.0.0.1:{self.settings['MUSTER_AMQP_MANAGEMENT_PORT']}/api/overview")
        identity = f"muster:{self.settings['MUSTER_AMQP_PASSWORD']}"
        request.add_header("Authorization", f"Basic {base64.b64encode(identity.encode()).decode()}")
        try:
            with local.open(request, timeout=2) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            # A 401 comes while the first start still makes the user.
            return error.code < 400
        except OSError:
            return False


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


class Redis(Server):
    name = "redis"

    def __init__(self, settings, table, durable: bool):
        super().__init__(settings, table)
        self.durable = durable

    def ports(self):
        return {"Redis": (self.settings.port("MUSTER_REDIS_PORT"), "MUSTER_REDIS_PORT")}

    def start(self):
        self.make_folder()
        port = self.settings.port("MUSTER_REDIS_PORT")
        # In a file, not on the command line, which everybody on the machine can read.
        write_atomically(
            self.folder / "redis.conf",
            "\n".join(
                [
                    "bind 127.0.0.1",
                    f"port {port}",
                    f"requirepass {self.settings['MUSTER_REDIS_PASSWORD']}",
                    "daemonize no",
                    "databases 128",
                    'save ""',
                    f"appendonly {'yes' if self.durable else 'no'}",
                ]
            ),
        )
        command = [require("redis-server"), "redis.conf"]
        process = self.table.start(self.name, command, dict(os.environ), port, cwd=self.folder)
        self.await_ready(process, lambda: self._ping())

    def _ping(self) -> bool:
        """False as well while it still reads its log."""
        environment = dict(os.environ) | {"REDISCLI_AUTH": self.settings["MUSTER_REDIS_PASSWORD"]}
        command = [require("redis-cli"), "-h", "127.0.0.1", "-p", self.settings["MUSTER_REDIS_PORT"], "ping"]
        return subprocess.run(command, env=environment, capture_output=True, text=True).stdout.strip() == "PONG"


# Health checks on loopback never go through a proxy.
local = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def require(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not path:
        raise StackError(f"no '{name}' here; 'make setup' installs it")
    return path


def postgres_tool(name: str) -> str:
    """Of the newest version installed; Debian keeps them out of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(versions[-1]) if versions else require(name)
