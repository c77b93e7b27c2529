import Contracts
import TestKit

/// One message of every kind, with every member set: what the recorded JSON under `Tests/Golden` was made from.
enum Samples {
    typealias Sample = RecordedSample

    static let player = PlayerID("pabcdefghjkmnpqrstvwx")
    static let match = MatchID("m06abcdefghjkmnpqrstvwx")
    static let moment = Timestamp(milliseconds: 1_763_625_600_125)
    static let account = Account(
        playerID: player, username: "ann", isServerUser: false, isOperator: true, createdAt: moment)
    static let session = Session(id: SessionID("c2Vzc2lvbg"), account: account, expiresAt: moment, startedAt: moment)
    static let config = MatchConfig(
        matchID: match, mode: "duel", address: "127.0.0.1:7000", factions: ["red", "blue"], nicknames: ["ann", "bob"],
        playerIDs: [player, "p2"], region: "eu",
        host: .init(
            roomID: "r1", signalingURL: "ws://x",
            iceServers: [ICEServer(urls: "turn:192.0.2.1:3478", username: "1:m06", credential: "c")]),
        addresses: ["192.0.2.1:46318", "192.0.2.2:46318"])
    static let confirmation = MatchConfirmation(
        matchID: match, mode: "duel", region: "eu", address: "127.0.0.1:7000", serverUser: "p3", createdAt: moment,
        players: [.init(playerID: player, nickname: "ann", faction: "red")], booking: 2)
    static let record = MatchRecord(
        matchID: match, mode: "duel", state: .completed, region: "eu", address: "127.0.0.1:7000",
        createdAt: moment.rfc3339, completedAt: moment.rfc3339,
        players: [.init(playerID: player, nickname: "ann", faction: "red", placement: 1)],
        custom: JSONText(trusting: #"{"map":"canyon"}"#))
    static let rated: MatchRecord = {
        var rated = record
        rated.players[0].score = 12.5
        rated.players[0].quit = true
        rated.players[0].disconnected = true
        rated.players[0].ratingBefore = 0.25
        rated.players[0].ratingAfter = 3.5
        return rated
    }()
    static let refusal = Refusal(
        .alreadyQueued, "already queued", ticketID: "t06abcdefghjkmnpqrstvwx", matchID: match, retryAfterSeconds: 10,
        known: ["duel"], errors: [.init("modes", "unknown")])

    static let state: PlayerState = {
        var state = PlayerState(playerID: player, revision: 7, kind: .matchComplete)
        state.reason = .declined
        state.retryAfterMilliseconds = 9500
        state.ticketID = "t06abcdefghjkmnpqrstvwx"
        state.modes = ["duel", "duo"]
        state.enqueuedAt = moment
        state.estimatedWaitSeconds = 4.5
        state.estimatedWaitInterval = [0, 30.5]
        state.matchID = match
        state.mode = "duel"
        state.acceptBy = moment
        state.acceptInMilliseconds = 14_000
        state.accepted = 1
        state.players = 2
        state.youAccepted = true
        state.waitingFor = .server
        state.matchConfig = config
        state.phase = .matchInProgress
        state.cookie = "cookie"
        state.ending = .completed
        state.matchData = #"{"matchId":"m06abcdefghjkmnpqrstvwx"}"#
        return state
    }()

    static let all: [Sample] =
        auth + queue + servers + results + ratings + hosts + gateways + peers + matching + parties + backfills

    static let auth: [Sample] = [
        Sample(RegisterUser.name, RegisterUser(username: "ann", password: "p", serverUser: "key")),
        Sample(RegisterUser.name + ".reply", RegisterUser.Reply.success(account)),
        Sample(LogIn.name, LogIn(username: "ann", password: "p", address: "::1", addressIsTrusted: true)),
        Sample(LogIn.name + ".reply", LogIn.Reply.success(.init(session: session, token: "token"))),
        Sample(CheckSession.name, CheckSession(session: session.id)),
        Sample(CheckSession.name + ".reply", CheckSession.Reply.success(session)),
        Sample(LogOut.name, LogOut(session: session.id)),
        Sample(LogOut.name + ".reply", LogOut.Reply.success(Done())),
        Sample(DeleteUser.name, DeleteUser(playerID: player, password: "p")),
        Sample(DeleteUser.name + ".reply", DeleteUser.Reply.success(Done())),
        Sample(
            ChangePassword.name,
            ChangePassword(playerID: player, password: "p", newPassword: "q", keep: session.id)),
        Sample(ChangePassword.name + ".reply", ChangePassword.Reply.refused(refusal)),
        Sample(FindAccounts.name, FindAccounts(usernames: ["ann"], playerIDs: [player])),
        Sample(FindAccounts.name + ".reply", [account]),
        Sample(SessionStarted.type, SessionStarted(playerID: player)),
        Sample(
            SessionsRevoked.type,
            SessionsRevoked(
                playerID: player, sessions: [session.id], except: session.id, endsTicket: true, revokedAt: moment)),
        Sample(UserDeleted.type, UserDeleted(playerID: player)),
        Sample(SessionBeat.type, SessionBeat(replica: "auth-1")),
    ]

    static let queue: [Sample] = [
        Sample(
            EnqueueTicket.name,
            EnqueueTicket(
                commandID: "c1",
                players: [
                    TicketPlayer(
                        playerID: player, username: "ann",
                        attributes: ["skill": .number(12.5), "maps": .array([.string("canyon")])],
                        latencies: ["eu": 20.5], address: PeerAddress(ip: "192.0.2.1", port: 46318), signedInAt: moment)
                ], modes: ["duel"], gateway: "g1", party: PartyStamp(partyID: "pabcdefghjkmnpqrstvwx", revision: 7))),
        Sample(EnqueueTicket.name + ".reply", EnqueueTicket.Reply.success(state)),
        Sample(
            CancelTicket.name,
            CancelTicket(commandID: "c2", playerID: player, reason: .revoked, sparesLaterThan: moment)),
        Sample(CancelTicket.name + ".reply", CancelTicket.Reply.success(state)),
        Sample(AnswerMatch.name, AnswerMatch(commandID: "c3", playerID: player, matchID: match, accept: true)),
        Sample(AnswerMatch.name + ".reply", AnswerMatch.Reply.refused(refusal)),
        Sample(
            ChangeMatch.name, ChangeMatch(commandID: "c4", matchID: match, serverUser: "p3", change: .inProgress)),
        Sample(
            ChangeMatch.name + ".abandoned",
            ChangeMatch(commandID: "c4", matchID: match, serverUser: "p3", change: .abandoned(reason: "crash"))),
        Sample(
            ChangeMatch.name + ".left",
            ChangeMatch(commandID: "c4", matchID: match, serverUser: "p3", change: .left(nicknames: ["ann"]))),
        Sample(ChangeMatch.name + ".reply", ChangeMatch.Reply.success(Done())),
        Sample(CloseMatch.name, CloseMatch(commandID: "c5", matchID: match, ending: .completed, matchData: "{}")),
        Sample(CloseMatch.name + ".reply", CloseMatch.Reply.success(Done())),
        Sample(RenewCookie.name, RenewCookie(commandID: "c6", playerID: player)),
        Sample(RenewCookie.name + ".reply", RenewCookie.Reply.success(Done())),
        Sample(WatchPlayers.name, WatchPlayers(gateway: "g1", players: [player])),
        Sample(GetPlayerState.name, GetPlayerState(playerID: player)),
        Sample(GetPlayerState.name + ".reply", GetPlayerState.Reply(state: state, shard: Shard(6))),
        Sample(ListModes.name, ListModes()),
        Sample(
            ListModes.name + ".reply",
            [
                ModeSummary(
                    mode: "duel", group: "default", shard: Shard.all[6],
                    teams: [.init(name: "red", minPlayers: 1, maxPlayers: 1, quantity: 1)], playersWaiting: 3,
                    ticketsWaiting: 2, estimatedWaitSeconds: 4.5, estimatedWaitInterval: [0, 30.5],
                    estimatedWaits: [
                        .init(players: 2, ratingFrom: 12.5, ratingBelow: 20, seconds: 4.5, interval: [0, 30.5])
                    ], placement: "server")
            ]),
        Sample(GetMatchRecord.name, GetMatchRecord(matchID: match)),
        Sample(GetMatchRecord.name + ".reply", GetMatchRecord.Reply.success(confirmation)),
        Sample(MatchConfirmation.type, confirmation),
        Sample(AbandonmentRequested.type, AbandonmentRequested(match: confirmation, reason: "leaseExpired")),
        Sample(
            ClaimIdempotencyKey.name,
            ClaimIdempotencyKey(playerID: player, route: "POST /x", key: "k", bodyHash: "h")),
        Sample(
            ClaimIdempotencyKey.name + ".reply",
            ClaimIdempotencyKey.Reply.answered(StoredAnswer(status: 201, contentType: "application/json", body: "{}"))),
        Sample(ClaimIdempotencyKey.name + ".claimed", ClaimIdempotencyKey.Reply.claimed),
        Sample(
            FinishIdempotencyKey.name,
            FinishIdempotencyKey(
                playerID: player, route: "POST /x", key: "k",
                answer: StoredAnswer(status: 201, contentType: "application/json", body: "{}"))),
        Sample(FinishIdempotencyKey.name + ".reply", Done()),
    ]

    static let servers: [Sample] = [
        Sample(
            OfferServers.name,
            OfferServers(serverUser: "p3", addresses: ["a:1"], expires: moment, region: "eu", modes: ["duel"])),
        Sample(
            OfferServers.name + ".reply",
            OfferServers.Reply.success([GameServer(address: "a:1", state: .idle, expires: moment, matchID: match)])),
        Sample(ListServers.name, ListServers(serverUser: "p3", gateway: "g1")),
        Sample(
            ListServers.name + ".reply",
            ListServers.Reply(
                revision: 3, servers: [GameServer(address: "a:1", state: .draining, expires: moment, matchID: nil)],
                prepare: [
                    PrepareMatch(
                        phase: .playersLoading, matchConfig: config,
                        clientCookies: [.init(nickname: "ann", playerID: player, cookie: "cookie")])
                ])),
        Sample(RevokeServers.name, RevokeServers(serverUser: "p3", addresses: ["a:1"])),
        Sample(RevokeServers.name + ".reply", RevokeServers.Reply.success(["a:1"])),
    ]

    static let results: [Sample] = [
        Sample(
            ReportMatch.name,
            ReportMatch(
                serverUser: "p3", matchID: match, outcome: [.init(nickname: "ann", placement: 1)], custom: "{}")),
        Sample(
            ReportMatch.name + ".scores",
            ReportMatch(
                serverUser: "p3", matchID: match,
                outcome: [.init(nickname: "ann", placement: 1, score: 12.5, quit: true, disconnected: true)],
                custom: nil)),
        Sample(ReportMatch.name + ".reply", ReportMatch.Reply.success(Done())),
        Sample(GetMatch.name, GetMatch(matchID: match, caller: player, callerIsOperator: true)),
        Sample(GetMatch.name + ".reply", GetMatch.Reply.success(record)),
        Sample(ListEvents.name, ListEvents(since: moment, until: moment, after: "1763625600125000.7")),
        Sample(
            ListEvents.name + ".reply",
            ListEvents.Reply.success(EventPage(events: [#"{"id":"m.1"}"#], next: "1763625600125000.7"))),
        Sample(
            ExportMatches.name, ExportMatches(since: moment, until: moment, after: "1763625600125000.7", counts: true)),
        Sample(
            ExportMatches.name + ".reply",
            ExportMatches.Reply.success(MatchPage(matches: [record], next: "1763625600125000.7", total: 3))),
        Sample(MatchConfirmed.type, MatchConfirmed(match: record)),
        Sample(MatchAbandoned.type, MatchAbandoned(match: record)),
        Sample(MatchResultRecorded.type, MatchResultRecorded(match: record)),
        Sample(
            MatchResultRecorded.type + ".rated",
            MatchResultRecorded(
                match: rated,
                ratings: [.init(playerID: player, mode: "duel", mu: 27.5, sigma: 8, rating: 3.5, matches: 4)])),
        Sample(MatchResultDisputed.type, MatchResultDisputed(match: record)),
        Sample(
            RatingChanged.type,
            RatingChanged(
                matchID: match, mode: "duel", season: "autumn",
                changes: [
                    .init(
                        playerID: player, nickname: "ann", before: .init(mu: 25, sigma: 8.25, rating: 0.25),
                        after: .init(mu: 27.5, sigma: 8, rating: 3.5), matches: 1)
                ])),
        Sample(
            SeasonStarted.type,
            SeasonStarted(season: "autumn", number: 2, startedAt: record.createdAt, previous: "summer")),
    ]

    static let hosts: [Sample] = [
        Sample(
            HeartbeatHost.name,
            HeartbeatHost(
                hostID: "h1", roomID: "r1", region: "eu", status: .idle, capacity: 2, publicIP: "192.0.2.1",
                gameInfo: GameInfo(name: "n", specs: "s"), address: "192.0.2.1")),
        Sample(HeartbeatHost.name + ".reply", HeartbeatHost.Reply(ttlSeconds: 30)),
        Sample(SetHostStatus.name, SetHostStatus(hostID: "h1", status: .busy)),
        Sample(SetHostStatus.name + ".reply", SetHostStatus.Reply.success(.busy)),
        Sample(FindHost.name, FindHost(region: "eu", caller: "guest")),
        Sample(
            FindHost.name + ".reply",
            FindHost.Reply.success(
                .init(
                    roomID: "r1", signalingURL: "ws://x",
                    iceServers: [ICEServer(urls: "turn:x", username: "u", credential: "c")]))),
        Sample(ListHosts.name, ListHosts()),
        Sample(
            ListHosts.name + ".reply",
            [
                HostSummary(
                    hostID: "h1", roomID: "r1", status: .idle, region: "eu", lastHeartbeat: moment,
                    publicIP: "192.0.2.1", gameInfo: GameInfo(name: "n", specs: "s"), capacity: 2, reservations: 1,
                    sessions: 1)
            ]),
    ]

    static let gateways: [Sample] = [
        Sample(PlayerStates.name, PlayerStates(shard: Shard.all[6], states: [state])),
        Sample(ServersChanged.name, ServersChanged(serverUsers: ["p3"])),
        Sample(ShardTakenOver.name, ShardTakenOver(shard: Shard.all[6])),
    ]
}
