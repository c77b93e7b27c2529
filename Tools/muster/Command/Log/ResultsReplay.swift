import AMQP
import Contracts
import FoundationEssentials
import Logging
import Messaging

extension Command {
    static let resultsReplay = Command(
        words: ["results", "replay"],
        options: [
            .init(name: "--since", value: "TIME", help: "from this time on, like 2026-03-01T17:00:00Z"),
            .init(name: "--until", value: "TIME", help: "before this time"), EventOutput.jsonOption,
        ],
        summary: "tells again what was told, from the database: the same events under the same ids",
        run: { invocation in
            let since = try invocation.moment("--since")
            let until = try invocation.moment("--until")
            let output = EventOutput(invocation)
            try await ResultsClient.with(invocation) { results in
                var request = ListEvents(since: since, until: until)
                repeat {
                    let page = try await results.ask(request)
                    for event in page.events { output.write(Data(event.utf8)) }
                    request.after = page.next
                } while request.after != nil
            }
            return 0
        })
}

extension Invocation {
    /// The option's value, a time as RFC 3339 writes it.
    func moment(_ option: String) throws(UsageError) -> Contracts.Timestamp? {
        guard let text = options[option] else { return nil }
        guard let moment = Contracts.Timestamp(rfc3339: text) else {
            throw UsageError("\(option) wants a time like 2026-03-01T17:00:00Z, not '\(text)'")
        }
        return moment
    }
}
