import API
import APIClient
import Contracts
import FoundationEssentials
import Logging
import WebSocket

/// The reference streaming host: heartbeats, waits in its room, and says `busy` while a client is there.
///
/// ```
///  heartbeat every 20 s ───────────────────────────────────────────────▶ gateway
///  in the room: peer-joined ──▶ busy · offer ──▶ answer · peer-left ──▶ idle
/// ```
/// What it would stream is left out; an `answer` to the client's `offer` stands for it.
public actor StreamingHost {
    /// What has become of it.
    public enum Event: Sendable, Hashable {
        /// It waits in its room, and clients are sent to it.
        case ready
        /// A client has come.
        case busy
        /// The client has gone.
        case idle
    }

    private let configuration: StreamingHostConfiguration
    private let gateway: GatewayClient
    private let logger: Logger
    private var status: HostStatus?

    public init(_ configuration: StreamingHostConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        gateway = GatewayClient(configuration.gateway, token: configuration.secret)
    }

    /// Serves until the task is cancelled. Whatever goes wrong in between is tried again; what the gateway refuses is thrown.
    ///
    /// Nobody can sign a host off: its key expires 30 s after the last heartbeat. Until then it leaves itself busy, so that
    /// nobody is sent to it.
    public func run(event: @escaping @Sendable (Event) -> Void = { _ in }) async throws {
        let failure: any Error
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.stayInRoom(event) }
                group.addTask { try await self.keepAlive() }
                for try await _ in group {}
            }
            return
        } catch {
            failure = error
        }
        // On a task of its own, since this one is cancelled.
        await Task {
            guard self.status != nil else { return }
            do { try await self.setStatus(.busy) } catch {
                self.logger.info("not signed off; the key expires", metadata: ["error": "\(error)"])
            }
        }.value
        throw failure
    }

    // MARK: The gateway

    private func keepAlive() async throws {
        while true {
            try await Task.sleep(for: configuration.heartbeatInterval)
            if status != nil { try await persistently { try await self.beat() } }
        }
    }

    private func beat() async throws {
        let body = HeartbeatBody(
            hostId: configuration.hostID, roomId: configuration.roomID, region: configuration.region)
        _ = try await gateway.call(.post, "/api/host/heartbeat", body, as: HeartbeatAnswer.self)
    }

    private func say(_ status: HostStatus) async throws {
        self.status = status
        do {
            try await setStatus(status)
        } catch let error as GatewayError where error.status == 404 {
            // Too long out of reach: register anew.
            try await beat()
            try await setStatus(status)
        }
    }

    private func setStatus(_ status: HostStatus) async throws {
        let body = HostStatusBody(hostId: configuration.hostID, status: status.rawValue)
        _ = try await gateway.call(.post, "/api/host/status", body, as: HostStatusAnswer.self)
    }

    /// Tries again what may succeed later.
    private func persistently(_ request: () async throws -> Void) async throws {
        var backoff = Backoff()
        while true {
            do {
                return try await request()
            } catch let error as GatewayError where error.isRetriable {
                try Task.checkCancellation()
                logger.info("gateway will be asked again", metadata: ["error": "\(error)"])
                try await Task.sleep(for: backoff.next(after: error))
            }
        }
    }

    // MARK: The room

    /// Waits in the room, and comes back into it whenever the connection is lost.
    private func stayInRoom(_ event: @Sendable (Event) -> Void) async throws {
        var backoff = Backoff()
        while true {
            do {
                let room = try await WebSocketConnection.connect(
                    "\(configuration.signalling)?roomId=\(configuration.roomID)")
                backoff = Backoff()
                do {
                    try await serve(room, event)
                    await room.close()
                } catch {
                    await room.close()
                    throw error
                }
            } catch let error as WebSocketError {
                logger.info("room can't be entered", metadata: ["error": "\(error)"])
            }
            try Task.checkCancellation()
            try await Task.sleep(for: backoff.next())
        }
    }

    /// Until the connection to the room ends.
    private func serve(_ room: WebSocketConnection, _ event: @Sendable (Event) -> Void) async throws {
        // Registered only once somebody is here to welcome a client. After a lost connection nobody is any more.
        if status == nil {
            try await persistently { try await self.beat() }
            status = .idle
            event(.ready)
        } else if status == .busy {
            try await turn(.idle, event)
        }
        for await message in room.messages {
            switch message.text.flatMap({ SignallingMessage(text: $0) })?.type {
            case .peerJoined: try await turn(.busy, event)
            case .peerLeft: try await turn(.idle, event)
            case .offer: try await room.send(SignallingMessage(.answer, description: "a desktop").text)
            case .answer, nil: continue
            }
        }
    }

    private func turn(_ status: HostStatus, _ event: @Sendable (Event) -> Void) async throws {
        try await persistently { try await self.say(status) }
        event(status == .busy ? .busy : .idle)
    }
}
