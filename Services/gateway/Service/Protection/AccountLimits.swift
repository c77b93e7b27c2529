import Contracts
import HTTPServer
import RulesCore

/// A bound on the requests of one account. A match server speaks for all of its matches with one account, and a report of
/// it that waits makes players wait: it has a bound of its own.
actor AccountLimits {
    private var players: RateLimiter<PlayerID>
    private var servers: RateLimiter<PlayerID>

    /// - Parameters:
    ///   - rate: requests a second; the burst is twice that.
    ///   - serverRate: the same for server users.
    init(rate: Double, serverRate: Double) {
        players = RateLimiter(rate: rate, burst: rate * 2)
        servers = RateLimiter(rate: serverRate, burst: serverRate * 2)
    }

    /// - Throws: `Problem` 429 with `Retry-After`.
    func take(_ account: Account, at now: ContinuousClock.Instant = .now) throws {
        let wait =
            account.isServerUser
            ? servers.take(account.playerID, at: now) : players.take(account.playerID, at: now)
        if let wait { throw Problem.tooMany(wait: wait) }
    }
}

/// A bound on the requests of one address, but not within trusted networks.
actor AddressLimits {
    private var limiter: RateLimiter<String>
    private nonisolated let trusted: NetworkList

    init(rate: Double, trusted: NetworkList) {
        limiter = RateLimiter(rate: rate, burst: rate * 2)
        self.trusted = trusted
    }

    nonisolated func trusts(_ address: String) -> Bool { IPAddress(address).map { trusted.contains($0) } ?? false }

    private func take(_ address: String) throws {
        if let wait = limiter.take(address, at: .now) { throw Problem.tooMany(wait: wait) }
    }

    nonisolated var middleware: Middleware {
        Middleware { request, next in
            let client = request.clientAddress
            if !self.trusts(client) { try await self.take(client) }
            return await next(request)
        }
    }
}

extension Problem {
    fileprivate static func tooMany(wait: Duration) -> Problem {
        let seconds = max(1, Int(wait.seconds.rounded(.up)))
        return Problem(
            .tooManyRequests, "too many requests; try again in \(seconds) s", headers: ["Retry-After": String(seconds)])
    }
}
