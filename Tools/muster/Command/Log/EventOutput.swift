import Contracts
import FoundationEssentials
import Messaging

/// Writes events: lines for people on a terminal, JSON lines for programs anywhere else.
struct EventOutput {
    static let jsonOption = Command.Option(name: "--json", value: nil, help: "JSON lines, on a terminal too")

    let isReadable: Bool
    let terminal: Terminal

    init(_ invocation: Invocation) {
        terminal = Terminal(environment: invocation.environment)
        isReadable = Terminal.isTerminal && !invocation.has("--json")
    }

    /// - Parameter json: the whole event.
    func write(_ json: Data) {
        guard isReadable else { return Output.line(String(decoding: VerbatimJSON.onOneLine(json), as: UTF8.self)) }
        do {
            Output.line(EventLine(event: try LoggedEvent(json: json), terminal: terminal).text)
        } catch {
            Output.line(terminal.styled("what is no event: \(json.count) bytes", .red))
        }
    }
}
