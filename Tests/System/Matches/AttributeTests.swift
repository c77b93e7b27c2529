import API
import APIClient
import Contracts
import HTTPClient
import TestKit
import Testing

extension SystemSuite.Outside {
    /// What players bring along, and whom they don't want to meet.
    @Suite(.timeLimit(.minutes(2))) struct AttributeTests {
        private func newMode(_ ruleSet: String) async throws -> String {
            let mode = TestStack.newName("mode")
            try await stack().add(
                mode: mode,
                """
                "placement":"none","ruleSet":{"ruleLanguageVersion":"1.0",\(ruleSet)
                "teams":[{"name":"red","minPlayers":1,"maxPlayers":1},{"name":"blue","minPlayers":1,"maxPlayers":1}]}
                """)
            return mode
        }

        @Test("What a mode asks for is named when it is missing or wrong; what nobody asks for doesn't matter")
        func checked() async throws {
            let mode = try await newMode(
                """
                "playerAttributes":[{"name":"skill","type":"number"},
                {"name":"maps","type":"string_list","default":["canyon"]}],
                """)
            let user = try await stack().player()
            for (attributes, field) in [
                ("", "attributes.skill"), (#","attributes":{"skill":"high"}"#, "attributes.skill"),
                (#","attributes":{"skill":1,"maps":{"canyon":1}}"#, "attributes.maps"),
            ] {
                let answer = try await user.client.ask(
                    .post, "/matchmaking/enqueue", #"{"modes":["\#(mode)"]\#(attributes)}"#)
                answer.expectProblem(422)
                #expect(answer.invalidFields == [field], "\(answer.text)")
            }
            let taken = try await user.client.ask(
                .post, "/matchmaking/enqueue",
                #"{"modes":["\#(mode)"],"attributes":{"skill":2.5,"hat":"red"},"latencies":{"eu":20}}"#)
            #expect(taken.status == 201, "\(taken.text)")
            let modes = try await user.client.ask(.get, "/modes")
            #expect(modes.text.contains(#""placement":"none""#))
            try await user.client.leaveQueue()
        }

        @Test("Two of whom one has blocked the other don't meet, and do when that is over")
        func blocked() async throws {
            let mode = try await newMode("")
            let (first, second) = (try await stack().player(), try await stack().player())
            _ = try await second.enqueue(mode)
            #expect(try await second.client.ask(.put, "/user/blocks/\(first.name)").status == 200)
            _ = try await first.enqueue(mode)
            try await eventually("two wait") {
                let modes = try await first.client.modes().modes
                return modes.first { $0.mode.rawValue == mode }?.playersWaiting == 2
            }
            #expect(try await first.client.state().type == "LookingForMatch")
            #expect(try await second.client.ask(.delete, "/user/blocks/\(first.name)").status == 200)
            _ = try await first.state(.matchFound)
            for player in [first, second] { try await player.client.leaveQueue() }
        }
    }
}
