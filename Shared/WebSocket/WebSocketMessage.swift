/// One message, put together from its fragments.
public enum WebSocketMessage: Sendable, Hashable {
    case text(String)
    case binary([UInt8])

    /// The text; nil for a binary message.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
