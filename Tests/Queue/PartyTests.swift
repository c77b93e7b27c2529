import Contracts
import Foundation
import MatchingCore
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct PartyTests {
    private func withOneReplica(_ body: @escaping @Sendable (QueueClient) async throws -> Void) async throws {
        try await QueueStage.with { stage in
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                try await body(client)
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("a party is made, joined by its code, read and left; the last to go takes it along")
    func life() async throws {
        try await withOneReplica { client in
            let made = try await client.create("ann").get()
            #expect(made.members.map(\.username) == ["ann"] && made.leader == "ann")
            let joined = try await client.join("bob", made.code.lowercased()).get()
            #expect(joined.members.map(\.username) == ["ann", "bob"] && joined.revision > made.revision)
            #expect(try await client.party("bob").get() == joined)
            let changed = try await client.ask(
                UpdatePartyMember(playerID: "bob", attributes: ["skill": .number(2.5)], latencies: ["eu": 9])
            ).get()
            #expect(changed.members[1].attributes == ["skill": .number(2.5)] && changed.revision > joined.revision)
            #expect(try await client.remove("ann", by: "ann").get().party == nil)
            let left = try await client.party("bob").get()
            #expect(left.leader == "bob" && left.members.count == 1)
            #expect(try await client.remove("BOB", by: "bob").get().party == nil)
            #expect(try await client.party("bob").refusalCode == .notFound)
            #expect(try await client.join("cay", made.code).refusalCode == .notFound)
            #expect(try await client.count("SELECT count(*) FROM parties") == 0)
        }
    }

    @Test("joining a full, own, unknown, queued or unwelcome party is refused, as is a second one, and changes nothing")
    func refusals() async throws {
        try await withOneReplica { client in
            let code = try await client.create("ann").get().code
            #expect(try await client.create("ann").refusalCode == .inParty)
            #expect(try await client.join("ann", code).refusalCode == .inParty)
            for wrong in ["0000000000", "nonsense", "", "ABCDE12345\u{0}"] {
                #expect(try await client.join("bob", wrong).refusalCode == .notFound)
            }
            _ = try await client.ask(BlockPlayer(playerID: "ann", blockedID: "foe"))
            _ = try await client.ask(BlockPlayer(playerID: "prig", blockedID: "ann"))
            #expect(try await client.join("foe", code).refusalCode == .conflict)
            #expect(try await client.join("prig", code).refusalCode == .conflict)
            try await client.enqueue("lone")
            #expect(try await client.join("lone", code).refusalCode == .alreadyQueued)
            #expect(try await client.create("lone").refusalCode == .alreadyQueued)
            _ = try await client.join("bob", code).get()
            #expect(try await client.join("cay", code).refusalCode == .conflict, "no mode has a team of three")
            let second = try await client.create("dan").get()
            #expect(try await client.join("bob", second.code).refusalCode == .inParty)
            #expect(try await client.remove("dan", by: "ann").refusalCode == .notFound)
            #expect(try await client.remove("ann", by: "bob").refusalCode == .forbidden)
            #expect(try await client.remove("ann", by: "nobody").refusalCode == .notFound)
            #expect(try await client.enqueue("dan").refusalCode == .inParty)
            _ = try await client.enqueueParty("dan", modes: ["duel"]).get()
            #expect(try await client.join("eve", second.code).refusalCode == .conflict)
            #expect(try await client.party("ann").get().members.map(\.username) == ["ann", "bob"])
            #expect(try await client.party("dan").get() == second)
        }
    }

    @Test("leaving ends the party's ticket for all; after a match was found it is a decline; in a match it can't be")
    func leaving() async throws {
        try await withOneReplica { client in
            let code = try await client.create("ann").get().code
            _ = try await client.join("bob", code).get()
            _ = try await client.enqueueParty("ann").get()
            #expect(try await client.state("bob").kind == .lookingForMatch)
            #expect(try await client.remove("bob", by: "bob").get().party == nil)
            #expect(try await client.state("ann").reason == .party)
            #expect(try await client.state("bob").reason == .party)
            #expect(try await client.party("ann").get().members.count == 1)

            _ = try await client.join("bob", code).get()
            _ = try await client.enqueueParty("ann").get()
            try await client.enqueue("x", "y", modes: ["duo"])
            _ = try await client.found("bob")
            #expect(try await client.remove("bob", by: "ann").get().party?.members.count == 1)
            #expect(try await client.state("ann").retryAfterMilliseconds != nil)
            #expect(try await client.state("bob").retryAfterMilliseconds == nil)
            #expect(try await client.state("x").kind == .lookingForMatch)

            try await client.offer("10.0.0.1:7000")
            let other = try await client.create("cay").get().code
            _ = try await client.join("bob", other).get()
            _ = try await client.enqueueParty("cay").get()
            for name in ["bob", "cay", "x", "y"] {
                _ = try await client.found(name)
                try await client.answer(name)
            }
            try await eventually("confirmed") { try await client.state("bob").kind == .matchConfirmed }
            #expect(try await client.remove("bob", by: "bob").refusalCode == .inMatch)
            #expect(try await client.remove("bob", by: "cay").refusalCode == .inMatch)
            #expect(try await client.join("dan", other).refusalCode == .conflict)
            #expect(try await client.party("cay").get().members.count == 2)
        }
    }

    @Test("an enqueue that read the party before it changed is refused")
    func stale() async throws {
        try await withOneReplica { client in
            let code = try await client.create("ann").get().code
            let before = try await client.join("bob", code).get()
            _ = try await client.ask(UpdatePartyMember(playerID: "bob", attributes: [:], latencies: ["eu": 5]))
            #expect(try await client.enqueue(before, modes: ["duo"]).refusalCode == .partyChanged)
            _ = try await client.remove("bob", by: "bob").get()
            #expect(try await client.enqueue(before, modes: ["duo"]).refusalCode == .partyChanged)
            #expect(try await client.state("ann").ticketID == nil)
            _ = try await client.enqueueParty("ann", modes: ["duel"]).get()
        }
    }

    @Test("who signs out leaves the party, and so does who is deleted")
    func gone() async throws {
        try await withOneReplica { client in
            let code = try await client.create("ann").get().code
            _ = try await client.join("bob", code).get()
            _ = try await client.enqueueParty("ann").get()
            try await client.events.publish(
                SessionsRevoked(playerID: "ann", sessions: ["s"], endsTicket: true), id: UUID().uuidString,
                time: .init(milliseconds: 0))
            try await eventually("ann has left") { try await client.party("bob").get().leader == "bob" }
            #expect(try await client.state("bob").reason == .party)
            try await client.events.publish(
                UserDeleted(playerID: "bob"), id: UUID().uuidString, time: .init(milliseconds: 0))
            try await eventually("bob is gone") { try await client.party("bob").refusalCode == .notFound }
        }
    }

    @Test("many who make, join, leave and queue at once: nobody is in two parties, and no ticket is of half a one")
    func crowd() async throws {
        try await QueueStage.with { stage in
            let replicas = [try await QueueReplica("one", stage), try await QueueReplica("two", stage)]
            try await stage.run(replicas) { client in
                let begin = ContinuousClock.now
                let faults = Recorder<String>()
                let joined = Recorder<PlayerID>()
                let queued = Recorder<Int>()
                // Long enough for a busy machine to do some of everything, and for an idle one to do much.
                let isOver: @Sendable () -> Bool = {
                    let passed = begin.duration(to: .now)
                    let isEnough = joined.all.count > 10 && queued.all.count > 10 && queued.all.contains(2)
                    return passed > .seconds(5) && isEnough || passed > .seconds(60)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while !isOver() {
                            for fault in try await client.faults() { faults.note(fault) }
                        }
                    }
                    for number in 0..<16 {
                        group.addTask {
                            try await client.mingle(number, of: 16, until: isOver, joined: joined, queued: queued)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(faults.all == [])
                #expect(try await client.faults() == [])
                #expect(joined.all.count > 10 && queued.all.count > 10 && queued.all.contains(2))
                #expect(
                    try await client.count(
                        "SELECT deadlocks::int4 FROM pg_stat_database WHERE datname = current_database()") == 0)
            }
        }
    }
}

extension Outcome {
    fileprivate var refusalCode: Refusal.Code? { if case .refused(let refusal) = self { refusal.code } else { nil } }
}

extension QueueClient {
    fileprivate func create(_ name: String) async throws -> Outcome<Party> {
        try await ask(CreateParty(playerID: PlayerID(name), username: name))
    }

    fileprivate func join(_ name: String, _ code: String) async throws -> Outcome<Party> {
        try await ask(JoinParty(playerID: PlayerID(name), username: name, code: code))
    }

    fileprivate func party(_ name: String) async throws -> Outcome<Party> {
        try await ask(GetParty(playerID: PlayerID(name)))
    }

    fileprivate func remove(_ name: String, by asker: String) async throws -> RemovePartyMember.Reply {
        try await ask(RemovePartyMember(playerID: PlayerID(asker), username: name))
    }

    /// Enqueues the party that somebody leads, as a gateway does.
    fileprivate func enqueueParty(_ leader: String, modes: [ModeName] = ["duo"]) async throws -> Outcome<PlayerState> {
        try await enqueue(try await party(leader).get(), modes: modes)
    }

    fileprivate func enqueue(_ party: Party, modes: [ModeName]) async throws -> Outcome<PlayerState> {
        try await call(
            EnqueueTicket(
                commandID: Self.newID(), players: party.members, modes: modes, gateway: id, party: party.stamp),
            QueueStage.near)
    }

    /// Does what comes to mind about parties and tickets.
    fileprivate func mingle(
        _ number: Int, of count: Int, until isOver: @Sendable () -> Bool, joined: Recorder<PlayerID>,
        queued: Recorder<Int>
    ) async throws {
        var random = SeededGenerator(seed: UInt64(number))
        let name = "p\(number)"
        while !isOver() {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...1: _ = try await create(name)
            case 2...5:
                guard case .success(let other) = try await party("p\(Int.random(in: 0..<count, using: &random))") else {
                    continue
                }
                if case .success = try await join(name, other.code) { joined.note(PlayerID(name)) }
            case 6: _ = try await remove(name, by: name)
            case 7:
                guard case .success(let own) = try await party(name) else { continue }
                _ = try await remove(own.members[own.members.count - 1].username, by: name)
            case 8:
                let leave = CancelTicket(commandID: Self.newID(), playerID: PlayerID(name), reason: .operator)
                _ = try await call(leave, QueueStage.near)
            case 9: _ = try await enqueue(name, modes: ["duo"])
            default:
                guard case .success(let own) = try await party(name), own.leader == PlayerID(name) else { continue }
                let modes: [ModeName] = own.members.count == 1 ? ["duel", "duo"] : ["duo"]
                if case .success = try await enqueue(own, modes: modes) { queued.note(own.members.count) }
            }
        }
    }
}
