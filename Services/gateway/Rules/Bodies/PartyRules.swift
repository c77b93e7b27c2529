import API
import Contracts

/// A `JoinParty` that is well-formed; whether there is such a party is for the queue to say.
public struct PartyInvitation: Hashable, Sendable {
    public var code: String

    public init(_ body: JoinPartyBody) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "JoinParty")
        code = rule.required("code", body.code, "")
        if let code = body.code, code.isEmpty || code.utf8.count > 64 {
            rule.refuse("code", "must have 1 to 64 characters")
        }
        try rule.check()
    }
}

/// What a member says that it brings.
public struct PartyContribution: Hashable, Sendable {
    public var attributes: [String: JSONValue]?
    public var latencies: [String: Double]?

    public init(_ body: UpdatePartyMemberBody) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "UpdatePartyMember")
        attributes = body.attributes
        latencies = body.latencies
        rule.attributes(body.attributes ?? [:])
        rule.latencies(body.latencies ?? [:])
        try rule.check()
    }
}
