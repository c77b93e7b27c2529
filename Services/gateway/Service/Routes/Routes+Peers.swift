import API
import Contracts
import Cryptography
import HTTPServer
import LobbyCore
import Messaging
import RulesCore

/// Seed 001: peers that meet without a server. No session; the id from joining is the caller's secret.
extension Routes {
    func addPeers(to router: inout Router) {
        for path in ["/join-matchmaking-queue", "/joinMatchmakingQueue"] {
            router.on(.post, path, joinPeers)
            router.on(.delete, path + "/{matcherID}") { request in
                let id = MatcherID(request.parameters["matcherID"] ?? "")
                _ = try await peer(id) { LeavePeers(commandID: .random(), matcherID: id) }
                return .json(try JSONBody.encode(DoneBody()))
            }
        }
        router.on(.get, "/get-matcher-address/{matcherID}") { request in
            try await standing(of: MatcherID(request.parameters["matcherID"] ?? ""))
        }
        router.on(.post, "/get-matcher-address") { request in
            try await standing(of: try JSONBody.decode(AskForPeerBody.self, from: request).matcher())
        }
        router.on(.post, "/ping-result", reportPing)
        router.on(.post, "/port-open", openPeerPort)
    }

    @Sendable private func joinPeers(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (claimed, region) = try JSONBody.decode(JoinPeersBody.self, from: request).join()
        let address = settings.peerAddresses.address(claimed: claimed, client: request.clientAddress)
        let command = JoinPeers(commandID: .random(), address: address, region: region, gateway: nil)
        let view: PeerView = try await backend.command(command, shard: PeerPools.shard(region: region))
        return .json(try JSONBody.encode(JoinedPeersBody(view.matcherID)), status: .created)
    }

    private func standing(of id: MatcherID) async throws -> HTTPResponse {
        let view = try await peer(id) { AskForPeer(commandID: .random(), matcherID: id) }
        if view.kind == .testing, let opponent = view.opponent {
            return .json(try JSONBody.encode(PeerAnswerBody.test(opponent)))
        }
        if view.kind == .starting, let match = view.match {
            return .json(try JSONBody.encode(PeerAnswerBody.start(match, iceServers: await iceServers())))
        }
        return .empty(.noContent, headers: ["Retry-After": view.kind == .alone ? "10" : "1"])
    }

    @Sendable private func reportPing(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (id, results) = try JSONBody.decode(PingResultBody.self, from: request).report()
        let verdict = try await peer(id) { ReportPing(commandID: .random(), matcherID: id, results: results) }
        guard let opponent = verdict.hostFor else { return .empty() }
        return .json(try JSONBody.encode(PeerAnswerBody.host(opponent, iceServers: await iceServers())))
    }

    @Sendable private func openPeerPort(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (id, port, claimed) = try JSONBody.decode(PortOpenBody.self, from: request).opening()
        let ip = settings.peerAddresses.listening(claimed: claimed, client: request.clientAddress)
        _ = try await peer(id) { OpenPeerPort(commandID: .random(), matcherID: id, port: port, ip: ip) }
        return .json(try JSONBody.encode(DoneBody()))
    }

    /// Tells the shard that the id names; 404 for ids that no shard has made.
    private func peer<C: ShardCommand, Success>(_ id: MatcherID, _ command: () -> C) async throws -> Success
    where C.Reply == Outcome<Success> {
        guard let shard = id.shard else { throw Refusal(.notFound, "there is no such matcher") }
        return try await backend.command(command(), shard: shard)
    }

    /// For peers behind NAT. Peers that see one another need none, so they don't wait for a service that is away.
    private func iceServers() async -> [ICEServer] {
        let caller = "peer-" + Hex.encode(SecureRandom.bytes(4))
        do {
            return try await backend.rpc.call(GetICEServers(caller: caller), deadline: .milliseconds(500))
        } catch {
            return []
        }
    }
}

extension BadPeerBody: ProblemConvertible {
    public var problem: Problem { Problem(.badRequest, detail) }
}
