import API
import APIClient
import Contracts
import Threads

extension Bot {
    /// Thrown to end the tasks around it.
    private struct Finished: Error {}

    /// Plays until `matches` are complete or `stop` succeeds, and then what has begun. Throws when the gateway refuses what
    /// it shouldn't; cancellation ends it at once.
    public func play(matches: Int?, stop: OneShot<Void>) async throws {
        let (inputs, feed) = AsyncStream<Input>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            defer { tasks.cancelAll() }
            tasks.addTask { try await self.watch(feed) }
            tasks.addTask {
                // Cancelled when the bot has played all its matches before.
                do { try await stop.value() } catch { return }
                feed.yield(.stop)
            }
            tasks.addTask {
                try await self.follow(BotScript(matches: matches), inputs, feed)
                throw Finished()
            }
            do {
                // The first that ends by an error ends the others, which `waitForAll` wouldn't.
                for try await _ in tasks {}
            } catch is Finished {}
        }
    }

    private func follow(
        _ script: BotScript, _ inputs: AsyncStream<Input>, _ feed: AsyncStream<Input>.Continuation
    ) async throws {
        var script = script
        var started = false
        var enqueued = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { children in
            defer { children.cancelAll() }
            for await input in inputs {
                var actions: [BotScript.Action] = []
                var mayEnqueue = hooks.gate == nil
                switch input {
                case .state(let state, let time):
                    note(state, enqueued: enqueued, at: time)
                    actions = script.handle(state)
                    if !started { actions += script.start() }
                    started = true
                case .enqueueAgain(let seconds): actions = script.enqueueAgain(afterSeconds: seconds)
                case .gateOpened:
                    mayEnqueue = true
                    actions = script.wantsToBeQueued ? [.enqueue(afterSeconds: 0)] : []
                case .stop: actions = script.stop()
                }
                for action in actions {
                    switch action {
                    case .enqueue(0) where mayEnqueue:
                        enqueued = .now
                        try await enqueue(feed)
                    case .enqueue(0):
                        children.addTask { [hooks] in
                            try await hooks.gate?()
                            feed.yield(.gateOpened)
                        }
                    case .enqueue(let seconds):
                        children.addTask {
                            try await Task.sleep(for: .seconds(seconds))
                            feed.yield(.enqueueAgain(afterSeconds: 0))
                        }
                    case .accept(let match): try await accept(match, feed)
                    case .play(let config, let cookie):
                        children.addTask { try await self.play(config, cookie: cookie) }
                    case .leave: try await leave(feed)
                    case .finish: return
                    }
                }
            }
            // The inputs end with the task only.
            throw CancellationError()
        }
    }

    /// Writes down what a state tells of a match.
    private func note(_ state: StateBody, enqueued: ContinuousClock.Instant, at time: ContinuousClock.Instant) {
        hooks.stateSeen(state)
        guard let match = state.matchId, let mode = state.mode else { return }
        switch PlayerState.Kind(state.type) {
        case .matchFound:
            ledger.found(
                match, mode: mode, players: state.players ?? 0, by: playerID, enqueued: enqueued, at: time)
        case .matchComplete:
            let abandoned = state.outcome == PlayerState.Ending.abandoned.rawValue
            ledger.ended(match, mode: mode, by: playerID, abandoned: abandoned, at: time)
        default: break
        }
    }

    // MARK: Requests

    private func enqueue(_ feed: AsyncStream<Input>.Continuation) async throws {
        do {
            let state = try await gateway.enqueue(LookForMatchBody(modes: modes))
            feed.yield(.state(state, at: .now))
        } catch {
            logger.debug("not queued", metadata: ["bot.name": "\(username)", "error": "\(error)"])
            switch error {
            case _ where error.status == 409:
                // Queued already by a request whose answer was lost, or not yet free of the last match: the state tells.
                feed.yield(.enqueueAgain(afterSeconds: 1))
            case .refused(let problem) where error.isRetriable:
                feed.yield(.enqueueAgain(afterSeconds: problem.retryAfter ?? 1))
            case _ where error.isRetriable: feed.yield(.enqueueAgain(afterSeconds: 1))
            default: throw error
            }
        }
    }

    private func accept(_ match: MatchID, _ feed: AsyncStream<Input>.Continuation) async throws {
        try await insist { () async throws(GatewayError) in
            do throws(GatewayError) {
                let state = try await gateway.answer(AnswerMatchBody(accept: true, matchId: match.rawValue))
                feed.yield(.state(state, at: .now))
            } catch {
                // Somebody else declined in this moment: the next state tells.
                guard error.status == 409 else { throw error }
            }
        }
    }

    private func leave(_ feed: AsyncStream<Input>.Continuation) async throws {
        try await insist { () async throws(GatewayError) in
            do throws(GatewayError) {
                feed.yield(.state(try await gateway.leaveQueue(), at: .now))
            } catch {
                // A match was confirmed in this moment: it will be played.
                guard error.status == 409 else { throw error }
            }
        }
    }

    /// Tries until it succeeds or is refused for good, at most ten times.
    private func insist(_ request: () async throws(GatewayError) -> Void) async throws {
        var backoff = Backoff()
        var left = 10
        while true {
            do {
                return try await request()
            } catch {
                guard error.isRetriable, left > 0 else { throw error }
                left -= 1
                try await Task.sleep(for: backoff.next(after: error))
            }
        }
    }
}
