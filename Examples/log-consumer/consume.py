#!/usr/bin/env python3
"""Follows Muster's log and keeps standings in an SQLite file: each result is counted once, whatever happens.

Needs pika (Debian: python3-pika) and the address of an account that may read the log, in MUSTER_OPS_AMQP_URL.

The log may tell an event twice, always under the same id, and this program may be killed at any instant. So the id, what
the event changes and the offset in the log are written in one transaction: what was counted is known to have been, and
the next start goes on right behind it.
"""

import argparse
import json
import os
import sqlite3
import sys
import time

import pika

STREAM = "muster.results"
# Without acknowledgements the broker sends no more than this.
PREFETCH = 200
# So many at once are written in one transaction.
BATCH = 100
# How long ids are kept. The broker and Muster repeat an event within minutes, `muster results replay` on demand.
ID_DAYS = 30


class Book:
    """What is known so far."""

    def __init__(self, path: str):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS position (name TEXT PRIMARY KEY, stream_offset INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS seen_by_age ON seen (seen_at);
            CREATE TABLE IF NOT EXISTS standings (
                player_id TEXT, mode TEXT, nickname TEXT, matches INTEGER NOT NULL, wins INTEGER NOT NULL,
                rating REAL, PRIMARY KEY (player_id, mode)
            );
            """
        )

    def next_offset(self):
        """Where to go on reading: behind what was written last, or at the beginning of the log."""
        row = self.db.execute("SELECT stream_offset FROM position WHERE name = ?", (STREAM,)).fetchone()
        return row[0] + 1 if row else "first"

    def write(self, deliveries) -> int:
        """Takes in (offset, event) pairs in one transaction; how many of the events were new."""
        fresh = 0
        now = int(time.time())
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for offset, event in deliveries:
                is_new = self.db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (event["id"], now)).rowcount == 1
                if is_new:
                    fresh += 1
                    self.take(event)
            self.db.execute(
                "INSERT INTO position VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET stream_offset = excluded.stream_offset",
                (STREAM, deliveries[-1][0]),
            )
            self.db.execute("DELETE FROM seen WHERE seen_at < ?", (now - ID_DAYS * 86400,))
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        return fresh

    def take(self, event) -> None:
        """What an event changes. Types that aren't known here are none of our business, now and in the future."""
        if event["type"] != "match.result.recorded.v1":
            return
        match = event["data"]
        for player in match["players"]:
            self.db.execute(
                """
                INSERT INTO standings VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (player_id, mode) DO UPDATE SET
                    nickname = excluded.nickname, matches = matches + 1, wins = wins + excluded.wins,
                    rating = coalesce(excluded.rating, rating)
                """,
                (
                    player["playerId"], match["mode"], player["nickname"], int(player.get("placement") == 1),
                    player.get("ratingAfter"),
                ),
            )


class Progress:
    """How many events have been taken in, of how many are wanted."""

    def __init__(self, limit: int | None):
        self.limit = limit
        self.taken = 0

    def is_done_with(self, more: int) -> bool:
        return self.limit is not None and self.taken + more >= self.limit

    def note(self, count: int, fresh: int, offset: int) -> None:
        self.taken += count
        print(f"{count} events, {fresh} new, up to offset {offset}", flush=True)


def follow(parameters, book: Book, progress: Progress) -> None:
    """Reads until the connection breaks, which is an exception, or enough events have been taken in."""
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.basic_qos(prefetch_count=PREFETCH)
    batch = []
    arguments = {"x-stream-offset": book.next_offset()}
    for method, properties, body in channel.consume(STREAM, arguments=arguments, inactivity_timeout=0.2):
        if method is not None:
            batch.append((properties.headers["x-stream-offset"], json.loads(body)))
            last_tag = method.delivery_tag
        # Written when nothing more is there at the moment, or when it is enough for one transaction.
        if batch and (method is None or len(batch) >= BATCH or progress.is_done_with(len(batch))):
            progress.note(len(batch), book.write(batch), batch[-1][0])
            channel.basic_ack(last_tag, multiple=True)
            batch.clear()
        if progress.is_done_with(0):
            break
    connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--book", default="standings.sqlite", help="the SQLite file (standings.sqlite)")
    parser.add_argument("--limit", type=int, help="end after so many events; without it, follow for ever")
    arguments = parser.parse_args()
    url = os.environ.get("MUSTER_OPS_AMQP_URL")
    if not url:
        print("MUSTER_OPS_AMQP_URL is not set; it is in .run/env", file=sys.stderr)
        return 64
    parameters = pika.URLParameters(url)
    parameters.heartbeat = 30
    book = Book(arguments.book)
    progress = Progress(arguments.limit)
    pause = 0.5
    while not progress.is_done_with(0):
        before = progress.taken
        try:
            follow(parameters, book, progress)
        except pika.exceptions.AMQPError as error:
            pause = 0.5 if progress.taken > before else min(pause * 2, 10)
            # What was taken in is written; what wasn't comes again.
            print(f"no connection ({error!r}), again in {pause:g} s", file=sys.stderr, flush=True)
            time.sleep(pause)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
