import Logging
import Tracing

extension Logger.MetadataProvider {
    /// `trace.id` and `request.id` of the task at hand, where it has them.
    public static let tracing = Logger.MetadataProvider {
        guard let context = ServiceContext.current else { return [:] }
        var metadata: Logger.Metadata = [:]
        if let trace = context.traceContext { metadata["trace.id"] = "\(trace.traceID)" }
        if let requestID = context.requestID { metadata["request.id"] = "\(requestID)" }
        return metadata
    }
}
