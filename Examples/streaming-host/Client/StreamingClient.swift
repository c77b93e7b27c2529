import API
import APIClient
import WebSocket

/// The other end: asks for a host, and meets it in its room.
public struct StreamingClient: Sendable {
    /// The host didn't do what was expected of it.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    private let gateway: GatewayClient

    /// - Parameter gateway: `http://host:port`.
    public init(gateway: String) { self.gateway = GatewayClient(gateway) }

    /// Claims a host; nil when none is free.
    public func find(region: String?) async throws -> FoundHostAnswer? {
        do {
            return try await gateway.call(
                .post, "/api/match/find", FindHostBody(region: region), as: FoundHostAnswer.self)
        } catch  where error.status == 404 {
            return nil
        }
    }

    /// Enters the room and has the host answer an offer. The caller closes the connection: with that the session ends.
    public func connect(to host: FoundHostAnswer) async throws -> WebSocketConnection {
        let room = try await WebSocketConnection.connect("\(host.signalingUrl)?roomId=\(host.roomId)")
        do {
            try await room.send(SignallingMessage(.offer, description: "a viewer").text)
            for await message in room.messages {
                guard let text = message.text, SignallingMessage(text: text)?.type == .answer else { continue }
                return room
            }
        } catch {
            await room.close()
            throw error
        }
        await room.close()
        throw Failed(description: "the host of \(host.roomId) has not answered")
    }
}
