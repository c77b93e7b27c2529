import Foundation

/// What messages the sources declare, so that none is forgotten in the samples.
enum MessageDeclarations {
    struct Message: Hashable {
        var name: String
        var isAnswered: Bool
    }

    /// The messages of `Shared/Contracts`, by their `static let name` or `type`.
    static func inContracts() throws -> [Message] {
        try lines(of: "Contracts").reduce(into: (messages: [Message](), isAnswered: false)) { found, line in
            if let declaration = line.firstMatch(of: /^public struct \w+: (?<conformance>\w+) \{/) {
                found.isAnswered = declaration.conformance.contains(/Request$|Command$/)
            } else if let declaration = line.firstMatch(of: /public static let (name|type) = "(?<name>[a-z.0-9]+)"/) {
                found.messages.append(Message(name: String(declaration.name), isAnswered: found.isAnswered))
            }
        }.messages
    }

    /// The types of `Shared/API`.
    static func bodiesOfAPI() throws -> Set<String> {
        Set(
            try lines(of: "API").compactMap { $0.firstMatch(of: /^public struct (?<name>\w+(Body|Answer)): Codable/) }
                .map { String($0.name) })
    }

    private static func lines(of module: String) throws -> [Substring] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Shared/\(module)").standardizedFileURL
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        return try files.sorted().flatMap { file in
            try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: true)
        }
    }
}
