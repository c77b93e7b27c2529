import Contracts
import MatchmakerCore
import PairingCore

/// The queue's database, as far as its keys, locks and fences decide anything. What is here has been committed; what
/// transactions have done so far is in ``open``.
struct ModelStore: Sendable {
    struct ShardRow: Sendable {
        var owner: ProcessID?
        var epoch: Int64 = 0
    }

    struct CommandKey: Hashable, Sendable {
        var shard: Shard
        var id: CommandID
    }

    struct ServerRow: Sendable, Hashable {
        var address: String
        var serverUser: PlayerID
        var matchID: MatchID?
        var asideUntil: Timestamp?
        var lastCall: Timestamp
    }

    /// An open transaction: what it holds that others must wait for, or skip.
    struct Transaction: Sendable {
        var epoch: Int64
        var shard: Shard
        var claims: [PlayerID: TicketID] = [:]
        var releases: [ServerRelease] = []
        var bookings: [String: MatchID] = [:]
        /// Grows with each thing done, so that an old time-out is known for one.
        var stamp: UInt64 = 0
        /// The commit is under way; no time-out ends it.
        var isCommitting = false
    }

    /// What the mistake of ``FaultPlan/defect`` leaves out.
    var defect: Defect?
    var shards: [Shard: ShardRow] = [:]
    var alive: [ProcessID: Timestamp] = [:]
    var commands: [CommandKey: CommandReply] = [:]
    var players: [PlayerID: PlayerRecord] = [:]
    var profiles: [PlayerID: PlayerProfile] = [:]
    var parties: [PartyID: Party] = [:]
    var tickets: [TicketID: Ticket] = [:]
    var matches: [MatchID: LiveMatch] = [:]
    var matchers: [MatcherID: Matcher] = [:]
    var pairs: [PeerPairID: PeerPair] = [:]
    var servers: [String: ServerRow] = [:]
    var outbox: [Shard: [Int64: OutboxMessage]] = [:]
    var statistics: [ModeName: ModeStatistics] = [:]
    var fetched: Set<MatchID> = []
    var open: [TransactionKey: Transaction] = [:]

    enum Answer<Value> {
        case done(Value)
        /// Somebody else's transaction must end first.
        case wait
        case fenced
        /// The transaction isn't open any more.
        case gone
    }

    // MARK: Ownership

    /// Claims a shard whose owner is gone; `nil` when somebody holds it, or a transaction of it is still open.
    mutating func claim(_ shard: Shard, by process: ProcessID, now: Timestamp) -> Int64? {
        var row = shards[shard] ?? ShardRow()
        if let owner = row.owner, (alive[owner] ?? now) > now { return nil }
        guard defect == .noEpochCheck || !isLocked(shard) else { return nil }
        row.owner = process
        row.epoch += 1
        shards[shard] = row
        return row.epoch
    }

    mutating func release(_ shard: Shard, by process: ProcessID) {
        if shards[shard]?.owner == process { shards[shard]?.owner = nil }
    }

    private func isLocked(_ shard: Shard) -> Bool { open.values.contains { $0.shard == shard } }

    func owns(_ process: ProcessID, _ shard: Shard, epoch: Int64) -> Bool {
        defect == .noEpochCheck || (shards[shard]?.owner == process && shards[shard]?.epoch == epoch)
    }

    // MARK: Transactions

    func load(_ key: TransactionKey, epoch: Int64) -> Answer<ShardImage> {
        if isLocked(key.shard), defect != .loadWithoutLock { return .wait }
        guard owns(key.process, key.shard, epoch: epoch) else { return .fenced }
        return .done(
            ShardImage(
                tickets: tickets.values.filter { $0.id.shard == key.shard },
                matches: matches.values.filter { $0.id.shard == key.shard },
                players: players.values.filter { $0.shard == key.shard },
                profiles: Dictionary(
                    uniqueKeysWithValues: players.keys.compactMap { id in profile(of: id).map { (id, $0) } }),
                outbox: (outbox[key.shard] ?? [:]).map(\.value), statistics: Array(statistics.values),
                peers: PairingImage(
                    matchers: matchers.values.filter { $0.id.shard == key.shard },
                    pairs: pairs.values.filter { $0.id.shard == key.shard })))
    }

