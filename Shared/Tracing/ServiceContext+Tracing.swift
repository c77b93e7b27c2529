@_exported import ServiceContextModule  // who traces speaks of contexts

extension ServiceContext {
    private enum TraceContextKey: ServiceContextKey { typealias Value = TraceContext }
    private enum RequestIDKey: ServiceContextKey { typealias Value = String }

    /// The trace that the work belongs to.
    public var traceContext: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }

    /// The id that the client's request has, made by it or by the gateway.
    public var requestID: String? {
        get { self[RequestIDKey.self] }
        set { self[RequestIDKey.self] = newValue }
    }

    /// Work that was caused from outside.
    public init(traceContext: TraceContext?, requestID: String?) {
        self = .topLevel
        self.traceContext = traceContext
        self.requestID = requestID
    }
}
