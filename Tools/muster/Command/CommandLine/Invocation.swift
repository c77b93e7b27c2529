/// What the command line says, as one command's arguments and options.
struct Invocation: Sendable {
    var arguments: [String] = []
    /// By name with dashes; a switch has an empty value.
    var options: [String: String] = [:]
    var environment: [String: String] = [:]

    func has(_ option: String) -> Bool { options[option] != nil }

    /// The option's value, a whole number within the range. Throws what is wrong with it.
    func number(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = options[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError("\(option) wants a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }

    /// A setting that the command needs. Throws where to get it from.
    func setting(_ name: String) throws(UsageError) -> String {
        guard let value = environment[name], !value.isEmpty else {
            throw UsageError(
                "\(name) isn't set; for the development stack read its settings first:  set -a; . .run/env; set +a")
        }
        return value
    }

    /// Where the gateway is: `--gateway`, or the port of the environment on this machine.
    var gateway: String {
        options["--gateway"] ?? environment["MUSTER_GATEWAY_URL"]
            ?? "http://127.0.0.1:\(environment["MUSTER_HTTP_PORT"] ?? "8080")"
    }
}

/// The command line can't be understood: what to write instead.
struct UsageError: Error, CustomStringConvertible {
    /// What the program ends with, unless the command has another code for it.
    static let exitCode: Int32 = 64

    let description: String
    var exitCode = Self.exitCode

    init(_ description: String) { self.description = description }
}
