import Contracts
import Foundation

/// Reading and writing JSON, and looking around in it.
enum RecordedJSON {
    /// The way to a value within another: names of members and indexes of elements.
    typealias Path = [Step]

    enum Step: Hashable, CustomStringConvertible {
        case member(String)
        case element(Int)

        var description: String {
            switch self {
            case .member(let name): ".\(name)"
            case .element(let index): "[\(index)]"
            }
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }

    /// For people to read: the members in the order of their names, a line each.
    static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// Every value within, itself included, in a fixed order.
    static func values(in json: JSONValue, at path: Path = []) -> [(path: Path, value: JSONValue)] {
        let inner: [(Path, JSONValue)] =
            switch json {
            case .object(let members):
                members.sorted { $0.key < $1.key }.flatMap { values(in: $1, at: path + [.member($0)]) }
            case .array(let elements):
                elements.enumerated().flatMap { values(in: $1, at: path + [.element($0)]) }
            default: []
            }
        return [(path, json)] + inner
    }

    /// The same with one value within changed.
    static func changing(
        _ json: JSONValue, at path: some Collection<Step>, _ change: (JSONValue) -> JSONValue
    ) -> JSONValue {
        guard let step = path.first else { return change(json) }
        switch (step, json) {
        case (.member(let name), .object(var members)):
            members[name] = members[name].map { changing($0, at: path.dropFirst(), change) }
            return .object(members)
        case (.element(let index), .array(var elements)):
            elements[index] = changing(elements[index], at: path.dropFirst(), change)
            return .array(elements)
        default: return json
        }
    }

    /// What of `expected` isn't there any more in `found`, or is something else; more members than expected are fine.
    static func losses(of expected: JSONValue, in found: JSONValue, at path: Path = []) -> [String] {
        switch (expected, found) {
        case (.object(let expected), .object(let found)):
            return expected.sorted { $0.key < $1.key }.flatMap { name, value in
                let path = path + [.member(name)]
                return found[name].map { losses(of: value, in: $0, at: path) } ?? ["\(text(path)) is lost"]
            }
        case (.array(let expected), .array(let found)) where expected.count == found.count:
            return zip(expected, found).enumerated().flatMap { index, pair in
                losses(of: pair.0, in: pair.1, at: path + [.element(index)])
            }
        default:
            return expected == found ? [] : ["\(text(path)) was \(expected), and is \(found)"]
        }
    }

    /// The members with the kinds of their values, whatever the values: `.players[].nickname string`.
    static func shape(of json: JSONValue) -> Set<String> {
        Set(
            values(in: json).map { path, value in
                let names = path.map { if case .element = $0 { "[]" } else { $0.description } }.joined()
                return "\(names) \(kind(of: value))"
            })
    }

    static func text(_ path: Path) -> String { path.isEmpty ? "all" : path.map(\.description).joined() }

    private static func kind(of json: JSONValue) -> String {
        switch json {
        case .null: "null"
        case .bool: "bool"
        case .integer, .large, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
