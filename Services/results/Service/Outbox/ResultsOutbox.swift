import Contracts
import IntakeCore
import Postgres

/// Events that are committed together with the match that they tell of, and published afterwards, those of one match in
/// order.
struct ResultsOutbox: Sendable {
    /// Events of one match are always in the same partition; partitions are relayed independently.
    static let partitions = 8

    private let bell: AsyncStream<Int>.Continuation
    /// The partitions in which something may be waiting to be published.
    let rings: AsyncStream<Int>

    init() {
        (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
    }

    /// Commits an event with the transaction, under an id that stays the same however often it is sent.
    func append(_ announcement: Announcement, to transaction: PostgresTransaction) throws(PostgresError) {
        let matchID = announcement.match.matchID
        transaction.enqueue(
            """
            INSERT INTO outbox (match_id, sequence, partition, event_id, type, data) VALUES ($1, $2, $3, $4, $5, $6)
            """, matchID, announcement.sequence, Self.partition(of: matchID), announcement.eventID,
            announcement.eventType, try PostgresParameter.json(announcement.match))
    }

    /// Publishes soon what has been committed of a match. Without it, the relay finds it by itself a little later.
    func wake(_ matchID: MatchID) {
        bell.yield(Self.partition(of: matchID))
    }

    /// FNV-1a over the id, the same in every process and release.
    static func partition(of matchID: MatchID) -> Int {
        var hash: UInt32 = 0x811c_9dc5
        for byte in matchID.rawValue.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(hash % UInt32(partitions))
    }
}

extension Announcement {
    /// The CloudEvents type, as Contracts has it.
    var eventType: String {
        switch kind {
        case .confirmed: MatchConfirmed.type
        case .recorded: MatchResultRecorded.type
        case .abandoned: MatchAbandoned.type
        case .disputed: MatchResultDisputed.type
        }
    }
}
