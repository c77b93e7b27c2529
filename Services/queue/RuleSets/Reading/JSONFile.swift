import Contracts

/// JSON as it stands in rule set files: RFC 8259, and what FlexMatch's published examples have beyond it: comments from
/// `//` to the end of the line, and a comma after the last element.
///
/// Files that people write want another reader than the bodies of requests: it takes comments, and names the line of a
/// fault. Reading takes time linear in the length, and no more stack than `RuleSetLimits.jsonDepth` asks for.
package enum JSONFile {
    /// The value that a text holds. Throws the first fault, with the line and the column where it is.
    package static func value(_ bytes: some Collection<UInt8>) throws(JSONFaults) -> JSONValue {
        guard bytes.count <= RuleSetLimits.fileBytes else {
            throw JSONFaults([JSONFault("$", "is longer than \(RuleSetLimits.fileBytes) bytes")])
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONFaults([JSONFault("$", "is not UTF-8")])
        }
        var reader = JSONFileReader(Array(bytes))
        do {
            return try reader.document()
        } catch {
            throw JSONFaults([error])
        }
    }
}
