import Threads

/// Decides which handler new loggers get.
public enum LoggingSystem {
    /// Makes the handler of a logger with the given label.
    public typealias Factory = @Sendable (String) -> any LogHandler

    private static let installed = Locked<Factory?>(nil)

    /// Installs the factory for all loggers made from now on. Once a process, at its start; a second call traps.
    public static func bootstrap(_ factory: @escaping Factory) {
        installed.withLock { installed in
            precondition(installed == nil, "logging is already bootstrapped")
            installed = factory
        }
    }

    /// What was installed; before, readable lines at `info` on standard error.
    static var factory: Factory {
        let factory: Factory? = installed.withLock { $0 }
        return factory ?? { label in TerminalLogHandler(label: label) }
    }
}
