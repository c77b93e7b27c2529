extension Logger {
    /// Metadata that depends on the task at hand, asked for with every message.
    public struct MetadataProvider: Sendable {
        private let provide: @Sendable () -> Metadata

        public init(_ provide: @escaping @Sendable () -> Metadata) { self.provide = provide }

        public func get() -> Metadata { provide() }
    }
}
