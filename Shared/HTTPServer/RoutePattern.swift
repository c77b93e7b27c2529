/// The path of a route: `/matches/{matchId}`. A name in braces stands for one whole segment that isn't empty.
struct RoutePattern: Sendable, Hashable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    let text: String
    let segments: [Segment]

    /// Traps when it doesn't begin with a slash: patterns are written in code.
    init(_ text: String) {
        precondition(text.hasPrefix("/"), "the route \(text) doesn't begin with a slash")
        self.text = text
        segments = Self.split(text).map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// The segments of a path, still encoded; a slash at the end makes no difference.
    static func split(_ path: String) -> [Substring] {
        var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if segments.last == "" { segments.removeLast() }
        return segments
    }
}
