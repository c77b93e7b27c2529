/// Looks through values for members that are set in none of them, so that no optional member stays unrecorded.
public struct MemberSurvey {
    private var set: Set<String> = []
    private var unset: Set<String> = []

    public init(_ samples: [RecordedSample]) {
        for sample in samples { visit(sample.value) }
    }

    /// `Type.member` of what is nil or empty wherever it occurs.
    public var neverSet: [String] { unset.subtracting(set).sorted() }

    private mutating func visit(_ value: Any) {
        let mirror = Mirror(reflecting: value)
        for child in mirror.children {
            if mirror.displayStyle == .struct, let label = child.label {
                let member = "\(type(of: value)).\(label)"
                if isVoid(child.value) { unset.insert(member) } else { set.insert(member) }
            }
            visit(child.value)
        }
    }

    private func isVoid(_ value: Any) -> Bool {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional, .collection, .dictionary, .set: return mirror.children.isEmpty
        default: return false
        }
    }
}
