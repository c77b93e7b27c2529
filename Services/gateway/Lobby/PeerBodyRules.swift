import API
import Contracts

/// What is wrong with a body of seed 001's routes: 400, where other routes answer 422.
public struct BadPeerBody: Error, Hashable {
    public var detail: String

    init(_ detail: String) { self.detail = detail }
}

extension JoinPeersBody {
    /// Characters of a region's name, at most.
    static let longestRegion = 64

    /// The address that is claimed, and the pool; an empty region is none.
    public func join() throws(BadPeerBody) -> (claimed: PeerAddress, region: String?) {
        guard let ipAddress else { throw BadPeerBody("ipAddress is missing") }
        guard let claimed = PeerAddressRule.read(ipAddress) else {
            throw BadPeerBody("ipAddress must be an address such as 192.0.2.1, 192.0.2.1:46318 or [2001:db8::1]:46318")
        }
        guard let region, !region.isEmpty else { return (claimed, nil) }
        guard region.count <= Self.longestRegion, !region.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw BadPeerBody("region is too long, or has control characters")
        }
        return (claimed, LobbyRegion.pool(region))
    }
}

extension AskForPeerBody {
    public func matcher() throws(BadPeerBody) -> MatcherID { try MatcherID(given: clientMatcherID) }
}

extension PingResultBody {
    /// Results in one body, at most.
    static let mostResults = 64
    /// Milliseconds.
    static let longestPing = 60_000.0

    public func report() throws(BadPeerBody) -> (matcher: MatcherID, results: [PingResult]) {
        let matcher = try MatcherID(given: clientMatcherID)
        guard matchers.count <= Self.mostResults else { throw BadPeerBody("matchers has too many results") }
        var results: [PingResult] = []
        for result in matchers {
            guard let id = result.matcherID else { throw BadPeerBody("matcherID is missing") }
            guard let milliseconds = result.pingResult?.value else { throw BadPeerBody("pingResult is missing") }
            guard (0...Self.longestPing).contains(milliseconds) else {
                throw BadPeerBody("pingResult must be milliseconds from 0 to 60000")
            }
            results.append(PingResult(opponent: PeerHandle(id), milliseconds: milliseconds))
        }
        return (matcher, results)
    }
}

extension PortOpenBody {
    public func opening() throws(BadPeerBody) -> (matcher: MatcherID, port: UInt16, claimed: PeerAddress?) {
        let matcher = try MatcherID(given: clientMatcherID)
        guard let port = (port?.value).flatMap({ UInt16(exactly: $0) }), port > 0 else {
            throw BadPeerBody("port must be a whole number from 1 to 65535")
        }
        guard let ipAddress else { return (matcher, port, nil) }
        guard let claimed = PeerAddressRule.read(ipAddress) else { throw BadPeerBody("ipAddress is not an address") }
        return (matcher, port, claimed)
    }
}

extension MatcherID {
    fileprivate init(given: String?) throws(BadPeerBody) {
        guard let given else { throw BadPeerBody("clientMatcherID is missing") }
        self.init(given)
    }
}
