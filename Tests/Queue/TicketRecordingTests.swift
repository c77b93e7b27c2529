import Contracts
import Foundation
import MatchmakerCore
import ModesCore
import Simulation
import TestKit
import Testing

@testable import QueueService

@Suite(.timeLimit(.minutes(2)))
struct TicketRecordingTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "muster-tickets-\(UUID().uuidString)")
    }

    private func ticket(_ id: String) -> RecordedTicket {
        RecordedTicket(
            at: 12.5, ticketID: TicketID(id), players: [.init(playerID: "p", attributes: ["a": .integer(1)])])
    }

    @Test("what is recorded is read again")
    func readable() throws {
        let folder = folder()
        let file = TicketFile(folder: folder.path, name: "one", limit: 10_000)
        try file.append([ticket("a"), ticket("b")])
        try file.append([ticket("c")])
        let lines = try TicketLines.read(try Data(contentsOf: URL(filePath: file.path)))
        #expect(lines.map(\.ticket) == [ticket("a"), ticket("b"), ticket("c")])
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a full file is put aside in the place of the one before, also after a restart")
    func bounded() throws {
        let folder = folder()
        let length = try JSONEncoder().encode(ticket("00")).count + 1
        for round in 0..<3 {
            let file = TicketFile(folder: folder.path, name: "one", limit: 3 * length)
            for number in 0..<4 { try file.append([ticket("\(round)\(number)")]) }
        }
        func ids(_ name: String) throws -> [TicketID] {
            try TicketLines.read(try Data(contentsOf: folder.appending(path: name))).map(\.ticket.ticketID)
        }
        #expect(try ids("one.jsonl") == ["21", "22", "23"])
        #expect(try ids("one.1.jsonl") == ["12", "13", "20"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("the tickets of a run, simulated, make the matches of the run", .enabled(if: LiveServers.wanted))
    func simulated() async throws {
        try await QueueStage.with { stage in
            var stage = stage
            let folder = stage.modes.appending(path: "tickets")
            stage.settings["MUSTER_TICKET_RECORDING"] = folder.path
            let names = (0..<20).map { "p\($0)" }
            let replica = try await QueueReplica("one", stage)
            let (played, gone) = (Recorder<[String]>(), Recorder<String>())
            try await stage.run([replica]) { client in
                for number in 0..<8 { try await client.offer("10.0.0.\(number):7000", by: "host\(number)") }
                for (index, name) in names.enumerated() {
                    try await client.enqueue(name, modes: ["blitz"])
                    // Now and then somebody who waits alone leaves again.
                    if index % 5 == 4, try await client.state(name).kind == .lookingForMatch {
                        _ = try await client.cancel(name)
                        gone.note(name)
                    } else if let config = try await client.state(name).matchConfig {
                        played.note(config.nicknames)
                    }
                }
            }
            let text = try Data(contentsOf: folder.appending(path: "one.jsonl"))
            let lines = try TicketLines.read(text)
            #expect(lines.count == 2 * played.all.count + gone.all.count)
            let mode = try ModeReader.mode(from: try Data(contentsOf: stage.modes.appending(path: "blitz.json")))
            #expect(MatchSimulation.fault(in: lines, mode) == nil)
            var simulation = MatchSimulation(mode: mode, tickets: lines.map(\.ticket), seed: 1)
            let (matches, summary) = simulation.run()
            #expect(matches.map { $0.teams.values.joined().map(\.rawValue).sorted() } == played.all.map { $0.sorted() })
            #expect(summary.cancelled == gone.all.count && !gone.all.isEmpty && played.all.count > 5)
        }
    }
}
