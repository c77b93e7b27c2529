import TestKit
import Testing
import Threads

@testable import ResultsService

@Suite(.timeLimit(.minutes(1))) struct GatheringTests {
    private struct Item: Sendable, Hashable {
        var key: Int
        var number: Int
    }
    private struct Unlucky: Error {}

    /// Work that waits until it is let go on, and what it was given each time.
    private final class Workshop: Sendable {
        let batches = Locked<[[Item]]>([])
        let gate = OneShot<Void>()

        func work(_ items: [Item]) async -> [Result<Int, any Error>] {
            batches.withLock { $0.append(items) }
            do { try await gate.value() } catch { return items.map { _ in .failure(error) } }
            return items.map { $0.number == 13 ? .failure(Unlucky()) : .success($0.number * 10) }
        }
    }

    @Test("What comes while all are at work is worked on together; each gets its own answer, or its own error")
    func gathers() async throws {
        let workshop = Workshop()
        let gathering = Gathering(workers: 2, limit: 8, key: \Item.key) { await workshop.work($0) }
        let answers = try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
            func ask(_ number: Int, key: Int) {
                group.addTask {
                    do {
                        return (number, try await gathering.answer(to: Item(key: key, number: number)))
                    } catch is Unlucky {
                        return (number, nil)
                    }
                }
            }
            for number in 0..<2 {
                ask(number, key: number)
                try await eventually("it is at work") { workshop.batches.withLock { $0.count } == number + 1 }
            }
            for number in 2..<20 { ask(number, key: number) }
            try await eventually("all others wait") { gathering.waitingCount == 18 }
            workshop.gate.succeed(())
            return try await group.reduce(into: [Int: Int?]()) { $0[$1.0] = $1.1 }
        }
        for number in 0..<20 {
            let expected: Int? = number == 13 ? nil : number * 10
            #expect(answers[number] == .some(expected))
        }
        let batches = workshop.batches.withLock { $0 }
        #expect(batches[0].count == 1 && batches[1].count == 1)
        #expect(batches.map(\.count).max() == 8, "no more than the limit")
        #expect(batches.count < 8)
    }

    @Test("Those with the same key are worked on one after another, in the order in which they came")
    func sameKey() async throws {
        let workshop = Workshop()
        let gathering = Gathering(workers: 1, limit: 64, key: \Item.key) { await workshop.work($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask { _ = try await gathering.answer(to: Item(key: number % 3, number: number)) }
                try await eventually("it has come") {
                    gathering.waitingCount + (workshop.batches.withLock { $0.first?.count } ?? 0) == number + 1
                }
            }
            workshop.gate.succeed(())
            try await group.waitForAll()
        }
        let batches = workshop.batches.withLock { $0 }
        for batch in batches { #expect(Set(batch.map(\.key)).count == batch.count) }
        for key in 0..<3 {
            #expect(batches.joined().filter { $0.key == key }.map(\.number) == [key, key + 3, key + 6, key + 9])
        }
    }

    @Test("Somebody who is cancelled has had it done all the same")
    func cancelled() async throws {
        let workshop = Workshop()
        let gathering = Gathering(workers: 1, limit: 64, key: \Item.key) { await workshop.work($0) }
        let asking = Task { try await gathering.answer(to: Item(key: 1, number: 1)) }
        try await eventually("it is at work") { workshop.batches.withLock { $0.count } == 1 }
        asking.cancel()
        workshop.gate.succeed(())
        #expect(try await asking.value == 10)
    }
}
