import Postgres

extension Gathering {
    /// Gathers what is committed together, each with an answer of its own. When items can't be committed together, each is
    /// tried alone, so that one that can't be stored doesn't keep others from it.
    convenience init(
        workers: Int, limit: Int, key: @escaping @Sendable (Item) -> Key,
        committing commit: @escaping @Sendable ([Item]) async throws -> [Answer]
    ) {
        self.init(workers: workers, limit: limit, key: key) { await Self.answers(to: $0, committing: commit) }
    }

    private static func answers(
        to items: [Item], committing commit: @Sendable ([Item]) async throws -> [Answer]
    ) async -> [Result<Answer, any Error>] {
        do {
            return try await commit(items).map { .success($0) }
        } catch let error as PostgresError where error.isUnavailable || error.isOutcomeUnknown {
            return items.map { _ in .failure(error) }
        } catch {
            guard items.count > 1 else { return [.failure(error)] }
            var answers: [Result<Answer, any Error>] = []
            for item in items { answers += await Self.answers(to: [item], committing: commit) }
            return answers
        }
    }
}
