extension TicketStore {
    /// A region with the latency of the player who is worst off there.
    struct Measured: Sendable {
        var worst: Double
        var region: UInt32
    }

    /// The regions that all players of all these tickets have measured, the best for the worst-off first.
    func sharedRegions(of tickets: [UInt32]) -> [UInt32] {
        guard let first = tickets.first else { return [] }
        var shared: [Measured] = []
        regions: for index in 0..<Int(self[first].regions) {
            let region = region(index, of: first)
            var worst = -Double.infinity
            for ticket in tickets {
                guard let latency = worstLatency(in: region, of: ticket) else { continue regions }
                worst = max(worst, latency)
            }
            shared.append(Measured(worst: worst, region: region))
        }
        sortByLatency(&shared)
        return shared.map(\.region)
    }

    /// The least latency first, equals by name. There are few, and they are nearly sorted.
    func sortByLatency(_ measured: inout [Measured]) {
        for index in measured.indices.dropFirst() {
            var place = index
            while place > 0, isBetter(measured[place], than: measured[place - 1]) {
                measured.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    private func isBetter(_ one: Measured, than other: Measured) -> Bool {
        one.worst == other.worst ? regions[one.region] < regions[other.region] : one.worst < other.worst
    }
}
