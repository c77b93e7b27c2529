import Contracts

/// JSON as it stands in rule set files: RFC 8259, and comments from `//` to the end of the line, which FlexMatch's
/// published examples have. Of members of one name the last counts, and each is noted.
///
/// A reader of its own, because `JSONDecoder` neither names the place of a fault nor tells of a member that stands twice.
/// Reading takes time linear in the length, and no more stack than `RuleSetLimits.jsonDepth` asks for.
package struct JSONText {
    package let value: JSONValue
    /// Members that stand twice.
    package let warnings: [JSONFault]

    /// Throws the first fault, with the line and the column where it is.
    package init(_ bytes: some Collection<UInt8>) throws(JSONFaults) {
        guard bytes.count <= RuleSetLimits.fileBytes else {
            throw JSONFaults([JSONFault("$", "is longer than \(RuleSetLimits.fileBytes) bytes")])
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONFaults([JSONFault("$", "is not UTF-8")])
        }
        var reader = JSONTextReader(Array(bytes))
        do {
            value = try reader.document()
        } catch {
            throw JSONFaults([error])
        }
        warnings = reader.warnings
    }
}
