import Contracts

extension Command {
    static let resultsCalibration = Command(
        words: ["results", "calibration"],
        options: [
            .init(name: "--mode", value: "MODE", help: "only matches of this mode"),
            .init(name: "--season", value: "NAME", help: "only matches of this season"),
            .init(name: "--bins", value: "N", help: "into how many parts predictions are sorted, 1 to 50 (10)"),
        ],
        summary: "compares how often the rating model expected a side to win with how often it did",
        run: { invocation in
            let bins = try invocation.number("--bins", in: 1...50) ?? 10
            let first = MeasureCalibration(
                mode: invocation.options["--mode"].map { ModeName($0) }, season: invocation.options["--season"],
                bins: bins)
            let report = try await ResultsClient.with(invocation) { results in
                var request = first
                var report = CalibrationReport(bins: bins)
                repeat {
                    let page: MeasureCalibration.Page = try await results.ask(request)
                    report.add(page)
                    request.after = page.next
                } while request.after != nil
                return report
            }
            Output.line(report.text)
            return 0
        })
}
