import TestKit
import Testing

/// Runs a suite with a `TestStack` of its own, which all its tests share: it is in `TestStack.current`.
struct WithStack: SuiteTrait, TestScoping {
    var settings: [String: String] = [:]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        try await TestStack.with(settings) { _ in try await body() }
    }
}

extension Trait where Self == WithStack {
    static var stack: WithStack { WithStack() }

    /// One whose services have these settings.
    static func stack(_ settings: [String: String]) -> WithStack { WithStack(settings: settings) }
}

/// Whole systems. One suite after the other: what is measured or killed in one mustn't be felt in another.
@Suite(.enabled(if: LiveServers.wanted), .serialized)
enum SystemSuite {
    /// What is seen from outside of a running system. One test after the other, since players of two tests would be matched
    /// with each other.
    @Suite(.stack) enum Outside {}
}

/// The stack of the suite that a test belongs to.
func stack() throws -> TestStack {
    try #require(TestStack.current, "the test isn't in a suite with a stack")
}
