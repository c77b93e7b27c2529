import Glibc
import ServiceKit
import Threads

/// Asks for a password: on a terminal twice and without showing it, otherwise one line of standard input.
enum PasswordPrompt {
    /// - Throws: `CommandRefused` when there is none, the two differ, or somebody pressed Ctrl-C.
    static func read(for name: String) async throws -> String {
        // On a thread of its own, since it waits for a person.
        try await BlockingThreads(name: "prompt", count: 1, queueLimit: 1).run {
            guard isatty(STDIN_FILENO) == 1 else { return try line() }
            let password = try asked("Password for \(name): ")
            guard try asked("Again: ") == password else { throw CommandRefused("the two passwords differ") }
            return password
        }
    }

    private static func line() throws -> String {
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw CommandRefused("no password on standard input")
        }
        return line
    }

    /// Reads in raw mode, so that an interruption can't leave the terminal without echo.
    private static func asked(_ question: String) throws -> String {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw CommandRefused("the terminal can't be set up") }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            tell("\n")
        }
        tell(question)
        var typed = TypedLine()
        while true {
            var byte: UInt8 = 0
            guard Glibc.read(STDIN_FILENO, &byte, 1) == 1 else { throw CommandRefused("cancelled") }
            switch typed.take(byte) {
            case .more: continue
            case .done(let text): return text
            case .cancelled: throw CommandRefused("cancelled")
            }
        }
    }

    private static func tell(_ text: String) {
        let bytes = Array(text.utf8)
        // A terminal that can't be written to can't be told of it either.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// A line as it is typed, byte by byte, without the terminal's help.
struct TypedLine {
    enum Progress: Equatable {
        case more
        case done(String)
        /// Ctrl-C, or Ctrl-D on an empty line.
        case cancelled
    }

    private var bytes: [UInt8] = []

    mutating func take(_ byte: UInt8) -> Progress {
        switch byte {
        case 0x0a, 0x0d: return .done(String(decoding: bytes, as: UTF8.self))
        case 0x03: return .cancelled
        case 0x04: return bytes.isEmpty ? .cancelled : .more
        case 0x08, 0x7f:
            // A character may be several bytes.
            while let last = bytes.popLast(), last & 0xc0 == 0x80 {}
            return .more
        case 0x15:
            bytes = []
            return .more
        default:
            bytes.append(byte)
            return .more
        }
    }
}
