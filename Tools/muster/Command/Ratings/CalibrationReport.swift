import Contracts

/// What was expected of matches beside how they ended, as a table and a score.
struct CalibrationReport: Sendable, Hashable {
    private var bins: [MeasureCalibration.Page.Bin]
    private var matches = 0
    private var squares = 0.0

    init(bins: Int) {
        self.bins = Array(repeating: .init(count: 0, predicted: 0, won: 0), count: bins)
    }

    mutating func add(_ page: MeasureCalibration.Page) {
        matches += page.matches
        squares += page.squares
        for (index, bin) in page.bins.enumerated() where bins.indices.contains(index) {
            bins[index].count += bin.count
            bins[index].predicted += bin.predicted
            bins[index].won += bin.won
        }
    }

    /// The mean of (prediction − outcome)²; `nil` without any prediction.
    var brier: Double? {
        let count = bins.reduce(0) { $0 + $1.count }
        return count == 0 ? nil : squares / Double(count)
    }

    var text: String {
        guard let brier else { return "no rated matches" }
        var table = TextTable(header: ["win expected", "pairs of sides", "mean expected", "won"])
        let width = 50 / Double(bins.count)
        for (index, bin) in bins.enumerated() {
            let count = Double(bin.count)
            table.rows.append([
                "\((50 + Double(index) * width).fixed(1)) – \((50 + Double(index + 1) * width).fixed(1)) %",
                "\(bin.count)", bin.count == 0 ? "–" : "\((bin.predicted / count * 100).fixed(2)) %",
                bin.count == 0 ? "–" : "\((bin.won / count * 100).fixed(2)) %",
            ])
        }
        return """
            \(table.text)

            \(matches) matches, Brier score \(brier.fixed(4)) (0.25 is a coin's; lower is better)
            """
    }
}
