import Load

extension Command {
    static let demo = Command(
        words: ["demo"],
        options: [
            .init(name: "--bots", value: "N", help: "how many play (20)"),
            .init(name: "--servers", value: "N", help: "match servers, each for eight matches at a time (2)"),
            .init(name: "--seconds", value: "N", help: "how long bots look for matches (12)"),
            .init(name: "--matches", value: "N", help: "ends sooner, after so many matches"),
            .init(name: "--gateway", value: "URL", help: "where the gateway is"),
        ],
        summary: "plays real matches with bots and shows the recorded results",
        run: { invocation in
            let bots = try invocation.number("--bots", in: 2...2000) ?? 20
            var plan = LoadPlan(
                gateway: invocation.gateway, serverKey: try invocation.setting("MUSTER_SERVER_KEY"),
                groups: LoadPlan.mixed(bots: bots))
            plan.servers = try invocation.number("--servers", in: 1...50) ?? 2
            plan.time = .seconds(try invocation.number("--seconds", in: 1...3600) ?? 12)
            plan.matches = try invocation.number("--matches", in: 1...1_000_000)
            let demo = Demo(
                plan: plan, amqpURL: try invocation.setting("MUSTER_AMQP_URL"),
                signalling: try invocation.setting("MUSTER_SIGNALING_URL"),
                terminal: Terminal(environment: invocation.environment))
            let isWell = try await Interruptible.run { try await demo.run() }
            return isWell ? 0 : 1
        })
}
