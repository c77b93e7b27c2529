/// Why a match socket can't be used. The description is what the other side is told.
public enum MatchSocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No `Authenticate` in time, or something else first.
    case notAuthenticated
    case authenticatedAlready
    /// No such match here, or not with this cookie.
    case unknownPass
    /// Not a JSON object with a `type`, or longer than is allowed.
    case unreadable
    /// The other side closed the socket.
    case closed
    /// The server said why it closes.
    case refused(detail: String)
    /// `host:port` was expected.
    case badAddress(String)

    public var description: String {
        switch self {
        case .notAuthenticated: "no Authenticate within the time for it"
        case .authenticatedAlready: "authenticated already"
        case .unknownPass: "no such match here, or not with this cookie"
        case .unreadable: "not a JSON object with a type"
        case .closed: "the socket was closed"
        case .refused(let detail): detail
        case .badAddress(let address): "not an address of the form host:port: \(address)"
        }
    }
}
