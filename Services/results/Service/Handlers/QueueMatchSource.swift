import Contracts
import Logging
import Messaging

/// Asks the queue service.
struct QueueMatchSource: MatchSource {
    let client: RPCClient
    let logger: Logger

    /// Within the deadline of whoever asked us.
    private static let deadline = Duration.seconds(1)

    func confirmation(of matchID: MatchID) async throws -> MatchConfirmation? {
        let reply: GetMatchRecord.Reply
        do throws(RPCError) {
            reply = try await client.call(GetMatchRecord(matchID: matchID), deadline: Self.deadline)
        } catch {
            logger.info("the queue can't be asked", metadata: ["match.id": "\(matchID)", "error": "\(error)"])
            throw Self.unavailable
        }
        switch reply {
        case .success(let confirmation): return confirmation
        case .refused(let refusal) where refusal.code == .notFound: return nil
        case .refused: throw Self.unavailable
        }
    }

    private static let unavailable = Refusal(
        .unavailable, "the match isn't known here, and the queue can't be asked", retryAfterSeconds: 1)
}
