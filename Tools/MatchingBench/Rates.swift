/// How many tickets a second, in several stretches of one run. Others use the machine, too: the median says more than the mean.
struct Rates: Sendable {
    private var rates: [(wall: Double, processor: Double)] = []
    private var tickets = 0
    private var time = (wall: Duration.zero, processor: Duration.zero)

    mutating func begin() {
        tickets = 0
        time = (.zero, .zero)
    }

    mutating func add(tickets: Int, _ work: () -> Void) {
        let begin = (wall: ContinuousClock.now, processor: ProcessorClock.now)
        work()
        time.processor += ProcessorClock.now - begin.processor
        time.wall += .now - begin.wall
        self.tickets += tickets
    }

    mutating func end() {
        rates.append((Double(tickets) / time.wall.seconds, Double(tickets) / time.processor.seconds))
    }

    mutating func measure(tickets: Int, _ work: () -> Void) {
        begin()
        add(tickets: tickets, work)
        end()
    }

    var wall: Double { Self.median(rates.map(\.wall)) }
    var processor: Double { Self.median(rates.map(\.processor)) }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
