import Contracts
import MatchmakerCore
import TestKit
import Testing
import Tracing

@testable import PairingCore

/// What the queue's database holds as JSON: written by one release, read by others, older ones among them while replicas are
/// replaced.
///
/// A new member is optional; a choice (`Stage`, `Content`, `CommandReply`) gets a new case in one release that reads it,
/// and is written in the next. Recorded by `MUSTER_RECORD=1 swift test --filter StoredValueTests`.
@Suite struct StoredValueTests {
    private static let folder = RecordedFolder("Stored")
    private static let maps: Set<String> = ["latencies"]

    @Test(
        "What was stored once is read, and stored as it was, and all members are recorded", arguments: all.map(\.name))
    func recorded(name: String) throws {
        #expect(try Self.folder.faults(of: try Self.sample(name)) == [])
    }

    @Test("Members that a newer release has stored are ignored, wherever they are", arguments: all.map(\.name))
    func newMembers(name: String) throws {
        #expect(try Self.folder.faultsWithNewMembers(of: try Self.sample(name), maps: Self.maps) == [])
    }

    @Test("Every member is set in some sample, so that all are recorded") func complete() {
        #expect(MemberSurvey(Self.all).neverSet == [])
    }

    @Test("Nothing is recorded that isn't stored") func known() throws {
        #expect(try Self.folder.names().subtracting(Self.all.map(\.name)) == [])
    }

    private static func sample(_ name: String) throws -> RecordedSample {
        try #require(all.first { $0.name == name })
    }

    // MARK: Samples

    private static let player = PlayerID("pabcdefghjkmnpqrstvwx")
    private static let ticketID = TicketID("t06abcdefghjkmnpqrstvwx")
    private static let matchID = MatchID("m06abcdefghjkmnpqrstvwx")
    private static let matchers = [MatcherID("x06abcdefghjkmnpqrstvwx"), MatcherID("x06bbcdefghjkmnpqrstvwx")]
    private static let handle = PeerHandle("h06abcdefghjkmnpqrstvwx")
    private static let address = PeerAddress(ip: "192.0.2.1", port: 46318)
    private static let moment = Timestamp(milliseconds: 1_763_625_600_125)

