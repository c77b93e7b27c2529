import Contracts
import RulesCore

/// A bound on how often somebody may be wrong about a party's code.
///
/// A guess counts from the moment in which it is made, so that many at once don't slip through; one that turns out right is
/// given back.
actor CodeGuesses {
    /// Wrong codes a minute, as many of them at once.
    static let ofAccount = 10.0
    static let ofAddress = 30.0

    private var accounts = RateLimiter<PlayerID>(rate: ofAccount / 60, burst: ofAccount)
    private var addresses = RateLimiter<String>(rate: ofAddress / 60, burst: ofAddress)

    /// - Parameter address: nil for one that isn't limited.
    /// - Throws: `throttled`.
    func take(_ player: PlayerID, address: String?, at now: ContinuousClock.Instant = .now) throws(Refusal) {
        if let wait = accounts.take(player, at: now) { throw Self.tooMany(wait) }
        guard let address, let wait = addresses.take(address, at: now) else { return }
        accounts.giveBack(player)
        throw Self.tooMany(wait)
    }

    func wasRight(_ player: PlayerID, address: String?) {
        accounts.giveBack(player)
        if let address { addresses.giveBack(address) }
    }

    private static func tooMany(_ wait: Duration) -> Refusal {
        Refusal(
            .throttled, "too many wrong codes", retryAfterSeconds: max(1, Int(wait.seconds.rounded(.up))))
    }
}
