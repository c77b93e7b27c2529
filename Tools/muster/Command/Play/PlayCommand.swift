import Load
import Logging

extension Command {
    static let play = Command(
        words: ["play"],
        options: [
            .init(name: "--name", value: "NAME", help: "who plays; asked for otherwise"),
            .init(name: "--mode", value: "MODE", help: "what to play (duel)"),
            .init(name: "--bots", value: "N", help: "so many bots play instead of a person"),
            .init(name: "--matches", value: "N", help: "the bots stop after so many matches"),
            .init(name: "--unhurried", help: "the bots take their time, as quick people do"),
            .init(name: "--servers", value: "N", help: "match servers to bring along (0)"),
            .init(name: "--gateway", value: "URL", help: "where the gateway is"),
        ],
        summary: "plays rock, paper, scissors: a person in the terminal, or bots",
        run: { invocation in
            let servers = try invocation.number("--servers", in: 0...50) ?? 0
            let key = servers > 0 ? try invocation.setting("MUSTER_SERVER_KEY") : nil
            let terminal = Terminal(environment: invocation.environment)
            guard let bots = try invocation.number("--bots", in: 1...5000) else {
                let person = Person(
                    gateway: invocation.gateway, name: invocation.options["--name"],
                    mode: invocation.options["--mode"] ?? "duel", terminal: terminal)
                return try await Interruptible.run {
                    try await ServersAlongside.run(servers, gateway: invocation.gateway, key: key) {
                        try await person.play()
                    }
                }
            }
            let groups = invocation.options["--mode"].map { [LoadPlan.Group(mode: $0, bots: bots)] }
            var plan = LoadPlan(
                gateway: invocation.gateway, serverKey: key, groups: groups ?? LoadPlan.mixed(bots: bots))
            plan.servers = servers
            plan.matches = try invocation.number("--matches", in: 1...1_000_000)
            plan.time = .seconds(24 * 3600)
            let bounded = plan
            let hooks = invocation.has("--unhurried") ? Bot.Hooks.unhurried : Bot.Hooks()
            return try await Interruptible.run {
                try await BotPlay(plan: bounded, hooks: hooks, terminal: terminal).run() ? 0 : 1
            }
        })
}
