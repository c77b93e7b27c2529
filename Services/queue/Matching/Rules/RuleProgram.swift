/// The compiled rules of one stage.
final class RuleProgram: Sendable {
    let rules: [CompiledRule]
    /// Rules that must hold by themselves.
    let isRequired: [Bool]
    /// Rules whose truth depends on the region.
    let isRegional: [Bool]
    let asksForRegion: Bool

    init(rules: [CompiledRule], isRequired: [Bool]) {
        self.rules = rules
        self.isRequired = isRequired
        var isRegional: [Bool] = []
        for rule in rules {
            switch rule {
            case .latency: isRegional.append(true)
            case .compound(let statement): isRegional.append(statement.rules.contains { isRegional[$0] })
            default: isRegional.append(false)
            }
        }
        self.isRegional = isRegional
        asksForRegion = isRegional.contains(true)
    }
}
