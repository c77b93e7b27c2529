import Contracts
import MatchmakerCore
import Messaging
import Postgres

/// Parties, as any replica changes them.
///
/// Whoever changes a party locks rows of `player_state` first, as the claims of an enqueue do: of those who join, of all
/// members who must not be queued, of who leaves. So either the enqueue comes first, and the change sees the ticket; or the
/// change comes first, and the enqueue, which reads the party after its claims, sees another revision. Neither ever waits for
/// the other's rows while it holds any: what is locked is tried again later. The party's own row comes last.
struct PartyStore: Sendable {
    let pool: PostgresPool

    /// The rows of some players were locked by others, for as long as this store is patient.
    struct Busy: Error {}

    /// What became of taking somebody out.
    enum Removal: Sendable {
        case refused(Refusal)
        /// Those who were in the party are to be told; the party as it is now, if anybody is left.
        case done(Party?, leaver: PlayerID, told: [PlayerID])
        /// A ticket with the leaver is open, and must end first.
        case queued(PlayerRecord, leaver: PlayerID)
    }

    private static let attempts = 100
    private static let pause = Duration.milliseconds(5)

    func party(of player: PlayerID) async throws(PostgresError) -> Party? {
        try Self.party(try await pool.batch([Self.reading(memberOf: player)], retry: .readOnly)[0])
    }

    func create(_ founder: TicketPlayer) async throws -> Outcome<Party> {
        try await change { transaction in
            let present = try await Self.lock([founder.playerID], transaction)
            let membership = try await Self.membership(of: founder.playerID, transaction)
            if let refusal = Party.objection(to: present.records[founder.playerID], membership: membership) {
                return .refused(refusal)
            }
            var random = SystemRandomNumberGenerator()
            let id = PartyID("p" + RandomText.base32(length: 20, using: &random))
            while true {
                let party = Party(
                    id: id, code: PartyCode(using: &random), founder: founder, at: present.now)
                let made = try await transaction.query(
                    """
                    INSERT INTO parties (party_id, code, revision, body) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (code) DO NOTHING RETURNING party_id
                    """, id.rawValue, party.code, party.revision, try StoredJSON.text(party))
                if made.isEmpty { continue }  // somebody else has drawn the same code
                Self.insert(founder.playerID, id, transaction)
                return .success(party)
            }
        }
    }

    /// - Parameter room: how many players a party may have.
    func join(_ player: TicketPlayer, code: PartyCode, room: Int) async throws -> Outcome<Party> {
        try await change { transaction in
            let found = try await transaction.query("SELECT body FROM parties WHERE code = $1", code.text)
            guard let seen = try Self.party(found) else {
                return .refused(Refusal(.notFound, "there is no such party"))
            }
            let players = Set(seen.members.map(\.playerID) + [player.playerID])
            let present = try await Self.lock(players.sorted(), transaction)
            guard var party = try await Self.lock(seen.partyID, transaction) else {
                return .refused(Refusal(.notFound, "there is no such party"))
            }
            guard players.isSuperset(of: party.members.map(\.playerID)) else { throw Busy() }  // grown meanwhile
            let refusal = party.objection(
                to: player.playerID, present: present.records,
                membership: try await Self.membership(of: player.playerID, transaction),
                isUnwanted: try await Self.isUnwanted(player.playerID, in: party, transaction), room: room)
            if let refusal { return .refused(refusal) }
            party.add(player, at: present.now)
            try Self.update(party, transaction)
            Self.insert(player.playerID, party.partyID, transaction)
            return .success(party)
        }
    }

    func update(_ request: UpdatePartyMember) async throws -> Outcome<Party> {
        try await change { transaction in
            let seen = try Self.party(try await transaction.query(Self.reading(memberOf: request.playerID)))
            guard let seen, var party = try await Self.lock(seen.partyID, transaction),
                party.members.contains(where: { $0.playerID == request.playerID })
            else { return .refused(Self.noParty) }
            party.update(request, at: try await Self.now(transaction))
            try Self.update(party, transaction)
            return .success(party)
        }
    }

    /// Takes somebody out of the asker's party, unless a ticket with them is open.
    ///
    /// - Parameters:
    ///   - username: who goes; `nil` for the asker.
    ///   - whateverIsOpen: true for somebody who is gone for good.
    func remove(
        _ username: String?, by asker: PlayerID, whateverIsOpen: Bool = false
    ) async throws -> Removal {
        try await change { transaction in
            let seen = try Self.party(try await transaction.query(Self.reading(memberOf: asker)))
            guard let seen else { return .refused(Self.noParty) }
            var leaver = asker
            if let username {
                switch seen.leaver(named: username, asker: asker) {
                case .success(let playerID): leaver = playerID
                case .failure(let refusal): return .refused(refusal)
                }
            }
            let present = try await Self.lock([leaver], transaction)
            guard var party = try await Self.lock(seen.partyID, transaction), party.revision == seen.revision else {
                throw Busy()
            }
            if let record = present.records[leaver], !record.isFree, !whateverIsOpen {
                return .queued(record, leaver: leaver)
            }
            let told = party.members.map(\.playerID)
            party.remove(leaver, at: present.now)
            if party.members.isEmpty {
                transaction.enqueue("DELETE FROM parties WHERE party_id = $1", party.partyID.rawValue)
            } else {
                transaction.enqueue("DELETE FROM party_members WHERE player_id = $1", leaver.rawValue)
                try Self.update(party, transaction)
            }
            return .done(party.members.isEmpty ? nil : party, leaver: leaver, told: told)
        }
    }

    static let noParty = Refusal(.notFound, "you are in no party")

    /// Runs a transaction until it finds no row locked. Throws ``Busy`` when that takes too long.
    private func change<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        var left = Self.attempts
        while true {
            do {
                return try await pool.withTransaction(retry: .whenRolledBack(attempts: 3), body)
            } catch is Busy {
                left -= 1
                guard left > 0 else { throw Busy() }
                try await Task.sleep(for: Self.pause * Double.random(in: 0.2...1.8))
            }
        }
    }
}
