import FoundationEssentials

/// The folder of the mode files.
struct ModeFolder: Sendable {
    let path: String

    /// The folder can't be read, in words for whoever runs the service.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// What is in each `*.json`, by the file's name. Blocks.
    func contents() throws(Unreadable) -> [String: Data] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }
        } catch {
            throw Unreadable(description: "MUSTER_MODES: the folder \(path) can't be read")
        }
        var contents: [String: Data] = [:]
        for name in names {
            do {
                contents[name] = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
            } catch {
                throw Unreadable(description: "MUSTER_MODES: \(name) in \(path) can't be read")
            }
        }
        return contents
    }
}
