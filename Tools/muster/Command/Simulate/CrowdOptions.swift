import Contracts
import ModesCore
import RuleSetsCore
import Simulation

/// Reads what the command line says of players who are to be made.
struct CrowdOptions {
    /// The options that say something of made players, and nothing of recorded ones.
    static let names = [
        "--arrivals", "--duration", "--skill", "--skill-name", "--parties", "--regions", "--patience", "--attributes",
    ]

    /// More tickets than anybody wants to wait for.
    static let mostTickets = 2_000_000.0

    private let invocation: Invocation

    init(_ invocation: Invocation) { self.invocation = invocation }

    /// - Parameter modes: those whose players are made; what one asks of them, all bring.
    func plan(for modes: [Mode]) throws(UsageError) -> CrowdPlan {
        let duration =
            try invocation.options["--duration"].map { text throws(UsageError) in
                try Self.seconds(text, "--duration")
            } ?? 3600
        let rates = try Self.rates(invocation.options["--arrivals"] ?? "")
        let skill = try Self.distribution(invocation.options["--skill"] ?? "normal:1500,350", "--skill")
        let skillName = invocation.options["--skill-name"] ?? modes[0].ruleSet.skillAttribute.name
        let plan = CrowdPlan(
            rates: rates, duration: duration, skill: skill, skillAttribute: skillName,
            partySizes: try parties(for: modes), regions: try regions(),
            patience: try invocation.options["--patience"].map { text throws(UsageError) in
                try Self.seconds(text, "--patience")
            }, attributes: try attributes(for: modes, besides: skillName))
        guard plan.expectedTickets <= Self.mostTickets else {
            throw UsageError(
                "--arrivals and --duration make about \(Int(plan.expectedTickets)) tickets; \(Int(Self.mostTickets)) at most"
            )
        }
        return plan
    }

    // MARK: Parts

