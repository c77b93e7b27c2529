import Contracts

/// Those who wait for something of theirs to change: server users for `provide`, players for their party.
actor ChangeFeeds {
    private var waiting: [PlayerID: [Int: Mailbox<Void>]] = [:]
    private var lastID = 0

    struct Subscription: Sendable {
        let id: Int
        let user: PlayerID
        let changes: Mailbox<Void>
    }

    func open(_ user: PlayerID) -> Subscription {
        lastID += 1
        let changes = Mailbox<Void>()
        waiting[user, default: [:]][lastID] = changes
        return Subscription(id: lastID, user: user, changes: changes)
    }

    func close(_ subscription: Subscription) {
        waiting[subscription.user]?.removeValue(forKey: subscription.id)
        if waiting[subscription.user]?.isEmpty == true { waiting[subscription.user] = nil }
    }

    func changed(_ users: [PlayerID]) {
        for user in users {
            for changes in (waiting[user] ?? [:]).values { changes.put(()) }
        }
    }

    /// Something may have been missed: whoever waits reads anew.
    func changedAll() { changed(Array(waiting.keys)) }
}
