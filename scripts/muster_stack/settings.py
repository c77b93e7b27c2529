"""What a stack is: its folder, ports, secrets and replicas. Kept in <run>/env between starts.

A value comes from the caller's environment, else from <run>/env, else from the default below.
"""

import os
import secrets
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from . import ports
from .errors import StackError
from .processes import write_atomically

SERVICES = ["auth", "queue", "hosts", "results", "gateway"]
MIGRATED = ["auth", "queue", "results"]

DEFAULT_BASE_PORT = 18400
MOST_REPLICAS = 9

# Ports of the servers, counted from the base port.
SERVER_PORTS = {
    "MUSTER_AMQP_PORT": 0,
    "MUSTER_AMQP_MANAGEMENT_PORT": 1,
    "MUSTER_AMQP_DISTRIBUTION_PORT": 2,
    "MUSTER_EPMD_PORT": 3,
    "MUSTER_DATABASE_PORT": 4,
    "MUSTER_REDIS_PORT": 5,
}
# Where clients and hosts meet, counted likewise: nothing of a stack listens there, the demo and the example host do.
SIGNALLING_PORT = 6
# Where the health and metrics of the first replica are; the next ones follow. A gateway has them on its public port.
ADMIN_PORTS = {"auth": 10, "queue": 20, "hosts": 30, "results": 40}

SECRETS = {
    "MUSTER_SERVER_KEY": "what a match server shows when it registers",
    "MUSTER_COOKIE_KEY": "signs the one-match cookies",
    "MUSTER_TURN_SECRET": "signs TURN credentials; the same as coturn's static-auth-secret",
    "MUSTER_AMQP_PASSWORD": "RabbitMQ's administrator 'muster'",
    "MUSTER_OPS_AMQP_PASSWORD": "RabbitMQ's account 'muster-ops', which reads the log",
    "MUSTER_REDIS_PASSWORD": "Redis",
    "MUSTER_DATABASE_PASSWORD": "Postgres's superuser 'muster'",
    "MUSTER_AUTH_DATABASE_PASSWORD": "Postgres's role 'auth'",
    "MUSTER_QUEUE_DATABASE_PASSWORD": "Postgres's role 'queue'",
    "MUSTER_RESULTS_DATABASE_PASSWORD": "Postgres's role 'results'",
}


@dataclass
class Settings:
    root: Path
    run: Path
    bin: Path
    values: dict[str, str]
    replicas: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def port(self, name: str) -> int:
        return int(self.values[name])

    @property
    def env_file(self) -> Path:
        return self.run / "env"

    def http_port(self, service: str, instance: int) -> int:
        if service == "gateway":
            return self.port("MUSTER_HTTP_PORT") + instance - 1
        return self.port("MUSTER_BASE_PORT") + ADMIN_PORTS[service] + instance - 1

    def executable(self, name: str) -> Path:
        """`BIN_<service>=` in the environment takes the place of the built one, for upgrades and stand-ins."""
        override = os.environ.get(f"BIN_{name.removeprefix('muster-')}")
        path = Path(override).resolve() if override else self.bin / name
        if not os.access(path, os.X_OK):
            raise StackError(f"no executable {path}; 'make build' makes them")
        return path

    def save(self) -> None:
        self.run.mkdir(parents=True, exist_ok=True)
        lines = ["# Made by scripts/stack: addresses and secrets of this stack. Read it with:  set -a; . .run/env; set +a"]
        lines += [f"{name}={shlex.quote(value)}" for name, value in self.values.items()]
        write_atomically(self.env_file, "\n".join(lines))


