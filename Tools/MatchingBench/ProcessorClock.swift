import Glibc

/// The time that the processor has spent on this thread. Beside the wall's time it says what a step costs on a machine that
/// others use, too.
enum ProcessorClock {
    static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// What some work costs.
    static func time(_ work: () -> Void) -> Duration {
        let begin = now
        work()
        return now - begin
    }
}
