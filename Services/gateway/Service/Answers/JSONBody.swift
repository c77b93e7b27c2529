import FoundationEssentials
import HTTPServer

/// JSON in and out of the gateway.
enum JSONBody {
    /// Decodes a body.
    ///
    /// - Throws: `Problem` 415 for another content type; 400 for what isn't UTF-8, isn't JSON, or has a member of the wrong
    ///   type. An empty body is 400 too.
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
        // Foundation would guess UTF-16 and UTF-32, and reads deep nesting by recursion.
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Problem(.badRequest, "the body is not UTF-8")
        }
        guard nesting(of: bytes) <= 64 else { throw Problem(.badRequest, "the body is nested too deeply") }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Problem(.badRequest, describe(error))
        }
    }

    /// Encodes an answer.
    static func encode(_ body: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return [UInt8](try encoder.encode(body))
    }

    private static func checkContentType(_ request: HTTPRequest) throws {
        guard let type = request.headers["Content-Type"] else { return }
        let media = HTTPFields.trim(type.prefix { $0 != ";" }).lowercased()
        guard media.isEmpty || media == "application/json" || media.hasSuffix("+json") else {
            throw Problem(.unsupportedMediaType, "bodies must be application/json")
        }
    }

    /// The greatest depth of arrays and objects; brackets within strings don't count.
    private static func nesting(of bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var inString = false
        var escaped = false
        for byte in bytes {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == 0x5c {
                    escaped = true
                } else if byte == 0x22 {
                    inString = false
                }
                continue
            }
            switch byte {
            case 0x22: inString = true
            case 0x5b, 0x7b:
                depth += 1
                deepest = max(deepest, depth)
            case 0x5d, 0x7d: depth -= 1
            default: break
            }
        }
        return deepest
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
