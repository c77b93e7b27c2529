import Threads

/// Keeps the metrics of a process and writes them in Prometheus' text format.
///
/// Labels become names: whatever isn't a letter, digit, `_` or `:` turns into `_`; counters end in `_total`, timers
/// record seconds and end in `_seconds`. One name is of one kind, or making the second traps.
public final class PrometheusRegistry: MetricsFactory {
    /// Upper bounds for timers, in seconds: from a broker hop to a long poll.
    public static let timerBuckets: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]
    /// Upper bounds for recorders, which mostly count the members of a batch.
    public static let recorderBuckets: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384, 65_536]

    private let families = Locked<[String: Family]>([:])

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard
            case .counter(let cell) = series(
                label, suffix: "_total", dimensions, kind: .counter, make: { .counter(CounterCell()) })
        else { preconditionFailure("\(label) is a metric of another kind") }
        return cell
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        guard case .gauge(let cell) = series(label, suffix: "", dimensions, kind: .gauge, make: { .gauge(GaugeCell()) })
        else { preconditionFailure("\(label) is a metric of another kind") }
        return cell
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else {
            let series = series(label, suffix: "", dimensions, kind: .gauge, make: { .gauge(GaugeCell()) })
            guard case .gauge(let cell) = series else { preconditionFailure("\(label) is a metric of another kind") }
            return cell
        }
        return histogram(label, suffix: "", dimensions, bounds: Self.recorderBuckets)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, suffix: "_seconds", dimensions, bounds: Self.timerBuckets)
    }

    /// All metrics in Prometheus' text format 0.0.4, in order of name and dimensions, then those of the process.
    public func exposition(process: ProcessStatistics? = .read()) -> String {
        let families = families.withLock { families in families }
        var text = ExpositionText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.type(name, family.kind)
            for (_, series) in family.series.sorted(by: { $0.key < $1.key }) {
                switch series.cell {
                case .counter(let cell): text.sample(name, series.dimensions, Double(cell.value))
                case .gauge(let cell): text.sample(name, series.dimensions, cell.value)
                case .histogram(let cell): text.histogram(name, series.dimensions, cell.snapshot())
                }
            }
        }
        if let process { text.process(process) }
        return text.text
    }

    private func histogram(_ label: String, suffix: String, _ dimensions: [(String, String)], bounds: [Double])
        -> HistogramCell
    {
        let make: () -> Cell = { .histogram(HistogramCell(bounds: bounds)) }
        guard case .histogram(let cell) = series(label, suffix: suffix, dimensions, kind: .histogram, make: make)
        else { preconditionFailure("\(label) is a metric of another kind") }
        return cell
    }

    private func series(
        _ label: String, suffix: String, _ dimensions: [(String, String)], kind: MetricKind, make: () -> Cell
    ) -> Cell {
        let name = ExpositionText.name(label, suffix: suffix)
        let sorted = dimensions.sorted { $0.0 < $1.0 }
        let key = sorted.map { "\($0.0)\u{1f}\($0.1)" }.joined(separator: "\u{1e}")
        return families.withLock { families in
            let known = families[name]
            precondition(known == nil || known?.kind == kind, "\(name) is a metric of another kind")
            if let cell = known?.series[key]?.cell { return cell }
            let cell = make()
            families[name, default: Family(kind: kind)].series[key] = Series(dimensions: sorted, cell: cell)
            return cell
        }
    }

    private struct Family: Sendable {
        let kind: MetricKind
        var series: [String: Series] = [:]
    }

    private struct Series: Sendable {
        let dimensions: [(String, String)]
        let cell: Cell
    }

    private enum Cell: Sendable {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)
    }
}
