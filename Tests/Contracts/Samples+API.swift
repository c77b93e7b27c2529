import Contracts

@testable import API

extension Samples {
    /// One body of every kind of the HTTP interface, with every member set.
    static let bodies: [Sample] = userBodies + ticketBodies + serverBodies + hostBodies + peerBodies

    private static func body<Body: Codable & Sendable>(_ value: Body) -> Sample { Sample("\(Body.self)", value) }

    private static let userBodies: [Sample] = [
        body(RegisterBody(username: "ann", password: "p", serverUser: "key")),
        body(RegisteredBody(account)),
        body(LoginBody(username: "ann", password: "p")),
        body(LoggedInBody(LogIn.Granted(session: session, token: "token"))),
        body(changed(DeleteUserBody(password: "p")) { $0.type = "DeleteUser" }),
        body(changed(ChangePasswordBody(password: "p", newPassword: "q")) { $0.type = "ChangePassword" }),
        body(
            changed(
                UserBody(
                    account,
                    ratings: [.init(playerID: player, mode: "duel", mu: 25.5, sigma: 8.25, rating: 0.75, matches: 3)])
            ) {
                $0.ratingsUnavailable = true
            }),
        body(MatchesBody(.init(matches: [rated], next: match))),
        body(LeaderboardBody(leaderboard)),
        body(BlocksAnswer(blocks: [.init(playerId: player, username: "ann")])),
        body(DoneBody()),
        body(BlocksAnswer(blocks: [.init(playerId: "p1", username: "ann")])),
        body(
            ProblemBody(
                type: "about:blank", title: "Conflict", status: 409, detail: "already queued",
                instance: "/matchmaking/enqueue", ticketId: "t06abcdefghjkmnpqrstvwx", matchId: match,
                retryAfterSeconds: 3, errors: [.init("modes", "unknown")])),
    ]

    private static let ticketBodies: [Sample] = [
        body(
            LookForMatchBody(
                modes: ["duel"], attributes: ["skill": .number(12.5)], latencies: ["eu": 20.5],
                ipAddress: "192.0.2.1:46318")),
        body(AnswerMatchBody(accept: true, matchId: match.rawValue)),
        body(RevokeFromMatchBody()),
        body(PartyBody(party)),
        body(OpenBackfillBody(matchId: match.rawValue, team: "red", players: 2)),
        body(CloseBackfillBody(matchId: match.rawValue)),
        body(BackfillBody(matchId: match, team: "red", players: 2)),
        body(NotInPartyBody()),
        body(CreatePartyBody()),
        body(JoinPartyBody(code: "7K3QX2M9AB")),
        body(
            UpdatePartyMemberBody(
                attributes: ["skill": .number(12.5)], latencies: ["eu": 20.5], ipAddress: "192.0.2.1:46318")),
        body(LeavePartyBody(username: "bob")),
        body(SearchExplanationBody(searchReport)), body(ExplainSearchBody()),
        body(StateBody(state, matchData: JSONText(trusting: #"{"matchId":"m06"}"#))),
        body(
            ModesAnswer([
                ModeSummary(
                    mode: "duel", group: "default", shard: Shard.all[6],
                    teams: [.init(name: "red", minPlayers: 1, maxPlayers: 1, quantity: 1)], playersWaiting: 3,
                    ticketsWaiting: 2, estimatedWaitSeconds: 4.5, estimatedWaitInterval: [0, 30.5],
                    estimatedWaits: [
                        .init(players: 2, ratingFrom: 12.5, ratingBelow: 20, seconds: 4.5, interval: [0, 30.5])
                    ], placement: "server")
            ])),
    ]

    private static let gameServer = GameServer(address: "a:1", state: .idle, expires: moment, matchID: match)

    private static let prepare = PrepareMatch(
        phase: .playersLoading, matchConfig: config,
        clientCookies: [.init(nickname: "ann", playerID: player, cookie: "cookie")])

    private static let serverBodies: [Sample] = [
        body(
            OfferMatchServerBody(address: ["a:1"], expires: moment.rfc3339, region: "eu", modes: ["duel"])),
        body(ServerBody(gameServer)),
        body(OfferedBody([gameServer])),
        body(MatchServersBody(.init(revision: 3, servers: [gameServer], prepare: [prepare]))),
        body(PrepareMatchBody(prepare)),
        body(RevokeMatchServerBody(address: ["a:1"])),
        body(RevokedBody(revoked: ["a:1"])),
        body(
            MatchCompleteBody(
                .init(
                    matchId: match.rawValue,
                    outcome: [.init(nickname: "ann", placement: 1, score: 12.5, quit: true, disconnected: true)],
                    custom: JSONText(trusting: #"{"map":"canyon"}"#)))),
        body(RecordedBody(matchId: match.rawValue)),
        body(
            changed(MatchStateBody(matchId: match.rawValue, state: "Idle", reason: "crash", left: ["ann"])) {
                $0.type = "MatchState"
            }),
    ]

    private static let hostBodies: [Sample] = [
        body(
            changed(HeartbeatBody(hostId: "h1", roomId: "r1", region: "eu", status: "idle")) {
                $0.capacity = 2
                $0.publicIp = "192.0.2.1"
                $0.gameInfo = .init(name: "n", specs: "s")
            }),
        body(HeartbeatAnswer(ttl: 30)),
        body(HostStatusBody(hostId: "h1", status: "busy")),
        body(HostStatusAnswer(status: .busy)),
        body(FindHostBody(region: "eu")),
        body(FoundHostAnswer(.init(roomID: "r1", signalingURL: "ws://x", iceServers: [iceServer]))),
        body(
            HostsAnswer([
                HostSummary(
                    hostID: "h1", roomID: "r1", status: .idle, region: "eu", lastHeartbeat: moment,
                    publicIP: "192.0.2.1", gameInfo: GameInfo(name: "n", specs: "s"), capacity: 2, reservations: 1,
                    sessions: 1)
            ])),
    ]

    private static let iceServer = ICEServer(urls: "turn:192.0.2.1:3478", username: "1:peer-1", credential: "c")

    private static let peerBodies: [Sample] = [
        body(JoinPeersBody(ipAddress: "192.0.2.1:46318", region: "Europe")),
        body(JoinedPeersBody(matcher)),
        body(AskForPeerBody(clientMatcherID: matcher.rawValue)),
        body(
            PingResultBody(
                clientMatcherID: matcher.rawValue,
                matchers: [.init(matcherID: opponent.handle.rawValue, pingResult: 12.5)])),
        body(PortOpenBody(clientMatcherID: matcher.rawValue, port: 5000, ipAddress: "2001:db8::1")),
        body(
            PeerAnswerBody(
                shouldStartMatch: true, openPort: true, matcherID: opponent.handle,
                matcherAddress: opponent.address.description,
                matchers: [.init(matcherID: opponent.handle, address: opponent.address.description)],
                matchAddress: "2001:db8::1", matchPort: 5000, iceServers: [iceServer])),
    ]

    private static func changed<Body>(_ value: Body, _ change: (inout Body) -> Void) -> Body {
        var value = value
        change(&value)
        return value
    }
}
