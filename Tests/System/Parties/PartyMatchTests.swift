import API
import APIClient
import Contracts
import Testing

extension SystemSuite.Outside {
    /// The way of a party to a match, by REST and over sockets.
    @Suite(.timeLimit(.minutes(2))) struct PartyMatchTests {
        @Test("A party of two and two others: each sees and accepts for himself, and the party is one team")
        func match() async throws {
            let stack = try stack()
            let server = try await ManualServer.offering(on: stack)
            let (ann, bob) = (try await stack.player(), try await stack.player())
            let others = [try await stack.player(), try await stack.player()]
            _ = try await bob.client.joinParty(try await ann.client.createParty().code)
            let searching = try await ann.enqueue("duo")
            #expect(try await bob.state(.lookingForMatch).ticketId == searching.ticketId)
            for other in others { _ = try await other.enqueue("duo") }
            for player in [ann, bob] + others {
                let found = try await player.state(.matchFound)
                #expect(found.players == 4 && found.youAccepted == false)
                try await player.accept()
            }
            let config = try #require(try await bob.state(.matchConfirmed).matchConfig)
            let teams = Dictionary(uniqueKeysWithValues: zip(config.nicknames, config.factions))
            #expect(teams[ann.name] == teams[bob.name] && teams[others[0].name] == teams[others[1].name])
            #expect(teams[ann.name] != teams[others[0].name])
            let leave = try await bob.client.ask(.delete, "/party/members/\(bob.name)")
            leave.expectProblem(409)
            #expect(leave["matchId"] == .string(config.matchID.rawValue))
            let prepare = try await server.prepared()
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            for player in [ann, bob] + others {
                #expect(try await player.state(.matchComplete).outcome == "completed")
            }
            #expect(try await ann.client.party().members.count == 2)
            for player in [bob, ann] { try await player.client.leaveParty(player.name) }
            try await server.revoke()
        }

        @Test("A decline takes the whole party out, and only the decliner cools down")
        func declined() async throws {
            let stack = try stack()
            let (ann, bob) = (try await stack.player(), try await stack.player())
            let others = [try await stack.player(), try await stack.player()]
            _ = try await bob.client.joinParty(try await ann.client.createParty().code)
            _ = try await ann.enqueue("duo")
            for other in others { _ = try await other.enqueue("duo") }
            for player in [ann] + others {
                _ = try await player.state(.matchFound)
                try await player.accept()
            }
            try await bob.client.answer(AnswerMatchBody(accept: false))
            let decliner = try await bob.state(.notQueued)
            #expect(decliner.reason == "declined" && decliner.retryAfterSeconds != nil)
            let friend = try await ann.state(.notQueued)
            #expect(friend.reason == "party" && friend.retryAfterSeconds == nil)
            for other in others {
                _ = try await other.state(.lookingForMatch)
                try await other.client.leaveQueue()
            }
            let cooling = try await ann.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duo"]}"#)
            cooling.expectProblem(429)
            #expect(cooling.text.contains(bob.name))
            for player in [bob, ann] { try await player.client.leaveParty(player.name) }
        }

        @Test("A mode's attributes are asked of every member, and each brings his own")
        func attributes() async throws {
            let stack = try stack()
            try await stack.add(
                mode: "ranked-pairs",
                """
                "group":"ranked-pairs","ruleSet":{"ruleLanguageVersion":"1.0","name":"r",
                "playerAttributes":[{"name":"skill","type":"number"}],
                "teams":[{"name":"red","minPlayers":2,"maxPlayers":2},{"name":"blue","minPlayers":2,"maxPlayers":2}]}
                """)
            let (ann, bob) = (try await stack.player(), try await stack.player())
            _ = try await bob.client.joinParty(try await ann.client.createParty().code)
            let look = #"{"modes":["ranked-pairs"],"attributes":{"skill":1}}"#
            let missing = try await ann.client.ask(.post, "/matchmaking/enqueue", look)
            missing.expectProblem(422)
            #expect(missing.invalidFields == ["players[1].attributes.skill"], "\(missing.text)")
            try await bob.client.bring(UpdatePartyMemberBody(attributes: ["skill": .integer(2)]))
            #expect(try await ann.client.ask(.post, "/matchmaking/enqueue", look).status == 201)
            for player in [bob, ann] { try await player.client.leaveParty(player.name) }
        }

        @Test("Over the socket a party is made, joined and left, and each change comes to all members")
        func socket() async throws {
            let (ann, bob) = (try await stack().player(), try await stack().player())
            let first = try await PlayerSocket.open(ann.client)
            let second = try await PlayerSocket.open(bob.client)
            var (toAnn, toBob) = (first.makeAsyncIterator(), second.makeAsyncIterator())
            try await first.send(CreatePartyBody())
            let made = try #require(try await party(&toAnn))
            try await second.send(JoinPartyBody(code: "nonsense"))
            while case .some(let message) = try await toBob.next() {
                if case .problem(let status, _) = message {
                    #expect(status == 404)
                    break
                }
            }
            try await second.send(JoinPartyBody(code: made.code))
            #expect(try await party(&toBob)?.members.count == 2)
            #expect(try await party(&toAnn)?.members.count == 2)
            try await second.send(UpdatePartyMemberBody(latencies: ["eu": 20]))
            #expect(try await party(&toBob) != nil)
            #expect(try await party(&toAnn) != nil)
            try await first.send(LookForMatchBody(modes: ["duo"]))
            while case .some(let message) = try await toBob.next() {
                if case .state(let state) = message, state.type == "LookingForMatch" { break }
            }
            try await first.send(LeavePartyBody(username: bob.name))
            #expect(try await party(&toBob) == nil)
            #expect(try await party(&toAnn)?.members.count == 1)
            // A new socket begins with the state, then the party.
            await first.close()
            let third = try await PlayerSocket.open(ann.client)
            var again = third.makeAsyncIterator()
            guard case .state? = try await again.next(), case .party(.some)? = try await again.next() else {
                Issue.record("not the state, then the party")
                return
            }
            try await third.send(LeavePartyBody())
            #expect(try await party(&again) == nil)
            for socket in [second, third] { await socket.close() }
        }

        /// The next word about a party.
        private func party(_ messages: inout PlayerSocket.Iterator) async throws -> PartyBody? {
            while let message = try await messages.next() {
                if case .party(let party) = message { return party }
                if case .problem(let status, let detail) = message {
                    throw TestStack.Failed(description: "\(status) \(detail ?? "")")
                }
            }
            throw TestStack.Failed(description: "the socket closed")
        }
    }
}
