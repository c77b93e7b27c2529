import Simulation

extension SimulationReport {
    /// The page, whole in itself: it asks no network for anything, and is XML as well as HTML.
    var page: String {
        let title = "Simulation of \(names.joined(separator: " and "))"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <title>\(title.escaped)</title>
            <style>\(ReportStyle.text)</style>
            </head>
            <body>
            <header><h1>\(title.escaped)</h1>
            \(setting)</header>
            <main>
            \(summarySection)
            \(SimulationFigures.Measure.allCases.map(section).joined(separator: "\n"))
            \(trafficSection)
            </main>
            </body>
            </html>

            """
    }

    /// What was simulated.
    private var setting: String {
        let source: String
        if let file = plan.ticketFile {
            source = "Tickets recorded in \(file)"
        } else {
            let said = CrowdOptions.names.compactMap { name in plan.invocation.options[name].map { "\(name) \($0)" } }
            source = "Made players: \(said.joined(separator: " "))"
        }
        let files = [plan.modeFile] + (plan.otherModeFile.map { [$0] } ?? [])
        let rules = zip(names, files).map { "<li>\($0.escaped) by the rules in <code>\($1.escaped)</code></li>" }
        return """
            <ul>\(rules.joined())<li>\(source.escaped)</li><li>Seed \(seed)</li></ul>
            <p>Nobody is asked, and no server is needed: a match counts from its proposal. Skill is the attribute \
            <code>\(skillName.escaped)</code>.</p>

            """
    }

    private var summarySection: String {
        """
        <section aria-labelledby="summary"><h2 id="summary">Summary</h2>
        \(Self.table(header: ["figure"] + names, rows: summary.map { [$0.name] + $0.values }))
        </section>
        """
    }

    /// Short names of the runs, for legends.
    private var letters: [String] { names.count == 1 ? [""] : ["A", "B"] }

    private func section(_ measure: SimulationFigures.Measure) -> String {
        let (title, unit, told) = measure.words
        let id = measure.rawValue
        let lines = LineChart(
            timeline: figures[0].timeline, runs: zip(letters, figures).map { ($0, $1[measure].byTime) })
        let bars = BarChart(
            labels: bracketLabels, caption: "\(skillName) of the ticket",
            runs: zip(letters, figures).map { ($0, $1[measure].byBracket) })
        return """
            <section aria-labelledby="\(id)"><h2 id="\(id)">\(title.escaped)</h2>
            <p>\(told.escaped)</p>
            <div class="pair">
            <figure>\(lines.svg(id: "\(id)-time", title: "\(title) over time, \(unit)"))
            <figcaption>Over time, \(unit.escaped)</figcaption>
            \(Self.details(header: ["from"] + spreadHeader, rows: timeRows(measure)))</figure>
            <figure>\(bars.svg(id: "\(id)-bracket", title: "\(title) by bracket of \(skillName), \(unit)"))
            <figcaption>By bracket of \(skillName.escaped), \(unit.escaped)</figcaption>
            \(Self.details(header: ["bracket"] + bracketHeader(measure), rows: bracketRows(measure)))</figure>
            </div></section>
            """
    }

    private var trafficSection: String {
        let timeline = figures[0].timeline
        let header = ["from", "tickets"] + names.map { "matches, \($0)" }
        let rows = (0..<timeline.parts).map { part in
            [(Double(part) * timeline.width).clock, "\(figures[0].ticketsByTime[part])"]
                + figures.map { "\($0.matchesByTime[part])" }
        }
        return """
            <section aria-labelledby="traffic"><h2 id="traffic">Tickets and matches</h2>
            \(Self.details(header: header, rows: rows))</section>
            """
    }

    // MARK: Tables

    private var spreadHeader: [String] {
        names.count == 1
            ? ["values", "median", "90 %"] : names.flatMap { ["values, \($0)", "median, \($0)", "90 %, \($0)"] }
    }

    private static func cells(_ spread: Spread?) -> [String] {
        spread.map { ["\($0.count)", $0.p50.brief, $0.p90.brief] } ?? ["0", "–", "–"]
    }

    private func timeRows(_ measure: SimulationFigures.Measure) -> [[String]] {
        let timeline = figures[0].timeline
        return (0..<timeline.parts).map { part in
            [(Double(part) * timeline.width).clock] + figures.flatMap { Self.cells($0[measure].byTime[part]) }
        }
    }

    /// Waiting tells of those who were matched alone; so what became of the others stands beside it.
    private func bracketHeader(_ measure: SimulationFigures.Measure) -> [String] {
        guard measure == .wait else { return spreadHeader }
        return spreadHeader
            + (names.count == 1
                ? ["tickets", "not matched"] : names.flatMap { ["tickets, \($0)", "not matched, \($0)"] })
    }

    private func bracketRows(_ measure: SimulationFigures.Measure) -> [[String]] {
        bracketLabels.enumerated().map { index, label in
            var row = [label] + figures.flatMap { Self.cells($0[measure].byBracket[index]) }
            if measure == .wait {
                row += figures.flatMap { ["\($0.endings[index].tickets)", "\($0.endings[index].lost)"] }
            }
            return row
        }
    }

    private static func details(header: [String], rows: [[String]]) -> String {
        "<details><summary>Figures</summary>\(table(header: header, rows: rows))</details>"
    }

    private static func table(header: [String], rows: [[String]]) -> String {
        let head = header.map { "<th scope=\"col\">\($0.escaped)</th>" }.joined()
        let body = rows.map { row in
            "<tr><th scope=\"row\">\(row[0].escaped)</th>"
                + row.dropFirst().map { "<td>\($0.escaped)</td>" }.joined() + "</tr>"
        }
        return """
            <div class="wide"><table><thead><tr>\(head)</tr></thead>
            <tbody>\(body.joined(separator: "\n"))</tbody></table></div>
            """
    }
}

extension SimulationFigures.Ending {
    fileprivate var lost: Int { expired + cancelled }
}

extension SimulationFigures.Measure {
    /// Title, unit, and what is measured.
    fileprivate var words: (title: String, unit: String, told: String) {
        switch self {
        case .wait:
            (
                "Waiting time", "seconds",
                "From arrival to match, of the tickets that were matched, at the time at which they came."
            )
        case .skillDifference:
            (
                "Skill difference", "points",
                "Between the best and the worst player of a match, at the time of the match."
            )
        case .teamBalance:
            (
                "Team balance", "points",
                "Between the mean skill of the best and the worst side of a match, at the time of the match: less is fairer."
            )
        case .latency:
            (
                "Latency", "milliseconds",
                "Of a ticket's worst-off player in the region of the match, at the time of the match."
            )
        }
    }
}
