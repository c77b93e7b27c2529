import HTTPTypes

/// What to ask of a server.
public struct HTTPClientRequest: Sendable {
    public var method: HTTPMethod
    /// Absolute, `http` or `https`, already percent-encoded.
    public var url: String
    public var headers: HTTPFields
    public var body: [UInt8]
    /// From the call to the last byte of the answer; nil waits without end. A stream's limit is on its whole life.
    public var timeout: Duration?
    /// An answer with a longer body is an error. Doesn't bind streams.
    public var maximumResponseBytes: Int

    public init(
        _ method: HTTPMethod = .get, _ url: String, headers: HTTPFields = [:], body: [UInt8] = [],
        timeout: Duration? = .seconds(10), maximumResponseBytes: Int = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
    }

    /// A request with a JSON body.
    public static func json(
        _ method: HTTPMethod, _ url: String, _ body: [UInt8], headers: HTTPFields = [:],
        timeout: Duration? = .seconds(10)
    ) -> HTTPClientRequest {
        var headers = headers
        headers["Content-Type"] = "application/json"
        return HTTPClientRequest(method, url, headers: headers, body: body, timeout: timeout)
    }
}
