extension Logger {
    /// How much a message matters; ordered from `trace` to `critical`.
    public enum Level: String, Codable, Sendable, CaseIterable, Comparable {
        case trace, debug, info, notice, warning, error, critical

        private var order: Int {
            switch self {
            case .trace: 0
            case .debug: 1
            case .info: 2
            case .notice: 3
            case .warning: 4
            case .error: 5
            case .critical: 6
            }
        }

        public static func < (left: Level, right: Level) -> Bool { left.order < right.order }
    }
}
