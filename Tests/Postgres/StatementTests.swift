import FoundationEssentials
import Postgres
import TestKit
import Testing

private struct Colour: RawRepresentable, Hashable, PostgresEncodable, PostgresDecodable {
    let rawValue: String
}

private struct Shape: Codable, Hashable {
    var name: String
    var corners: Int?
}

@Suite("Statements", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct StatementTests {
    @Test("Every type comes back as it was sent")
    func values() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            let text = "a'b\"c\\ ü€😀\n"
            let bytes: [UInt8] = [0, 1, 92, 39, 255]
            let date = Date(timeIntervalSince1970: 1_795_163_294.25)
            let absent: String? = nil
            let row = try #require(
                try await pool.first(
                    """
                    SELECT $1::text AS text, $2::int8 AS big, $3::float8 AS number, $4::bool AS flag, $5::bytea AS bytes,
                        $6::timestamptz AS time, $7::text[] AS texts, $8::int8[] AS numbers, $9::text AS absent,
                        $10::text AS colour, $11::jsonb AS shape, $12::int4 AS small, $13::text[] AS none,
                        extract(epoch FROM $14::interval)::float8 AS pause, $15::text AS empty
                    """, text, Int.min, 0.1, true, bytes, date, [text, "", "NULL"], [1, -2], absent,
                    Colour(rawValue: "red"), PostgresParameter.json(Shape(name: "dot")), Int32.max, [String](),
                    Duration.milliseconds(1500), ""))
            #expect(try row.decode("text") == text)
            #expect(try row.decode("big") == Int.min)
            #expect(try row.decode("number") == 0.1)
            #expect(try row.decode("flag") == true)
            #expect(try row.decode("bytes") == bytes)
            #expect(try row.decode("time") == date)
            #expect(try row.decode("texts") == [text, "", "NULL"])
            #expect(try row.decode("numbers") == [1, -2])
            #expect(try row.decode("absent", as: String?.self) == nil)
            #expect(try row.decode("colour") == Colour(rawValue: "red"))
            #expect(try row.decodeJSON("shape") == Shape(name: "dot"))
            #expect(try row.decode("small") == Int32.max)
            #expect(try row.decode("none") == [String]())
            #expect(try row.decode("pause") == 1.5)
            #expect(try row.decode("empty") == "")
            #expect(try row.decode(0) == text)
            await pool.close()
        }
    }

    @Test("A column that is missing, NULL or of another type is a decoding error that names it")
    func decoding() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            let row = try #require(try await pool.first("SELECT 'x' AS letter, NULL::text AS nothing"))
            for (column, name) in [("letter", "letter"), ("nothing", "nothing"), ("other", "other")] {
                let error = #expect(throws: PostgresError.self) { try row.decode(column, as: Int.self) }
                #expect(error?.kind == .decoding)
                #expect(error?.message.contains(name) == true)
            }
            #expect(throws: PostgresError.self) { try row.decode(2, as: Int.self) }
            #expect(throws: PostgresError.self) { try row.decodeJSON("letter", as: Int.self) }
            await pool.close()
        }
    }

    @Test("A refusal carries its SQLSTATE and the constraint")
    func refusal() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            try await pool.execute("CREATE TABLE t (id int8 CONSTRAINT the_key PRIMARY KEY)")
            #expect(try await pool.execute("INSERT INTO t SELECT generate_series(1, 3)") == 3)
            #expect(try await pool.execute("UPDATE t SET id = id + 10 WHERE id > 1") == 2)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.execute("INSERT INTO t VALUES ($1)", 1)
            }
            #expect(error?.isUniqueViolation == true)
            #expect(error?.constraint == "the_key")
            #expect(error?.table == "t")
            #expect(error?.isRetriable == false)
            await pool.close()
        }
    }

    @Test("A batch is one: when a statement fails, or the commit at the end, none of it happened")
    func batchIsAtomic() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            try await pool.batch([
                PostgresStatement("CREATE TABLE parent (id int8 PRIMARY KEY)"),
                PostgresStatement("CREATE TABLE t (id int8 REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"),
            ])
            let good = PostgresStatement("INSERT INTO parent VALUES ($1)", 1)
            let bad = PostgresStatement("INSERT INTO nowhere VALUES (1)")
            let first = await #expect(throws: PostgresError.self) { try await pool.batch([good, bad, good]) }
            #expect(first?.sqlState == .undefinedTable)
            let orphan = PostgresStatement("INSERT INTO t VALUES (99)")
            let second = await #expect(throws: PostgresError.self) { try await pool.batch([good, orphan]) }
            #expect(second?.sqlState == .foreignKeyViolation)
            #expect(try await pool.first("SELECT count(*) FROM parent")?.decode(0) == 0)
            let rows = try await pool.batch([good, PostgresStatement("SELECT id FROM parent")])
            #expect(rows[0].affected == 1)
            #expect(try rows[1].map { try $0.decode("id", as: Int.self) } == [1])
            await pool.close()
        }
    }

    @Test("A batch that is larger than every buffer in both directions goes through")
    func largeBatch() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            let text = String(repeating: "x", count: 50_000)
            let statements = (0..<400).map { PostgresStatement("SELECT $1::text AS text, $2::int8 AS n", text, $0) }
            let rows = try await pool.batch(statements)
            #expect(try rows.map { try $0[0].decode("n", as: Int.self) } == Array(0..<400))
            #expect(try rows.last?.first?.decode("text") == text)
            await pool.close()
        }
    }

    @Test("A statement is prepared once on each connection")
    func prepared() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            try await pool.withConnection { connection in
                for number in 0..<5 { try await connection.query("SELECT $1::int8 AS n", number) }
                let row = try await connection.first(
                    "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::int8 AS n'")
                #expect(try row?.decode(0) == 1)
            }
            await pool.close()
        }
    }

    @Test("A plan that a migration made useless is made anew")
    func staleplan() async throws {
        try await TestDatabase.with { database in
            var configuration = database.configuration
            configuration.poolSize = 1
            let pool = PostgresPool(configuration)
            try await pool.execute("CREATE TABLE t (a int8)")
            try await pool.query("SELECT * FROM t")
            try await pool.execute("ALTER TABLE t ADD COLUMN b int8")
            let rows = try await pool.batch([PostgresStatement("SELECT * FROM t")], retry: .readOnly)
            #expect(rows[0].columnNames == ["a", "b"])
            await pool.close()
        }
    }

    @Test("A statement that takes too long is cancelled by the server, and the connection goes on")
    func statementTimeout() async throws {
        try await TestDatabase.with { database in
            var configuration = database.configuration
            configuration.statementTimeout = .seconds(1)
            configuration.poolSize = 1
            let pool = PostgresPool(configuration)
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT pg_sleep(20)") }
            #expect(error?.sqlState == .queryCanceled)
            let row = try await pool.first("SELECT 1")
            #expect(try row?.decode(0) == 1)
            await pool.close()
        }
    }
}
