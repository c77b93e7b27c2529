import Contracts
import HTTPServer
import Messaging
import RulesCore

/// The services behind, as routes see them: an answer, or the problem that the client is told.
struct Backend: Sendable {
    let rpc: RPCClient
    let modes: ModeDirectory
    let deadline: Duration

    /// Asks any replica of a service.
    ///
    /// - Throws: `Problem` 503 with `Retry-After` when the service is away or over its deadline.
    func ask<R: ServiceRequest>(_ request: R) async throws -> R.Reply {
        do {
            return try await rpc.call(request, deadline: deadline)
        } catch {
            throw Self.problem(error, service: R.service.rawValue)
        }
    }

    /// Asks for something that may be refused; a refusal is thrown as its problem.
    func ask<R: ServiceRequest, Success>(_ request: R) async throws -> Success where R.Reply == Outcome<Success> {
        try await ask(request, within: deadline)
    }

    /// The same with a deadline of its own.
    func ask<R: ServiceRequest, Success>(
        _ request: R, within limit: Duration
    ) async throws -> Success where R.Reply == Outcome<Success> {
        do {
            return try await rpc.call(request, deadline: limit).get()
        } catch let error as RPCError {
            throw Self.problem(error, service: R.service.rawValue)
        }
    }

    /// Asks the owner of a shard.
    ///
    /// - Throws: `RPCError.moved` when what the command is about isn't there.
    func command<C: ShardCommand, Success>(_ command: C, shard: Shard) async throws -> Success
    where C.Reply == Outcome<Success> {
        do {
            return try await rpc.call(command, shard: shard, deadline: deadline).get()
        } catch let error as RPCError where error != .moved {
            throw Self.problem(error, service: ServiceName.queue.rawValue)
        }
    }

    /// What a client is told when a service can't be asked. A timeout means that nobody knows what became of it; commands
    /// carry ids, so that the same request with the same `Idempotency-Key` is safe.
    static func problem(_ error: RPCError, service: String) -> Problem {
        Problem(
            .serviceUnavailable, "\(service) does not answer at the moment", title: "Unavailable",
            headers: ["Retry-After": "1"])
    }
}

/// A shard that changes hands while it is asked: nothing was done, and the next try finds its new owner.
extension RPCError: ProblemConvertible {
    public var problem: Problem { Backend.problem(self, service: "the service behind this") }
}
