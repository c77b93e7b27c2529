import FoundationEssentials
import Glibc
import Threads

/// A service that the bench starts for itself.
struct BenchProcess: Sendable {
    private static let threads = BlockingThreads(name: "bench-process", count: 1, queueLimit: 4)
    private let pid: pid_t

    /// Starts an executable with these settings beside the environment's; its output is thrown away.
    init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        let all = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var settings = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, path, &actions, nil, &words, &settings)
        guard error == 0 else {
            throw BenchFailure(description: "\(path) can't be started: \(String(cString: strerror(error)))")
        }
        self.pid = pid
    }

    /// Ends it by SIGTERM, and waits.
    func end() async throws {
        let pid = pid
        kill(pid, SIGTERM)
        try await Self.threads.run {
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        }
    }
}
