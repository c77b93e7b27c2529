import Contracts
import Logging
import MatchmakerCore
import Postgres

extension ShardRunner {
    func perform(_ job: Job) async {
        switch job {
        case .load(let id, let epoch): await load(id, epoch: epoch)
        case .transact(let id, let admission): await transact(id, admission)
        case .relay(let messages): await relay(messages)
        case .tellServers(let users): await tellServers(users)
        case .probe(let modes): await probe(modes)
        case .hosts(let errands): hear(.hostNews(await environment.hosts.run(errands)))
        case .leaveParties(let players): await environment.parties.leave(players)
        case .consume(let session): await consume(session)
        case .release(let epoch): await release(epoch)
        }
    }

    private func load(_ id: TransactionID, epoch: Int64) async {
        do {
            let (image, now) = try await store.load(epoch: epoch)
            hear(.loaded(id, image, now: now))
        } catch is ShardStore.Fenced {
            hear(.fenced(id))
        } catch {
            environment.logger.warning("a shard can't be read", metadata: ["shard": "\(shard)", "error": "\(error)"])
            hear(.loadFailed(id))
        }
    }

    /// The worker wants the transaction rolled back.
    private struct RolledBack: Error {}

    private func transact(_ id: TransactionID, _ admission: Admission) async {
        let begun = ContinuousClock.now
        let (shard, owner) = (shard, store.owner)
        do {
            let written = try await store.pool.withTransaction { open in
                let transaction = ShardTransaction(transaction: open, shard: shard, owner: owner)
                let admitted = try await transaction.admit(admission)
                var step = await self.advance(id, .admitted(id, admitted))
                while case .book(let booking)? = step {
                    step = await self.advance(id, .booked(id, try await transaction.book(booking)))
                }
                guard case .commit(let writes)? = step else { throw RolledBack() }
                try transaction.write(writes)
                return writes
            }
            environment.metrics.transactions.increment()
            environment.metrics.transactionTime.record(duration: begun.duration(to: .now))
            count(written)
            hear(.committed(id))
        } catch is RolledBack {
            return
        } catch is ShardStore.Fenced {
            hear(.fenced(id))
        } catch {
            environment.metrics.failedTransactions.increment()
            environment.logger.warning(
                "a transaction failed", metadata: ["shard": "\(shard)", "error": "\(error)"])
            hear(.failed(id, Self.kind(of: error)))
        }
    }

    /// Whether the same would fail again.
    private static func kind(of error: any Error) -> TransactionFailure {
        guard let error = error as? PostgresError else { return .rejected }
        switch error.kind {
        case .server: return error.isRetriable ? .unknown : .rejected
        case .decoding, .misuse: return .rejected
        case .unavailable, .connectionLost, .outcomeUnknown, .rolledBack: return .unknown
        }
    }

    private func count(_ writes: Writes) {
        environment.metrics.peersMet.increment(by: writes.peers.pairs.count { $0.toldAt != nil })
        for message in writes.outbox {
            switch message.content {
            case .confirmed: environment.metrics.matchesConfirmed.increment()
            case .abandonment: environment.metrics.matchesAbandoned.increment()
            }
        }
    }

    /// Publishes what concerns different matches at once, what concerns one in order.
    private func relay(_ messages: [OutboxMessage]) async {
        let events = environment.events
        var matches: [MatchID: [OutboxMessage]] = [:]
        for message in messages { matches[message.matchID, default: []].append(message) }
        await withTaskGroup(of: (sent: [Int64], failed: [Int64]).self) { group in
            for messages in matches.values {
                group.addTask {
                    for (index, message) in messages.enumerated() {
                        do {
                            try await message.publish(to: events)
                        } catch {
                            return (messages[..<index].map(\.sequence), messages[index...].map(\.sequence))
                        }
                    }
                    return (messages.map(\.sequence), [])
                }
            }
            for await (sent, failed) in group {
                if !sent.isEmpty { hear(.relayed(sent)) }
                if !failed.isEmpty {
                    environment.metrics.unsentEvents.increment(by: failed.count)
                    hear(.relayFailed(failed))
                }
            }
        }
    }

    private func tellServers(_ users: [PlayerID]) async {
        do {
            for (gateway, users) in try await ServerStore(pool: environment.pool).gateways(of: users) {
                environment.gateways.post(ServersChanged(serverUsers: users), to: gateway)
            }
        } catch {
            environment.logger.info("servers can't be told", metadata: ["shard": "\(shard)", "error": "\(error)"])
        }
    }

    private func probe(_ modes: [ModeName]) async {
        do {
            let hosted = modes.filter { environment.library.modes[$0]?.placement == .host }
            var free = try await store.freeServers(for: modes.filter { !hosted.contains($0) })
            if !hosted.isEmpty, let slots = await environment.hosts.freeSlots() {
                for mode in hosted { free[mode] = slots }
            }
            hear(.serversFree(free))
        } catch {
            environment.logger.info(
                "free servers can't be counted", metadata: ["shard": "\(shard)", "error": "\(error)"])
        }
    }

    private func consume(_ session: ShardSession) async {
        do {
            try await session.run { await self.take($0, in: session) }
        } catch {
            environment.logger.error(
                "a shard's queue can't be read", metadata: ["shard": "\(shard)", "error": "\(error)"])
            hear(.lost)
        }
    }

    private func release(_ epoch: Int64) async {
        do {
            try await ownership.release(shard, epoch: epoch)
        } catch {
            // Whoever comes next finds our lease run out.
            environment.logger.info("a shard can't be given up", metadata: ["shard": "\(shard)", "error": "\(error)"])
        }
    }
}
