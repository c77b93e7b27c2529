import API
import Contracts

/// What is wrong with a body of the streaming hosts' routes, in the shape their clients read.
public struct HostIssues: Error, Hashable, Sendable {
    public struct Issue: Codable, Hashable, Sendable {
        public var path: [String]
        public var message: String
        public var code: String

        public init(path: [String], message: String, code: String) {
            self.path = path
            self.message = message
            self.code = code
        }
    }

    public var issues: [Issue]

    public init(issues: [Issue] = []) { self.issues = issues }

    mutating func add(_ path: String..., code: String = "invalid", message: String) {
        issues.append(Issue(path: path, message: message, code: code))
    }

    func check() throws(HostIssues) { if !issues.isEmpty { throw self } }

    /// An identifier of `[A-Za-z0-9_.:-]`.
    mutating func identifier(_ path: String, _ value: String?, longest: Int) -> String {
        guard let value else {
            add(path, code: "required", message: "Required")
            return ""
        }
        let valid = value.utf8.allSatisfy { byte in
            (48...58).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                || byte == 45 || byte == 46
        }
        if !(1...longest).contains(value.utf8.count) || !valid {
            add(path, message: "must be 1 to \(longest) of A-Z a-z 0-9 _ . : -")
        }
        return value
    }

    mutating func status(_ value: String?) -> HostStatus? {
        guard let value else { return nil }
        let status = HostStatus(value)
        guard status.isKnown else {
            add("status", message: "must be idle or busy")
            return nil
        }
        return status
    }

    /// An IPv4 or IPv6 address, the latter with or without brackets; without them in what is given back.
    mutating func address(_ path: String, _ value: String?) -> String? {
        guard let value else { return nil }
        let isBracketed = value.hasPrefix("[") && value.hasSuffix("]") && value.contains(":")
        let address = isBracketed ? String(value.dropFirst().dropLast()) : value
        if IPAddress(address) == nil { add(path, message: "must be an IP address") }
        return address
    }

    mutating func region(_ value: String?) {
        if let value, value.isEmpty || value.utf8.count > 64 { add("region", message: "must have 1 to 64 bytes") }
    }
}

extension HeartbeatHost {
    public init(_ body: HeartbeatBody, address: String) throws(HostIssues) {
        var found = HostIssues()
        let hostID = found.identifier("hostId", body.hostId, longest: 128)
        let roomID = found.identifier("roomId", body.roomId, longest: 64)
        found.region(body.region)
        let status = found.status(body.status)
        let capacity = body.capacity.map { Int(exactly: $0) ?? 0 }
        if let capacity, !(1...1000).contains(capacity) {
            found.add("capacity", message: "must be a whole number from 1 to 1000")
        }
        let publicIP = found.address("publicIp", body.publicIp)
        var gameInfo: GameInfo?
        if let given = body.gameInfo {
            for (member, value) in [("name", given.name), ("specs", given.specs)] where (value?.utf8.count ?? 0) > 200 {
                found.add("gameInfo", member, message: "must have at most 200 bytes")
            }
            gameInfo = GameInfo(name: given.name ?? "Desktop Session", specs: given.specs ?? "Generic Host")
        }
        try found.check()
        self.init(
            hostID: HostID(hostID), roomID: roomID, region: body.region, status: status, capacity: capacity,
            publicIP: publicIP, gameInfo: gameInfo, address: address)
    }
}

extension SetHostStatus {
    public init(_ body: HostStatusBody) throws(HostIssues) {
        var found = HostIssues()
        let hostID = found.identifier("hostId", body.hostId, longest: 128)
        if body.status == nil { found.add("status", code: "required", message: "Required") }
        let status = found.status(body.status)
        try found.check()
        self.init(hostID: HostID(hostID), status: status ?? .idle)
    }
}

extension FindHost {
    public init(_ body: FindHostBody?, caller: String) throws(HostIssues) {
        var found = HostIssues()
        found.region(body?.region)
        try found.check()
        self.init(region: body?.region, caller: caller)
    }
}
