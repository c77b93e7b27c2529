/// An answer that is an error (RFC 9457): thrown by handlers and middleware, sent as `application/problem+json`.
public struct Problem: Error, Sendable, Hashable {
    public static let contentType = "application/problem+json"

    public var status: HTTPStatus
    /// A URI, or a name that the API defines.
    public var type: String
    public var title: String
    public var detail: String
    /// Members beside the standard ones; one with a standard name replaces it.
    public var members: [ProblemMember]
    /// Header fields that go with it, such as `Retry-After`.
    public var headers: HTTPFields

    /// - Parameters:
    ///   - detail: for the person who reads it: what was wrong with this request. Never internals.
    ///   - title: the status's own reason unless given.
    public init(
        _ status: HTTPStatus, _ detail: String, type: String = "about:blank", title: String? = nil,
        members: [ProblemMember] = [], headers: HTTPFields = [:]
    ) {
        self.status = status
        self.type = type
        self.title = title ?? status.reason
        self.detail = detail
        self.members = members
        self.headers = headers
    }

    /// The response. `instance` is the request's id.
    public func response(instance: String) -> HTTPResponse {
        let standard = [
            ProblemMember("type", .string(type)), ProblemMember("title", .string(title)),
            ProblemMember("status", .integer(status.code)), ProblemMember("detail", .string(detail)),
            ProblemMember("instance", .string(instance)),
        ]
        let kept = standard.filter { member in !members.contains { $0.name == member.name } }
        var bytes: [UInt8] = []
        ProblemValue.object(kept + members).write(to: &bytes)
        var headers = headers
        headers["Content-Type"] = Self.contentType
        return HTTPResponse(status: status, headers: headers, body: .bytes(bytes))
    }
}
