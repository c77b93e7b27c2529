import Threads

/// Sets up, checks and takes down what the broker holds, as far as AMQP can; each call has a connection of its own.
public struct Administrator: Sendable {
    private let configuration: AMQPConfiguration

    public init(_ configuration: AMQPConfiguration) {
        self.configuration = configuration.named("administration")
    }

    /// Carries out the steps in order, also those after a refused one, and gives back what came of each.
    ///
    /// Throws when the broker can't be reached.
    public func attempt(
        _ declarations: [Declaration]
    ) async throws(AMQPError) -> [Result<Declaration.Outcome, AMQPError>] {
        typealias Outcomes = [Result<Declaration.Outcome, AMQPError>]
        let configuration = configuration
        let result: Result<Outcomes, AMQPError> = await withCheckedContinuation { continuation in
            DedicatedThread.start(name: "amqp-admin") {
                continuation.resume(returning: Self.run(declarations, configuration))
            }
        }
        return try result.get()
    }

    /// Carries out the steps in order. Throws what the first refused one was refused for.
    @discardableResult
    public func perform(_ declarations: [Declaration]) async throws(AMQPError) -> [Declaration.Outcome] {
        var outcomes: [Declaration.Outcome] = []
        for result in try await attempt(declarations) { outcomes.append(try result.get()) }
        return outcomes
    }

    private static func run(
        _ declarations: [Declaration], _ configuration: AMQPConfiguration
    ) -> Result<[Result<Declaration.Outcome, AMQPError>], AMQPError> {
        var outcomes: [Result<Declaration.Outcome, AMQPError>] = []
        do {
            var channel: ChannelHandle?
            for declaration in declarations {
                let usable: ChannelHandle
                if let channel { usable = channel } else { usable = try ChannelHandle(configuration) }
                channel = usable
                do {
                    outcomes.append(.success(try usable.perform(declaration)))
                } catch  where error.replyCode != nil {
                    outcomes.append(.failure(error))
                    usable.close()  // a refusal has closed the channel
                    channel = nil
                }
            }
            channel?.close()
            return .success(outcomes)
        } catch {
            return .failure(error)
        }
    }
}
