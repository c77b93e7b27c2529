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
                guard await !self.exchanges.reachesZero(within: limit) else { return }
                await self.breakOff()
            }
        }
        // A conversation that ignores the end of its socket isn't waited for any longer.
        _ = await sockets.tally.reachesZero(within: Self.patience)
        for connection in registry.all { connection.breakOff() }
        let stopped = OneShot<Void>()
        // Joins libmicrohttpd's threads, so not on the cooperative pool.
        DedicatedThread.start(name: "http-stop") {
            self.stop()
            stopped.succeed(())
        }
        do { try await stopped.value() } catch { return }  // not cancelled: the drain has a task of its own
    }

    /// Cancels what works, and answers for what doesn't listen to that.
    private func breakOff() async {
        for exchange in current { exchange.cancel() }
        if await exchanges.reachesZero(within: Self.patience) { return }
        isStopping.withLock { $0 = true }
        let late = Problem(.serviceUnavailable, "the server stops", headers: ["Retry-After": "1"])
        for exchange in current { exchange.answer(late.response(instance: RequestIdentity.new())) }
        for exchange in current { exchange.cancel() }
        // Resumed connections leave libmicrohttpd's list of suspended ones on its own threads.
        while await !suspensions.reachesZero(within: Self.patience) { for exchange in current { exchange.cancel() } }
    }

    private var current: [Exchange] { registry.all.compactMap { $0.state.withLock { $0.exchange } } }
}
