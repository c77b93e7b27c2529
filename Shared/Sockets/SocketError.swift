import CLinux
import Glibc

/// What went wrong with a socket.
public struct SocketError: Error, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The other side closed or reset the connection, or it was closed here.
        case closed
        /// Nobody accepts connections there.
        case refused
        case timedOut
        /// The address is in use or may not be used.
        case addressUnavailable
        case nameNotFound
        /// The bounded write buffer is full: the other side reads too slowly.
        case bufferFull
        case cancelled
        /// Anything else; `code` says what.
        case system
    }

    public let kind: Kind
    /// The system's error number; 0 when there is none.
    public let code: Int32
    /// What was being done.
    public let operation: String

    public init(_ kind: Kind, _ operation: String, code: Int32 = 0) {
        self.kind = kind
        self.code = code
        self.operation = operation
    }

    /// The meaning of an error number.
    public init(code: Int32, _ operation: String) {
        let kind: Kind =
            switch code {
            case ECONNREFUSED: .refused
            case ECONNRESET, EPIPE, ENOTCONN, EBADF, ESHUTDOWN: .closed
            case ETIMEDOUT: .timedOut
            case EADDRINUSE, EADDRNOTAVAIL, EACCES: .addressUnavailable
            default: .system
            }
        self.init(kind, operation, code: code)
    }

    /// True when the same attempt may succeed later.
    public var isRetriable: Bool {
        switch kind {
        case .closed, .refused, .timedOut, .nameNotFound, .system: true
        case .addressUnavailable, .bufferFull, .cancelled: false
        }
    }

    public var description: String {
        code == 0 ? "\(operation): \(kind)" : "\(operation): \(kind) (\(String(cString: strerror(code))))"
    }
}
