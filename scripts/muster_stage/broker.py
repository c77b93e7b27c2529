"""RabbitMQ by its management plugin, as an operator's tool sees it."""

import base64
import json
import urllib.parse
import urllib.request

from muster_stack.servers import local

PAGE = 500


class Broker:
    def __init__(self, management: str):
        parts = urllib.parse.urlsplit(management)
        self.url = f"http://{parts.hostname}:{parts.port}/api"
        self.login = "Basic " + base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()

    def listen(self, queue: str) -> None:
        """A queue of our own that hears all public events from now on."""
        self._ask("PUT", f"queues/%2F/{queue}", {"durable": True})
        self._ask("POST", f"bindings/%2F/e/muster.events/q/{queue}", {"routing_key": "#"})

    def events(self, queue: str) -> list[dict]:
        """All that was heard."""
        events = []
        request = {"count": PAGE, "ackmode": "ack_requeue_false", "encoding": "auto"}
        while messages := self._ask("POST", f"queues/%2F/{queue}/get", request):
            events += [json.loads(message["payload"]) for message in messages]
        return events

    def waiting(self) -> dict[str, int]:
        """Messages in each of Muster's own queues that isn't empty, counted by the queues themselves."""
        counts = {}
        for queue in self._ask("GET", "queues/%2F"):
            name = queue["name"]
            if not name.startswith(("amq.", "rpc.", "ops.")) and queue.get("arguments", {}).get("x-queue-type") != "stream":
                # The listing's numbers are some seconds old; taking a look and putting it back is not.
                look = {"count": PAGE, "ackmode": "ack_requeue_true", "encoding": "auto"}
                found = self._ask("POST", f"queues/%2F/{urllib.parse.quote(name, safe='')}/get", look) if name.endswith(".dead") else []
                if count := len(found) or queue.get("messages", 0) * (not name.endswith(".dead")):
                    counts[name] = count
        return counts

    def _ask(self, method: str, path: str, body=None):
        headers = {"Authorization": self.login, "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        with local.open(urllib.request.Request(f"{self.url}/{path}", data, headers, method=method), timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None
