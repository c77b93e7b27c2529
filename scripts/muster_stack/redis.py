"""A private Redis."""

import os
import subprocess

from .processes import write_atomically
from .servers import Server, require


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
