/// Reads property expressions, such as `avg(flatten(teams[*].players.attributes[skill]))`, and compound statements.
/// Space between their parts is skipped.
struct ExpressionReader {
    private let text: [Character]
    private var position = 0

    init(_ text: String) { self.text = Array(text) }

    /// Whether a text begins as an expression does; then it is one, and no plain string.
    static func looksLikeExpression(_ text: String) -> Bool {
        var reader = ExpressionReader(text)
        reader.skipSpace()
        let name = reader.name()
        reader.skipSpace()
        return switch reader.peek {
        case "[": name == "teams" || name == "team"
        case "(": PropertyExpression.Function(rawValue: name) != nil
        default: false
        }
    }

    static func expression(_ text: String) throws(ExpressionFault) -> PropertyExpression {
        guard text.isWithinLimit else {
            throw ExpressionFault(message: "is longer than \(RuleSetLimits.textBytes) bytes")
        }
        var reader = ExpressionReader(text)
        let expression = try reader.expression(depth: 0)
        try reader.end()
        return expression
    }

    private mutating func expression(depth: Int) throws(ExpressionFault) -> PropertyExpression {
        guard depth <= RuleSetLimits.expressionDepth else {
            throw ExpressionFault(
                message: "has more than \(RuleSetLimits.expressionDepth) functions within one another")
        }
        skipSpace()
        let name = name()
        skipSpace()
        if peek == "[", name == "teams" || name == "team" { return try path() }
        guard let function = PropertyExpression.Function(rawValue: name) else {
            throw fault("has no 'teams[…]' and no function")
        }
        try expect("(")
        let inner = try expression(depth: depth + 1)
        try expect(")")
        return .apply(function, inner)
    }

    /// What follows `teams`.
    private mutating func path() throws(ExpressionFault) -> PropertyExpression {
        let names = try bracketed()
        let teams: PropertyExpression.Teams = names == ["*"] ? .all : .named(names)
        if names.count > 1, names.contains("*") { throw fault("has '*' among names of teams") }
        guard take(".") else { return .teams(teams) }
        guard part() == "players" else { throw fault("has no 'players' after its teams") }
        skipSpace()
        if peek == "[" {
            guard try isPlayerID(bracketed()) else { throw fault("has no '[playerId]' after its players") }
            return .playerIDs(teams)
        }
        guard take(".") else { return .players(teams) }
        let member = part()
        if isPlayerID([member]) { return .playerIDs(teams) }
        guard member == "attributes" else { throw fault("has neither 'attributes' nor 'playerId' after its players") }
        let attributes = try bracketed()
        guard attributes.count == 1 else { throw fault("has several names of attributes") }
        return .attribute(attributes[0], of: teams)
    }

    private func isPlayerID(_ names: [String]) -> Bool { names.count == 1 && names[0].lowercased() == "playerid" }

    static func statement(_ text: String) throws(ExpressionFault) -> CompoundStatement {
        guard text.utf8.count <= RuleSetLimits.textBytes * 8 else { throw ExpressionFault(message: "is too long") }
        var reader = ExpressionReader(text)
        let statement = try reader.statement(depth: 0)
        try reader.end()
        guard statement.rules.count <= RuleSetLimits.statementRules else {
            throw ExpressionFault(message: "names more than \(RuleSetLimits.statementRules) rules")
        }
        return statement
    }

    private mutating func statement(depth: Int) throws(ExpressionFault) -> CompoundStatement {
        guard depth <= RuleSetLimits.expressionDepth else {
            throw ExpressionFault(
                message: "has more than \(RuleSetLimits.expressionDepth) operators within one another")
        }
        let name = words()
        guard !name.isEmpty else { throw fault("has no name of a rule") }
        guard take("(") else { return .rule(name) }
        var parts = [try statement(depth: depth + 1)]
        while take(",") { parts.append(try statement(depth: depth + 1)) }
        try expect(")")
        switch name {
        case "not":
            guard parts.count == 1 else { throw fault("has a 'not' of several") }
            return .not(parts[0])
        case "and", "or", "xor":
            guard parts.count > 1 else { throw fault("has an '\(name)' of one") }
            return name == "and" ? .and(parts) : name == "or" ? .or(parts) : .xor(parts)
        default: throw fault("has '\(name)', which is none of and, or, not, xor")
        }
    }
}

// MARK: - Parts

extension ExpressionReader {
    private var peek: Character? { position < text.count ? text[position] : nil }

    private mutating func skipSpace() {
        while let character = peek, character.isWhitespace { position += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipSpace()
        guard peek == character else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Character) throws(ExpressionFault) {
        guard take(character) else { throw fault("has no '\(character)'") }
    }

    /// The name of a function or of `teams`, at the position.
    private mutating func name() -> String {
        let start = position
        while let character = peek, character.isLetter || character == "_" { position += 1 }
        return String(text[start..<position])
    }

    private mutating func part() -> String {
        skipSpace()
        return name()
    }

    /// The name of a rule or an operator: all up to a bracket or a comma.
    private mutating func words() -> String {
        skipSpace()
        let start = position
        while let character = peek, !"(),".contains(character) { position += 1 }
        var end = position
        while end > start, text[end - 1].isWhitespace { end -= 1 }
        return String(text[start..<end])
    }

    /// The names between brackets, with commas between them.
    mutating func bracketed() throws(ExpressionFault) -> [String] {
        try expect("[")
        var names: [String] = []
        repeat {
            skipSpace()
            let start = position
            while let character = peek, !"[],".contains(character) { position += 1 }
            var end = position
            while end > start, text[end - 1].isWhitespace { end -= 1 }
            guard end > start else { throw fault("has no name between its brackets") }
            names.append(String(text[start..<end]))
        } while take(",")
        try expect("]")
        return names
    }

    private mutating func end() throws(ExpressionFault) {
        skipSpace()
        guard peek == nil else { throw fault("has something after its end") }
    }

    private func fault(_ message: String) -> ExpressionFault {
        ExpressionFault(message: "\(message), at character \(position + 1)")
    }

    /// The target of an expansion: `component[names].property`.
    static func target(_ text: String) throws(ExpressionFault) -> (component: String, names: [String], property: String)
    {
        var reader = ExpressionReader(text)
        let component = reader.part()
        let names = try reader.bracketed()
        try reader.expect(".")
        let property = reader.part()
        try reader.end()
        return (component, names, property)
    }
}
