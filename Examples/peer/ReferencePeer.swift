import APIClient
import Contracts
import Sockets
import Threads

/// A peer that plays without a match server: joins, measures the round trip to the opponent that it is given, and then
/// either opens its port or goes to the other's. Speaks the REST routes of seed 001.
public struct ReferencePeer: Sendable {
    public struct Configuration: Sendable {
        public var gateway: GatewayClient
        public var region: String?
        /// Where others reach it; believed by the gateway if it comes from there, or is a trusted relay.
        public var ip = "127.0.0.1"
        /// For probes; 0 takes a free one.
        public var port: UInt16 = 0
        /// How it introduces itself to its opponent; one word.
        public var name: String
        /// Asks again after this at the latest, whatever the gateway advises.
        public var longestWait = Duration.seconds(10)

        public init(gateway: GatewayClient, name: String) {
            self.gateway = gateway
            self.name = name
        }
    }

    /// How long a host waits for its guest.
    static let guestTime = Duration.seconds(40)
    /// For a greeting over the connection.
    static let greetingTime = Duration.seconds(5)
    /// Reported when nobody answers.
    static let unreachable = 60_000.0

    let configuration: Configuration

    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// Looks for an opponent until it has met one. A cancelled one leaves the queue.
    public func meet(step: @escaping @Sendable (PeerStep) -> Void = { _ in }) async throws -> Meeting {
        let echo = try await PeerEcho(host: Self.bindHost(configuration.ip), port: configuration.port)
        return try await withThrowingTaskGroup(of: Meeting?.self) { group in
            group.addTask {
                await echo.run()
                return nil
            }
            group.addTask { try await look(echo, step) }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let meeting = ended { return meeting }
            }
            throw CancellationError()
        }
    }

    private func look(_ echo: PeerEcho, _ step: @Sendable (PeerStep) -> Void) async throws -> Meeting {
        let address = PeerAddress(ip: configuration.ip, port: echo.address.port).description
        while true {
            let id = try await configuration.gateway.joinPeers(address: address, region: configuration.region)
            step(.joined(address: address))
            do {
                return try await pair(id, echo, step)
            } catch let error as GatewayError where error.status == 404 {
                step(.again(reason: "the queue has forgotten this peer"))
            } catch {
                await leave(id)
                throw error
            }
        }
    }

    private func pair(_ id: MatcherID, _ echo: PeerEcho, _ step: @Sendable (PeerStep) -> Void) async throws -> Meeting {
        var roundTrip: Duration?
        while true {
            switch try await configuration.gateway.standing(of: id) {
            case .wait(let time):
                let time = min(time, configuration.longestWait)
                step(.waiting(time))
                try await Task.sleep(for: time)
            case .test(let handle, let address):
                roundTrip = try await Self.socketAddress(address) { try await echo.roundTrip(to: $0) }
                step(.measured(address: address, roundTrip: roundTrip))
                let milliseconds = roundTrip.map { $0 / .milliseconds(1) } ?? Self.unreachable
                guard try await configuration.gateway.report(milliseconds, to: handle, by: id) else { continue }
                if let meeting = try await host(id, roundTrip, step) { return meeting }
            case .start(let address, let port):
                step(.going(address: address, port: port))
                return try await goTo(address, port, roundTrip)
            }
        }
    }

    /// `nil` when the pair was dissolved meanwhile, or nobody came.
    private func host(
        _ id: MatcherID, _ roundTrip: Duration?, _ step: @Sendable (PeerStep) -> Void
    ) async throws -> Meeting? {
        let listener = try await TCPListener.bind(host: Self.bindHost(configuration.ip), port: 0)
        do {
            try await configuration.gateway.portIsOpen(listener.address.port, by: id)
        } catch {
            await listener.close()
            guard error.status == 409 else { throw error }
            step(.again(reason: "the opponent has left"))
            return nil
        }
        step(.opened(port: listener.address.port))
        do {
            let connection = try await withDeadline(Self.guestTime) { try await listener.accept() }
            await listener.close()
            return try await greet(connection, .host, roundTrip)
        } catch is DeadlineExceeded {
            await listener.close()
            step(.again(reason: "the opponent didn't come"))
            return nil
        }
    }

    private func goTo(_ address: String, _ port: UInt16, _ roundTrip: Duration?) async throws -> Meeting {
        try await greet(try await TCPConnection.connect(host: address, port: port), .guest, roundTrip)
    }

    /// Both introduce themselves, and know then that they have found each other.
    private func greet(_ connection: TCPConnection, _ role: Meeting.Role, _ roundTrip: Duration?) async throws
        -> Meeting
    {
        try await connection.write([UInt8]("HELLO \(configuration.name)\n".utf8))
        let line = try await withDeadline(Self.greetingTime) {
            var lines = connection.lines(maximumBytes: 256).makeAsyncIterator()
            return try await lines.next()
        }
        let words = line.map { String(decoding: $0, as: UTF8.self) }?.split(separator: " ") ?? []
        let opponent = connection.remoteAddress.description
        await connection.close()
        guard words.count == 2, words[0] == "HELLO" else { throw NotAPeer(address: opponent) }
        return Meeting(role: role, opponent: opponent, opponentName: String(words[1]), roundTrip: roundTrip)
    }

    /// On a task of its own: whoever is cancelled leaves all the same. The queue notices by itself if it fails.
    private func leave(_ id: MatcherID) async {
        await Task { [gateway = configuration.gateway] in
            do { try await gateway.leavePeers(id) } catch { return }
        }.value
    }

    private static func socketAddress(
        _ text: String, _ body: (SocketAddress) async throws -> Duration?
    ) async throws -> Duration? {
        let parts = text.split(separator: ":")
        let host = text.hasPrefix("[") ? text.dropFirst().prefix { $0 != "]" } : parts.first ?? ""
        guard let ip = IPAddress(String(host)), let port = parts.last.flatMap({ UInt16($0) }) else { return nil }
        return try await body(SocketAddress(ip: ip, port: port))
    }

    private static func bindHost(_ ip: String) -> String {
        guard let address = IPAddress(ip), !address.isLoopback else { return ip }
        return address.isIPv4 ? "0.0.0.0" : "::"
    }
}

/// Something answers at the address, but it isn't a peer.
struct NotAPeer: Error, CustomStringConvertible {
    let address: String
    var description: String { "\(address) is no peer" }
}
