import API
import APIClient
import Contracts
import Duel
import Threads

/// A person who plays in the terminal: signs in, looks, accepts, throws.
struct Person {
    let gateway: String
    let name: String?
    let mode: String
    let terminal: Terminal

    /// Plays matches until the person has had enough; the exit code.
    func play() async throws -> Int32 {
        let keyboard = Keyboard()
        let client = try await signIn(keyboard)
        do {
            try await converse(client, keyboard)
        } catch {
            await leave(client)
            throw error
        }
        await leave(client)
        Output.line("Good-bye.")
        return 0
    }

    private func converse(_ client: GatewayClient, _ keyboard: Keyboard) async throws {
        let (inputs, feed) = AsyncStream<PersonDialogue.Input>.makeStream()
        let socket = try await PlayerSocket.open(client)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            defer { tasks.cancelAll() }
            tasks.addTask {
                for await line in keyboard.lines { feed.yield(.typed(line)) }
                feed.yield(.inputEnded)
            }
            tasks.addTask {
                for try await message in socket {
                    if case .state(let state) = message { feed.yield(.state(state)) }
                }
                feed.yield(.socketClosed)
            }
            var dialogue = PersonDialogue(client: client, mode: mode, terminal: terminal, feed: feed)
            try await dialogue.look()
            for await input in inputs {
                switch try await dialogue.handle(input) {
                case .goOn: break
                case .play(let match, let cookie, let player):
                    tasks.addTask {
                        do {
                            feed.yield(.gameOver(try await player.play(match, cookie: cookie)))
                        } catch {
                            feed.yield(.gameFailed("\(error)"))
                        }
                    }
                case .end: return
                }
            }
        }
        await socket.close()
    }

    private func signIn(_ keyboard: Keyboard) async throws -> GatewayClient {
        var lines = keyboard.lines.makeAsyncIterator()
        var name = name
        if name == nil {
            Output.line("Your name? (3–24 letters, digits, - and _; a new one is registered)")
            name = await lines.next()
        }
        guard let name, !name.isEmpty else { throw UsageError("without a name nobody can play") }
        Output.line("Your password? (at least 8 characters; it isn't shown)")
        let shown = Keyboard.hide()
        let typed = await lines.next()
        Keyboard.show(shown)
        guard let password = typed else { throw UsageError("without a password nobody can play") }
        var client = GatewayClient(gateway)
        try await client.signIn(username: name, password: password)
        Output.line("Welcome, \(terminal.styled(name, .bold)).")
        return client
    }

    /// Out of the queue and signed out, also when the person was interrupted; hence a task of its own.
    private func leave(_ client: GatewayClient) async {
        await Task {
            do {
                try await client.logOut()
            } catch {
                Output.complaint("not signed out: \(error)")
            }
        }.value
    }
}
