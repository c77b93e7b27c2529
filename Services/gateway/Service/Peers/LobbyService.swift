import LobbyCore
import Logging
import Metrics
import RulesCore
import ServiceLifecycle
import Sockets
import Threads

/// The TCP door of seed 001: takes in the game's own clients.
struct LobbyService: Service {
    let host: String
    let port: UInt16
    /// Connections in all.
    let mostConnections: Int
    /// Connections of one address; `nil` for any number.
    let mostOfAddress: @Sendable (String) -> Int?
    let desk: PeerDesk
    let logger: Logger
    private let connections = Locked<(all: Int, of: [String: Int])>((0, [:]))
    private let refused = Counter(label: "muster_gateway_lobby_refused_total")

    init(
        host: String, port: UInt16, mostConnections: Int, mostOfAddress: @escaping @Sendable (String) -> Int?,
        desk: PeerDesk, logger: Logger
    ) {
        self.host = host
        self.port = port
        self.mostConnections = mostConnections
        self.mostOfAddress = mostOfAddress
        self.desk = desk
        self.logger = logger
    }

    func run() async throws {
        // Clients are told a few words; one that takes none of them is gone.
        let listener = try await TCPListener.bind(
            host: host, port: port,
            limits: TCPLimits(bufferBytes: 4096, stall: .seconds(10), keepAlive: .seconds(10)))
        logger.info("the lobby's door is open", metadata: ["address": "\(listener.address)"])
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                while true {
                    let connection: TCPConnection
                    do throws(SocketError) {
                        connection = try await listener.accept()
                    } catch {
                        guard error.kind == .closed || error.kind == .cancelled else { throw error }
                        break
                    }
                    let address = connection.remoteAddress.ip.description
                    guard admit(address) else {
                        refused.increment()
                        await connection.close()
                        continue
                    }
                    group.addTask {
                        await serve(connection, address)
                        release(address)
                    }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            // The handler can't wait; the loop above ends when the listener is closed.
            Task { await listener.close() }
        }
    }

    private func serve(_ connection: TCPConnection, _ address: String) async {
        let session = DoorSession(TextDoor(ip: address, at: .now), desk: desk)
        await withTaskCancellationHandler {
            await session.run {
                try await connection.read()
            } write: { bytes in
                try await connection.write(bytes)
            } close: { _ in
                await connection.close()
            }
            await connection.close()
        } onCancel: {
            Task { await connection.close() }  // a handler can't wait
        }
    }

    private func admit(_ address: String) -> Bool {
        connections.withLock { connections in
            guard connections.all < mostConnections, connections.of[address] ?? 0 < mostOfAddress(address) ?? .max
            else {
                return false
            }
            connections.all += 1
            connections.of[address, default: 0] += 1
            return true
        }
    }

    private func release(_ address: String) {
        connections.withLock { connections in
            connections.all -= 1
            connections.of[address, default: 1] -= 1
            if connections.of[address] == 0 { connections.of[address] = nil }
        }
    }
}
