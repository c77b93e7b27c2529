import Contracts
import FoundationEssentials
import MatchmakerCore

/// Reads one line of a file of recorded tickets.
enum TicketLine {
    struct Fault: Error, CustomStringConvertible {
        let description: String

        init(_ path: String, _ message: String) { description = path.isEmpty ? message : "\(path): \(message)" }
    }

    /// Later than any recording, in seconds.
    private static let latest = 1e11
    private static let mostPlayers = 200

    /// Members that aren't known are passed over.
    static func read(_ line: Data) throws(Fault) -> RecordedTicket {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: line)
        } catch {
            throw Fault("", "isn't JSON")
        }
        guard case .object(let members) = value else { throw Fault("", "isn't an object") }
        let at = try moment(members["at"], "at")
        let ticketID = TicketID(try name(members["ticketId"], "ticketId"))
        guard case .array(let list)? = members["players"], (1...mostPlayers).contains(list.count) else {
            throw Fault("players", "must be a list of 1 to \(mostPlayers)")
        }
        var players: [RecordedTicket.Player] = []
        for (index, element) in list.enumerated() { players.append(try player(element, "players[\(index)]")) }
        guard Set(players.map(\.playerID)).count == players.count else {
            throw Fault("players", "names somebody twice")
        }
        var ticket = RecordedTicket(at: at, ticketID: ticketID, players: players)
        if let cancelAt = members["cancelAt"], cancelAt != .null {
            ticket.cancelAt = try moment(cancelAt, "cancelAt")
            guard ticket.cancelAt ?? at >= at else { throw Fault("cancelAt", "is before at") }
        }
        if let modes = members["modes"], modes != .null {
            ticket.modes = try names(modes, "modes").map { ModeName($0) }
        }
        return ticket
    }

    private static func player(_ value: JSONValue, _ path: String) throws(Fault) -> RecordedTicket.Player {
        guard case .object(let members) = value else { throw Fault(path, "isn't an object") }
        var player = RecordedTicket.Player(playerID: PlayerID(try name(members["playerId"], "\(path).playerId")))
        if let attributes = members["attributes"], attributes != .null {
            guard case .object(let given) = attributes else { throw Fault("\(path).attributes", "isn't an object") }
            for (name, value) in given.sorted(by: { $0.key < $1.key }) where !isAttribute(value) {
                throw Fault(
                    "\(path).attributes.\(name)",
                    "is neither a text, a number, a list of texts nor a map of texts to numbers")
            }
            player.attributes = given
        }
        if let latencies = members["latencies"], latencies != .null {
            guard case .object(let given) = latencies else { throw Fault("\(path).latencies", "isn't an object") }
            var numbers: [String: Double] = [:]
            for (region, value) in given.sorted(by: { $0.key < $1.key }) {
                guard let number = value.double, number.isFinite, number >= 0 else {
                    throw Fault("\(path).latencies.\(region)", "must be milliseconds from 0 on")
                }
                numbers[region] = number
            }
            player.latencies = numbers
        }
        if let blocked = members["blocked"], blocked != .null {
            player.blocked = try names(blocked, "\(path).blocked").map { PlayerID($0) }
        }
        return player
    }

    private static func isAttribute(_ value: JSONValue) -> Bool {
        switch value {
        case .string, .integer, .large: true
        case .number(let number): number.isFinite
        case .array(let elements): elements.allSatisfy { $0.string != nil }
        case .object(let members): members.values.allSatisfy { $0.double?.isFinite == true }
        case .null, .bool: false
        }
    }

    private static func moment(_ value: JSONValue?, _ path: String) throws(Fault) -> Double {
        guard let value else { throw Fault(path, "is missing") }
        guard let number = value.double, (0...latest).contains(number) else {
            throw Fault(path, "must be a number of seconds from 0 on")
        }
        return number
    }

    private static func name(_ value: JSONValue?, _ path: String) throws(Fault) -> String {
        guard let value else { throw Fault(path, "is missing") }
        guard let text = value.string, (1...256).contains(text.utf8.count) else {
            throw Fault(path, "must be a text of 1 to 256 bytes")
        }
        return text
    }

    private static func names(_ value: JSONValue, _ path: String) throws(Fault) -> [String] {
        guard case .array(let elements) = value else { throw Fault(path, "isn't a list") }
        var names: [String] = []
        for (index, element) in elements.enumerated() { names.append(try name(element, "\(path)[\(index)]")) }
        return names
    }
}
