/// Names for bots: readable, and different in every run.
struct BotNames {
    private static let given = [
        "Ada", "Alan", "Barbara", "Claude", "Dennis", "Donald", "Edsger", "Frances", "Grace", "Hedy", "Ivan", "Joan",
        "John", "Karen", "Katherine", "Ken", "Leslie", "Linus", "Margaret", "Mary", "Niklaus", "Radia", "Robin",
        "Sophie",
        "Tim", "Tony", "Vint", "Wietse",
    ]

    private let run: String

    /// - Parameter run: short random letters that set this run's names apart.
    init(run: String) { self.run = run }

    /// At most 24 characters of `[A-Za-z0-9_-]`, as `http-api.md` wants them.
    func name(_ index: Int) -> String {
        let name = Self.given[index % Self.given.count]
        let round = index / Self.given.count
        return round == 0 ? "\(name)-\(run)" : "\(name)\(round + 1)-\(run)"
    }
}
