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

    /// Where it is.
    static func path(_ name: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex) + "/" + name
    }

    /// Becomes the other executable, with the same environment and standard input. Returns only by throwing.
    static func replaceProcess(_ name: String, _ arguments: [String]) throws -> Never {
        let path = try path(name)
        var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) }
        words.append(nil)
        execv(path, words)
        throw Missing(description: "\(path) can't be started: \(String(cString: strerror(errno)))")
    }
}
