import Contracts

// The bodies of seed 001. Ids are written with the ending `ID`, and read with `Id`, too.

/// `POST /join-matchmaking-queue`.
public struct JoinPeersBody: Codable, Sendable {
    /// `ip` or `ip:port`.
    public var ipAddress: String?
    public var region: String?

    public init(ipAddress: String?, region: String? = nil) {
        self.ipAddress = ipAddress
        self.region = region
    }
}

/// 201 of the join: the same id under both names.
public struct JoinedPeersBody: Codable, Sendable {
    public var matcherID: MatcherID
    public var clientMatcherID: MatcherID

    public init(_ id: MatcherID) {
        matcherID = id
        clientMatcherID = id
    }
}

/// `POST /get-matcher-address`.
public struct AskForPeerBody: Codable, Sendable {
    public var clientMatcherID: String?

    public init(clientMatcherID: String?) { self.clientMatcherID = clientMatcherID }

    public init(from decoder: any Decoder) throws {
        clientMatcherID = try decoder.container(keyedBy: PeerKey.self).id(.clientMatcherID, .clientMatcherId)
    }
}

/// `POST /ping-result`: a list, or one result flat.
public struct PingResultBody: Codable, Sendable {
    public struct Result: Codable, Sendable {
        public var matcherID: String?
        /// Milliseconds.
        public var pingResult: LooseNumber?

        public init(matcherID: String?, pingResult: Double?) {
            self.matcherID = matcherID
            self.pingResult = pingResult.map { LooseNumber($0) }
        }

        public init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: PeerKey.self)
            matcherID = try members.id(.matcherID, .matcherId)
            pingResult = try members.decodeIfPresent(LooseNumber.self, forKey: .pingResult)
        }
    }

    public var clientMatcherID: String?
    public var matchers: [Result]

    public init(clientMatcherID: String?, matchers: [Result]) {
        self.clientMatcherID = clientMatcherID
        self.matchers = matchers
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: PeerKey.self)
        clientMatcherID = try members.id(.clientMatcherID, .clientMatcherId)
        matchers = try members.decodeIfPresent([Result].self, forKey: .matchers) ?? [Result(from: decoder)]
    }
}

/// `POST /port-open`.
public struct PortOpenBody: Codable, Sendable {
    public var clientMatcherID: String?
    public var port: LooseNumber?
    public var ipAddress: String?

    public init(clientMatcherID: String?, port: Int?, ipAddress: String? = nil) {
        self.clientMatcherID = clientMatcherID
        self.port = port.map { LooseNumber(Double($0)) }
        self.ipAddress = ipAddress
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: PeerKey.self)
        clientMatcherID = try members.id(.clientMatcherID, .clientMatcherId)
        port = try members.decodeIfPresent(LooseNumber.self, forKey: .port)
        ipAddress = try members.decodeIfPresent(String.self, forKey: .ipAddress)
    }
}

/// 200 of `get-matcher-address` and `ping-result`.
public struct PeerAnswerBody: Codable, Sendable {
    public struct Matcher: Codable, Sendable {
        public var matcherID: PeerHandle
        public var address: String
    }

    public var shouldStartMatch: Bool
    /// True: the caller opens its port and will be contacted.
    public var openPort: Bool?
    public var matcherID: PeerHandle?
    public var matcherAddress: String?
    public var matchers: [Matcher]?
    public var matchAddress: String?
    public var matchPort: Int?
    public var iceServers: [ICEServer]?

    /// Measure the round trip to this one.
    public static func test(_ opponent: PeerOpponent) -> PeerAnswerBody {
        let address = opponent.address.description
        return PeerAnswerBody(
            shouldStartMatch: false, matcherID: opponent.handle, matcherAddress: address,
            matchers: [Matcher(matcherID: opponent.handle, address: address)])
    }

    /// Open the port for this one.
    public static func host(_ opponent: PeerOpponent, iceServers: [ICEServer]) -> PeerAnswerBody {
        PeerAnswerBody(
            shouldStartMatch: false, openPort: true, matcherID: opponent.handle,
            matcherAddress: opponent.address.description, iceServers: iceServers.isEmpty ? nil : iceServers)
    }

    /// Go there.
    public static func start(_ match: PeerAddress, iceServers: [ICEServer]) -> PeerAnswerBody {
        PeerAnswerBody(
            shouldStartMatch: true, matchAddress: match.ip, matchPort: match.port.map(Int.init),
            iceServers: iceServers.isEmpty ? nil : iceServers)
    }
}

private enum PeerKey: String, CodingKey {
    case clientMatcherID, clientMatcherId, matcherID, matcherId, matchers, pingResult, port, ipAddress
}

extension KeyedDecodingContainer<PeerKey> {
    fileprivate func id(_ name: PeerKey, _ alternative: PeerKey) throws -> String? {
        try decodeIfPresent(String.self, forKey: name) ?? decodeIfPresent(String.self, forKey: alternative)
    }
}
