import Contracts

/// Decides whether somebody who failed to sign in may try again.
///
/// Failures are counted over a sliding window: five for one name from one address, whoever asks; twenty for one address,
/// unless the address is in a trusted network, which may stand for many people. Refused attempts don't count, so that
/// waiting always helps. A success doesn't clear the count.
public struct SignInThrottle: Sendable, Hashable {
    public var perName: Int
    public var perAddress: Int
    public var window: Duration

    public init(perName: Int = 5, perAddress: Int = 20, window: Duration = .seconds(60)) {
        precondition(perName > 0 && perAddress > 0 && window > .zero)
        self.perName = perName
        self.perAddress = perAddress
        self.window = window
    }

    /// When sign-in failed lately, newest first. No more than the limits are needed: the newest `perName` and `perAddress`.
    public struct Failures: Sendable, Hashable {
        /// With this name from this address.
        public var ofName: [Timestamp]
        /// From this address, whatever the name.
        public var ofAddress: [Timestamp]

        public init(ofName: [Timestamp] = [], ofAddress: [Timestamp] = []) {
            self.ofName = ofName
            self.ofAddress = ofAddress
        }
    }

    public enum Decision: Sendable, Hashable {
        case allowed
        /// Too many failures; one leaves the window after this time, rounded up to whole seconds and at least one.
        case throttled(retryAfterSeconds: Int)
    }

    /// - Parameter failures: those before this attempt.
    public func decide(_ failures: Failures, addressIsTrusted: Bool, at now: Timestamp) -> Decision {
        let waits = [
            wait(failures.ofName, limit: perName, at: now),
            addressIsTrusted ? nil : wait(failures.ofAddress, limit: perAddress, at: now),
        ]
        guard let longest = waits.compactMap({ $0 }).max() else { return .allowed }
        return .throttled(retryAfterSeconds: max(1, Int((longest.milliseconds + 999) / 1000)))
    }

    /// How long until fewer than `limit` failures are inside the window; `nil` when that is so already.
    private func wait(_ failures: [Timestamp], limit: Int, at now: Timestamp) -> Duration? {
        let recent = failures.filter { now - $0 < window }.sorted(by: >)
        guard recent.count >= limit else { return nil }
        return recent[limit - 1] + window - now
    }
}
