/// Why a property expression or a compound statement can't be read.
struct ExpressionFault: Error, Sendable, Hashable {
    var message: String
}
