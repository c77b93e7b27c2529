import Sockets
import Threads

/// Every connection of a server, and how many each address has.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: ClientConnection] = [:]
        var counts: [IPAddress: Int] = [:]
    }

    private let state = Locked(State())

    var all: [ClientConnection] { state.withLock { Array($0.connections.values) } }

    var count: Int { state.withLock { $0.connections.count } }

    func count(of address: IPAddress) -> Int { state.withLock { $0.counts[address] ?? 0 } }

    func insert(_ connection: ClientConnection) {
        state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            state.counts[connection.address.ip, default: 0] += 1
        }
    }

    /// Removes a connection; `keepsAddress` when it goes on as a WebSocket, which counts until `release`.
    func remove(_ connection: ClientConnection, keepsAddress: Bool) {
        state.withLock { state in
            guard state.connections.removeValue(forKey: ObjectIdentifier(connection)) != nil, !keepsAddress else {
                return
            }
            Self.decrement(connection.address.ip, &state.counts)
        }
    }

    func release(_ address: IPAddress) { state.withLock { Self.decrement(address, &$0.counts) } }

    private static func decrement(_ address: IPAddress, _ counts: inout [IPAddress: Int]) {
        let count = (counts[address] ?? 0) - 1
        counts[address] = count > 0 ? count : nil
    }
}
