import API
import Contracts
import Cryptography
import HTTPServer
import RulesCore

/// `/api`: the streaming hosts of seed 002.
extension Routes {
    func addHosts(to router: inout Router) {
        router.on(.post, "/api/host/heartbeat", middleware: [hostSecret]) { request in
            let body = try body(HeartbeatBody.self, of: request) ?? HeartbeatBody(hostId: nil, roomId: nil)
            let reply = try await backend.ask(try HeartbeatHost(body, address: request.clientAddress))
            return .json(try JSONBody.encode(HeartbeatAnswer(ttl: reply.ttlSeconds)))
        }
        router.on(.post, "/api/host/status", middleware: [hostSecret]) { request in
            let body = try body(HostStatusBody.self, of: request) ?? HostStatusBody(hostId: nil, status: nil)
            let message = try SetHostStatus(body)
            do {
                return .json(try JSONBody.encode(HostStatusAnswer(status: try await backend.ask(message))))
            } catch let refusal as Refusal where refusal.code == .notFound {
                let text = "Host not found or expired"
                throw Problem(
                    .notFound, text, members: [ProblemMember("success", false), .init("error", .string(text))])
            }
        }
        router.on(.post, "/api/match/find", findHost)
        router.on(.get, "/api/hosts", middleware: identified) { request in
            try request.requireOperator()
            return .json(try JSONBody.encode(HostsAnswer(try await backend.ask(ListHosts()))))
        }
    }

    @Sendable private func findHost(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try body(FindHostBody.self, of: request)
        let caller = "guest-" + Hex.encode(SecureRandom.bytes(4))
        let message = try FindHost(body, caller: caller)
        do {
            return .json(try JSONBody.encode(FoundHostAnswer(try await backend.ask(message))))
        } catch let refusal as Refusal where refusal.code == .notFound {
            let text = message.region == nil ? "No available hosts." : "No available hosts in this region."
            throw Problem(
                .notFound, text, title: "No host",
                members: [ProblemMember("found", false), .init("message", .string(text))])
        }
    }

    /// With `MUSTER_HOST_SECRET` set, hosts must know it.
    private var hostSecret: Middleware {
        Middleware { request, next in
            if let secret = settings.hostSecret {
                guard let given = Identification.bearer(request) else { throw Identification.unauthorized }
                guard ConstantTime.equal(given, secret) else {
                    throw Problem(.forbidden, "this is not the hosts' secret")
                }
            }
            return await next(request)
        }
    }

    /// A body of these routes; whatever is wrong with it is told in the shape that their clients read.
    private func body<Body: Decodable>(_ type: Body.Type, of request: HTTPRequest) throws -> Body? {
        do { return try JSONBody.decodeIfPresent(type, from: request) } catch let problem as Problem
            where problem.status == .badRequest
        {
            throw HostIssues(issues: [.init(path: [], message: problem.detail, code: "invalid_type")])
        }
    }
}

extension HostIssues: ProblemConvertible {
    public var problem: Problem {
        let issues = issues.map { issue in
            [
                "path": .array(issue.path.map { .string($0) }), "message": .string(issue.message),
                "code": .string(issue.code),
            ] as ProblemValue
        }
        return Problem(
            .badRequest, "Validation failed",
            members: [
                ProblemMember("success", false), ProblemMember("error", "Validation failed"),
                ProblemMember("issues", .array(issues)),
            ])
    }
}
