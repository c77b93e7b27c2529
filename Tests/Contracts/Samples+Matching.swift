import Contracts

extension Samples {
    static let matching: [Sample] = [
        Sample(ReserveHost.name, ReserveHost(matchID: match, regions: ["eu"])),
        Sample(
            ReserveHost.name + ".reply",
            ReserveHost.Reply.success(
                .init(
                    hostID: "h1", region: "eu", roomID: "r1", signalingURL: "ws://x",
                    iceServers: [ICEServer(urls: "turn:192.0.2.1:3478", username: "1:m06", credential: "c")]))),
        Sample(ReleaseHost.name, ReleaseHost(matchID: match)),
        Sample(ReleaseHost.name + ".reply", ReleaseHost.Reply.success(Done())),
        Sample(CheckMatchHosts.name, CheckMatchHosts(matchIDs: [match])),
        Sample(CheckMatchHosts.name + ".reply", CheckMatchHosts.Reply(kept: [match], inSession: ["m2"])),
        Sample(
            CloseMatch.name + ".rated",
            CloseMatch(
                commandID: "c5", matchID: match, ending: .completed, matchData: "{}",
                ratings: [.init(playerID: player, mode: "duel", mu: 27.5, sigma: 8, rating: 3.5, matches: 4)],
                ratedAt: moment)),
        Sample(ListBlocks.name, ListBlocks(playerID: player)),
        Sample(ListBlocks.name + ".reply", [PlayerID("p2")]),
        Sample(BlockPlayer.name, BlockPlayer(playerID: player, blockedID: "p2")),
        Sample(BlockPlayer.name + ".reply", BlockPlayer.Reply.success(["p2"])),
        Sample(UnblockPlayer.name, UnblockPlayer(playerID: player, blockedID: "p2")),
        Sample(UnblockPlayer.name + ".reply", UnblockPlayer.Reply.refused(Refusal(.notFound))),
        Sample(RereadPlayer.name, RereadPlayer(commandID: "c7", playerID: player)),
        Sample(RereadPlayer.name + ".reply", RereadPlayer.Reply.success(Done())),
        Sample(ExplainSearch.name, ExplainSearch(commandID: "c8", playerID: player)),
        Sample(ExplainSearch.name + ".reply", ExplainSearch.Reply.success(searchReport)),
    ]

    static let backfills: [Sample] = [
        Sample(
            OpenBackfill.name,
            OpenBackfill(commandID: "c8", matchID: match, serverUser: "s1", team: "red", players: 2)),
        Sample(OpenBackfill.name + ".reply", OpenBackfill.Reply.success(Done())),
        Sample(CloseBackfill.name, CloseBackfill(commandID: "c9", matchID: match, serverUser: "s1")),
        Sample(CloseBackfill.name + ".reply", CloseBackfill.Reply.refused(Refusal(.conflict, matchID: match))),
    ]

    static let searchReport = SearchReport(
        ticketID: "t06abcdefghjkmnpqrstvwx", enqueuedAt: moment, explainedAt: moment,
        modes: [
            .init(mode: "duel", waitsForServer: true),
            .init(
                mode: "ranked", others: 12, possible: 1, missingPlayers: 2,
                exclusions: [
                    .init(
                        condition: "rule", rule: "near", excluded: 3, excludedAlone: 2, nearestMiss: 25.5,
                        widens: [.init(inSeconds: 6.5, property: "maxDistance", value: .number(100.5))])
                ], wholeMatchRules: ["even"]),
        ],
        remedies: [
            .init(
                change: "wait", mode: "ranked", seconds: 6.5, attribute: "skill", by: -25.5, text: "sand",
                milliseconds: 12.5, players: 2)
        ])

    static let party = Party(
        partyID: "pabcdefghjkmnpqrstvwx", code: "7K3QX2M9AB", revision: 1_763_625_600_125,
        members: [
            TicketPlayer(
                playerID: player, username: "ann", attributes: ["skill": .number(12.5)], latencies: ["eu": 20.5],
                address: PeerAddress(ip: "192.0.2.1", port: 46318))
        ])

    static let parties: [Sample] = [
        Sample(GetParty.name, GetParty(playerID: player)),
        Sample(GetParty.name + ".reply", GetParty.Reply.success(party)),
        Sample(CreateParty.name, CreateParty(playerID: player, username: "ann")),
        Sample(CreateParty.name + ".reply", CreateParty.Reply.refused(Refusal(.inParty, "you are in a party"))),
        Sample(JoinParty.name, JoinParty(playerID: player, username: "ann", code: "7k3qx-2m9ab")),
        Sample(JoinParty.name + ".reply", JoinParty.Reply.success(party)),
        Sample(
            UpdatePartyMember.name,
            UpdatePartyMember(
                playerID: player, attributes: ["skill": .number(12.5)], latencies: ["eu": 20.5],
                address: PeerAddress(ip: "192.0.2.1", port: 46318))),
        Sample(UpdatePartyMember.name + ".reply", UpdatePartyMember.Reply.success(party)),
        Sample(RemovePartyMember.name, RemovePartyMember(playerID: player, username: "bob")),
        Sample(RemovePartyMember.name + ".reply", RemovePartyMember.Reply.success(.init(party: party))),
        Sample(PartiesChanged.name, PartiesChanged(players: [player])),
    ]
}
