import Contracts
import MatchmakerCore

/// The hosts service as a worker meets it.
struct HostTable {
    /// Slots that nobody has.
    var free = 0
    /// Nobody can be asked.
    var isAway = false
    private(set) var kept: Set<MatchID> = []
    var inSession: Set<MatchID> = []
    private(set) var asked: [HostRequest] = []

    mutating func run(_ errands: HostErrands) -> HostNews {
        var news = HostNews()
        for request in errands.reserve {
            asked.append(request)
            guard !isAway, free > 0 || kept.contains(request.matchID) else {
                news.reserved[request.matchID] = .some(nil)
                continue
            }
            if kept.insert(request.matchID).inserted { free -= 1 }
            news.reserved[request.matchID] = .some(
                ReserveHost.Reserved(
                    hostID: "h1", region: request.regions.first ?? "local", roomID: "room", signalingURL: "ws://signal",
                    iceServers: []))
        }
        guard !isAway else { return news }
        for matchID in errands.release { leave(matchID) }
        if !errands.check.isEmpty {
            news.checked = Set(errands.check)
            news.inSession = news.checked.intersection(inSession)
            news.kept = news.checked.intersection(kept).subtracting(inSession)
        }
        return news
    }

    /// The session is over, or the slot has lapsed.
    mutating func leave(_ matchID: MatchID) {
        if kept.remove(matchID) != nil { free += 1 }
        inSession.remove(matchID)
    }
}
