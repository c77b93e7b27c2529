import Contracts
import HTTPServer
import RulesCore

extension Refusal: ProblemConvertible {
    /// The refusal as the client reads it.
    public var problem: Problem {
        var members: [ProblemMember] = []
        if let ticketID { members.append(ProblemMember("ticketId", .string(ticketID.rawValue))) }
        if let matchID { members.append(ProblemMember("matchId", .string(matchID.rawValue))) }
        if let known { members.append(ProblemMember("known", .array(known.map { .string($0) }))) }
        if let errors {
            members.append(
                ProblemMember(
                    "errors",
                    .array(errors.map { ["field": .string($0.field), "message": .string($0.message)] })))
        }
        var headers: HTTPFields = [:]
        if let retryAfter {
            members.append(ProblemMember("retryAfterSeconds", .integer(retryAfter)))
            if status == 429 || status == 503 { headers["Retry-After"] = String(retryAfter) }
        }
        return Problem(HTTPStatus(status), detail ?? title, title: title, members: members, headers: headers)
    }
}
