import Foundation
import Logging
import ServiceKit
import Testing

@Suite struct SettingValuesTests {
    static let address = Setting("MUSTER_TEST_ADDRESS", .text, help: "Where it is.")
    static let threads = Setting("MUSTER_TEST_THREADS", .integer(1...64), default: 2, help: "How many.")
    static let port = Setting("MUSTER_TEST_PORT", .port, default: 9000, help: "Where it listens.")
    static let open = Setting("MUSTER_TEST_OPEN", .truth, default: false, help: "Whether it is.")
    static let patience = Setting(
        "MUSTER_TEST_PATIENCE", .duration(.milliseconds(100)...(.seconds(60))), default: .seconds(2), help: "How long.")
    static let level = Setting("MUSTER_TEST_LEVEL", SettingType<Logger.Level>.oneOf, default: .info, help: "How much.")
    static let networks = Setting("MUSTER_TEST_NETWORKS", SettingType.text.list, default: [], help: "Who.")
    static let nickname = Setting("MUSTER_TEST_NICKNAME", SettingType.text.optional, default: nil, help: "Or none.")
    static let key = Setting("MUSTER_TEST_KEY", .text, isSecret: true, help: "Known to few.")

    static let all: [any SettingDeclaration] = [
        address, threads, port, open, patience, level, networks, nickname, key,
    ]
    static let least = ["MUSTER_TEST_ADDRESS": "a", "MUSTER_TEST_KEY": "k"]

    private func read(_ more: [String: String]) throws -> SettingValues {
        try SettingValues(Self.all, environment: Self.least.merging(more) { $1 })
    }

    @Test("what isn't set has its default, and nothing counts as not set")
    func defaults() throws {
        let values = try read(["MUSTER_TEST_THREADS": "", "UNRELATED": "x"])
        #expect(values[Self.address] == "a")
        #expect(values[Self.threads] == 2)
        #expect(values[Self.port] == 9000)
        #expect(values[Self.open] == false)
        #expect(values[Self.patience] == .seconds(2))
        #expect(values[Self.level] == .info)
        #expect(values[Self.networks] == [])
        #expect(values[Self.nickname] == nil)
        #expect(values[Self.key] == "k")
    }

    @Test("what is set is read by its type")
    func settingsAreRead() throws {
        let values = try read([
            "MUSTER_TEST_THREADS": "64", "MUSTER_TEST_PORT": "0", "MUSTER_TEST_OPEN": "Yes",
            "MUSTER_TEST_LEVEL": "trace", "MUSTER_TEST_NETWORKS": "10.0.0.0/8, ::1/128", "MUSTER_TEST_NICKNAME": "n",
        ])
        #expect(values[Self.threads] == 64)
        #expect(values[Self.port] == 0)
        #expect(values[Self.open])
        #expect(values[Self.level] == .trace)
        #expect(values[Self.networks] == ["10.0.0.0/8", "::1/128"])
        #expect(values[Self.nickname] == "n")
    }

    @Test(
        "durations are numbers with a unit, or of seconds",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("20s", .seconds(20)), ("20", .seconds(20)), ("1m", .seconds(60)),
        ])
    func durations(text: String, duration: Duration) throws {
        #expect(try read(["MUSTER_TEST_PATIENCE": text])[Self.patience] == duration)
    }

    @Test(
        "a value that doesn't fit is refused, with what had been expected",
        arguments: [
            ("THREADS", "65", "a whole number from 1 to 64"), ("THREADS", "two", "a whole number from 1 to 64"),
            ("THREADS", " 2", "a whole number from 1 to 64"), ("PORT", "65536", "a port from 0 to 65535"),
            ("OPEN", "maybe", "true or false"), ("PATIENCE", "61", "a duration from 100ms to 1m"),
            ("PATIENCE", "1 s", "a duration from 100ms to 1m"), ("PATIENCE", "-1", "a duration from 100ms to 1m"),
            ("LEVEL", "loud", "one of trace, debug, info, notice, warning, error, critical"),
            ("NETWORKS", "a,,b", "text between any two commas"),
        ])
    func wrongValues(name: String, text: String, expected: String) {
        let fault = SettingFault(
            setting: "MUSTER_TEST_\(name)", reason: "has a wrong value '\(text)': expected \(expected)")
        #expect(throws: SettingValues.Faults(faults: [fault])) { try read(["MUSTER_TEST_\(name)": text]) }
    }

    @Test("all faults are told at once, in the order of declaration")
    func allFaults() {
        #expect {
            try SettingValues(Self.all, environment: ["MUSTER_TEST_PORT": "x", "MUSTER_TEST_OPEN": "x"])
        } throws: { error in
            (error as? SettingValues.Faults)?.faults.map(\.setting)
                == ["MUSTER_TEST_ADDRESS", "MUSTER_TEST_PORT", "MUSTER_TEST_OPEN", "MUSTER_TEST_KEY"]
        }
    }

    @Test("a wrong secret is refused without being shown")
    func secretIsNotShown() {
        let pin = Setting("MUSTER_TEST_PIN", .integer(0...9999), isSecret: true, help: "A number.")
        let fault = SettingFault(
            setting: "MUSTER_TEST_PIN", reason: "has a wrong value: expected a whole number from 0 to 9999")
        #expect(throws: SettingValues.Faults(faults: [fault])) {
            try SettingValues([pin], environment: ["MUSTER_TEST_PIN": "hunter2"])
        }
    }

    @Test("a secret may stand in a file, without the line feed at its end")
    func secretFile() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "muster-secret-\(UUID()).txt")
        try Data("from a file\n".utf8).write(to: file)
        defer { unlink(file.path) }
        let values = try read(["MUSTER_TEST_KEY": "", "MUSTER_TEST_KEY_FILE": file.path])
        #expect(values[Self.key] == "from a file")
    }

    @Test("a secret's file that isn't there, or a second source, is refused")
    func secretFileFaults() throws {
        let missing = SettingFault(
            setting: "MUSTER_TEST_KEY_FILE", reason: "names a file that can't be read as text: '/nowhere/key'")
        #expect(throws: SettingValues.Faults(faults: [missing])) {
            try read(["MUSTER_TEST_KEY": "", "MUSTER_TEST_KEY_FILE": "/nowhere/key"])
        }
        let empty = SettingFault(setting: "MUSTER_TEST_KEY_FILE", reason: "names an empty file: '/dev/null'")
        #expect(throws: SettingValues.Faults(faults: [empty])) {
            try read(["MUSTER_TEST_KEY": "", "MUSTER_TEST_KEY_FILE": "/dev/null"])
        }
        let both = SettingFault(
            setting: "MUSTER_TEST_KEY", reason: "and MUSTER_TEST_KEY_FILE are both set; leave one of them out")
        #expect(throws: SettingValues.Faults(faults: [both])) { try read(["MUSTER_TEST_KEY_FILE": "/dev/null"]) }
    }

    @Test("only secrets are read from files")
    func onlySecretsFromFiles() throws {
        #expect(try read(["MUSTER_TEST_THREADS_FILE": "/nowhere"])[Self.threads] == 2)
    }

    @Test("reading a setting that wasn't declared traps")
    func undeclared() async {
        await #expect(processExitsWith: .failure) {
            _ = try SettingValues([Self.threads], environment: [:])[Self.port]
        }
    }

    @Test("the environment of the process is there")
    func environment() {
        #expect(SettingValues.environment["PATH"] == ProcessInfo.processInfo.environment["PATH"])
    }
}
