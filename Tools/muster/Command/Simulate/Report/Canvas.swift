/// The frame of a chart: where values lie on it, and its axes.
struct Canvas {
    static let width = 620.0
    static let height = 250.0
    private static let left = 52.0
    private static let right = 10.0
    private static let top = 30.0
    private static let bottom = 44.0

    /// The largest value that is drawn.
    let top: Double
    private let step: Double

    /// - Parameter greatest: of all values; the axis ends at a round number from there on.
    init(greatest: Double) {
        var step = 1e-3
        var next = 0
        let factors = [2, 2.5, 2]
        while greatest / step > 5 {
            step *= factors[next % 3]
            next += 1
        }
        self.step = greatest > 0 ? step : 1
        top = max(self.step, (greatest / self.step).rounded(.up) * self.step)
    }

    /// - Parameter share: 0 is the left end, 1 the right one.
    func x(_ share: Double) -> Double { Self.left + share * (Self.width - Self.left - Self.right) }

    func y(_ value: Double) -> Double {
        let height = Self.height - Self.top - Self.bottom
        return Self.height - Self.bottom - min(1, value / top) * height
    }

    var floor: Double { y(0) }

    /// The lines across, with their numbers.
    var grid: String {
        var text = ""
        for index in 0...Int((top / step).rounded()) {
            let value = Double(index) * step
            let y = y(value).fixed(1)
            text += "<line class=\"grid\" x1=\"\(x(0).fixed(1))\" y1=\"\(y)\" x2=\"\(x(1).fixed(1))\" y2=\"\(y)\"/>"
            text += "<text class=\"tick\" x=\"\((x(0) - 6).fixed(1))\" y=\"\((self.y(value) + 4).fixed(1))\" "
            text += "text-anchor=\"end\">\(value.brief)</text>\n"
        }
        return text
    }

    /// A label below the axis.
    func label(_ text: String, at share: Double) -> String {
        "<text class=\"tick\" x=\"\(x(share).fixed(1))\" y=\"\((floor + 16).fixed(1))\" text-anchor=\"middle\">"
            + "\(text.escaped)</text>\n"
    }

    /// What the axis below shows.
    func caption(_ text: String) -> String {
        "<text class=\"tick\" x=\"\(x(0.5).fixed(1))\" y=\"\((floor + 36).fixed(1))\" text-anchor=\"middle\">"
            + "\(text.escaped)</text>\n"
    }

    /// A row of samples with their names above the chart.
    func legend(_ entries: [(sample: (Double, Double) -> String, name: String)]) -> String {
        var text = ""
        var x = Self.left
        for entry in entries {
            text += entry.sample(x, 14)
            text += "<text class=\"tick\" x=\"\((x + 30).fixed(1))\" y=\"18\">\(entry.name.escaped)</text>\n"
            x += 46 + 6.6 * Double(entry.name.count)
        }
        return text
    }

    /// The whole drawing, with what it is called by those who can't see it.
    static func svg(id: String, title: String, description: String, _ content: String) -> String {
        """
        <svg role="img" viewBox="0 0 \(width.fixed(0)) \(height.fixed(0))" aria-labelledby="\(id)-t \(id)-d">
        <title id="\(id)-t">\(title.escaped)</title><desc id="\(id)-d">\(description.escaped)</desc>
        \(content)</svg>
        """
    }
}
