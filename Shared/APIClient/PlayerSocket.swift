import API
import Contracts
import FoundationEssentials
import HTTPTypes
import WebSocket

/// A player's WebSocket at the gateway: a sequence of the states as they change, the present one first.
///
/// It ends when either side closes it; states come again, by their revision, on the next socket.
public final class PlayerSocket: AsyncSequence, Sendable {
    public enum Message: Sendable {
        case state(StateBody)
        /// The player's party as it is now; nil when there is none any more.
        case party(PartyBody?)
        /// Why the player isn't matched yet, which was asked over this socket.
        case explanation(SearchExplanationBody)
        /// What was sent over this socket was refused.
        case problem(status: Int, detail: String?)
        /// Something newer than this client.
        case unknown(type: String)
    }

    public typealias Element = Message

    private let socket: WebSocketConnection

    private init(_ socket: WebSocketConnection) { self.socket = socket }

    /// Opens the socket with the client's session. Throws `refused` with the status when the gateway won't.
    public static func open(_ gateway: GatewayClient) async throws(GatewayError) -> PlayerSocket {
        var headers: HTTPFields = [:]
        if let token = gateway.token { headers["Authorization"] = "Bearer \(token)" }
        return PlayerSocket(try await gateway.webSocket("/matchmaking/socket", headers: headers))
    }

    /// `LookForMatch`, `RevokeFromMatch`, `AcceptMatch`, `DeclineMatch`, `CreateParty`, `JoinParty`, `UpdatePartyMember`,
    /// `LeaveParty` or `ExplainSearch`; the answer comes as a message. Throws when the socket is closed.
    public func send(_ body: some Encodable & Sendable) async throws(WebSocketError) {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try VerbatimJSON.encode(body))
        } catch {
            preconditionFailure("a body that can't be encoded: \(error)")
        }
        try await socket.send(utf8: bytes)
    }

    public func close() async { await socket.close() }

    /// How it was closed; nil while it is open.
    public var closeCode: WebSocketCloseCode? { socket.closeCode }

    public func makeAsyncIterator() -> Iterator { Iterator(messages: socket.messages.makeAsyncIterator()) }

    public struct Iterator: AsyncIteratorProtocol {
        var messages: WebSocketMessages.Iterator

        public mutating func next() async throws(GatewayError) -> Message? {
            try await next(isolation: nil)
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(GatewayError) -> Message? {
            while let message = await messages.next(isolation: actor) {
                guard let text = message.text else { continue }
                return try PlayerSocket.read(text)
            }
            return nil
        }
    }

    private static func read(_ text: String) throws(GatewayError) -> Message {
        struct Head: Decodable { var type: String }
        struct Problem: Decodable {
            var status: Int
            var detail: String?
        }
        let data = Data(text.utf8)
        do {
            let type = try JSONDecoder().decode(Head.self, from: data).type
            let states: [PlayerState.Kind] = [
                .notQueued, .lookingForMatch, .matchFound, .matchConfirmed, .matchComplete,
            ]
            switch type {
            case _ where states.contains(PlayerState.Kind(type)):
                return .state(try VerbatimJSON.decode(StateBody.self, from: data))
            case "Party": return .party(try JSONDecoder().decode(PartyBody.self, from: data))
            case "SearchExplanation":
                return .explanation(try JSONDecoder().decode(SearchExplanationBody.self, from: data))
            case "NotInParty": return .party(nil)
            case "Problem":
                let problem = try JSONDecoder().decode(Problem.self, from: data)
                return .problem(status: problem.status, detail: problem.detail)
            default: return .unknown(type: type)
            }
        } catch {
            throw .unreadable(status: 101, reason: "\(error)")
        }
    }
}
