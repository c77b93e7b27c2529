import Foundation
import Threads

/// A server of a test's own, as a child process that can be killed.
public final class ServerProcess: Sendable {
    /// It ended with another status than 0.
    public struct Failed: Error {
        public let command: String
        public let status: Int32
    }

    /// The process id.
    public let pid: Int32
    private let ended = OneShot<Int32>()

    /// Starts the executable; its output goes to `log`, appended.
    public init(_ executable: String, _ arguments: [String], log: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        if !FileManager.default.fileExists(atPath: log.path) {
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [ended] in ended.succeed($0.terminationStatus) }
        try process.run()
        pid = process.processIdentifier
    }

    /// True once it has ended.
    public var hasEnded: Bool { ended.result != nil }

    /// Sends a signal; one that is gone already doesn't mind.
    public func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for the end and gives back its status.
    @discardableResult
    public func end(within limit: Duration = .seconds(20)) async throws -> Int32 {
        try await ended.value(within: limit)
    }

    /// Runs a command to its end; throws `Failed` when it fails.
    public static func run(_ executable: String, _ arguments: [String], log: URL) async throws {
        let status = try await ServerProcess(executable, arguments, log: log).end(within: .seconds(60))
        if status != 0 { throw Failed(command: executable, status: status) }
    }

    /// A TCP port of 127.0.0.1 that nobody uses at this moment, and that nobody is given by chance: it lies below those that
    /// the system gives to outgoing connections, and belongs to this process until its end, also while its server is down. So
    /// a server that was killed finds it again.
    public static func freePort() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: 20_000..<32_000)
            if isFree(port), reserve(port) { return port }
        }
        throw Failed(command: "bind", status: EADDRINUSE)
    }

    /// Takes a name that stands for the port among all tests on this machine. The system frees it with this process, whose
    /// children don't inherit it. False when somebody has it.
    private static func reserve(_ port: Int) -> Bool {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // It begins with a zero, hence it isn't a file's.
        let name = [0] + Array("muster-test-port-\(port)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = MemoryLayout<sa_family_t>.size + name.count
        let isOurs = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(length)) == 0 }
        }
        if !isOurs { close(socket) }
        return isOurs
    }

    private static func isFree(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
