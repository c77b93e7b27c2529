import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct ModeFileTests {
    private static func write(_ text: String, to name: String, of stage: QueueStage) throws {
        try Data(text.utf8).write(to: stage.modes.appending(path: name), options: .atomic)
    }

    private static func file(_ mode: String, sides: Int, more: String = "") -> String {
        """
        {"mode":"\(mode)"\(more),"ruleSet":{"ruleLanguageVersion":"1.0",
        "teams":[{"name":"side","minPlayers":1,"maxPlayers":1,"quantity":\(sides)}]}}
        """
    }

    @Test("a changed mode file is taken up without a restart, with the tickets that wait; a wrong one isn't")
    func takenUp() async throws {
        try await QueueStage.with { stage in
            try Self.write(Self.file("crowd", sides: 3), to: "crowd.json", of: stage)
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                try await client.enqueue("ann", modes: ["crowd"])
                try await client.enqueue("bob", modes: ["crowd"])
                try Self.write(#"{"mode":"crowd""#, to: "crowd.json", of: stage)
                try Self.write(Self.file("extra", sides: 2), to: "extra.json", of: stage)
                try await eventually("the new file is known, the wrong one hasn't changed its mode") {
                    let modes = try await client.ask(ListModes())
                    return modes.contains { $0.mode == "extra" }
                        && modes.first { $0.mode == "crowd" }?.teams.first?.quantity == 3
                }
                #expect(try await client.state("ann").kind == .lookingForMatch)
                try Self.write(Self.file("crowd", sides: 2), to: "crowd.json", of: stage)
                try await eventually("those who wait are matched by the new rules") {
                    try await client.state("ann").kind == .matchFound
                }
                #expect(try await client.enqueue("eve", modes: ["extra"]).get().kind == .lookingForMatch)
                try FileManager.default.removeItem(at: stage.modes.appending(path: "extra.json"))
                try await eventually("who waits for a mode that is gone is told", within: .seconds(40)) {
                    try await client.state("eve").reason == .operator
                }
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("a wrong mode file ends the service at its start, naming file, path and fault")
    func refused() async throws {
        try await QueueStage.with { stage in
            try Self.write(Self.file("crowd", sides: 2, more: #","placement":"moon""#), to: "crowd.json", of: stage)
            let replica = try QueueProcess("wrong", stage)
            try await eventually("the process has ended") { replica.process.hasEnded }
            let log = try String(contentsOf: stage.modes.appending(path: "wrong.log"), encoding: .utf8)
            #expect(log.contains("crowd.json: $.placement: is none of"), "\(log)")
        }
    }

    @Test("SIGHUP takes up what has changed, and ends nothing")
    func hangUp() async throws {
        try await QueueStage.with { stage in
            let replica = try QueueProcess("one", stage)
            try await stage.run { client in
                try await client.enqueue("ann", modes: ["duel"], within: .seconds(30))
                try Self.write(Self.file("extra", sides: 2), to: "extra.json", of: stage)
                replica.process.signal(SIGHUP)
                try await eventually("the new mode is known") {
                    try await client.ask(ListModes()).contains { $0.mode == "extra" }
                }
                #expect(!replica.process.hasEnded)
                #expect(try await client.state("ann").kind == .lookingForMatch)
            }
            replica.process.signal(SIGTERM)
            try await eventually("the process has ended") { replica.process.hasEnded }
        }
    }

    @Test("a match of a mode without a server is confirmed at once, reported by any server user, and then over")
    func withoutServer() async throws {
        try await QueueStage.with { stage in
            try Self.write(Self.file("meet", sides: 2, more: #","placement":"none""#), to: "meet.json", of: stage)
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                for name in ["ann", "bob"] { try await client.enqueue(name, modes: ["meet"]) }
                let match = try await client.found("ann")
                for name in ["ann", "bob"] { try await client.answer(name) }
                let state = try await client.state("ann")
                #expect(state.kind == .matchConfirmed && state.matchConfig?.address == nil)
                guard case .success(let record) = try await client.ask(GetMatchRecord(matchID: match)) else {
                    Issue.record("the match isn't known")
                    return
                }
                #expect(record.serverUser == "" && record.address == "")
                try await client.record(record)
                try await eventually("the players are free") { try await client.state("bob").kind == .matchComplete }
                #expect(try await client.count("SELECT count(*) FROM matches") == 0)
                #expect(try await client.faults() == [])
            }
        }
    }
}
