import Contracts
import MatchmakerCore

extension FaultSimulation {
    /// A player looks at the state, and does something about it.
    mutating func playerTurn(_ index: Int) throws(Violation) {
        agenda.add(.playerTurn(index), at: now + delay(300_000...1_500_000))
        guard !databaseIsAway else { return }
        let player = players[index]
        let record = store.players[player.id]
        try check(player, record)
        tellPresence(of: player, record)
        guard player.pending == nil else { return }
        let state = record?.present(at: now.timestamp).state
        if try partyTurn(index) { return }
        switch state?.kind {
        case .lookingForMatch?: if !isQuiet, chance(0.05), let record { cancel(index, record) }
        case .matchFound?: if let record { answer(index, record) }
        case .matchConfirmed?:
            // Nobody holds the players of a match without a server.
            if state?.mode == "meet", let record, isQuiet || chance(0.3) { cancel(index, record) }
        default:
            if let matchID = state?.matchID, state?.kind == .matchComplete {
                players[index].matchesPlayed.insert(matchID)
                if isQuiet, state?.ending == .completed { players[index].playedInQuiet = true }
            }
            if !isDraining, isQuiet ? !players[index].playedInQuiet || chance(0.5) : chance(0.7) { enqueue(index) }
        }
    }

    private mutating func enqueue(_ index: Int) {
        let id = players[index].id
        var modes = [ModeName("duel")]
        var members = [id]
        var stamp: PartyStamp?
        if !isQuiet {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: modes = [ModeName("joust")]
            case 1: modes = [ModeName("trio"), ModeName("duel")]
            case 2: modes = [ModeName("duo"), ModeName("duel")]
            case 3:
                modes = [ModeName("duo")]
                members.append(players[(index + 1) % players.count].id)
            case 6, 7:
                guard let party = store.party(of: id), party.leader == id else { break }
                members = party.members.map(\.playerID)
                stamp = party.stamp
                modes = [ModeName(members.count > 1 ? "duo" : "duel")]
            case 4: modes = [ModeName("meet")]
            case 5: modes = [ModeName("duel"), ModeName("meet")]
            default: break
            }
        }
        func command(_ commandID: CommandID) -> Command {
            .enqueue(
                EnqueueTicket(
                    commandID: commandID,
                    players: members.map { TicketPlayer(playerID: $0, username: $0.rawValue) }, modes: modes,
                    gateway: GatewayID("g"), party: stamp))
        }
        let commandID = players[index].nextCommandID()
        ask(command(commandID), index: index, shard: shard(of: modes[0]))
        if !isQuiet, chance(0.1) {  // the same player at two doors at once
            modes = modes[0] == ModeName("joust") ? [ModeName("duel")] : [ModeName("joust")]
            (members, stamp) = ([id], nil)
            let second = command(players[index].nextCommandID())
            send(Envelope(command: second), to: shard(of: modes[0]))
        }
    }

    private func shard(of mode: ModeName) -> Shard { FaultPlan.catalogue.shard(of: FaultPlan.catalogue[mode]!) }

    mutating func cancel(_ index: Int, _ record: PlayerRecord, reason: PlayerState.EndReason = .revoked) {
        guard let shard = record.shard else { return }
        players[index].mayBeAtFault = true
        let command = CancelTicket(
            commandID: players[index].nextCommandID(), playerID: players[index].id, reason: reason)
        ask(.cancel(command), index: index, shard: shard)
    }

    private mutating func answer(_ index: Int, _ record: PlayerRecord) {
        guard let shard = record.shard, let matchID = record.matchID, players[index].ignored != matchID,
            record.view.state.youAccepted != true
        else { return }
        var accept = true
        if !isQuiet {
            if chance(0.06) {
                players[index].ignored = matchID
                players[index].mayBeAtFault = true
                return
            }
            accept = !chance(0.06)
        }
        if !accept { players[index].mayBeAtFault = true }
        let command = AnswerMatch(
            commandID: players[index].nextCommandID(), playerID: players[index].id, matchID: matchID, accept: accept)
        ask(.answer(command), index: index, shard: shard)
    }

    private mutating func ask(_ command: Command, index: Int, shard: Shard) {
        players[index].pending = SimulatedPlayer.Pending(command: command, shard: shard, attempts: 1)
        note("\(players[index].id) asks \(command.id)")
        send(Envelope(command: command, asker: .player(index)), to: shard)
        agenda.add(.playerGivesUpWaiting(index, command.id), at: now + .seconds(1))
    }

    /// No answer means unknown: the same command again, and at last a look at the state.
    mutating func playerGivesUpWaiting(_ index: Int, _ commandID: CommandID) {
        guard var pending = players[index].pending, pending.command.id == commandID else { return }
        if pending.attempts == 4 {
            players[index].pending = nil
            return
        }
        pending.attempts += 1
        players[index].pending = pending
        send(Envelope(command: pending.command, asker: .player(index)), to: pending.shard)
        agenda.add(.playerGivesUpWaiting(index, commandID), at: now + .seconds(1))
    }

    mutating func playerHears(_ index: Int, _ commandID: CommandID, _ reply: CommandReply) throws(Violation) {
        try check(answer: reply, to: commandID, of: players[index])
        guard let pending = players[index].pending, pending.command.id == commandID else { return }
        players[index].pending = nil
        note("\(players[index].id) hears \(commandID) \(describe(reply))")
        switch (pending.command, reply) {
        case (.enqueue, .player(let view)):
            players[index].ticket = view.state.ticketID
            if let ticket = view.state.ticketID, !ledger.left.contains(ticket) {
                ledger.leavers.remove(players[index].id)
            }
        case (.cancel, .player):
            if let ticket = players[index].ticket { ledger.cancelled.insert(ticket) }
            players[index].ticket = nil
        default: break
        }
    }

    private func describe(_ reply: CommandReply) -> String {
        switch reply {
        case .player(let view): "\(view.state.kind) \(view.state.ticketID?.rawValue ?? "")"
        case .peer: "peer"
        case .explained: "explained"
        case .done: "done"
        case .refused(let refusal): "refused \(refusal.code)"
        case .moved: "moved"
        }
    }

    /// A gateway tells the owner that the player is there, now and then.
    private mutating func tellPresence(of player: SimulatedPlayer, _ record: PlayerRecord?) {
        guard let shard = record?.shard, let owner = store.shards[shard]?.owner, isQuiet || !chance(0.1) else { return }
        let notice = WatchPlayers(gateway: GatewayID("g"), players: [player.id])
        agenda.add(.hear(owner, shard, .watched(notice)), at: now + delay(500...5000))
    }

    /// A match server reads its match, plays and reports.
    mutating func serverTurn(_ index: Int) {
        agenda.add(.serverTurn(index), at: now + delay(500_000...2_500_000))
        guard !databaseIsAway, servers[index].deadUntil <= now else { return }
        let server = servers[index]
        guard let match = store.list(server.address, now: now.timestamp), let shard = match.id.shard else { return }
        if server.playing?.matchID != match.id { servers[index].playing = (match.id, now) }
        if case .loading = match.stage {
            if isQuiet || chance(0.9) { change(index, match, shard, .inProgress) }
            return
        }
        guard let playing = servers[index].playing, playing.since + .seconds(5) <= now else {
            return loseOrSeek(index, match, shard)
        }
        if !isQuiet, chance(0.05) {
            change(index, match, shard, .abandoned(reason: "crashed"))
        } else {
            if let confirmation = match.confirmation { results.note(confirmation) }
            close(match.id, .completed)
        }
    }

    mutating func change(_ index: Int, _ match: LiveMatch, _ shard: Shard, _ change: ChangeMatch.Change) {
        let command = ChangeMatch(
            commandID: servers[index].nextCommandID(), matchID: match.id, serverUser: servers[index].user,
            change: change)
        send(Envelope(command: .change(command)), to: shard)
    }
}
