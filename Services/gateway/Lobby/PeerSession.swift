import Contracts

/// What both doors have in common: one client from its greeting until it meets its opponent or leaves.
///
///     greeting ─▶ joining ─▶ present ◀─▶ (measure, host) ─▶ finished
///                    ▲          │ gone                        │
///                    └──────────┘          client left ─▶ over ◀┘
///
/// The queue's word on how the pairing stands (`PeerView`) arrives by answers and by messages, in any order and more than
/// once; what the client is told follows from the newest view and from what it was told before.
struct PeerSession: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What a door's clients can bear.
    enum Manners: Sendable {
        /// One word, then its answer; and a role that was given once can't be taken back.
        case oneWordAtATime
        /// Messages at any time; hears when there is nobody, too.
        case anytime
    }

    enum Word: Sendable, Hashable {
        case nobody
        case measure(PeerOpponent)
        case host
        case go(PeerAddress)
    }

    enum Action: Sendable, Hashable {
        case say(Word)
        case request(PeerRequest, number: Int)
        case close(CloseReason)
    }

    static let greetingTime = Duration.seconds(60)
    static let measuringTime = Duration.seconds(30)
    static let retryDelay = Duration.seconds(1)
    static let nobodyInterval = Duration.seconds(10)
    /// How often the queue is asked the same for somebody who has gone; after that it notices by itself.
    static let lastAttempts = 5

    let manners: Manners
    private(set) var matcherID: MatcherID?
    private(set) var view: PeerView?

    // The client
    private var greetBy: Instant?
    private var greeting: (address: PeerAddress, region: String?)?
    private(set) var hasLeft = false
    /// It knows where to go, or its port is known to the queue.
    private(set) var isFinished = false
    /// The measurement that it was asked for and hasn't answered.
    private(set) var question: (handle: PeerHandle, until: Instant)?
    private var answered: PeerHandle?
    /// The opponent for whom it was told to host.
    private var hostedFor: PeerHandle?
    private var portIsOpen = false
    private var nobodyAt: Instant?

    // The queue
    private var measured: PingResult?
    private var opening: UInt16?
    private var wantsAsk = false
    private var wantsLeave = false
    private var attempts = 0
    private var underway: PeerRequest?
    private var number = 0
    private var retryAt: Instant?

    init(manners: Manners, at now: Instant) {
        self.manners = manners
        greetBy = now + Self.greetingTime
    }

    var hasGreeted: Bool { greeting != nil }
    var wasToldToHost: Bool { hostedFor != nil }

    var isOver: Bool { hasLeft && underway == nil && retryAt == nil && nextRequest == nil }

    var wakeAt: Instant? {
        [greetBy, question?.until, nobodyAt, retryAt].compactMap { $0 }.min()
    }

    // MARK: What the client does

    mutating func greeted(_ address: PeerAddress, region: String?, at now: Instant) -> [Action] {
        guard greeting == nil, !hasLeft else { return [] }
        greetBy = nil
        greeting = (address, region)
        return advance(at: now)
    }

    /// - Parameter handle: whom it has measured; `nil` is whom it was asked to.
    mutating func measured(_ milliseconds: Double, handle: PeerHandle?, at now: Instant) -> [Action] {
        guard let opponent = handle ?? question?.handle else { return [] }
        if question?.handle == opponent { question = nil }
        if view?.opponent?.handle == opponent, view?.kind == .testing || view?.kind == .awaiting {
            answered = opponent
            measured = PingResult(opponent: opponent, milliseconds: milliseconds)
        }
        return advance(at: now)
    }

    /// - Parameter port: `nil` is the one it came with.
    mutating func portOpened(_ port: UInt16?, at now: Instant) -> [Action] {
        guard hostedFor != nil, !isFinished, let port = port ?? greeting?.address.port else { return [] }
        if view?.kind == .hosting, hostedFor == view?.opponent?.handle { opening = port }
        portIsOpen = true
        return advance(at: now)
    }

    mutating func left(at now: Instant) -> [Action] {
        guard !hasLeft else { return [] }
        hasLeft = true
        greetBy = nil
        question = nil
        nobodyAt = nil
        measured = nil
        // Once the port is open, leaving changes nothing.
        if !isFinished, opening == nil { wantsLeave = true }
        return advance(at: now)
    }

    // MARK: What the queue says

    mutating func told(_ new: PeerView, at now: Instant) -> [Action] {
        adopt(new)
        return advance(at: now)
    }

    mutating func answered(_ number: Int, _ reply: PeerReply, at now: Instant) -> [Action] {
        guard number == self.number, let request = underway else { return [] }
        underway = nil
        if reply == .failed, !(isFinished || hasLeft && attempts >= Self.lastAttempts) {
            retryAt = now + Self.retryDelay
            return advance(at: now)
        }
        self.number += 1
        attempts = 0
        switch (request, reply) {
        case (.join, .view(let joined)):
            matcherID = joined.matcherID
            view = joined
        case (.join, _): return close(.refused, at: now)
        case (.report, .verdict(let verdict)):
            measured = nil
            adopt(verdict.view)
        case (.report, .unknown): forget()
        case (.report, _): measured = nil
        case (.open, .refused):
            // The pair was dissolved meanwhile; the next view says how it stands.
            opening = nil
            if hasLeft { wantsLeave = true }
        case (.open, _), (.ask, _): finish()
        case (.leave, _): forget()
        }
        return advance(at: now)
    }

    private mutating func adopt(_ new: PeerView) {
        guard new.matcherID == matcherID, new.revision >= view?.revision ?? .min, !isFinished else { return }
        view = new
        if new.kind == .gone { forget() }
        if new.kind != .hosting, opening != nil, underway == nil {
            opening = nil
            wantsLeave = hasLeft
        }
    }

    /// The queue knows nothing of the client any more: it joins anew if it is still here.
    private mutating func forget() {
        matcherID = nil
        view = nil
        measured = nil
        opening = nil
        wantsAsk = false
        wantsLeave = false
        nobodyAt = nil
    }

    private mutating func finish() {
        isFinished = true
        question = nil
        forget()
    }

    // MARK: What follows

    mutating func timePassed(at now: Instant) -> [Action] {
        if let greetBy, greetBy <= now { return close(.idle, at: now) }
        if let question, question.until <= now { return close(.silent, at: now) }
        return advance(at: now)
    }

    /// Shows the client out.
    mutating func close(_ reason: CloseReason, at now: Instant) -> [Action] {
        guard !hasLeft else { return [] }
        return [.close(reason)] + left(at: now)
    }

    private mutating func advance(at now: Instant) -> [Action] {
        var actions = hasLeft || isFinished ? [] : speak(at: now)
        if let retryAt, retryAt <= now { self.retryAt = nil }
        if underway == nil, retryAt == nil, let request = nextRequest {
            underway = request
            attempts += 1
            actions.append(.request(request, number: number))
        }
        return actions
    }

    private var nextRequest: PeerRequest? {
        if let matcherID {
            if let opening { return .open(matcherID, port: opening) }
            if wantsLeave { return .leave(matcherID) }
            if wantsAsk { return .ask(matcherID) }
            return measured.map { .report(matcherID, $0) }
        }
        guard !hasLeft, !isFinished, let greeting else { return nil }
        return .join(greeting.address, region: greeting.region)
    }

    /// Says what follows from the view, if the client can hear it now.
    private mutating func speak(at now: Instant) -> [Action] {
        guard let view, !wantsLeave else { return [] }
        if view.kind != .alone { nobodyAt = nil }
        let mustWait = manners == .oneWordAtATime && question != nil
        let mustHost = manners == .oneWordAtATime && hostedFor != nil
        switch view.kind {
        case .alone:
            guard manners == .anytime, nobodyAt ?? now <= now else { return [] }
            nobodyAt = now + Self.nobodyInterval
            return [.say(.nobody)]
        case .testing:
            guard let opponent = view.opponent, !mustWait, opponent.handle != answered,
                opponent.handle != question?.handle
            else { return [] }
            question = (opponent.handle, now + Self.measuringTime)
            return [.say(.measure(opponent))]
        case .hosting:
            guard let opponent = view.opponent, !mustWait, opponent.handle != hostedFor else { return [] }
            hostedFor = opponent.handle
            // Who listens already may not say so again.
            if manners == .oneWordAtATime, portIsOpen { opening = greeting?.address.port }
            return [.say(.host)]
        case .awaiting, .starting:
            if mustHost {
                // It would have to be told to go elsewhere, and can't be: the opponent is better off with somebody else.
                (isFinished, wantsLeave, question) = (true, true, nil)
                return []
            }
            guard !mustWait, let match = view.match else { return [] }
            (isFinished, wantsAsk, question) = (true, true, nil)
            return [.say(.go(match))]
        default: return []
        }
    }
}
