import Contracts
import FoundationEssentials
import MatchmakerCore

/// What a server's owner is told.
struct ServerAnswers: Sendable {
    let mint: CookieMint

    func list(_ rows: [ServerStore.Row]) throws -> ListServers.Reply {
        var reply = ListServers.Reply(
            revision: 0, servers: rows.map(\.server), prepare: rows.compactMap(\.match).map(prepare))
        reply.revision = try Self.revision(of: reply)
        return reply
    }

    private func prepare(_ match: LiveMatch) -> PrepareMatch {
        PrepareMatch(
            phase: match.phase ?? .playersLoading, matchConfig: match.config,
            clientCookies: match.seats.map { seat in
                PrepareMatch.ClientCookie(
                    nickname: seat.nickname, playerID: seat.playerID,
                    cookie: mint.cookie(match.id, seat.playerID, seat.cookieGeneration))
            })
    }

    /// A fingerprint (FNV-1a) of all but the times of expiry: equal answers have equal revisions, whichever replica gives
    /// them. 53 bits, so that clients which read numbers as floating point keep it whole.
    private static func revision(of reply: ListServers.Reply) throws -> Int64 {
        var reply = reply
        for index in reply.servers.indices { reply.servers[index].expires = Timestamp(milliseconds: 0) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in try encoder.encode(reply) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(hash >> 11)
    }
}
