import API
import Contracts
import HTTPClient

/// How a peer stands, by `get-matcher-address`.
public enum PeerStanding: Sendable {
    /// Ask again after this.
    case wait(Duration)
    /// Measure the round trip to this one.
    case test(PeerHandle, address: String)
    /// Go there.
    case start(address: String, port: UInt16)
}

/// The routes of peers (seed 001).
extension GatewayClient {
    /// - Parameter address: `ip` or `ip:port`.
    public func joinPeers(address: String, region: String?) async throws(GatewayError) -> MatcherID {
        let body = JoinPeersBody(ipAddress: address, region: region)
        let answer: JoinedPeersBody = try await call(.post, "/join-matchmaking-queue", body)
        return answer.matcherID
    }

    public func standing(of id: MatcherID) async throws(GatewayError) -> PeerStanding {
        let response = try await exchange(.get, "/get-matcher-address/\(id)")
        if response.status == .noContent {
            return .wait(.seconds(response.headers["Retry-After"].flatMap { Int($0) } ?? 10))
        }
        let answer: PeerAnswerBody = try Self.read(response)
        if answer.shouldStartMatch, let address = answer.matchAddress, let port = answer.matchPort {
            return .start(address: address, port: UInt16(clamping: port))
        }
        guard let handle = answer.matcherID, let address = answer.matcherAddress else {
            throw .unreadable(status: response.status.code, reason: "neither a test nor a start")
        }
        return .test(handle, address: address)
    }

    /// True when the caller is to open its port.
    public func report(_ milliseconds: Double, to handle: PeerHandle, by id: MatcherID) async throws(GatewayError)
        -> Bool
    {
        let results = [PingResultBody.Result(matcherID: handle.rawValue, pingResult: milliseconds)]
        let body = PingResultBody(clientMatcherID: id.rawValue, matchers: results)
        let response = try await post("/ping-result", body)
        guard response.status != .noContent else { return false }
        let answer: PeerAnswerBody = try Self.read(response)
        return answer.openPort == true
    }

    public func portIsOpen(_ port: UInt16, by id: MatcherID) async throws(GatewayError) {
        let _: JSONValue = try await call(
            .post, "/port-open", PortOpenBody(clientMatcherID: id.rawValue, port: Int(port)))
    }

    public func leavePeers(_ id: MatcherID) async throws(GatewayError) {
        let _: JSONValue = try await call(.delete, "/join-matchmaking-queue/\(id)")
    }
}
