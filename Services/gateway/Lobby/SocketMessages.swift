import API
import Contracts
import FoundationEssentials

/// The JSON of the WebSocket door.
enum SocketMessages {
    enum FromClient: Sendable, Hashable {
        /// `initialConfig`
        case start(address: PeerAddress, region: String?)
        /// `pingTestResponse`; all measurements in it.
        case measured([PingResult])
        /// `portIsOpen`
        case portIsOpen(UInt16?)
        /// An `eventType` of which nothing is known.
        case unknown
    }

    /// What is no message of a client.
    struct NotAMessage: Error {}

    /// Reads a message, encoded twice (a JSON string that holds JSON) or once.
    static func read(_ bytes: [UInt8]) throws(NotAMessage) -> FromClient {
        // Foundation would guess UTF-16 and UTF-32.
        guard String(validating: bytes, as: UTF8.self) != nil else { throw NotAMessage() }
        let decoder = JSONDecoder()
        do {
            var data = Data(bytes)
            if bytes.first(where: { !isSpace($0) }) == UInt8(ascii: "\"") {
                data = Data(try decoder.decode(String.self, from: data).utf8)
            }
            return try decoder.decode(Incoming.self, from: data).message()
        } catch {
            throw NotAMessage()
        }
    }

    static func write(_ word: PeerSession.Word) -> [UInt8] {
        switch word {
        case .nobody: encode(Outgoing(eventType: "noOpponents"))
        case .host: encode(Outgoing(eventType: "openPort"))
        case .go(let match): encode(Outgoing(eventType: "joinMatch", address: match.description))
        case .measure(let opponent):
            encode(
                Outgoing(
                    eventType: "pingTest", matcherID: opponent.handle.rawValue, address: opponent.address.description))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }

    private static func encode(_ message: Outgoing) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(message))
        } catch {
            preconditionFailure("strings encode: \(error)")
        }
    }

    private struct Outgoing: Encodable {
        var eventType: String
        var matcherID: String?
        var address: String?
    }

    private struct Incoming: Decodable {
        var eventType: String
        var ipAddress: String?
        var region: String?
        var port: LooseNumber?
        var measurement: Measurement
        var measurements: [Measurement]?

        private enum Key: String, CodingKey { case eventType, ipAddress, region, port, matchers }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            eventType = try members.decode(String.self, forKey: .eventType)
            ipAddress = try members.decodeIfPresent(String.self, forKey: .ipAddress)
            region = try members.decodeIfPresent(String.self, forKey: .region)
            port = try members.decodeIfPresent(LooseNumber.self, forKey: .port)
            measurements = try members.decodeIfPresent([Measurement].self, forKey: .matchers)
            measurement = try Measurement(from: decoder)
        }

        func message() throws(NotAMessage) -> FromClient {
            switch eventType {
            case "initialConfig":
                guard let address = ipAddress.flatMap(PeerAddressRule.read), address.port != nil else {
                    throw NotAMessage()
                }
                let pool = region.flatMap(LobbyRegion.named)
                guard region == nil || pool != nil else { throw NotAMessage() }
                return .start(address: address, region: pool)
            case "pingTestResponse":
                let results = try (measurements ?? [measurement]).map { one throws(NotAMessage) in try one.result() }
                guard !results.isEmpty, results.count <= 16 else { throw NotAMessage() }
                return .measured(results)
            case "portIsOpen":
                guard let port else { return .portIsOpen(nil) }
                guard let number = UInt16(exactly: port.value), number > 0 else { throw NotAMessage() }
                return .portIsOpen(number)
            default: return .unknown
            }
        }
    }

    /// One measurement; `pingResult` is how the REST routes call it.
    private struct Measurement: Decodable {
        var matcherID: String?
        var ping: LooseNumber?
        var pingResult: LooseNumber?

        func result() throws(NotAMessage) -> PingResult {
            guard let matcherID, let milliseconds = (ping ?? pingResult)?.value, milliseconds.isFinite else {
                throw NotAMessage()
            }
            return PingResult(opponent: PeerHandle(matcherID), milliseconds: milliseconds)
        }
    }
}
