import Dispatch
import Threads

/// Signals as they arrive. Once installed their default action is off, and stays off after this is freed, since a process
/// that stops handling signals is about to exit.
///
/// `@unchecked Sendable`: the dispatch sources are made in `init` and only cancelled in `deinit`.
public final class UnixSignals: @unchecked Sendable {
    /// Each arrival; a signal that comes twice before the first is seen may be seen once.
    public let arrivals: AsyncStream<UnixSignal>

    private let sources: [any DispatchSourceSignal]
    private let finish: @Sendable () -> Void

    /// Returns when every signal is being handled: until then one would have its default action.
    public static func install(_ signals: some Sequence<UnixSignal>) async throws -> UnixSignals {
        let installed = Set(signals).map { (signal: $0, registered: OneShot<Void>()) }
        let unixSignals = UnixSignals(installed)
        for (_, registered) in installed { try await registered.value() }
        return unixSignals
    }

    private init(_ signals: [(signal: UnixSignal, registered: OneShot<Void>)]) {
        let (stream, continuation) = AsyncStream.makeStream(of: UnixSignal.self)
        arrivals = stream
        finish = { continuation.finish() }
        // On Linux, libdispatch takes the signal's default action away itself; ignoring it besides would hide it.
        sources = signals.map { signal, registered in
            let source = DispatchSource.makeSignalSource(signal: signal.number, queue: .global())
            source.setEventHandler { continuation.yield(signal) }
            source.setRegistrationHandler { registered.succeed(()) }
            source.activate()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        finish()
    }
}
