import API
import APIClient
import Contracts
import Glibc
import TestKit
import Testing

extension SystemSuite {
    /// What becomes of players when the worker that owns their shard dies.
    @Suite(.timeLimit(.minutes(3))) struct TakeOverTests {
        @Test(
            "Workers are killed while players are queued: nobody loses a place, and the successor matches within three seconds"
        )
        func killedWorker() async throws {
            try await TestStack.with(replicas: ["queue": 2]) { stack in
                // One waits in each mode, so that shards of both workers have somebody.
                let waiting = [
                    "duel": try await stack.player(), "duo": try await stack.player(),
                    "brawl": try await stack.player(),
                ]
                var tickets: [String: StateBody] = [:]
                for (mode, user) in waiting { tickets[mode] = try await user.enqueue(mode) }
                for instance in [1, 2] {
                    let duelist = try #require(waiting["duel"])
                    let opponent = try await stack.player()
                    let killed = ContinuousClock.now
                    try await stack.stop("queue", instance, by: SIGKILL)
                    // A request that met the dead worker is asked again, as a client does.
                    try await eventually("the opponent is queued") {
                        let answer = try await opponent.client.ask(
                            .post, "/matchmaking/enqueue", #"{"modes":["duel"]}"#)
                        return answer.status == 201 || answer.status == 409
                    }
                    let found = try await duelist.state(.matchFound, within: .seconds(30))
                    #expect(killed.duration(to: .now) < .milliseconds(3500), "taken over late")
                    #expect(found.ticketId == tickets["duel"]?.ticketId)
                    #expect(found.enqueuedAt == tickets["duel"]?.enqueuedAt)
                    for mode in ["duo", "brawl"] {
                        let state = try await waiting[mode]?.client.state()
                        #expect(state?.type == "LookingForMatch")
                        #expect(state?.ticketId == tickets[mode]?.ticketId)
                    }
                    // The opponent declines, so that the one who waited goes on waiting with the age kept.
                    _ = try await opponent.state(.matchFound)
                    try await duelist.accept()
                    try await opponent.client.answer(AnswerMatchBody(accept: false))
                    _ = try await duelist.state(.lookingForMatch)
                    try await stack.start("queue", instance)
                }
            }
        }
    }
}
