import Glibc

/// How lines are written, as `MUSTER_LOG_FORMAT` names it.
public enum LogFormat: String, Sendable, CaseIterable {
    /// `text` when standard error is a terminal, else `json`.
    case auto
    /// One JSON object a line.
    case json
    /// Lines for people.
    case text

    /// The factory to bootstrap a process with: this format, at `level`, on standard error.
    ///
    /// - Parameters:
    ///   - service: name of the executable (`muster-queue`).
    ///   - instance: tells replicas of the same service apart.
    ///   - metadataProvider: asked with every message.
    public func factory(
        level: Logger.Level, service: String, instance: String, metadataProvider: Logger.MetadataProvider? = nil
    ) -> LoggingSystem.Factory {
        let readable =
            switch self {
            case .auto: isatty(STDERR_FILENO) == 1
            case .json: false
            case .text: true
            }
        if readable {
            return { label in
                var handler = TerminalLogHandler(label: label)
                handler.logLevel = level
                handler.metadataProvider = metadataProvider
                return handler
            }
        }
        return { label in
            var handler = JSONLogHandler(label: label, service: service, instance: instance)
            handler.logLevel = level
            handler.metadataProvider = metadataProvider
            return handler
        }
    }
}
