import Contracts
import Logging
import Postgres

/// Begins seasons. Nobody's rating is touched by it: the first result of a player in the new season starts from the old
/// rating, softly reset, and enters him into the new leaderboard.
struct SeasonDesk: Sendable {
    let pool: PostgresPool
    let outbox: ResultsOutbox
    let logger: Logger

    func start(_ request: StartSeason) async throws -> SeasonStarted {
        guard Self.isName(request.season) else {
            let rule = "must have 1 to 40 letters, digits, dots, dashes or underscores"
            throw Refusal(.invalid, "the name \(rule)", errors: [.init("season", rule)])
        }
        let (event, isNew) = try await pool.withTransaction(retry: .idempotent(attempts: 3)) { transaction in
            try await start(request.season, in: transaction)
        }
        if isNew {
            outbox.wake(event)
            logger.notice("season started", metadata: ["season": "\(event.season)", "number": "\(event.number)"])
        }
        return event
    }

    private func start(
        _ name: String, in transaction: PostgresTransaction
    ) async throws -> (event: SeasonStarted, isNew: Bool) {
        // The season is read after the lock is held, by a statement that sees what its last holder did.
        try await transaction.query(Season.close)
        guard let former = try await Season.find(nil, in: transaction) else { throw SeasonMissing() }
        guard former.name != name else {
            let before = try await transaction.first("SELECT name FROM seasons WHERE number = $1", former.number - 1)
            var event = former.started(after: nil)
            event.previous = try before?.decode(0)
            return (event, false)
        }
        if try await Season.find(name, in: transaction) != nil {
            throw Refusal(.conflict, "\(name) was an earlier season")
        }
        guard let season = try await Season.insert(name, number: former.number + 1, in: transaction) else {
            throw SeasonMissing()
        }
        let event = season.started(after: former)
        try outbox.append(event, to: transaction)
        return (event, true)
    }

    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// There is no season, though the first migration made one: somebody deletes seasons by hand.
struct SeasonMissing: Error {}
