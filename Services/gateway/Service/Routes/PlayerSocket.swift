import API
import Contracts
import Cryptography
import FoundationEssentials
import HTTPServer
import RulesCore
import Threads
import WebSocket

/// One player's WebSocket: states go out, commands come in.
struct PlayerSocket: Sendable {
    let routes: Routes
    let connection: WebSocketConnection
    /// The client's address.
    let client: String

    /// The message that a browser begins with.
    private struct Authenticate: Decodable {
        var type: String?
        var token: String?
    }

    private struct Typed: Decodable { var type: String? }

    static let patience = Duration.seconds(5)

    /// Speaks until the client leaves, the session ends or the server drains (which closes every socket with 1012).
    ///
    /// - Parameter identified: who it is, when the request has said so.
    func run(_ identified: Caller?) async {
        do {
            guard let caller = try await caller(identified) else {
                return await connection.close(.policyViolation, reason: "authenticate first")
            }
            try await converse(caller)
        } catch let problem as Problem {
            await tell(problem)
            await connection.close(
                problem.status.code >= 500 ? .tryAgainLater : .policyViolation, reason: problem.title)
        } catch {
            await connection.close()  // the client is gone
        }
    }

    private func caller(_ identified: Caller?) async throws -> Caller? {
        if let identified { return identified }
        let connection = self.connection
        let first: WebSocketMessage?
        do { first = try await withDeadline(Self.patience) { await connection.receive() } } catch is DeadlineExceeded {
            return nil
        }
        guard let text = first?.text else { return nil }
        let message = try JSONBody.decode(Authenticate.self, from: [UInt8](text.utf8))
        guard message.type == "Authenticate", let token = message.token,
            let session = try await routes.sessions.session(token: token)
        else { throw Identification.unauthorized }
        return Caller(session: session, byCookie: false)
    }

    private func converse(_ caller: Caller) async throws {
        let subscription = await routes.players.open(caller.session)
        let connection = self.connection
        let begun = OneShot<Void>()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await tellStates(subscription, begun) }
            group.addTask { await tellParty(of: caller.playerID, begun) }
            group.addTask { await obey(caller) }
            await group.next()
            group.cancelAll()
            await connection.close()
        }
        await routes.players.close(subscription)
    }

    /// The present state, then each new one, until the session ends.
    ///
    /// - Parameter begun: resolved when the first has been told.
    private func tellStates(_ subscription: PlayerFeeds.Subscription, _ begun: OneShot<Void>) async {
        do {
            let present = try await routes.players.read(subscription.player).state
            try await connection.send(utf8: try StateAnswer.bytes(present))
            begun.succeed(())
            var told = present.revision
            while let state = try await subscription.states.next() {
                guard state.revision > told else { continue }
                told = state.revision
                try await connection.send(utf8: try StateAnswer.bytes(state))
            }
            await connection.close(.policyViolation, reason: "the session is over")
        } catch let problem as Problem {
            await tell(problem)
            await connection.close(.tryAgainLater, reason: problem.title)
        } catch {
            return  // the client is gone, or this conversation is over
        }
    }

    /// The party that the player is in, after the first state; then whenever it has changed, and once that there is none.
    private func tellParty(of player: PlayerID, _ begun: OneShot<Void>) async {
        let subscription = await routes.parties.feeds.open(player)
        do {
            try await begun.value()
            var told: Int64?
            repeat {
                do {
                    let party = try await routes.parties.party(of: player)
                    if party?.revision != told { try await connection.send(utf8: try PartyAnswer.bytes(party)) }
                    told = party?.revision
                } catch is ProblemConvertible {
                    // The queue is away: whoever waits is told again when the link is back.
                }
            } while try await subscription.changes.next() != nil
        } catch {
            // The client is gone, or this conversation is over.
        }
        await routes.parties.feeds.close(subscription)
    }

    /// Carries out what the client sends, in its order. Refusals are told; the states that follow come by themselves.
    private func obey(_ caller: Caller) async {
        while let message = await connection.receive() {
            do {
                try await routes.identification.limits.take(caller.account)
                guard let text = message.text else { throw Problem(.badRequest, "messages are JSON text") }
                try await RequestTrace.anew { try await obey([UInt8](text.utf8), caller) }
            } catch let problem as Problem {
                await tell(problem)
            } catch let refusal as Refusal {
                await tell(refusal.problem)
            } catch {
                await tell(Problem(.internalServerError, "this was not carried out"))
            }
        }
    }

    private func obey(_ bytes: [UInt8], _ caller: Caller) async throws {
        let tickets = routes.tickets
        let command = CommandID.random()
        switch try JSONBody.decode(Typed.self, from: bytes).type {
        case "LookForMatch":
            let body = try JSONBody.decode(LookForMatchBody.self, from: bytes)
            _ = try await tickets.enqueue(body, by: caller.session, command: command, client: client)
        case "RevokeFromMatch":
            _ = try await tickets.leave(caller.playerID, command: command)
        case "AcceptMatch", "DeclineMatch":
            let body = try JSONBody.decode(AnswerMatchBody.self, from: bytes)
            _ = try await tickets.answer(body, by: caller.playerID, command: command)
        case "ExplainSearch":
            let report = try await tickets.explain(caller.playerID)
            try await connection.send(utf8: try JSONBody.encode(SearchExplanationBody(report)))
        case "Authenticate": break
        case "Backfill":
            let body = try JSONBody.decode(OpenBackfillBody.self, from: bytes)
            let answer = try await routes.openBackfill(body, by: try caller.serverUser, command: command)
            try await connection.send(utf8: try JSONBody.encode(answer))
        case "RevokeBackfill":
            let body = try JSONBody.decode(CloseBackfillBody.self, from: bytes)
            let match = try await routes.closeBackfill(of: body.matchId, by: try caller.serverUser, command: command)
            try await connection.send(utf8: try JSONBody.encode(CloseBackfillBody(matchId: match.rawValue)))
        case "CreateParty", "JoinParty", "UpdatePartyMember", "LeaveParty": try await obeyAboutParty(bytes, caller)
        case let other:
            throw Problem(.unprocessableContent, "no such message: \(other ?? "one without a type")")
        }
    }

    /// The party that comes of it is told as to all members.
    private func obeyAboutParty(_ bytes: [UInt8], _ caller: Caller) async throws {
        let parties = routes.parties
        switch try JSONBody.decode(Typed.self, from: bytes).type {
        case "CreateParty":
            _ = try await parties.create(
                try JSONBody.decode(CreatePartyBody.self, from: bytes), by: caller.account)
        case "JoinParty":
            _ = try await parties.join(
                try JSONBody.decode(JoinPartyBody.self, from: bytes), by: caller.account, client: client)
        case "UpdatePartyMember":
            _ = try await parties.update(
                try JSONBody.decode(UpdatePartyMemberBody.self, from: bytes), by: caller.playerID, client: client)
        default:
            let body = try JSONBody.decode(LeavePartyBody.self, from: bytes)
            _ = try await parties.remove(body.username ?? caller.account.username, by: caller.playerID)
        }
    }

    private func tell(_ problem: Problem) async {
        var members: [ProblemMember] = [
            ProblemMember("type", "Problem"), ProblemMember("status", .integer(problem.status.code)),
        ]
        members += problem.members.filter { $0.name != "type" }
        let told = Problem(problem.status, problem.detail, title: problem.title, members: members)
        guard let bytes = told.response(instance: "socket").bytes else { return }
        do { try await connection.send(utf8: bytes) } catch { return }  // the client is gone
    }
}
