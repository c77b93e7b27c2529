import Load

extension BenchCase {
    /// Peers of four cities in one region, each near enough only to those of its own.
    static let peerCrowd = BenchCase(
        name: "peer-crowd", summary: "2,000 peers join over ten seconds: all meet somebody near enough, nobody two",
        run: { target in
            let outcome = await PeerCrowd(gateway: target.gateway).run()
            if !outcome.faults.isEmpty {
                let some = outcome.faults.prefix(8).joined(separator: "; ")
                throw BenchFailure(description: "\(outcome.faults.count) faults among peers: \(some)")
            }
            return [
                Measurement(name: "peer-crowd.met", value: Double(outcome.met), unit: "peers"),
                Self.milliseconds("peer-crowd.time", outcome.times),
            ]
        })
}
