/// What a family of samples is, as Prometheus names it.
enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

/// Prometheus' text format 0.0.4 under construction.
struct ExpositionText {
    private(set) var text = ""

    /// `label` as a metric's name, ending in `suffix`.
    static func name(_ label: String, suffix: String) -> String {
        var name = ""
        for scalar in label.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_", ":": name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    mutating func type(_ name: String, _ kind: MetricKind) {
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ dimensions: [(String, String)], _ value: Double) {
        text += name
        if !dimensions.isEmpty {
            text += "{"
            text += dimensions.map { "\(Self.name($0.0, suffix: ""))=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            text += "}"
        }
        text += " \(Self.number(value))\n"
    }

    mutating func histogram(_ name: String, _ dimensions: [(String, String)], _ snapshot: HistogramCell.Snapshot) {
        var cumulative = 0
        for (index, bound) in snapshot.bounds.enumerated() {
            cumulative += snapshot.counts[index]
            sample("\(name)_bucket", dimensions + [("le", Self.number(bound))], Double(cumulative))
        }
        cumulative += snapshot.counts[snapshot.bounds.count]
        sample("\(name)_bucket", dimensions + [("le", "+Inf")], Double(cumulative))
        sample("\(name)_sum", dimensions, snapshot.sum)
        sample("\(name)_count", dimensions, Double(cumulative))
    }

    /// Under the names that Prometheus' own clients use.
    mutating func process(_ process: ProcessStatistics) {
        func one(_ name: String, _ kind: MetricKind, _ value: Double) {
            type(name, kind)
            sample(name, [], value)
        }
        one("process_cpu_seconds_total", .counter, process.cpuSeconds)
        one("process_max_fds", .gauge, Double(process.descriptorLimit))
        one("process_open_fds", .gauge, Double(process.openDescriptors))
        one("process_resident_memory_bytes", .gauge, Double(process.residentBytes))
        one("process_start_time_seconds", .gauge, process.startTimeSeconds)
        one("process_threads", .gauge, Double(process.threads))
    }

    /// Whole numbers without a fraction, as people expect of counts.
    static func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return String(whole) }
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value.description
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
