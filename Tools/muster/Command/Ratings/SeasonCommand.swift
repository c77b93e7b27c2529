import Contracts

extension Command {
    static let seasonStart = Command(
        words: ["season", "start"],
        arguments: [.init(name: "NAME")],
        summary: "begins a season: ratings are reset softly, leaderboards begin anew; the old ones stay readable",
        run: { invocation in
            let season = try await ResultsClient.with(invocation) { results in
                try await results.ask(StartSeason(season: invocation.arguments[0]))
            }
            let before = season.previous.map { " after \($0)" } ?? ""
            Output.line("season \(season.season), number \(season.number), began at \(season.startedAt)\(before)")
            return 0
        })
}
