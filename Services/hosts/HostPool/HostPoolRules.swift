/// How long things last in the pool of hosts.
public struct HostPoolRules: Sendable, Hashable {
    /// How long a host is alive after a heartbeat: the life of its key.
    public var keyLifetime: Duration
    /// How long a claim holds a slot until the host says that somebody has come.
    public var reservation: Duration
    /// How long a slot is kept for a match: its players are told where to come only after it.
    public var matchReservation: Duration
    /// A session ends by itself this long after the host's last heartbeat.
    public var sessionSilence: Duration
    /// How long nothing is offered after the store was found empty: claims that it has forgotten may still be under way.
    public var quarantine: Duration
    /// The region of a host that names none.
    public var defaultRegion: String

    /// The rules of the interface, unless told otherwise.
    public init(
        keyLifetime: Duration = .seconds(30), reservation: Duration = .seconds(20),
        matchReservation: Duration = .seconds(60),
        sessionSilence: Duration = .seconds(120), quarantine: Duration = .seconds(20), defaultRegion: String = "local"
    ) {
        self.keyLifetime = keyLifetime
        self.reservation = reservation
        self.matchReservation = matchReservation
        self.sessionSilence = sessionSilence
        self.quarantine = quarantine
        self.defaultRegion = defaultRegion
    }
}
