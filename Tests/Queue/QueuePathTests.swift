import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@testable import QueueService

@Suite(.enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct QueuePathTests {
    private func withOneReplica(_ body: @escaping @Sendable (QueueClient) async throws -> Void) async throws {
        try await QueueStage.with { stage in
            try await stage.run([try await QueueReplica("one", stage)]) { client in
                try await body(client)
                #expect(try await client.faults() == [])
            }
        }
    }

    @Test("from two tickets to a recorded result: found, accepted, served, played, free again")
    func wholePath() async throws {
        try await withOneReplica { client in
            try await client.offer("10.0.0.1:7000")
            let empty = try await client.servers()
            #expect(empty.prepare.isEmpty && empty.servers.map(\.state) == [.idle])

            let first = try await client.enqueue("ann").get()
            #expect(first.kind == .lookingForMatch && first.modes == ["duel"])
            let second = try await client.enqueue("bob").get()
            #expect(second.kind == .lookingForMatch)
            try await eventually("both are told") {
                client.told("ann")?.kind == .matchFound && client.told("bob")?.kind == .matchFound
            }
            let found = try await client.state("ann")
            let matchID = try #require(found.matchID)
            #expect(found.acceptInMilliseconds ?? 0 > 10_000 && found.cookie == nil)

            #expect(try await client.answer("ann", match: matchID).get().youAccepted == true)
            let confirmed = try await client.answer("bob", match: matchID).get()
            #expect(confirmed.kind == .matchConfirmed && confirmed.matchConfig?.address == "10.0.0.1:7000")
            try await eventually("the server's gateway is told") { client.toldServers() > 0 }

            let provided = try await client.servers()
            #expect(provided.revision != empty.revision)
            let prepare = try #require(provided.prepare.first)
            #expect(prepare.matchConfig.matchID == matchID && prepare.phase == .playersLoading)
            #expect(prepare.clientCookies.first { $0.nickname == "bob" }?.cookie == confirmed.cookie)
            #expect(try await client.servers().revision == provided.revision)

            let change = ChangeMatch(
                commandID: QueueClient.newID(), matchID: matchID, serverUser: "host", change: .inProgress)
            #expect(try await client.call(change, QueueStage.near) == .success(Done()))
            #expect(try await client.state("ann").phase == .matchInProgress)
            guard case .success(let record) = try await client.ask(GetMatchRecord(matchID: matchID)) else {
                Issue.record("the match isn't known")
                return
            }
            #expect(record.serverUser == "host" && record.players.map(\.nickname) == ["ann", "bob"])

            try await client.record(record)
            try await eventually("the players are free") { try await client.state("ann").kind == .matchComplete }
            let complete = try await client.state("bob")
            #expect(complete.ending == .completed && complete.matchData?.contains(#""placement":1"#) == true)
            #expect(try await client.servers().servers.map(\.state) == [.idle])
            #expect(try await client.enqueue("ann").get().kind == .lookingForMatch)
        }
    }

    @Test("a match that is confirmed is told to results, once the broker has it the row is gone")
    func outbox() async throws {
        try await QueueStage.with { stage in
            let confirmations = Recorder<MatchID>()
            var handlers = EventHandlers()
            handlers.on(MatchConfirmation.self) { event, _ in confirmations.note(event.matchID) }
            let listener = EventListener(stage.broker, handlers: handlers)
            let replica = try await QueueReplica("one", stage)
            try await withServices([listener]) {
                try await listener.connected(within: .seconds(60))
                try await stage.run([replica]) { client in
                    try await client.offer("10.0.0.1:7000")
                    try await client.enqueue("ann", modes: ["blitz"])
                    try await client.enqueue("bob", modes: ["blitz"])
                    let match = try await client.found("ann")
                    try await eventually("results is told") { confirmations.all == [match] }
                    try await eventually("the outbox is empty") {
                        try await client.count("SELECT count(*) FROM outbox") == 0
                    }
                }
            }
        }
    }

    @Test("a command that comes again, even at the same moment, is carried out once and answered the same")
    func exactlyOnce() async throws {
        try await withOneReplica { client in
            let id = QueueClient.newID()
            let answers = try await withThrowingTaskGroup(of: Outcome<PlayerState>.self) { group in
                for _ in 0..<20 { group.addTask { try await client.enqueue("ann", id: id) } }
                return try await group.reduce(into: Set<Outcome<PlayerState>>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await client.count("SELECT count(*) FROM tickets") == 1)
            _ = try await client.cancel("ann")
            let late = try await client.enqueue("ann", id: id).get()
            #expect(late.kind == .lookingForMatch)
            #expect(try await client.state("ann").reason == .revoked)
            #expect(try await client.count("SELECT count(*) FROM tickets") == 0)
        }
    }

    @Test("nobody gets into two tickets, however many doors they try at once")
    func twoDoors() async throws {
        try await withOneReplica { client in
            for round in 0..<10 {
                let names = (0..<8).map { "r\(round)p\($0)" }
                let outcomes = try await withThrowingTaskGroup(of: (String, Outcome<PlayerState>).self) { group in
                    for name in names {
                        group.addTask { (name, try await client.enqueue(name, modes: ["duo"])) }
                        group.addTask {
                            (name, try await client.enqueue(name, modes: ["joust"], shard: QueueStage.far))
                        }
                    }
                    return try await group.reduce(into: [(String, Outcome<PlayerState>)]()) { $0.append($1) }
                }
                for name in names {
                    let mine = outcomes.filter { $0.0 == name }.map(\.1)
                    #expect(mine.count { if case .success = $0 { true } else { false } } == 1)
                }
            }
        }
    }

    @Test("signing in anew renews the pass, signing out ends a ticket, but not a confirmed match")
    func sessions() async throws {
        try await withOneReplica { client in
            try await client.offer("10.0.0.1:7000")
            _ = try await client.confirmDuel("ann", "bob")
            let before = try await client.servers()
            let pass = try await client.state("ann").cookie
            try await client.events.publish(
                SessionStarted(playerID: "ann"), id: UUID().uuidString, time: .init(milliseconds: 0))
            try await eventually("a new pass") { try await client.state("ann").cookie != pass }
            #expect(try await client.servers().revision != before.revision)
            #expect(try await client.state("bob").cookie == before.prepare.first?.clientCookies.last?.cookie)

            try await client.enqueue("eve")
            for name in ["ann", "eve"] {
                try await client.events.publish(
                    SessionsRevoked(playerID: PlayerID(name), sessions: nil, endsTicket: true), id: UUID().uuidString,
                    time: .init(milliseconds: 0))
            }
            try await eventually("eve is out") { try await client.state("eve").reason == .sessionEnded }
            #expect(try await client.state("ann").kind == .matchConfirmed)
        }
    }

    @Test("the modes are listed with their shards and with who waits")
    func modes() async throws {
        try await withOneReplica { client in
            try await client.enqueue("ann", modes: ["duo"])
            try await eventually("one waits") {
                try await client.ask(ListModes()).first { $0.mode == "duo" }?.playersWaiting == 1
            }
            try await client.enqueue("bob", "eve", modes: ["duo"])
            try await eventually("three wait with two tickets") {
                let duo = try await client.ask(ListModes()).first { $0.mode == "duo" }
                return duo?.playersWaiting == 3 && duo?.ticketsWaiting == 2
            }
            let modes = try await client.ask(ListModes())
            #expect(modes.map(\.mode) == ["blitz", "duel", "duo", "joust"])
            #expect(modes.map(\.shard) == [QueueStage.near, QueueStage.near, QueueStage.near, QueueStage.far])
        }
    }

    @Test("an idle queue finds two players a match in milliseconds")
    func latency() async throws {
        try await withOneReplica { client in
            var times: [Duration] = []
            for round in 0..<30 {
                try await client.enqueue("a\(round)")
                let begun = ContinuousClock.now
                try await client.enqueue("b\(round)")
                try await eventually("told") { client.told("a\(round)")?.kind == .matchFound }
                times.append(begun.duration(to: .now))
            }
            times.sort()
            print("enqueue to found: median \(times[15]), worst \(times[29])")
            #expect(times[15] < .milliseconds(100))
        }
    }
}

extension QueueClient {
    /// What results tells once a match is reported.
    func record(_ match: MatchConfirmation) async throws {
        let record = MatchRecord(
            matchID: match.matchID, mode: match.mode, state: .completed, region: nil, address: match.address,
            createdAt: match.createdAt.rfc3339, completedAt: nil,
            players: match.players.enumerated().map { index, player in
                MatchRecord.Player(
                    playerID: player.playerID, nickname: player.nickname, faction: player.faction, placement: index + 1)
            }, custom: nil)
        try await events.publish(
            MatchResultRecorded(match: record), id: "result of \(match.matchID)", time: Timestamp(milliseconds: 0))
    }
}
