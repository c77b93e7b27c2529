"""A private RabbitMQ with its management plugin, and the port mapper that it needs."""

import base64
import os
import urllib.error
import urllib.request
from pathlib import Path

from . import ports
from .processes import write_atomically
from .servers import Server, local, require


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
                "log.console.use_colors = off",
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
