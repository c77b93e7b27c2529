import Contracts

extension ShardEngine {
    /// A player's word on the match found.
    mutating func answer(_ command: AnswerMatch) -> StepReply {
        guard let record = record(of: command.playerID) else { return nothingFound() }
        guard !record.isFree else { return answerAfterTheEnd(command, record) }
        guard players[command.playerID] != nil else { return .now(.moved) }
        presence.saw(command.playerID, at: now)
        guard let matchID = record.matchID, var match = matches[matchID] else { return nothingFound() }
        let joining = match.joining(of: command.playerID)
        let seat = match.seat(of: command.playerID)
        guard seat != nil || joining != nil else { return nothingFound() }
        guard command.matchID == nil || command.matchID == matchID else {
            return .now(.refused(Refusal(.conflict, "another match was found", matchID: matchID)))
        }
        if let joining { return answer(command, in: match, joining: joining) }
        guard let seat else { return nothingFound() }
        switch match.readyCheck.note(command.accept ? .accepted : .declined, seat: seat) {
        case .repeated: return .atEnd(command.playerID)
        case .contradicted:
            return .now(.refused(Refusal(.conflict, "the other answer has been given", matchID: matchID)))
        case .noted: break
        }
        guard command.accept else {
            dissolve(match, leaving: [command.playerID: Departure(reason: .declined, isFault: true)])
            return .atEnd(command.playerID)
        }
        if match.readyCheck.isUnanimous { match.trace = cause }
        save(match)
        if match.readyCheck.isUnanimous { place(match) }
        refreshPlayers(of: match)
        return .atEnd(command.playerID)
    }

    /// Whoever declined may say so again.
    private func answerAfterTheEnd(_ command: AnswerMatch, _ record: PlayerRecord) -> StepReply {
        let view = record.present(at: now)
        let declined = view.state.kind == .notQueued && view.state.reason == .declined
        return !command.accept && declined ? .now(.player(view)) : nothingFound()
    }

    private func nothingFound() -> StepReply { .now(.refused(Refusal(.conflict, "no match is found"))) }
}
