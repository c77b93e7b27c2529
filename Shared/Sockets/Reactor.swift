import CLinux
import Glibc
import Synchronization
import Threads

/// The inside of an `EventLoop`: one epoll descriptor, one thread, its timers and what others hand in.
///
/// `inbox` is behind its lock and `thread` is atomic; all else is touched by the loop's thread only, hence
/// `@unchecked`.
final class Reactor: @unchecked Sendable {
    enum Work {
        /// With its executor, which it keeps alive meanwhile.
        case job(UnownedJob, EventLoop)
        case closure(@Sendable () -> Void)
    }

    private struct Inbox {
        var work: [Work] = []
        /// The thread is in, or about to enter, a wait that only the wake descriptor ends.
        var asleep = false
        var stopped = false
    }

    private let inbox = Locked(Inbox())
    private let thread = Atomic<UInt>(0)
    private let epoll: Int32
    private let wake = WakeupDescriptor()
    /// By descriptor. A token has the generation in its upper half, so that an event for a closed descriptor doesn't
    /// reach the next one with its number.
    private var watches: [DescriptorWatch?] = []
    private var generation: UInt64 = 0
    private var timers = TimerQueue()
    /// Where sockets are read into before what came is copied out: idle connections need no buffer of their own.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "no descriptor left for an event loop")
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
        let code = epoll_ctl(epoll, EPOLL_CTL_ADD, wake.descriptor, &event)
        precondition(code == 0, "the event loop can't watch its own descriptor")
    }

    deinit {
        close(epoll)
        scratch.deallocate()
    }

    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// A plain function, so that the thread is asked anew at each call.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: From any thread

    func submit(_ work: Work) {
        let sleeping = inbox.withLock { inbox in
            inbox.work.append(work)
            defer { inbox.asleep = false }
            return inbox.asleep
        }
        if sleeping { wake.signal() }
    }

    /// Ends the thread once it has done what was handed in before.
    func stop() {
        inbox.withLock { $0.stopped = true }
        wake.signal()
    }

    // MARK: On the loop's thread

    func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let (work, stopped) = inbox.withLock { inbox in
                let work = inbox.work
                inbox.work.removeAll(keepingCapacity: true)
                inbox.asleep = work.isEmpty
                return (work, inbox.stopped)
            }
            for item in work {
                switch item {
                case .job(let job, let loop): job.runSynchronously(on: loop.asUnownedSerialExecutor())
                case .closure(let closure): closure()
                }
            }
            if stopped && work.isEmpty { return }
            let count = epoll_wait(epoll, &events, Int32(events.count), work.isEmpty ? waitMilliseconds() : 0)
            if work.isEmpty { inbox.withLock { $0.asleep = false } }
            for index in 0..<max(0, Int(count)) { dispatch(events[index]) }
            let now = Self.now()
            while let timer = timers.popDue(at: now) { timer.action?() }
        }
    }

    func schedule(after delay: Duration, _ action: @escaping () -> Void) -> LoopTimer {
        precondition(isCurrent, "timers are set on the loop's own thread")
        let (seconds, attoseconds) = delay.components
        let nanoseconds = max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        return timers.insert(deadline: Self.now() + UInt64(nanoseconds), action: action)
    }

    func add(
        _ descriptor: Int32, _ interest: Readiness, _ handler: @escaping (Readiness) -> Void
    ) throws(SocketError) -> DescriptorWatch {
        precondition(isCurrent, "descriptors are watched from the loop's own thread")
        generation += 1
        let watch = DescriptorWatch(
            descriptor: descriptor, token: generation << 32 | UInt64(descriptor), reactor: self, handler: handler)
        try control(EPOLL_CTL_ADD, watch, interest)
        while watches.count <= Int(descriptor) { watches.append(nil) }
        watches[Int(descriptor)] = watch
        return watch
    }

    func update(_ watch: DescriptorWatch, _ interest: Readiness) throws(SocketError) {
        guard watch.handler != nil else { return }
        try control(EPOLL_CTL_MOD, watch, interest)
    }

    func remove(_ watch: DescriptorWatch) {
        precondition(isCurrent, "watches end on the loop's own thread")
        guard watch.handler != nil else { return }
        watch.handler = nil
        // The number may belong to another descriptor by now, where the owner closed his first.
        guard watches[Int(watch.descriptor)] === watch else { return }
        watches[Int(watch.descriptor)] = nil
        var event = epoll_event()
        // Fails only where the descriptor was closed by its owner, and then epoll has forgotten it already.
        _ = epoll_ctl(epoll, EPOLL_CTL_DEL, watch.descriptor, &event)
    }

    private func control(_ operation: Int32, _ watch: DescriptorWatch, _ interest: Readiness) throws(SocketError) {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: watch.token))
        guard epoll_ctl(epoll, operation, watch.descriptor, &event) == 0 else {
            throw SocketError(code: errno, "watch")
        }
    }

    private func dispatch(_ event: epoll_event) {
        let token = event.data.u64
        guard token != 0 else {
            wake.drain()
            return
        }
        let descriptor = Int(token & 0xffff_ffff)
        guard descriptor < watches.count, let watch = watches[descriptor], watch.token == token else { return }
        watch.handler?(Readiness(rawValue: event.events))
    }

    /// Rounded up, so that a timer is never a busy loop of the last millisecond.
    private func waitMilliseconds() -> Int32 {
        guard let deadline = timers.nextDeadline else { return -1 }
        let now = Self.now()
        guard deadline > now else { return 0 }
        return Int32(min((deadline - now + 999_999) / 1_000_000, 60_000))
    }
}
