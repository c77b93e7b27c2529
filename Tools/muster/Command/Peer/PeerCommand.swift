import APIClient
import PeerExample

extension Command {
    static let peer = Command(
        words: ["peer"],
        options: [
            .init(
                name: "--region", value: "NAME", help: "only peers of the same region are met; none is a region, too"),
            .init(name: "--address", value: "IP", help: "where others reach this one (127.0.0.1)"),
            .init(name: "--port", value: "N", help: "the UDP port for probes (any)"),
            .init(name: "--name", value: "NAME", help: "how it introduces itself (peer)"),
            .init(name: "--gateway", value: "URL", help: "where the gateway is"),
        ],
        summary: "a peer that plays without a server: finds another one near enough, and connects with it",
        run: { invocation in
            var configuration = ReferencePeer.Configuration(
                gateway: GatewayClient(invocation.gateway), name: invocation.options["--name"] ?? "peer")
            configuration.region = invocation.options["--region"]
            configuration.ip = invocation.options["--address"] ?? configuration.ip
            configuration.port = UInt16(try invocation.number("--port", in: 1...65_535) ?? 0)
            let peer = ReferencePeer(configuration)
            let meeting = try await Interruptible.run {
                try await peer.meet { Output.line(PeerLine.text(of: $0)) }
            }
            Output.line(PeerLine.text(of: meeting))
            return 0
        })
}

/// What peers do, in words.
enum PeerLine {
    static func text(of step: PeerStep) -> String {
        switch step {
        case .joined(let address): "joined, reachable at \(address)"
        case .waiting(let time): "nobody yet; asks again in \(time.inSeconds.fixed(0)) s"
        case .measured(let address, nil): "nobody answers at \(address)"
        case .measured(let address, let time?): "measured \(time.inMilliseconds.fixed(2)) ms to \(address)"
        case .opened(let port): "near enough: listens on port \(port)"
        case .going(let address, let port): "goes to \(address), port \(port)"
        case .again(let reason): "looks for another one: \(reason)"
        }
    }

    static func text(of meeting: Meeting) -> String {
        switch meeting.role {
        case .host: "\(meeting.opponentName) came from \(meeting.opponent)"
        case .guest: "met \(meeting.opponentName) at \(meeting.opponent)"
        }
    }
}
