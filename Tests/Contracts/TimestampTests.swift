import Contracts
import Testing

@Suite struct TimestampTests {
    @Test(
        "RFC 3339 is read and written",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"),
            // The examples of RFC 3339 section 5.8.
            ("1985-04-12T23:20:50.52Z", 482_196_050_520, "1985-04-12T23:20:50.520Z"),
            ("1996-12-19T16:39:57-08:00", 851_042_397_000, "1996-12-20T00:39:57.000Z"),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130, "1937-01-01T11:40:27.870Z"),
            ("2000-02-29T23:59:59.9999t".replacing("t", with: "z"), 951_868_799_999, "2000-02-29T23:59:59.999Z"),
        ] as [(String, Int64, String)])
    func known(text: String, milliseconds: Int64, written: String) throws {
        let timestamp = try #require(Timestamp(rfc3339: text))
        #expect(timestamp.milliseconds == milliseconds)
        #expect(timestamp.rfc3339 == written)
    }

    @Test(
        "What isn't a time is refused",
        arguments: [
            "", "2026-11-20", "2026-11-20T08:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "2026-11-20T24:00:00Z", "2026-11-20T08:60:00Z", "2026-11-20T08:00:00.Z", "2026-11-20T08:00:00+24:00",
            "2026-11-20T08:00:00Zjunk", "２026-11-20T08:00:00Z", "20261120T080000Z", "-026-11-20T08:00:00Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("Every day of four centuries survives the way out and in") func roundTrip() throws {
        for day in stride(
            from: Int64(-62_135_596_800_000), through: 13_000_000_000_000, by: 86_400_000 * 7 + 12_345_678)
        {
            let timestamp = Timestamp(milliseconds: day)
            #expect(try #require(Timestamp(rfc3339: timestamp.rfc3339)) == timestamp)
        }
    }
}

@Suite struct IdentifierTests {
    @Test("Sharded identifiers carry their shard") func shard() throws {
        var generator = SystemRandomNumberGenerator()
        for shard in Shard.all {
            let id = MatchID(shard: shard, using: &generator)
            #expect(id.shard == shard)
            #expect(id.rawValue.utf8.count == 23)
        }
        #expect(MatchID("nonsense").shard == nil)
        #expect(TicketID("m0a" + String(repeating: "a", count: 20)).shard == nil)
    }

    @Test("A pool's shard never changes") func stable() {
        #expect(Shard(game: "muster", group: "default").number == 6)
    }
}
