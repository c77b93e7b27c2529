import Simulation

/// A measure over time: the middle as a line, the upper end as a dashed one, for each run.
struct LineChart {
    let timeline: Timeline
    /// One a run, with the run's name.
    let runs: [(name: String, values: [Spread?])]

    func svg(id: String, title: String) -> String {
        let canvas = Canvas(greatest: runs.flatMap(\.values).compactMap { $0?.p90 }.max() ?? 0)
        var content = canvas.grid
        let parts = Double(timeline.parts)
        for index in 0...4 {
            let share = Double(index) / 4
            content += canvas.label((share * parts * timeline.width).clock, at: share)
        }
        content += canvas.caption("time from the beginning")
        var entries: [(sample: (Double, Double) -> String, name: String)] = []
        for (number, run) in runs.enumerated() {
            content += line(run.values.map { $0?.p90 }, kind: "high r\(number)", on: canvas)
            content += line(run.values.map { $0?.p50 }, kind: "line r\(number)", on: canvas)
            content += points(run, number, on: canvas)
            for (kind, what) in [("line", "median"), ("high", "90 %")] {
                entries.append(
                    (
                        { x, y in
                            "<path class=\"\(kind) r\(number)\" d=\"M\(x.fixed(1)) \(y.fixed(1))h24\"/>"
                        }, runs.count > 1 ? "\(run.name), \(what)" : what
                    ))
            }
        }
        content += canvas.legend(entries)
        return Canvas.svg(id: id, title: title, description: "The table below has the same figures.", content)
    }

    private func share(_ part: Int) -> Double { (Double(part) + 0.5) / Double(timeline.parts) }

    /// Broken where a part of the time has no value.
    private func line(_ values: [Double?], kind: String, on canvas: Canvas) -> String {
        var path = ""
        var isOpen = false
        for (part, value) in values.enumerated() {
            guard let value else {
                isOpen = false
                continue
            }
            path += "\(isOpen ? "L" : "M")\(canvas.x(share(part)).fixed(1)) \(canvas.y(value).fixed(1))"
            isOpen = true
        }
        return path.isEmpty ? "" : "<path class=\"\(kind)\" d=\"\(path)\"/>\n"
    }

    private func points(_ run: (name: String, values: [Spread?]), _ number: Int, on canvas: Canvas) -> String {
        var text = ""
        for (part, value) in run.values.enumerated() {
            guard let value else { continue }
            let from = (Double(part) * timeline.width).clock
            let (x, y) = (canvas.x(share(part)).fixed(1), canvas.y(value.p50).fixed(1))
            text += "<circle class=\"point r\(number)\" cx=\"\(x)\" cy=\"\(y)\" r=\"2.5\">"
            text += "<title>\(from): \(value.p50.brief), 90 % \(value.p90.brief)</title></circle>\n"
        }
        return text
    }
}
