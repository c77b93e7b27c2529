import API
import Contracts

/// A `LookForMatch` that is well-formed; whether its modes exist is for the modes to say.
public struct TicketRequest: Hashable, Sendable {
    public var modes: [ModeName]
    public var attributes: [String: JSONValue]
    public var latencies: [String: Double]

    public init(_ body: LookForMatchBody) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "LookForMatch")
        let names = body.modes ?? []
        if names.isEmpty { rule.refuse("modes", "must name at least one mode") }
        if names.count > Limits.modes { rule.refuse("modes", "must name at most \(Limits.modes)") }
        attributes = body.attributes ?? [:]
        latencies = body.latencies ?? [:]
        rule.attributes(attributes)
        rule.latencies(latencies)
        try rule.check()
        var seen: Set<String> = []
        modes = names.filter { seen.insert($0).inserted }.map { ModeName($0) }
    }
}

/// `AcceptMatch` or `DeclineMatch`.
public struct MatchAnswer: Hashable, Sendable {
    public var accept: Bool
    public var matchID: MatchID?

    public init(_ body: AnswerMatchBody) throws(Refusal) {
        var rule = BodyRule()
        let type = rule.required("type", body.type, "AcceptMatch")
        rule.type(type, is: "AcceptMatch", "DeclineMatch")
        try rule.check()
        accept = type == "AcceptMatch"
        matchID = body.matchId.map { MatchID($0) }
    }
}

extension BodyRule {
    /// FlexMatch's kinds of player attributes: string, number, list of strings, map of strings to numbers.
    mutating func attributes(_ attributes: [String: JSONValue]) {
        if attributes.count > Limits.attributes { refuse("attributes", "must be at most \(Limits.attributes)") }
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            let field = "attributes.\(name)"
            if name.isEmpty || name.utf8.count > 128 { refuse("attributes", "names must have 1 to 128 bytes") }
            switch value {
            case .string(let text):
                if text.utf8.count > Limits.attributeBytes {
                    refuse(field, "must be at most \(Limits.attributeBytes) bytes")
                }
            case .integer, .large: break
            case .number(let number):
                if !number.isFinite { refuse(field, "must be a finite number") }
            case .array(let items):
                if items.count > 100 || items.contains(where: { $0.string.map { $0.utf8.count > 100 } ?? true }) {
                    refuse(field, "must be a list of at most 100 strings of at most 100 bytes")
                }
            case .object(let members):
                if members.count > 100 || members.values.contains(where: { $0.double.map { !$0.isFinite } ?? true }) {
                    refuse(field, "must be a map of at most 100 names to numbers")
                }
            case .null, .bool:
                refuse(field, "must be a string, a number, a list of strings or a map of strings to numbers")
            }
        }
    }

    mutating func latencies(_ latencies: [String: Double]) {
        if latencies.count > Limits.regions { refuse("latencies", "must be at most \(Limits.regions) regions") }
        for (region, value) in latencies.sorted(by: { $0.key < $1.key }) {
            if region.isEmpty || region.utf8.count > 64 { refuse("latencies", "regions must have 1 to 64 bytes") }
            if !(0...Limits.latency).contains(value) {
                refuse("latencies.\(region)", "must be milliseconds from 0 to \(Int(Limits.latency))")
            }
        }
    }
}
