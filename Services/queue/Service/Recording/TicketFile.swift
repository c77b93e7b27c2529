import FoundationEssentials
import Glibc
import MatchmakerCore
import Threads

/// A file of one ticket a line that never grows past its limit: a full one is put aside in the place of the one before.
final class TicketFile: Sendable {
    struct CantWrite: Error, CustomStringConvertible {
        let description: String

        init(_ what: String, _ path: String) { description = "\(what) \(path): \(String(cString: strerror(errno)))" }
    }

    private struct Open {
        var descriptor: Int32
        var bytes: Int
    }

    let path: String
    let pathBefore: String
    private let folder: String
    private let limit: Int
    private let open = Locked<Open?>(nil)

    init(folder: String, name: String, limit: Int) {
        self.folder = folder
        self.limit = limit
        path = "\(folder)/\(name).jsonl"
        pathBefore = "\(folder)/\(name).1.jsonl"
    }

    deinit {
        if let open = open.withLock({ $0 }) { close(open.descriptor) }
    }

    /// Appends a line for each. Blocks. Throws `CantWrite`, or what the encoder throws.
    func append(_ tickets: [RecordedTicket]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for ticket in tickets {
            var line = try encoder.encode(ticket)
            line.append(UInt8(ascii: "\n"))
            try open.withLock { file in
                if let full = file, full.bytes + line.count > limit {
                    close(full.descriptor)
                    file = nil
                    guard rename(path, pathBefore) == 0 else { throw CantWrite("can't rename", path) }
                }
                var current = try file ?? openFile()
                try write(line, to: current.descriptor)
                current.bytes += line.count
                file = current
            }
        }
    }

    private func openFile() throws -> Open {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw CantWrite("can't make", folder) }
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CantWrite("can't open", path) }
        return Open(descriptor: descriptor, bytes: Int(lseek(descriptor, 0, SEEK_END)))
    }

    private func write(_ line: Data, to descriptor: Int32) throws {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CantWrite("can't write", path) }
            rest = rest.dropFirst(count)
        }
    }
}
