import Contracts

extension Samples {
    static let matcher = MatcherID("x06abcdefghjkmnpqrstvwx")
    static let opponent = PeerOpponent(
        handle: "h06abcdefghjkmnpqrstvwx", address: PeerAddress(ip: "192.0.2.1", port: 46318))
    static let peerView = PeerView(
        matcherID: matcher, revision: 7, kind: .hosting, opponent: opponent,
        match: PeerAddress(ip: "2001:db8::1", port: 5000))

    static let peers: [Sample] = [
        Sample(
            JoinPeers.name,
            JoinPeers(
                commandID: "c1", address: PeerAddress(ip: "192.0.2.1", port: 46318), region: "Europe", gateway: "g1")),
        Sample(JoinPeers.name + ".reply", JoinPeers.Reply.success(peerView)),
        Sample(AskForPeer.name, AskForPeer(commandID: "c2", matcherID: matcher)),
        Sample(AskForPeer.name + ".reply", AskForPeer.Reply.success(peerView)),
        Sample(
            ReportPing.name,
            ReportPing(
                commandID: "c3", matcherID: matcher,
                results: [PingResult(opponent: opponent.handle, milliseconds: 12.5)])),
        Sample(ReportPing.name + ".reply", ReportPing.Reply.success(PingVerdict(hostFor: opponent, view: peerView))),
        Sample(OpenPeerPort.name, OpenPeerPort(commandID: "c4", matcherID: matcher, port: 5000, ip: "2001:db8::1")),
        Sample(OpenPeerPort.name + ".reply", OpenPeerPort.Reply.success(Done())),
        Sample(LeavePeers.name, LeavePeers(commandID: "c5", matcherID: matcher)),
        Sample(LeavePeers.name + ".reply", LeavePeers.Reply.refused(Refusal(.notFound))),
        Sample(CheckInPeers.name, CheckInPeers(gateway: "g1", matchers: [matcher])),
        Sample(GetICEServers.name, GetICEServers(caller: "peer-1")),
        Sample(
            GetICEServers.name + ".reply",
            [ICEServer(urls: "turn:192.0.2.1:3478", username: "1:peer-1", credential: "c")]),
        Sample(PeerViews.name, PeerViews(shard: Shard.all[6], views: [peerView])),
    ]
}
