"""Relays TCP between services and servers; a program of its own, so that clients' threads don't slow it.

Arguments: `<name>=<port>:<target port>` for each link. Commands come as lines on standard input, `<state> <name>…`, each
answered by `ok`; it ends with its input. States:

    open     passes on; what was stalled goes on where it stopped
    cut      resets every connection, and each new one
    stall    keeps connections, takes new ones, and passes nothing on: half open
    drop     resets every connection, then is open
"""

import asyncio
import socket
import struct
import sys

LINGER_NOT = struct.pack("ii", 1, 0)  # closing then resets
PAUSE_AT = 1 << 20  # bytes that wait for a slow reader


class Half(asyncio.Protocol):
    """One side of a connection."""

    def __init__(self, link):
        self.link = link
        self.other: Half | None = None
        self.transport: asyncio.Transport | None = None
        self.waiting: list[bytes] = []
        self.ended = False
        self.is_slow = False

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(PAUSE_AT)
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.link.halves.add(self)
        if self.link.state == "cut":
            self.reset()
        elif self.link.state == "stall":
            transport.pause_reading()

    def data_received(self, data):
        if self.other and self.other.transport:
            self.other.transport.write(data)
        else:
            self.waiting.append(data)

    def eof_received(self):
        self.ended = True
        if self.other and self.other.transport and self.other.transport.can_write_eof():
            self.other.transport.write_eof()
        return True

    def connection_lost(self, error):
        self.link.halves.discard(self)
        self.transport = None
        if self.other and self.other.transport:
            self.other.reset() if error else self.other.transport.close()

    def pause_writing(self):
        if self.other:
            self.other.is_slow = True
            self.other.adjust()

    def resume_writing(self):
        if self.other:
            self.other.is_slow = False
            self.other.adjust()

    def adjust(self):
        """Reads or not, as the link's state and the other side's pace have it."""
        if self.transport is None:
            return
        if self.is_slow or self.link.state == "stall":
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def reset(self):
        if self.transport:
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
            self.transport.abort()

    def join(self, other: "Half"):
        self.other, other.other = other, self
        for half in (self, other):
            for data in half.waiting:
                half.other.transport.write(data)
            half.waiting.clear()
            if half.ended:
                half.other.transport.write_eof()


class Link:
    def __init__(self, name: str, port: int, target: int):
        self.name, self.port, self.target = name, port, target
        self.state = "open"
        self.halves: set[Half] = set()

    async def listen(self):
        loop = asyncio.get_running_loop()
        await loop.create_server(lambda: Inbound(self), "127.0.0.1", self.port, backlog=256)

    def set(self, state: str):
        self.state = "open" if state == "drop" else state
        for half in list(self.halves):
            if state in ("cut", "drop"):
                half.reset()
            else:
                half.adjust()


class Inbound(Half):
    """The service's side, which makes the server's."""

    def connection_made(self, transport):
        super().connection_made(transport)
        if self.link.state != "cut":
            self.connecting = asyncio.ensure_future(self.connect())

    async def connect(self):
        try:
            loop = asyncio.get_running_loop()
            _, outbound = await loop.create_connection(lambda: Half(self.link), "127.0.0.1", self.link.target)
        except OSError:
            self.reset()
            return
        if self.transport is None:
            outbound.transport.abort()
        else:
            self.join(outbound)


async def main(arguments: list[str]):
    links = {}
    for argument in arguments:
        name, _, numbers = argument.partition("=")
        port, target = map(int, numbers.split(":"))
        links[name] = Link(name, port, target)
        await links[name].listen()
    commands = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    print("ready", flush=True)
    while line := await commands.readline():
        state, *names = line.decode().split()
        for name in names:
            links[name].set(state)
        print("ok", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
