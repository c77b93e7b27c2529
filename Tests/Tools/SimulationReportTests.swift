import Foundation
import FoundationXML
import MusterCommand
import Testing

@Suite struct SimulationReportTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "muster-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func mode(_ name: String = "ranked", distance: Int = 100, more: String = "") throws -> String {
        let file = folder.appending(path: "\(name).json")
        let text = """
            {"mode":"\(name)","requestTimeoutSeconds":120,"ruleSet":{"ruleLanguageVersion":"1.0",
            "playerAttributes":[{"name":"skill","type":"number"}\(more)],
            "teams":[{"name":"red","minPlayers":2,"maxPlayers":2},{"name":"blue","minPlayers":2,"maxPlayers":2}],
            "rules":[{"name":"near","type":"batchDistance","batchAttribute":"skill","maxDistance":\(distance)},
            {"name":"ping","type":"latency","maxLatency":120}]}}
            """
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func run(_ words: String...) async throws -> (code: Int32, report: String, output: String) {
        let report = folder.appending(path: UUID().uuidString)
        let out = folder.appending(path: UUID().uuidString)
        let code = await Muster.run(
            ["muster", "simulate"] + words + ["--report", report.path, "--out", out.path])
        guard code == 0 else {
            #expect(!FileManager.default.fileExists(atPath: report.path))
            return (code, "", "")
        }
        return (
            code, try String(contentsOf: report, encoding: .utf8), try String(contentsOf: out, encoding: .utf8)
        )
    }

    private static let made = [
        "--arrivals", "poisson:0.5", "--duration", "10m", "--skill", "normal:1500,350", "--regions", "eu:3,us:2,asia",
        "--parties", "1:3,2:1",
    ]

    private func made(_ mode: String, _ more: String...) async throws -> (code: Int32, report: String, output: String) {
        let report = folder.appending(path: UUID().uuidString)
        let out = folder.appending(path: UUID().uuidString)
        let code = await Muster.run(
            ["muster", "simulate", "--mode", mode] + Self.made + more + ["--report", report.path, "--out", out.path])
        #expect(code == 0)
        return (
            code, try String(contentsOf: report, encoding: .utf8), try String(contentsOf: out, encoding: .utf8)
        )
    }

    @Test("the same seed gives the same bytes, another one others")
    func determinism() async throws {
        let mode = try mode()
        let first = try await made(mode)
        let second = try await made(mode)
        let other = try await made(mode, "--seed", "2")
        #expect(first.report == second.report && first.output == second.output)
        #expect(first.report != other.report && first.output != other.output)
    }

    @Test("the page is XML, asks no network for anything, and names its drawings for those who can't see them")
    func page() async throws {
        let page = try await made(try mode()).report
        let reading = PageReading()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = reading
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        for reference in ["://", "src=", "href", "url(", "@import", "<script", "<link", "<img"] {
            #expect(!page.contains(reference), "\(reference)")
        }
        #expect(reading.drawings.count == 8)
        #expect(reading.drawings.allSatisfy { $0["role"] == "img" && $0["aria-labelledby"] != nil })
        #expect(page.contains("prefers-color-scheme: dark"))
        #expect(reading.texts.contains("Waiting time over time, seconds"))
        #expect(reading.texts.contains("Latency by bracket of skill, milliseconds"))
    }

    @Test("the figures of the page are those of the summary, and its parts add up")
    func figures() async throws {
        let (_, page, output) = try await made(try mode())
        let reading = PageReading()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = reading
        #expect(parser.parse())
        let line = try #require(output.split(separator: "\n").last)
        let summary = try JSONDecoder().decode([String: Summary].self, from: Data(line.utf8))["summary"]
        let told = try #require(summary)
        let rows = Dictionary(reading.tables[0].map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
        #expect(told.matches > 20 && told.expired > 0)
        #expect(rows["tickets"] == "\(told.tickets)" && rows["matches"] == "\(told.matches)")
        #expect(rows["tickets matched"] == "\(told.matched)")
        #expect(rows["tickets whose time was over"] == "\(told.expired)")
        let median = try #require(Double(rows["wait, median, s"] ?? ""))
        #expect(abs(median - told.waitSeconds.p50) <= max(0.005, told.waitSeconds.p50 * 0.005))

        func sum(_ table: Int, _ column: Int) -> Int {
            reading.tables[table].dropFirst().reduce(0) { $0 + (Int($1[column]) ?? 0) }
        }
        // Waits over time and by bracket: each matched ticket once; then tickets and the unmatched by bracket.
        #expect(sum(1, 1) == told.matched && sum(2, 1) == told.matched)
        #expect(sum(2, 4) == told.tickets && sum(2, 5) == told.expired)
        #expect(sum(3, 1) == told.matches && sum(5, 1) == told.matches)
        #expect(sum(9, 1) == told.tickets && sum(9, 2) == told.matches)
        // Sides are never further apart than their players.
        let apart = try #require(Double(rows["skill apart in a match, 90 %"] ?? ""))
        let sides = try #require(Double(rows["sides apart in mean skill, 90 %"] ?? ""))
        #expect(sides > 0 && sides <= apart)
    }

    @Test("two sets of rules stand side by side, over the same tickets")
    func comparing() async throws {
        let wide = try mode("wide", distance: 2000)
        let page = try await made(try mode(), "--compare", wide).report
        let reading = PageReading()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = reading
        #expect(parser.parse())
        #expect(reading.tables[0][0] == ["figure", "A: ranked", "B: wide"])
        #expect(reading.tables[0].contains { $0[0] == "tickets" && $0[1] == $0[2] })
        let expired = try #require(reading.tables[0].first { $0[0] == "tickets whose time was over" })
        #expect(try #require(Int(expired[1])) > (try #require(Int(expired[2]))))
    }

    @Test("recorded tickets are drawn, too, and another mode's rules are tried on them")
    func recorded() async throws {
        let tickets = folder.appending(path: "tickets.jsonl")
        let lines = (0..<40).map {
            #"{"at":\#(1_700_000_000 + $0),"ticketId":"t\#($0)","modes":["ranked"],"players":[{"playerId":"p\#($0)","attributes":{"skill":\#($0)},"latencies":{"eu":20}}]}"#
        }
        try Data(lines.joined(separator: "\n").utf8).write(to: tickets)
        let wide = try mode("wide", distance: 2000)
        let (code, page, _) = try await run("--mode", try mode(), "--tickets", tickets.path, "--compare", wide)
        #expect(code == 0)
        #expect(page.contains("<tr><th scope=\"row\">matches</th><td>10</td><td>10</td></tr>"))
    }

    @Test("what can't be made ends with 64 and says why; no report is written")
    func refusals() async throws {
        let mode = try mode()
        let playlist = #",{"name":"playlist","type":"string"}"#
        let asking = try self.mode("asking", more: playlist)
        for words in [
            ["--arrivals", "uniform:2"], ["--arrivals", "poisson:-1"], ["--arrivals", "poisson:1,2"],
            ["--arrivals", "poisson:1,10m:2,5m:3"], ["--arrivals", "poisson:0"],
            ["--arrivals", "poisson:1e9"], ["--arrivals", "poisson:1", "--duration", "1x"],
            ["--arrivals", "poisson:1", "--duration", "0s"], ["--arrivals", "poisson:1", "--skill", "normal:1"],
            ["--arrivals", "poisson:1", "--skill", "normal:1,-1"], ["--arrivals", "poisson:1", "--parties", "3:1"],
            ["--arrivals", "poisson:1", "--regions", "eu:0"], ["--arrivals", "poisson:1", "--regions", "eu,eu"],
            ["--arrivals", "poisson:1", "--attributes", "hat=a"], ["--arrivals", "poisson:1", "--tickets", "x"], [],
            ["--arrivals", "poisson:1", "--seed", "-1"], ["--tickets", "x", "--duration", "1h"],
        ] {
            let outcome = await Muster.run(
                ["muster", "simulate", "--mode", mode, "--report", folder.appending(path: "no").path] + words)
            #expect(outcome == 64, "\(words)")
        }
        #expect(await Muster.run(["muster", "simulate", "--mode", mode, "--arrivals", "poisson:1"]) == 64)
        #expect(try await run("--mode", asking, "--arrivals", "poisson:1").code == 64)
        #expect(try await run("--mode", asking, "--arrivals", "poisson:1", "--attributes", "playlist=a:2,b").code == 0)
        #expect(try await run("--mode", mode, "--arrivals", "poisson:1", "--compare", "none.json").code == 1)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "no").path))
    }

    private struct Summary: Decodable {
        struct Waits: Decodable { var p50: Double }
        var tickets: Int
        var matches: Int
        var matched: Int
        var expired: Int
        var waitSeconds: Waits
    }
}

/// What is in a page: its drawings, its tables cell by cell, and its texts.
private final class PageReading: NSObject, XMLParserDelegate {
    var drawings: [[String: String]] = []
    var tables: [[[String]]] = []
    var texts: [String] = []
    private var text = ""

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        text = ""
        if element == "svg" { drawings.append(attributes) }
        if element == "table" { tables.append([]) }
        if element == "tr" { tables[tables.count - 1].append([]) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(
        _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
    ) {
        texts.append(text)
        if element == "td" || element == "th", let table = tables.indices.last, let row = tables[table].indices.last {
            tables[table][row].append(text)
        }
        text = ""
    }
}
