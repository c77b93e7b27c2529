import Simulation

/// A measure by bracket: the middle as a bar, the upper end as a line on it, for each run side by side.
struct BarChart {
    let labels: [String]
    let caption: String
    /// One a run, with the run's name.
    let runs: [(name: String, values: [Spread?])]

    func svg(id: String, title: String) -> String {
        let canvas = Canvas(greatest: runs.flatMap(\.values).compactMap { $0?.p90 }.max() ?? 0)
        var content = canvas.grid
        let slot = 1 / Double(max(1, labels.count))
        let width = slot * 0.7 / Double(runs.count)
        for (index, label) in labels.enumerated() {
            content += canvas.label(label, at: (Double(index) + 0.5) * slot)
            for (number, run) in runs.enumerated() {
                guard run.values.indices.contains(index), let value = run.values[index] else { continue }
                let left = Double(index) * slot + slot * 0.15 + Double(number) * width
                content += bar(value, label, number, from: left, to: left + width * 0.92, on: canvas)
            }
        }
        content += canvas.caption(caption)
        content += canvas.legend(
            runs.enumerated().flatMap { number, run in
                [
                    (
                        { (x: Double, y: Double) in
                            "<rect class=\"bar r\(number)\" x=\"\(x.fixed(1))\" y=\"\((y - 5).fixed(1))\" width=\"24\" height=\"10\"/>"
                        }, runs.count > 1 ? "\(run.name), median" : "median"
                    ),
                    (
                        { (x: Double, y: Double) in
                            "<path class=\"whisker\" d=\"M\((x + 12).fixed(1)) \((y + 7).fixed(1))v-14m-5 0h10\"/>"
                        }, "90 %"
                    ),
                ].prefix(number == runs.count - 1 ? 2 : 1)
            })
        return Canvas.svg(id: id, title: title, description: "The table below has the same figures.", content)
    }

    private func bar(
        _ value: Spread, _ label: String, _ number: Int, from left: Double, to right: Double, on canvas: Canvas
    ) -> String {
        let (x, top) = (canvas.x(left), canvas.y(value.p50))
        let width = canvas.x(right) - x
        let middle = (x + width / 2).fixed(1)
        return """
            <g><title>\(label.escaped): \(value.p50.brief), 90 % \(value.p90.brief)</title>\
            <rect class="bar r\(number)" x="\(x.fixed(1))" y="\(top.fixed(1))" width="\(width.fixed(1))" \
            height="\((canvas.floor - top).fixed(1))"/>\
            <path class="whisker" d="M\(middle) \(top.fixed(1))V\(canvas.y(value.p90).fixed(1))m-5 0h10"/></g>

            """
    }
}
