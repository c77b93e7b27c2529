import API
import Contracts
import HTTPServer
import Threads

/// `/matchmaking/events` and `/matchmaking/socket`.
extension Routes {
    func addLive(to router: inout Router) {
        router.on(.get, "/matchmaking/events", middleware: identified, events)
        router.on(.get, "/matchmaking/socket", socket)
    }

    /// The present state first, then each new one; a comment every fifteen seconds.
    @Sendable private func events(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try request.caller
        let present = try await players.read(caller.playerID).state
        let players = self.players
        let drain = request.drain
        return .events { writer in
            let subscription = await players.open(caller.session)
            do {
                try await Self.stream(present, subscription, players, drain) { state in
                    let body = try StateAnswer.bytes(state)
                    try await writer.send(id: String(state.revision), data: body)
                } idle: {
                    try await writer.comment("still there")
                }
            } catch {
                await players.close(subscription)
                throw error
            }
            await players.close(subscription)
        }
    }

    /// Tells `present` and each newer state until the session ends or the server drains.
    static func stream(
        _ present: PlayerState, _ subscription: PlayerFeeds.Subscription, _ players: PlayerFeeds, _ drain: DrainSignal,
        tell: (PlayerState) async throws -> Void, idle: () async throws -> Void
    ) async throws {
        try await tell(present)
        var told = present.revision
        // What changed between reading and subscribing.
        let state = try await players.read(subscription.player).state
        if state.revision > told {
            try await tell(state)
            told = state.revision
        }
        while true {
            switch try await LongPoll.next(of: subscription.states, until: .now + .seconds(15), drain: drain) {
            case .changed(let news):
                guard news.revision > told else { continue }
                try await tell(news)
                told = news.revision
            case .timedOut: try await idle()
            case .draining, .ended: return
            }
        }
    }

    /// The same objects over WebSocket; commands may be sent.
    @Sendable private func socket(_ request: HTTPRequest) async throws -> HTTPResponse {
        // Browsers can't set headers: where no live session is named, the first message says who it is.
        let caller = try await identification.socketCaller(of: request)
        let client = request.clientAddress
        return try .webSocket(request) { connection in
            let conversation = PlayerSocket(routes: self, connection: connection, client: client)
            await conversation.run(caller)
        }
    }
}
