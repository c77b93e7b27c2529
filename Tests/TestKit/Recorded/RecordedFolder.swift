import Contracts
import Foundation

/// Messages as they were once written, a file each: `<name>.json`, and `<name>.2.json` and so on after members were added.
///
/// Recorded files are never changed, since releases in use write and read them. `MUSTER_RECORD=1` in the environment
/// makes the checks add what is missing: the first version, or the next one when the sample has members that none has.
public struct RecordedFolder: Sendable {
    private let url: URL

    /// `Tests/Golden`, or a folder in it.
    public init(_ name: String? = nil) {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Golden").standardizedFileURL
        url = name.map { golden.appendingPathComponent($0) } ?? golden
    }

    /// The names of all recorded files, without version and ending.
    public func names() throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasSuffix(".json") }
        return Set(
            files.map { file in
                var parts = file.split(separator: ".").dropLast()
                if let last = parts.last, Int(last) != nil { parts.removeLast() }
                return parts.joined(separator: ".")
            })
    }

    /// What is wrong with the recorded versions of a message, a line each: one that can't be read, or loses or changes a
    /// member when it is read and written again; and members of the sample that no version has.
    public func faults(of sample: RecordedSample) throws -> [String] {
        var versions = try versions(of: sample)
        var missing = try unrecorded(sample, in: versions)
        if !missing.isEmpty, ProcessInfo.processInfo.environment["MUSTER_RECORD"] == "1" {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try RecordedJSON.data(try sample.json()).write(to: file(sample.name, version: versions.count + 1))
            versions = try self.versions(of: sample)
            missing = try unrecorded(sample, in: versions)
        }
        if versions.isEmpty { return ["nothing is recorded"] }
        return missing.map { "\($0) is in no recorded version" }
            + attempt(versions) { recorded in
                [("as it is", recorded, recorded)]
            } passing: {
                try sample.passed($0)
            }
    }

    /// What is wrong when members that the reader doesn't know are anywhere within.
    ///
    /// - Parameter maps: members whose objects have names of their own making, and values of one kind.
    public func faultsWithNewMembers(of sample: RecordedSample, maps: Set<String>) throws -> [String] {
        attempt(try versions(of: sample)) { recorded in
            RecordedJSON.values(in: recorded).compactMap { path, value in
                if case .member(let name)? = path.last, maps.contains(name) { return nil }
                guard case .object(var members) = value else { return nil }
                members["memberOfTheFuture"] = .object(["deep": .array([.integer(1)])])
                let widened = RecordedJSON.changing(recorded, at: path) { _ in .object(members) }
                return ("with a new member in \(RecordedJSON.text(path))", widened, recorded)
            }
        } passing: {
            try sample.passed($0)
        }
    }

    /// What is wrong when a text within is one that the reader doesn't know: it has to come through as it is.
    public func faultsWithNewNames(of sample: RecordedSample) throws -> [String] {
        attempt(try versions(of: sample)) { recorded in
            RecordedJSON.values(in: recorded).compactMap { path, value in
                guard case .string = value else { return nil }
                let changed = RecordedJSON.changing(recorded, at: path) { _ in .string("somethingNew") }
                // A message's own `type` may be fixed: then it is written again as it always was.
                let isType = path.last == .member("type")
                return ("with a new \(RecordedJSON.text(path))", changed, isType ? .object([:]) : changed)
            }
        } passing: {
            try sample.passed($0)
        }
    }

    /// Passes changed versions through the type, and tells what can't be read or is lost of what is expected.
    private func attempt(
        _ versions: [JSONValue],
        _ changes: (JSONValue) -> [(what: String, changed: JSONValue, expected: JSONValue)],
        passing: (JSONValue) throws -> JSONValue
    ) -> [String] {
        versions.enumerated().flatMap { index, recorded in
            changes(recorded).flatMap { what, changed, expected in
                do {
                    return RecordedJSON.losses(of: expected, in: try passing(changed))
                        .map { "version \(index + 1) \(what): \($0)" }
                } catch {
                    return ["version \(index + 1) \(what): \(error)"]
                }
            }
        }
    }

    private func unrecorded(_ sample: RecordedSample, in versions: [JSONValue]) throws -> [String] {
        let recorded = versions.reduce(into: Set<String>()) { $0.formUnion(RecordedJSON.shape(of: $1)) }
        return RecordedJSON.shape(of: try sample.json()).subtracting(recorded).sorted()
    }

    private func versions(of sample: RecordedSample) throws -> [JSONValue] {
        var versions: [JSONValue] = []
        while true {
            let file = file(sample.name, version: versions.count + 1)
            guard FileManager.default.fileExists(atPath: file.path) else { return versions }
            versions.append(try RecordedJSON.decode(JSONValue.self, from: try Data(contentsOf: file)))
        }
    }

    private func file(_ name: String, version: Int) -> URL {
        url.appendingPathComponent(version == 1 ? "\(name).json" : "\(name).\(version).json")
    }
}
