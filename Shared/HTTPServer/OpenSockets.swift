import Threads
import WebSocket

/// The WebSockets of a server.
final class OpenSockets: Sendable {
    private struct State {
        var sockets: [ObjectIdentifier: WebSocketConnection] = [:]
        var isClosed = false
    }

    private let state = Locked(State())
    let tally = Tally()

    /// False when the server takes no more.
    func insert(_ socket: WebSocketConnection) -> Bool {
        let isOpen = state.withLock { state in
            guard !state.isClosed else { return false }
            state.sockets[ObjectIdentifier(socket)] = socket
            return true
        }
        if isOpen { tally.add() }
        return isOpen
    }

    func remove(_ socket: WebSocketConnection) {
        state.withLock { _ = $0.sockets.removeValue(forKey: ObjectIdentifier(socket)) }
        tally.remove()
    }

    /// Closes all with 1012, and lets none be added.
    func closeAll() async {
        let sockets: [WebSocketConnection] = state.withLock { state in
            state.isClosed = true
            return Array(state.sockets.values)
        }
        await withTaskGroup(of: Void.self) { group in
            for socket in sockets { group.addTask { await socket.close(.serviceRestart) } }
        }
    }
}
