import Contracts
import LobbyCore

/// One client at a door: carries out what the door decides.
actor DoorSession {
    enum Outgoing: Sendable {
        case bytes([UInt8])
        case close(CloseReason)
    }

    private var door: any Door
    private let desk: PeerDesk
    /// What is to be written, in order; ends when nothing more will be.
    nonisolated let outgoing: AsyncStream<Outgoing>
    private let out: AsyncStream<Outgoing>.Continuation
    private let name = CommandID.random()
    private var matcherID: MatcherID?
    private var alarm: (at: ContinuousClock.Instant, task: Task<Void, Never>)?
    private var hasLeft = false
    private var isOver = false

    init(_ door: any Door, desk: PeerDesk) {
        self.door = door
        self.desk = desk
        (outgoing, out) = AsyncStream.makeStream()
    }

    /// Lives until the client has gone; what the queue must hear of it goes on afterwards.
    ///
    /// - Parameters:
    ///   - read: the next of what has arrived; `nil` or an error when the client is gone.
    ///   - write: throws when the client is gone.
    ///   - close: shows the client out.
    func run(
        read: @escaping @Sendable () async throws -> [UInt8]?,
        write: @escaping @Sendable ([UInt8]) async throws -> Void,
        close: @escaping @Sendable (CloseReason) async -> Void
    ) async {
        desk.add(self)
        rearm()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [outgoing] in
                for await next in outgoing {
                    switch next {
                    case .bytes(let bytes):
                        do { try await write(bytes) } catch { return }  // the client is gone, as reading will tell
                    case .close(let reason): await close(reason)
                    }
                }
            }
            do {
                while let bytes = try await read() { self.hear(.received(bytes)) }
            } catch {
                // The client is gone, in whatever way.
            }
            self.hear(.clientLeft)
            await group.waitForAll()
        }
    }

    func hear(_ event: DoorEvent) {
        guard !isOver else { return }
        if event == .clientLeft {
            guard !hasLeft else { return }
            hasLeft = true
        }
        for action in door.handle(event, at: .now) {
            switch action {
            case .write(let bytes): out.yield(.bytes(bytes))
            case .request(let request, let number): ask(request, number)
            case .close(let reason):
                desk.count(reason)
                out.yield(.close(reason))
            }
        }
        if hasLeft { out.finish() }
        if door.matcherID != matcherID {
            let early = desk.rename(self, from: matcherID, to: door.matcherID)
            matcherID = door.matcherID
            if let early { hear(.told(early)) }
        }
        if hasLeft, door.isOver { end() } else { rearm() }
    }

    private func ask(_ request: PeerRequest, _ number: Int) {
        let command = CommandID("\(name)-\(number)")
        // Outlives the connection: the queue must hear of who has left.
        Task { [queue = desk.queue] in self.hear(.answered(number: number, await queue.ask(request, as: command))) }
    }

    private func rearm() {
        let at = door.wakeAt
        guard at != alarm?.at else { return }
        alarm?.task.cancel()
        alarm = at.map { at in
            // Outlives the connection, as the request that it repeats does.
            let task = Task {
                do { try await Task.sleep(until: at, clock: .continuous) } catch { return }  // another time was set
                self.ring(at)
            }
            return (at, task)
        }
    }

    private func ring(_ at: ContinuousClock.Instant) {
        guard alarm?.at == at else { return }
        alarm = nil
        hear(.timePassed)
    }

    private func end() {
        isOver = true
        alarm?.task.cancel()
        alarm = nil
        desk.remove(self)
    }
}
