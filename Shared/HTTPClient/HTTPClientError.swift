import CCurl

/// Why there is no answer. Any answer of the server, whatever its status, is a response and not an error.
public struct HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        case invalidRequest
        case nameNotFound
        case connectionFailed
        /// The connection ended before the answer did.
        case connectionClosed
        case timedOut
        case tls
        /// What came isn't HTTP.
        case invalidResponse
        case responseTooLarge
        /// The calling task was cancelled.
        case cancelled
        /// The client has been let go.
        case clientClosed
        case other
    }

    public let kind: Kind
    /// libcurl's code; 0 when libcurl wasn't asked.
    public let code: UInt32
    public let message: String

    init(_ kind: Kind, _ message: String, code: UInt32 = 0) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    init(_ code: CURLcode) {
        let kind: Kind =
            switch code {
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT: .invalidRequest
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotFound
            case CURLE_COULDNT_CONNECT: .connectionFailed
            case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .connectionClosed
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
                CURLE_SSL_CACERT_BADFILE:
                .tls
            case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .invalidResponse
            default: .other
            }
        self.init(kind, String(cString: curl_easy_strerror(code)), code: code.rawValue)
    }

    /// True when the same request may succeed later. Whether the server has acted on this one is unknown.
    public var isRetriable: Bool {
        switch kind {
        case .nameNotFound, .connectionFailed, .connectionClosed, .timedOut: true
        case .invalidRequest, .tls, .invalidResponse, .responseTooLarge, .cancelled, .clientClosed, .other: false
        }
    }

    public var description: String { code == 0 ? message : "\(message) (curl \(code))" }
}
