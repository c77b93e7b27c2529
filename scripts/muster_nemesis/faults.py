"""Doing and healing each fault."""

import os
import subprocess
import threading
from dataclasses import dataclass, field

from muster_stack.servers import require

from . import alarm
from .history import now
from .schedule import Fault
from .stage import NemesisStage

WATERMARK = 0.4


@dataclass
class Done:
    """A fault as it was: when it began, when it was undone."""

    fault: Fault
    began: float = 0
    healed: float = 0


@dataclass
class Nemesis:
    """Follows a plan; faults that overlap have threads of their own. `say` is told of each as it begins."""

    stage: NemesisStage
    plan: list[Fault]
    say: object
    done: list[Done] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # of ours: the stack isn't as it should be
    stopping: threading.Event = field(default_factory=threading.Event)
    subjects: dict[str, threading.Lock] = field(default_factory=dict)

    def run(self) -> None:
        """Returns when all are healed, or after `stopping` was set."""
        begin, threads = now(), []
        self.subjects = {fault.subject: threading.Lock() for fault in self.plan}
        for fault in self.plan:
            if self.stopping.wait(max(0.0, begin + fault.at - now())):
                break
            thread = threading.Thread(target=self._carry_out, args=[fault], daemon=True)
            threads.append(thread)
            thread.start()
        for thread in threads:
            thread.join(90)
            if thread.is_alive():
                self.failures.append("a fault was not undone in 90 s")

    def _carry_out(self, fault: Fault) -> None:
        # A server may take longer to start again than the plan thinks.
        with self.subjects[fault.subject]:
            if not self.stopping.is_set():
                self._do_and_heal(fault)

    def _do_and_heal(self, fault: Fault) -> None:
        done = Done(fault, began=now())
        self.say(f"{fault}, {fault.hold:.1f} s")
        try:
            begin, heal = self._ways(fault)
            begin()
            self.stopping.wait(max(0.0, done.began + fault.hold - now()))
            heal()
        except Exception as error:  # told as what it is, a failure of the trial
            self.failures.append(f"{fault}: {type(error).__name__}: {error}")
        done.healed = now()
        self.done.append(done)

    def _ways(self, fault: Fault):
        """How it begins, and how it is undone."""
        stage, target = self.stage, fault.target
        match fault.kind:
            case "kill a queue worker" | "kill a replica":
                return lambda: stage.kill(target), lambda: stage.restart(target)
            case "stop a replica":
                return lambda: stage.stop(target), lambda: stage.restart(target)
            case "freeze a queue worker" | "freeze a replica":
                return lambda: stage.freeze(target), lambda: stage.thaw(target)
            case "kill RabbitMQ" | "kill Postgres" | "kill Redis":
                server = fault.kind.removeprefix("kill ").lower()
                return lambda: stage.kill_server(server), lambda: stage.start_server(server)
            case "empty Redis":
                return self._empty_redis, lambda: None
            case "memory alarm":
                settings = stage.settings
                return lambda: alarm.set_watermark(settings, 0.0), lambda: alarm.set_watermark(settings, WATERMARK)
            case "cut a server off" | "stall a server":
                links = stage.links.to(target)
            case "cut a replica off" | "stall a replica":
                links = [name for name in stage.links.ports if name.startswith(f"{target}/")]
            case other:
                raise ValueError(other)
        state = "cut" if fault.kind.startswith("cut") else "stall"
        healed = "drop" if fault.detail == "and reset" else "open"
        return lambda: stage.links.set(state, links), lambda: stage.links.set(healed, links)

    def _empty_redis(self) -> None:
        environment = dict(os.environ) | {"REDISCLI_AUTH": self.stage.settings["MUSTER_REDIS_PASSWORD"]}
        command = [require("redis-cli"), "-h", "127.0.0.1", "-p", self.stage.settings["MUSTER_REDIS_PORT"], "FLUSHALL"]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=10)
        if result.stdout.strip() != "OK":
            raise RuntimeError(f"Redis was not emptied: {result.stdout}{result.stderr}")
