import FoundationEssentials

extension Command {
    static let bench = Command(
        words: ["bench"],
        arguments: [.init(name: "CASE", required: false)],
        options: [
            .init(name: "--output", value: "FILE", help: "where the figures go, as JSON"),
            .init(name: "--list", value: nil, help: "says which cases there are"),
            .init(name: "--gateway", value: "URL", help: "where the gateway is"),
        ],
        summary: "measures the running stack",
        run: { invocation in
            if invocation.has("--list") {
                for bench in BenchCase.all { Output.line("\(bench.name): \(bench.summary)") }
                return 0
            }
            var cases = BenchCase.all
            if let name = invocation.arguments.first {
                cases = cases.filter { $0.name == name }
                guard !cases.isEmpty else {
                    let names = BenchCase.all.map(\.name).joined(separator: ", ")
                    throw UsageError("there is no case '\(name)'; there are \(names)")
                }
            }
            let target = BenchTarget(
                gateway: invocation.gateway, serverKey: try invocation.setting("MUSTER_SERVER_KEY"),
                redisURL: try invocation.setting("MUSTER_REDIS_URL"),
                amqpURL: try invocation.setting("MUSTER_AMQP_URL"),
                managementURL: try invocation.setting("MUSTER_AMQP_MANAGEMENT_URL"),
                databaseURL: try invocation.setting("MUSTER_ADMIN_DATABASE_URL"))
            let chosen = cases
            let measurements = try await Interruptible.run {
                var measurements: [Measurement] = []
                for bench in chosen {
                    Output.line("\(bench.name): \(bench.summary) …")
                    measurements += try await bench.run(target)
                }
                return measurements
            }
            Output.line("\n" + table(of: measurements).text)
            if let file = invocation.options["--output"] {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                try encoder.encode(measurements).write(to: URL(filePath: file), options: .atomic)
            }
            return 0
        })

    private static func table(of measurements: [Measurement]) -> TextTable {
        var table = TextTable(header: ["measured", "value", "p99", "yardstick", "ratio"])
        for measurement in measurements {
            table.rows.append([
                measurement.name, "\(measurement.value.fixed(2)) \(measurement.unit)",
                measurement.p99.map { $0.fixed(2) } ?? "–", measurement.yardstick.map { $0.fixed(2) } ?? "–",
                measurement.ratio.map { $0.fixed(2) } ?? "–",
            ])
        }
        return table
    }
}
