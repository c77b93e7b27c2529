/// How long to wait before the next attempt to connect.
///
/// Doubles from `initial` to `limit`, and each delay is drawn from its upper half, so that many clients of a broker that
/// restarted don't come back in one instant: attempts after 50–100 ms, 100–200 ms, 200–400 ms … 1–2 s.
struct Backoff {
    let initial: Duration
    let limit: Duration
    private var next: Duration

    init(initial: Duration = .milliseconds(100), limit: Duration = .seconds(2)) {
        self.initial = initial
        self.limit = limit
        next = initial
    }

    /// The next delay; `random` is from 0 to 1 and decides where between its half and its whole.
    mutating func delay(random: Double) -> Duration {
        let whole = next
        next = min(next * 2, limit)
        return whole / 2 + whole / 2 * min(max(random, 0), 1)
    }

    /// A connection held: the next failure is a new one.
    mutating func reset() { next = initial }
}
