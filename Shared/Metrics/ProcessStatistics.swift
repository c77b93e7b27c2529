import Glibc

/// What this process uses, read from `/proc`.
public struct ProcessStatistics: Sendable, Hashable {
    public let cpuSeconds: Double
    public let residentBytes: Int
    public let openDescriptors: Int
    public let descriptorLimit: Int
    public let threads: Int
    /// Seconds since 1970, by the kernel's clock.
    public let startTimeSeconds: Double

    /// Reads them now. Nil where `/proc` can't be read.
    public static func read() -> ProcessStatistics? {
        // The second field is the name in parentheses and may hold spaces: count from the last parenthesis (proc(5)).
        guard let stat = contents(of: "/proc/self/stat"), let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17]), let started = Double(fields[19]), let pages = Int(fields[21])
        else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return ProcessStatistics(
            cpuSeconds: (user + system) / ticks, residentBytes: pages * sysconf(Int32(_SC_PAGESIZE)),
            openDescriptors: openDescriptorCount(), descriptorLimit: Int(clamping: limit.rlim_cur), threads: threads,
            startTimeSeconds: bootTime + started / ticks)
    }

    /// Seconds since 1970 at which the machine started; it doesn't change.
    private static let bootTime: Double = {
        let line = contents(of: "/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) } ?? 0
    }()

    private static func openDescriptorCount() -> Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Not counted: "." and "..", and the descriptor of the directory itself.
        return count - 3
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
