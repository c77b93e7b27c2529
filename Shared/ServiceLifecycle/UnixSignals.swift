import Dispatch
import Glibc
import Threads

/// Signals as they arrive. From `init` on their default action is off, and stays off after this is freed, since a process
/// that stops handling signals is about to exit.
///
/// `@unchecked Sendable`: the dispatch sources are made in `init` and only cancelled in `deinit`.
final class UnixSignals: @unchecked Sendable {
    /// Each arrival; a signal that comes twice before the first is seen may be seen once.
    let arrivals: AsyncStream<UnixSignal>

    private let sources: [any DispatchSourceSignal]
    private let finish: @Sendable () -> Void

    init(_ signals: some Sequence<UnixSignal>) {
        let (stream, continuation) = AsyncStream.makeStream(of: UnixSignal.self)
        arrivals = stream
        finish = { continuation.finish() }
        sources = Set(signals).map { unixSignal in
            // Ignored, so that the default action doesn't end the process; the source sees it nonetheless.
            signal(unixSignal.number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: unixSignal.number, queue: .global())
            source.setEventHandler { continuation.yield(unixSignal) }
            source.activate()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        finish()
    }
}
