import Contracts

/// Two peers have met: they are connected with each other, and nobody else is in between.
public struct Meeting: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable { case host, guest }

    public var role: Role
    /// The other one's address, as the connection has it.
    public var opponent: String
    /// How the other one has introduced itself over the connection.
    public var opponentName: String
    /// Measured by this one; `nil` when the other was faster.
    public var roundTrip: Duration?
}

/// What a peer is doing.
public enum PeerStep: Sendable {
    case joined(address: String)
    case waiting(Duration)
    case measured(address: String, roundTrip: Duration?)
    case opened(port: UInt16)
    case going(address: String, port: UInt16)
    /// The pair came to nothing.
    case again(reason: String)
}
