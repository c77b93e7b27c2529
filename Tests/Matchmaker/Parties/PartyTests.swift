import Contracts
import MatchingCore
import MatchmakerCore
import Testing

@Suite struct PartyTests {
    private static let now = Timestamp(milliseconds: 1_000_000)

    private func party(_ names: String...) -> Party {
        var random = SeededGenerator(seed: 1)
        var party = Party(
            id: "p1", code: PartyCode(using: &random), founder: Self.player(names[0]), at: Self.now)
        for name in names.dropFirst() { party.add(Self.player(name), at: Self.now) }
        return party
    }

    private static func player(_ name: String) -> TicketPlayer {
        TicketPlayer(playerID: PlayerID(name), username: name)
    }

    private func record(_ name: String, ticket: TicketID? = nil, match: MatchID? = nil) -> PlayerRecord {
        var record = PlayerRecord(unknown: PlayerID(name))
        record.ticketID = ticket
        record.matchID = match
        return record
    }

    private func objection(
        _ party: Party, _ name: String = "new", present: [PlayerRecord] = [], membership: PartyID? = nil,
        isUnwanted: Bool = false, room: Int = 5
    ) -> Refusal.Code? {
        party.objection(
            to: PlayerID(name), present: Dictionary(uniqueKeysWithValues: present.map { ($0.playerID, $0) }),
            membership: membership, isUnwanted: isUnwanted, room: room)?.code
    }

    @Test("who is in a party, a ticket or a match can't join; nor can anybody join a full or queued party")
    func joining() {
        let party = party("ann", "bob")
        #expect(objection(party) == nil)
        #expect(objection(party, membership: "p1") == .inParty)
        #expect(objection(party, membership: "p2") == .inParty)
        #expect(objection(party, present: [record("new", ticket: "t1")]) == .alreadyQueued)
        #expect(objection(party, present: [record("new", ticket: "t1", match: "m1")]) == .inMatch)
        #expect(objection(party, present: [record("new", match: "m1")]) == .inMatch)
        #expect(objection(party, present: [record("bob", ticket: "t1")]) == .conflict)
        #expect(objection(party, present: [record("ann"), record("bob"), record("new")]) == nil)
        #expect(objection(party, isUnwanted: true) == .conflict)
        #expect(objection(party, room: 2) == .conflict)
        #expect(objection(party, room: 3) == nil)
    }

    @Test("the eldest leads, and each change is a new revision")
    func leading() {
        var party = party("ann", "bob", "cay")
        var revisions = [party.revision]
        #expect(party.leader == "ann")
        party.remove("ann", at: Self.now)
        revisions.append(party.revision)
        #expect(party.leader == "bob")
        party.add(Self.player("ann"), at: Self.now)
        revisions.append(party.revision)
        #expect(party.members.map(\.playerID) == ["bob", "cay", "ann"])
        party.remove("bob", at: Self.now + .seconds(5))
        revisions.append(party.revision)
        #expect(revisions == revisions.sorted() && Set(revisions).count == revisions.count)
        #expect(party.revision >= (Self.now + .seconds(5)).milliseconds)
    }

    @Test("what a member brings replaces what is said, and saying the same again changes nothing")
    func contributing() {
        var party = party("ann", "bob")
        party.update(
            UpdatePartyMember(playerID: "bob", attributes: ["skill": .number(3)], latencies: nil), at: Self.now)
        party.update(UpdatePartyMember(playerID: "bob", attributes: nil, latencies: ["eu": 20]), at: Self.now)
        #expect(party.members[1].attributes == ["skill": .number(3)])
        #expect(party.members[1].latencies == ["eu": 20])
        let before = party
        party.update(UpdatePartyMember(playerID: "bob", attributes: nil, latencies: ["eu": 20]), at: Self.now)
        party.update(UpdatePartyMember(playerID: "eve", attributes: [:], latencies: [:]), at: Self.now)
        #expect(party == before)
    }

    @Test("anybody may leave, and the leader may take others out")
    func leaving() {
        let party = party("Ann", "Bob", "Cay")
        #expect(party.leaver(named: "bob", asker: "Bob") == .success("Bob"))
        #expect(party.leaver(named: "BOB", asker: "Ann") == .success("Bob"))
        #expect(party.leaver(named: "Ann", asker: "Ann") == .success("Ann"))
        guard case .failure(let forbidden) = party.leaver(named: "cay", asker: "Bob"),
            case .failure(let unknown) = party.leaver(named: "dan", asker: "Ann")
        else {
            Issue.record("taken out")
            return
        }
        #expect(forbidden.code == .forbidden && unknown.code == .notFound)
    }

    @Test("a code has ten characters of 32, and is read as people type it")
    func codes() {
        var random = SystemRandomNumberGenerator()
        var seen: Set<Character> = []
        for _ in 0..<400 {
            let code = PartyCode(using: &random)
            #expect(code.text.count == 10)
            #expect(PartyCode(typed: code.text) == code)
            seen.formUnion(code.text)
        }
        #expect(seen == Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
        #expect(PartyCode(typed: "oil0o-abcde")?.text == "01100ABCDE")
        #expect(PartyCode(typed: " abcde 12345 ")?.text == "ABCDE12345")
        for wrong in ["", "ABCDE1234", "ABCDE123456", "ABCDE1234U", "ABCDE1234\u{e9}", "ABCDE_2345"] {
            #expect(PartyCode(typed: wrong) == nil, "\(wrong)")
        }
    }
}
