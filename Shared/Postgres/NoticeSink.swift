import CPostgres
import Logging
import Threads

/// Takes the server's notices and warnings to the log. The link that it is attached to keeps it alive.
final class NoticeSink: Sendable {
    private let logger: Logger
    private let ended = Locked(false)

    /// True once the server has said that it ends the session, which an idle connection learns as a notice.
    var sessionEnded: Bool { ended.withLock { $0 } }

    init(logger: Logger) { self.logger = logger }

    func attach(to connection: OpaquePointer) {
        PQsetNoticeReceiver(connection, receiveNotice, Unmanaged.passUnretained(self).toOpaque())
    }

    func take(severity: String, message: String) {
        if severity == "FATAL" || severity == "PANIC" { ended.withLock { $0 = true } }
        logger.log(
            level: severity == "WARNING" ? .info : .debug, "postgres says",
            metadata: ["postgres.severity": "\(severity)", "postgres.message": "\(message)"])
    }
}

/// A function, not a closure: libpq calls it on the connection's thread.
private func receiveNotice(_ context: UnsafeMutableRawPointer?, _ notice: OpaquePointer?) {
    guard let context, let notice else { return }
    let (severity, message) = ResultHandle.noticeText(notice)
    Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().take(severity: severity, message: message)
}
