import API
import Contracts

extension OfferServers {
    public init(_ body: OfferMatchServerBody, serverUser: PlayerID) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "OfferMatchServer")
        let addresses = rule.addresses("address", body.address)
        let text = rule.required("expires", body.expires, "")
        let expires = Timestamp(rfc3339: text)
        if body.expires != nil, expires == nil { rule.refuse("expires", "must be an RFC 3339 time") }
        rule.name("region", body.region)
        for mode in body.modes ?? [] { rule.name("modes", mode) }
        if let modes = body.modes, modes.isEmpty || modes.count > Limits.modes {
            rule.refuse("modes", "must name 1 to \(Limits.modes) modes, or be left out for any")
        }
        try rule.check()
        self.init(
            serverUser: serverUser, addresses: addresses, expires: expires ?? Timestamp(milliseconds: 0),
            region: body.region, modes: body.modes.map { $0.map { ModeName($0) } })
    }
}

extension RevokeServers {
    /// - Parameters:
    ///   - query: the values of `?address=`.
    ///   - all: `?all=true`.
    ///   - body: `nil` when the request has none.
    public init(query: [String], all: Bool, body: RevokeMatchServerBody?, serverUser: PlayerID) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body?.type, is: "RevokeMatchServer")
        let named = query + (body?.address ?? [])
        let meansAll = all || (body?.type == "RevokeMatchServer" && body?.address == nil)
        if named.isEmpty, !meansAll {
            rule.refuse("address", "name at least one, or say ?all=true")
        }
        if !named.isEmpty { _ = rule.addresses("address", named) }
        try rule.check()
        self.init(serverUser: serverUser, addresses: named.isEmpty ? nil : named)
    }
}

extension ReportMatch {
    public init(_ body: MatchCompleteBody, serverUser: PlayerID) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "MatchComplete")
        if body.matchData == nil { rule.refuse("matchData", "is required") }
        if body.matchData != nil, body.matchData?.matchId == nil { rule.refuse("matchData.matchId", "is required") }
        if body.matchData != nil, body.matchData?.outcome == nil { rule.refuse("matchData.outcome", "is required") }
        let outcome = rule.outcome(body.matchData?.outcome ?? [])
        let custom = body.matchData?.custom?.text
        if let custom, custom.utf8.count > Limits.customBytes {
            rule.refuse("matchData.custom", "must be at most \(Limits.customBytes) bytes")
        }
        try rule.check()
        self.init(
            serverUser: serverUser, matchID: MatchID(body.matchData?.matchId ?? ""), outcome: outcome, custom: custom)
    }
}

extension ChangeMatch {
    public init(_ body: MatchStateBody, serverUser: PlayerID, commandID: CommandID) throws(Refusal) {
        var rule = BodyRule()
        let matchID = rule.required("matchId", body.matchId, "")
        var change = Change.inProgress
        switch (body.state, body.left) {
        case ("MatchInProgress", nil): break
        case ("Idle", nil): change = .abandoned(reason: String((body.reason ?? "server").prefix(200)))
        case (nil, let nicknames?):
            if nicknames.isEmpty { rule.refuse("left", "must name at least one player") }
            change = .left(nicknames: nicknames)
        case (nil, nil): rule.refuse("state", "must be MatchInProgress or Idle, or name those who left in 'left'")
        case (_, .some): rule.refuse("left", "cannot be said together with 'state'")
        default: rule.refuse("state", "must be MatchInProgress or Idle")
        }
        try rule.check()
        self.init(commandID: commandID, matchID: MatchID(matchID), serverUser: serverUser, change: change)
    }
}

extension BodyRule {
    /// With scores, the placements that they make are sent along, for a results service that knows no scores.
    fileprivate mutating func outcome(_ entries: [MatchCompleteBody.Placement]) -> [ReportMatch.Placement] {
        let hasScores = entries.contains { $0.score != nil }
        let places = hasScores ? ReportMatch.Placement.place(by: entries.map { $0.score ?? 0 }) : []
        return entries.enumerated().map { index, entry in
            let path = "matchData.outcome[\(index)]"
            let nickname = required("\(path).nickname", entry.nickname, "")
            var placement = 1
            if hasScores {
                _ = required("\(path).score", entry.score, 0)
                if entry.placement != nil { refuse("\(path).placement", "cannot stand beside scores") }
                placement = places[index]
            } else {
                placement = Int(exactly: required("\(path).placement", entry.placement, 1)) ?? 0
                if !(1...1000).contains(placement) {
                    refuse("\(path).placement", "must be a whole number from 1 to 1000")
                }
            }
            return ReportMatch.Placement(
                nickname: nickname, placement: placement, score: entry.score, quit: entry.quit,
                disconnected: entry.disconnected)
        }
    }

    fileprivate mutating func addresses(_ field: String, _ addresses: [String]?) -> [String] {
        guard let addresses, !addresses.isEmpty else {
            refuse(field, "must name at least one address")
            return []
        }
        if addresses.count > Limits.addresses { refuse(field, "must name at most \(Limits.addresses)") }
        for (index, address) in addresses.enumerated() where HostPort(address) == nil {
            refuse("\(field)[\(index)]", "must be host:port")
        }
        return addresses
    }

    fileprivate mutating func name(_ field: String, _ value: String?) {
        guard let value else { return }
        if value.isEmpty || value.utf8.count > 64 { refuse(field, "must have 1 to 64 bytes") }
        if value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            refuse(field, "must have no control characters")
        }
    }
}
