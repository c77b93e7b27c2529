import Contracts
import MatchingCore
import MatchmakerCore

/// Makes tickets by a plan: the same ones for the same plan and seed.
public struct Crowd {
    private let plan: CrowdPlan
    private var random: SeededGenerator
    private var players = 0

    public init(plan: CrowdPlan, seed: UInt64) {
        self.plan = plan
        random = SeededGenerator(seed: seed)
    }

    /// All tickets of the plan, in the order of their coming.
    public mutating func tickets() -> [RecordedTicket] {
        var tickets: [RecordedTicket] = []
        var at = 0.0
        for (index, rate) in plan.rates.enumerated() {
            let until = index + 1 < plan.rates.count ? min(plan.rates[index + 1].from, plan.duration) : plan.duration
            guard rate.ticketsPerSecond > 0 else { continue }
            at = rate.from  // the past of such arrivals says nothing of their future
            while true {
                at += Distribution.pause(rate: rate.ticketsPerSecond, using: &random)
                guard at < until else { break }
                tickets.append(ticket(at: Self.milliseconds(at), number: tickets.count + 1))
            }
        }
        return tickets
    }

    private static func milliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded(.down) / 1000 }

    private mutating func ticket(at: Double, number: Int) -> RecordedTicket {
        let size = plan.partySizes.draw(using: &random)
        let skill = plan.skill.draw(using: &random)
        let home = plan.regions.map { $0.index(using: &random) }
        let made = plan.attributes.sorted { $0.key < $1.key }
        var shared: [String: JSONValue] = [:]
        for (name, attribute) in made {
            switch attribute {
            case .number: continue
            case .text(let texts): shared[name] = .string(texts.draw(using: &random))
            case .texts(let texts): shared[name] = .array([.string(texts.draw(using: &random))])
            }
        }
        var members: [RecordedTicket.Player] = []
        for member in 0..<size {
            players += 1
            var attributes = shared
            for case (let name, .number(let spread)) in made {
                attributes[name] = .number(spread.draw(using: &random).rounded())
            }
            let own = member == 0 ? skill : plan.skill.draw(near: skill, using: &random)
            attributes[plan.skillAttribute] = .number(own.rounded())
            members.append(
                RecordedTicket.Player(
                    playerID: PlayerID("p\(players)"), attributes: attributes, latencies: home.map { latencies($0) }))
        }
        var ticket = RecordedTicket(at: at, ticketID: TicketID("t\(number)"), players: members)
        if let patience = plan.patience {
            ticket.cancelAt = at + Self.milliseconds(Distribution.pause(rate: 1 / patience, using: &random))
        }
        return ticket
    }

    /// 15 ms and more at home, and 70 ms more for each region on the way to another.
    private mutating func latencies(_ home: Int) -> [String: Double] {
        let regions = plan.regions?.values ?? []
        var latencies: [String: Double] = [:]
        for (index, region) in regions.enumerated() {
            let apart = abs(index - home)
            let steps = Double(min(apart, regions.count - apart))
            let line = Distribution.pause(rate: 1 / 15, using: &random)
            latencies[region] = (15 + 70 * steps + line).rounded()
        }
        return latencies
    }
}
