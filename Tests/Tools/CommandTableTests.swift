import Testing

@testable import MusterCommand

@Suite struct CommandTableTests {
    private let table = CommandTable(commands: [
        Command(
            words: ["play"],
            options: [
                .init(name: "--bots", value: "N", help: "how many"),
                .init(name: "--quiet", value: nil, help: "says less"),
            ], summary: "plays", run: { _ in 0 }),
        Command(
            words: ["operator", "create"], arguments: [.init(name: "NAME")], summary: "makes one", run: { _ in 0 }),
    ])

    private func read(_ line: String) throws -> (Command, Invocation) {
        let words = line.split(separator: " ").map(String.init)
        guard case .run(let command, let invocation) = try table.read(words, environment: [:]) else {
            throw UsageError("help")
        }
        return (command, invocation)
    }

    @Test("Options come with a space or an equals sign, and switches without a value")
    func options() throws {
        #expect(try read("play --bots 20").1.options == ["--bots": "20"])
        #expect(try read("play --bots=20 --quiet").1.options == ["--bots": "20", "--quiet": ""])
        let (command, invocation) = try read("operator create ada")
        #expect(command.words == ["operator", "create"])
        #expect(invocation.arguments == ["ada"])
    }

    @Test(
        "What can't be understood is refused with what to write instead",
        arguments: [
            ("", "what shall be done?"), ("fly", "there is no command 'fly'"), ("operator", "there is no command"),
            ("--version", "there is no option --version"), ("operator create -x", "there is no option -x"),
            ("play --boots 3", "there is no option --boots"), ("play --bots", "--bots wants a value"),
            ("play --quiet=yes", "--quiet takes no value"), ("operator create", "usage: muster operator create NAME"),
            ("operator create a b", "usage: muster operator create NAME"),
        ])
    func refused(_ line: String, _ says: String) {
        #expect {
            try read(line)
        } throws: { error in
            "\(error)".hasPrefix(says)
        }
    }

    @Test("Help lists the commands, and the options of one")
    func help() throws {
        guard case .help(let overview) = try table.read(["--help"], environment: [:]) else {
            Issue.record("no help")
            return
        }
        #expect(overview.contains("operator create NAME"))
        guard case .help(let details) = try table.read(["play", "--help"], environment: [:]) else {
            Issue.record("no help")
            return
        }
        #expect(details.contains("usage: muster play [--bots N] [--quiet]"))
    }

    @Test("A number outside its range is refused")
    func numbers() throws {
        let (_, invocation) = try read("play --bots 20")
        #expect(try invocation.number("--bots", in: 1...20) == 20)
        #expect(throws: UsageError.self) { try invocation.number("--bots", in: 1...19) }
    }

    @Test("Numbers are written with as many digits as asked for")
    func digits() {
        #expect(12.345.fixed(1) == "12.3")
        #expect(12.35.fixed(0) == "12")
        #expect(0.05.fixed(2) == "0.05")
        #expect((-1.5).fixed(1) == "-1.5")
    }
}
