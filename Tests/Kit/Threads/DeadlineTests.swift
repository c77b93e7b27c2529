import Testing
import Threads

@Suite struct DeadlineTests {
    struct Broken: Error {}

    @Test("what is done in time is returned")
    func inTime() async throws {
        #expect(try await withDeadline(.seconds(60)) { 5 } == 5)
    }

    @Test("the operation's own error comes through")
    func ownError() async {
        await #expect(throws: Broken.self) { try await withDeadline(.seconds(60)) { throw Broken() } }
    }

    @Test("an operation that isn't done is cancelled, and the caller told that it was late")
    func late() async {
        let never = OneShot<Int>()
        await #expect(throws: DeadlineExceeded.self) {
            try await withDeadline(.milliseconds(5)) { try await never.value() }
        }
    }

    @Test("cancelling the caller isn't called a passed deadline")
    func cancelled() async {
        let never = OneShot<Int>()
        let task = Task { try await withDeadline(.seconds(60)) { try await never.value() } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
