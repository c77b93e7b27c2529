import CLinux
import Sockets
import Threads

/// One connection of a client, as long as libmicrohttpd holds its descriptor.
final class ClientConnection: Sendable {
    enum Phase {
        /// A head is awaited or under way.
        case head
        case body
        /// A handler is at work; libmicrohttpd doesn't look at the descriptor meanwhile.
        case handling
        case sending
        /// Between two requests.
        case idle
    }

    struct State {
        var isClosed = false
        var phase = Phase.head
        var since = ContinuousClock.now
        /// The request under way.
        var exchange: Exchange?
        var watch: DescriptorWatch?
        var isWatched = false
        /// A request was refused before its body was read: what still comes must be read before the descriptor is
        /// closed, or the system resets the connection and the client never sees its answer.
        var mustLinger = true
        /// A WebSocket has taken it over, and counts for its address until that ends.
        var goesOnAsSocket = false
    }

    let descriptor: Int32
    let address: SocketAddress
    let state = Locked(State())

    init(descriptor: Int32, address: SocketAddress) {
        self.descriptor = descriptor
        self.address = address
    }

    func enter(_ phase: Phase) {
        state.withLock { state in
            state.phase = phase
            state.since = .now
        }
    }

    /// Ends the connection both ways; libmicrohttpd then sees its end and closes it. Does nothing when it is closed:
    /// its descriptor's number may belong to somebody else by then.
    func breakOff() {
        state.withLock { state in
            guard !state.isClosed else { return }
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
    }
}
