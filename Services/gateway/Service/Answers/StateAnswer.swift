import API
import Contracts
import HTTPServer

/// A player's state as JSON.
enum StateAnswer {
    static func bytes(_ state: PlayerState, age: Duration = .zero) throws -> [UInt8] {
        try JSONBody.encode(body(state, age: age))
    }

    static func body(_ state: PlayerState, age: Duration = .zero) -> StateBody {
        StateBody(state, age: age, matchData: state.matchData.map { JSONText(trusting: $0) })
    }

    /// 404 for a player who isn't queued (B1): a problem with the members of `NotQueued`.
    static func notQueued(_ state: PlayerState) -> Problem {
        let body = StateBody(state)
        var members: [ProblemMember] = [
            ProblemMember("type", .string(body.type)), ProblemMember("revision", .integer(Int(body.revision))),
        ]
        if let reason = body.reason { members.append(ProblemMember("reason", .string(reason))) }
        if let seconds = body.retryAfterSeconds {
            members.append(ProblemMember("retryAfterSeconds", .integer(seconds)))
        }
        return Problem(.notFound, "not queued", title: "Not queued", members: members)
    }
}
