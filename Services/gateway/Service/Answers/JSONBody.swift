import Contracts
import FoundationEssentials
import HTTPServer
import RulesCore

/// JSON in and out of the gateway.
enum JSONBody {
    /// Decodes a body.
    ///
    /// - Throws: `Problem` 415 for another content type; 400 for what isn't JSON (see ``JSONGrammar``) or has a member of the
    ///   wrong type. An empty body is 400 too.
    static func decode<Body: Decodable>(_ type: Body.Type, from request: HTTPRequest) throws -> Body {
        guard let body = try decodeIfPresent(type, from: request) else {
            throw Problem(.badRequest, "the body is empty, and must be a JSON object")
        }
        return body
    }

    /// The same, `nil` for an empty body.
    static func decodeIfPresent<Body: Decodable>(_ type: Body.Type, from request: HTTPRequest) throws -> Body? {
        guard !request.body.isEmpty else { return nil }
        try checkContentType(request)
        return try decode(type, from: request.body)
    }

    static func decode<Body: Decodable>(_ type: Body.Type, from bytes: [UInt8]) throws -> Body {
        do { try JSONGrammar.check(bytes) } catch { throw Problem(.badRequest, describe(error)) }
        do {
            return try VerbatimJSON.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Problem(.badRequest, describe(error))
        }
    }

    /// Encodes an answer.
    static func encode(_ body: some Encodable) throws -> [UInt8] {
        [UInt8](try VerbatimJSON.encode(body, formatting: .withoutEscapingSlashes))
    }

    private static func checkContentType(_ request: HTTPRequest) throws {
        guard let type = request.headers["Content-Type"] else { return }
        let media = HTTPFields.trim(type.prefix { $0 != ";" }).lowercased()
        guard media.isEmpty || media == "application/json" || media.hasSuffix("+json") else {
            throw Problem(.unsupportedMediaType, "bodies must be application/json")
        }
    }

    private static func describe(_ fault: JSONGrammar.Fault) -> String {
        switch fault {
        case .notUTF8: "the body is not UTF-8"
        case .malformed(let position): "the body is not JSON, from byte \(position) on"
        case .nestedTooDeeply: "the body is nested too deeply"
        case .repeatedMember(let name): "the member '\(name.prefix(64))' stands twice in one object"
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(path(context.codingPath)) has the wrong JSON type"
        case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty: "\(path(context.codingPath)) is not valid"
        default: "the body is not JSON"
        }
    }

    private static func path(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the body" }
        return path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}
