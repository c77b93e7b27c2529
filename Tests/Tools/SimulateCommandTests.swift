import Foundation
import MusterCommand
import Testing

@Suite struct SimulateCommandTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "muster-simulate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func mode() throws -> String {
        try write(
            """
            {"mode":"x","requestTimeoutSeconds":60,"ruleSet":{"ruleLanguageVersion":"1.0","teams":[
            {"name":"red","minPlayers":1,"maxPlayers":1},{"name":"blue","minPlayers":1,"maxPlayers":1}]}}
            """, to: "x.json")
    }

    private func simulate(_ mode: String, _ tickets: String, seed: Int = 1) async throws -> (
        code: Int32, output: String
    ) {
        let out = folder.appending(path: UUID().uuidString)
        let code = await Muster.run([
            "muster", "simulate", "--mode", mode, "--tickets", tickets, "--out", out.path, "--seed", "\(seed)",
        ])
        guard code == 0 else { return (code, "") }
        return (code, try String(contentsOf: out, encoding: .utf8))
    }

    @Test("matches come out one a line, the summary last, and the same input gives the same bytes")
    func output() async throws {
        let lines = (0..<50).reversed().map {
            #"{"at":\#($0),"ticketId":"t\#($0)","players":[{"playerId":"p\#($0)","latencies":{"eu":20,"us":90}}]}"#
        }
        let tickets = try write(lines.joined(separator: "\n") + "\n", to: "tickets.jsonl")
        let (mode) = try mode()
        let first = try await simulate(mode, tickets)
        #expect(first.code == 0)
        #expect(try await simulate(mode, tickets).output == first.output)
        let out = first.output.split(separator: "\n")
        #expect(out.count == 26)
        #expect(
            out[0]
                == #"{"at":1,"matchId":"m1","mode":"x","region":"eu","teams":{"blue":["p1"],"red":["p0"]},"tickets":["t0","t1"]}"#
        )
        #expect(
            out[25]
                == #"{"summary":{"cancelled":0,"expired":0,"matched":50,"matches":25,"overlapping":0,"players":50,"tickets":50,"waitSeconds":{"p50":0,"p90":1,"p99":1}}}"#
        )
    }

    @Test("nothing to match is a summary alone")
    func nothing() async throws {
        let (code, output) = try await simulate(try mode(), try write("\n", to: "tickets.jsonl"))
        #expect(code == 0)
        #expect(output.hasPrefix(#"{"summary":{"#) && output.contains(#""waitSeconds":null"#))
    }

    @Test("a wrong mode, a bad line and a missing file end with 1, wrong options with 64; nothing is written")
    func refusals() async throws {
        let good = try write(#"{"at":0,"ticketId":"t","players":[{"playerId":"p"}]}"#, to: "good.jsonl")
        #expect(try await simulate(try write("{}", to: "bad.json"), good).code == 1)
        #expect(try await simulate(try mode(), try write("{", to: "bad.jsonl")).code == 1)
        #expect(try await simulate(try mode(), folder.appending(path: "none").path).code == 1)
        #expect(await Muster.run(["muster", "simulate", "--mode", "x"]) == 64)
    }
}