def load(root: Path, run: Path, bin: Path | None, base_port: str | None, fresh: bool = True) -> Settings:
    """Reads what was kept, and with `fresh` makes and keeps what is missing."""
    stored = read_env(run / "env")
    if not stored and not fresh:
        return Settings(root, run, bin or run / "bin", {})
    if not stored and any((run / name).exists() for name in ("postgres", "rabbitmq", "redis")):
        raise StackError(f"{run} holds servers' data, but their passwords in {run / 'env'} are gone: remove {run}")
    given = os.environ

    def choose(name: str, default) -> str:
        value = given.get(name) or stored.get(name) or default
        return str(value() if callable(value) else value)

    base = base_port or choose("MUSTER_BASE_PORT", DEFAULT_BASE_PORT)
    if base == "auto":
        base = stored.get("MUSTER_BASE_PORT") or str(ports.free_base(str(run)))
    values = {"MUSTER_BASE_PORT": base}
    moved = base != stored.get("MUSTER_BASE_PORT")
    values["MUSTER_HTTP_HOST"] = choose("MUSTER_HTTP_HOST", "127.0.0.1")
    values["MUSTER_HTTP_PORT"] = choose("MUSTER_HTTP_PORT", 8080)
    values["MUSTER_LOBBY_TCP_PORT"] = choose("MUSTER_LOBBY_TCP_PORT", 3502)
    for name, offset in SERVER_PORTS.items():
        default = _number("MUSTER_BASE_PORT", base) + offset
        values[name] = given.get(name) or str(default) if moved else choose(name, default)
    for name in ["MUSTER_HTTP_PORT", "MUSTER_LOBBY_TCP_PORT", *SERVER_PORTS]:
        _number(name, values[name])
    signalling = f"ws://127.0.0.1:{_number('MUSTER_BASE_PORT', base) + SIGNALLING_PORT}"
    values["MUSTER_SIGNALING_URL"] = given.get("MUSTER_SIGNALING_URL") or (
        signalling if moved else choose("MUSTER_SIGNALING_URL", signalling)
    )
    for name in SECRETS:
        values[name] = choose(name, lambda: secrets.token_hex(24))
    values |= _addresses(values)
    values["MUSTER_TRUSTED_NETWORKS"] = choose("MUSTER_TRUSTED_NETWORKS", "127.0.0.0/8,::1/128")
    values["MUSTER_PEER_TRUSTED_RELAYS"] = choose("MUSTER_PEER_TRUSTED_RELAYS", "127.0.0.0/8,::1/128")
    values["MUSTER_MODES"] = choose("MUSTER_MODES", root / "Services/queue/ModeFiles")
    values["MUSTER_SCALE"] = choose("SCALE", stored.get("MUSTER_SCALE") or "gateway=1")
    settings = Settings(root, run, bin or run / "bin", values)
    settings.replicas = _replicas(values["MUSTER_SCALE"])
    return settings


def read_env(path: Path) -> dict[str, str]:
    try:
        text = path.read_text()
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise StackError(f"{path} belongs to another user, so this stack does, too") from None
    values = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            values[name] = "".join(shlex.split(value))
    return values


def _addresses(values: dict[str, str]) -> dict[str, str]:
    database = f"127.0.0.1:{values['MUSTER_DATABASE_PORT']}"
    addresses = {
        "MUSTER_AMQP_URL": f"amqp://muster:{values['MUSTER_AMQP_PASSWORD']}@127.0.0.1:{values['MUSTER_AMQP_PORT']}/",
        "MUSTER_OPS_AMQP_URL": f"amqp://muster-ops:{values['MUSTER_OPS_AMQP_PASSWORD']}@127.0.0.1:{values['MUSTER_AMQP_PORT']}/",
        "MUSTER_AMQP_MANAGEMENT_URL": f"http://muster:{values['MUSTER_AMQP_PASSWORD']}"
        f"@127.0.0.1:{values['MUSTER_AMQP_MANAGEMENT_PORT']}",
        "MUSTER_REDIS_URL": f"redis://:{values['MUSTER_REDIS_PASSWORD']}@127.0.0.1:{values['MUSTER_REDIS_PORT']}",
        "MUSTER_ADMIN_DATABASE_URL": f"postgresql://muster:{values['MUSTER_DATABASE_PASSWORD']}@{database}/postgres",
    }
    for service in MIGRATED:
        password = values[f"MUSTER_{service.upper()}_DATABASE_PASSWORD"]
        addresses[f"MUSTER_{service.upper()}_DATABASE_URL"] = f"postgresql://{service}:{password}@{database}/{service}"
    return addresses


def _replicas(scale: str) -> dict[str, int]:
    """`gateway=2 queue=3`; what isn't named has one."""
    replicas = dict.fromkeys(SERVICES, 1)
    for word in scale.replace(",", " ").split():
        service, _, count = word.partition("=")
        if service not in SERVICES or not count.isdigit() or not 0 <= int(count) <= MOST_REPLICAS:
            raise StackError(f"SCALE: '{word}' is not <service>=<0–{MOST_REPLICAS}>; services are {', '.join(SERVICES)}")
        replicas[service] = int(count)
    return replicas


def _number(name: str, value: str) -> int:
    if not value.isdigit() or not 0 < int(value) <= 65535:
        raise StackError(f"{name}={value} is not a port")
    return int(value)
