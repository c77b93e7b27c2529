import Threads

extension HTTPDaemon {
    /// How long what was cancelled may take to end.
    private static let patience = Duration.seconds(2)

    /// Stops in good order. Afterwards no callback comes any more.
    func drain(within limit: Duration, onDrain: @escaping @Sendable () async -> Void) async {
        stopListening()
        drain.begin()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await onDrain() }
            group.addTask { await self.sockets.closeAll() }
            group.addTask {
                if await self.exchanges.reachesZero(within: limit) { return }
                for exchange in self.current { exchange.cancel() }
                _ = await self.exchanges.reachesZero(within: Self.patience)
            }
        }
        // A conversation that ignores the end of its socket isn't waited for any longer.
        _ = await sockets.tally.reachesZero(within: Self.patience)
        suspensions.close()
        // libmicrohttpd aborts the process when it is stopped with something suspended.
        repeat { answerForAll() } while await !suspensions.reachesZero(within: Self.patience)
        // What was answered just now still has to be sent.
        _ = await exchanges.reachesZero(within: Self.patience)
        for connection in registry.all { connection.breakOff() }
        let stopped = OneShot<Void>()
        // Joins libmicrohttpd's threads, so not on the cooperative pool.
        DedicatedThread.start(name: "http-stop") {
            self.stop()
            stopped.succeed(())
        }
        do { try await stopped.value() } catch { return }  // not cancelled: the drain has a task of its own
    }

    /// Answers in place of handlers that don't listen to their cancellation, and ends their streams.
    private func answerForAll() {
        let late = Problem(
            .serviceUnavailable, "the server stops", headers: ["Retry-After": "1", "Connection": "close"])
        for exchange in current {
            exchange.cancel()
            exchange.answer(late.response(instance: RequestIdentity.new()))
        }
    }

    private var current: [Exchange] { registry.all.compactMap { $0.state.withLock { $0.exchange } } }
}
