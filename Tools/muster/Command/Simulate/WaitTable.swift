import Simulation

/// How well waits would have been told, as a table.
struct WaitTable {
    let trial: WaitTrial
    /// When the first ticket came and the last, seconds.
    let from: Double
    let to: Double

    var text: String {
        var table = TextTable(header: [
            "tickets that came", "tickets", "80 % held", "of the mode's", "width", "loss", "rolling mean",
            "of its kind",
            "loss of ends", "rolling",
        ])
        func add(_ name: String, _ score: WaitScore) {
            guard score.tickets > 0 else { return }
            table.rows.append([
                name, "\(score.tickets)", "\((score.coverage * 100).fixed(1)) %",
                "\((score.wholeCoverage * 100).fixed(1)) %", score.meanWidth.fixed(1), score.loss.fixed(2),
                score.lossOfRollingMean.fixed(2), score.lossOfRollingMeanOfKind.fixed(2), score.lossOfEnds.fixed(2),
                score.lossOfRollingEnds.fixed(2),
            ])
        }
        add("all", trial.score)
        let timeline = Timeline(from: from, to: to, parts: 8)
        for part in 0..<timeline.parts {
            let begin = Double(part) * timeline.width
            add(
                "\(begin.clock) – \((begin + timeline.width).clock)",
                trial.score(from: from + begin, to: from + begin + timeline.width))
        }
        for (players, score) in trial.scoresBySize { add(players == 1 ? "alone" : "as \(players)", score) }
        let (bounds, scores) = trial.scoresByBracket
        for (number, score) in scores.enumerated() where scores.count > 1 {
            let below = number < bounds.count ? " below \(bounds[number].brief)" : ""
            add(number > 0 ? "from \(bounds[number - 1].brief)\(below)" : below.dropFirst().description, score)
        }
        return """
            \(table.text)

            Loss is the mean pinball loss in seconds: of the estimate at 50 %, of the interval's ends at 10 % and 90 %. The
            rolling mean is over the mode, or over tickets of the same size and bracket; its ends are 1.28 deviations away.
            """
    }
}
