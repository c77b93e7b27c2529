import Load

extension BenchCase {
    /// Peers of four cities in one region, each near enough only to those of its own.
    static let peerCrowd = BenchCase(
        name: "peer-crowd", summary: "2,000 peers join over ten seconds: all meet somebody near enough, nobody two",
        run: { target in
            let outcome = await PeerCrowd(gateway: target.gateway).run()
            if let first = outcome.faults.first {
                throw BenchFailure(description: "\(outcome.faults.count) faults among peers; the first: \(first)")
            }
            return [
                Measurement(name: "peer-crowd.met", value: Double(outcome.met), unit: "peers"),
                Self.milliseconds("peer-crowd.time", outcome.times),
            ]
        })
}
