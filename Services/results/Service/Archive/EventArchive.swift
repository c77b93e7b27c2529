import Contracts
import FoundationEssentials
import Messaging
import Postgres

/// Tells again what was told, out of the rows that the outbox keeps: events as they were, and the endings of matches.
struct EventArchive: Sendable {
    let pool: PostgresPool

    /// How many events a page has: with the longest `custom` it is still some megabytes.
    static let pageSize = 200

    func events(_ request: ListEvents) async throws -> EventPage {
        let page = try await Outbox.page(
            since: request.since, until: request.until, after: try Self.cursor(request.after), limit: Self.pageSize,
            in: pool)
        return EventPage(
            events: try page.events.map { String(decoding: try $0.json(source: .results), as: UTF8.self) },
            next: page.next?.text)
    }

    func matches(_ request: ExportMatches) async throws -> MatchPage {
        // What ends is committed a moment later.
        let (since, until) = (request.since, request.until.map { $0 + Self.longestTransaction })
        let page = try await Outbox.page(
            since: since, until: until, types: Self.endings, after: try Self.cursor(request.after),
            limit: Self.pageSize,
            in: pool)
        var matches: [MatchRecord] = []
        for event in page.events {
            let match = try VerbatimJSON.decode(MatchRecord.self, from: Data(event.data.utf8))
            let ended = match.completedAt.flatMap { Timestamp(rfc3339: $0) } ?? event.time
            guard ended >= since ?? ended, request.until.map({ ended < $0 }) ?? true else { continue }
            matches.append(match)
        }
        var total: Int?
        if request.counts {
            total = try await Outbox.count(since: since, until: until, types: Self.endings, in: pool)
        }
        matches = try await DeletedPlayers.hide(in: matches, pool)
        return MatchPage(matches: matches, next: page.next?.text, total: total)
    }

    private static let endings = [MatchResultRecorded.type, MatchAbandoned.type]
    private static let longestTransaction = Duration.seconds(60)

    private static func cursor(_ text: String?) throws(Refusal) -> OutboxCursor? {
        guard let text else { return nil }
        guard let cursor = OutboxCursor(text: text) else {
            throw Refusal(.invalid, errors: [Refusal.FieldError("after", "not the end of a page")])
        }
        return cursor
    }
}
