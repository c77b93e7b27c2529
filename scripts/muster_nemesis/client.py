"""A client of the gateways, which writes what it asks and gets into the history."""

import http.client
import json
import random
import socket
import time
import urllib.parse

from .history import FAILED, OK, UNKNOWN, History, Record, now

# Operation: method, path, whether it changes anything.
OPERATIONS = {
    "register": ("POST", "/user/register", True),
    "login": ("POST", "/user/login", True),
    "logout": ("POST", "/user/logout", True),
    "user": ("GET", "/user", False),
    "enqueue": ("POST", "/matchmaking/enqueue", True),
    "state": ("GET", "/matchmaking/enqueue", False),
    "cancel": ("DELETE", "/matchmaking/enqueue", True),
    "answer": ("PUT", "/matchmaking/enqueue", True),
    "offer": ("POST", "/matchmaking/provide", True),
    "provide": ("GET", "/matchmaking/provide", False),
    "report": ("POST", "/matchmaking/report", True),
    "match-state": ("POST", "/matchmaking/state", True),
    "match": ("GET", "/matches/{matchId}", False),
    "results": ("GET", "/results", False),
    "modes": ("GET", "/modes", False),
    "heartbeat": ("POST", "/api/host/heartbeat", True),
    "host-status": ("POST", "/api/host/status", True),
    "find": ("POST", "/api/match/find", True),
    "join": ("POST", "/join-matchmaking-queue", True),
    "leave": ("DELETE", "/join-matchmaking-queue/{matcherID}", True),
    "matcher": ("GET", "/get-matcher-address/{matcherID}", False),
    "ping": ("POST", "/ping-result", True),
    "port": ("POST", "/port-open", True),
}
TIMEOUT = 6  # seconds beyond what a request waits by itself


class Client:
    """Keeps one connection; goes on with another gateway when that breaks. Not for two threads at once."""

    def __init__(self, who: str, gateways: list[str], history: History, generator: random.Random):
        self.who, self.gateways, self.history = who, gateways, history
        self.random = generator
        self.gateway = generator.randrange(len(gateways))
        self.connection: http.client.HTTPConnection | None = None
        self.token: str | None = None

    def ask(self, op: str, body: dict | None = None, wait: float = 0, asked: dict | None = None, **options) -> Record:
        """Once. `options`: `path` members that fill the path's braces, `query`, `token`, `key` (Idempotency-Key)."""
        method, path, changes = OPERATIONS[op]
        path = path.format(**options.get("path", {}))
        if query := options.get("query"):
            path += "?" + urllib.parse.urlencode(query)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token := options.get("token", self.token):
            headers["Authorization"] = f"Bearer {token}"
        if key := options.get("key"):
            headers["Idempotency-Key"] = key
        asked = dict(asked or {}) | {"gateway": self.gateway + 1}
        invoked = now()
        status, answer, fault, sent = self._send(method, path, body, headers, wait + TIMEOUT)
        if status == 0:
            outcome = UNKNOWN if sent and changes else FAILED
            self.move()
        elif status < 300:
            outcome = OK
        else:
            outcome = UNKNOWN if status >= 500 and changes else FAILED
        return self.history.add(Record(self.who, op, invoked, now(), outcome, status, asked, answer, fault))

    def move(self) -> None:
        """To another gateway."""
        if self.connection:
            self.connection.close()
            self.connection = None
        self.gateway = (self.gateway + 1) % len(self.gateways)

    def pause(self, record: Record, tries: int = 0) -> None:
        """What a refused client is told to wait, longer with each try; a moment when it is told nothing."""
        seconds = float(record.answer.get("retryAfterSeconds") or 1) if record.status in (429, 503) else 0.3
        time.sleep(min(seconds * 2 ** min(tries, 3), 12) * self.random.uniform(0.5, 1.0))

    def describe(self) -> dict:
        """The gateway's own description of its routes; it isn't part of the history."""
        _, answer, _, _ = self._send("GET", "/openapi.json", None, {}, TIMEOUT)
        return answer

    def _send(self, method, path, body, headers, timeout) -> tuple[int, dict, str, bool]:
        """Status, members, what is wrong, and whether the request has left."""
        sent = False
        try:
            if self.connection is None:
                parts = urllib.parse.urlsplit(self.gateways[self.gateway])
                self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.sock.settimeout(timeout)
            sent = True
            data = json.dumps(body).encode() if body is not None else None
            self.connection.request(method, path, data, headers)
            response = self.connection.getresponse()
            text = response.read()
            answer, fault = _members(response, text)
            if response.will_close:
                self.connection.close()
                self.connection = None
            return response.status, answer, fault, True
        except (OSError, http.client.HTTPException) as error:
            return 0, {}, f"{type(error).__name__}: {error}", sent


def _members(response: http.client.HTTPResponse, text: bytes) -> tuple[dict, str]:
    """The answer's members, and what is wrong with its form."""
    kind = response.headers.get("Content-Type", "")
    if response.status in (429, 503) and not response.headers.get("Retry-After", "").isdigit():
        return {}, f"{response.status} without Retry-After"
    if response.status >= 400 and not kind.startswith("application/problem+json"):
        return {}, f"{response.status} as {kind or 'nothing'}, not as a problem"
    if not text:
        return {}, ""
    if "jsonl" in kind or "ndjson" in kind:
        return {"lines": [json.loads(line) for line in text.decode().splitlines()]}, ""
    try:
        answer = json.loads(text)
    except ValueError:
        return {}, f"a body that isn't JSON: {text[:100]!r}"
    return (answer, "") if isinstance(answer, dict) else ({"value": answer}, "")
