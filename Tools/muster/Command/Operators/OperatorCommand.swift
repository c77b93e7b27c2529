import FoundationEssentials
import Glibc

extension Command {
    static let operatorCreate = Command(
        words: ["operator", "create"],
        arguments: [.init(name: "NAME")],
        summary: "adds an operator; the password is asked for, or read from standard input",
        run: { invocation in
            // Who may be an operator is auth's to decide, so its executable does it.
            try SiblingExecutable.replaceProcess(
                "muster-auth", ["operator", "create", invocation.arguments[0]])
        })
}

/// An executable in the same folder as this one.
enum SiblingExecutable {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// Becomes the other executable, with the same environment and standard input. Returns only by throwing.
    static func replaceProcess(_ name: String, _ arguments: [String]) throws -> Never {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex) + "/" + name
        var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) }
        words.append(nil)
        execv(String(path), words)
        throw Missing(description: "\(path) can't be started: \(String(cString: strerror(errno)))")
    }
}
