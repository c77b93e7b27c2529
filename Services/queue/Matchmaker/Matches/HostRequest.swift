import Contracts

/// A match that wants a streaming host.
public struct HostRequest: Sendable, Hashable {
    public var matchID: MatchID
    /// The best first; a host elsewhere is taken when none of these has one.
    public var regions: [String]

    public init(matchID: MatchID, regions: [String]) {
        self.matchID = matchID
        self.regions = regions
    }
}

/// What the shell is to do about streaming hosts once a step has been committed. Nothing of it has to succeed: a slot that
/// was kept for nothing lapses, and what isn't answered is asked again.
public struct HostErrands: Sendable, Hashable {
    public var reserve: [HostRequest] = []
    /// Matches that may have lost their host.
    public var check: [MatchID] = []
    public var release: [MatchID] = []

    public init() {}

    public var isEmpty: Bool { reserve.isEmpty && check.isEmpty && release.isEmpty }
}

/// What the shell has learned of streaming hosts.
public struct HostNews: Sendable, Hashable {
    /// What is kept for each match that was asked for; `nil` when no host is free.
    public var reserved: [MatchID: ReserveHost.Reserved?] = [:]
    /// Matches that were asked about.
    public var checked: Set<MatchID> = []
    /// Those among ``checked`` whose host is kept, and those whose players are there.
    public var kept: Set<MatchID> = []
    public var inSession: Set<MatchID> = []

    public init() {}

    public var isEmpty: Bool { reserved.isEmpty && checked.isEmpty }

    public mutating func add(_ news: HostNews) {
        reserved.merge(news.reserved) { $1 }
        checked.formUnion(news.checked)
        kept.formUnion(news.kept)
        inSession.formUnion(news.inSession)
    }
}
