"""A fresh stack whose replicas are ended and started one by one."""

import os
import shutil
import subprocess
from pathlib import Path

from muster_stack import ports, settings
from muster_stack.commands import Stack
from muster_stack.errors import StackError
from muster_stack.postgres import postgres_tool
from muster_stack.services import Replica

# Counted from the base port, beside what muster_stack uses.
GATEWAY_PORT, LOBBY_PORT = 60, 70


class Stage:
    """Servers and `replicas` of each service, in a run folder that is emptied first; nothing is started yet."""

    def __init__(self, root: Path, run: Path, bin: Path, replicas: dict[str, int], durable: bool = False):
        for name in [name for name in os.environ if name.startswith(("MUSTER_", "BIN_", "PG"))] + ["SCALE"]:
            os.environ.pop(name, None)  # settings of another stack
        self.run = run
        Stack(settings.load(root, run, None, None, fresh=False), durable=False).down()
        if run.exists():
            shutil.rmtree(run)
        base = ports.free_base(str(run))
        os.environ["SCALE"] = " ".join(f"{service}={count}" for service, count in replicas.items())
        os.environ["MUSTER_HTTP_PORT"] = str(base + GATEWAY_PORT)
        os.environ["MUSTER_LOBBY_TCP_PORT"] = str(base + LOBBY_PORT)
        os.environ["MUSTER_LOG_FORMAT"] = "json"
        self.settings = settings.load(root, run, bin, str(base))
        self.stack = Stack(self.settings, durable)
        self.table = self.stack.table

    @property
    def gateways(self) -> list[str]:
        count = self.settings.replicas["gateway"]
        return [Replica("gateway", instance, self.settings).http for instance in range(1, count + 1)]

    @property
    def management(self) -> str:
        return self.settings["MUSTER_AMQP_MANAGEMENT_URL"]

    def start_servers(self) -> None:
        self.stack.up(only_servers=True)

    def end(self) -> None:
        """Everything at once: what the servers hold isn't wanted any more."""
        Stack(self.settings, durable=False).down()

    def query(self, database: str, sql: str) -> list[list[str]]:
        """Asks a service's database; rows of texts."""
        url = self.settings[f"MUSTER_{database.upper()}_DATABASE_URL"]
        result = subprocess.run(
            [postgres_tool("psql"), "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", url],
            input=sql, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        if result.returncode != 0:
            raise StackError(f"{database}'s database: {result.stderr.strip()}")
        return [line.split("\t") for line in result.stdout.splitlines()]
