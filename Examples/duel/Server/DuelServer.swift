import API
import APIClient
import Contracts
import Glibc
import Logging
import MatchSocket
import Threads

/// The reference match server: offers its addresses, hears of matches by a long poll, plays them, reports, goes on.
///
/// Whatever happens to the gateway it asks again; matches that end elsewhere are dropped; a restarted server finds its open
/// matches in the first answer and plays them from the beginning.
public actor DuelServer {
    let configuration: DuelServerConfiguration
    let logger: Logger
    let link: GatewayLink
    private(set) lazy var sockets = MatchSocketServer(limits: configuration.socketLimits, logger: logger) {
        [weak self] in await self?.refresh()
    }
    private let stopAsked = OneShot<Void>()
    private var addresses: [String] = []
    var matches: [MatchID: Running] = [:]
    /// Reported or given up, with the number of questions at that time, until an answer to a later one no longer has them.
    var ended: [MatchID: Int] = [:]
    /// Questions for the open matches, counted: an answer knows nothing of what began after its question.
    private(set) var questions = 0
    /// The last question whose answer was taken.
    private var answered = 0
    private var revision: Int64?
    /// Succeeds when the last match has ended; set while the server drains.
    var idle: OneShot<Void>?

    struct Running {
        var match: MatchConfig
        let table: DuelTable
        let begunAt: Int
        let opening: Task<Void, Never>
        let task: Task<Void, Never>
    }

    public init(_ configuration: DuelServerConfiguration, logger: Logger = Logger(label: "duel-server")) {
        self.configuration = configuration
        self.logger = logger
        link = GatewayLink(configuration, logger: logger)
    }

    /// Serves until `stop`; then revokes its offers, plays on what has begun, and returns. Throws when it can't listen, or
    /// when the gateway refuses its name or key.
    ///
    /// - Parameter offered: called once, when the gateway has taken the first offer.
    public func run(offered: @escaping @Sendable ([String]) -> Void = { _ in }) async throws {
        addresses = []
        for port in configuration.ports {
            let bound = try await sockets.listen(host: configuration.host, port: port)
            addresses.append("\(configuration.host):\(bound)")
        }
        let failure = await serve(offered)
        for match in matches.values { match.task.cancel() }
        await sockets.stop()
        // Not cancelled with this task: the gateway is told whatever ends it.
        await Task { await self.signOut() }.value
        if let failure { throw failure }
        logger.info("match server stopped")
    }

    /// Until `stop` and the end of what has begun; what made it end before.
    private func serve(_ offered: @escaping @Sendable ([String]) -> Void) async -> (any Error)? {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.keepOffering(offered) }
                group.addTask { try await self.follow() }
                group.addTask {
                    try await self.stopAsked.value()
                    await self.drain()
                    throw CancellationError()
                }
                // The first that fails or has drained ends the others, which `waitForAll` wouldn't.
                for try await _ in group {}
            }
            return nil
        } catch is CancellationError where stopAsked.result != nil {
            return nil
        } catch {
            return error
        }
    }

    /// Asks `run` to end.
    public nonisolated func stop() { stopAsked.succeed(()) }

    // MARK: Offers

    /// Renews the offer every four minutes: it lasts fifteen.
    private func keepOffering(_ offered: @Sendable ([String]) -> Void) async throws {
        var first = true
        while stopAsked.result == nil {
            let body = OfferMatchServerBody(
                address: addresses, expires: Self.quarterOfAnHourFromNow, region: configuration.region,
                modes: configuration.modes)
            _ = try await link.call { client throws(GatewayError) in try await client.offer(body) }
            if first {
                logger.info("match server on offer", metadata: ["addresses": "\(addresses.joined(separator: " "))"])
                offered(addresses)
            }
            first = false
            try await Task.sleep(for: .seconds(240))
        }
    }

    private static var quarterOfAnHourFromNow: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return (Contracts.Timestamp(milliseconds: Int64(now.tv_sec) * 1000) + .seconds(900)).rfc3339
    }

    // MARK: Matches

    /// Long polls, so short that the leases of the matches (60 s) are renewed by them.
    private func follow() async throws {
        while true {
            try await ask(wait: .seconds(20))
        }
    }

    private func ask(wait: Duration) async throws {
        questions += 1
        let question = questions
        let since = wait > .zero ? revision : nil
        let answer = try await link.call { client throws(GatewayError) in
            try await client.servers(wait: wait, since: since)
        }
        await take(answer, to: question)
    }

    func refresh() async {
        do {
            try await ask(wait: .zero)
        } catch {
            logger.warning("open matches can't be read", metadata: ["error": "\(error)"])
        }
    }

    private func take(_ answer: MatchServersBody, to question: Int) async {
        // An answer that was overtaken may be the older one; if it isn't, the next question is answered at once.
        guard question > answered else { return }
        answered = question
        revision = answer.revision
        let open = Set(answer.prepare.map(\.matchConfig.matchID))
        for (match, running) in matches where !open.contains(match) && running.begunAt < question {
            logger.info("match ended elsewhere", metadata: ["match.id": "\(match)"])
            running.task.cancel()
        }
        ended = ended.filter { open.contains($0.key) || $0.value >= question }
        for prepare in answer.prepare {
            let match = prepare.matchConfig.matchID
            let passes = Dictionary(
                prepare.clientCookies.map { ($0.cookie, $0.playerId) }, uniquingKeysWith: { first, _ in first })
            if let running = matches[match] {
                if prepare.matchConfig.playerIDs.count > running.match.playerIDs.count {
                    matches[match]?.match = prepare.matchConfig
                    running.table.seat(prepare.matchConfig)
                }
                await running.opening.value
                await sockets.renew(match, passes: passes)
            } else if ended[match] == nil {
                await begin(prepare.matchConfig, passes: passes)
            }
        }
    }
}
