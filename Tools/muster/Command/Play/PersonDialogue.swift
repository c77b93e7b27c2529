import API
import APIClient
import Contracts
import Duel

/// What is said to a person, and what the person's answers mean.
struct PersonDialogue {
    enum Input: Sendable {
        case typed(String)
        case state(StateBody)
        /// The game wants a throw.
        case asked(RoundStarted)
        case gameOver(GameOver)
        case gameFailed(String)
        case socketClosed
        case inputEnded
    }

    enum Step {
        case goOn
        case play(MatchConfig, cookie: String, DuelPlayer)
        case end
    }

    /// The gateway or the match server has let the person down.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    /// What the next line that is typed means.
    private enum Question {
        /// Looking: Enter leaves.
        case looking
        case accept(MatchID)
        case `throw`
        case again
        /// Nothing is asked.
        case none
    }

    private let client: GatewayClient
    private let mode: String
    private let terminal: Terminal
    private let feed: AsyncStream<Input>.Continuation
    private let throwsMade: AsyncStream<Throw>
    private let made: AsyncStream<Throw>.Continuation
    private var question = Question.looking
    private var playing: MatchID?

    init(client: GatewayClient, mode: String, terminal: Terminal, feed: AsyncStream<Input>.Continuation) {
        self.client = client
        self.mode = mode
        self.terminal = terminal
        self.feed = feed
        (throwsMade, made) = AsyncStream.makeStream()
    }

    /// Asks for a match.
    mutating func look() async throws {
        do {
            try await client.enqueue(LookForMatchBody(modes: [mode]))
        } catch {
            // In the queue or in a match already: that is where it goes on.
            guard error.status == 409 else { throw error }
        }
        question = .looking
        Output.line("\nLooking for a match of \(mode) … (Enter leaves)")
        Output.line(terminal.styled("Nobody there? In another terminal: muster play --bots 1 --servers 1", .dim))
    }

    mutating func handle(_ input: Input) async throws -> Step {
        switch input {
        case .typed(let line): return try await answer(line)
        case .state(let state): return show(state)
        case .asked(let round):
            question = .throw
            Output.line("Round \(round.round): rock, paper or scissors? [r/p/s]")
        case .gameOver(let end):
            for standing in end.outcome.sorted(by: { ($0.placement, $0.nickname) < ($1.placement, $1.nickname) }) {
                Output.line("  \(standing.placement)  \(terminal.styled(standing.nickname, .bold))")
            }
            ask(.again, "Another one? [y/N]")
        case .gameFailed(let why): throw Broken(description: "the match server: \(why)")
        case .socketClosed: throw Broken(description: "the gateway has closed the connection")
        case .inputEnded: return .end
        }
        return .goOn
    }

    private mutating func answer(_ line: String) async throws -> Step {
        switch question {
        case .none: break
        case .looking: return .end
        case .accept(let match):
            question = .none
            let accepts = !line.lowercased().hasPrefix("n")
            do {
                try await client.answer(AnswerMatchBody(accept: accepts, matchId: match.rawValue))
                Output.line(accepts ? "Waiting for the others …" : "Declined.")
            } catch {
                // Too late; the next state says what became of it.
                guard error.status == 409 else { throw error }
            }
        case .throw:
            switch line.lowercased().first {
            case "r": throwNow(.rock)
            case "p": throwNow(.paper)
            case "s": throwNow(.scissors)
            default: Output.line("r, p or s?")
            }
        case .again:
            guard line.lowercased().hasPrefix("y") else { return .end }
            try await look()
        }
        return .goOn
    }

    private mutating func throwNow(_ shown: Throw) {
        question = .none
        made.yield(shown)
    }

    private mutating func ask(_ question: Question, _ text: String) {
        self.question = question
        Output.line(text)
    }

    private mutating func show(_ state: StateBody) -> Step {
        switch PlayerState.Kind(state.type) {
        case .matchFound where state.youAccepted != true:
            guard let match = state.matchId, case .looking = question else { break }
            let seconds = Int((state.acceptInSeconds ?? 0).rounded())
            ask(.accept(match), "A match is found! Accept? [Y/n] (\(seconds) s)")
        case .lookingForMatch:
            guard case .none = question else { break }
            question = .looking
            Output.line("Somebody didn't accept; looking on … (Enter leaves)")
        case .matchConfirmed:
            guard let match = state.matchConfig, match.address != nil, let cookie = state.cookie,
                playing != match.matchID
            else { break }
            playing = match.matchID
            question = .none
            Output.line("The match of \(match.nicknames.joined(separator: ", ")) is on.")
            return .play(match, cookie: cookie, player)
        case .notQueued where state.reason != nil:
            if case .again = question { break }
            ask(.again, "You are out of the queue (\(state.reason ?? "")). Look again? [y/N]")
        case .matchComplete where state.outcome == PlayerState.Ending.abandoned.rawValue && state.matchId == playing:
            ask(.again, "The match was abandoned. Another one? [y/N]")
        default: break
        }
        return .goOn
    }

    private var player: DuelPlayer {
        let (feed, throwsMade) = (feed, throwsMade)
        return DuelPlayer { sight in
            guard case .round(let round) = sight else { return }
            let shown = round.shown.map { "\($0.nickname): \($0.throw?.rawValue ?? "nothing")" }
            let points = round.points.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            Output.line("  \(shown.joined(separator: ", "))   \(points.joined(separator: " · "))")
        } choose: { round in
            feed.yield(.asked(round))
            var iterator = throwsMade.makeAsyncIterator()
            guard let shown = await iterator.next() else { throw CancellationError() }
            return shown
        }
    }
}
