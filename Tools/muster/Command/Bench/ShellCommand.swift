import Glibc
import Threads

/// Programs of others, run to their end: the yardsticks.
enum ShellCommand {
    private static let threads = BlockingThreads(name: "shell", count: 1, queueLimit: 4)

    /// Runs the program with these words; what it says. Throws when it fails.
    static func output(of words: [String], environment: [String: String] = [:]) async throws -> String {
        let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let command = (["env"] + settings + words).map(quoted).joined(separator: " ") + " 2>&1"
        return try await threads.run {
            guard let pipe = popen(command, "r") else { throw BenchFailure(description: "no shell can be started") }
            var bytes: [UInt8] = []
            while true {
                let byte = getc(pipe)
                guard byte >= 0 else { break }
                bytes.append(UInt8(truncatingIfNeeded: byte))
            }
            let said = String(decoding: bytes, as: UTF8.self)
            guard pclose(pipe) == 0 else {
                throw BenchFailure(description: "\(words[0]) failed: \(said.suffix(300))")
            }
            return said
        }
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
