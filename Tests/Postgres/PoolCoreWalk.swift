@testable import Postgres

/// Walks through every order of events at a `PoolCore` and checks after each what it promises:
/// whoever asks is answered exactly once, no connection is lent twice, nobody waits beside an idle connection,
/// somebody who waits is always waited for by an attempt, a lent connection or a timer, and closing ends.
struct PoolCoreWalk: Sendable {
    /// Ways to spoil the core's actions, to see that the checks can fail.
    enum Sabotage: CaseIterable, Sendable {
        case forgetRefusals, lendTwice, forgetTimers
    }

    /// The core together with what a shell would know.
    private struct World: Hashable {
        var core: PoolCore
        var now: ContinuousClock.Instant
        var asked = 0
        var waiting: Set<Int> = []
        var lent: Set<Int> = []
        var connecting: Set<Int> = []
        var timer: ContinuousClock.Instant?
        var isClosing = false
        var isClosed = false
    }

    private enum Event: Hashable {
        case acquire, cancel(Int), release(Int, Bool), connected(Int), failed(Int), timer, later, close
    }

    private let waiters: Int
    private let depth: Int
    private let sabotage: Sabotage?
    private var seen: [World: Int] = [:]
    private let start: World
    private(set) var violations: Set<String> = []
    var visited: Int { seen.count }

    init(size: Int, waiters: Int, depth: Int, sabotage: Sabotage? = nil) {
        self.waiters = waiters
        self.depth = depth
        self.sabotage = sabotage
        start = World(core: PoolCore(size: size, maximumWaiters: waiters - 1), now: .now)
    }

    mutating func run() {
        var world = start
        carryOut(world.core.open(now: world.now), &world)
        explore(world, depth)
    }

    private mutating func explore(_ world: World, _ left: Int) {
        check(world)
        guard left > 0, violations.isEmpty, seen[world, default: -1] < left else { return }
        seen[world] = left
        for event in events(world) {
            var next = world
            apply(event, &next)
            explore(next, left - 1)
        }
    }

    private func events(_ world: World) -> [Event] {
        var events: [Event] = []
        if world.asked < waiters { events.append(.acquire) }
        events += world.waiting.map { .cancel($0) }
        events += world.lent.flatMap { [.release($0, true), .release($0, false)] }
        events += world.connecting.flatMap { [.connected($0), .failed($0)] }
        if world.timer != nil { events.append(.timer) }
        if !world.isClosing { events.append(.close) }
        return events + [.later]
    }

    private mutating func apply(_ event: Event, _ world: inout World) {
        let actions: [PoolCore.Action]
        switch event {
        case .acquire:
            world.asked += 1
            world.waiting.insert(world.asked)
            actions = world.core.acquire(world.asked, deadline: world.now + .milliseconds(300), now: world.now)
        case .cancel(let waiter):
            actions = world.core.cancel(waiter, now: world.now)
        case .release(let slot, let isConnected):
            world.lent.remove(slot)
            actions = world.core.release(slot, isConnected: isConnected, now: world.now)
        case .connected(let slot):
            world.connecting.remove(slot)
            actions = world.core.connected(slot, now: world.now)
        case .failed(let slot):
            world.connecting.remove(slot)
            actions = world.core.connectFailed(slot, "away", randomness: 0, now: world.now)
        case .timer:
            if let timer = world.timer { world.now = max(world.now, timer) }
            world.timer = nil
            actions = world.core.tick(now: world.now)
        case .later:
            world.now += .milliseconds(40)
            actions = []
        case .close:
            world.isClosing = true
            actions = world.core.close(now: world.now)
        }
        carryOut(actions, &world)
    }

    private mutating func carryOut(_ actions: [PoolCore.Action], _ world: inout World) {
        for action in actions {
            switch action {
            case .connect(let slot):
                expect(!world.lent.contains(slot), "a connection in use is made anew")
                expect(world.connecting.insert(slot).inserted, "two attempts for one place")
            case .lend(let slot, let waiter):
                expect(world.waiting.remove(waiter) != nil, "lent to one who isn't waiting")
                expect(world.lent.insert(slot).inserted, "lent twice")
                if sabotage == .lendTwice { expect(world.lent.insert(slot).inserted, "lent twice") }
            case .refuse(let waiter, _):
                if sabotage == .forgetRefusals { continue }
                expect(world.waiting.remove(waiter) != nil, "refused one who isn't waiting")
            case .disconnect(let slot):
                expect(!world.lent.contains(slot), "a connection in use is closed")
            case .wake(let instant):
                if sabotage == .forgetTimers { continue }
                world.timer = instant
            case .closed:
                expect(!world.isClosed, "closed twice")
                world.isClosed = true
            }
        }
    }

    private mutating func check(_ world: World) {
        let status = world.core.status
        expect(status.waiting == world.waiting.count, "somebody was forgotten")
        expect(status.lent == world.lent.count, "a lent connection was forgotten")
        expect(status.connecting == world.connecting.count, "an attempt was forgotten")
        expect(status.waiting == 0 || status.idle == 0, "somebody waits beside an idle connection")
        if !world.isClosing {
            let isAwaited = !world.connecting.isEmpty || world.timer != nil
            expect(status.idle + status.lent > 0 || isAwaited, "nobody tries to connect")
            expect(world.waiting.isEmpty || world.timer != nil, "a deadline without a timer")
        } else {
            expect(world.waiting.isEmpty, "somebody waits at a closing pool")
            expect(world.isClosed || !world.lent.isEmpty || !world.connecting.isEmpty, "closing never ends")
        }
    }

    private mutating func expect(_ holds: Bool, _ promise: String) {
        if !holds { violations.insert(promise) }
    }
}
