import Synchronization

/// Time as the machine lets it pass: the ticks of a task that is to run every 10 ms.
///
/// It stands still while the machine has no turn for us, so that a bound on it speaks of the program and not of its
/// neighbours. On a machine that is idle otherwise it goes a few per cent slower than the clock on the wall.
public final class MachineTime: Sendable {
    private static let tick = Duration.milliseconds(10)
    private let ticks = Atomic(0)

    private init() {}

    /// How much of it has passed.
    public var elapsed: Duration { Self.tick * ticks.load(ordering: .relaxed) }

    /// Runs `body` with a clock that starts at zero.
    public static func with<Result: Sendable>(
        _ body: @Sendable (MachineTime) async throws -> Result
    ) async throws -> Result {
        let time = MachineTime()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: tick)
                    time.ticks.add(1, ordering: .relaxed)
                }
            }
            let result = try await body(time)
            group.cancelAll()
            return result
        }
    }
}
