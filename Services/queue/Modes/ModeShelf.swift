import FoundationEssentials
import RuleSetsCore

/// The modes that the files of a folder hold, over time.
///
/// A file that can't be read any more goes on holding the mode that it held: whoever edits it breaks nothing. A file that is
/// gone holds none.
public struct ModeShelf: Sendable {
    /// What a look at the folder came to.
    public struct Finding: Sendable, Hashable {
        /// The modes are others than before.
        public var isNews: Bool
        /// What is wrong with files, each line with the file's name and the path within.
        public var faults: [String]
    }

    private struct File: Sendable {
        var content: Data
        var mode: Mode?
    }

    public private(set) var catalogue: ModeCatalogue
    private var files: [String: File]

    /// The modes that a service starts with: every file must be right, and there must be one. Throws every fault of every
    /// file.
    public init(game: String, files contents: [String: Data]) throws(JSONFaults) {
        let read = Self.read(contents)
        guard read.faults.isEmpty else { throw JSONFaults(read.faults) }
        guard !contents.isEmpty else { throw JSONFaults([JSONFault("*.json", "there is no mode file")]) }
        catalogue = try ModeCatalogue(game: game, modes: read.files.values.compactMap(\.mode))
        files = read.files
    }

    /// Takes in what the folder holds now. Nothing changes when it has become empty, or when two files hold one mode.
    public mutating func take(_ contents: [String: Data]) -> Finding {
        guard !contents.isEmpty else { return Finding(isNews: false, faults: ["*.json: there is no mode file"]) }
        var (new, faults) = Self.read(contents)
        for (name, file) in new where file.mode == nil { new[name]?.mode = files[name]?.mode }
        var isNews = false
        do throws(JSONFaults) {
            let modes = try ModeCatalogue(game: catalogue.game, modes: new.values.compactMap(\.mode))
            isNews = modes != catalogue
            catalogue = modes
            files = new
        } catch {
            faults += error.faults
        }
        return Finding(isNews: isNews, faults: faults.map(\.description))
    }

    /// What each file holds, and what is wrong with those that hold nothing.
    private static func read(_ contents: [String: Data]) -> (files: [String: File], faults: [JSONFault]) {
        var files: [String: File] = [:]
        var faults: [JSONFault] = []
        for (name, content) in contents.sorted(by: { $0.key < $1.key }) {
            do throws(JSONFaults) {
                files[name] = File(content: content, mode: try ModeReader.mode(from: content))
            } catch {
                files[name] = File(content: content, mode: nil)
                faults += error.faults.map { JSONFault("\(name): \($0.path)", $0.message) }
            }
        }
        return (files, faults)
    }
}
