/// The times that the protocol between client and match server sets.
public struct MatchSocketLimits: Sendable {
    /// From the connection to `Authenticate`.
    public var authentication: Duration
    /// From the first `LoadMatchComplete` to the start without those who are still loading.
    public var loading: Duration

    public init(authentication: Duration = .seconds(5), loading: Duration = .seconds(30)) {
        self.authentication = authentication
        self.loading = loading
    }
}
