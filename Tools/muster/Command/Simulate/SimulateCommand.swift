import Simulation

extension Command {
    static let simulate: Command = Command(
        words: ["simulate"],
        options: [
            .init(name: "--mode", value: "FILE", help: "the mode file"),
            .init(name: "--tickets", value: "FILE", help: "recorded tickets, JSON, one a line; or else --arrivals"),
            .init(
                name: "--arrivals", value: "poisson:RATE",
                help:
                    "make players: RATE tickets come each second (or RATE/min, RATE/h); poisson:1,12h:3 is 3 from 12h on"
            ),
            .init(name: "--duration", value: "TIME", help: "for how long they come: 90s, 30m, 1h (1h)"),
            .init(
                name: "--skill", value: "normal:MEAN,DEVIATION",
                help: "how skill is spread, or uniform:LOW,HIGH (normal:1500,350)"),
            .init(
                name: "--skill-name", value: "NAME",
                help: "the attribute that holds it, and that the report compares (skill, rating or the first number)"),
            .init(
                name: "--regions", value: "NAME:WEIGHT,…", help: "where players live, neighbours side by side (nowhere)"
            ),
            .init(name: "--parties", value: "SIZE:WEIGHT,…", help: "how large tickets are (1)"),
            .init(name: "--patience", value: "TIME", help: "after how long on average a ticket is given up (never)"),
            .init(
                name: "--attributes", value: "NAME=VALUES;…",
                help: "what else they bring: level=uniform:1,100;playlist=ranked:3,casual:1"),
            .init(name: "--out", value: "FILE", help: "where the matches go, one a line, and then the summary"),
            .init(
                name: "--report", value: "FILE", help: "where a page of charts goes, which needs nothing beside itself"),
            .init(name: "--compare", value: "FILE", help: "another mode file, put beside the first in the report"),
            .init(
                name: "--waits", value: nil, help: "tell how well the service's estimates of waiting would have held"),
            .init(name: "--seed", value: "N", help: "decides what is left to chance (1)"),
        ],
        summary: "runs the matching of the service over recorded or made tickets, in virtual time",
        run: { invocation in
            let plan = try SimulationPlan(invocation)
            let outcome = try SimulationRun(plan).outcome()
            if let out = plan.outFile { try SimulationRun.write(outcome.output, to: out) }
            if let report = plan.reportFile {
                try SimulationRun.write(outcome.report, to: report)
                Output.line(outcome.table)
            }
            if plan.tellsWaits { Output.line(outcome.waits) }
            return 0
        })
}
