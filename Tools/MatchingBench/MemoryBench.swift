import Contracts
import Glibc
import MatchingCore
import ModesCore

/// What open tickets cost in memory.
public enum MemoryBench {
    /// Bytes by which the process has grown for each open ticket, of so many; each of one player with five attributes, all
    /// of which rules look at, and four latencies. Twenty ask for the same playlist.
    public static func bytesPerTicket(open: Int) -> Double {
        let mode = BenchModes.everything
        var crowd = BenchCrowd(seed: 4, playlists: open / 20)
        var matchmaker = Matchmaker(modes: [mode])
        let before = resident
        var now = Timestamp(milliseconds: 1_700_000_000_000)
        while matchmaker.count < open {
            matchmaker.add(crowd.entry(mode: mode.name, at: now), at: now)
            while matchmaker.nextDraft(in: mode.name) != nil {}
            now = now + .milliseconds(1)
        }
        let bytes = resident - before
        precondition(matchmaker.count == open)
        return Double(bytes) / Double(open)
    }

    /// Bytes of this process in memory.
    private static var resident: Int {
        guard let file = fopen("/proc/self/statm", "r") else { preconditionFailure("the kernel doesn't say") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { preconditionFailure("the kernel doesn't say") }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            preconditionFailure("the kernel says \(text)")
        }
        return pages * Int(getpagesize())
    }
}
