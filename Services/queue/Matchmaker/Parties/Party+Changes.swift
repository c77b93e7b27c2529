import Contracts

extension Party {
    /// The most players of any party, whatever the modes.
    public static let most = 100

    /// A party of one.
    public init(id: PartyID, code: PartyCode, founder: TicketPlayer, at now: Timestamp) {
        self.init(partyID: id, code: code.text, revision: now.milliseconds, members: [founder])
    }

    /// Why this player can't join; `nil` when nothing stands against it.
    ///
    /// - Parameters:
    ///   - present: the records of the members and of the player, locked; missing ones are free.
    ///   - membership: the party that the player is in.
    ///   - isUnwanted: somebody in the party and the player have blocked one another.
    ///   - room: how many players a party may have.
    public func objection(
        to player: PlayerID, present: [PlayerID: PlayerRecord], membership: PartyID?, isUnwanted: Bool, room: Int
    ) -> Refusal? {
        if membership == partyID { return Refusal(.inParty, "you are in this party") }
        if let refusal = Self.objection(to: present[player], membership: membership) { return refusal }
        guard members.allSatisfy({ present[$0.playerID]?.isFree ?? true }) else {
            return Refusal(.conflict, "the party is looking for a match, or in one")
        }
        if isUnwanted { return Refusal(.conflict, "you can't join this party") }
        guard members.count < min(room, Self.most) else {
            return Refusal(.conflict, "the party is full: it has \(members.count) members")
        }
        return nil
    }

    /// Why somebody can't be in a party that they aren't in yet: party, ticket and match exclude one another.
    public static func objection(to record: PlayerRecord?, membership: PartyID?) -> Refusal? {
        if membership != nil { return Refusal(.inParty, "you are in a party") }
        guard let record, !record.isFree else { return nil }
        if record.matchID == nil, let ticketID = record.ticketID {
            return Refusal(.alreadyQueued, ticketID: ticketID)
        }
        return Refusal(.inMatch, matchID: record.matchID)
    }

    public mutating func add(_ player: TicketPlayer, at now: Timestamp) {
        members.append(player)
        change(at: now)
    }

    /// The eldest of those who stay leads.
    public mutating func remove(_ playerID: PlayerID, at now: Timestamp) {
        members.removeAll { $0.playerID == playerID }
        change(at: now)
    }

    /// What a member brings; what isn't said stays.
    public mutating func update(_ request: UpdatePartyMember, at now: Timestamp) {
        guard let index = members.firstIndex(where: { $0.playerID == request.playerID }) else { return }
        let before = members[index]
        if let attributes = request.attributes { members[index].attributes = attributes }
        if let latencies = request.latencies { members[index].latencies = latencies }
        if let address = request.address { members[index].address = address }
        if members[index] != before { change(at: now) }
    }

    /// Who is meant, and whether `asker` may take them out.
    public func leaver(named username: String, asker: PlayerID) -> Result<PlayerID, Refusal> {
        let name = username.lowercased()
        guard let member = members.first(where: { $0.username.lowercased() == name }) else {
            return .failure(Refusal(.notFound, "there is nobody of that name in your party"))
        }
        guard member.playerID == asker || leader == asker else {
            return .failure(Refusal(.forbidden, "only the leader takes others out of the party"))
        }
        return .success(member.playerID)
    }

    /// At least the time, so that who comes from another party sees a larger revision.
    private mutating func change(at now: Timestamp) { revision = max(revision + 1, now.milliseconds) }
}