    /// `poisson:2`, `poisson:90/min`, `poisson:1,30m:4`: tickets a second unless it says otherwise.
    private static func rates(_ text: String) throws(UsageError) -> [CrowdPlan.Rate] {
        let wrong = UsageError(
            "--arrivals wants poisson:RATE or poisson:RATE,TIME:RATE,…, as in poisson:2 or poisson:90/min,30m:4, not '\(text)'"
        )
        guard text.hasPrefix("poisson:") else { throw wrong }
        var rates: [CrowdPlan.Rate] = []
        for part in text.dropFirst("poisson:".count).split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard words.count == (rates.isEmpty ? 1 : 2), let rate = rate(words[words.count - 1]) else { throw wrong }
            let from = rates.isEmpty ? 0 : try seconds(words[0], "--arrivals")
            guard from > rates.last?.from ?? -1 else { throw UsageError("--arrivals: its times must rise") }
            rates.append(CrowdPlan.Rate(from: from, ticketsPerSecond: rate))
        }
        guard rates.contains(where: { $0.ticketsPerSecond > 0 }) else {
            throw UsageError("--arrivals lets nobody come")
        }
        return rates
    }

    private static func rate(_ text: String) -> Double? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let units = ["s": 1.0, "min": 60, "h": 3600]
        guard parts.count <= 2, let number = Double(parts[0]), number >= 0, number.isFinite,
            let unit = units[parts.count == 2 ? String(parts[1]) : "s"]
        else { return nil }
        return number / unit
    }

    /// `1h`, `90s`, `1h30m`; more than none, a month at most.
    static func seconds(_ text: String, _ option: String) throws(UsageError) -> Double {
        var sum = 0.0
        var digits = ""
        var isWrong = text.isEmpty
        for character in text {
            if character.isASCII, character.isNumber || character == "." {
                digits.append(character)
            } else if let unit = ["s": 1.0, "m": 60, "h": 3600, "d": 86_400][character], let number = Double(digits) {
                sum += number * unit
                digits = ""
            } else {
                isWrong = true
            }
        }
        guard !isWrong, digits.isEmpty, sum > 0, sum <= 31 * 86_400 else {
            throw UsageError("\(option) wants a time such as 90s, 30m, 1h or 1h30m, not '\(text)'")
        }
        return sum
    }

    private static func distribution(_ text: String, _ option: String) throws(UsageError) -> Distribution {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let numbers = parts.count == 2 ? parts[1].split(separator: ",").map { Double($0) } : []
        if numbers.count == 2, let first = numbers[0], let second = numbers[1], first.isFinite, second.isFinite {
            if parts[0] == "normal", second >= 0 { return .normal(mean: first, deviation: second) }
            if parts[0] == "uniform", first <= second { return .uniform(low: first, high: second) }
        }
        throw UsageError("\(option) wants normal:MEAN,DEVIATION or uniform:LOW,HIGH, not '\(text)'")
    }

    /// `NAME:WEIGHT,…`; a weight that isn't said is 1.
    private static func weighted(_ text: String, _ option: String) throws(UsageError) -> Weighted<String> {
        var choices: [(value: String, weight: Double)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            let weight = words.count == 1 ? 1 : Double(words[words.count - 1]) ?? 0
            guard words.count <= 2, !words[0].isEmpty, !choices.contains(where: { $0.value == words[0] }) else {
                choices = []
                break
            }
            choices.append((words[0], weight))
        }
        guard let weighted = Weighted(choices) else {
            throw UsageError("\(option) wants NAME:WEIGHT,NAME:WEIGHT,…, each name once, not '\(text)'")
        }
        return weighted
    }

    private func regions() throws(UsageError) -> Weighted<String>? {
        guard let text = invocation.options["--regions"] else { return nil }
        return try Self.weighted(text, "--regions")
    }

    private func parties(for modes: [Mode]) throws(UsageError) -> Weighted<Int> {
        let weighted = try Self.weighted(invocation.options["--parties"] ?? "1", "--parties")
        let largest = modes.map(\.ruleSet.largestSide).min() ?? 1
        var choices: [(value: Int, weight: Double)] = []
        for choice in weighted.choices {
            guard let size = Int(choice.value), (1...largest).contains(size) else {
                throw UsageError("--parties wants SIZE:WEIGHT,…, sizes from 1 to \(largest), not '\(choice.value)'")
            }
            choices.append((size, choice.weight))
        }
        guard let sizes = Weighted(choices) else { throw UsageError("--parties names no size") }
        return sizes
    }

    /// `playlist=ranked:3,casual:1;level=uniform:1,100`
    private func attributes(
        for modes: [Mode], besides skill: String
    ) throws(UsageError) -> [String: CrowdPlan.Attribute] {
        var declared: [String: PlayerAttribute] = [:]
        for attribute in modes.flatMap(\.ruleSet.playerAttributes) {
            if let other = declared.updateValue(attribute, forKey: attribute.name), other.type != attribute.type {
                throw UsageError("the two modes declare '\(attribute.name)' of different types")
            }
        }
        guard declared[skill]?.type ?? .number == .number else { throw UsageError("'\(skill)' isn't a number") }
        var attributes: [String: CrowdPlan.Attribute] = [:]
        for part in (invocation.options["--attributes"] ?? "").split(separator: ";") {
            let words = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard words.count == 2, let attribute = declared[words[0]], words[0] != skill else {
                throw UsageError(
                    "--attributes wants NAME=VALUES;NAME=VALUES, of attributes that the mode declares, not '\(part)'")
            }
            let option = "--attributes \(words[0])"
            switch attribute.type {
            case .number: attributes[words[0]] = .number(try Self.distribution(words[1], option))
            case .string: attributes[words[0]] = .text(try Self.weighted(words[1], option))
            case .stringList: attributes[words[0]] = .texts(try Self.weighted(words[1], option))
            case .stringNumberMap: throw UsageError("\(option): maps can't be made")
            }
        }
        for (name, attribute) in declared.sorted(by: { $0.key < $1.key })
        where attribute.defaultValue == nil && name != skill && attributes[name] == nil {
            throw UsageError(
                "players need '\(name)': say by --attributes what they bring, as in '\(name)=\(attribute.type.example)'"
            )
        }
        return attributes
    }
}

extension AttributeType {
    fileprivate var example: String { self == .number ? "uniform:1,100" : "a:3,b:1" }
}
