import Contracts
import FoundationEssentials
import Logging
import Threads

/// The match server's end of the sockets between clients and match server, for any number of matches and of ports.
///
/// It lets in who has the pass of a match that is open here, counts who has loaded, tells them `MatchStarting`, and carries
/// the game's own messages. A client that isn't let in within the time for it, or breaks the protocol, is told why and
/// closed. A player who connects again takes the place of his older socket.
public actor MatchSocketServer {
    private struct OpenMatch {
        var passes: [String: PlayerID]
        var loading: LoadingPhase
        var links: [PlayerID: (number: UInt64, link: any TextWriter)] = [:]
        var timer: Task<Void, Never>?
        let sink: @Sendable (MatchSocketEvent) -> Void
    }

    let limits: MatchSocketLimits
    let logger: Logger
    private let refreshPasses: @Sendable () async -> Void
    private var matches: [MatchID: OpenMatch] = [:]
    private var lastLink: UInt64 = 0
    var listeners: [MatchSocketListener] = []

    /// - Parameter refreshPasses: called before an unknown pass is refused; it calls `renew` or `open` with what is known by
    ///   then.
    public init(
        limits: MatchSocketLimits = MatchSocketLimits(), logger: Logger = Logger(label: "match-socket"),
        refreshPasses: @escaping @Sendable () async -> Void = {}
    ) {
        self.limits = limits
        self.logger = logger
        self.refreshPasses = refreshPasses
    }

    // MARK: Matches

    /// Lets the players of a match in from now on. Traps when it is open already.
    ///
    /// - Parameters:
    ///   - passes: the player of each pass.
    ///   - sink: hears of everything, in order; it must not wait.
    public func open(_ match: MatchID, passes: [String: PlayerID], sink: @escaping @Sendable (MatchSocketEvent) -> Void)
    {
        precondition(matches[match] == nil, "match \(match) is open already")
        matches[match] = OpenMatch(passes: passes, loading: LoadingPhase(players: Set(passes.values)), sink: sink)
    }

    /// The passes have changed, or there are more. Sockets that are authenticated stay.
    public func renew(_ match: MatchID, passes: [String: PlayerID]) {
        matches[match]?.passes = passes
        matches[match]?.loading.expect(passes.values)
    }

    /// To those of the players who are connected.
    public func send(_ message: ServerMessage, to players: some Collection<PlayerID> & Sendable, in match: MatchID)
        async
    {
        guard let open = matches[match] else { return }
        let text = Self.text(of: message)
        for player in players { await open.links[player]?.link.send(text) }
    }

    /// Ends a match: its sockets close once they have sent what was queued.
    public func close(_ match: MatchID) async {
        guard let open = matches.removeValue(forKey: match) else { return }
        open.timer?.cancel()
        for (_, link) in open.links.values { await link.close() }
    }

    // MARK: Clients

    /// Serves one client until the socket closes.
    func serve(_ link: some TextLink) async {
        let writer = link.writer
        do {
            let (match, player, number) = try await admit(link)
            defer { leave(match, player, number) }
            while let text = await link.next() {
                try await take(Self.message(text), from: player, in: match)
            }
        } catch {
            logger.debug("match socket refused", metadata: ["reason": "\(error)"])
            await writer.send(Self.text(of: .problem(detail: "\(error)")))
        }
        await writer.close()
    }

    private func admit(_ link: some TextLink) async throws -> (MatchID, PlayerID, UInt64) {
        let first: [UInt8]?
        do {
            first = try await withDeadline(limits.authentication) { await link.next() }
        } catch is DeadlineExceeded {
            throw MatchSocketError.notAuthenticated
        }
        guard let first else { throw MatchSocketError.closed }
        guard case .authenticate(let match, let cookie) = try Self.message(first) else {
            throw MatchSocketError.notAuthenticated
        }
        if matches[match]?.passes[cookie] == nil { await refreshPasses() }
        guard let player = matches[match]?.passes[cookie] else { throw MatchSocketError.unknownPass }
        lastLink += 1
        let number = lastLink
        let older = matches[match]?.links.updateValue((number, link.writer), forKey: player)
        matches[match]?.sink(.joined(player))
        await older?.link.close()
        return (match, player, number)
    }

    private func take(_ message: ClientMessage, from player: PlayerID, in match: MatchID) async throws {
        switch message {
        case .authenticate: throw MatchSocketError.authenticatedAlready
        case .loadMatchComplete:
            guard let actions = matches[match]?.loading.loaded(player) else { return }
            await carryOut(actions, in: match)
        case .game(let message): matches[match]?.sink(.said(player, message))
        }
    }

    private func carryOut(_ actions: [LoadingPhase.Action], in match: MatchID) async {
        for action in actions {
            switch action {
            case .startTimer:
                matches[match]?.timer = Task {
                    // Cancelled when the match closes first.
                    do { try await Task.sleep(for: limits.loading) } catch { return }
                    await loadingTimeIsUp(match)
                }
            case .start(let players):
                matches[match]?.timer?.cancel()
                await send(.matchStarting, to: players, in: match)
                matches[match]?.sink(.starting(players))
            case .catchUp(let player):
                await send(.matchStarting, to: [player], in: match)
                matches[match]?.sink(.caughtUp(player))
            }
        }
    }

    private func loadingTimeIsUp(_ match: MatchID) async {
        guard let actions = matches[match]?.loading.timeIsUp() else { return }
        await carryOut(actions, in: match)
    }

    private func leave(_ match: MatchID, _ player: PlayerID, _ number: UInt64) {
        guard matches[match]?.links[player]?.number == number else { return }
        matches[match]?.links[player] = nil
        matches[match]?.sink(.left(player))
    }

    // MARK: Texts

    private static func text(of message: ServerMessage) -> [UInt8] {
        do {
            return [UInt8](try JSONEncoder().encode(message))
        } catch {
            preconditionFailure("a message that can't be encoded: \(error)")
        }
    }

    private static func message(_ text: [UInt8]) throws(MatchSocketError) -> ClientMessage {
        do {
            return try JSONDecoder().decode(ClientMessage.self, from: Data(text))
        } catch {
            throw .unreadable
        }
    }
}
