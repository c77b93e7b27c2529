import Contracts
import Foundation
import ModesCore
import RuleSetsCore
import Simulation
import Testing

@Suite struct MatchSimulationTests {
    private static func mode(sides: Int = 2, each: Int = 1, timeout: Duration = .seconds(60)) -> Mode {
        Mode(
            name: "x", requestTimeout: timeout,
            ruleSet: RuleSet(teams: [.init(name: "side", minPlayers: each, maxPlayers: each, quantity: sides)]))
    }

    private func line(_ at: Double, _ id: String, _ players: [String] = [], more: String = "") -> String {
        let list = (players.isEmpty ? ["p\(id)"] : players).map { #"{"playerId":"\#($0)"}"# }.joined(separator: ",")
        return #"{"at":\#(at),"ticketId":"\#(id)","players":[\#(list)]\#(more)}"#
    }

    private func run(
        _ lines: String..., mode: Mode = mode()
    ) throws -> (matches: [SimulatedMatch], summary: SimulationSummary) {
        let tickets = try TicketLines.read(Data(lines.joined(separator: "\n").utf8))
        #expect(MatchSimulation.fault(in: tickets, mode) == nil)
        var simulation = MatchSimulation(mode: mode, tickets: tickets.map(\.ticket), seed: 1)
        return simulation.run()
    }

    private func fault(_ lines: String...) -> String? {
        do {
            _ = try TicketLines.read(Data(lines.joined(separator: "\n").utf8))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("tickets meet when the second comes, in the order of their times, whatever that of the file")
    func meeting() throws {
        let (matches, summary) = try run(line(9, "c"), line(2.5, "b"), line(0, "a"), "")
        #expect(matches.count == 1)
        #expect(matches[0].at == 2.5 && matches[0].tickets == ["a", "b"])
        #expect(matches[0].teams == ["side_1": ["pa"], "side_2": ["pb"]])
        #expect(summary.tickets == 3 && summary.matched == 2 && summary.expired == 1 && summary.matches == 1)
        #expect(summary.waitSeconds?.p50 == 0 && summary.waitSeconds?.p99 == 2.5)
    }

    @Test("a ticket that was cancelled isn't matched from that moment on, one whose time is over neither")
    func leaving() throws {
        let (matches, summary) = try run(
            line(0, "a", more: #","cancelAt":5"#), line(5, "b"), line(64.9, "c"), line(200, "d"), line(260.1, "e"))
        #expect(matches.map(\.tickets) == [["b", "c"]])
        #expect(summary.cancelled == 1 && summary.expired == 2)
    }

    @Test("parties stay whole on one side")
    func parties() throws {
        let (matches, _) = try run(
            line(0, "a", ["p1", "p2"]), line(1, "b", ["p3"]), line(2, "c", ["p4"]), mode: Self.mode(each: 2))
        #expect(matches.count == 1)
        #expect(matches[0].teams.values.contains { Set($0) == ["p1", "p2"] })
    }

    @Test("somebody who still searches doesn't search twice")
    func overlapping() throws {
        let (matches, summary) = try run(line(0, "a", ["p"]), line(1, "b", ["p"]), line(2, "c", ["q"]))
        #expect(matches.map(\.tickets) == [["a", "c"]])
        #expect(summary.overlapping == 1)
    }

    @Test("tickets of other modes are left out")
    func otherModes() throws {
        let (matches, summary) = try run(
            line(0, "a", more: #","modes":["y"]"#), line(1, "b", more: #","modes":["y","x"]"#), line(2, "c"))
        #expect(matches.map(\.tickets) == [["b", "c"]])
        #expect(summary.tickets == 2)
    }

    @Test("what the service would refuse is named by its line")
    func refused() throws {
        let lines = try TicketLines.read(Data([line(0, "a"), line(1, "b", ["p", "q"])].joined(separator: "\n").utf8))
        #expect(MatchSimulation.fault(in: lines, Self.mode())?.description == "line 2: players: 'x' has no side for 2")
        var asking = Self.mode()
        asking.ruleSet.playerAttributes = [PlayerAttribute(name: "skill", type: .number)]
        #expect(
            MatchSimulation.fault(in: lines, asking)?.description
                == "line 1: attributes.skill: is needed in mode 'x'")
    }

    @Test("a bad line is named by its number and the member")
    func badLines() {
        #expect(fault(line(0, "a"), "{") == "line 2: isn't JSON")
        #expect(fault("", "[]") == "line 2: isn't an object")
        #expect(fault(#"{"ticketId":"a","players":[{"playerId":"p"}]}"#) == "line 1: at: is missing")
        #expect(fault(line(-1, "a"))?.hasPrefix("line 1: at: must be") == true)
        #expect(fault(#"{"at":0,"ticketId":"a","players":[]}"#)?.hasPrefix("line 1: players: must be") == true)
        #expect(fault(#"{"at":0,"ticketId":"a","players":[{"playerId":7}]}"#)?.contains("players[0].playerId") == true)
        #expect(fault(line(0, "a", ["p", "p"])) == "line 1: players: names somebody twice")
        #expect(fault(line(3, "a", more: #","cancelAt":1"#)) == "line 1: cancelAt: is before at")
        #expect(fault(line(0, "a"), line(1, "a")) == "line 2: ticketId: 'a' stands in line 1 already")
        let attribute = #"{"at":0,"ticketId":"a","players":[{"playerId":"p","attributes":{"x":true}}]}"#
        #expect(fault(attribute)?.hasPrefix("line 1: players[0].attributes.x: is neither") == true)
        let latency = #"{"at":0,"ticketId":"a","players":[{"playerId":"p","latencies":{"eu":-1}}]}"#
        #expect(fault(latency)?.hasPrefix("line 1: players[0].latencies.eu: must be") == true)
    }

    @Test("members that aren't known are passed over, empty ones are as if they weren't there")
    func unknownMembers() throws {
        let text =
            #"{"at":1,"ticketId":"a","players":[{"playerId":"p","latencies":null,"hat":1}],"cancelAt":null,"x":{}}"#
        #expect(try TicketLines.read(Data(text.utf8)).map(\.ticket.ticketID) == ["a"])
    }
}
