import Contracts

extension FaultSimulation {
    /// Something breaks.
    mutating func mischief() {
        guard !isQuiet else { return }
        agenda.add(.mischief, at: now + delay(500_000...8_000_000))
        let slot = Int.random(in: 0..<slots.count, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: kill(slot)
        case 3...5: freeze(slot, delay(300_000...14_000_000))
        case 6:
            databaseIsAway = true
            note("database away")
            for key in store.open.keys where store.open[key]?.isCommitting == false { store.rollBack(key) }
            agenda.add(.databaseReturns, at: now + delay(50_000...4_000_000))
        case 7...8 where !servers.isEmpty:
            let index = Int.random(in: 0..<servers.count, using: &random)
            servers[index].deadUntil = now + delay(5_000_000...90_000_000)
            note("server \(index) dies")
        default:  // a short freeze in the middle of things
            freeze(slot, delay(900_000...2_600_000))
        }
    }

    /// The faults cease; who is dead comes back.
    mutating func becomeQuiet() {
        isQuiet = true
        ledger.quietSince = now
        databaseIsAway = false
        note("quiet")
        for index in servers.indices { servers[index].deadUntil = now }
        for index in players.indices { players[index].ignored = nil }
        for index in peers.indices { peers[index].absentUntil = now }
    }
}
