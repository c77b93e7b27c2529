import Contracts
import Cryptography
import FoundationEssentials
import HTTPServer
import Logging

private enum KeyedCommand: RequestKey { typealias Value = CommandID }

extension HTTPRequest {
    /// The id of the command that this request is: the same for every try with the same `Idempotency-Key`, so that a
    /// command is carried out once even when a gateway dies between doing it and storing the answer.
    var commandID: CommandID {
        values[KeyedCommand.self] ?? .random()
    }
}

/// `Idempotency-Key`: the same caller, route, key and body give the same answer for 24 hours.
struct Idempotency: Sendable {
    let backend: Backend
    let logger: Logger

    var middleware: Middleware {
        Middleware { request, next in
            guard let key = request.headers["Idempotency-Key"] else { return await next(request) }
            return try await keyed(request, key: key, next)
        }
    }

    private func keyed(_ request: HTTPRequest, key: String, _ next: Next) async throws -> HTTPResponse {
        guard (1...255).contains(key.utf8.count) else {
            throw Refusal(
                .invalid, "Idempotency-Key must have 1 to 255 characters",
                errors: [.init("Idempotency-Key", "must have 1 to 255 characters")])
        }
        let player = try request.caller.playerID
        let route = "\(request.method) \(request.route ?? request.path)"
        let claim = ClaimIdempotencyKey(playerID: player, route: route, key: key, bodyHash: Self.hash(request.body))
        switch try await backend.ask(claim) {
        case .claimed: break
        case .answered(let answer): return try Self.repeated(answer, to: request)
        case .mismatch:
            throw Refusal(
                .invalid, "this Idempotency-Key was used with another body",
                errors: [.init("Idempotency-Key", "was used with another body")])
        case .inFlight: throw Problem(.conflict, "a request with this Idempotency-Key is under way")
        }
        var request = request
        let seed = [player.rawValue, route, key].joined(separator: "\u{1f}")
        request.values[KeyedCommand.self] = CommandID("k" + Base64URL.encode(Digest.sha256(Array(seed.utf8))))
        let response = await next(request)
        await finish(claim, response)
        return response
    }

    /// The answer as it was, but a problem's `instance` is the request that meets it now.
    private static func repeated(_ answer: StoredAnswer, to request: HTTPRequest) throws -> HTTPResponse {
        var body = [UInt8](answer.body.utf8)
        if answer.contentType == Problem.contentType {
            var members = try JSONDecoder().decode([String: JSONValue].self, from: Data(body))
            members["instance"] = .string(request.id)
            body = try JSONBody.encode(members)
        }
        return HTTPResponse(
            status: HTTPStatus(answer.status), headers: ["Content-Type": answer.contentType], body: .bytes(body))
    }

    /// 429, 503 and our own faults are not kept: another try may fare better.
    private func finish(_ claim: ClaimIdempotencyKey, _ response: HTTPResponse) async {
        var answer: StoredAnswer?
        if let bytes = response.bytes, response.status.code != 429, response.status.code < 500 {
            answer = StoredAnswer(
                status: response.status.code, contentType: response.headers["Content-Type"] ?? "application/json",
                body: String(decoding: bytes, as: UTF8.self))
        }
        do {
            _ = try await backend.ask(
                FinishIdempotencyKey(playerID: claim.playerID, route: claim.route, key: claim.key, answer: answer))
        } catch {
            // The claim lapses by itself, and the command id keeps the next try from doing it twice.
            logger.warning("idempotent answer not stored", metadata: ["route": "\(claim.route)", "error": "\(error)"])
        }
    }

    /// The hash of the body as canonical JSON, so that spaces and the order of members make no difference.
    private static func hash(_ body: [UInt8]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            let canonical = try encoder.encode(try JSONBody.decode(JSONValue.self, from: body))
            return Base64URL.encode(Digest.sha256([UInt8](canonical)))
        } catch {
            // Not JSON: its bytes stand for themselves, and the route says 400.
            return Base64URL.encode(Digest.sha256(body))
        }
    }
}
