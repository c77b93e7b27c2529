import FoundationEssentials

/// What is said in a room, as JSON. The first two kinds are the room's own; the others go from one member to the other.
public struct SignallingMessage: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable {
        case peerJoined = "peer-joined"
        case peerLeft = "peer-left"
        case offer, answer
    }

    public var type: Kind
    /// The session's description; WebRTC would put its SDP here.
    public var description: String?

    public init(_ type: Kind, description: String? = nil) {
        self.type = type
        self.description = description
    }

    /// Nil for what is no message of ours.
    public init?(text: String) {
        do { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) } catch { return nil }
    }

    public var text: String {
        do {
            return String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("two strings can't be encoded: \(error)")
        }
    }
}
