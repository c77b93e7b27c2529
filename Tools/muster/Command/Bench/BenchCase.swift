/// One thing that the bench measures on the running stack.
struct BenchCase: Sendable {
    var name: String
    var summary: String
    var run: @Sendable (BenchTarget) async throws -> [Measurement]

    static let all =
        [
            loneMatches, closedLoop, peerCrowd, hostClaims, hostPoolSize, hostRush, resultsIntake, resultsReplay,
            leaderboards,
        ] + matchmaker
}

/// The stack that is measured.
struct BenchTarget: Sendable {
    var gateway: String
    var serverKey: String
    /// Of the hosts' Redis.
    var redisURL: String
    /// Of the broker's administrator.
    var amqpURL: String
    var managementURL: String
    /// Of somebody who may make databases.
    var databaseURL: String
}

/// The measurement makes no sense: something went wrong with what was measured.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
}