    private static let trace = TraceContext(
        traceParentHeaderValue: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

    private static let all: [RecordedSample] =
        [
            RecordedSample("Ticket", ticket), RecordedSample("PlayerView", view),
            RecordedSample("CoolDown", CoolDown(faults: 2, lastFault: moment, until: moment)),
            RecordedSample(
                "Matcher",
                Matcher(id: matchers[0], address: address, region: "Europe", badMatchIDs: matchers, enteredAt: moment)),
            RecordedSample("PeerPair", pair),
            RecordedSample(
                "Party",
                Party(partyID: "pabcdefghjkmnpqrstvwx", code: "7K3QX2M9AB", revision: 7, members: ticket.players)),
        ] + matches + outbox + replies

    private static let ticket: Ticket = {
        var ticket = Ticket(
            id: ticketID,
            players: [
                TicketPlayer(
                    playerID: player, username: "ann", attributes: ["skill": .number(12.5)], latencies: ["eu": 20.5],
                    address: PeerAddress(ip: "192.0.2.1", port: 46318), signedInAt: moment)
            ],
            modes: ["duel"], enqueuedAt: moment, searchUntil: moment, proposedAt: moment, matchID: matchID,
            heldIn: ["duel"], partyID: "pabcdefghjkmnpqrstvwx"
        )
        ticket.wasConfirmed = true
        return ticket
    }()

    private static let view: PlayerView = {
        var state = PlayerState(playerID: player, revision: 7, kind: .matchFound)
        state.reason = .declined
        state.retryAfterMilliseconds = 9500
        state.ticketID = ticketID
        state.modes = ["duel"]
        state.enqueuedAt = moment
        state.estimatedWaitSeconds = 4.5
        state.estimatedWaitInterval = [0, 30.5]
        state.matchID = matchID
        state.mode = "duel"
        state.acceptBy = moment
        state.acceptInMilliseconds = 14_000
        state.accepted = 1
        state.players = 2
        state.youAccepted = true
        state.waitingFor = .server
        state.matchConfig = MatchConfig(
            matchID: matchID, mode: "duel", address: "127.0.0.1:7000", factions: ["red"], nicknames: ["ann"],
            playerIDs: [player], region: "eu",
            host: .init(
                roomID: "r1", signalingURL: "ws://x",
                iceServers: [ICEServer(urls: "turn:192.0.2.1:3478", username: "1:m06", credential: "c")]),
            addresses: ["192.0.2.1:46318"])
        state.phase = .matchInProgress
        state.cookie = "cookie"
        state.ending = .completed
        state.matchData = "{}"
        return PlayerView(state: state, cookieGeneration: 2, retryAt: moment)
    }()

    private static let pair = PeerPair(
        id: "w06abcdefghjkmnpqrstvwx", first: .init(matcherID: matchers[0], handle: handle),
        second: .init(matcherID: matchers[1], handle: handle), madeAt: moment, host: matchers[0], match: address,
        toldAt: moment)

    private static let matches: [RecordedSample] = {
        let seat = Seat(playerID: player, nickname: "ann", faction: "red", ticketID: ticketID)
        var match = LiveMatch(
            id: matchID, mode: "duel", createdAt: moment, seats: [seat, seat], acceptBy: moment, regions: ["eu"])
        var samples = [RecordedSample("LiveMatch.found", match)]
        func add(_ name: String, _ stage: LiveMatch.Stage) {
            match.stage = stage
            samples.append(RecordedSample("LiveMatch.\(name)", match))
        }
        var elsewhere = LiveMatch(
            id: matchID, mode: "meet", createdAt: moment, placement: .host,
            seats: [
                Seat(playerID: player, nickname: "ann", faction: "red", ticketID: ticketID, address: "192.0.2.1:46318")
            ], acceptBy: moment, regions: ["eu"])
        elsewhere.host = .init(
            hostID: "h1", region: "eu", roomID: "r1", signalingURL: "ws://x",
            iceServers: [ICEServer(urls: "turn:192.0.2.1:3478", username: "1:m06", credential: "c")])
        samples.append(RecordedSample("LiveMatch.elsewhere", elsewhere))
        _ = match.readyCheck.note(.accepted, seat: 0)
        _ = match.readyCheck.note(.declined, seat: 1)
        match.readyCheck.excuse(until: moment)
        add("reserving", .reserving(until: moment))
        match.server = BookedServer(address: "127.0.0.1:7000", region: "eu", serverUser: "p3")
        match.serverIsHeld = true
        match.bookings = 1
        match.failedServers = ["127.0.0.1:7001"]
        match.lookAt = moment
        match.trace = trace
        add("loading", .loading(fetchBy: moment, startBy: moment))
        var opening = Opening(faction: "red", wanted: 2, since: moment)
        opening.places = 1
        match.openings = [opening]
        match.joinings = [Joining(seats: [seat], acceptBy: moment)]
        _ = match.joinings?[0].readyCheck.note(.accepted, seat: 0)
        match.joined = 1
        add("playing", .playing)
        (match.openings, match.joinings) = (nil, nil)
        add("closing", .closing)
        return samples
    }()

    private static let confirmation = MatchConfirmation(
        matchID: matchID, mode: "duel", region: "eu", address: "127.0.0.1:7000", serverUser: "p3", createdAt: moment,
        players: [.init(playerID: player, nickname: "ann", faction: "red")], booking: 2)

    private static let outbox = [
        ("confirmed", OutboxMessage.Content.confirmed(confirmation)),
        ("abandonment", .abandonment(AbandonmentRequested(match: confirmation, reason: "leaseExpired"))),
    ].map {
        RecordedSample(
            "OutboxMessage.\($0)", OutboxMessage(sequence: 3, eventID: "e3", at: moment, content: $1, trace: trace))
    }

    private static let replies: [RecordedSample] = {
        let view = PeerView(
            matcherID: matchers[0], revision: 7, kind: .hosting,
            opponent: PeerOpponent(handle: handle, address: address), match: address)
        let refusal = Refusal(
            .alreadyQueued, "already queued", ticketID: ticketID, matchID: matchID, retryAfterSeconds: 10,
            known: ["duel"], errors: [.init("modes", "unknown")])
        let replies: [(String, CommandReply)] = [
            ("player", .player(Self.view)), ("done", .done), ("refused", .refused(refusal)), ("moved", .moved),
            ("peer.view", .peer(.view(view))), ("peer.done", .peer(.done)), ("peer.notHost", .peer(.notHost)),
            ("peer.unknown", .peer(.unknown)),
            (
                "peer.verdict",
                .peer(.verdict(PingVerdict(hostFor: PeerOpponent(handle: handle, address: address), view: view)))
            ),
        ]
        return replies.map { RecordedSample("CommandReply.\($0)", $1) }
    }()
}
