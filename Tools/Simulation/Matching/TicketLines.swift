import Contracts
import FoundationEssentials
import MatchmakerCore

/// Reads files of recorded tickets: JSON, one ticket a line.
public enum TicketLines {
    /// What is wrong with a file, and where.
    public struct Fault: Error, Hashable, CustomStringConvertible {
        /// From 1 on.
        public var line: Int
        public var message: String

        public init(line: Int, _ message: String) {
            self.line = line
            self.message = message
        }

        public var description: String { "line \(line): \(message)" }
    }

    /// A ticket, and where it stands in its file.
    public struct Numbered: Sendable, Hashable {
        public var line: Int
        public var ticket: RecordedTicket
    }

    /// Reads a whole file; empty lines are passed over. Throws the first fault.
    public static func read(_ file: Data) throws(Fault) -> [Numbered] {
        var tickets: [Numbered] = []
        var lines: [TicketID: Int] = [:]
        var number = 0
        for text in file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard text.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            let ticket: RecordedTicket
            do throws(TicketLine.Fault) {
                ticket = try TicketLine.read(Data(text))
            } catch {
                throw Fault(line: number, error.description)
            }
            if let before = lines.updateValue(number, forKey: ticket.ticketID) {
                throw Fault(line: number, "ticketId: '\(ticket.ticketID)' stands in line \(before) already")
            }
            tickets.append(Numbered(line: number, ticket: ticket))
        }
        return tickets
    }
}
