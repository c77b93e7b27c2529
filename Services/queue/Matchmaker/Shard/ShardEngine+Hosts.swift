import Contracts

extension ShardEngine {
    /// A match on a streaming host waits until one is kept for it.
    mutating func seekHost(_ match: LiveMatch) {
        var match = match
        match.stage = .reserving(until: now + MatchLeases.reserving)
        save(match)
        wantHost(match)
    }

    mutating func wantHost(_ match: LiveMatch) {
        guard !errands.reserve.contains(where: { $0.matchID == match.id }) else { return }
        errands.reserve.append(HostRequest(matchID: match.id, regions: match.regions))
    }

    /// It is time to look whether a match still has its host.
    mutating func askHost(_ match: LiveMatch) {
        errands.check.append(match.id)
        lookAgain(match)
    }

    /// Takes in what was learned outside of any transaction.
    mutating func take(_ news: HostNews) {
        for (matchID, reserved) in news.reserved.sorted(by: { $0.key < $1.key }) {
            guard let match = matches[matchID], match.isOnHost, case .reserving = match.stage else {
                if reserved != nil, matches[matchID]?.host == nil { errands.release.append(matchID) }
                continue
            }
            guard let reserved else { continue }  // asked again when a host is free
            var hosted = match
            hosted.host = reserved
            confirm(hosted, on: nil)
        }
        for matchID in news.checked.sorted() {
            guard let match = matches[matchID], match.isOnHost, match.phase != nil else { continue }
            if news.inSession.contains(matchID) {
                var match = match
                let isNews = match.stage != .playing
                match.stage = .playing
                if isNews {
                    openFreePlaces(in: &match)
                    save(match)
                }
                lookAgain(match)
                if isNews {
                    refreshPlayers(of: match)
                    seek(in: match.mode)
                }
            } else if !news.kept.contains(matchID) {
                abandon(match, reason: "hostGone", setAside: false)
            }
        }
    }

    /// Only memory: the database need not hear of it.
    private mutating func lookAgain(_ match: LiveMatch) {
        matches[match.id]?.lookAt = now + MatchLeases.hostLook
        schedule(match.id)
    }

    /// What the shell is to do now that the step has been committed.
    mutating func takeErrands() -> HostErrands {
        defer { errands = HostErrands() }
        return errands
    }
}
