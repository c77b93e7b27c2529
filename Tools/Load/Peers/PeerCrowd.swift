import APIClient
import Contracts
import HTTPClient
import Threads

/// Many peers of one region who join within a short time. They live in a few cities: within a city everybody is near
/// enough, between cities nobody is, as a player would measure. Each does what the reference peer does, but for the probes
/// and the connection.
public struct PeerCrowd: Sendable {
    public var gateway: String
    public var peers = 2000
    public var cities = 4
    /// Within which they join.
    public var arrival = Duration.seconds(10)
    /// From the last one's joining until all must have met.
    public var limit = Duration.seconds(60)
    /// The longest round trip that is good enough, as the queue service has it.
    public var longestPing = 126.0

    public init(gateway: String) { self.gateway = gateway }

    public struct Outcome: Sendable {
        /// From joining to knowing where to play.
        public var times = Samples()
        /// What must not be: somebody in two pairs, or in one with somebody far away, or in none.
        public var faults: [String] = []
        public var met = 0
    }

    private enum Ending: Sendable {
        case host(Duration)
        /// The number of the host.
        case guest(of: Int, Duration)
        case nobody(String)
    }

    public func run() async -> Outcome {
        var random = SystemRandomNumberGenerator()
        let region = "crowd-" + RandomText.base32(length: 8, using: &random)
        let client = GatewayClient(gateway, timeout: .seconds(15), http: WebClient())
        let begin = ContinuousClock.now
        let end = begin + arrival + limit
        let endings = await withTaskGroup(of: (Int, Ending).self) { group in
            for number in 0..<peers {
                let joinsAt = begin + arrival * number / peers
                group.addTask { (number, await life(of: number, from: joinsAt, until: end, region, client)) }
            }
            return await group.reduce(into: [Int: Ending]()) { $0[$1.0] = $1.1 }
        }
        return judge(endings)
    }

    /// Peers are known by the ports that they join with.
    private static let firstPort = 10_000

    private func life(
        of number: Int, from begin: ContinuousClock.Instant, until end: ContinuousClock.Instant, _ region: String,
        _ client: GatewayClient
    ) async -> Ending {
        do {
            try await Task.sleep(until: begin, clock: .continuous)
            return try await play(number, region, client, until: end)
        } catch {
            return .nobody("\(error)")
        }
    }

    private func play(
        _ number: Int, _ region: String, _ client: GatewayClient, until end: ContinuousClock.Instant
    ) async throws -> Ending {
        let port = Self.firstPort + number
        let id = try await insist { () async throws(GatewayError) in
            try await client.joinPeers(address: "127.0.0.1:\(port)", region: region)
        }
        let joined = ContinuousClock.now
        while ContinuousClock.now < end {
            let standing = try await insist { () async throws(GatewayError) in try await client.standing(of: id) }
            switch standing {
            case .wait(let time): try await Task.sleep(for: time)
            case .start(_, let port): return .guest(of: Int(port) - Self.firstPort, .now - joined)
            case .test(let handle, let address):
                let other = address.split(separator: ":").last.flatMap { Int($0) }.map { $0 - Self.firstPort } ?? 0
                let ping = roundTrip(number, other)
                let hosts = try await insist { () async throws(GatewayError) in
                    try await client.report(ping, to: handle, by: id)
                }
                guard hosts else { continue }
                do {
                    try await insist { () async throws(GatewayError) in
                        try await client.portIsOpen(UInt16(port), by: id)
                    }
                    return .host(.now - joined)
                } catch let error as GatewayError where error.status == 409 {
                    continue  // it took too long, and the pair was dissolved
                }
            }
        }
        return .nobody("met nobody in time")
    }

    /// Milliseconds, the same for both.
    private func roundTrip(_ one: Int, _ other: Int) -> Double {
        let apart = Double((one ^ other) % 40)
        return one % cities == other % cities ? 5 + apart : longestPing + 20 + apart
    }

    private func judge(_ endings: [Int: Ending]) -> Outcome {
        var outcome = Outcome()
        var guests: [Int: Int] = [:]
        if endings.count != peers { outcome.faults.append("of \(peers) peers only \(endings.count) came to an end") }
        for (number, ending) in endings.sorted(by: { $0.key < $1.key }) {
            switch ending {
            case .host(let time):
                outcome.times.add(time)
                outcome.met += 1
            case .guest(let host, let time):
                outcome.times.add(time)
                outcome.met += 1
                if let before = guests.updateValue(number, forKey: host) {
                    outcome.faults.append("\(before) and \(number) were both sent to \(host)")
                }
                if case .host? = endings[host] {
                } else {
                    outcome.faults.append("\(number) was sent to \(host), no host")
                }
                let ping = roundTrip(number, host)
                if ping > longestPing { outcome.faults.append("\(number) and \(host) are \(ping) ms apart") }
            case .nobody(let reason): outcome.faults.append("\(number): \(reason)")
            }
        }
        return outcome
    }

    /// Asks again while the gateway can't answer, at most ten times.
    private func insist<Success>(_ ask: () async throws(GatewayError) -> Success) async throws -> Success {
        var backoff = Backoff()
        var left = 10
        while true {
            do throws(GatewayError) {
                return try await ask()
            } catch {
                guard error.isRetriable, left > 0 else { throw error }
                left -= 1
                try await Task.sleep(for: backoff.next(after: error))
            }
        }
    }
}
