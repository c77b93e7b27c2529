import MatchSocket

/// What a reference match server needs to know.
public struct DuelServerConfiguration: Sendable {
    /// `http://host:port` of the gateway.
    public var gateway: String
    /// Registers the user as a server; not needed by one that exists.
    public var serverKey: String
    /// A restarted server with the same name goes on with its matches.
    public var username: String
    public var password: String
    /// Where clients connect to: an IPv4 address to listen on.
    public var host = "127.0.0.1"
    /// One for each match that can be played at a time; 0 takes any free port.
    public var ports: [Int] = [0]
    public var region: String?
    /// The modes that it plays; nil for any.
    public var modes: [String]?
    /// For a throw.
    public var throwLimit: Duration = .seconds(10)
    /// From hearing of a match to its start. The queue sets a server aside 60 s after the confirmation.
    public var arrivalLimit: Duration = .seconds(50)
    /// How long matches may go on once the server is asked to stop.
    public var drainLimit: Duration = .seconds(20)
    /// Deletes its user in the end, for servers that aren't started again.
    public var temporary = false
    public var socketLimits = MatchSocketLimits()

    public init(gateway: String, serverKey: String, username: String, password: String) {
        self.gateway = gateway
        self.serverKey = serverKey
        self.username = username
        self.password = password
    }
}
