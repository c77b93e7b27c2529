import Simulation

/// What the command line of `muster simulate` asks for.
struct SimulationPlan {
    let invocation: Invocation
    let modeFile: String
    let otherModeFile: String?
    /// Recorded tickets; `nil` when players are made.
    let ticketFile: String?
    let outFile: String?
    let reportFile: String?
    let tellsWaits: Bool
    let seed: UInt64

    /// Throws what is missing, or doesn't go together.
    init(_ invocation: Invocation) throws(UsageError) {
        let options = invocation.options
        guard invocation.arguments.isEmpty, let modeFile = options["--mode"] else {
            throw Self.incomplete("--mode is needed")
        }
        guard (options["--tickets"] == nil) != (options["--arrivals"] == nil) else {
            throw Self.incomplete("one of --tickets and --arrivals is needed")
        }
        guard options["--out"] != nil || options["--report"] != nil || options["--waits"] != nil else {
            throw Self.incomplete("one of --out, --report and --waits is needed")
        }
        if options["--tickets"] != nil {
            for name in CrowdOptions.names where name != "--skill-name" && options[name] != nil {
                throw UsageError("\(name) is for made players: not with --tickets")
            }
        }
        if options["--compare"] != nil, options["--report"] == nil { throw UsageError("--compare is for a --report") }
        if options["--skill-name"] == "" { throw UsageError("--skill-name wants the name of an attribute") }
        self.invocation = invocation
        self.modeFile = modeFile
        otherModeFile = options["--compare"]
        ticketFile = options["--tickets"]
        outFile = options["--out"]
        reportFile = options["--report"]
        tellsWaits = options["--waits"] != nil
        seed = UInt64(try invocation.number("--seed", in: 0...Int.max) ?? 1)
    }

    private static func incomplete(_ what: String) -> UsageError {
        UsageError(
            """
            \(what)
            usage: muster simulate --mode FILE --tickets FILE --out FILE
                   muster simulate --mode FILE --arrivals poisson:RATE --duration TIME --report FILE [--compare FILE]
            'muster simulate --help' tells all of them
            """)
    }
}
