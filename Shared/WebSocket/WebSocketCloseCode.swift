/// Why a WebSocket was closed (RFC 6455, section 7.4).
public struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public init(integerLiteral value: UInt16) { rawValue = value }

    public static let normal: WebSocketCloseCode = 1000
    public static let goingAway: WebSocketCloseCode = 1001
    public static let protocolError: WebSocketCloseCode = 1002
    public static let unsupportedData: WebSocketCloseCode = 1003
    /// Never on the wire: the other side gave no code.
    public static let none: WebSocketCloseCode = 1005
    /// Never on the wire: the connection ended without a close.
    public static let abnormal: WebSocketCloseCode = 1006
    public static let invalidData: WebSocketCloseCode = 1007
    public static let policyViolation: WebSocketCloseCode = 1008
    public static let messageTooBig: WebSocketCloseCode = 1009
    public static let internalError: WebSocketCloseCode = 1011
    public static let serviceRestart: WebSocketCloseCode = 1012
    public static let tryAgainLater: WebSocketCloseCode = 1013

    /// True when a peer may send it.
    var isValidOnWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
