import APIClient
import Logging

/// A server user's way to the gateway: signs in, again when the session has died, and tries again what may succeed later.
actor GatewayLink {
    private var client: GatewayClient
    private let username: String
    private let password: String
    private let serverKey: String
    private let logger: Logger
    /// Counts the sessions, so that of several tries that failed with a dead one only the first replaces it.
    private var signIns = 0
    private var signingIn: Task<Result<GatewayClient, GatewayError>, Never>?

    init(_ configuration: DuelServerConfiguration, logger: Logger) {
        client = GatewayClient(configuration.gateway)
        username = configuration.username
        password = configuration.password
        serverKey = configuration.serverKey
        self.logger = logger
    }

    /// Carries a request out until it succeeds or is refused for good; then, or on cancellation, throws.
    func call<Answer: Sendable>(
        _ request: @Sendable (GatewayClient) async throws(GatewayError) -> Answer
    ) async throws -> Answer {
        var backoff = Backoff()
        while true {
            switch await attempt(request) {
            case .success(let answer): return answer
            case .failure(let error):
                guard error.isRetriable else { throw error }
                try Task.checkCancellation()
                logger.info("gateway will be asked again", metadata: ["error": "\(error)"])
                try await Task.sleep(for: backoff.next(after: error))
            }
        }
    }

    /// One try, and another one with a new session when the session turns out to be dead.
    private func attempt<Answer: Sendable>(
        _ request: @Sendable (GatewayClient) async throws(GatewayError) -> Answer
    ) async -> Result<Answer, GatewayError> {
        do {
            let (session, client) = try await signedIn()
            do {
                return .success(try await request(client))
            } catch {
                guard error.status == 401 else { return .failure(error) }
            }
            if session == signIns { self.client.token = nil }
            return .success(try await request(try await signedIn().1))
        } catch {
            return .failure(error)
        }
    }

    /// The session's number and a client with it. Whoever comes while somebody signs in waits for that.
    private func signedIn() async throws(GatewayError) -> (Int, GatewayClient) {
        if client.token != nil { return (signIns, client) }
        let task: Task<Result<GatewayClient, GatewayError>, Never>
        if let signingIn {
            task = signingIn
        } else {
            task = Task { [client, username, password, serverKey] in
                var client = client
                do throws(GatewayError) {
                    try await client.signIn(username: username, password: password, serverKey: serverKey)
                    return .success(client)
                } catch {
                    return .failure(error)
                }
            }
            signingIn = task
        }
        let result = await task.value
        if signingIn == task {
            signingIn = nil
            if case .success(let fresh) = result {
                client = fresh
                signIns += 1
            }
        }
        return (signIns, try result.get())
    }

    /// Ends the session, if there is one; `forGood` deletes the user.
    func signOut(forGood: Bool) async throws(GatewayError) {
        guard client.token != nil else { return }
        let client = client
        self.client.token = nil
        if forGood { try await client.deleteUser(password: password) } else { try await client.logOut() }
    }
}
