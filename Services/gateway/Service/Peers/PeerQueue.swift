import Contracts
import LobbyCore
import Messaging

/// The queue, as the sessions of the doors ask it.
struct PeerQueue: Sendable {
    let rpc: RPCClient
    let gateway: GatewayID
    let deadline: Duration

    /// - Parameter command: the same for the same request asked again.
    func ask(_ request: PeerRequest, as command: CommandID) async -> PeerReply {
        do {
            switch request {
            case .join(let address, let region):
                let join = JoinPeers(commandID: command, address: address, region: region, gateway: gateway)
                return .view(try await tell(join, PeerPools.shard(region: region)))
            case .report(let id, let result):
                return .verdict(
                    try await tell(ReportPing(commandID: command, matcherID: id, results: [result]), id.shard))
            case .open(let id, let port):
                _ = try await tell(OpenPeerPort(commandID: command, matcherID: id, port: port), id.shard)
            case .ask(let id): return .view(try await tell(AskForPeer(commandID: command, matcherID: id), id.shard))
            case .leave(let id): _ = try await tell(LeavePeers(commandID: command, matcherID: id), id.shard)
            }
            return .done
        } catch let refusal as Refusal {
            return refusal.code == .notFound ? .unknown : .refused
        } catch {
            return .failed
        }
    }

    /// These peers have open sockets here.
    func checkIn(_ matchers: [MatcherID], at shard: Shard) async throws(RPCError) {
        try await rpc.notify(CheckInPeers(gateway: gateway, matchers: matchers), shard: shard)
    }

    private func tell<C: ShardCommand, Success>(_ command: C, _ shard: Shard?) async throws -> Success
    where C.Reply == Outcome<Success> {
        guard let shard else { throw Refusal(.notFound) }
        return try await rpc.call(command, shard: shard, deadline: deadline).get()
    }
}