    mutating func begin(_ key: TransactionKey, _ admission: Admission, now: Timestamp) -> Answer<Admission.Result> {
        guard owns(key.process, key.shard, epoch: admission.epoch) else { return .fenced }
        let others = open.values.filter { other in
            admission.claims.contains { other.claims[$0.playerID] != nil }
        }
        guard others.isEmpty || defect == .noUniqueClaim else { return .wait }
        if isLocked(key.shard), defect != .noEpochCheck, defect != .loadWithoutLock { return .wait }
        var transaction = Transaction(epoch: admission.epoch, shard: key.shard)
        var result = Admission.Result(now: now)
        for id in admission.commands {
            if let reply = commands[CommandKey(shard: key.shard, id: id)], defect != .noCommandIDs {
                result.known[id] = reply
            }
        }
        for claim in admission.claims {
            result.rows[claim.playerID] = players[claim.playerID]
            if defect == .noUniqueClaim, let row = players[claim.playerID], !row.isFree {
                result.rows[claim.playerID]?.ticketID = nil
                result.rows[claim.playerID]?.matchID = nil
            } else if players[claim.playerID]?.isFree == false {
                continue
            }
            transaction.claims[claim.playerID] = claim.ticketID
            result.claimed.insert(claim.playerID)
        }
        for playerID in admission.reads { result.rows[playerID] = players[playerID] }
        for playerID in admission.profiles { result.profiles[playerID] = profile(of: playerID) }
        for matchID in admission.signs {
            let server = matches[matchID]?.server.flatMap { servers[$0.address] }
            result.signs[matchID] = ServerSigns(lastCall: server?.lastCall, fetched: fetched.contains(matchID))
        }
        open[key] = transaction
        return .done(result)
    }

    /// Releases first, then bookings, which skip what other transactions hold.
    mutating func book(_ key: TransactionKey, _ step: BookingStep, now: Timestamp) -> Answer<BookingResult> {
        guard var transaction = open[key] else { return .gone }
        transaction.releases += step.releases
        var result = BookingResult(booked: [:])
        let held = open.filter { $0.key != key }.flatMap { $0.value.bookings.keys }
        for request in step.requests {
            let free = servers.values.sorted { $0.address < $1.address }.first { server in
                let promised = transaction.bookings[server.address] != nil
                let released = transaction.releases.contains { $0.address == server.address && !$0.setAside }
                return (server.matchID == nil || released) && !promised
                    && (server.asideUntil ?? now) <= now && !request.excluding.contains(server.address)
                    && (!held.contains(server.address) || defect == .noServerLock)
            }
            guard let free else { continue }
            transaction.bookings[free.address] = request.matchID
            result.booked[request.matchID] = BookedServer(
                address: free.address, region: nil, serverUser: free.serverUser)
        }
        open[key] = transaction
        return .done(result)
    }

    /// Applies everything that the transaction did.
    mutating func commit(_ key: TransactionKey, _ writes: Writes, now: Timestamp) -> Answer<Void> {
        guard let transaction = open.removeValue(forKey: key) else { return .gone }
        for answer in writes.answers { commands[CommandKey(shard: key.shard, id: answer.commandID)] = answer.reply }
        for ticket in writes.tickets { tickets[ticket.id] = ticket }
        for id in writes.removedTickets { tickets[id] = nil }
        for match in writes.matches { matches[match.id] = match }
        for id in writes.removedMatches { matches[id] = nil }
        for matcher in writes.peers.matchers where matchers[matcher.id] == nil || defect != .matchersWrittenOnce {
            matchers[matcher.id] = matcher
        }
        for id in writes.peers.removedMatchers { matchers[id] = nil }
        for pair in writes.peers.pairs { pairs[pair.id] = pair }
        if defect != .pairsNotDeleted { for id in writes.peers.removedPairs { pairs[id] = nil } }
        for record in writes.players { players[record.playerID] = record }
        for release in transaction.releases where servers[release.address]?.matchID == release.matchID {
            servers[release.address]?.matchID = nil
            servers[release.address]?.asideUntil = release.setAside ? now + .seconds(60) : nil
        }
        for (address, matchID) in transaction.bookings {
            servers[address]?.matchID = matchID
            fetched.remove(matchID)
        }
        for update in writes.ratings {
            profiles[update.rating.playerID, default: PlayerProfile()].ratings[update.rating.mode] =
                update.rating.rating
        }
        for message in writes.outbox { outbox[key.shard, default: [:]][message.sequence] = message }
        for row in writes.statistics { statistics[row.mode] = row }
        for number in writes.sent { outbox[key.shard]?[number] = nil }
        for user in writes.serverCalls {
            for address in servers.keys where servers[address]?.serverUser == user { servers[address]?.lastCall = now }
        }
        return .done(())
    }

    mutating func rollBack(_ key: TransactionKey) { open[key] = nil }

    // MARK: What any replica does

    /// B5, for the owner of one address.
    mutating func list(_ address: String, now: Timestamp) -> LiveMatch? {
        servers[address]?.lastCall = now
        guard let matchID = servers[address]?.matchID, let match = matches[matchID], match.phase != nil else {
            return nil
        }
        fetched.insert(matchID)
        return match
    }

    func freeServers(now: Timestamp) -> Int {
        servers.values.count { $0.matchID == nil && ($0.asideUntil ?? now) <= now }
    }
}
