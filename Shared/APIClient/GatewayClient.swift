import API
import Contracts
import FoundationEssentials
import HTTPClient

/// The routes of the gateway, for tools, examples and tests. A value: one for each user, with that user's token.
public struct GatewayClient: Sendable {
    /// `http://host:port`, without a slash at the end.
    public let baseURL: String
    /// The session; sent as a Bearer token.
    public var token: String?
    /// How long any answer may take, beyond what a route itself waits.
    public var timeout: Duration
    private let http: WebClient

    public init(_ baseURL: String, token: String? = nil, timeout: Duration = .seconds(10), http: WebClient = .shared) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.token = token
        self.timeout = timeout
        self.http = http
    }

    /// Sends a request and gives back the answer, whatever its status.
    ///
    /// - Parameters:
    ///   - path: with its query, percent-encoded.
    ///   - waiting: how long the route may wait by itself (`?wait=`), on top of `timeout`.
    public func exchange(
        _ method: HTTPMethod, _ path: String, body: [UInt8]? = nil, headers: HTTPFields = [:], waiting: Duration = .zero
    ) async throws(GatewayError) -> HTTPClientResponse {
        var headers = headers
        if let token, headers["Authorization"] == nil { headers["Authorization"] = "Bearer \(token)" }
        if body != nil, headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
        let request = HTTPClientRequest(
            method, baseURL + path, headers: headers, body: body ?? [], timeout: timeout + waiting)
        do {
            return try await http.send(request)
        } catch {
            throw .unreachable(error)
        }
    }

    /// Sends a request and decodes the answer; everything but 2xx is thrown.
    public func call<Answer: Decodable>(
        _ method: HTTPMethod, _ path: String, _ body: (some Encodable & Sendable)?, waiting: Duration = .zero,
        as answer: Answer.Type = Answer.self
    ) async throws(GatewayError) -> Answer {
        try Self.read(await exchange(method, path, body: body.map { Self.encode($0) }, waiting: waiting))
    }

    /// Sends a body by POST and gives back the answer, whatever its status.
    func post(_ path: String, _ body: some Encodable & Sendable) async throws(GatewayError) -> HTTPClientResponse {
        try await exchange(.post, path, body: Self.encode(body))
    }

    private static func encode(_ body: some Encodable) -> [UInt8] {
        do {
            return [UInt8](try VerbatimJSON.encode(body))
        } catch {
            preconditionFailure("a body that can't be encoded: \(error)")
        }
    }

    /// As above, for a request without a body.
    public func call<Answer: Decodable>(
        _ method: HTTPMethod, _ path: String, waiting: Duration = .zero, as answer: Answer.Type = Answer.self
    ) async throws(GatewayError) -> Answer {
        try await call(method, path, String?.none, waiting: waiting)
    }

    /// An answer's body, or what kept the gateway from giving one.
    static func read<Answer: Decodable>(_ response: HTTPClientResponse) throws(GatewayError) -> Answer {
        guard (200..<300).contains(response.status.code) else { throw .refused(GatewayProblem(response)) }
        do {
            return try VerbatimJSON.decode(Answer.self, from: Data(response.body))
        } catch {
            throw .unreadable(status: response.status.code, reason: "\(error)")
        }
    }
}
