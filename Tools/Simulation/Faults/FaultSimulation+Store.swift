import Contracts
import MatchmakerCore
import PairingCore

extension FaultSimulation {
    /// Sends a request to the database.
    mutating func ask(_ key: TransactionKey, _ request: StoreRequest) {
        agenda.add(.store(key, request), at: now + storeDelay())
    }

    /// Mostly short; now and then long enough for others to come in between.
    private mutating func storeDelay() -> Duration {
        !isQuiet && chance(0.08) ? delay(5000...400_000) : delay(50...1500)
    }

    private mutating func hear(_ key: TransactionKey, _ event: WorkerEvent) {
        agenda.add(.hear(key.process, key.shard, event), at: now + storeDelay())
    }

    /// The database carries out a request, or something goes wrong with it.
    mutating func serve(_ key: TransactionKey, _ request: StoreRequest) throws(Violation) {
        let id = TransactionID(key.id)
        if processes[key.process] == nil {  // sent before the process was killed
            if case .commit(let writes) = request, chance(0.5) { _ = try apply(key, writes) }
            return
        }
        if databaseIsAway || (!isQuiet && chance(0.01)) { return fail(key, request) }
        switch request {
        case .load(let epoch):
            switch store.load(key, epoch: epoch) {
            case .done(let image): hear(key, .loaded(id, image, now: now.timestamp))
            case .wait: agenda.add(.store(key, request), at: now + .milliseconds(5))
            case .fenced, .gone: hear(key, .fenced(id))
            }
        case .begin(let admission):
            switch store.begin(key, admission, now: now.timestamp) {
            case .done(let result):
                watchIdling(key)
                hear(key, .admitted(id, result))
            case .wait: agenda.add(.store(key, request), at: now + .milliseconds(2))
            case .fenced, .gone: hear(key, .fenced(id))
            }
        case .book(let step):
            switch store.book(key, step, now: now.timestamp) {
            case .done(let result):
                watchIdling(key)
                hear(key, .booked(id, result))
            case .wait, .fenced, .gone: hear(key, .failed(id, .unknown))
            }
        case .commit(let writes):
            let committed = try apply(key, writes)
            let answerIsLost = !isQuiet && chance(0.01)
            hear(key, committed && !answerIsLost ? .committed(id) : .failed(id, .unknown))
        case .rollBack: store.rollBack(key)
        }
    }

    /// The connection breaks. A commit that was sent may still be carried out, at once or later; nobody knows.
    private mutating func fail(_ key: TransactionKey, _ request: StoreRequest) {
        if case .commit(let writes) = request, store.open[key] != nil, chance(0.5), !databaseIsAway {
            store.open[key]?.isCommitting = true
            agenda.add(.lateCommit(key, writes), at: now + delay(100...800_000))
        } else {
            store.rollBack(key)
        }
        if case .load = request {
            hear(key, .loadFailed(TransactionID(key.id)))
        } else {
            hear(key, .failed(TransactionID(key.id), .unknown))
        }
    }

    /// A transaction whose worker says nothing for a second is ended (`idle_in_transaction_session_timeout`).
    private mutating func watchIdling(_ key: TransactionKey) {
        store.open[key]?.stamp += 1
        guard let stamp = store.open[key]?.stamp else { return }
        agenda.add(.idleTimeout(key, stamp: stamp), at: now + .seconds(1))
    }

    /// Commits, and looks whether anything is as it must not be. False when the transaction was gone.
    mutating func apply(_ key: TransactionKey, _ writes: Writes) throws(Violation) -> Bool {
        guard store.open[key] != nil else { return false }
        let before = store
        guard case .done = store.commit(key, writes, now: now.timestamp) else { return false }
        note(
            "\(key.process.number) commits \(writes.answers.map(\.commandID.rawValue)) t+\(writes.tickets.map(\.id.rawValue)) "
                + "t-\(writes.removedTickets.map(\.rawValue)) m+\(writes.matches.map { "\($0.id) \($0.stage)" }) "
                + "m-\(writes.removedMatches.map(\.rawValue)) "
                + "\(writes.players.map { "\($0.playerID)=\($0.view.state.kind) \($0.view.state.reason?.rawValue ?? "")" })"
        )
        if writes.peers != PeerWrites() { note("  \(describe(writes.peers))") }
        try check(writes, before: before)
        try check(writes.peers, before: before)
        return true
    }
}
