"""Every kind of route that playing matches leaves out, asked from outside as any client does."""

import json
import secrets
import time
import urllib.error
import urllib.request

from muster_stack.servers import local

RETRY_LIMIT = 15  # seconds; a 503 within it is an outage that passes


class Refused(Exception):
    """An answer that no client should get, or none in time."""


class Prober:
    """Asks through each gateway in turn; counts answers by their status."""

    def __init__(self, gateways: list[str]):
        self.gateways = gateways
        self.statuses: dict[int, int] = {}
        self.hosts = 0

    def run(self) -> list[str]:
        """One round; what went wrong."""
        faults = []
        for gateway in self.gateways:
            for probe in (self._user, self._host, self._peer, self._others):
                try:
                    probe(gateway)
                except Refused as refused:
                    faults.append(f"{probe.__name__.strip('_')} by {gateway}: {refused}")
        return faults

    def _user(self, gateway: str) -> None:
        name, password = f"probe-{secrets.token_hex(6)}", secrets.token_hex(12)
        user = {"username": name, "password": password}
        # A registration whose answer was lost has happened.
        self._ask(gateway, "POST", "/user/register", {201, 409}, user)
        token = self._ask(gateway, "POST", "/user/login", {200}, user)["token"]
        self._ask(gateway, "GET", "/user", {200}, token=token)
        ticket = self._ask(gateway, "POST", "/matchmaking/enqueue", {201, 409}, {"modes": ["brawl"]}, token)
        if "ticketId" not in ticket:
            raise Refused(f"a ticket without its id: {ticket}")
        # A match may have been found in this moment; declining it is leaving, too.
        self._ask(gateway, "GET", "/matchmaking/enqueue", {200}, token=token)
        self._ask(gateway, "DELETE", "/matchmaking/enqueue", {200}, token=token)
        changed = {"password": password, "newPassword": secrets.token_hex(12)}
        self._ask(gateway, "PUT", "/user/password", {200, 403}, changed, token)
        self._ask(gateway, "POST", "/user/logout", {200, 401}, token=token)

    def _host(self, gateway: str) -> None:
        self.hosts += 1
        host, region = f"probe-{secrets.token_hex(6)}", f"probe-{secrets.token_hex(6)}"
        beat = {"hostId": host, "roomId": f"room-{self.hosts}", "region": region}
        self._ask(gateway, "POST", "/api/host/heartbeat", {200}, beat)
        # A claim whose answer was lost has happened, and nobody else may have it.
        found = self._ask(gateway, "POST", "/api/match/find", {200, 404}, {"region": region})
        if found["status"] == 200 and found["roomId"] != beat["roomId"]:
            raise Refused(f"found another host: {found}")
        for status in ("busy", "idle"):
            self._ask(gateway, "POST", "/api/host/status", {200}, {"hostId": host, "status": status})

    def _peer(self, gateway: str) -> None:
        region = f"probe-{secrets.token_hex(6)}"
        joined = self._ask(gateway, "POST", "/join-matchmaking-queue", {201}, {"ipAddress": "192.0.2.1:4000", "region": region})
        self._ask(gateway, "GET", f"/get-matcher-address/{joined['matcherID']}", {200, 204})
        self._ask(gateway, "DELETE", f"/join-matchmaking-queue/{joined['matcherID']}", {200, 404})

    def _others(self, gateway: str) -> None:
        modes = self._ask(gateway, "GET", "/modes", {200})["modes"]
        if not {"duel", "duo", "brawl"} <= {mode["mode"] for mode in modes}:
            raise Refused(f"modes are missing: {modes}")
        self._ask(gateway, "GET", "/openapi.json", {200})
        self._ask(gateway, "GET", "/healthz", {200})

    def _ask(self, gateway, method, path, wanted, body=None, token=None) -> dict:
        """The answer's members, and its `status`; 503 and no answer at all are asked again for a while."""
        deadline = time.monotonic() + RETRY_LIMIT
        while True:
            status, text = self._send(gateway + path, method, body, token)
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status in wanted:
                members = json.loads(text) if text else {}
                return {"status": status} | {name: value for name, value in members.items() if name != "status"}
            if status not in (0, 503) or time.monotonic() >= deadline:
                raise Refused(f"{method} {path} gave {status or 'no answer'}: {text[:300]}")
            time.sleep(0.2)

    def _send(self, url, method, body, token) -> tuple[int, str]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = json.dumps(body).encode() if body is not None else None
        try:
            with local.open(urllib.request.Request(url, data, headers, method=method), timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace")
        except OSError as error:
            return 0, str(error)
