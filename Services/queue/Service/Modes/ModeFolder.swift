import FoundationEssentials
import ModesCore
import RuleSetsCore

/// The folder of the mode files.
enum ModeFolder {
    /// Why the modes can't be used, in words for whoever starts the service.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads every `*.json` of the folder. Throws `Unusable` with every fault of every file.
    static func read(_ path: String, game: String) throws(Unusable) -> ModeCatalogue {
        var modes: [Mode] = []
        var faults: [String] = []
        for name in try names(in: path) {
            do {
                modes.append(try ModeReader.mode(from: try Data(contentsOf: URL(filePath: "\(path)/\(name)"))))
            } catch let error as JSONFaults {
                faults += error.faults.map { "\(name): \($0)" }
            } catch {
                faults.append("\(name): can't be read")
            }
        }
        guard faults.isEmpty else { throw Unusable(description: faults.joined(separator: "; ")) }
        guard !modes.isEmpty else { throw Unusable(description: "MUSTER_MODES: no *.json in \(path)") }
        do {
            return try ModeCatalogue(game: game, modes: modes)
        } catch {
            throw Unusable(description: "\(error)")
        }
    }

    private static func names(in path: String) throws(Unusable) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }.sorted()
        } catch {
            throw Unusable(description: "MUSTER_MODES: the folder \(path) can't be read")
        }
    }
}
