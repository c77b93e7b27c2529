import Contracts

/// The server users who wait for `provide` to change.
actor ServerFeeds {
    private var waiting: [PlayerID: [Int: AsyncStream<Void>.Continuation]] = [:]
    private var lastID = 0

    struct Subscription: Sendable {
        let id: Int
        let user: PlayerID
        let changes: AsyncStream<Void>
    }

    func open(_ user: PlayerID) -> Subscription {
        lastID += 1
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        waiting[user, default: [:]][lastID] = continuation
        return Subscription(id: lastID, user: user, changes: stream)
    }

    func close(_ subscription: Subscription) {
        waiting[subscription.user]?.removeValue(forKey: subscription.id)?.finish()
        if waiting[subscription.user]?.isEmpty == true { waiting[subscription.user] = nil }
    }

    func changed(_ users: [PlayerID]) {
        for user in users {
            for continuation in (waiting[user] ?? [:]).values { continuation.yield() }
        }
    }

    /// Something may have been missed: whoever waits reads anew.
    func changedAll() { changed(Array(waiting.keys)) }
}
