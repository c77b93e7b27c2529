import CMicroHTTPD

/// The head of a request as libmicrohttpd has it, checked for what that accepts and shouldn't.
struct RequestHead {
    /// Why a head is refused.
    struct Refusal: Error {
        let status: HTTPStatus
        let detail: String
    }

    let method: HTTPMethod
    /// Percent-encoded, without the query.
    let path: String
    let query: Substring
    let headers: HTTPFields
    /// Nil when it isn't said in advance.
    let contentLength: UInt64?

    /// - Parameter target: the request's target as it was sent.
    init(
        _ connection: OpaquePointer, url: UnsafePointer<CChar>, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>, target: String, limits: HTTPServiceConfiguration
    ) throws(Refusal) {
        let size = muster_mhd_header_size(connection)
        guard size <= limits.maximumHeaderBytes else {
            throw Refusal(
                status: .requestHeaderFieldsTooLarge,
                detail: "the head is longer than \(limits.maximumHeaderBytes) bytes")
        }
        var reader = FieldReader(method: method, url: url, version: version, targetLength: target.utf8.count)
        withUnsafeMutablePointer(to: &reader) { reader in
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, takeField, reader)
        }
        guard reader.fields.count <= limits.maximumHeaderFields else {
            throw Refusal(
                status: .requestHeaderFieldsTooLarge,
                detail: "more than \(limits.maximumHeaderFields) fields in the head")
        }
        guard reader.isWellFormed(size: size) else {
            throw Refusal(status: .badRequest, detail: "the request's head is malformed")
        }
        self.method = HTTPMethod(rawValue: String(cString: method))
        headers = reader.fields
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, path.hasPrefix("/") || (path == "*" && self.method == .options),
            target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else {
            throw Refusal(status: .badRequest, detail: "the request's target isn't a path")
        }
        self.path = String(path)
        query = parts.count > 1 ? parts[1] : ""
        let isHTTP11 = String(cString: version) == "HTTP/1.1"
        contentLength = try Self.checkFraming(headers, isHTTP11: isHTTP11)
        let hosts = headers.values(of: "Host").count
        guard hosts == 1 || (hosts == 0 && !isHTTP11) else {
            throw Refusal(status: .badRequest, detail: "a request has one Host")
        }
    }

    /// One way, and one only, to tell where the body ends (RFC 9112, section 6).
    private static func checkFraming(_ headers: HTTPFields, isHTTP11: Bool) throws(Refusal) -> UInt64? {
        let lengths = headers.values(of: "Content-Length")
        let codings = headers.values(of: "Transfer-Encoding")
        guard codings.isEmpty || lengths.isEmpty else {
            throw Refusal(status: .badRequest, detail: "both Content-Length and Transfer-Encoding")
        }
        guard codings.isEmpty || isHTTP11 else {
            throw Refusal(status: .badRequest, detail: "Transfer-Encoding in HTTP/1.0")
        }
        guard codings.isEmpty || (codings.count == 1 && HTTPFields.equal(codings[0], "chunked")) else {
            throw Refusal(status: .notImplemented, detail: "the only transfer coding here is chunked")
        }
        guard lengths.count <= 1 else { throw Refusal(status: .badRequest, detail: "more than one Content-Length") }
        guard let text = lengths.first else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = UInt64(text) else {
            throw Refusal(status: .badRequest, detail: "Content-Length isn't a number")
        }
        return length
    }
}

/// Called for each field, in order.
private func takeField(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
    guard let context, let name else { return .NO }
    context.assumingMemoryBound(to: FieldReader.self).pointee.take(name, nameLength, value, valueLength)
    return .YES
}
